#include "http2-describe.h"

#include "base/text.h"
#include "http2-parse.h"
#include "names.h"

/* The field tree of a frame. */

enum
{
  F_HTTP2,
  F_MAGIC,
  F_STREAM,
  F_LENGTH,
  F_TYPE,
  F_FLAGS,
  F_ACK_SETTINGS,
  F_ACK_PING,
  F_END_STREAM,
  F_END_HEADERS,
  F_PADDED,
  F_PRIORITY,
  F_RESERVED,
  F_STREAMID,
  F_PAD_LENGTH,
  F_PADDING,
  F_DATA,
  F_DATA_TEXT,
  F_EXCLUSIVE,
  F_DEPENDENCY,
  F_WEIGHT,
  F_FRAGMENT,
  F_HEADER,
  F_NAME,
  F_VALUE,
  F_REPRESENTATION,
  F_PROMISED,
  F_ERROR,
  F_SETTINGS,
  F_SETTING_ID,
  F_SETTING_VALUE,
  F_PING,
  F_PONG,
  F_LAST_STREAM,
  F_GOAWAY_ERROR,
  F_DEBUG,
  F_INCREMENT,
  F_ALTSVC_ORIGIN,
  F_ALTSVC_VALUE,
  F_ORIGIN,
  F_UPDATE_STREAM,
  F_UPDATE_VALUE,
  F_UNKNOWN,
  F_LOST,
  F_END,
};

#define ROW(id, wireshark, name, type, sentence, where)                                        \
  [id] = {.key = wireshark,                                                                    \
          .label = name,                                                                       \
          .kind = WG_KIND_##type,                                                              \
          .help = sentence,                                                                    \
          .source = where}

const WgField wg_http2_fields[] = {
    ROW (F_HTTP2, "http2", "HyperText Transfer Protocol 2", NONE, NULL, NULL),
    ROW (F_MAGIC,
         "http2.magic",
         "Connection preface",
         TEXT,
         "Words that a server of HTTP/1 would refuse.",
         "RFC 9113 §3.4"),
    ROW (F_STREAM, "http2.stream", "Frame", NONE, NULL, "RFC 9113 §4.1"),
    ROW (F_LENGTH, "http2.length", "Length", UINT, "Of the payload.", "RFC 9113 §4.1"),
    [F_TYPE] = {.key = "http2.type",
                .label = "Type",
                .kind = WG_KIND_ENUM,
                .names = wg_names_http2_frame_types,
                .source = "RFC 9113 §6"},
    [F_FLAGS] = {.key = "http2.flags",
                 .label = "Flags",
                 .kind = WG_KIND_CODE,
                 .width = 2,
                 .source = "RFC 9113 §4.1"},
    ROW (F_ACK_SETTINGS,
         "http2.flags.ack.settings",
         "Ack",
         BOOL,
         "The other end's settings are in force.",
         "RFC 9113 §6.5.3"),
    ROW (F_ACK_PING, "http2.flags.ack.ping", "Ack", BOOL, NULL, "RFC 9113 §6.7"),
    ROW (F_END_STREAM,
         "http2.flags.end_stream",
         "End of the stream",
         BOOL,
         "This end sends nothing more on it.",
         "RFC 9113 §5.1"),
    ROW (F_END_HEADERS,
         "http2.flags.eh",
         "End of the headers",
         BOOL,
         "No CONTINUATION follows.",
         "RFC 9113 §6.2"),
    ROW (F_PADDED, "http2.flags.padded", "Padded", BOOL, NULL, "RFC 9113 §6.1"),
    ROW (F_PRIORITY, "http2.flags.priority", "Has a priority", BOOL, NULL, "RFC 9113 §6.2"),
    ROW (F_RESERVED, "http2.r", "Reserved", UINT, NULL, "RFC 9113 §4.1"),
    ROW (F_STREAMID,
         "http2.streamid",
         "Stream",
         UINT,
         "Clients open odd ones, servers even ones; 0 is the whole connection.",
         "RFC 9113 §5.1.1"),
    ROW (F_PAD_LENGTH, "http2.padding", "Length of the padding", UINT, NULL, "RFC 9113 §6.1"),
    ROW (F_PADDING, "http2.data.padding", "Padding", BYTES, NULL, "RFC 9113 §6.1"),
    ROW (F_DATA, "http2.data.data", "Data", BYTES, NULL, "RFC 9113 §6.1"),
    [F_DATA_TEXT] = {.key = "http2.data.data",
                     .label = "Data",
                     .kind = WG_KIND_TEXT,
                     .secret = WG_SECRET_TEXT,
                     .help = "Secrets in it are masked."},
    ROW (F_EXCLUSIVE, "http2.exclusive", "Exclusive", BOOL, NULL, "RFC 7540 §5.3.1"),
    ROW (F_DEPENDENCY,
         "http2.stream_dependency",
         "Depends on stream",
         UINT,
         "A way of saying what matters more, which is obsolete.",
         "RFC 7540 §5.3.1"),
    ROW (F_WEIGHT, "http2.headers.weight_real", "Weight", UINT, NULL, "RFC 7540 §5.3.2"),
    ROW (F_FRAGMENT,
         "http2.headers",
         "Header block",
         BYTES,
         "Headers in the compressed form of HPACK.",
         "RFC 9113 §4.3"),
    [F_HEADER] = {.key = "http2.header",
                  .label = "Header",
                  .kind = WG_KIND_NONE,
                  .secret = WG_SECRET_HEADER,
                  .source = "RFC 7541 §6"},
    ROW (F_NAME, "http2.header.name", "Name", TEXT, NULL, "RFC 9113 §8.2"),
    [F_VALUE] = {.key = "http2.header.value",
                 .label = "Value",
                 .kind = WG_KIND_TEXT,
                 .secret = WG_SECRET_HEADER,
                 .source = "RFC 9113 §8.2"},
    ROW (F_REPRESENTATION,
         "http2.header.repr",
         "Representation",
         STRING,
         "How it was written: an index into the table of earlier headers, or in letters.",
         "RFC 7541 §6"),
    ROW (F_PROMISED,
         "http2.push_promise.promised_stream_id",
         "Promised stream",
         UINT,
         "Where the answer will come.",
         "RFC 9113 §6.6"),
    [F_ERROR] = {.key = "http2.rst_stream.error",
                 .label = "Error",
                 .kind = WG_KIND_ENUM,
                 .names = wg_names_http2_errors,
                 .source = "RFC 9113 §7"},
    ROW (F_SETTINGS, "http2.settings", "Setting", NONE, NULL, "RFC 9113 §6.5.1"),
    [F_SETTING_ID] = {.key = "http2.settings.id",
                      .label = "Setting",
                      .kind = WG_KIND_ENUM,
                      .names = wg_names_http2_settings,
                      .source = "RFC 9113 §6.5.2"},
    ROW (F_SETTING_VALUE, "wiregloss.http2.settings.value", "Value", UINT, NULL, NULL),
    ROW (F_PING, "http2.ping", "Ping", BYTES, NULL, "RFC 9113 §6.7"),
    ROW (F_PONG, "http2.pong", "Pong", BYTES, NULL, "RFC 9113 §6.7"),
    ROW (F_LAST_STREAM,
         "http2.goaway.last_stream_id",
         "Last stream",
         UINT,
         "Streams above it were not looked at.",
         "RFC 9113 §6.8"),
    [F_GOAWAY_ERROR] = {.key = "http2.goaway.error",
                        .label = "Error",
                        .kind = WG_KIND_ENUM,
                        .names = wg_names_http2_errors,
                        .source = "RFC 9113 §7"},
    [F_DEBUG] = {.key = "http2.goaway.addata",
                 .label = "Debug data",
                 .kind = WG_KIND_TEXT,
                 .secret = WG_SECRET_TEXT,
                 .source = "RFC 9113 §6.8"},
    ROW (F_INCREMENT,
         "http2.window_update.window_size_increment",
         "Window grows by",
         UINT,
         "So many more bytes of DATA may come.",
         "RFC 9113 §6.9"),
    ROW (F_ALTSVC_ORIGIN, "http2.altsvc.origin", "Origin", TEXT, NULL, "RFC 7838 §4"),
    ROW (F_ALTSVC_VALUE,
         "http2.altsvc.field_value",
         "Alternative service",
         TEXT,
         NULL,
         "RFC 7838 §3"),
    ROW (F_ORIGIN,
         "http2.origin.origin",
         "Origin",
         TEXT,
         "A site that this connection may be used for.",
         "RFC 8336 §2"),
    ROW (F_UPDATE_STREAM,
         "http2.priority_update_stream_id",
         "Stream that it is about",
         UINT,
         NULL,
         "RFC 9218 §7.1"),
    ROW (F_UPDATE_VALUE,
         "http2.priority_update_field_value",
         "Priority",
         TEXT,
         NULL,
         "RFC 9218 §7.1"),
    ROW (F_UNKNOWN, "http2.unknown", "Payload", BYTES, NULL, NULL),
    ROW (F_LOST, "wiregloss.http2.lost", "Bytes outside of frames", BYTES, NULL, NULL),
    [F_END] = {0},
};

#define MAX_SHOWN_TEXT 1024u

typedef struct
{
  WgTree *tree;
  WgNode *node;
  WgSlice unit;
} Writer;

static void
put_uint (const Writer *w, guint field, gsize off, gsize len, guint64 value)
{
  wg_tree_add_uint (w->tree, w->node, &wg_http2_fields[field], off, len, value);
}

static void
put_text (const Writer *w, guint field, gsize off, WgSlice bytes)
{
  if (bytes.len > 0)
    wg_tree_add_text (w->tree, w->node, &wg_http2_fields[field], off, bytes.len, bytes);
}

static void
put_data (const Writer *w, gsize off, WgSlice bytes)
{
  gboolean text = bytes.len <= MAX_SHOWN_TEXT && wg_ascii_run (bytes) == bytes.len;
  put_text (w, text ? F_DATA_TEXT : F_DATA, off, bytes);
}

static void
put_flags (const Writer *w, const WgHttp2Frame *frame)
{
  static const struct
  {
    guint8 type, flag, field;
  } flags[] = {
      {WG_HTTP2_SETTINGS, WG_HTTP2_ACK, F_ACK_SETTINGS},
      {WG_HTTP2_PING, WG_HTTP2_ACK, F_ACK_PING},
      {WG_HTTP2_DATA, WG_HTTP2_END_STREAM, F_END_STREAM},
      {WG_HTTP2_HEADERS, WG_HTTP2_END_STREAM, F_END_STREAM},
      {WG_HTTP2_HEADERS, WG_HTTP2_END_HEADERS, F_END_HEADERS},
      {WG_HTTP2_PUSH_PROMISE, WG_HTTP2_END_HEADERS, F_END_HEADERS},
      {WG_HTTP2_CONTINUATION, WG_HTTP2_END_HEADERS, F_END_HEADERS},
      {WG_HTTP2_DATA, WG_HTTP2_PADDED, F_PADDED},
      {WG_HTTP2_HEADERS, WG_HTTP2_PADDED, F_PADDED},
      {WG_HTTP2_PUSH_PROMISE, WG_HTTP2_PADDED, F_PADDED},
      {WG_HTTP2_HEADERS, WG_HTTP2_HAS_PRIORITY, F_PRIORITY},
  };
  WgNode *node =
      wg_tree_add_uint (w->tree, w->node, &wg_http2_fields[F_FLAGS], 4, 1, frame->flags);

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (flags[i].type == frame->type)
      wg_tree_add_uint (w->tree, node, &wg_http2_fields[flags[i].field], 4, 1,
                        (frame->flags & flags[i].flag) != 0 ? 1 : 0);
}

static void
put_header (const Writer *w, const WgHttp2Frame *frame)
{
  put_uint (w, F_LENGTH, 0, 3, frame->length);
  put_uint (w, F_TYPE, 3, 1, frame->type);
  put_flags (w, frame);
  put_uint (w, F_RESERVED, 5, 4, frame->reserved ? 1 : 0);
  put_uint (w, F_STREAMID, 5, 4, frame->stream);
}

static void
put_priority (const Writer *w, gsize off, const WgHttp2Priority *priority)
{
  put_uint (w, F_EXCLUSIVE, off, 4, priority->exclusive ? 1 : 0);
  put_uint (w, F_DEPENDENCY, off, 4, priority->dependency);
  put_uint (w, F_WEIGHT, off + 4, 1, priority->weight + 1u);
}

static const char *
form_name (WgHpackForm form)
{
  static const char *const names[] = {
      [WG_HPACK_INDEXED] = "from the table",
      [WG_HPACK_ADDED] = "in letters, and into the table",
      [WG_HPACK_TABLE_SIZE] = "a new size of the table",
      [WG_HPACK_LITERAL] = "in letters",
      [WG_HPACK_NEVER] = "in letters, never into a table",
  };
  return names[form];
}

/* Names and values stand on a source of their own, the representations that they came from on
 * the packet's. */
static void
put_headers (const Writer *w, gsize off, gsize len, gboolean whole, const WgHpackPool *pool)
{
  WgList headers = wg_hpack_headers (pool), places = wg_hpack_places (pool);
  const WgHeader *header = headers.items;
  const WgHpackPlace *place = places.items;
  WgTreeBase wire = wg_tree_base (w->tree);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint16 source;
  gsize at = 0;

  for (guint i = 0; i < headers.n; i++)
    {
      g_byte_array_append (text, header[i].name.data, (guint) header[i].name.len);
      g_byte_array_append (text, (const guint8 *) ": ", 2);
      g_byte_array_append (text, header[i].value.data, (guint) header[i].value.len);
      g_byte_array_append (text, (const guint8 *) "\n", 1);
    }
  source = wg_tree_derive (w->tree, "Headers", wg_slice (text->data, text->len), wire.source,
                           wire.base + (guint32) off, (guint32) len);
  for (guint i = 0; i < headers.n; i++)
    {
      g_autofree char *name = wg_text_dup (header[i].name);
      WgNode *node = wg_tree_add (w->tree, w->node, &wg_http2_fields[F_HEADER],
                                  whole ? off + place[i].off : off, whole ? place[i].len : len);

      wg_node_set_text (w->tree, node, "%s", name);
      wg_tree_set_base (w->tree, (WgTreeBase){source, (guint32) at});
      wg_tree_add_text (w->tree, node, &wg_http2_fields[F_NAME], 0, header[i].name.len,
                        header[i].name);
      wg_tree_add_text (w->tree, node, &wg_http2_fields[F_VALUE], header[i].name.len + 2,
                        header[i].value.len, header[i].value);
      wg_tree_set_base (w->tree, wire);
      wg_tree_add_format (w->tree, node, &wg_http2_fields[F_REPRESENTATION],
                          whole ? off + place[i].off : off, whole ? place[i].len : len, "%s",
                          form_name (place[i].form));
      at += header[i].name.len + header[i].value.len + 3;
    }
}

static void
put_block (const Writer *w, const WgHttp2Frame *frame, WgSlice payload, const WgHpackPool *pool)
{
  const gsize start = WG_HTTP2_HEADER_LEN;
  gboolean padded = wg_http2_is_set (frame, WG_HTTP2_PADDED);
  WgHttp2Block block;
  gsize off;

  if (!wg_http2_block_parse (frame, payload, &block))
    {
      put_text (w, F_UNKNOWN, start, payload);
      return;
    }
  off = start + block.fragment_off;
  if (padded)
    put_uint (w, F_PAD_LENGTH, start, 1, block.pad_len);
  if (block.has_priority)
    put_priority (w, start + (padded ? 1 : 0), &block.priority);
  if (frame->type == WG_HTTP2_PUSH_PROMISE)
    put_uint (w, F_PROMISED, off - 4, 4, block.promised);
  put_text (w, F_FRAGMENT, off, block.fragment);
  if (pool != NULL)
    put_headers (w, off, block.fragment.len, frame->type != WG_HTTP2_CONTINUATION, pool);
  if (block.pad_len > 0)
    put_text (w, F_PADDING, w->unit.len - block.pad_len,
              wg_slice_sub (w->unit, w->unit.len - block.pad_len, block.pad_len));
}

static void
put_settings (const Writer *w, WgReader *r)
{
  guint16 id;
  guint32 value;

  while (wg_http2_setting_parse (r, &id, &value))
    {
      gsize off = WG_HTTP2_HEADER_LEN + wg_reader_tell (r) - 6;
      const char *name = wg_name_of (wg_names_http2_settings, id);
      Writer inner = *w;

      inner.node = wg_tree_add (w->tree, w->node, &wg_http2_fields[F_SETTINGS], off, 6);
      wg_node_set_text (w->tree, inner.node, "%s: %u", name != NULL ? name : "not known",
                        value);
      put_uint (&inner, F_SETTING_ID, off, 2, id);
      put_uint (&inner, F_SETTING_VALUE, off + 2, 4, value);
    }
}

static void
put_goaway (const Writer *w, WgReader *r)
{
  WgHttp2Goaway goaway;

  if (!wg_http2_goaway_parse (r, &goaway))
    return;
  put_uint (w, F_LAST_STREAM, 9, 4, goaway.last_stream);
  put_uint (w, F_GOAWAY_ERROR, 13, 4, goaway.error);
  put_text (w, F_DEBUG, 17, goaway.debug);
}

static void
put_origins (const Writer *w, WgReader *r)
{
  WgReader origin;

  while (wg_reader_sub_u16 (r, &origin))
    {
      WgSlice text = wg_reader_rest (&origin);
      put_text (w, F_ORIGIN, WG_HTTP2_HEADER_LEN + wg_reader_tell (r) - text.len, text);
    }
}

static void
put_altsvc (const Writer *w, WgReader *r)
{
  WgReader origin;
  WgSlice text;

  if (!wg_reader_sub_u16 (r, &origin))
    return;
  text = wg_reader_rest (&origin);
  put_text (w, F_ALTSVC_ORIGIN, WG_HTTP2_HEADER_LEN + 2, text);
  put_text (w, F_ALTSVC_VALUE, WG_HTTP2_HEADER_LEN + wg_reader_tell (r), wg_reader_rest (r));
}

/* DATA whose payload is all here; else it follows in chunks. */
static void
put_data_frame (const Writer *w, const WgHttp2Frame *frame, WgReader *r)
{
  WgReader body = *r;
  guint8 pad_len = 0;
  WgSlice bytes;

  if (wg_http2_is_set (frame, WG_HTTP2_PADDED) && wg_reader_u8 (&body, &pad_len))
    put_uint (w, F_PAD_LENGTH, WG_HTTP2_HEADER_LEN, 1, pad_len);
  if (wg_reader_left (r) < frame->length || !wg_http2_unpad (frame, r, &pad_len))
    return;
  bytes = wg_reader_rest (r);
  put_data (w, w->unit.len - pad_len - bytes.len, bytes);
  put_text (w, F_PADDING, w->unit.len - pad_len,
            wg_slice_sub (w->unit, w->unit.len - pad_len, pad_len));
}

static void
put_number (const Writer *w, guint field, WgReader *r)
{
  gsize off = WG_HTTP2_HEADER_LEN + wg_reader_tell (r);
  guint32 number;

  if (wg_reader_u32 (r, &number))
    put_uint (w, field, off, 4, field == F_ERROR ? number : number & 0x7fffffff);
}

static void
put_payload (const Writer *w, const WgHttp2Frame *frame, WgSlice bytes, const WgHpackPool *pool)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  WgHttp2Priority priority;

  switch (frame->type)
    {
    case WG_HTTP2_DATA:
      put_data_frame (w, frame, &r);
      break;
    case WG_HTTP2_HEADERS:
    case WG_HTTP2_PUSH_PROMISE:
    case WG_HTTP2_CONTINUATION:
      put_block (w, frame, bytes, pool);
      break;
    case WG_HTTP2_PRIORITY:
      if (wg_http2_priority_parse (&r, &priority))
        put_priority (w, WG_HTTP2_HEADER_LEN, &priority);
      break;
    case WG_HTTP2_RST_STREAM:
      put_number (w, F_ERROR, &r);
      break;
    case WG_HTTP2_SETTINGS:
      put_settings (w, &r);
      break;
    case WG_HTTP2_PING:
      put_text (w, wg_http2_is_set (frame, WG_HTTP2_ACK) ? F_PONG : F_PING, WG_HTTP2_HEADER_LEN,
                bytes);
      break;
    case WG_HTTP2_GOAWAY:
      put_goaway (w, &r);
      break;
    case WG_HTTP2_WINDOW_UPDATE:
      put_number (w, F_INCREMENT, &r);
      break;
    case WG_HTTP2_ALTSVC:
      put_altsvc (w, &r);
      break;
    case WG_HTTP2_ORIGIN:
      put_origins (w, &r);
      break;
    case WG_HTTP2_PRIORITY_UPDATE:
      put_number (w, F_UPDATE_STREAM, &r);
      put_text (w, F_UPDATE_VALUE, WG_HTTP2_HEADER_LEN + 4, wg_reader_rest (&r));
      break;
    default:
      put_text (w, F_UNKNOWN, WG_HTTP2_HEADER_LEN, bytes);
      break;
    }
}

static WgSlice
header_value (const WgHpackPool *pool, const char *name)
{
  WgList headers = wg_hpack_headers (pool);
  const WgHeader *header = headers.items;

  for (guint i = 0; i < headers.n; i++)
    if (wg_slice_is (header[i].name, name))
      return header[i].value;
  return WG_SLICE_NONE;
}

/* What a person reads of a frame in one line. */
static void
put_title (const Writer *w, const WgHttp2Frame *frame, const WgHpackPool *pool)
{
  const char *type = wg_name_of (wg_names_http2_frame_types, frame->type);
  g_autoptr (GString) text = g_string_new (type != NULL ? type : "frame of an unknown type");
  WgSlice method = pool != NULL ? header_value (pool, ":method") : WG_SLICE_NONE;
  WgSlice status = pool != NULL ? header_value (pool, ":status") : WG_SLICE_NONE;

  if (frame->stream != 0)
    g_string_append_printf (text, ", stream %u", frame->stream);
  if (method.len > 0)
    {
      g_autofree char *verb = wg_text_dup (method);
      g_autofree char *path = wg_text_dup (header_value (pool, ":path"));
      g_string_append_printf (text, ": %s %s", verb, path);
    }
  else if (status.len > 0)
    {
      g_autofree char *code = wg_text_dup (status);
      g_string_append_printf (text, ": %s", code);
    }
  else
    g_string_append_printf (text, ", %u bytes", frame->length);
  wg_node_set_text (w->tree, w->node, "%s", text->str);
}

void
wg_http2_describe (
    WgSlice unit, gboolean payload, gboolean lost, const WgHpackPool *pool, WgTree *tree)
{
  WgNode *root = wg_tree_add (tree, NULL, &wg_http2_fields[F_HTTP2], 0, unit.len);
  Writer w = {tree, root, unit};
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgHttp2Frame frame;

  if (payload)
    {
      wg_node_set_text (tree, root,
                        "HyperText Transfer Protocol 2, %" G_GSIZE_FORMAT " bytes of DATA",
                        unit.len);
      put_data (&w, 0, unit);
      return;
    }
  if (wg_slice_has_prefix (unit, WG_HTTP2_PREFACE))
    {
      put_text (&w, F_MAGIC, 0, wg_slice_sub (unit, 0, WG_HTTP2_PREFACE_LEN));
      return;
    }
  if (lost || !wg_http2_header_parse (&r, &frame))
    {
      put_text (&w, F_LOST, 0, unit);
      return;
    }
  w.node = wg_tree_add (tree, root, &wg_http2_fields[F_STREAM], 0, unit.len);
  put_title (&w, &frame, pool);
  put_header (&w, &frame);
  put_payload (&w, &frame, wg_reader_rest (&r), pool);
}
