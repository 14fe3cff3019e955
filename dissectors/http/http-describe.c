#include "http-describe.h"

#include "base/text.h"

#define MAX_SHOWN_TEXT 1024u

/* The field tree of heads, chunk lines, trailers and bodies. */

enum
{
  F_HTTP,
  F_REQUEST_LINE,
  F_METHOD,
  F_URI,
  F_REQUEST_VERSION,
  F_STATUS_LINE,
  F_RESPONSE_VERSION,
  F_CODE,
  F_PHRASE,
  F_HEADER,
  F_CONNECTION,
  F_CONTENT_ENCODING,
  F_CONTENT_LENGTH,
  F_CONTENT_TYPE,
  F_COOKIE,
  F_HOST,
  F_SET_COOKIE,
  F_TRANSFER_ENCODING,
  F_UPGRADE,
  F_CHUNK_SIZE,
  F_CHUNK_EXTENSION,
  F_TRAILER,
  F_FILE_DATA,
  F_FILE_TEXT,
  F_EXTRA,
  F_END,
};

#define TEXT(id, wireshark, name, sentence, where)                                             \
  [id] = {.key = wireshark,                                                                    \
          .label = name,                                                                       \
          .kind = WG_KIND_TEXT,                                                                \
          .help = sentence,                                                                    \
          .source = where}

const WgField wg_http_fields[] = {
    [F_HTTP] = {.key = "http",
                .label = "Hypertext Transfer Protocol",
                .kind = WG_KIND_NONE,
                .help =
                    "A question of the client or the server's answer: a first line, headers, "
                    "perhaps a body. Without TLS anybody on the way can read and change it.",
                .source = "RFC 9112 §2.1"},
    TEXT (F_REQUEST_LINE,
          "http.request.line",
          "Request line",
          "What is to be done, to what, in which version.",
          "RFC 9112 §3"),
    TEXT (F_METHOD,
          "http.request.method",
          "Request method",
          "What the client asks to be done: GET reads, POST sends something to be worked on. A "
          "POST is no more secret than a GET.",
          "RFC 9110 §9"),
    [F_URI] = {.key = "http.request.uri",
               .label = "Request target",
               .kind = WG_KIND_TEXT,
               .secret = WG_SECRET_TARGET,
               .help = "What it is to be done to: path and query. It stands in logs and "
                       "histories, so it is no place for secrets.",
               .source = "RFC 9112 §3.2"},
    TEXT (F_REQUEST_VERSION,
          "http.request.version",
          "Version",
          "1.1 keeps the connection open for the next request.",
          "RFC 9112 §2.3"),
    TEXT (F_STATUS_LINE,
          "http.response.line",
          "Status line",
          "How the request fared.",
          "RFC 9112 §4"),
    TEXT (F_RESPONSE_VERSION,
          "http.response.version",
          "Version",
          "1.1 keeps the connection open for the next request.",
          "RFC 9112 §2.3"),
    [F_CODE] =
        {.key = "http.response.code",
         .label = "Status code",
         .kind = WG_KIND_UINT,
         .size = 2,
         .help = "How the request fared: 2xx done, 3xx look elsewhere, 4xx the client's fault, "
                 "5xx the server's.",
         .source = "RFC 9110 §15"},
    TEXT (F_PHRASE,
          "http.response.phrase",
          "Reason phrase",
          "For people; programs read the number.",
          "RFC 9112 §4"),
    [F_HEADER] = {.key = "http.header",
                  .label = "Header",
                  .kind = WG_KIND_TEXT,
                  .secret = WG_SECRET_HEADER,
                  .help = "Says something more about the request, the answer or its body.",
                  .source = "RFC 9112 §5"},
    TEXT (F_CONNECTION,
          "http.connection",
          "Connection",
          "What holds for this connection alone.",
          "RFC 9110 §7.6.1"),
    TEXT (F_CONTENT_ENCODING,
          "http.content_encoding",
          "Content-Encoding",
          "How the body is compressed. Compressed is not encrypted.",
          "RFC 9110 §8.4"),
    TEXT (F_CONTENT_LENGTH,
          "http.content_length_header",
          "Content-Length",
          "How many bytes the body has.",
          "RFC 9110 §8.6"),
    TEXT (F_CONTENT_TYPE,
          "http.content_type",
          "Content-Type",
          "What the body is.",
          "RFC 9110 §8.3"),
    [F_COOKIE] = {.key = "http.cookie",
                  .label = "Cookie",
                  .kind = WG_KIND_TEXT,
                  .secret = WG_SECRET_VALUE,
                  .help =
                      "What the server set before, sent back with each request. Whoever has "
                      "the cookie of a session is taken for its user.",
                  .source = "RFC 6265 §4.2"},
    TEXT (F_HOST,
          "http.host",
          "Host",
          "Which of the server's names is meant: many sites share one address.",
          "RFC 9110 §7.2"),
    [F_SET_COOKIE] = {.key = "http.set_cookie",
                      .label = "Set-Cookie",
                      .kind = WG_KIND_TEXT,
                      .secret = WG_SECRET_VALUE,
                      .help =
                          "The client is to keep this and to send it back. Secure: over TLS "
                          "alone; HttpOnly: not for scripts; SameSite: not from other sites.",
                      .source = "RFC 6265 §4.1"},
    TEXT (F_TRANSFER_ENCODING,
          "http.transfer_encoding",
          "Transfer-Encoding",
          "How the message is wrapped for the way.",
          "RFC 9112 §6.1"),
    TEXT (F_UPGRADE,
          "http.upgrade",
          "Upgrade",
          "Another protocol to go on with, such as websocket.",
          "RFC 9110 §7.8"),
    [F_CHUNK_SIZE] = {.key = "http.chunk_size",
                      .label = "Chunk size",
                      .kind = WG_KIND_UINT,
                      .size = 8,
                      .help = "Bytes of this piece of the body; 0 ends it.",
                      .source = "RFC 9112 §7.1"},
    TEXT (F_CHUNK_EXTENSION,
          "wiregloss.http.chunk_extension",
          "Chunk extension",
          "Rarely used; says something about this piece.",
          "RFC 9112 §7.1.1"),
    [F_TRAILER] = {.key = "http.trailer",
                   .label = "Trailer",
                   .kind = WG_KIND_TEXT,
                   .secret = WG_SECRET_HEADER,
                   .help = "A header that comes behind the body, when it is known at last.",
                   .source = "RFC 9112 §7.1.2"},
    [F_FILE_DATA] = {.key = "http.file_data",
                     .label = "Body",
                     .kind = WG_KIND_BYTES,
                     .help = "What is sent itself: a page, a picture, a form.",
                     .source = "RFC 9112 §6"},
    [F_FILE_TEXT] = {.key = "http.file_data",
                     .label = "Body",
                     .kind = WG_KIND_TEXT,
                     .secret = WG_SECRET_TEXT,
                     .help =
                         "What is sent itself: a page, a form, JSON. Secrets in it are masked.",
                     .source = "RFC 9112 §6"},
    [F_EXTRA] = {.key = "wiregloss.http.extra",
                 .label = "Bytes outside of messages",
                 .kind = WG_KIND_BYTES,
                 .help = "Belong to no request or answer that could be made out."},
    [F_END] = {0},
};

static const guint field_of_name[WG_HTTP_N_NAMES] = {
    [WG_HTTP_OTHER] = F_HEADER,
    [WG_HTTP_CONNECTION] = F_CONNECTION,
    [WG_HTTP_CONTENT_ENCODING] = F_CONTENT_ENCODING,
    [WG_HTTP_CONTENT_LENGTH] = F_CONTENT_LENGTH,
    [WG_HTTP_CONTENT_TYPE] = F_CONTENT_TYPE,
    [WG_HTTP_COOKIE] = F_COOKIE,
    [WG_HTTP_HOST] = F_HOST,
    [WG_HTTP_SET_COOKIE] = F_SET_COOKIE,
    [WG_HTTP_TRANSFER_ENCODING] = F_TRANSFER_ENCODING,
    [WG_HTTP_UPGRADE] = F_UPGRADE,
};

static void
add_part (WgTree *tree, WgNode *parent, guint field, WgSlice unit, WgSlice part)
{
  if (part.len > 0)
    wg_tree_add_text (tree, parent, &wg_http_fields[field], (gsize) (part.data - unit.data),
                      part.len, part);
}

static void
describe_start (WgTree *tree, WgNode *root, WgSlice unit, WgSlice line)
{
  WgHttpStart start;
  WgNode *node;

  wg_http_parse_start (unit, TRUE, &start, NULL);
  node = wg_tree_add_text (
      tree, root,
      &wg_http_fields[start.kind == WG_HTTP_RESPONSE ? F_STATUS_LINE : F_REQUEST_LINE], 0,
      line.len, line);
  if (start.kind == WG_HTTP_RESPONSE)
    {
      gsize off = start.version.len;
      add_part (tree, node, F_RESPONSE_VERSION, unit, start.version);
      while (wg_slice_at (unit, off) == ' ' || wg_slice_at (unit, off) == '\t')
        off++;
      wg_tree_add_uint (tree, node, &wg_http_fields[F_CODE], off, 3, (guint64) start.status);
      add_part (tree, node, F_PHRASE, unit, start.reason);
      return;
    }
  add_part (tree, node, F_METHOD, unit, start.method);
  add_part (tree, node, F_URI, unit, start.target);
  add_part (tree, node, F_REQUEST_VERSION, unit, start.version);
}

/* Where @header stands in @unit: from its name to the end of its value, when that was not
 * folded. */
static void
describe_header (
    WgTree *tree, WgNode *root, WgSlice unit, const WgHeader *header, guint other_field)
{
  WgHttpName id = wg_http_name (header->name);
  gsize off = (gsize) (header->name.data - unit.data);
  gboolean inside = header->value.data >= unit.data
                    && header->value.data + header->value.len <= unit.data + unit.len;
  gsize end = inside ? (gsize) (header->value.data - unit.data) + header->value.len
                     : off + header->name.len;

  if (id != WG_HTTP_OTHER)
    {
      wg_tree_add_text (tree, root, &wg_http_fields[field_of_name[id]], off, end - off,
                        header->value);
      return;
    }
  wg_tree_add_text (tree, root, &wg_http_fields[other_field], off, end - off,
                    wg_slice_sub (unit, off, end - off));
}

static void
describe_headers (WgTree *tree, WgNode *root, WgSlice unit, gsize from, guint other_field)
{
  g_autoptr (WgArena) arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  WgHttpHeaders headers;

  wg_http_parse_headers (wg_slice_sub (unit, from, unit.len), from, arena, &headers, NULL);
  for (guint i = 0; i < headers.n; i++)
    describe_header (tree, root, unit, &headers.items[i], other_field);
}

static void
describe_chunk (WgTree *tree, WgNode *root, WgSlice unit)
{
  WgReader in = wg_reader (unit, WG_END_WHOLE);
  WgHttpChunk chunk;
  gboolean first = !wg_slice_has_prefix (unit, "\r\n") && !wg_slice_has_prefix (unit, "\n");

  if (wg_http_parse_chunk (&in, first, &chunk, NULL) != WG_HTTP_CHUNK_OK)
    return;
  wg_tree_add_uint (tree, root, &wg_http_fields[F_CHUNK_SIZE],
                    (gsize) (chunk.size_text.data - unit.data), chunk.size_text.len,
                    chunk.size);
  add_part (tree, root, F_CHUNK_EXTENSION, unit, chunk.extension);
}

/* Short and printable: a form or a line of JSON, which a person wants to read. */
static gboolean
is_text (WgSlice unit)
{
  return unit.len <= MAX_SHOWN_TEXT && wg_ascii_run (unit) == unit.len;
}

void
wg_http_describe (WgHttpUnit kind, WgSlice unit, WgTree *tree)
{
  WgNode *root = wg_tree_add (tree, NULL, &wg_http_fields[F_HTTP], 0, unit.len);
  gsize whole;
  WgSlice line;

  switch (kind)
    {
    case WG_HTTP_UNIT_HEAD:
      while (wg_slice_has_prefix (unit, "\r\n"))
        unit = wg_slice_sub (unit, 2, unit.len);
      line = wg_http_first_line (unit, &whole);
      describe_start (tree, root, unit, line);
      describe_headers (tree, root, unit, whole, F_HEADER);
      break;
    case WG_HTTP_UNIT_CHUNK:
      describe_chunk (tree, root, unit);
      break;
    case WG_HTTP_UNIT_TRAILERS:
      describe_headers (tree, root, unit, 0, F_TRAILER);
      break;
    case WG_HTTP_UNIT_BODY:
      wg_node_set_text (tree, root,
                        "Hypertext Transfer Protocol, %" G_GSIZE_FORMAT " bytes of a body",
                        unit.len);
      wg_tree_add_text (tree, root, &wg_http_fields[is_text (unit) ? F_FILE_TEXT : F_FILE_DATA],
                        0, unit.len, unit);
      break;
    case WG_HTTP_UNIT_OTHER:
      wg_tree_add_text (tree, root, &wg_http_fields[F_EXTRA], 0, unit.len, unit);
      break;
    }
}
