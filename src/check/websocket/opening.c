#include "check/websocket/opening.h"

#include "base/limits.h"
#include "websocket/websocket-handshake.h"

/* The form of a handshake. */

#define SAMPLE_KEY "dGhlIHNhbXBsZSBub25jZQ=="

struct WgWsKeys
{
  GHashTable *seen; /* Sec-WebSocket-Key -> connection + 1 */
};

WgWsKeys *
wg_ws_keys_new (void)
{
  WgWsKeys *keys = g_new0 (WgWsKeys, 1);

  keys->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return keys;
}

void
wg_ws_keys_free (WgWsKeys *keys)
{
  g_hash_table_unref (keys->seen);
  g_free (keys);
}

WgClaim *
wg_opening_raise (const WgOpening *o,
                  const WgFindingType *type,
                  WgSeverity severity,
                  WgSlice name)
{
  WgClaim *claim = wg_check_raise (o->view->check, type, severity, o->view->parties, name,
                                   o->view->request_frame);

  if (o->accepted)
    wg_claim_frame (claim, o->view->response_frame);
  return claim;
}

gboolean
wg_opening_has_token (const WgViewHeaders *headers, WgViewHeader name, const char *token)
{
  guint at = 0;
  WgSlice value;

  while (wg_view_next (headers, name, &at, &value))
    while (value.len > 0)
      {
        gssize comma = wg_slice_find (value, ',');
        WgSlice one = comma < 0 ? value : wg_slice_sub (value, 0, (gsize) comma);

        value = comma < 0 ? WG_SLICE_NONE : wg_slice_sub (value, (gsize) comma + 1, value.len);
        if (wg_slice_is_nocase (wg_slice_trim (one), token))
          return TRUE;
      }
  return FALSE;
}

WgSlice
wg_opening_header_of (const WgViewHeaders *headers, const char *name)
{
  for (guint i = 0; i < headers->n; i++)
    if (wg_slice_is_nocase (headers->all[i].name, name))
      return wg_slice_trim (headers->all[i].value);
  return WG_SLICE_NONE;
}

gboolean
wg_opening_next_item (WgSlice *rest, WgSlice *item)
{
  gssize comma = wg_slice_find (*rest, ',');

  if (rest->len == 0)
    return FALSE;
  *item = wg_slice_trim (comma < 0 ? *rest : wg_slice_sub (*rest, 0, (gsize) comma));
  *rest = comma < 0 ? WG_SLICE_NONE : wg_slice_sub (*rest, (gsize) comma + 1, rest->len);
  return TRUE;
}

static void
bad_accept (const WgOpening *o)
{
  const WgHttpView *v = o->view;
  WgSlice key = wg_slice_trim (v->in.value[WG_VIEW_WS_KEY]);
  WgSlice accept = wg_opening_header_of (&v->out, "Sec-WebSocket-Accept");
  g_autofree char *wanted = NULL;
  const char *what = NULL;
  guint count = 0;
  WgClaim *claim;

  if (!o->accepted || o->on_stream || key.len == 0)
    return;
  wanted = wg_ws_accept_of (key);
  for (guint i = 0; i < v->out.n; i++)
    if (wg_slice_is_nocase (v->out.all[i].name, "Sec-WebSocket-Accept"))
      count++;
  if (accept.len == 0)
    what = "has no Sec-WebSocket-Accept";
  else if (count > 1)
    what = "has Sec-WebSocket-Accept more than once";
  else if (!wg_slice_is (accept, wanted))
    what = "has a Sec-WebSocket-Accept that does not answer the client's key";
  else if (!wg_opening_has_token (&v->out, WG_VIEW_UPGRADE, "websocket"))
    what = "does not say Upgrade: websocket";
  if (what == NULL)
    return;
  claim = wg_check_raise (v->check, &wg_finding_ws_bad_accept, WG_SEVERITY_DEFAULT, v->parties,
                          v->host, v->response_frame);
  if (accept.len > 0)
    wg_claim_show (claim, v->response_frame, "http.sec_websocket_accept", accept);
  wg_claim_say (claim, "The answer 101 %s.", what);
}

static gboolean
is_sound_key (WgSlice key)
{
  guchar bytes[32];
  gint state = 0;
  guint save = 0;

  if (key.len != 24 || key.data[22] != '=' || key.data[23] != '=')
    return FALSE;
  for (guint i = 0; i < 22; i++)
    if (!g_ascii_isalnum (key.data[i]) && key.data[i] != '+' && key.data[i] != '/')
      return FALSE;
  return g_base64_decode_step ((const gchar *) key.data, key.len, bytes, &state, &save) == 16;
}

/* Was it sent on another connection before? */
static gboolean
is_reused (WgWsKeys *keys, const WgHttpView *v, WgSlice key)
{
  g_autofree char *text = g_strndup ((const char *) key.data, MIN (key.len, 64));
  gpointer before = g_hash_table_lookup (keys->seen, text);
  gpointer now = GSIZE_TO_POINTER ((gsize) v->parties->conversation + 1);

  if (before == NULL && g_hash_table_size (keys->seen) < WG_LIMIT_WS_HOSTS)
    g_hash_table_insert (keys->seen, g_steal_pointer (&text), now);
  return before != NULL && before != now;
}

static const char *
request_fault (WgWsKeys *keys, const WgOpening *o, WgSeverity *severity)
{
  const WgHttpView *v = o->view;
  WgSlice key = wg_slice_trim (v->in.value[WG_VIEW_WS_KEY]);
  WgSlice version = wg_slice_trim (v->in.value[WG_VIEW_WS_VERSION]);

  if (v->status == 426)
    return "the server wants another version of the protocol";
  if (!wg_slice_is (v->method, "GET"))
    return "the method is not GET";
  if (wg_slice_is (v->exchange->version, "HTTP/1.0"))
    return "the request is of HTTP/1.0";
  if (!wg_slice_is (version, "13"))
    return version.len == 0 ? "no version is named" : "the version is not 13";
  if (key.len == 0)
    return "there is no key";
  if (v->in.count[WG_VIEW_WS_KEY] > 1)
    return "there is more than one key";
  if (!is_sound_key (key))
    return "the key is not base64 of 16 bytes";
  if (wg_slice_is (key, SAMPLE_KEY))
    {
      *severity = WG_SEVERITY_INFO;
      return "the key is the example of RFC 6455";
    }
  return is_reused (keys, v, key) ? "the key was used on another connection before" : NULL;
}

static void
bad_request (WgWsKeys *keys, const WgOpening *o)
{
  const WgHttpView *v = o->view;
  WgSeverity severity = WG_SEVERITY_DEFAULT;
  const char *what;
  WgClaim *claim;

  if (o->on_stream || wg_opening_header_of (&v->in, "Sec-WebSocket-Key1").len > 0)
    return;
  what = request_fault (keys, o, &severity);
  if (what == NULL)
    return;
  claim = wg_opening_raise (o, &wg_finding_ws_bad_key_or_version, severity, v->host);
  if (v->in.value[WG_VIEW_WS_KEY].len > 0)
    wg_claim_show (claim, v->request_frame, "http.sec_websocket_key",
                   v->in.value[WG_VIEW_WS_KEY]);
  wg_claim_say (claim, "The request for a WebSocket breaks the rules: %s.", what);
}

/* Is @wanted, without parameters, among the items of all headers of that name? */
static gboolean
is_offered (const WgViewHeaders *headers, WgViewHeader name, WgSlice wanted, gboolean exact)
{
  guint at = 0;
  WgSlice value, item;

  while (wg_view_next (headers, name, &at, &value))
    while (wg_opening_next_item (&value, &item))
      {
        gssize end = wg_slice_find (item, ';');
        item = wg_slice_trim (end < 0 ? item : wg_slice_sub (item, 0, (gsize) end));
        if (exact ? wg_slice_equal (item, wanted) : wg_slice_equal_nocase (item, wanted))
          return TRUE;
      }
  return FALSE;
}

static void
not_offered (const WgOpening *o)
{
  static const WgViewHeader names[] = {WG_VIEW_WS_PROTOCOL, WG_VIEW_WS_EXTENSIONS};
  const WgHttpView *v = o->view;

  for (guint k = 0; o->accepted && k < G_N_ELEMENTS (names); k++)
    {
      guint at = 0, n = 0;
      WgSlice value, item;

      while (wg_view_next (&v->out, names[k], &at, &value))
        while (wg_opening_next_item (&value, &item))
          {
            gssize end = wg_slice_find (item, ';');
            gboolean known, more = k == 0 && n++ > 0;
            WgClaim *claim;

            item = wg_slice_trim (end < 0 ? item : wg_slice_sub (item, 0, (gsize) end));
            known = item.len == 0 || is_offered (&v->in, names[k], item, k == 0);
            if (known && !more)
              continue;
            claim =
                wg_check_raise (v->check, &wg_finding_ws_not_offered_negotiated,
                                WG_SEVERITY_DEFAULT, v->parties, v->host, v->response_frame);
            wg_claim_frame (claim, v->request_frame);
            wg_claim_say (claim, "The server chose the %s \"%.*s\", %s.",
                          k == 0 ? "subprotocol" : "extension", (int) MIN (item.len, 60),
                          (const char *) item.data,
                          known ? "after it had chosen one already"
                                : "which the client had not offered");
          }
    }
}

void
wg_ws_judge_form (WgWsKeys *keys, const WgOpening *o)
{
  bad_accept (o);
  bad_request (keys, o);
  not_offered (o);
}
