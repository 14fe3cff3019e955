#include "websocket-describe.h"

#include "names.h"
#include "websocket-parse.h"

typedef enum
{
  F_WEBSOCKET,
  F_FIN,
  F_RSV,
  F_OPCODE,
  F_MASK,
  F_LENGTH,
  F_LENGTH_16,
  F_LENGTH_64,
  F_KEY,
  F_TEXT,
  F_BINARY,
  F_CLOSE,
  F_CODE,
  F_REASON,
  F_PING,
  F_PONG,
  F_CONTINUE,
  F_UNKNOWN,
  F_INFLATED,
} FieldIndex;

const WgField wg_websocket_fields[] = {
    [F_WEBSOCKET] = {.key = "websocket", .label = "WebSocket"},
    [F_FIN] = {.key = "websocket.fin",
               .label = "Final fragment",
               .kind = WG_KIND_BOOL,
               .help = "This frame ends its message.",
               .source = "RFC 6455 §5.2"},
    [F_RSV] = {.key = "websocket.rsv",
               .label = "Reserved bits",
               .kind = WG_KIND_CODE,
               .width = 1,
               .help = "The first of them says: compressed, where both ends agreed on that.",
               .source = "RFC 6455 §5.2, RFC 7692 §6"},
    [F_OPCODE] = {.key = "websocket.opcode",
                  .label = "Opcode",
                  .kind = WG_KIND_ENUM,
                  .names = wg_names_websocket_opcodes,
                  .source = "RFC 6455 §5.2"},
    [F_MASK] = {.key = "websocket.mask",
                .label = "Masked",
                .kind = WG_KIND_BOOL,
                .help = "Clients mask what they send, servers do not.",
                .source = "RFC 6455 §5.3"},
    [F_LENGTH] = {.key = "websocket.payload_length",
                  .label = "Payload length",
                  .kind = WG_KIND_UINT,
                  .help = "126: the length follows in 16 bits; 127: in 64."},
    [F_LENGTH_16] = {.key = "websocket.payload_length_ext_16",
                     .label = "Payload length (16 bits)",
                     .kind = WG_KIND_UINT},
    [F_LENGTH_64] = {.key = "websocket.payload_length_ext_64",
                     .label = "Payload length (64 bits)",
                     .kind = WG_KIND_UINT},
    [F_KEY] = {.key = "websocket.masking_key",
               .label = "Masking key",
               .kind = WG_KIND_BYTES,
               .help = "Each payload byte is combined with one of these four by exclusive or.",
               .source = "RFC 6455 §5.3"},
    [F_TEXT] = {.key = "websocket.payload.text",
                .label = "Text",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_TEXT},
    [F_BINARY] = {.key = "websocket.payload.binary", .label = "Binary", .kind = WG_KIND_BYTES},
    [F_CLOSE] = {.key = "websocket.payload.close", .label = "Close", .kind = WG_KIND_BYTES},
    [F_CODE] = {.key = "websocket.payload.close.status_code",
                .label = "Status code",
                .kind = WG_KIND_ENUM,
                .names = wg_names_websocket_close_codes,
                .source = "RFC 6455 §7.4"},
    [F_REASON] = {.key = "websocket.payload.close.reason",
                  .label = "Reason",
                  .kind = WG_KIND_TEXT,
                  .secret = WG_SECRET_TEXT},
    [F_PING] = {.key = "websocket.payload.ping", .label = "Ping", .kind = WG_KIND_BYTES},
    [F_PONG] = {.key = "websocket.payload.pong", .label = "Pong", .kind = WG_KIND_BYTES},
    [F_CONTINUE] = {.key = "websocket.payload.continue",
                    .label = "Continuation",
                    .kind = WG_KIND_BYTES},
    [F_UNKNOWN] = {.key = "websocket.payload.unknown",
                   .label = "Payload",
                   .kind = WG_KIND_BYTES},
    [F_INFLATED] = {.key = "wiregloss.websocket.inflated",
                    .label = "Inflated message",
                    .kind = WG_KIND_TEXT,
                    .secret = WG_SECRET_TEXT,
                    .source = "RFC 7692 §7.2.2"},
    {0},
};

static FieldIndex
payload_field (const WgWsHeader *header)
{
  switch (header->opcode)
    {
    case WG_WS_CONTINUATION:
      return F_CONTINUE;
    case WG_WS_TEXT:
      return (header->rsv & WG_WS_RSV1) != 0 ? F_BINARY : F_TEXT;
    case WG_WS_BINARY:
      return F_BINARY;
    case WG_WS_CLOSE:
      return F_CLOSE;
    case WG_WS_PING:
      return F_PING;
    case WG_WS_PONG:
      return F_PONG;
    default:
      return F_UNKNOWN;
    }
}

static void
add_header (WgTree *tree, WgNode *root, const WgWsHeader *header, gsize len)
{
  const WgField *f = wg_websocket_fields;
  gsize extended = len - 2 - (header->masked ? 4 : 0);
  guint64 short_length = extended == 8 ? 127 : extended == 2 ? 126 : header->length;

  wg_tree_add_uint (tree, root, &f[F_FIN], 0, 1, header->fin ? 1 : 0);
  wg_tree_add_uint (tree, root, &f[F_RSV], 0, 1, header->rsv);
  wg_tree_add_uint (tree, root, &f[F_OPCODE], 0, 1, header->opcode);
  wg_tree_add_uint (tree, root, &f[F_MASK], 1, 1, header->masked ? 1 : 0);
  wg_tree_add_uint (tree, root, &f[F_LENGTH], 1, 1, short_length);
  if (extended > 0)
    wg_tree_add_uint (tree, root, &f[extended == 2 ? F_LENGTH_16 : F_LENGTH_64], 2, extended,
                      header->length);
  if (header->masked)
    wg_tree_add_text (tree, root, &f[F_KEY], 2 + extended, 4, wg_slice (header->mask, 4));
}

static void
add_close (WgTree *tree, WgNode *node, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint16 code;

  if (!wg_reader_u16 (&r, &code))
    return;
  wg_tree_add_uint (tree, node, &wg_websocket_fields[F_CODE], 0, 2, code);
  if (wg_reader_left (&r) > 0)
    wg_tree_add_text (tree, node, &wg_websocket_fields[F_REASON], 2, wg_reader_left (&r),
                      wg_reader_rest (&r));
}

/* The payload as it was meant, in a source of its own where a mask hid it. */
static void
add_payload (WgTree *tree, WgNode *root, const WgWsHeader *header, gsize pos, WgSlice payload)
{
  WgTreeBase base = wg_tree_base (tree), inner = {base.source, base.base + (guint32) pos};
  g_autofree guint8 *plain = NULL;
  FieldIndex field = payload_field (header);
  WgNode *node;

  if (header->masked)
    {
      plain = g_malloc (payload.len);
      wg_ws_unmask (plain, payload, header->mask, 0);
      payload = wg_slice (plain, payload.len);
      inner.source = wg_tree_derive (tree, "Unmasked payload", payload, base.source, inner.base,
                                     (guint32) payload.len);
      inner.base = inner.source == base.source ? inner.base : 0;
    }
  wg_tree_set_base (tree, inner);
  node = wg_tree_add_text (tree, root, &wg_websocket_fields[field], 0, payload.len, payload);
  if (field == F_CLOSE)
    add_close (tree, node, payload);
  wg_tree_set_base (tree, base);
}

static void
add_inflated (WgTree *tree, WgNode *root, gsize pos, gsize len, WgSlice inflated)
{
  WgTreeBase base = wg_tree_base (tree), inner = {0};

  inner.source = wg_tree_derive (tree, "Inflated message (its beginning)", inflated,
                                 base.source, base.base + (guint32) pos, (guint32) len);
  if (inner.source == base.source)
    return;
  wg_tree_set_base (tree, inner);
  wg_tree_add_text (tree, root, &wg_websocket_fields[F_INFLATED], 0, inflated.len, inflated);
  wg_tree_set_base (tree, base);
}

void
wg_ws_describe (WgSlice unit, WgSlice inflated, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *root = wg_tree_add (tree, NULL, &wg_websocket_fields[F_WEBSOCKET], 0, unit.len);
  const char *name;
  WgWsHeader header;
  gsize missing, pos;

  if (!wg_ws_header_parse (&r, &header, &missing))
    {
      wg_tree_add_note (tree, root, "Skipped while looking for the beginning of a frame.");
      return;
    }
  name = wg_name_of (wg_names_websocket_opcodes, header.opcode);
  wg_node_set_text (tree, root, "WebSocket %s%s, %" G_GUINT64_FORMAT " bytes",
                    name != NULL ? name : "frame", header.fin ? "" : " (not final)",
                    header.length);
  pos = wg_reader_tell (&r);
  add_header (tree, root, &header, pos);
  if (wg_reader_left (&r) > 0)
    add_payload (tree, root, &header, pos, wg_reader_rest (&r));
  if (inflated.len > 0)
    add_inflated (tree, root, pos, wg_reader_left (&r), inflated);
}
