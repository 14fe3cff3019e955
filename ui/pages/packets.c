#include "ui/pages/packets.h"

#include "report/human.h"
#include "ui/chart/shapes.h"
#include "ui/models/packets.h"
#include "ui/widgets/list-box.h"

#include <glib/gi18n.h>

#define NAMES 4u /* of messages in one packet that are told */

enum
{
  NUMBER,
  TIME,
  SOURCE,
  DESTINATION,
  PROTOCOL,
  LENGTH,
  INFO,
  N_COLUMNS,
};

static const WgListColumn columns[N_COLUMNS] = {
    [NUMBER] = {N_ ("No."), 8, 0, 2, TRUE, FALSE},
    [TIME] = {N_ ("Time"), 11, 0, 3, TRUE, FALSE},
    [SOURCE] = {N_ ("Source"), 16, 2, 0, FALSE, FALSE},
    [DESTINATION] = {N_ ("Destination"), 16, 2, 0, FALSE, FALSE},
    [PROTOCOL] = {N_ ("Protocol"), 12, 0, 1, FALSE, FALSE},
    [LENGTH] = {N_ ("Length"), 8, 0, 4, TRUE, FALSE},
    [INFO] = {N_ ("What it holds"), 20, 5, 0, FALSE, FALSE},
};

typedef struct
{
  WgView *view;
  WgPackets *packets;
  WgIndexModel *model;
  WgListBox *list;
} Page;

/* What is known of one packet. */
typedef struct
{
  guint32 frame;
  const WgStorePacket *row;
  const WgStoreConversation *talk; /* or %NULL */
  gint64 messages[NAMES];
  guint n;
  WgLayer layer; /* of the innermost message */
} Packet;

static Packet
packet_at (Page *page, guint position)
{
  const WgStore *store = wg_view_store (page->view);
  Packet packet = {.frame = wg_packets_frame (page->packets, position)};

  packet.row = wg_store_packet (store, packet.frame - 1);
  if (packet.row->conversation >= 0)
    packet.talk = wg_store_conversation (store, (gsize) packet.row->conversation);
  packet.n = wg_packets_messages (store, packet.frame, packet.messages, NAMES);
  for (guint i = 0; i < packet.n; i++)
    packet.layer =
        MAX (packet.layer, wg_store_message (store, (gsize) packet.messages[i])->type->layer);
  return packet;
}

/* --- a row -------------------------------------------------------------------------------- */

static const char *
protocol_of (const Packet *packet)
{
  if (packet->n > 0)
    return wg_layer_word (packet->layer);
  if (packet->talk == NULL)
    return "";
  return packet->talk->protocol == 6 ? "TCP" : "UDP";
}

static char *
end_of (Page *page, const Packet *packet, guint end)
{
  const WgStoreConversation *talk = packet->talk;

  if (talk == NULL)
    return g_strdup (_ ("not followed"));
  return wg_view_address (page->view, (packet->row->dir == end) ? &talk->client : &talk->server,
                          talk->ip_version, TRUE);
}

/* "ACK, PSH" */
static void
append_flags (GString *out, guint8 flags)
{
  static const struct
  {
    guint8 bit;
    const char *name;
  } names[] = {{WG_TCP_SYN, "SYN"}, {WG_TCP_FIN, "FIN"}, {WG_TCP_RST, "RST"},
               {WG_TCP_PSH, "PSH"}, {WG_TCP_ACK, "ACK"}, {WG_TCP_URG, "URG"}};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((flags & names[i].bit) != 0)
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", names[i].name);
}

/* The names of the messages in it; of one that began before, that it goes on. */
static char *
info_of (Page *page, const Packet *packet)
{
  const WgStore *store = wg_view_store (page->view);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < packet->n; i++)
    {
      g_autofree char *label = wg_view_label (page->view, (gsize) packet->messages[i]);

      if (i > 0)
        g_string_append (out, " · ");
      if (wg_store_message (store, (gsize) packet->messages[i])->frame == packet->frame)
        g_string_append (out, label);
      else
        g_string_append_printf (out, _ ("more of %s"), label);
    }
  if (packet->n == 0 && packet->talk != NULL && packet->talk->protocol == 6)
    append_flags (out, packet->row->tcp_flags);
  return g_string_free (out, FALSE);
}

static char *
time_of (Page *page, const Packet *packet)
{
  gint64 ns = wg_document_time_of (wg_view_document (page->view), packet->frame);
  return packet->row->has_time ? g_strdup_printf ("%.6f", (double) ns / 1e9) : g_strdup ("");
}

static void
draw_protocol (WgCell *cell, GtkSnapshot *snapshot, const Packet *packet, WgColumnPlace place)
{
  double size = wg_cell_digit (cell);
  double top = (gtk_widget_get_height (GTK_WIDGET (cell)) - size) / 2;

  if (place.width == 0)
    return;
  if (packet->talk != NULL)
    wg_shape_line (snapshot, place.x, top, size, size,
                   &wg_palette_now ()->layer[packet->layer]);
  wg_cell_text (cell, snapshot, protocol_of (packet), place.x + 2 * wg_cell_digit (cell), 0,
                place.width - 2 * wg_cell_digit (cell), WG_CELL_PLAIN, NULL);
}

static void
draw (WgCell *cell, GtkSnapshot *snapshot, guint position, gpointer user)
{
  Page *page = user;
  Packet packet = packet_at (page, position);
  WgColumnPlace at[N_COLUMNS];
  g_autofree char *number = g_strdup_printf ("%u", packet.frame),
                  *time = time_of (page, &packet), *from = end_of (page, &packet, 0),
                  *to = end_of (page, &packet, 1), *info = info_of (page, &packet),
                  *length = g_strdup_printf ("%u", packet.row->wire_len);
  WgCellStyle ends = packet.talk != NULL ? WG_CELL_PLAIN : WG_CELL_DIM;

  wg_columns_place (columns, N_COLUMNS, wg_cell_width (cell), wg_cell_digit (cell), at);
  wg_cell_text (cell, snapshot, number, at[NUMBER].x, 0, at[NUMBER].width,
                WG_CELL_RIGHT | WG_CELL_DIM, NULL);
  wg_cell_text (cell, snapshot, time, at[TIME].x, 0, at[TIME].width, WG_CELL_RIGHT, NULL);
  wg_cell_text (cell, snapshot, from, at[SOURCE].x, 0, at[SOURCE].width, ends, NULL);
  wg_cell_text (cell, snapshot, to, at[DESTINATION].x, 0, at[DESTINATION].width, ends, NULL);
  draw_protocol (cell, snapshot, &packet, at[PROTOCOL]);
  wg_cell_text (cell, snapshot, length, at[LENGTH].x, 0, at[LENGTH].width, WG_CELL_RIGHT, NULL);
  wg_cell_text (cell, snapshot, info, at[INFO].x, 0, at[INFO].width,
                packet.n > 0 ? WG_CELL_PLAIN : WG_CELL_DIM, NULL);
}

static char *
say (guint position, gpointer user)
{
  Page *page = user;
  Packet packet = packet_at (page, position);
  g_autofree char *from = end_of (page, &packet, 0), *to = end_of (page, &packet, 1),
                  *info = info_of (page, &packet);

  if (packet.talk == NULL)
    return g_strdup_printf (_ ("Packet %u: of no conversation, %u bytes"), packet.frame,
                            packet.row->wire_len);
  return g_strdup_printf (_ ("Packet %u: %s to %s, %s, %u bytes, %s"), packet.frame, from, to,
                          protocol_of (&packet), packet.row->wire_len, info);
}

static const WgCellKind kind = {.lines = 1, .draw = draw, .say = say};

/* --- what changes ------------------------------------------------------------------------- */

static void
show_selected (Page *page)
{
  gint64 position = wg_packets_find (page->packets, wg_view_packet (page->view));
  wg_list_box_select (page->list, position < 0 ? GTK_INVALID_LIST_POSITION : (guint) position);
}

static gboolean
passes (gpointer user, guint32 frame)
{
  return wg_view_passes_packet (user, frame);
}

static void
on_rows (Page *page)
{
  wg_packets_choose (page->packets, wg_view_conversation (page->view),
                     wg_view_is_filtered (page->view) ? passes : NULL, page->view);
  wg_index_model_reset (page->model, wg_packets_n (page->packets));
  show_selected (page);
}

static void
on_grew (Page *page)
{
  wg_packets_update (page->packets);
  wg_index_model_grow (page->model, wg_packets_n (page->packets));
}

static void
on_picked (Page *page, guint position)
{
  wg_view_select_packet (page->view, wg_packets_frame (page->packets, position));
}

static void
free_page (gpointer data)
{
  Page *page = data;

  g_signal_handlers_disconnect_by_data (page->view, page);
  g_signal_handlers_disconnect_by_data (wg_view_document (page->view), page);
  wg_packets_free (page->packets);
  g_object_unref (page->model);
  g_object_unref (page->view);
  g_free (page);
}

static void
listen (Page *page)
{
  static const char *const redraws[] = {"notify::eavesdropper", "notify::redacted",
                                        "notify::revealed"};

  g_signal_connect_swapped (page->model, "picked", G_CALLBACK (on_picked), page);
  g_signal_connect_swapped (page->view, "rows-changed", G_CALLBACK (on_rows), page);
  g_signal_connect_swapped (page->view, "notify::packet", G_CALLBACK (show_selected), page);
  g_signal_connect_swapped (wg_view_document (page->view), "grew", G_CALLBACK (on_grew), page);
  for (guint i = 0; i < G_N_ELEMENTS (redraws); i++)
    g_signal_connect_object (page->view, redraws[i], G_CALLBACK (wg_list_box_redraw),
                             page->list, G_CONNECT_SWAPPED);
}

GtkWidget *
wg_packets_page_new (WgView *view)
{
  Page *page = g_new0 (Page, 1);
  GtkWidget *list;

  page->view = g_object_ref (view);
  page->packets = wg_packets_new (wg_view_store (view));
  page->model = wg_index_model_new ();
  list = wg_list_box_new (page->model, &kind, page, columns, N_COLUMNS, _ ("Packets"));
  page->list = WG_LIST_BOX (list);
  listen (page);
  on_rows (page);
  g_object_set_data_full (G_OBJECT (list), "packets", page, free_page);
  return list;
}
