#include "check/match/form.h"
#include "check/websocket/opening.h"
#include "check/websocket/token.h"

#include "base/limits.h"

/* How a WebSocket is opened: over what, by whose page, with which proof. */

#define NS_OF_S     G_GINT64_CONSTANT (1000000000)
#define TOKEN_LEN   16
#define FLOOD_SPAN  (10 * NS_OF_S)
#define FLOOD_COUNT 50

/* Handshakes of one client in the last seconds. */
typedef struct
{
  WgEndpoint client;
  gint64 since_ns;
  guint count;
} Rate;

typedef struct
{
  WgCheck *check;
  WgWsKeys *keys;
  GHashTable *secure; /* hosts that were asked over TLS */
  GHashTable *tickets;
  GHashTable *rates; /* Rate by client */
} Handshakes;

static guint
hash_client (gconstpointer data)
{
  const Rate *rate = data;
  guint hash = 0;

  for (guint i = 0; i < sizeof rate->client.address; i++)
    hash = hash * 31u + rate->client.address[i];
  return hash;
}

static gboolean
equal_clients (gconstpointer a, gconstpointer b)
{
  return wg_endpoint_same_host (&((const Rate *) a)->client, &((const Rate *) b)->client);
}

static gpointer
handshakes_open (WgCheck *check)
{
  Handshakes *h = g_new0 (Handshakes, 1);

  h->check = check;
  h->keys = wg_ws_keys_new ();
  h->secure = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  h->tickets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  h->rates = g_hash_table_new_full (hash_client, equal_clients, NULL, g_free);
  return h;
}

static void
handshakes_close (gpointer state)
{
  Handshakes *h = state;

  wg_ws_keys_free (h->keys);
  g_hash_table_unref (h->secure);
  g_hash_table_unref (h->tickets);
  g_hash_table_unref (h->rates);
  g_free (h);
}

/* --- over what -------------------------------------------------------------------------- */

static void
cleartext (const WgOpening *o)
{
  const WgHttpView *v = o->view;
  WgClaim *claim;

  if (!o->accepted || v->secure)
    return;
  claim = wg_opening_raise (o, &wg_finding_ws_cleartext, WG_SEVERITY_DEFAULT, v->host);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show (claim, v->request_frame, "http.request.uri", v->target);
  wg_claim_say (claim, "A WebSocket to \"%.*s\" was opened without TLS.",
                (int) MIN (v->host.len, 80), (const char *) v->host.data);
}

static char *
host_key (const WgHttpView *v)
{
  return g_ascii_strdown ((const char *) v->host.data, (gssize) MIN (v->host.len, 255));
}

static void
downgrade (Handshakes *h, const WgOpening *o)
{
  const WgHttpView *v = o->view;
  WgSlice origin = v->in.value[WG_VIEW_ORIGIN];
  g_autofree char *host = v->host.len > 0 ? host_key (v) : NULL;
  gboolean page = wg_slice_has_prefix_nocase (origin, "https://"), before;
  WgClaim *claim;

  if (v->secure)
    {
      if (host != NULL && g_hash_table_size (h->secure) < WG_LIMIT_WS_HOSTS)
        g_hash_table_add (h->secure, g_steal_pointer (&host));
      return;
    }
  before = host != NULL && g_hash_table_contains (h->secure, host);
  if (!page && !before)
    return;
  claim = wg_opening_raise (o, &wg_finding_ws_downgrade_from_https_page, WG_SEVERITY_DEFAULT,
                            v->host);
  wg_claim_outcome (claim, o->accepted ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  if (page)
    {
      wg_claim_show (claim, v->request_frame, "http.origin", origin);
      wg_claim_say (claim,
                    "The page %.*s was delivered by HTTPS and opened ws:// instead of wss://.",
                    (int) MIN (origin.len, 80), (const char *) origin.data);
    }
  else
    wg_claim_say (claim, "The same host was asked by wss:// before and by ws:// now.");
}

/* --- by whose page ---------------------------------------------------------------------- */

typedef enum
{
  SAME_ORIGIN,
  SAME_SITE,
  OTHER_SITE,
} Relation;

static Relation
relation_of (const WgHttpView *v, WgSlice origin)
{
  WgUri page, asked = {.port = -1};
  g_autofree char *url = g_strdup_printf ("ws://%.*s/", (int) MIN (v->request->host.len, 255),
                                          (const char *) v->request->host.data);
  gint32 usual;

  if (!wg_uri_parse (origin, &page) || !wg_uri_parse (wg_slice_str (url), &asked))
    return OTHER_SITE;
  usual = wg_slice_is_nocase (page.scheme, "https") ? 443 : 80;
  if (!wg_slice_equal_nocase (page.host, asked.host))
    return wg_slice_equal_nocase (wg_site_of (page.host), wg_site_of (asked.host)) ? SAME_SITE
                                                                                   : OTHER_SITE;
  /* behind something that ends TLS, the page is of https and the request is not */
  if (page.port == asked.port || (asked.port < 0 && page.port == usual)
      || (page.port < 0 && asked.port == usual)
      || (page.port < 0 && asked.port == (v->secure ? 443 : 80)))
    return SAME_ORIGIN;
  return SAME_SITE;
}

static void
hijack (const WgOpening *o)
{
  const WgHttpView *v = o->view;
  WgSlice origin = v->in.value[WG_VIEW_ORIGIN];
  gboolean proof = v->in.count[WG_VIEW_COOKIE] > 0 || v->in.count[WG_VIEW_AUTHORIZATION] > 0;
  Relation relation;
  WgClaim *claim;

  if (!o->accepted)
    return;
  if (origin.len == 0)
    origin = wg_opening_header_of (&v->in, "Sec-WebSocket-Origin");
  if (origin.len == 0)
    {
      claim =
          wg_opening_raise (o, &wg_finding_ws_cross_origin_hijack, WG_SEVERITY_INFO, v->host);
      wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      wg_claim_say (claim, "The request had no Origin, so no browser sent it, and was taken.");
      return;
    }
  relation = wg_slice_is (origin, "null") ? OTHER_SITE : relation_of (v, origin);
  if (relation == SAME_ORIGIN)
    return;
  claim = wg_opening_raise (o, &wg_finding_ws_cross_origin_hijack,
                            !proof                   ? WG_SEVERITY_LOW
                            : relation == OTHER_SITE ? WG_SEVERITY_DEFAULT
                                                     : WG_SEVERITY_MEDIUM,
                            v->host);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show (claim, v->request_frame, "http.origin", origin);
  wg_claim_say (claim, "A page of %.*s opened a WebSocket to %.*s %s, and the server took it.",
                (int) MIN (origin.len, 80), (const char *) origin.data,
                (int) MIN (v->host.len, 80), (const char *) v->host.data,
                proof ? "with the user's cookie" : "without a cookie");
}

/* --- with which proof ------------------------------------------------------------------- */

gboolean
wg_ws_is_jwt (WgSlice text)
{
  guint dots = 0;

  if (!wg_slice_has_prefix (text, "eyJ") || text.len < 20)
    return FALSE;
  for (gsize i = 0; i < text.len; i++)
    {
      if (text.data[i] == '.')
        dots++;
      else if (!g_ascii_isalnum (text.data[i]) && text.data[i] != '-' && text.data[i] != '_')
        return FALSE;
    }
  return dots == 2;
}

gboolean
wg_ws_is_token_name (WgSlice name, gboolean *ticket)
{
  static const char *const names[] = {"token",      "access_token", "accesstoken",  "jwt",
                                      "auth",       "auth_token",   "authtoken",    "id_token",
                                      "session_id", "sessionid",    "authorization"};

  *ticket = wg_slice_is_nocase (name, "ticket");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return *ticket;
}

/* A ticket that comes again was not one. */
static gboolean
is_used_again (Handshakes *h, WgSlice value)
{
  char *key = g_compute_checksum_for_data (G_CHECKSUM_SHA256, value.data, value.len);

  if (g_hash_table_contains (h->tickets, key))
    {
      g_free (key);
      return TRUE;
    }
  if (g_hash_table_size (h->tickets) < WG_LIMIT_WS_HOSTS)
    g_hash_table_add (h->tickets, key);
  else
    g_free (key);
  return FALSE;
}

static void
token_in_url (Handshakes *h, const WgOpening *o)
{
  const WgHttpView *v = o->view;
  WgSlice rest = v->query, name, value;
  gboolean ticket;

  while (wg_form_next (&rest, &name, &value))
    if (value.len >= TOKEN_LEN && wg_ws_is_token_name (name, &ticket))
      {
        gboolean once = ticket && !is_used_again (h, value);
        WgClaim *claim = wg_opening_raise (o, &wg_finding_ws_auth_token_in_url,
                                           once ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT, name);
        wg_claim_outcome (claim, o->accepted ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
        wg_claim_show_secret (claim, v->request_frame, "http.request.uri.query.parameter",
                              value);
        wg_claim_say (claim,
                      "The address of the WebSocket holds a token of %" G_GSIZE_FORMAT
                      " characters, as the parameter \"%.*s\"%s.",
                      value.len, (int) MIN (name.len, 40), (const char *) name.data,
                      once ? "; it was seen once only" : "");
      }
}

/* What of a subprotocol is a token; @documented: as Kubernetes writes it. */
static WgSlice
token_of (WgSlice item, gboolean *after_bearer, gboolean *documented)
{
  static const char *const prefixes[] = {"base64url.bearer.authorization.k8s.io.",
                                         "authorization.bearer.", "bearer."};
  gboolean was = *after_bearer;

  *after_bearer =
      wg_slice_is_nocase (item, "bearer") || wg_slice_is_nocase (item, "access_token");
  *documented = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (wg_slice_has_prefix_nocase (item, prefixes[i]))
      {
        *documented = i == 0;
        return wg_slice_sub (item, strlen (prefixes[i]), item.len);
      }
  return wg_ws_is_jwt (item) || (was && item.len >= TOKEN_LEN) ? item : WG_SLICE_NONE;
}

static void
token_in_subprotocol (const WgOpening *o)
{
  const WgHttpView *v = o->view;
  gboolean after_bearer = FALSE, documented;
  guint at = 0;
  WgSlice value, item;

  while (wg_view_next (&v->in, WG_VIEW_WS_PROTOCOL, &at, &value))
    while (wg_opening_next_item (&value, &item))
      {
        WgSlice token = token_of (item, &after_bearer, &documented);
        WgClaim *claim;

        if (token.len == 0)
          continue;
        claim = wg_opening_raise (o, &wg_finding_ws_auth_token_in_subprotocol,
                                  documented ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, v->host);
        wg_claim_show_secret (claim, v->request_frame, "http.sec_websocket_protocol", token);
        wg_claim_say (claim,
                      "A token of %" G_GSIZE_FORMAT " characters is offered as the name of a "
                      "subprotocol%s.",
                      token.len, documented ? ", in the way that Kubernetes documents" : "");
      }
}

/* --- how often -------------------------------------------------------------------------- */

static void
flood (Handshakes *h, const WgOpening *o)
{
  const WgHttpView *v = o->view;
  gint64 now = wg_check_time (v->check, v->request_frame);
  Rate wanted = {.client = v->parties->client}, *rate = g_hash_table_lookup (h->rates, &wanted);
  WgClaim *claim;

  if (now == G_MININT64)
    return;
  if (rate == NULL)
    {
      if (g_hash_table_size (h->rates) >= WG_LIMIT_WS_HOSTS)
        return;
      rate = g_new0 (Rate, 1);
      rate->client = v->parties->client;
      g_hash_table_add (h->rates, rate);
    }
  if (rate->count == 0 || now - rate->since_ns > FLOOD_SPAN || now < rate->since_ns)
    {
      rate->since_ns = now;
      rate->count = 0;
    }
  if (++rate->count <= FLOOD_COUNT)
    return;
  claim = wg_opening_raise (o, &wg_finding_ws_flood, WG_SEVERITY_DEFAULT,
                            WG_SLICE_LITERAL ("handshakes"));
  wg_claim_say (claim, "One client asked for more than %d WebSockets within ten seconds.",
                FLOOD_COUNT);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Handshakes *h = state;
  WgOpening o = {.view = view};

  if (view->request == NULL)
    return;
  o.on_stream = wg_slice_is (view->method, "CONNECT")
                && wg_slice_is (wg_opening_header_of (&view->in, ":protocol"), "websocket");
  if (!o.on_stream
      && (view->in.count[WG_VIEW_UPGRADE] == 0
          || !wg_opening_has_token (&view->in, WG_VIEW_UPGRADE, "websocket")))
    return;
  o.accepted = o.on_stream ? view->status >= 200 && view->status < 300 : view->status == 101;
  cleartext (&o);
  downgrade (h, &o);
  hijack (&o);
  token_in_url (h, &o);
  token_in_subprotocol (&o);
  wg_ws_judge_form (h->keys, &o);
  flood (h, &o);
}

const WgHttpRules wg_http_websocket_rules = {
    .name = "websocket",
    .open = handshakes_open,
    .judge = judge,
    .close = handshakes_close,
};
