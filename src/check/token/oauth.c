#include "base/limits.h"
#include "check/http/view.h"
#include "check/match/form.h"

/* A client that heard nothing asks again; RFC 6749 has no number for it. */
#define RETRY_NS G_GINT64_CONSTANT (2000000000)

/* A parameter's value is looked at so far. */
#define MAX_VALUE 512u

typedef enum
{
  RESPONSE_TYPE,
  CLIENT_ID,
  REDIRECT_URI,
  STATE,
  NONCE,
  CODE_CHALLENGE,
  CODE_CHALLENGE_METHOD,
  GRANT_TYPE,
  CODE,
  CODE_VERIFIER,
  CLIENT_SECRET,
  ACCESS_TOKEN,
  PASSWORD,
  N_NAMES,
} Name;

static const char *const names[N_NAMES] = {
    [RESPONSE_TYPE] = "response_type",
    [CLIENT_ID] = "client_id",
    [REDIRECT_URI] = "redirect_uri",
    [STATE] = "state",
    [NONCE] = "nonce",
    [CODE_CHALLENGE] = "code_challenge",
    [CODE_CHALLENGE_METHOD] = "code_challenge_method",
    [GRANT_TYPE] = "grant_type",
    [CODE] = "code",
    [CODE_VERIFIER] = "code_verifier",
    [CLIENT_SECRET] = "client_secret",
    [ACCESS_TOKEN] = "access_token",
    [PASSWORD] = "password",
};

/* Decoded values; %NULL where there is none. */
typedef struct
{
  GString *value[N_NAMES];
} Params;

/* An authorization request: which code_challenge, so that its token request can be told. */
typedef struct
{
  WgCheck *check;
  GHashTable *states;     /* state -> client's address in text */
  GHashTable *redirects;  /* host of redirect_uri -> whether a request there had a state */
  GHashTable *challenged; /* client_id -> whether its last request had a challenge */
  GHashTable *codes;      /* code -> Code */
} Oauth;

typedef struct
{
  gint64 time_ns;
  gboolean answered; /* with tokens */
} Code;

static gpointer
oauth_open (WgCheck *check)
{
  Oauth *oauth = g_new0 (Oauth, 1);

  oauth->check = check;
  oauth->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  oauth->redirects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  oauth->challenged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  oauth->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return oauth;
}

static void
oauth_close (gpointer data)
{
  Oauth *oauth = data;

  g_hash_table_unref (oauth->states);
  g_hash_table_unref (oauth->redirects);
  g_hash_table_unref (oauth->challenged);
  g_hash_table_unref (oauth->codes);
  g_free (oauth);
}

static void
params_clear (Params *params)
{
  for (guint i = 0; i < N_NAMES; i++)
    if (params->value[i] != NULL)
      g_string_free (params->value[i], TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Params, params_clear)

static GString **
place_of (Params *params, WgSlice name)
{
  for (guint i = 0; i < N_NAMES; i++)
    if (wg_slice_is (name, names[i]))
      return params->value[i] == NULL ? &params->value[i] : NULL;
  return NULL;
}

static void
read_query (Params *params, WgSlice query)
{
  WgSlice name, value;

  while (wg_form_next (&query, &name, &value))
    {
      GString **place = place_of (params, name);
      if (place == NULL)
        continue;
      *place = g_string_new (NULL);
      wg_percent_decode (wg_slice_sub (value, 0, MAX_VALUE), TRUE, *place);
    }
}

static void
read_body (Params *params, const WgHttpView *view)
{
  WgSlice type = view->in.value[WG_VIEW_CONTENT_TYPE];
  g_autoptr (WgForm) form = NULL;
  WgFormField field;
  WgFormKind kind;

  if (view->request_body.len == 0 || !wg_form_kind_of (type, &kind))
    return;
  form = wg_form_new (kind, type, view->request_body);
  while (wg_form_next_field (form, &field))
    {
      GString **place = place_of (params, field.name);
      if (place != NULL)
        *place = g_string_new_len ((const gchar *) field.value.data,
                                   (gssize) MIN (field.value.len, MAX_VALUE));
    }
}

static gboolean
has (const Params *params, Name name)
{
  return params->value[name] != NULL && params->value[name]->len > 0;
}

/* One of the words of a space-separated list (RFC 6749 §3.1.1). */
static gboolean
has_word (const Params *params, Name name, const char *word)
{
  g_auto (GStrv) words = NULL;

  if (!has (params, name))
    return FALSE;
  words = g_strsplit (params->value[name]->str, " ", 8);
  return g_strv_contains ((const char *const *) words, word);
}

static WgSlice
shown (const Params *params, Name name)
{
  return has (params, name) ? wg_slice (params->value[name]->str, params->value[name]->len)
                            : WG_SLICE_NONE;
}

static WgClaim *
raise_on (const WgHttpView *view, const WgFindingType *type, WgSeverity severity)
{
  return wg_check_raise (view->check, type, severity, view->parties, view->host,
                         view->request_frame);
}

static gboolean
is_loopback_host (WgSlice host)
{
  return wg_slice_is_nocase (host, "localhost") || wg_slice_has_prefix (host, "127.")
         || wg_slice_is (host, "::1");
}

/* RFC 9700 §2.6; RFC 8252 §7.3 allows http to the own machine. */
static void
judge_redirect_uri (const WgHttpView *view, const Params *params)
{
  WgClaim *claim;
  WgUri uri;
  gboolean open;

  if (!has (params, REDIRECT_URI) || !wg_uri_parse (shown (params, REDIRECT_URI), &uri))
    return;
  open = wg_slice_find (uri.host, '*') >= 0;
  if (!open && (!wg_slice_is_nocase (uri.scheme, "http") || is_loopback_host (uri.host)))
    return;
  claim = raise_on (view, &wg_finding_oauth_redirect_uri_insecure, 0);
  wg_claim_show (claim, view->request_frame, "http.request.uri", shown (params, REDIRECT_URI));
  wg_claim_say (claim, "The authorization code is to be sent to %.*s, %s.",
                (int) MIN (uri.host.len, 80), (const char *) uri.host.data,
                open ? "which stands for many hosts" : "without TLS");
}

static void
remember (GHashTable *table, const char *key, gpointer value, GDestroyNotify free_value)
{
  if (g_hash_table_size (table) < WG_LIMIT_OAUTH_SEEN)
    g_hash_table_insert (table, g_strdup (key), value);
  else if (free_value != NULL)
    free_value (value);
}

/* RFC 9700 §4.7. */
static void
judge_state (Oauth *oauth, const WgHttpView *view, const Params *params)
{
  g_autofree char *client = g_malloc0 (48);
  const char *before;
  WgUri uri;

  wg_endpoint_text (&view->parties->client, view->parties->ip_version, client, 48);
  if (has (params, REDIRECT_URI) && wg_uri_parse (shown (params, REDIRECT_URI), &uri))
    {
      g_autofree char *host = g_strndup ((const char *) uri.host.data, uri.host.len);
      remember (oauth->redirects, host, GINT_TO_POINTER (has (params, STATE)), NULL);
    }
  if (!has (params, STATE))
    {
      if (!has (params, CODE_CHALLENGE) && !has (params, NONCE))
        wg_claim_say (raise_on (view, &wg_finding_oauth_state_missing, 0),
                      "The authorization request has neither a state nor PKCE, so nothing ties "
                      "the answer to the browser that asked.");
      return;
    }
  before = g_hash_table_lookup (oauth->states, params->value[STATE]->str);
  if (before != NULL && strcmp (before, client) != 0)
    wg_claim_say (raise_on (view, &wg_finding_oauth_state_missing, 0),
                  "The same state was used by two clients.");
  else if (before == NULL)
    remember (oauth->states, params->value[STATE]->str, g_steal_pointer (&client), g_free);
}

/* RFC 7636 §4.2, RFC 9700 §2.1.1. */
static void
judge_pkce (Oauth *oauth, const WgHttpView *view, const Params *params)
{
  WgClaim *claim;

  if (has (params, CLIENT_ID))
    remember (oauth->challenged, params->value[CLIENT_ID]->str,
              GINT_TO_POINTER (has (params, CODE_CHALLENGE)), NULL);
  if (has (params, CODE_CHALLENGE) && has_word (params, CODE_CHALLENGE_METHOD, "S256"))
    return;
  claim = raise_on (view, &wg_finding_oauth_pkce_missing, 0);
  wg_claim_say (claim, has (params, CODE_CHALLENGE)
                           ? "The code challenge is sent plain, so whoever reads the request "
                             "knows the verifier."
                           : "The authorization request has no code challenge.");
}

static void
judge_authorization (Oauth *oauth, const WgHttpView *view, const Params *params)
{
  WgClaim *claim;

  if (has_word (params, RESPONSE_TYPE, "token"))
    {
      claim = raise_on (view, &wg_finding_oauth_implicit, 0);
      wg_claim_show (claim, view->request_frame, "http.request.uri",
                     shown (params, RESPONSE_TYPE));
      wg_claim_say (claim,
                    "The access token is to come back in the browser's address "
                    "(response_type=%s).",
                    params->value[RESPONSE_TYPE]->str);
    }
  if (has_word (params, RESPONSE_TYPE, "code"))
    {
      judge_state (oauth, view, params);
      judge_pkce (oauth, view, params);
    }
  if (has_word (params, RESPONSE_TYPE, "id_token") && !has (params, NONCE))
    wg_claim_say (raise_on (view, &wg_finding_oauth_mixup_nonce, 0),
                  "An ID token is asked for without a nonce.");
  judge_redirect_uri (view, params);
}

/* A browser brings the code back. */
static void
judge_callback (Oauth *oauth, const WgHttpView *view, const Params *params)
{
  g_autofree char *host = NULL;
  gpointer had_state;
  WgClaim *claim;

  if (params->value[CODE]->len < 8)
    return;
  if (!view->secure && has (params, STATE) && !is_loopback_host (view->host))
    {
      claim = raise_on (view, &wg_finding_oauth_redirect_uri_insecure, 0);
      wg_claim_show_secret (claim, view->request_frame, "http.request.uri",
                            shown (params, CODE));
      wg_claim_say (claim, "An authorization code came back without TLS.");
    }
  host = g_strndup ((const char *) view->host.data, view->host.len);
  if (!has (params, STATE)
      || !g_hash_table_lookup_extended (oauth->redirects, host, NULL, &had_state)
      || !GPOINTER_TO_INT (had_state)
      || g_hash_table_contains (oauth->states, params->value[STATE]->str))
    return;
  claim = raise_on (view, &wg_finding_oauth_state_missing, 0);
  wg_claim_outcome (claim, view->status < 400 ? WG_OUTCOME_ATTEMPT : WG_OUTCOME_EXPOSURE);
  wg_claim_say (claim, "The state that came back is none that was sent.");
}

/* The answer of a token endpoint (RFC 6749 §5.1). */
static gboolean
gives_tokens (const WgHttpView *view)
{
  return view->is_json && view->status == 200
         && wg_slice_contains (view->response_body, WG_SLICE_LITERAL ("\"access_token\""));
}

static void
judge_code_use (Oauth *oauth, const WgHttpView *view, const Params *params)
{
  gint64 now = wg_check_time (view->check, view->request_frame);
  Code *before = g_hash_table_lookup (oauth->codes, params->value[CODE]->str);
  WgClaim *claim;

  if (before == NULL)
    {
      Code *code = g_new0 (Code, 1);
      code->time_ns = now;
      code->answered = gives_tokens (view);
      remember (oauth->codes, params->value[CODE]->str, code, g_free);
      return;
    }
  if (!before->answered && now - before->time_ns < RETRY_NS)
    return;
  claim = raise_on (view, &wg_finding_oauth_code_reuse,
                    gives_tokens (view) ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT);
  wg_claim_outcome (claim, gives_tokens (view) ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  wg_claim_show_secret (claim, view->request_frame, "http.file_data", shown (params, CODE));
  wg_claim_say (claim, "A code was redeemed a second time, and the server %s.",
                gives_tokens (view) ? "gave tokens again" : "gave no tokens");
}

static void
judge_token_request (Oauth *oauth, const WgHttpView *view, const Params *params)
{
  gpointer challenged;
  WgClaim *claim;

  if (has_word (params, GRANT_TYPE, "password"))
    {
      claim = raise_on (view, &wg_finding_oauth_ropc, 0);
      wg_claim_show (claim, view->request_frame, "http.file_data", shown (params, GRANT_TYPE));
      wg_claim_say (claim, "The client program itself sends the user's password for a token.");
    }
  if (!has (params, CODE) || !has_word (params, GRANT_TYPE, "authorization_code"))
    return;
  judge_code_use (oauth, view, params);
  if (!has (params, CODE_VERIFIER) && has (params, CLIENT_ID) && gives_tokens (view)
      && g_hash_table_lookup_extended (oauth->challenged, params->value[CLIENT_ID]->str, NULL,
                                       &challenged)
      && GPOINTER_TO_INT (challenged))
    {
      claim = raise_on (view, &wg_finding_oauth_pkce_missing, WG_SEVERITY_HIGH);
      wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
      wg_claim_say (claim, "A challenge was sent, no verifier came, and the server gave tokens "
                           "all the same.");
    }
}

static void
judge_exposed (const WgHttpView *view, const Params *query, const Params *body)
{
  gboolean browser = wg_slice_has_prefix (view->in.value[WG_VIEW_USER_AGENT], "Mozilla/");
  const char *what = NULL;
  const Params *where = query;
  Name name = ACCESS_TOKEN;
  WgClaim *claim;

  if (has (query, ACCESS_TOKEN) && query->value[ACCESS_TOKEN]->len >= 8)
    what = "An access token stands in a URL";
  else if (has (query, CLIENT_SECRET))
    {
      what = "A client's secret stands in a URL";
      name = CLIENT_SECRET;
    }
  else if (has (body, CLIENT_SECRET) && (browser || !view->secure))
    {
      what = browser ? "A browser sends the client's secret" : "A client's secret was sent";
      where = body;
      name = CLIENT_SECRET;
    }
  else if (!view->secure && has (body, GRANT_TYPE) && gives_tokens (view))
    {
      what = "A token endpoint was asked and gave tokens";
      where = body;
      name = GRANT_TYPE;
    }
  if (what == NULL)
    return;
  claim = raise_on (view, &wg_finding_oauth_token_or_secret_exposed,
                    view->secure ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT);
  if (name == GRANT_TYPE)
    wg_claim_show (claim, view->request_frame, "http.file_data", shown (where, name));
  else
    wg_claim_show_secret (claim, view->request_frame,
                          where == query ? "http.request.uri" : "http.file_data",
                          shown (where, name));
  wg_claim_frame (claim, view->response_frame);
  wg_claim_say (claim, "%s%s.", what, view->secure ? "" : ", and nothing encrypted it");
}

static void
judge_response (const WgHttpView *view)
{
  WgSlice location = view->out.value[WG_VIEW_LOCATION];
  gssize mark = wg_slice_find (location, '#');
  WgClaim *claim;

  if (mark >= 0
      && wg_slice_contains (wg_slice_sub (location, (gsize) mark, location.len),
                            wg_slice_str ("access_token=")))
    {
      claim = wg_check_raise (view->check, &wg_finding_oauth_implicit, 0, view->parties,
                              view->host, view->response_frame);
      wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
      wg_claim_say (claim, "The access token comes back in the browser's address.");
    }
  if (gives_tokens (view)
      && !wg_slice_contains (view->out.value[WG_VIEW_CACHE_CONTROL], wg_slice_str ("no-store")))
    {
      claim = wg_check_raise (view->check, &wg_finding_oauth_token_response_cacheable, 0,
                              view->parties, view->host, view->response_frame);
      wg_claim_show (claim, view->response_frame, "http.cache_control",
                     view->out.value[WG_VIEW_CACHE_CONTROL]);
      wg_claim_say (claim, "Tokens were given in an answer that does not say no-store.");
    }
}

/* Is it worth reading the parameters? */
static gboolean
is_of_interest (WgSlice text)
{
  static const char *const words[] = {"response_type", "grant_type", "access_token",
                                      "client_secret", "code="};

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (wg_slice_contains (text, wg_slice_str (words[i])))
      return TRUE;
  return FALSE;
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Oauth *oauth = state;
  g_auto (Params) query = {{NULL}}, body = {{NULL}};

  if (view->response != NULL)
    judge_response (view);
  if (view->request == NULL)
    return;
  if (view->query.len > 8 && is_of_interest (view->query))
    read_query (&query, view->query);
  if (view->request_body.len > 8 && is_of_interest (wg_slice_sub (view->request_body, 0, 8192)))
    read_body (&body, view);
  if (has (&query, RESPONSE_TYPE))
    judge_authorization (oauth, view, &query);
  else if (has (&query, CODE))
    judge_callback (oauth, view, &query);
  if (has (&body, GRANT_TYPE))
    judge_token_request (oauth, view, &body);
  judge_exposed (view, &query, &body);
}

const WgHttpRules wg_http_oauth_rules = {
    .name = "oauth",
    .open = oauth_open,
    .judge = judge,
    .close = oauth_close,
};
