#include "ui/models/index-model.h"

struct _WgIndexItem
{
  GObject parent_instance;
  guint position;
};

G_DEFINE_FINAL_TYPE (WgIndexItem, wg_index_item, G_TYPE_OBJECT)

static void
wg_index_item_class_init (WgIndexItemClass *class)
{
}

static void
wg_index_item_init (WgIndexItem *self)
{
}

guint
wg_index_item_position (WgIndexItem *item)
{
  return item->position;
}

struct _WgIndexModel
{
  GObject parent_instance;
  guint n;
  guint selected;
};

static guint picked;

static GType
get_item_type (GListModel *list)
{
  return WG_TYPE_INDEX_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return WG_INDEX_MODEL (list)->n;
}

static gpointer
get_item (GListModel *list, guint position)
{
  WgIndexItem *item;

  if (position >= WG_INDEX_MODEL (list)->n)
    return NULL;
  item = g_object_new (WG_TYPE_INDEX_ITEM, NULL);
  item->position = position;
  return item;
}

static void
init_list (GListModelInterface *list)
{
  list->get_item_type = get_item_type;
  list->get_n_items = get_n_items;
  list->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return WG_INDEX_MODEL (model)->selected == position;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  WgIndexModel *self = WG_INDEX_MODEL (model);
  GtkBitset *set = gtk_bitset_new_empty ();

  if (self->selected != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (set, self->selected);
  return set;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  g_signal_emit (model, picked, 0, position);
  return TRUE;
}

static void
init_selection (GtkSelectionModelInterface *selection)
{
  selection->is_selected = is_selected;
  selection->get_selection_in_range = get_selection_in_range;
  selection->select_item = select_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WgIndexModel,
                               wg_index_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          init_selection))

static void
wg_index_model_class_init (WgIndexModelClass *class)
{
  picked = g_signal_new ("picked", WG_TYPE_INDEX_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
wg_index_model_init (WgIndexModel *self)
{
  self->selected = GTK_INVALID_LIST_POSITION;
}

WgIndexModel *
wg_index_model_new (void)
{
  return g_object_new (WG_TYPE_INDEX_MODEL, NULL);
}

/* Two signals: GTK 4.8 looks for rows that went among all that came, where it is one. */
void
wg_index_model_reset (WgIndexModel *self, guint n)
{
  guint before = self->n;

  self->selected = GTK_INVALID_LIST_POSITION;
  self->n = 0;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  self->n = n;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}

void
wg_index_model_grow (WgIndexModel *self, guint n)
{
  guint before = self->n;

  if (n <= before)
    return;
  self->n = n;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n - before);
}

void
wg_index_model_select (WgIndexModel *self, guint position)
{
  guint before = self->selected;

  if (position == before)
    return;
  self->selected = position;
  if (before < self->n)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), before, 1);
  if (position < self->n)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
}

guint
wg_index_model_selected (WgIndexModel *self)
{
  return self->selected;
}
