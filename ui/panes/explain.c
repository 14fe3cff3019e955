#include "ui/panes/explain.h"

#include "report/human.h"
#include "ui/models/node-row.h"
#include "ui/panes/copy.h"
#include "ui/tree-words.h"
#include "ui/widgets/figure.h"

#include <glib/gi18n.h>

#define MAX_PARTS  2u    /* headings of one protocol that are all unfolded */
#define MAX_LINES  8     /* of a value */
#define MAX_OPENED 4096u /* rows that are looked through for ones to unfold */

/* Freed with the pane. @unfolded: set of WgField whose nodes somebody unfolded */
typedef struct
{
  WgView *view;
  WgLooker *looker;
  GtkWidget *title;
  GtkWidget *packets;
  GtkWidget *list;
  WgFigure *figure;
  GtkSingleSelection *selection;
  GtkTreeListModel *rows;
  GHashTable *unfolded;
  const WgLookTree *tree;
  gboolean setting;
} Explain;

/* The widgets of a row; freed with its list item. */
typedef struct
{
  Explain *pane;
  GtkListItem *item;
  GtkWidget *expander;
  GtkWidget *label;
  GtkWidget *value;
  GtkWidget *more;
  gulong expanded;
} Row;

static const WgMessageType *
message_type (Explain *pane)
{
  const WgStoreMessage *message = wg_view_selected (pane->view);
  return message != NULL ? message->type : NULL;
}

/* --- rows --------------------------------------------------------------------------------- */

static const WgNode *
node_of (GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (WgNodeRow) node = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  return node != NULL ? wg_node_row_node (node) : NULL;
}

/* The sentence as markup, with a link to where it is written. */
static char *
explanation (Explain *pane, const WgNode *node)
{
  const WgStoreMessage *message = wg_view_selected (pane->view);
  gboolean is_message = message != NULL && node == wg_node_of_message (pane->tree, message)
                        && message->type->help != NULL;
  g_autofree char *sentence = is_message ? g_strdup (message->type->help)
                                         : wg_node_sentence (node, message_type (pane));
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  const char *source =
      is_message ? message->type->source : wg_node_source (node, message_type (pane));
  g_autofree char *uri = wg_source_uri (source), *shown = NULL;

  if (sentence[0] == '\0' || source == NULL)
    return g_steal_pointer (&escaped);
  shown = g_markup_escape_text (source, -1);
  if (uri == NULL)
    return g_strdup_printf ("%s  <i>%s</i>", escaped, shown);
  return g_strdup_printf ("%s  <a href=\"%s\">%s</a>", escaped, uri, shown);
}

static void
show_more (Row *row)
{
  const WgNode *node = node_of (row->item);
  gboolean selected = gtk_list_item_get_selected (row->item);
  g_autofree char *text = NULL;

  gtk_label_set_wrap (GTK_LABEL (row->value), selected);
  gtk_label_set_lines (GTK_LABEL (row->value), selected ? MAX_LINES : 1);
  gtk_label_set_ellipsize (GTK_LABEL (row->value), PANGO_ELLIPSIZE_END);
  if (node == NULL || !selected)
    {
      gtk_widget_set_visible (row->more, FALSE);
      return;
    }
  text = explanation (row->pane, node);
  gtk_label_set_markup (GTK_LABEL (row->more), text);
  gtk_widget_set_visible (row->more, text[0] != '\0');
}

static void
on_expanded (GtkTreeListRow *tree_row, GParamSpec *pspec, Row *row)
{
  const WgNode *node = node_of (row->item);

  if (row->pane->setting || node == NULL)
    return;
  if (gtk_tree_list_row_get_expanded (tree_row))
    g_hash_table_add (row->pane->unfolded, (gpointer) node->field);
  else
    g_hash_table_remove (row->pane->unfolded, node->field);
}

static void
show_node (Explain *pane, GtkListItem *item, const WgNode *node)
{
  Row *row = g_object_get_data (G_OBJECT (item), "row");
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  g_autofree char *value = wg_node_shown (pane->view, node);
  g_autofree char *line = wg_node_line (pane->view, node);
  g_autofree char *sentence = wg_node_sentence (node, NULL);
  g_autofree char *spoken = g_strdup_printf ("%s. %s", line, sentence);
  gboolean heading = node->field->kind == WG_KIND_NONE && value[0] != '\0';

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (row->expander), tree_row);
  gtk_label_set_text (GTK_LABEL (row->label), node->note ? "⚠"
                                              : heading  ? value
                                                         : node->field->label);
  gtk_label_set_text (GTK_LABEL (row->value), heading ? "" : value);
  gtk_widget_set_visible (row->value, !heading && value[0] != '\0');
  if (node->parent != NULL && node->parent->parent == NULL)
    gtk_widget_add_css_class (row->label, "heading");
  else
    gtk_widget_remove_css_class (row->label, "heading");
  gtk_widget_set_tooltip_text (row->expander, sentence[0] != '\0' ? sentence : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row->expander)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  row->expanded =
      g_signal_connect (tree_row, "notify::expanded", G_CALLBACK (on_expanded), row);
  show_more (row);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, Explain *pane)
{
  const WgNode *node = node_of (item);

  if (node != NULL)
    show_node (pane, item, node);
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *item, Explain *pane)
{
  Row *row = g_object_get_data (G_OBJECT (item), "row");

  g_clear_signal_handler (&row->expanded, gtk_list_item_get_item (item));
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (row->expander), NULL);
}

static GtkWidget *
label (const char *class)
{
  GtkWidget *widget = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (widget), 0);
  gtk_widget_set_valign (widget, GTK_ALIGN_START);
  if (class != NULL)
    gtk_widget_add_css_class (widget, class);
  return widget;
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, Explain *pane)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  Row *row = g_new0 (Row, 1);

  row->pane = pane;
  row->item = item;
  row->label = label (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (row->label), PANGO_ELLIPSIZE_END);
  row->value = label ("field-value");
  gtk_label_set_wrap_mode (GTK_LABEL (row->value), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (row->value, TRUE);
  row->more = label ("field-help");
  gtk_label_set_wrap (GTK_LABEL (row->more), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (row->more), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (row->more), GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (line), row->label);
  gtk_box_append (GTK_BOX (line), row->value);
  gtk_box_append (GTK_BOX (column), line);
  gtk_box_append (GTK_BOX (column), row->more);
  gtk_widget_set_hexpand (column, TRUE);
  row->expander = gtk_tree_expander_new ();
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (row->expander), column);
  gtk_list_item_set_child (item, row->expander);
  g_object_set_data_full (G_OBJECT (item), "row", row, g_free);
  g_signal_connect_swapped (item, "notify::selected", G_CALLBACK (show_more), row);
}

/* --- what is unfolded, what is selected -----------------------------------------------------
 */

static GtkTreeListRow *
row_at (Explain *pane, guint position, const WgNode **node)
{
  GtkTreeListRow *row =
      GTK_TREE_LIST_ROW (g_list_model_get_item (G_LIST_MODEL (pane->rows), position));
  g_autoptr (WgNodeRow) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  *node = item != NULL ? wg_node_row_node (item) : NULL;
  return row;
}

/* What holds most of what is around it: a record of TLS, the message in it. */
static gboolean
is_most (const WgNode *node)
{
  return node->len > 0 && node->parent != NULL && node->parent->source == node->source
         && node->len >= node->parent->len / 2 && node->field->kind == WG_KIND_NONE;
}

static gboolean
is_within (const WgNode *node, const WgNode *ancestor)
{
  while (node != NULL && node != ancestor)
    node = node->parent;
  return node != NULL;
}

static gboolean
is_like (const WgNode *node, const WgNode *heading)
{
  return node->parent == heading->parent && node->field == heading->field;
}

/* Head and body of a message of HTTP stand under headings of their own. */
static guint
n_like (const WgNode *heading)
{
  guint n = 0;

  for (const WgNode *node = heading->parent != NULL ? heading->parent->first_child : NULL;
       node != NULL; node = node->next)
    n += is_like (node, heading) ? 1 : 0;
  return n;
}

/* Unfolds the way to @wanted, what somebody unfolded before, and the main parts of the heading
 * that @wanted is under. */
static void
unfold (Explain *pane, const WgNode *wanted)
{
  const WgNode *heading = wanted;
  gboolean few;

  while (heading != NULL && heading->parent != NULL && heading->parent->parent != NULL)
    heading = heading->parent;
  few = heading != NULL && n_like (heading) <= MAX_PARTS;
  pane->setting = TRUE;
  for (guint i = 0; i < MIN (MAX_OPENED, g_list_model_get_n_items (G_LIST_MODEL (pane->rows)));
       i++)
    {
      const WgNode *node;
      g_autoptr (GtkTreeListRow) row = row_at (pane, i, &node);

      if ((wanted != NULL && is_within (wanted, node))
          || g_hash_table_contains (pane->unfolded, node->field)
          || (heading != NULL && is_within (node, heading) && is_most (node))
          || (few && is_like (node, heading)))
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
  pane->setting = FALSE;
}

static void
select_node (Explain *pane, const WgNode *wanted)
{
  guint n, at = GTK_INVALID_LIST_POSITION;

  if (wanted != NULL)
    unfold (pane, wanted);
  n = g_list_model_get_n_items (G_LIST_MODEL (pane->rows));
  for (guint i = 0; wanted != NULL && i < n && at == GTK_INVALID_LIST_POSITION; i++)
    {
      const WgNode *node;

      g_object_unref (row_at (pane, i, &node));
      if (node == wanted)
        at = i;
    }
  pane->setting = TRUE;
  gtk_single_selection_set_selected (pane->selection, at);
  pane->setting = FALSE;
  if (at != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (pane->list, "list.scroll-to-item", "u", at);
}

static const WgNode *
selected_node (Explain *pane)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (pane->selection);
  g_autoptr (WgNodeRow) node = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  return node != NULL ? wg_node_row_node (node) : NULL;
}

static gboolean
is_whole_message (Explain *pane, WgViewField field)
{
  const WgStoreMessage *message = wg_view_selected (pane->view);

  return message != NULL && field.source == 0 && field.off == message->off
         && field.len == (guint32) MIN (atomic_load (&message->len), G_MAXUINT32);
}

/* A message in several packets has its fields with the last one, where it is whole. */
static gboolean
turn_to_end (Explain *pane, WgViewField field)
{
  const WgStoreMessage *message = wg_view_selected (pane->view);
  guint32 last = message != NULL ? atomic_load (&message->last_frame) : 0;

  if (message == NULL || !is_whole_message (pane, field) || last <= message->frame
      || pane->tree->packet.frame != message->frame || wg_node_at (pane->tree, field) != NULL)
    return FALSE;
  wg_view_turn_to_packet (pane->view, last);
  return TRUE;
}

static void
show_field (Explain *pane)
{
  WgViewField field = wg_view_field (pane->view);
  const WgNode *now = selected_node (pane), *node = NULL;
  WgViewField shown = now != NULL ? wg_node_field (now) : (WgViewField){0};

  if (pane->tree == NULL || pane->tree->packet.frame != wg_view_packet (pane->view))
    return;
  if (now != NULL && memcmp (&shown, &field, sizeof field) == 0)
    return;
  if (field.len == 0 || is_whole_message (pane, field))
    node = wg_view_selected (pane->view) != NULL
               ? wg_node_of_message (pane->tree, wg_view_selected (pane->view))
               : NULL;
  if (node == NULL && turn_to_end (pane, field))
    return;
  if (node == NULL)
    node = wg_node_at (pane->tree, field);
  select_node (pane, node);
  wg_figure_show (pane->figure, pane->tree, node);
  /* Bytes of a message that were taken out of others: those, and not where they came from. */
  if (node != NULL && node->len > 0)
    wg_view_select_field (pane->view, wg_node_field (node));
}

static void
on_picked (Explain *pane, const WgNode *node)
{
  select_node (pane, node);
  wg_figure_show (pane->figure, pane->tree, node);
  wg_view_select_field (pane->view, wg_node_field (node));
}

static void
on_selected (Explain *pane)
{
  const WgNode *node = selected_node (pane);

  if (!pane->setting)
    wg_figure_show (pane->figure, pane->tree, node);
  if (!pane->setting && node != NULL && node->len > 0)
    wg_view_select_field (pane->view, wg_node_field (node));
}

static void
on_activate (Explain *pane, guint position)
{
  const WgNode *node;
  g_autoptr (GtkTreeListRow) row = row_at (pane, position, &node);

  gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

/* --- above the tree -------------------------------------------------------------------------
 */

/* "Packets 38–41, in 3 parts": which packets made the message. */
static void
show_packets (Explain *pane)
{
  const WgStoreMessage *message = wg_view_selected (pane->view);
  g_autofree char *name =
      message != NULL ? wg_view_label (pane->view, (gsize) wg_view_message (pane->view)) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 first = message != NULL ? message->frame : 0;
  guint32 last = message != NULL ? MAX (first, atomic_load (&message->last_frame)) : 0;

  gtk_label_set_text (GTK_LABEL (pane->title), name != NULL ? name : "");
  if (message != NULL && last == first)
    g_string_append_printf (text, _ ("packet <a href=\"%u\">%u</a>"), first, first);
  else if (message != NULL)
    g_string_append_printf (text, _ ("packets <a href=\"%u\">%u</a> to <a href=\"%u\">%u</a>"),
                            first, first, last, last);
  gtk_label_set_markup (GTK_LABEL (pane->packets), text->str);
}

static gboolean
on_packet_link (Explain *pane, const char *uri)
{
  wg_view_turn_to_packet (pane->view, (guint32) g_ascii_strtoull (uri, NULL, 10));
  return TRUE;
}

static void
on_tree (Explain *pane)
{
  WgLooked *looked = wg_looker_looked (pane->looker);

  pane->tree = wg_looker_tree (pane->looker);
  pane->setting = TRUE;
  gtk_single_selection_set_model (pane->selection, NULL);
  g_clear_object (&pane->rows);
  if (pane->tree != NULL)
    pane->rows = wg_node_rows_new (looked, pane->tree);
  gtk_single_selection_set_model (pane->selection, G_LIST_MODEL (pane->rows));
  pane->setting = FALSE;
  wg_figure_show (pane->figure, NULL, NULL);
  if (pane->tree == NULL)
    return;
  unfold (pane, NULL);
  show_field (pane);
}

static void
on_masks (Explain *pane)
{
  show_packets (pane);
  on_tree (pane);
}

/* --- the pane ----------------------------------------------------------------------------- */

static void
free_pane (gpointer data)
{
  Explain *pane = data;

  g_signal_handlers_disconnect_by_data (pane->view, pane);
  g_signal_handlers_disconnect_by_data (pane->looker, pane);
  g_signal_handlers_disconnect_by_data (pane->selection, pane);
  gtk_single_selection_set_model (pane->selection, NULL);
  g_clear_object (&pane->rows);
  g_object_unref (pane->selection);
  g_hash_table_unref (pane->unfolded);
  g_signal_handlers_disconnect_by_data (pane->figure, pane);
  g_object_unref (pane->figure);
  g_object_unref (pane->looker);
  g_object_unref (pane->view);
  g_free (pane);
}

static GtkWidget *
make_head (Explain *pane)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  pane->title = label ("heading");
  gtk_label_set_ellipsize (GTK_LABEL (pane->title), PANGO_ELLIPSIZE_END);
  pane->packets = label ("quiet");
  gtk_widget_set_tooltip_text (pane->packets, _ ("Which packets made this message"));
  gtk_widget_set_valign (pane->title, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (pane->packets, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (pane->packets, "activate-link", G_CALLBACK (on_packet_link), pane);
  gtk_box_append (GTK_BOX (box), pane->title);
  gtk_box_append (GTK_BOX (box), pane->packets);
  gtk_widget_add_css_class (box, "pane-head");
  return box;
}

static GtkWidget *
make_list (Explain *pane)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup), pane);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), pane);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), pane);
  pane->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (pane->selection, FALSE);
  gtk_single_selection_set_can_unselect (pane->selection, TRUE);
  pane->list =
      gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (pane->selection)), factory);
  gtk_widget_add_css_class (pane->list, "fields");
  gtk_accessible_update_property (GTK_ACCESSIBLE (pane->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fields of the packet"), -1);
  g_signal_connect_swapped (pane->selection, "notify::selected", G_CALLBACK (on_selected),
                            pane);
  g_signal_connect_swapped (pane->list, "activate", G_CALLBACK (on_activate), pane);
  wg_copy_add_menu (pane->list);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), pane->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

GtkWidget *
wg_explain_pane_new (WgView *view, WgFigure *figure)
{
  static const char *const masks[] = {"notify::revealed", "notify::redacted"};
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Explain *pane = g_new0 (Explain, 1);

  pane->view = g_object_ref (view);
  pane->looker = g_object_ref (wg_looker_for (view));
  pane->unfolded = g_hash_table_new (NULL, NULL);
  pane->figure = g_object_ref (figure);
  gtk_box_append (GTK_BOX (box), make_head (pane));
  gtk_box_append (GTK_BOX (box), make_list (pane));
  wg_copy_install (box, view);
  g_signal_connect_swapped (figure, "picked", G_CALLBACK (on_picked), pane);
  g_signal_connect_swapped (pane->looker, "notify::tree", G_CALLBACK (on_tree), pane);
  g_signal_connect_swapped (view, "notify::field", G_CALLBACK (show_field), pane);
  g_signal_connect_swapped (view, "notify::message", G_CALLBACK (show_packets), pane);
  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    g_signal_connect_swapped (view, masks[i], G_CALLBACK (on_masks), pane);
  g_object_set_data_full (G_OBJECT (box), "pane", pane, free_pane);
  on_masks (pane);
  return box;
}
