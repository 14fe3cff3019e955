#include "ui/pages/message-list.h"

#include "report/human.h"
#include "ui/chart/shapes.h"
#include "ui/models/order.h"
#include "ui/widgets/list-box.h"

#include <glib/gi18n.h>

/* How often rows that come in while a capture is read are sorted in. */
#define SORT_AGAIN_MS 500u

enum
{
  NUMBER,
  TIME,
  DIRECTION,
  ENDS,
  LAYER,
  NAME,
  SIZE,
  FINDING,
  N_COLUMNS,
};

static const WgListColumn columns[N_COLUMNS] = {
    [NUMBER] = {N_ ("No."), 7, 0, 2, TRUE, TRUE},
    [TIME] = {N_ ("Time"), 11, 0, 3, TRUE, TRUE},
    [DIRECTION] = {N_ ("Direction"), 16, 0, 0, FALSE, FALSE},
    [ENDS] = {N_ ("From and to"), 27, 1, 5, FALSE, FALSE},
    [LAYER] = {N_ ("Layer"), 12, 0, 1, FALSE, TRUE},
    [NAME] = {N_ ("Message"), 22, 6, 0, FALSE, FALSE},
    [SIZE] = {N_ ("Size"), 8, 0, 4, TRUE, TRUE},
    [FINDING] = {N_ ("Finding"), 11, 0, 1, FALSE, TRUE},
};

/* @order: position -> number among the rows; %NULL: as they come. @sorting: by @column while it
 * is worked out */
typedef struct
{
  WgView *view;
  WgIndexModel *model;
  WgListBox *list;
  GArray *order;
  guint column;
  gboolean descending;
  GCancellable *sorting;
  guint again;
} Messages;

static const WgRows *
rows_of (Messages *page)
{
  return wg_view_rows (page->view);
}

static gsize
message_at (Messages *page, guint position)
{
  guint number =
      page->order != NULL ? g_array_index (page->order, guint32, position) : position;
  return wg_rows_message (rows_of (page), number);
}

/* --- a row -------------------------------------------------------------------------------- */

/* What one who only listens cannot read. */
static gboolean
is_hidden (Messages *page, const WgStoreMessage *message)
{
  return wg_view_is (page->view, WG_VIEW_EAVESDROPPER)
         && (message->flags & WG_MESSAGE_ENCRYPTED) != 0;
}

static char *
time_text (Messages *page, const WgStoreMessage *message)
{
  gint64 ns = wg_document_time_of (wg_view_document (page->view), message->frame);
  return g_strdup_printf ("%.6f", (double) ns / 1e9);
}

static char *
ends_text (Messages *page, const WgStoreMessage *message)
{
  const WgStoreConversation *talk;
  g_autofree char *client = NULL, *server = NULL;

  if (message->conversation < 0)
    return g_strdup ("");
  talk = wg_store_conversation (wg_view_store (page->view), (gsize) message->conversation);
  client = wg_view_address (page->view, &talk->client, talk->ip_version, FALSE);
  server = wg_view_address (page->view, &talk->server, talk->ip_version, TRUE);
  return message->dir == 0 ? g_strdup_printf ("%s → %s", client, server)
                           : g_strdup_printf ("%s → %s", server, client);
}

static void
draw_layer (WgCell *cell,
            GtkSnapshot *snapshot,
            const WgStoreMessage *message,
            WgColumnPlace place,
            WgCellStyle style)
{
  WgLayer layer = message->type->layer;
  double size = wg_cell_digit (cell),
         top = (gtk_widget_get_height (GTK_WIDGET (cell)) - size) / 2;

  if (place.width == 0)
    return;
  wg_shape_line (snapshot, place.x, top, size, size, &wg_palette_now ()->layer[layer]);
  wg_cell_text (cell, snapshot, wg_layer_word (layer), place.x + 2 * wg_cell_digit (cell), 0,
                place.width - 2 * wg_cell_digit (cell), style, NULL);
}

/* A padlock in front of what was encrypted: open where a key opened it. */
static void
draw_name (Messages *page,
           WgCell *cell,
           GtkSnapshot *snapshot,
           gsize index,
           WgColumnPlace place,
           WgCellStyle style)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (page->view), index);
  g_autofree char *label = wg_view_label (page->view, index);
  g_autofree char *note = wg_view_note (page->view, message->frame), *noted = NULL;
  double size = wg_cell_line (cell) * 0.7;
  int lock = 0;

  if ((message->flags & WG_MESSAGE_ENCRYPTED) != 0 && place.width > 0)
    {
      lock = (int) size + wg_cell_digit (cell) / 2;
      wg_shape_lock (snapshot, place.x, (gtk_widget_get_height (GTK_WIDGET (cell)) - size) / 2,
                     size,
                     (message->flags & WG_MESSAGE_OPENED) != 0 && !is_hidden (page, message),
                     &wg_palette_now ()->dim);
    }
  if (note != NULL)
    noted = g_strdup_printf ("%s   ✎ %s", label, note);
  wg_cell_text (cell, snapshot, noted != NULL ? noted : label, place.x + lock, 0,
                place.width - lock, style, NULL);
}

static void
draw (WgCell *cell, GtkSnapshot *snapshot, guint position, gpointer user)
{
  Messages *page = user;
  gsize index = message_at (page, position);
  const WgStoreMessage *message = wg_store_message (wg_view_store (page->view), index);
  WgColumnPlace at[N_COLUMNS];
  WgCellStyle plain = is_hidden (page, message) ? WG_CELL_DIM : WG_CELL_PLAIN;
  g_autofree char *time = time_text (page, message), *ends = ends_text (page, message),
                  *number = g_strdup_printf ("%u", wg_rows_number_of (rows_of (page), index));
  g_autoptr (GString) size = g_string_new (NULL);
  gint finding = wg_view_finding_of (page->view, index);

  wg_columns_place (columns, N_COLUMNS, wg_cell_width (cell), wg_cell_digit (cell), at);
  wg_human_bytes (size, atomic_load (&message->len));
  wg_cell_text (cell, snapshot, number, at[NUMBER].x, 0, at[NUMBER].width,
                WG_CELL_RIGHT | WG_CELL_DIM, NULL);
  wg_cell_text (cell, snapshot, time, at[TIME].x, 0, at[TIME].width, plain | WG_CELL_RIGHT,
                NULL);
  wg_cell_text (cell, snapshot,
                message->dir == 0 ? _ ("client → server") : _ ("client ← server"),
                at[DIRECTION].x, 0, at[DIRECTION].width, plain, NULL);
  wg_cell_text (cell, snapshot, ends, at[ENDS].x, 0, at[ENDS].width, WG_CELL_DIM, NULL);
  draw_layer (cell, snapshot, message, at[LAYER], plain);
  draw_name (page, cell, snapshot, index, at[NAME], plain);
  wg_cell_text (cell, snapshot, size->str, at[SIZE].x, 0, at[SIZE].width, plain | WG_CELL_RIGHT,
                NULL);
  if (finding >= 0)
    wg_cell_severity (
        cell, snapshot,
        (WgSeverity) wg_document_finding (wg_view_document (page->view), (guint) finding)
            ->severity,
        at[FINDING].x, 0, at[FINDING].width);
}

static char *
say (guint position, gpointer user)
{
  Messages *page = user;
  return wg_view_sentence (page->view, message_at (page, position));
}

static const WgCellKind kind = {.lines = 1, .draw = draw, .say = say};

/* --- their order -------------------------------------------------------------------------- */

static guint
position_of (Messages *page, gint64 message)
{
  guint number =
      message < 0 ? 0 : wg_rows_number_of (rows_of (page), (gsize) message); /* from 1 */

  if (number == 0)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = 0; page->order != NULL && i < page->order->len; i++)
    if (g_array_index (page->order, guint32, i) == number - 1)
      return i;
  return page->order == NULL ? number - 1 : GTK_INVALID_LIST_POSITION;
}

static void
show_selected (Messages *page)
{
  wg_list_box_select (page->list, position_of (page, wg_view_message (page->view)));
}

static void
show_rows (Messages *page)
{
  wg_index_model_reset (page->model, page->order != NULL ? page->order->len
                                                         : wg_rows_n_messages (rows_of (page)));
  show_selected (page);
}

static guint32
key_of (Messages *page, gsize index)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (page->view), index);
  gint finding;

  switch (page->column)
    {
    case SIZE:
      return (guint32) MIN (atomic_load (&message->len), G_MAXUINT32);
    case LAYER:
      return message->type->layer;
    case FINDING:
      finding = wg_view_finding_of (page->view, index);
      return finding < 0 ? 0
                         : (guint32) wg_document_finding (wg_view_document (page->view),
                                                          (guint) finding)
                               ->severity;
    default:
      return (guint32) index;
    }
}

/* The rows may have changed since: then they are being sorted again. */
static void
on_sorted (GObject *source, GAsyncResult *result, gpointer user)
{
  GArray *order = wg_order_finish (result);
  Messages *page = user;

  if (order == NULL)
    return;
  g_clear_object (&page->sorting);
  g_clear_pointer (&page->order, g_array_unref);
  page->order = order;
  show_rows (page);
}

static void
stop_sorting (Messages *page)
{
  if (page->sorting != NULL)
    g_cancellable_cancel (page->sorting);
  g_clear_object (&page->sorting);
  g_clear_handle_id (&page->again, g_source_remove);
}

static gboolean
is_sorted (Messages *page)
{
  return page->column > TIME || page->descending;
}

static void
sort (Messages *page)
{
  guint n = wg_rows_n_messages (rows_of (page));
  GArray *keys;

  stop_sorting (page);
  if (!is_sorted (page))
    {
      g_clear_pointer (&page->order, g_array_unref);
      show_rows (page);
      return;
    }
  keys = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);
  for (guint i = 0; i < n; i++)
    {
      guint32 key = key_of (page, wg_rows_message (rows_of (page), i));
      g_array_append_val (keys, key);
    }
  page->sorting = g_cancellable_new ();
  wg_order_start (keys, page->descending, page->sorting, on_sorted, page);
}

static void
on_heading (Messages *page, guint column)
{
  gboolean big_first = column == SIZE || column == FINDING;

  page->descending = page->column == column ? !page->descending : big_first;
  page->column = column;
  wg_headings_show_order (wg_list_box_headings (page->list), column, page->descending);
  sort (page);
}

/* --- what changes ------------------------------------------------------------------------- */

static void
on_rows (Messages *page)
{
  g_clear_pointer (&page->order, g_array_unref);
  if (is_sorted (page))
    wg_index_model_reset (page->model, 0);
  sort (page);
}

static gboolean
sort_again (gpointer data)
{
  Messages *page = data;

  page->again = 0;
  sort (page);
  return G_SOURCE_REMOVE;
}

static void
on_grew (Messages *page)
{
  if (!is_sorted (page))
    wg_index_model_grow (page->model, wg_rows_n_messages (rows_of (page)));
  else if (page->again == 0 && page->sorting == NULL)
    page->again = g_timeout_add (SORT_AGAIN_MS, sort_again, page);
}

/* Findings are there now; sizes are final. */
static void
on_finished (Messages *page)
{
  if (is_sorted (page))
    sort (page);
  else
    wg_list_box_redraw (page->list);
}

static void
on_picked (Messages *page, guint position)
{
  wg_view_select (page->view, (gint64) message_at (page, position));
}

static void
free_page (gpointer data)
{
  Messages *page = data;

  stop_sorting (page);
  g_signal_handlers_disconnect_by_data (page->view, page);
  g_signal_handlers_disconnect_by_data (wg_view_document (page->view), page);
  g_clear_pointer (&page->order, g_array_unref);
  g_object_unref (page->model);
  g_object_unref (page->view);
  g_free (page);
}

static void
listen (Messages *page)
{
  static const char *const redraws[] = {"notify::eavesdropper", "notify::redacted",
                                        "notify::revealed"};
  WgDocument *document = wg_view_document (page->view);

  g_signal_connect_swapped (page->model, "picked", G_CALLBACK (on_picked), page);
  g_signal_connect_swapped (page->view, "rows-changed", G_CALLBACK (on_rows), page);
  g_signal_connect_swapped (page->view, "rows-grew", G_CALLBACK (on_grew), page);
  g_signal_connect_swapped (page->view, "notify::message", G_CALLBACK (show_selected), page);
  for (guint i = 0; i < G_N_ELEMENTS (redraws); i++)
    g_signal_connect_object (page->view, redraws[i], G_CALLBACK (wg_list_box_redraw),
                             page->list, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "noted", G_CALLBACK (wg_list_box_redraw), page->list,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (document, "finished", G_CALLBACK (on_finished), page);
}

GtkWidget *
wg_message_list_new (WgView *view)
{
  Messages *page = g_new0 (Messages, 1);
  GtkWidget *list;

  page->view = g_object_ref (view);
  page->model = wg_index_model_new ();
  page->column = NUMBER;
  list = wg_list_box_new (page->model, &kind, page, columns, N_COLUMNS, _ ("Messages"));
  page->list = WG_LIST_BOX (list);
  g_signal_connect_swapped (wg_list_box_headings (page->list), "clicked",
                            G_CALLBACK (on_heading), page);
  wg_headings_show_order (wg_list_box_headings (page->list), NUMBER, FALSE);
  listen (page);
  show_rows (page);
  g_object_set_data_full (G_OBJECT (list), "messages", page, free_page);
  return list;
}
