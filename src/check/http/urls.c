#include "check/http/page.h"
#include "check/match/words.h"
#include "check/trivial.h"

/* Secrets in addresses: targets, Referer, Location, links. */

/* Up to the next '&' or ';'. */
static gboolean
next_parameter (WgSlice *rest, WgSlice *name, WgSlice *value)
{
  gsize end = 0;
  WgSlice pair;
  gssize equals;

  while (rest->len > 0 && (rest->data[0] == '&' || rest->data[0] == ';'))
    *rest = wg_slice_sub (*rest, 1, rest->len);
  if (rest->len == 0)
    return FALSE;
  while (end < rest->len && rest->data[end] != '&' && rest->data[end] != ';')
    end++;
  pair = wg_slice_sub (*rest, 0, end);
  *rest = wg_slice_sub (*rest, end, rest->len);
  equals = wg_slice_find (pair, '=');
  *name = equals < 0 ? pair : wg_slice_sub (pair, 0, (gsize) equals);
  *value = equals < 0 ? WG_SLICE_NONE : wg_slice_sub (pair, (gsize) equals + 1, pair.len);
  return TRUE;
}

/* A key that is made to stand in pages (Google's for browsers), a number, a signature of a
 * link that runs out. */
static gboolean
is_meant_for_urls (WgSlice name, WgSlice value)
{
  gboolean digits = TRUE;

  for (gsize i = 0; i < value.len; i++)
    digits = digits && g_ascii_isdigit (value.data[i]);
  return digits || wg_slice_has_prefix (value, "AIza") || wg_slice_is_nocase (name, "key")
         || wg_slice_is_nocase (name, "sig");
}

/* What the parameter holds: a secret's kind, or OTHER. */
static WgWord
secret_of (WgSlice name, WgSlice value)
{
  WgWord word;

  if (name.len < 2 || name.len > 64 || value.len == 0)
    return WG_WORD_OTHER;
  word = wg_word_of (name);
  if (word == WG_WORD_PASSWORD)
    return wg_is_password_value (value) ? word : WG_WORD_OTHER;
  if (word == WG_WORD_TOKEN)
    return wg_is_token_value (value) ? word : WG_WORD_OTHER;
  if (word == WG_WORD_GENERIC)
    return wg_is_token_value (value) && value.len >= 16 ? word : WG_WORD_OTHER;
  return WG_WORD_OTHER;
}

static void
parameter (const WgHttpView *view, WgSlice name, WgSlice value, WgSlice *user)
{
  g_autoptr (GString) plain_name = NULL, plain = NULL;
  WgSeverity severity = view->secure ? WG_SEVERITY_DEFAULT : WG_SEVERITY_HIGH;
  WgWord word;
  WgClaim *claim;

  if (wg_slice_find (name, '%') >= 0)
    {
      plain_name = g_string_new (NULL);
      wg_percent_decode (name, TRUE, plain_name);
      name = wg_slice (plain_name->str, plain_name->len);
    }
  if (wg_slice_find (value, '%') >= 0)
    {
      plain = g_string_new (NULL);
      wg_percent_decode (wg_slice_sub (value, 0, 4096), TRUE, plain);
      value = wg_slice (plain->str, plain->len);
    }
  word = secret_of (name, value);
  if (word == WG_WORD_OTHER)
    return;
  if (word == WG_WORD_GENERIC && is_meant_for_urls (name, value))
    severity = WG_SEVERITY_INFO;
  else if (word == WG_WORD_TOKEN && wg_slice_has_prefix (value, "AIza"))
    severity = WG_SEVERITY_INFO;
  claim = wg_check_raise (view->check, &wg_finding_cred_password_in_url, severity,
                          view->parties, name, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_confidence (claim, word == WG_WORD_GENERIC ? WG_CONFIDENCE_LOW : WG_CONFIDENCE_HIGH);
  wg_claim_say (claim,
                "The parameter \"%.*s\" of the address %.*s held a %s of %" G_GSIZE_FORMAT
                " characters%s",
                (int) name.len, (const char *) name.data, (int) MIN (view->path.len, 64),
                (const char *) view->path.data, word == WG_WORD_PASSWORD ? "password" : "token",
                value.len, view->secure ? "." : ", and nothing encrypted it.");
  wg_claim_show_secret (claim, view->request_frame, "http.request.uri.query.parameter", value);
  if (word == WG_WORD_PASSWORD)
    wg_check_trivial_login (view->check, view->parties, view->request_frame,
                            "http.request.uri.query.parameter", *user, value);
}

static void
query (const WgHttpView *view)
{
  WgSlice rest = view->query, name, value, user = WG_SLICE_NONE;
  gssize mark;

  for (guint i = 0; i < 256 && next_parameter (&rest, &name, &value); i++)
    {
      if (value.len > 0 && user.len == 0 && wg_word_of (name) == WG_WORD_USER)
        user = value;
      else if (value.len > 0)
        parameter (view, name, value, &user);
    }
  mark = wg_slice_find (view->path, ';');
  if (mark < 0)
    return;
  rest = wg_slice_sub (view->path, (gsize) mark + 1, view->path.len);
  for (guint i = 0; i < 16 && next_parameter (&rest, &name, &value); i++)
    parameter (view, name, value, &user);
}

static void
session_id (const WgHttpView *view, WgSlice url, guint32 frame, const char *field)
{
  WgSlice name, value;
  WgClaim *claim;

  if (!wg_url_session (url, &name, &value))
    return;
  claim = wg_check_raise (view->check, &wg_finding_session_id_in_url, WG_SEVERITY_DEFAULT,
                          view->parties, name, frame);
  wg_claim_say (claim,
                "The address carried a session's id of %" G_GSIZE_FORMAT
                " characters under the name \"%.*s\"; who has it is logged in.",
                value.len, (int) name.len, (const char *) name.data);
  wg_claim_show_secret (claim, frame, field, value);
}

/* "bank.com@": made to look like the host. "john.doe@" is not. */
static gboolean
looks_like_host (WgSlice userinfo)
{
  static const char *const ends[] = {".com", ".net", ".org", ".edu", ".gov", ".info", ".de",
                                     ".uk",  ".fr",  ".ru",  ".cn",  ".it",  ".es",   ".nl",
                                     ".ch",  ".at",  ".br",  ".eu",  ".pl",  ".test", NULL};

  for (guint i = 0; ends[i] != NULL; i++)
    {
      gsize len = strlen (ends[i]);
      if (userinfo.len > len
          && wg_slice_is_nocase (wg_slice_sub (userinfo, userinfo.len - len, len), ends[i]))
        return wg_slice_find (userinfo, '@') < 0;
    }
  return FALSE;
}

static void
userinfo (const WgHttpView *view, WgSlice url, guint32 frame, const char *field)
{
  WgUri uri;
  gssize colon;
  gboolean lure, secret;
  WgClaim *claim;

  if (wg_slice_find (url, '@') < 0 || !wg_uri_parse (url, &uri) || !uri.has_userinfo
      || uri.userinfo.len == 0)
    return;
  colon = wg_slice_find (uri.userinfo, ':');
  secret = colon >= 0 && (gsize) colon + 1 < uri.userinfo.len;
  lure = looks_like_host (colon < 0 ? uri.userinfo
                                    : wg_slice_sub (uri.userinfo, 0, (gsize) colon));
  claim = wg_check_raise (view->check, &wg_finding_cred_userinfo_in_url,
                          secret && !lure ? WG_SEVERITY_DEFAULT
                          : lure          ? WG_SEVERITY_MEDIUM
                                          : WG_SEVERITY_INFO,
                          view->parties, uri.host, frame);
  if (lure)
    wg_claim_say (claim,
                  "An address begins with \"%.*s\" but leads to %.*s: what stands before the @ "
                  "is a user name, made to be taken for the host.",
                  (int) MIN (uri.userinfo.len, 64), (const char *) uri.userinfo.data,
                  (int) MIN (uri.host.len, 100), (const char *) uri.host.data);
  else
    wg_claim_say (claim, "An address of %.*s carried the user name \"%.*s\"%s",
                  (int) MIN (uri.host.len, 100), (const char *) uri.host.data,
                  (int) MIN (colon < 0 ? uri.userinfo.len : (gsize) colon, 64),
                  (const char *) uri.userinfo.data, secret ? " with its password." : ".");
  wg_claim_show (claim, frame, field,
                 colon < 0 ? uri.userinfo : wg_slice_sub (uri.userinfo, 0, (gsize) colon));
  if (secret)
    wg_claim_show_secret (claim, frame, field,
                          wg_slice_sub (uri.userinfo, (gsize) colon + 1, uri.userinfo.len));
}

/* `user@host` as authority alone. */
static void
authority (const WgHttpView *view, WgSlice value)
{
  g_autoptr (GString) url = NULL;

  if (wg_slice_find (value, '@') < 0 || value.len > 512)
    return;
  url = g_string_new ("http://");
  g_string_append_len (url, (const gchar *) value.data, (gssize) value.len);
  userinfo (view, wg_slice (url->str, url->len), view->request_frame, "http.host");
}

/* A path to reset a password, confirm an address, join a group, with a token in it. */
static gboolean
has_reset_token (WgSlice path)
{
  static const char *const words[] = {"reset", "invite", "verify", NULL};
  gsize len = 0;

  for (gsize i = 0; i < path.len; i++)
    {
      len = g_ascii_isalnum (path.data[i]) || path.data[i] == '-' || path.data[i] == '_'
                ? len + 1
                : 0;
      if (len < 16)
        continue;
      for (guint k = 0; words[k] != NULL; k++)
        if (wg_slice_contains_nocase (wg_slice_sub (path, 0, i + 1 - len), words[k]))
          return TRUE;
      return FALSE;
    }
  return FALSE;
}

static WgSlice
leaked_by (const WgUri *uri)
{
  WgSlice rest = uri->query, name, value, code = WG_SLICE_NONE;
  gboolean state = FALSE;

  for (guint i = 0; i < 64 && next_parameter (&rest, &name, &value); i++)
    {
      WgWord word = secret_of (name, value);

      if (word == WG_WORD_PASSWORD || word == WG_WORD_TOKEN
          || (word == WG_WORD_GENERIC && !is_meant_for_urls (name, value)))
        return name;
      if (wg_slice_is (name, "code") && value.len >= 8)
        code = name;
      state = state || wg_slice_is (name, "state");
    }
  if (code.len > 0 && state)
    return code;
  if (wg_url_session (uri->path, &name, &value))
    return name;
  return has_reset_token (uri->path) ? WG_SLICE_LITERAL ("path") : WG_SLICE_NONE;
}

static void
referer (const WgHttpView *view)
{
  WgSlice value = view->in.value[WG_VIEW_REFERER], name;
  WgUri uri;
  WgClaim *claim;

  if (value.len == 0 || !wg_uri_parse (value, &uri) || (uri.query.len == 0 && uri.path.len < 20)
      || view->host.len == 0 || wg_slice_equal_nocase (uri.host, view->host))
    return;
  name = leaked_by (&uri);
  if (name.len == 0)
    return;
  claim = wg_check_raise (view->check, &wg_finding_cred_referer_leak,
                          wg_same_site (uri.host, view->host) ? WG_SEVERITY_LOW
                                                              : WG_SEVERITY_DEFAULT,
                          view->parties, uri.host, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim, "A page of %.*s told %.*s its own address, with \"%.*s\" in it.",
                (int) MIN (uri.host.len, 100), (const char *) uri.host.data,
                (int) MIN (view->host.len, 100), (const char *) view->host.data,
                (int) MIN (name.len, 64), (const char *) name.data);
  wg_claim_show (claim, view->request_frame, "http.referer", value);
}

static void
of_response (const WgHttpView *view)
{
  const WgPage *page;

  if (wg_view_says (view, WG_VIEW_LOCATION))
    {
      userinfo (view, view->out.value[WG_VIEW_LOCATION], view->response_frame, "http.location");
      session_id (view, view->out.value[WG_VIEW_LOCATION], view->response_frame,
                  "http.location");
    }
  if (wg_view_says (view, WG_VIEW_LINK)
      && wg_slice_at (view->out.value[WG_VIEW_LINK], 0) == '<')
    {
      WgSlice link = wg_slice_sub (view->out.value[WG_VIEW_LINK], 1, 2048);
      gssize end = wg_slice_find (link, '>');
      userinfo (view, end < 0 ? link : wg_slice_sub (link, 0, (gsize) end),
                view->response_frame, "http.response.line");
    }
  page = wg_view_page (view);
  for (guint i = 0; page != NULL && i < page->n_urls; i++)
    {
      WgUri uri;

      userinfo (view, page->urls[i].url, view->response_frame, "http.file_data");
      /* Somebody else's links are not this site's sessions. */
      if (wg_uri_resolve (view, page->urls[i].url, &uri) && wg_same_site (uri.host, view->host))
        session_id (view, page->urls[i].url, view->response_frame, "http.file_data");
    }
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request != NULL)
    {
      if (view->query.len > 0 || wg_slice_find (view->path, ';') >= 0)
        query (view);
      if (wg_slice_at (view->target, 0) != '/')
        userinfo (view, view->target, view->request_frame, "http.request.uri");
      session_id (view, view->target, view->request_frame, "http.request.uri");
      authority (view, view->in.value[WG_VIEW_AUTHORITY]);
      authority (view, view->in.value[WG_VIEW_HOST]);
      if (wg_view_asks (view, WG_VIEW_REFERER))
        {
          userinfo (view, view->in.value[WG_VIEW_REFERER], view->request_frame, "http.referer");
          referer (view);
        }
    }
  if (view->response != NULL)
    of_response (view);
}

const WgHttpRules wg_http_url_rules = {
    .name = "urls",
    .judge = judge,
};
