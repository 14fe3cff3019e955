#include "base/limits.h"
#include "check/http/cookie.h"
#include "check/http/page.h"
#include "check/http/submission.h"
#include "check/match/words.h"

/* The life of a session: login, who uses it, logout. */

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""
#define HALF_AN_HOUR G_GINT64_CONSTANT (1800000000000)
#define N_PAGES      8

/**
 * Session: one value of one cookie of one host (or of Authorization: Bearer).
 * @client, @agent: who used it first; @frame, @seen_ns: and when it did so last
 * @other: somebody else used it
 * @login: the request that logged in with it; @before: it was used before that
 * @logout: the answer to the logout
 * @pages: what was got with it: address and length
 */
typedef struct
{
  WgEndpoint client;
  guint64 agent;
  gboolean browser;
  guint32 frame;
  gint64 seen_ns;
  gboolean other;
  guint32 login;
  gboolean before;
  guint32 logout;
  gint64 pages[N_PAGES];
  guint n_pages;
} Session;

typedef struct
{
  GHashTable *sessions; /* of wg_cookie_key() */
  GHashTable *refused;  /* addresses that are not for everybody */
} Sessions;

static gpointer
open_sessions (WgCheck *check)
{
  Sessions *sessions = g_new0 (Sessions, 1);

  sessions->sessions = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  sessions->refused = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return sessions;
}

static void
close_sessions (gpointer state)
{
  Sessions *sessions = state;

  g_hash_table_unref (sessions->sessions);
  g_hash_table_unref (sessions->refused);
  g_free (sessions);
}

static Session *
session_of (Sessions *sessions, const WgHttpView *view, WgSlice name, WgSlice value)
{
  gint64 key = wg_cookie_key (name, value, view->host);
  Session *session = g_hash_table_lookup (sessions->sessions, &key);

  if (session != NULL || g_hash_table_size (sessions->sessions) >= WG_LIMIT_CHECK_SESSIONS)
    return session;
  session = g_new0 (Session, 1);
  g_hash_table_insert (sessions->sessions, g_memdup2 (&key, sizeof key), session);
  return session;
}

static gboolean
has_word (WgSlice path, const char *const *words)
{
  for (; *words != NULL; words++)
    if (wg_slice_contains_nocase (path, *words))
      return TRUE;
  return FALSE;
}

static const char *const login_words[] = {"login", "signin", "sign-in", "sign_in",
                                          "logon", "auth",   "session", NULL};
static const char *const logout_words[] = {"logout", "signout", "sign-out", "sign_out",
                                           "logoff", "log-out", "log_out",  NULL};

/* Where an answer sends the browser; empty where it does not. */
static WgSlice
sent_to (const WgHttpView *view)
{
  WgUri uri;

  if (!wg_view_answered (view, 300, 399)
      || !wg_uri_resolve (view, view->out.value[WG_VIEW_LOCATION], &uri))
    return WG_SLICE_NONE;
  return uri.path;
}

/* A password was sent and taken: no form again, no error, no way back to the login. */
static gboolean
is_login (const WgHttpView *view)
{
  const WgSubmission *form;
  const WgPage *page;

  if (!wg_view_is (view, "POST") || !wg_view_answered (view, 200, 399)
      || !wg_view_is_login (view))
    return FALSE;
  form = wg_view_submission (view);
  if (form->user.len == 0 && !has_word (view->path, login_words))
    return FALSE;
  if (wg_slice_contains_nocase (view->path, "regist")
      || wg_slice_contains_nocase (view->path, "signup"))
    return FALSE;
  page = wg_view_page (view);
  if (page != NULL && page->has_password)
    return FALSE;
  if (has_word (sent_to (view), login_words)
      || wg_slice_contains_nocase (view->out.value[WG_VIEW_LOCATION], "error")
      || wg_slice_contains_nocase (view->out.value[WG_VIEW_LOCATION], "fail"))
    return FALSE;
  /* A token that a script keeps takes the cookie's place. */
  return !view->is_json || !wg_slice_contains_nocase (view->response_body, "token");
}

static gboolean
sets_session (const WgHttpView *view, WgSlice before)
{
  guint n;
  const WgHttpSetCookie *set = wg_cookies_set (view, &n);

  for (guint i = 0; i < n; i++)
    if (wg_cookie_kind (set[i].name) == WG_COOKIE_SESSION && !wg_cookie_is_unset (set[i].value))
      return TRUE;
  return FALSE;
}

static void
fixation (const WgHttpView *view, Session *session, WgSlice name, WgSlice value)
{
  WgClaim *claim;

  if (session->login > 0 && view->request_frame > session->login)
    {
      if (!session->before || wg_view_is_login (view) || !wg_view_answered (view, 200, 299))
        return;
      claim = wg_check_raise (view->check, &wg_finding_session_fixation, WG_SEVERITY_DEFAULT,
                              view->parties, name, session->login);
      wg_claim_outcome (claim, WG_OUTCOME_EXPOSURE);
      wg_claim_say (claim,
                    "The cookie \"%.*s\" of %.*s had the same value before the login and after "
                    "it.",
                    TEXT (name, 64), TEXT (view->host, 100));
      wg_claim_show_secret (claim, view->request_frame, "http.cookie_pair", value);
      session->before = FALSE; /* once is enough */
    }
  else if (session->login == 0 && is_login (view) && !sets_session (view, value))
    session->login = view->request_frame;
  else if (session->login == 0 && !wg_view_is_login (view))
    session->before = TRUE;
}

/* An id that came with the address, which the server makes the cookie's. */
static void
adopted (const WgHttpView *view)
{
  WgSlice name, value;
  guint n;
  const WgHttpSetCookie *set = wg_cookies_set (view, &n);
  WgClaim *claim;

  if (n == 0 || !wg_url_session (view->target, &name, &value))
    return;
  for (guint i = 0; i < n; i++)
    {
      if (!wg_slice_equal (set[i].value, value))
        continue;
      claim = wg_check_raise (view->check, &wg_finding_session_fixation, WG_SEVERITY_DEFAULT,
                              view->parties, set[i].name, view->request_frame);
      wg_claim_say (claim,
                    "%.*s took the session's id from the address and made it the cookie "
                    "\"%.*s\".",
                    TEXT (view->host, 100), TEXT (set[i].name, 64));
      wg_claim_show_secret (claim, view->request_frame, "http.request.uri", value);
      wg_claim_show_secret (claim, view->response_frame, "http.set_cookie", value);
    }
}

/* Two addresses and two programs are two people. One program that moves to another address may
 * be a laptop that changed the network; back and forth it is not. */
static gboolean
is_somebody_else (
    const Session *session, const WgHttpView *view, guint64 agent, gboolean browser, gint64 now)
{
  gboolean moved = !wg_endpoint_same_host (&session->client, &view->parties->client);

  if (now != G_MININT64 && session->seen_ns != G_MININT64
      && ABS (now - session->seen_ns) > HALF_AN_HOUR)
    return FALSE;
  if (!moved)
    return agent != session->agent && browser && session->browser;
  return agent != session->agent
         || (wg_endpoint_is_private (&session->client, view->parties->ip_version)
             && wg_endpoint_is_private (&view->parties->client, view->parties->ip_version));
}

static void
shared (
    const WgHttpView *view, Session *session, WgSlice name, WgSlice value, const char *field)
{
  WgSlice text = view->in.value[WG_VIEW_USER_AGENT];
  guint64 agent = (guint64) wg_cookie_key (text, WG_SLICE_NONE, WG_SLICE_NONE);
  gboolean browser = wg_slice_has_prefix (text, "Mozilla/");
  gint64 now = wg_check_time (view->check, view->request_frame);
  gboolean moved;
  WgClaim *claim;

  if (session->frame == 0)
    {
      session->client = view->parties->client;
      session->agent = agent;
      session->browser = browser;
    }
  else if (!session->other && is_somebody_else (session, view, agent, browser, now))
    {
      moved = !wg_endpoint_same_host (&session->client, &view->parties->client);
      session->other = TRUE;
      claim = wg_check_raise (view->check, &wg_finding_session_shared_clients,
                              moved ? WG_SEVERITY_DEFAULT : WG_SEVERITY_MEDIUM, view->parties,
                              name, view->request_frame);
      wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
      wg_claim_confidence (claim, moved && agent != session->agent ? WG_CONFIDENCE_HIGH
                                                                   : WG_CONFIDENCE_LOW);
      wg_claim_say (claim, "The session \"%.*s\" of %.*s was used from %s within half an hour.",
                    TEXT (name, 64), TEXT (view->host, 100),
                    moved && agent != session->agent ? "two addresses, by two programs,"
                    : moved                          ? "two addresses"
                                                     : "two browsers");
      wg_claim_frame (claim, session->frame);
      wg_claim_show_secret (claim, view->request_frame, field, value);
      return;
    }
  if (!session->other)
    {
      session->frame = view->request_frame;
      session->seen_ns = now;
    }
}

/* What is only for who is logged in: by its name, or because others were turned away. */
static gboolean
is_private (Sessions *sessions, const WgHttpView *view, gint64 address)
{
  static const char *const words[] = {"account", "profile", "admin", "dashboard", "settings",
                                      "/my",     "/me",     "order", "private",   "inbox",
                                      "member",  "secret",  "user",  NULL};

  return has_word (view->path, words) || g_hash_table_contains (sessions->refused, &address);
}

static gint64
address_of (const WgHttpView *view)
{
  return wg_cookie_key (view->path, view->query, view->host);
}

static void
alive (
    Sessions *sessions, const WgHttpView *view, Session *session, WgSlice name, WgSlice value)
{
  gint64 address;
  const WgPage *page;
  gboolean known = FALSE;
  WgClaim *claim;

  if (session->logout == 0 && has_word (view->path, logout_words)
      && wg_view_answered (view, 200, 399))
    {
      session->logout = view->response_frame;
      return;
    }
  if (view->status != 200 || !(view->is_html || view->is_json) || !wg_view_is (view, "GET"))
    return;
  address = address_of (view);
  for (guint i = 0; i < session->n_pages; i++)
    known = known || session->pages[i] == address;
  if (session->logout == 0 || view->request_frame < session->logout)
    {
      if (!known && session->n_pages < N_PAGES)
        session->pages[session->n_pages++] = address;
      return;
    }
  page = wg_view_page (view);
  if (!known || (page != NULL && page->has_password) || !is_private (sessions, view, address))
    return;
  claim = wg_check_raise (view->check, &wg_finding_session_alive_after_logout,
                          WG_SEVERITY_DEFAULT, view->parties, name, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim,
                "After the logout %.*s%.*s was still given out for the old value of \"%.*s\".",
                TEXT (view->host, 100), TEXT (view->path, 64), TEXT (name, 64));
  wg_claim_frame (claim, session->logout);
  wg_claim_show_secret (claim, view->request_frame, "http.cookie_pair", value);
}

static void
learn_refusal (Sessions *sessions, const WgHttpView *view)
{
  gint64 address;

  if (view->status != 401 && view->status != 403 && !wg_view_answered (view, 300, 399))
    return;
  address = address_of (view);
  if ((view->status == 401 || view->status == 403 || has_word (sent_to (view), login_words))
      && g_hash_table_size (sessions->refused) < WG_LIMIT_CHECK_SESSIONS
      && !g_hash_table_contains (sessions->refused, &address))
    g_hash_table_add (sessions->refused, g_memdup2 (&address, sizeof address));
}

static void
bearer (Sessions *sessions, const WgHttpView *view)
{
  WgSlice value = view->in.value[WG_VIEW_AUTHORIZATION];
  Session *session;

  if (!wg_slice_has_prefix_nocase (value, "Bearer ")
      || !wg_is_token_value (value = wg_slice_trim (wg_slice_sub (value, 7, value.len)))
      || (session = session_of (sessions, view, WG_SLICE_LITERAL ("Bearer"), value)) == NULL)
    return;
  shared (view, session, WG_SLICE_LITERAL ("Bearer"), value, "http.authorization");
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Sessions *sessions = state;
  WgCookieWalk walk = {0};
  WgSlice name, value;
  Session *session;

  if (view->request == NULL || view->host.len == 0)
    return;
  learn_refusal (sessions, view);
  adopted (view);
  if (wg_view_asks (view, WG_VIEW_AUTHORIZATION))
    bearer (sessions, view);
  if (!wg_view_asks (view, WG_VIEW_COOKIE))
    return;
  while (wg_cookie_next (view, &walk, &name, &value))
    {
      if (!wg_cookie_is_secret (value) || wg_cookie_kind (name) != WG_COOKIE_SESSION
          || (session = session_of (sessions, view, name, value)) == NULL)
        continue;
      shared (view, session, name, value, "http.cookie_pair");
      fixation (view, session, name, value);
      alive (sessions, view, session, name, value);
    }
}

const WgHttpRules wg_http_session_rules = {
    .name = "sessions",
    .open = open_sessions,
    .judge = judge,
    .close = close_sessions,
};
