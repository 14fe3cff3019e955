#include "report/message-list.h"

#include "base/text.h"
#include "report/human.h"
#include "report/json-value.h"

#define STREAM    " · stream "
#define END_WIDTH 21u /* of an IPv4 address and its port */

/* A stream's number behind a target is none of it. */
static gsize
without_stream (WgSlice detail)
{
  gsize at = detail.len, len = strlen (STREAM);

  while (at > 0 && g_ascii_isdigit ((char) detail.data[at - 1]))
    at--;
  if (at < detail.len && at >= len
      && wg_slice_is (wg_slice_sub (detail, at - len, len), STREAM))
    return at - len;
  return detail.len;
}

void
wg_message_detail_append (GString *out, const WgMessageType *type, WgSlice detail, WgMask *mask)
{
  gsize len = type->secret == WG_SECRET_TARGET ? without_stream (detail) : detail.len;
  WgSlice rest = wg_slice_sub (detail, len, detail.len);

  detail = wg_slice_sub (detail, 0, len);
  if (mask != NULL)
    wg_mask_append (mask, out, (WgSecret) type->secret, WG_SLICE_NONE, detail);
  else if (detail.len > 0)
    wg_string_put (out, detail.data, detail.len);
  if (rest.len > 0)
    wg_string_put (out, rest.data, rest.len);
}

void
wg_message_layer_append (GString *out, const WgMessageType *type)
{
  static const char *const names[WG_N_LAYERS] = {"TCP", "TLS", "HTTP", "WebSocket", NULL};

  if (names[type->layer] != NULL)
    g_string_append (out, names[type->layer]);
  else
    for (const char *at = type->id; *at != '\0' && *at != '.'; at++)
      g_string_append_c (out, g_ascii_toupper (*at));
}

static int
by_frame (gconstpointer a, gconstpointer b, gpointer user)
{
  const WgStore *store = user;
  guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;
  guint32 first = wg_store_message (store, i)->frame;
  guint32 second = wg_store_message (store, j)->frame;

  if (first != second)
    return first < second ? -1 : 1;
  return i < j ? -1 : i > j;
}

GArray *
wg_message_order (const WgStore *store)
{
  guint32 n = (guint32) MIN (wg_store_n_messages (store), G_MAXUINT32);
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  for (guint32 i = 0; i < n; i++)
    g_array_append_val (order, i);
  g_array_sort_with_data (order, by_frame, (gpointer) store);
  return order;
}

/* "10.0.0.1:80", "[2001:db8::1]:80" */
static void
append_end (GString *out, const WgStoreConversation *conversation, guint dir)
{
  const WgEndpoint *end = dir == 0 ? &conversation->client : &conversation->server;
  gboolean v6 = conversation->ip_version == 6;

  g_string_append (out, v6 ? "[" : "");
  wg_address_append (out, end->address, v6 ? 16 : 4);
  g_string_append (out, v6 ? "]:" : ":");
  wg_uint_append (out, end->port);
}

static void
append_padded (GString *out, const char *text, guint width, gboolean right)
{
  int fill = (int) (width - MIN (width, wg_human_width (text)));

  g_string_append_printf (out, "%*s%s%*s  ", right ? fill : 0, "", text, right ? 0 : fill, "");
}

static void
append_cell (GString *out, GString *cell, guint width, gboolean right)
{
  append_padded (out, cell->str, width, right);
  g_string_truncate (cell, 0);
}

void
wg_message_list_heading (GString *out, const WgMessageView *view)
{
  g_string_append (out, view->colours ? "\033[1m" : "");
  append_padded (out, "No.", 6, TRUE);
  append_padded (out, "Time", 10, TRUE);
  append_padded (out, "From", END_WIDTH, FALSE);
  append_padded (out, "To", END_WIDTH + 2, FALSE);
  append_padded (out, "Bytes", 7, TRUE);
  append_padded (out, "Layer", 9, FALSE);
  g_string_append (out, view->colours ? "Message\033[0m\n" : "Message\n");
}

static void
append_time (GString *out, const WgStore *store, guint32 frame)
{
  const WgStorePacket *first = wg_store_packet (store, 0);
  const WgStorePacket *packet = wg_store_packet (store, frame - 1);

  if (!packet->has_time)
    {
      g_string_append_c (out, '-');
      return;
    }
  wg_duration_append (out, packet->time_ns - first->time_ns);
  g_string_truncate (out, out->len - 3);
}

/* What it says, and what is special about it. */
static void
append_words (GString *out, const WgMessageView *view, const WgStore *store, guint32 index)
{
  const WgStoreMessage *message = wg_store_message (store, index);
  g_autoptr (GString) raw = g_string_new (message->type->name);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *safe = NULL;
  gsize len;

  g_string_append_c (raw, ' ');
  len = raw->len;
  wg_message_detail_append (raw, message->type, wg_store_detail (store, message), view->mask);
  if (raw->len == len)
    g_string_truncate (raw, len - 1);
  safe = wg_text_dup (wg_slice (raw->str, raw->len));
  g_string_append (text, safe);
  if ((message->flags & WG_MESSAGE_OPENED) != 0)
    g_string_append (text, " [decrypted]");
  else if ((message->flags & WG_MESSAGE_ENCRYPTED) != 0)
    g_string_append (text, " [encrypted]");
  if (view->width > 0)
    wg_human_fit (out, text->str, view->width > 110 ? view->width - 90 : 20, FALSE);
  else
    g_string_append (out, text->str);
}

void
wg_message_list_append (GString *out,
                        const WgMessageView *view,
                        const WgStore *store,
                        guint32 index)
{
  const WgStoreMessage *message = wg_store_message (store, index);
  const WgStoreConversation *conversation =
      wg_store_conversation (store, (gsize) message->conversation);
  g_autoptr (GString) cell = g_string_new (NULL);

  wg_uint_append (cell, message->frame);
  append_cell (out, cell, 6, TRUE);
  append_time (cell, store, message->frame);
  append_cell (out, cell, 10, TRUE);
  append_end (cell, conversation, message->dir);
  append_cell (out, cell, END_WIDTH, FALSE);
  g_string_append (cell, "→ ");
  append_end (cell, conversation, 1 - message->dir);
  append_cell (out, cell, END_WIDTH + 2, FALSE);
  wg_uint_append (cell, atomic_load_explicit (&message->len, memory_order_relaxed));
  append_cell (out, cell, 7, TRUE);
  wg_message_layer_append (cell, message->type);
  append_cell (out, cell, 9, FALSE);
  append_words (out, view, store, index);
  g_string_append_c (out, '\n');
}

static void
append_number (GString *out, const char *key, guint64 value)
{
  g_string_append_printf (out, ",\"%s\":", key);
  wg_uint_append (out, value);
}

static void
append_string (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, ",\"%s\":", key);
  wg_json_string (out, value);
}

static void
append_flag (GString *out, const char *key, gboolean set)
{
  if (set)
    g_string_append_printf (out, ",\"%s\":true", key);
}

void
wg_message_json_append (GString *out, WgMask *mask, const WgStore *store, guint32 index)
{
  static const char *const layers[WG_N_LAYERS] = {"tcp", "tls", "http", "websocket", "other"};
  const WgStoreMessage *message = wg_store_message (store, index);
  const WgStoreConversation *conversation =
      wg_store_conversation (store, (gsize) message->conversation);
  const WgStorePacket *packet = wg_store_packet (store, message->frame - 1);
  g_autoptr (GString) detail = g_string_new (NULL);
  guint32 last = atomic_load_explicit (&message->last_frame, memory_order_relaxed);

  g_string_append (out, "{\"frame\":");
  wg_uint_append (out, message->frame);
  append_number (out, "offset", message->off);
  if (last != message->frame)
    append_number (out, "last_frame", last);
  if (packet->has_time)
    {
      g_string_append (out, ",\"time\":\"");
      wg_time_append (out, packet->time_ns);
      g_string_append_c (out, '"');
    }
  append_number (out, "conversation", (guint64) message->conversation);
  append_string (out, "from", message->dir == 0 ? "client" : "server");
  for (guint i = 0; i < 2; i++)
    {
      append_end (detail, conversation, i == 0 ? message->dir : 1 - message->dir);
      append_string (out, i == 0 ? "source" : "destination", detail->str);
      g_string_truncate (detail, 0);
    }
  append_string (out, "layer", layers[message->type->layer]);
  append_string (out, "type", message->type->id);
  append_string (out, "name", message->type->name);
  wg_message_detail_append (detail, message->type, wg_store_detail (store, message), mask);
  if (detail->len > 0)
    {
      g_string_append (out, ",\"detail\":");
      wg_json_text (out, wg_slice (detail->str, detail->len));
    }
  append_number (out, "bytes", atomic_load_explicit (&message->len, memory_order_relaxed));
  append_flag (out, "encrypted", (message->flags & WG_MESSAGE_ENCRYPTED) != 0);
  append_flag (out, "decrypted", (message->flags & WG_MESSAGE_OPENED) != 0);
  append_flag (out, "odd", (message->flags & WG_MESSAGE_ODD) != 0);
  append_flag (out, "milestone", message->type->milestone);
  g_string_append (out, "}\n");
}
