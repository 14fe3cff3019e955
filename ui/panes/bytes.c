#include "ui/panes/bytes.h"

#include "report/human.h"
#include "ui/chart/palette.h"
#include "ui/panes/copy.h"
#include "ui/panes/hex.h"
#include "ui/tree-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MIN_ROWS 4 /* that stay to be seen above a figure */
/* Lines are laid out then. GTK's own scrolling to a mark moves scroll bars in the midst of it,
 * of which it warns. */
#define AFTER_DRAWING (GDK_PRIORITY_REDRAW + 10)
#define PATIENCE_MS   300
#define PAGE_LEN      (64u * 1024) /* a text view of more is slow to jump in */

/* Freed with the pane. @source, @page, @tree: what the text shows. */
typedef struct
{
  WgView *view;
  WgLooker *looker;
  GtkWidget *sources;
  GtkWidget *title;
  GtkWidget *origin;
  GtkWidget *pages;
  GtkWidget *page_label;
  GtkWidget *previous, *next;
  GtkWidget *text;
  GtkWidget *scrolled;
  GtkWidget *status;
  GtkTextBuffer *buffer;
  GtkTextTag *field, *dim;
  WgHexShape shape;
  const WgLookTree *tree;
  guint source;
  guint page;
  GArray *hidden;
  guint reshape;
  guint scroll;
  guint waiting;    /* to say that a packet takes its time */
  gboolean setting; /* the text or the list is being set, nobody points */
} Bytes;

static WgSlice
source_bytes (Bytes *pane)
{
  if (pane->tree == NULL || pane->source >= wg_tree_n_sources (pane->tree->tree))
    return WG_SLICE_NONE;
  return wg_tree_source (pane->tree->tree, pane->source)->bytes;
}

static WgSlice
page_bytes (Bytes *pane)
{
  WgSlice bytes = source_bytes (pane);
  gsize off = (gsize) pane->page * PAGE_LEN;

  return off < bytes.len ? wg_slice_sub (bytes, off, MIN (PAGE_LEN, bytes.len - off))
                         : WG_SLICE_NONE;
}

/* --- the text ----------------------------------------------------------------------------- */

static void
iter_at (Bytes *pane, GtkTextIter *iter, gsize index, gboolean ascii, gboolean end)
{
  guint in_row = (guint) (index % pane->shape.per_row);
  guint column = ascii ? wg_hex_ascii_column (pane->shape, in_row) + (guint) end
                       : wg_hex_column (pane->shape, in_row) + 2 * (guint) end;

  gtk_text_buffer_get_iter_at_line_offset (pane->buffer, iter,
                                           (int) (index / pane->shape.per_row), (int) column);
}

/* Bytes @from up to @to of the page, row by row, in hex and as ASCII. */
static void
tag_bytes (Bytes *pane, GtkTextTag *tag, gsize from, gsize to)
{
  gsize per_row = pane->shape.per_row;

  for (gsize row = from / per_row; row * per_row < to; row++)
    {
      gsize first = MAX (from, row * per_row), last = MIN (to, (row + 1) * per_row) - 1;

      for (guint ascii = 0; ascii < 2; ascii++)
        {
          GtkTextIter begin, end;

          iter_at (pane, &begin, first, ascii != 0, FALSE);
          iter_at (pane, &end, last, ascii != 0, TRUE);
          gtk_text_buffer_apply_tag (pane->buffer, tag, &begin, &end);
        }
    }
}

static void
fill_text (Bytes *pane)
{
  g_autoptr (GString) text = g_string_new (NULL);
  WgSlice bytes = page_bytes (pane);
  guint64 base = (guint64) pane->page * PAGE_LEN;
  guint per_row = pane->shape.per_row;
  gboolean hidden[32];
  GtkTextIter begin, end;

  pane->shape.digits = wg_hex_digits (source_bytes (pane).len);
  for (gsize off = 0; off < bytes.len; off += per_row)
    {
      WgSlice row = wg_slice_sub (bytes, off, MIN (per_row, bytes.len - off));

      for (guint i = 0; i < row.len; i++)
        hidden[i] = wg_is_hidden (pane->hidden, pane->source, (guint32) (base + off + i));
      if (off > 0)
        g_string_append_c (text, '\n');
      wg_hex_row_append (text, pane->shape, base + off, row, hidden);
    }
  pane->setting = TRUE;
  /* A shorter text would move the scroll bar in the midst of a layout, of which GTK warns. */
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (pane->scrolled)), 0);
  gtk_text_buffer_set_text (pane->buffer, text->str, (int) text->len);
  /* Lines are measured with the next layout then, and not while they are drawn. */
  gtk_widget_queue_resize (pane->text);
  for (gsize row = 0; row * per_row < bytes.len; row++)
    {
      gtk_text_buffer_get_iter_at_line (pane->buffer, &begin, (int) row);
      end = begin;
      gtk_text_iter_forward_chars (&end, (int) pane->shape.digits);
      gtk_text_buffer_apply_tag (pane->buffer, pane->dim, &begin, &end);
    }
  gtk_text_buffer_get_start_iter (pane->buffer, &begin);
  gtk_text_buffer_place_cursor (pane->buffer, &begin);
  pane->setting = FALSE;
}

static void
show_pages (Bytes *pane)
{
  gsize n = (source_bytes (pane).len + PAGE_LEN - 1) / PAGE_LEN;
  g_autofree char *text =
      g_strdup_printf (_ ("Page %u of %u"), pane->page + 1, (guint) MAX (n, 1));

  gtk_widget_set_visible (pane->pages, n > 1);
  gtk_label_set_text (GTK_LABEL (pane->page_label), text);
  gtk_widget_set_sensitive (pane->previous, pane->page > 0);
  gtk_widget_set_sensitive (pane->next, pane->page + 1 < n);
}

/* "Unmasked payload: made of bytes 72 to 76 of Frame" */
static void
show_origin (Bytes *pane)
{
  const WgTreeSource *source;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (pane->origin, pane->source > 0);
  if (pane->source == 0)
    return;
  source = wg_tree_source (pane->tree->tree, pane->source);
  if (source->parent_len == 0)
    text = g_strdup (_ ("From several packets"));
  else
    text = g_strdup_printf (_ ("From bytes %u–%u of %s"), source->parent_off,
                            source->parent_off + source->parent_len - 1,
                            source->parent == 0
                                ? _ ("the packet")
                                : wg_tree_source (pane->tree->tree, source->parent)->title);
  gtk_widget_set_sensitive (pane->origin, source->parent_len > 0);
  gtk_button_set_label (GTK_BUTTON (pane->origin), text);
}

static void
show_source (Bytes *pane, guint source, guint page)
{
  pane->source = source;
  pane->page = page;
  fill_text (pane);
  show_pages (pane);
  show_origin (pane);
  pane->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (pane->sources), source);
  pane->setting = FALSE;
}

/* --- what is looked at -------------------------------------------------------------------- */

static void
show_status (Bytes *pane, WgViewField field)
{
  const WgNode *node = pane->tree != NULL ? wg_node_at (pane->tree, field) : NULL;
  g_autofree char *line = node != NULL ? wg_node_line (pane->view, node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (field.len == 1)
    g_string_append_printf (text, _ ("Byte %u"), field.off);
  else if (field.len > 1)
    g_string_append_printf (text, _ ("Bytes %u–%u, %u in all"), field.off,
                            field.off + field.len - 1, field.len);
  if (line != NULL && field.len > 0)
    g_string_append_printf (text, "  ·  %s", line);
  gtk_label_set_text (GTK_LABEL (pane->status), text->str);
}

static gboolean
scroll_there (gpointer data)
{
  Bytes *pane = data;
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (pane->scrolled));
  double value, page;
  GdkRectangle line;
  GtkTextIter at;

  pane->scroll = 0;
  gtk_text_buffer_get_iter_at_mark (pane->buffer, &at,
                                    gtk_text_buffer_get_insert (pane->buffer));
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (pane->text), &at, &line);
  value = gtk_adjustment_get_value (adjustment);
  page = gtk_adjustment_get_page_size (adjustment);
  if (line.y < value || line.y + 2 * line.height > value + page)
    gtk_adjustment_set_value (adjustment, MAX (0, line.y - page / 4));
  return G_SOURCE_REMOVE;
}

static void
show_field (Bytes *pane)
{
  WgViewField field = wg_view_field (pane->view);
  GtkTextIter begin, end;
  gsize from, to, base;
  WgSlice bytes;

  gtk_text_buffer_get_bounds (pane->buffer, &begin, &end);
  gtk_text_buffer_remove_tag (pane->buffer, pane->field, &begin, &end);
  if (pane->tree == NULL || pane->tree->packet.frame != wg_view_packet (pane->view)
      || field.source >= wg_tree_n_sources (pane->tree->tree))
    return;
  if (field.source != pane->source || (field.len > 0 && field.off / PAGE_LEN != pane->page))
    show_source (pane, field.source, field.off / PAGE_LEN);
  bytes = page_bytes (pane);
  base = (gsize) pane->page * PAGE_LEN;
  show_status (pane, field);
  if (field.len == 0 || field.off < base || field.off - base >= bytes.len)
    return;
  from = field.off - base;
  to = from + MIN (field.len, bytes.len - from);
  tag_bytes (pane, pane->field, from, to);
  iter_at (pane, &begin, from, FALSE, FALSE);
  if (gtk_widget_has_focus (pane->text))
    return;
  pane->setting = TRUE;
  gtk_text_buffer_place_cursor (pane->buffer, &begin);
  pane->setting = FALSE;
  if (pane->scroll == 0)
    pane->scroll = g_idle_add_full (AFTER_DRAWING, scroll_there, pane, NULL);
}

static void
set_sources (Bytes *pane)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint n = pane->tree != NULL ? wg_tree_n_sources (pane->tree->tree) : 0;

  for (guint i = 0; i < n; i++)
    {
      const WgTreeSource *source = wg_tree_source (pane->tree->tree, i);
      g_autoptr (GString) word = g_string_new (NULL);

      if (i == 0)
        g_string_append_printf (word, _ ("Packet %u"), pane->tree->packet.frame);
      else
        g_string_append (word, source->title);
      g_string_append (word, ", ");
      wg_human_plural (word, source->bytes.len, "byte", "bytes");
      gtk_string_list_append (words, word->str);
    }
  pane->setting = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (pane->sources), G_LIST_MODEL (words));
  pane->setting = FALSE;
  gtk_widget_set_visible (pane->sources, n > 1);
  gtk_widget_set_visible (pane->title, n <= 1);
  gtk_label_set_text (GTK_LABEL (pane->title),
                      n == 1 ? gtk_string_list_get_string (words, 0) : "");
}

static gboolean
say_waiting (gpointer data)
{
  Bytes *pane = data;
  g_autofree char *text =
      g_strdup_printf (_ ("Looking at packet %u…"), wg_view_packet (pane->view));

  pane->waiting = 0;
  gtk_label_set_text (GTK_LABEL (pane->status), text);
  return G_SOURCE_REMOVE;
}

static void
on_packet (Bytes *pane)
{
  g_clear_handle_id (&pane->waiting, g_source_remove);
  if (pane->tree == NULL || pane->tree->packet.frame != wg_view_packet (pane->view))
    pane->waiting = g_timeout_add (PATIENCE_MS, say_waiting, pane);
}

static void
on_tree (Bytes *pane)
{
  const GError *error = wg_looker_error (pane->looker);

  g_clear_handle_id (&pane->waiting, g_source_remove);
  pane->tree = wg_looker_tree (pane->looker);
  g_clear_pointer (&pane->hidden, g_array_unref);
  pane->hidden = wg_tree_hidden (pane->view, pane->tree);
  set_sources (pane);
  show_source (pane, 0, 0);
  show_field (pane);
  if (error != NULL)
    gtk_label_set_text (GTK_LABEL (pane->status), error->message);
}

/* --- what people do ----------------------------------------------------------------------- */

static gint64
byte_at (Bytes *pane, const GtkTextIter *iter)
{
  gsize row = (gsize) gtk_text_iter_get_line (iter);
  guint column = (guint) gtk_text_iter_get_line_offset (iter);
  gsize at = row * pane->shape.per_row + wg_hex_index_at (pane->shape, column);

  if (at >= page_bytes (pane).len)
    return -1;
  return (gint64) pane->page * PAGE_LEN + (gint64) at;
}

static void
on_cursor (Bytes *pane)
{
  GtkTextIter at;
  const WgNode *node;
  gint64 byte;

  if (pane->setting || pane->tree == NULL)
    return;
  gtk_text_buffer_get_iter_at_mark (pane->buffer, &at,
                                    gtk_text_buffer_get_insert (pane->buffer));
  byte = byte_at (pane, &at);
  if (byte < 0)
    return;
  node = wg_node_at (pane->tree, (WgViewField){pane->source, (guint32) byte, 1});
  wg_view_select_field (pane->view, node != NULL
                                        ? wg_node_field (node)
                                        : (WgViewField){pane->source, (guint32) byte, 1});
}

static void
on_source_chosen (Bytes *pane)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (pane->sources));

  if (pane->setting || chosen == GTK_INVALID_LIST_POSITION || chosen == pane->source)
    return;
  wg_view_select_field (
      pane->view,
      (WgViewField){chosen, 0, (guint32) wg_tree_source (pane->tree->tree, chosen)->bytes.len});
}

static void
on_origin (Bytes *pane)
{
  const WgTreeSource *source;

  if (pane->tree == NULL || pane->source == 0)
    return;
  source = wg_tree_source (pane->tree->tree, pane->source);
  wg_view_select_field (pane->view,
                        (WgViewField){source->parent, source->parent_off, source->parent_len});
}

static void
on_page (Bytes *pane, GtkWidget *button)
{
  show_source (pane, pane->source, button == pane->next ? pane->page + 1 : pane->page - 1);
}

static gboolean
on_tooltip (Bytes *pane, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *line = NULL, *sentence = NULL, *both = NULL;
  const WgNode *node;
  GtkTextIter at;
  gint64 byte;
  int bx, by;

  if (keyboard || pane->tree == NULL)
    return FALSE;
  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (pane->text), GTK_TEXT_WINDOW_WIDGET, x,
                                         y, &bx, &by);
  if (!gtk_text_view_get_iter_at_location (GTK_TEXT_VIEW (pane->text), &at, bx, by))
    return FALSE;
  byte = byte_at (pane, &at);
  node =
      byte < 0 ? NULL : wg_node_at (pane->tree, (WgViewField){pane->source, (guint32) byte, 1});
  if (node == NULL)
    return FALSE;
  line = wg_node_line (pane->view, node);
  sentence = wg_node_sentence (node, NULL);
  both = sentence[0] != '\0' ? g_strdup_printf ("%s\n%s", line, sentence) : g_strdup (line);
  gtk_tooltip_set_text (tooltip, both);
  return TRUE;
}

/* Eight bytes in a row where sixteen have no room. */
static gboolean
choose_shape (gpointer data)
{
  Bytes *pane = data;
  GtkAdjustment *horizontal =
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (pane->scrolled));
  PangoContext *context = gtk_widget_get_pango_context (pane->text);
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  WgHexShape sixteen = {16, pane->shape.digits};
  guint per_row;
  int digit, height;

  pango_layout_set_text (layout, "0000000000", -1);
  pango_layout_get_pixel_size (layout, &digit, &height);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (pane->scrolled),
                                              MIN_ROWS * height);
  per_row = gtk_adjustment_get_page_size (horizontal) * 10
                    >= (double) digit * (wg_hex_width (sixteen) + 3)
                ? 16
                : 8;
  pane->reshape = 0;
  if (per_row == pane->shape.per_row)
    return G_SOURCE_REMOVE;
  pane->shape.per_row = per_row;
  fill_text (pane);
  show_field (pane);
  return G_SOURCE_REMOVE;
}

/* The width is told while the text view lays its lines out: the text must not change then. */
static void
on_width (Bytes *pane)
{
  if (pane->reshape == 0)
    pane->reshape = g_idle_add (choose_shape, pane);
}

static void
set_colours (Bytes *pane)
{
  const WgPalette *palette = wg_palette_now ();

  g_object_set (pane->field, "background-rgba", &palette->select, "underline",
                PANGO_UNDERLINE_SINGLE, "underline-rgba", &palette->accent, "weight",
                PANGO_WEIGHT_BOLD, NULL);
  g_object_set (pane->dim, "foreground-rgba", &palette->dim, NULL);
}

/* --- the pane ----------------------------------------------------------------------------- */

static void
free_pane (gpointer data)
{
  Bytes *pane = data;

  g_clear_handle_id (&pane->reshape, g_source_remove);
  g_clear_handle_id (&pane->scroll, g_source_remove);
  g_clear_handle_id (&pane->waiting, g_source_remove);
  g_signal_handlers_disconnect_by_data (pane->view, pane);
  g_signal_handlers_disconnect_by_data (pane->looker, pane);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), pane);
  g_array_unref (pane->hidden);
  g_object_unref (pane->buffer);
  g_object_unref (pane->looker);
  g_object_unref (pane->view);
  g_free (pane);
}

static GtkWidget *
page_button (Bytes *pane, const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_page), pane);
  return button;
}

static GtkWidget *
make_head (Bytes *pane)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  pane->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (pane->title), 0);
  gtk_widget_add_css_class (pane->title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (pane->title), PANGO_ELLIPSIZE_END);
  pane->sources = gtk_drop_down_new (NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pane->sources), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bytes of"), -1);
  pane->origin = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (pane->origin, "flat");
  gtk_widget_set_tooltip_text (pane->origin, _ ("Show the bytes that these were made of"));
  pane->pages = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  pane->page_label = gtk_label_new (NULL);
  pane->previous = page_button (pane, "go-previous-symbolic", _ ("Bytes before"));
  pane->next = page_button (pane, "go-next-symbolic", _ ("Bytes behind"));
  gtk_box_append (GTK_BOX (pane->pages), pane->previous);
  gtk_box_append (GTK_BOX (pane->pages), pane->page_label);
  gtk_box_append (GTK_BOX (pane->pages), pane->next);
  gtk_box_append (GTK_BOX (box), pane->title);
  gtk_box_append (GTK_BOX (box), pane->sources);
  gtk_box_append (GTK_BOX (box), pane->origin);
  gtk_box_append (GTK_BOX (box), pane->pages);
  gtk_widget_add_css_class (box, "pane-head");
  g_signal_connect_swapped (pane->sources, "notify::selected", G_CALLBACK (on_source_chosen),
                            pane);
  g_signal_connect_swapped (pane->origin, "clicked", G_CALLBACK (on_origin), pane);
  return box;
}

static void
make_text (Bytes *pane)
{
  pane->buffer = gtk_text_buffer_new (NULL);
  pane->dim = gtk_text_buffer_create_tag (pane->buffer, NULL, NULL);
  pane->field = gtk_text_buffer_create_tag (pane->buffer, NULL, NULL);
  pane->text = gtk_text_view_new_with_buffer (pane->buffer);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (pane->text), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (pane->text), TRUE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (pane->text), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (pane->text), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (pane->text), 6);
  gtk_text_view_set_pixels_below_lines (GTK_TEXT_VIEW (pane->text), 2);
  gtk_widget_set_has_tooltip (pane->text, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pane->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bytes"), -1);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (pane->text), FALSE);
  wg_copy_add_menu (pane->text);
  pane->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (pane->scrolled), pane->text);
  gtk_widget_set_vexpand (pane->scrolled, TRUE);
  g_signal_connect_swapped (pane->buffer, "notify::cursor-position", G_CALLBACK (on_cursor),
                            pane);
  g_signal_connect_swapped (pane->text, "query-tooltip", G_CALLBACK (on_tooltip), pane);
  g_signal_connect_swapped (
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (pane->scrolled)),
      "notify::page-size", G_CALLBACK (on_width), pane);
}

GtkWidget *
wg_bytes_pane_new (WgView *view, WgFigure *figure)
{
  static const char *const masks[] = {"notify::revealed", "notify::redacted"};
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Bytes *pane = g_new0 (Bytes, 1);

  pane->view = g_object_ref (view);
  pane->looker = g_object_ref (wg_looker_for (view));
  pane->shape = (WgHexShape){16, 4};
  pane->hidden = wg_tree_hidden (view, NULL);
  gtk_box_append (GTK_BOX (box), make_head (pane));
  make_text (pane);
  gtk_box_append (GTK_BOX (box), pane->scrolled);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (figure));
  pane->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (pane->status), 0);
  gtk_label_set_ellipsize (GTK_LABEL (pane->status), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (pane->status, "pane-foot");
  gtk_box_append (GTK_BOX (box), pane->status);
  wg_copy_install (box, view);

  g_signal_connect_swapped (pane->looker, "notify::tree", G_CALLBACK (on_tree), pane);
  g_signal_connect_swapped (view, "notify::packet", G_CALLBACK (on_packet), pane);
  g_signal_connect_swapped (view, "notify::field", G_CALLBACK (show_field), pane);
  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    g_signal_connect_swapped (view, masks[i], G_CALLBACK (on_tree), pane);
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark",
                            G_CALLBACK (set_colours), pane);
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::high-contrast",
                            G_CALLBACK (set_colours), pane);
  g_object_set_data_full (G_OBJECT (box), "pane", pane, free_pane);
  set_colours (pane);
  on_tree (pane);
  return box;
}
