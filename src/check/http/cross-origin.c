#include "base/limits.h"
#include "check/http/cookie.h"
#include "check/http/submission.h"
#include "check/match/words.h"

/* Requests that come from other sites: CORS, forged ones. */

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

/* A host that mirrored the origin of a site; which, and when. */
typedef struct
{
  char *host;
  char *site;
  guint32 frame;
} Mirror;

/* @lax: cookies known to be SameSite, by name and host */
typedef struct
{
  GArray *mirrors; /* of Mirror */
  GHashTable *lax;
} Origins;

static void
clear_mirror (gpointer item)
{
  Mirror *mirror = item;
  g_free (mirror->host);
  g_free (mirror->site);
}

static gpointer
open_origins (WgCheck *check)
{
  Origins *origins = g_new0 (Origins, 1);

  origins->mirrors = g_array_new (FALSE, FALSE, sizeof (Mirror));
  g_array_set_clear_func (origins->mirrors, clear_mirror);
  origins->lax = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return origins;
}

static void
close_origins (gpointer state)
{
  Origins *origins = state;

  g_array_unref (origins->mirrors);
  g_hash_table_unref (origins->lax);
  g_free (origins);
}

static char *
dup_slice (WgSlice text)
{
  return g_strndup (text.len > 0 ? (const gchar *) text.data : "", MIN (text.len, 255));
}

/* Whether another site's origin was mirrored by that host before: its frame, or 0. */
static guint32
mirrored_another (Origins *origins, WgSlice host, WgSlice site, guint32 frame)
{
  Mirror mirror;
  gboolean known = FALSE;

  for (guint i = 0; i < origins->mirrors->len; i++)
    {
      const Mirror *one = &g_array_index (origins->mirrors, Mirror, i);

      if (!wg_slice_is_nocase (host, one->host))
        continue;
      if (!wg_slice_is_nocase (site, one->site))
        return one->frame;
      known = TRUE;
    }
  if (known || origins->mirrors->len >= WG_LIMIT_CHECK_ORIGINS)
    return 0;
  mirror = (Mirror){dup_slice (host), dup_slice (site), frame};
  g_array_append_val (origins->mirrors, mirror);
  return 0;
}

static void
reflected (Origins *origins, const WgHttpView *view, WgSlice origin)
{
  gboolean null = wg_slice_is (origin, "null");
  guint32 other = 0;
  WgUri uri;
  WgClaim *claim;

  if (!null)
    {
      if (!wg_uri_parse (origin, &uri) || wg_same_site (uri.host, view->host))
        return;
      other =
          mirrored_another (origins, view->host, wg_site_of (uri.host), view->response_frame);
    }
  claim = wg_check_raise (view->check, &wg_finding_cors_reflected_origin_credentials,
                          null || other > 0 ? WG_SEVERITY_HIGH : WG_SEVERITY_MEDIUM,
                          view->parties, view->host, view->response_frame);
  wg_claim_confidence (claim, other > 0 ? WG_CONFIDENCE_HIGH
                              : null    ? WG_CONFIDENCE_MEDIUM
                                        : WG_CONFIDENCE_LOW);
  wg_claim_say (claim, "%.*s allows %.*s to read its answers with the user's cookies%s",
                TEXT (view->host, 100), TEXT (origin, 100),
                other > 0 ? ", and another site before: it seems to mirror whatever asks."
                : null    ? ", which every page can be that stands in a sandboxed frame."
                          : ", a site that is not its own.");
  wg_claim_show (claim, view->request_frame, "http.origin", origin);
  wg_claim_show (claim, view->response_frame, "http.response.line",
                 view->out.value[WG_VIEW_ACAO]);
  if (other > 0)
    wg_claim_frame (claim, other);
}

static void
cors (Origins *origins, const WgHttpView *view)
{
  WgSlice allowed = wg_slice_trim (view->out.value[WG_VIEW_ACAO]);
  WgSlice origin = wg_slice_trim (view->in.value[WG_VIEW_ORIGIN]);
  WgClaim *claim;

  if (!wg_slice_is_nocase (wg_slice_trim (view->out.value[WG_VIEW_ACAC]), "true"))
    return;
  if (origin.len > 0 && wg_slice_equal_nocase (allowed, origin))
    reflected (origins, view, origin);
  if (!wg_slice_is (allowed, "*"))
    return;
  claim = wg_check_raise (view->check, &wg_finding_cors_wildcard_credentials,
                          WG_SEVERITY_DEFAULT, view->parties, view->host, view->response_frame);
  wg_claim_say (
      claim,
      "%.*s%.*s allows every site (*) and credentials at once; browsers refuse the two "
      "together.",
      TEXT (view->host, 100), TEXT (view->path, 64));
  wg_claim_show (claim, view->response_frame, "http.response.line", allowed);
}

static void
learn_same_site (Origins *origins, const WgHttpView *view)
{
  guint n;
  const WgHttpSetCookie *set = wg_cookies_set (view, &n);

  for (guint i = 0; i < n; i++)
    if (g_hash_table_size (origins->lax) < WG_LIMIT_CHECK_COOKIES
        && (wg_slice_is_nocase (set[i].same_site, "lax")
            || wg_slice_is_nocase (set[i].same_site, "strict")))
      g_hash_table_add (origins->lax, dup_slice (set[i].name));
}

static gboolean
is_same_site_cookie (Origins *origins, WgSlice name)
{
  g_autofree char *key = dup_slice (name);
  return g_hash_table_contains (origins->lax, key);
}

/* Of a GET only what says so by its own name. */
static gboolean
changes_state (const WgHttpView *view)
{
  static const char *const words[] = {"delete", "remove", "transfer", NULL};
  WgSlice rest = view->query, name, value, last = view->path;
  gssize slash;

  if (wg_view_is (view, "POST") || wg_view_is (view, "PUT") || wg_view_is (view, "PATCH")
      || wg_view_is (view, "DELETE"))
    return TRUE;
  if (!wg_view_is (view, "GET") || view->query.len == 0)
    return FALSE;
  while ((slash = wg_slice_find (last, '/')) >= 0)
    last = wg_slice_sub (last, (gsize) slash + 1, last.len);
  for (guint i = 0; words[i] != NULL; i++)
    if (wg_slice_has_prefix_nocase (last, words[i]))
      return TRUE;
  for (guint i = 0; i < 32 && wg_form_next (&rest, &name, &value); i++)
    if (value.len > 0 && wg_word_of (name) == WG_WORD_PASSWORD)
      return TRUE;
  return FALSE;
}

/* A header that another site's form cannot set. */
static gboolean
has_own_header (const WgHttpView *view)
{
  if (wg_view_asks (view, WG_VIEW_REQUESTED_WITH) || wg_view_asks (view, WG_VIEW_AUTHORIZATION)
      || wg_view_asks (view, WG_VIEW_WS_KEY))
    return TRUE;
  for (guint i = 0; i < view->in.n; i++)
    if (wg_slice_contains_nocase (view->in.all[i].name, "csrf")
        || wg_slice_contains_nocase (view->in.all[i].name, "xsrf"))
      return TRUE;
  return FALSE;
}

/* What a form of another site can send without asking first. */
static gboolean
is_simple_type (const WgHttpView *view)
{
  return view->request_type.len == 0
         || wg_slice_is_nocase (view->request_type, "application/x-www-form-urlencoded")
         || wg_slice_is_nocase (view->request_type, "multipart/form-data")
         || wg_slice_is_nocase (view->request_type, "text/plain");
}

static gboolean
has_token (const WgHttpView *view)
{
  const WgSubmission *form = wg_view_submission (view);

  return (form != NULL && form->csrf) || wg_slice_contains_nocase (view->query, "csrf")
         || wg_slice_contains_nocase (view->query, "xsrf")
         || wg_slice_contains_nocase (view->query, "nonce=")
         || wg_slice_contains_nocase (view->query, "token=");
}

/* What single sign-on posts from site to site. */
static gboolean
is_sign_on (const WgHttpView *view)
{
  static const char *const fields[] = {
      "SAMLResponse=", "SAMLRequest=", "id_token=", "wresult=", NULL};
  WgSlice head = wg_slice_sub (view->request_body, 0, 512);

  for (guint i = 0; fields[i] != NULL; i++)
    if (wg_slice_contains_nocase (head, fields[i]))
      return TRUE;
  return wg_slice_contains_nocase (head, "code=") && wg_slice_contains_nocase (head, "state=");
}

/* The site that a request came from, as the browser says; empty where it says nothing. */
static WgSlice
site_from (const WgHttpView *view, const char **field, WgSlice *value)
{
  WgUri uri;

  *field = "http.origin";
  *value = view->in.value[WG_VIEW_ORIGIN];
  if (wg_uri_parse (*value, &uri))
    return uri.host;
  *field = "http.referer";
  if (value->len == 0 && wg_uri_parse (*value = view->in.value[WG_VIEW_REFERER], &uri))
    return uri.host;
  return WG_SLICE_NONE;
}

static void
cross_site (const WgHttpView *view, WgSlice cookie)
{
  const char *field;
  WgSlice value, from = site_from (view, &field, &value);
  gboolean says = wg_slice_is (view->in.value[WG_VIEW_SEC_FETCH_SITE], "cross-site");
  WgClaim *claim;

  if (wg_view_is (view, "GET") || is_sign_on (view)
      || (!says && (from.len == 0 || wg_same_site (from, view->host)))
      || (says && from.len > 0 && wg_same_site (from, view->host)))
    return;
  /* What asked before by CORS has been let in on purpose. */
  if (!is_simple_type (view) || wg_view_says (view, WG_VIEW_ACAO))
    return;
  if (says && from.len == 0)
    {
      field = "http.sec_fetch_site";
      value = view->in.value[WG_VIEW_SEC_FETCH_SITE];
      from = WG_SLICE_LITERAL ("another site");
    }
  claim = wg_check_raise (view->check, &wg_finding_csrf_cross_site_request, WG_SEVERITY_DEFAULT,
                          view->parties, view->path, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim,
                "%.*s %.*s came from a page of %.*s with the user's cookie \"%.*s\", and %.*s "
                "accepted it.",
                TEXT (view->method, 10), TEXT (view->path, 100), TEXT (from, 100),
                TEXT (cookie, 64), TEXT (view->host, 100));
  wg_claim_show (claim, view->request_frame, field, value);
  wg_claim_frame (claim, view->response_frame);
}

static void
token_absent (Origins *origins, const WgHttpView *view, WgSlice cookie)
{
  WgClaim *claim;

  /* A login needs no session to be forged; that is another matter. */
  if (!is_simple_type (view) || has_own_header (view) || wg_view_is_login (view)
      || wg_slice_contains_nocase (view->path, "login")
      || wg_slice_contains_nocase (view->path, "signin") || wg_view_is (view, "PUT")
      || wg_view_is (view, "PATCH") || wg_view_is (view, "DELETE")
      || is_same_site_cookie (origins, cookie) || has_token (view) || is_sign_on (view)
      || (wg_view_is (view, "POST") && view->request_body.len == 0))
    return;
  claim = wg_check_raise (view->check, &wg_finding_csrf_token_absent, WG_SEVERITY_DEFAULT,
                          view->parties, view->path, view->request_frame);
  wg_claim_say (
      claim,
      "%.*s %.*s was accepted with the cookie \"%.*s\" and nothing that another site's "
      "form could not send as well.",
      TEXT (view->method, 10), TEXT (view->path, 100), TEXT (cookie, 64));
  wg_claim_show (claim, view->request_frame, "http.request.uri", view->target);
  wg_claim_show (claim, view->request_frame, "http.content_type", view->request_type);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Origins *origins = state;
  WgSlice name, value;

  if (view->request == NULL || view->response == NULL)
    return;
  if (view->out.count[WG_VIEW_ACAC] > 0)
    cors (origins, view);
  if (view->response->set_cookies.n > 0)
    learn_same_site (origins, view);
  if (!wg_view_answered (view, 200, 399) || !wg_view_asks (view, WG_VIEW_COOKIE)
      || !changes_state (view) || !wg_cookie_session (view, &name, &value))
    return;
  token_absent (origins, view, name);
  cross_site (view, name);
}

const WgHttpRules wg_http_cross_origin_rules = {
    .name = "cross-origin",
    .open = open_origins,
    .judge = judge,
    .close = close_origins,
};
