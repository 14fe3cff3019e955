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
    [F_WEBSOCKET] =
        {.key = "websocket",
         .label = "WebSocket",
         .help =
             "Messages in both directions at any time, over a connection that began as HTTP.",
         .source = "RFC 6455 §5.2"},
    [F_FIN] =
        {.key = "websocket.fin",
         .label = "Final fragment",
         .kind = WG_KIND_BOOL,
         .help =
             "1: this frame ends its message. 0: the message goes on in a frame of opcode 0.",
         .source = "RFC 6455 §5.2"},
    [F_RSV] = {.key = "websocket.rsv",
               .label = "Reserved bits",
               .kind = WG_KIND_CODE,
               .width = 1,
               .help = "The first of them says: compressed, where both ends agreed on that. "
                       "The others are 0.",
               .source = "RFC 6455 §5.2, RFC 7692 §6"},
    [F_OPCODE] = {.key = "websocket.opcode",
                  .label = "Opcode",
                  .kind = WG_KIND_ENUM,
                  .names = wg_names_websocket_opcodes,
                  .source = "RFC 6455 §5.2",
                  .help =
                      "0 continues a message, 1 is text, 2 binary, 8 close, 9 ping, 10 pong."},
    [F_MASK] = {.key = "websocket.mask",
                .label = "Masked",
                .kind = WG_KIND_BOOL,
                .help = "Clients mask what they send, servers do not. It is no encryption, as "
                        "the key stands beside it: it keeps a web page from choosing the very "
                        "bytes on the wire and so fooling proxies.",
                .source = "RFC 6455 §5.3"},
    [F_LENGTH] = {.key = "websocket.payload_length",
                  .label = "Payload length",
                  .kind = WG_KIND_UINT,
                  .help =
                      "Up to 125 the length itself; 126: it follows in 16 bits, 127: in 64.",
                  .source = "RFC 6455 §5.2"},
    [F_LENGTH_16] = {.key = "websocket.payload_length_ext_16",
                     .label = "Payload length (16 bits)",
                     .kind = WG_KIND_UINT,
                     .help = "The length, where it is 126 or more.",
                     .source = "RFC 6455 §5.2"},
    [F_LENGTH_64] = {.key = "websocket.payload_length_ext_64",
                     .label = "Payload length (64 bits)",
                     .kind = WG_KIND_UINT,
                     .help = "The length, where 16 bits are too few.",
                     .source = "RFC 6455 §5.2"},
    [F_KEY] = {.key = "websocket.masking_key",
               .label = "Masking key",
               .kind = WG_KIND_BYTES,
               .help =
                   "Payload byte number i is combined with byte i mod 4 of these by exclusive "
                   "or. Chosen anew for each frame, and sent along: anybody can undo it.",
               .source = "RFC 6455 §5.3"},
    [F_TEXT] = {.key = "websocket.payload.text",
                .label = "Text",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_TEXT,
                .help = "What was said: UTF-8, most often JSON.",
                .source = "RFC 6455 §5.6"},
    [F_BINARY] = {.key = "websocket.payload.binary",
                  .label = "Binary",
                  .kind = WG_KIND_BYTES,
                  .help = "Bytes in a form of the application's own.",
                  .source = "RFC 6455 §5.6"},
    [F_CLOSE] = {.key = "websocket.payload.close",
                 .label = "Close",
                 .kind = WG_KIND_BYTES,
                 .help = "Why this end closes.",
                 .source = "RFC 6455 §5.5.1"},
    [F_CODE] = {.key = "websocket.payload.close.status_code",
                .label = "Status code",
                .kind = WG_KIND_ENUM,
                .names = wg_names_websocket_close_codes,
                .source = "RFC 6455 §7.4",
                .help = "1000 is the ordinary end, 1001 going away, 1002 a breach of the "
                        "protocol; from 4000 on the application's own."},
    [F_REASON] = {.key = "websocket.payload.close.reason",
                  .label = "Reason",
                  .kind = WG_KIND_TEXT,
                  .secret = WG_SECRET_TEXT,
                  .help = "The same in words, for whoever reads logs.",
                  .source = "RFC 6455 §7.1.6"},
    [F_PING] = {.key = "websocket.payload.ping",
                .label = "Ping",
                .kind = WG_KIND_BYTES,
                .help = "Is to be sent back as a pong.",
                .source = "RFC 6455 §5.5.2"},
    [F_PONG] = {.key = "websocket.payload.pong",
                .label = "Pong",
                .kind = WG_KIND_BYTES,
                .help = "What the ping had in it.",
                .source = "RFC 6455 §5.5.3"},
    [F_CONTINUE] = {.key = "websocket.payload.continue",
                    .label = "Continuation",
                    .kind = WG_KIND_BYTES,
                    .help = "A further part of a message.",
                    .source = "RFC 6455 §5.4"},
    [F_UNKNOWN] = {.key = "websocket.payload.unknown",
                   .label = "Payload",
                   .kind = WG_KIND_BYTES},
    [F_INFLATED] = {.key = "wiregloss.websocket.inflated",
                    .label = "Inflated message",
                    .kind = WG_KIND_TEXT,
                    .secret = WG_SECRET_TEXT,
                    .source = "RFC 7692 §7.2.2",
                    .help = "The message as it was before it was compressed."},
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
