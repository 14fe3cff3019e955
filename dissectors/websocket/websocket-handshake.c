#include "websocket-handshake.h"

#define SHA1_LEN 20
#define GUID     "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

char *
wg_ws_accept_of (WgSlice key)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[SHA1_LEN];
  gsize len = sizeof digest;

  g_checksum_update (sum, key.data, (gssize) key.len);
  g_checksum_update (sum, (const guchar *) GUID, sizeof GUID - 1);
  g_checksum_get_digest (sum, digest, &len);
  return g_base64_encode (digest, len);
}

static WgSlice
find (const WgList *headers, const char *name)
{
  const WgHeader *header = headers->items;

  for (guint i = 0; i < headers->n; i++)
    if (wg_slice_is_nocase (header[i].name, name))
      return wg_slice_trim (header[i].value);
  return WG_SLICE_NONE;
}

/* Lines of one name say the same as one line with commas (RFC 9110 §5.3). */
static WgSlice
join (WgArena *arena, const WgList *headers, const char *name)
{
  const WgHeader *header = headers->items;
  g_autoptr (GString) all = NULL;
  WgSlice first = WG_SLICE_NONE;
  guint n = 0;

  for (guint i = 0; i < headers->n; i++)
    {
      if (!wg_slice_is_nocase (header[i].name, name))
        continue;
      if (n++ == 0)
        {
          first = wg_slice_trim (header[i].value);
          continue;
        }
      if (all == NULL)
        all = g_string_new_len ((const char *) first.data, (gssize) first.len);
      g_string_append (all, ", ");
      g_string_append_len (all, (const char *) header[i].value.data,
                           (gssize) header[i].value.len);
    }
  return wg_arena_copy (arena, all != NULL ? wg_slice (all->str, all->len) : first);
}

/* What stands before @byte, trimmed; @rest becomes what stands behind it. */
static WgSlice
split (WgSlice *rest, guint8 byte)
{
  gssize at = wg_slice_find (*rest, byte);
  WgSlice part = at < 0 ? *rest : wg_slice (rest->data, (gsize) at);

  *rest = at < 0 ? WG_SLICE_NONE : wg_slice_sub (*rest, (gsize) at + 1, rest->len);
  return wg_slice_trim (part);
}

/* RFC 6455 §9.1: extension; parameter; parameter=value, extension .. */
static void
read_extensions (WgWsHandshake *out)
{
  WgSlice all = out->extensions;

  while (all.len > 0)
    {
      WgSlice extension = split (&all, ','), name = split (&extension, ';');

      if (name.len == 0)
        continue;
      if (!wg_slice_is_nocase (name, "permessage-deflate"))
        {
          out->other_extension = TRUE;
          continue;
        }
      out->deflate = TRUE;
      while (extension.len > 0)
        {
          WgSlice parameter = split (&extension, ';'), key = split (&parameter, '=');
          if (wg_slice_is_nocase (key, "client_no_context_takeover"))
            out->no_takeover[WG_CLIENT] = TRUE;
          else if (wg_slice_is_nocase (key, "server_no_context_takeover"))
            out->no_takeover[WG_SERVER] = TRUE;
        }
    }
}

/* Drafts up to hybi-06 framed or masked in other ways; 7, 8 and 13 differ only in the
 * handshake. Hixie's had Sec-WebSocket-Key1 and Key2, or no key at all, and neither version nor
 * Sec-WebSocket-Accept. @seen: there was a request to look at. */
static gboolean
is_old_draft (const WgWsHandshake *handshake, gboolean seen, WgSlice accept)
{
  if (!handshake->has_key)
    return seen && handshake->version.len == 0 && accept.len == 0;
  return handshake->version.len > 0 && !wg_slice_is (handshake->version, "13")
         && !wg_slice_is (handshake->version, "8") && !wg_slice_is (handshake->version, "7");
}

void
wg_ws_handshake_read (WgArena *arena, const WgHandoff *handoff, WgWsHandshake *out)
{
  const WgList *request = &handoff->request, *response = &handoff->response;
  WgSlice key = find (request, "Sec-WebSocket-Key");
  WgSlice accept = find (response, "Sec-WebSocket-Accept");
  g_autofree char *wanted = wg_ws_accept_of (key);

  *out = (WgWsHandshake){.status = handoff->status, .has_key = key.len > 0};
  out->path = wg_arena_copy (arena, handoff->target);
  out->host = wg_arena_copy (arena, find (request, ":authority")); /* RFC 8441 §5 */
  if (out->host.len == 0)
    out->host = wg_arena_copy (arena, find (request, "Host"));
  out->origin = join (arena, request, "Origin");
  if (out->origin.len == 0)
    out->origin = join (arena, request, "Sec-WebSocket-Origin"); /* version 8 */
  out->version = join (arena, request, "Sec-WebSocket-Version");
  out->subprotocols_offered = join (arena, request, "Sec-WebSocket-Protocol");
  out->extensions_offered = join (arena, request, "Sec-WebSocket-Extensions");
  out->subprotocol = join (arena, response, "Sec-WebSocket-Protocol");
  out->extensions = join (arena, response, "Sec-WebSocket-Extensions");
  out->accept_ok = key.len > 0 && wg_slice_is (accept, wanted);
  out->has_cookie = find (request, "Cookie").len > 0;
  out->has_authorization = find (request, "Authorization").len > 0;
  read_extensions (out);
  out->old_draft = !handoff->on_stream && is_old_draft (out, request->n > 0, accept);
}
