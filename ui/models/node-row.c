#include "ui/models/node-row.h"

struct _WgNodeRow
{
  GObject parent_instance;
  WgLooked *looked; /* keeps the node */
  const WgNode *node;
};

G_DEFINE_FINAL_TYPE (WgNodeRow, wg_node_row, G_TYPE_OBJECT)

static void
wg_node_row_finalize (GObject *object)
{
  wg_looked_unref (WG_NODE_ROW (object)->looked);
  G_OBJECT_CLASS (wg_node_row_parent_class)->finalize (object);
}

static void
wg_node_row_class_init (WgNodeRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wg_node_row_finalize;
}

static void
wg_node_row_init (WgNodeRow *self)
{
}

const WgNode *
wg_node_row_node (WgNodeRow *self)
{
  return self->node;
}

static GListModel *
children_of (WgLooked *looked, const WgNode *parent)
{
  GListStore *rows;

  if (parent->first_child == NULL)
    return NULL;
  rows = g_list_store_new (WG_TYPE_NODE_ROW);
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    {
      g_autoptr (WgNodeRow) row = g_object_new (WG_TYPE_NODE_ROW, NULL);

      row->looked = wg_looked_ref (looked);
      row->node = node;
      g_list_store_append (rows, row);
    }
  return G_LIST_MODEL (rows);
}

static GListModel *
create (gpointer item, gpointer user)
{
  WgNodeRow *row = item;
  return children_of (row->looked, row->node);
}

GtkTreeListModel *
wg_node_rows_new (WgLooked *looked, const WgLookTree *tree)
{
  GListModel *roots = children_of (looked, wg_tree_root (tree->tree));

  if (roots == NULL)
    roots = G_LIST_MODEL (g_list_store_new (WG_TYPE_NODE_ROW));
  return gtk_tree_list_model_new (roots, FALSE, FALSE, create, NULL, NULL);
}
