#include "check/inject/inject.h"

#include "check/match/json.h"
#include "check/match/scan.h"

#define BATCH   10u /* operations of one request */
#define ALIASES 20u /* calls of one mutation in it */

static void
judge_template (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match, proof = {0};
  guint64 product = 0;
  char digits[24];
  WgClaim *claim;
  gssize at;
  gboolean worked = FALSE;

  if (!wg_match_template (inject->value.once, &match, &product)
      && !wg_match_template (inject->value.deep, &match, &product))
    return;
  if (product >= 10 && view->status == 200)
    {
      g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, product);
      at = wg_scan (wg_inject_answer (inject, view), 0, digits);
      worked = at >= 0
               && memmem (view->response_body.data, view->response_body.len, match.part.data,
                          MIN (match.part.len, 5))
                      == NULL;
      if (worked)
        proof.part = wg_slice_sub (view->response_body, (gsize) at, strlen (digits));
    }
  claim = wg_inject_raise (inject, &wg_finding_inj_ssti,
                           worked ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT, view, input,
                           &match);
  if (worked)
    wg_inject_worked (claim, view, &proof);
}

static gboolean
has_header (const WgHttpView *view, WgSlice part)
{
  gssize colon = wg_slice_find (part, ':');
  WgSlice name = wg_slice_sub (part, 0, (gsize) MAX (colon, 0)), value;

  if (colon <= 0)
    return FALSE;
  value = wg_slice_trim (wg_slice_sub (part, (gsize) colon + 1, part.len));
  for (gsize i = 0; i < value.len; i++)
    if (value.data[i] == '\r' || value.data[i] == '\n')
      value.len = i;
  for (guint i = 0; i < view->out.n; i++)
    if (wg_slice_equal_nocase (view->out.all[i].name, name)
        && wg_slice_equal (wg_slice_trim (view->out.all[i].value), value))
      return TRUE;
  return FALSE;
}

static void
judge_crlf (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match;
  WgClaim *claim;

  if (!wg_inject_match (inject, wg_match_crlf, &match))
    return;
  claim = wg_inject_raise (inject, &wg_finding_inj_crlf_response_splitting, WG_SEVERITY_DEFAULT,
                           view, input, &match);
  if (has_header (view, match.part))
    {
      match.part = wg_slice_sub (match.part, 0, 80);
      wg_inject_worked (claim, view, &match);
    }
}

/* JSF and ASP.NET send their pages' state in such a form; it is theirs, and mostly signed. */
static gboolean
is_page_state (WgSlice name)
{
  return wg_has (name, "viewstate") || wg_slice_is_nocase (name, "__EVENTVALIDATION");
}

static void
judge_serial (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match;
  WgSerial kind = wg_match_serial (inject->value.once, &match);
  WgSeverity severity = WG_SEVERITY_MEDIUM;

  if (kind == WG_SERIAL_NONE)
    kind = wg_match_serial (inject->value.deep, &match);
  if (kind == WG_SERIAL_NONE || (is_page_state (input->name) && kind != WG_SERIAL_GADGET))
    return;
  if (kind == WG_SERIAL_GADGET)
    severity = WG_SEVERITY_DEFAULT;
  else if (kind == WG_SERIAL_DATA)
    severity = WG_SEVERITY_INFO;
  wg_claim_confidence (
      wg_inject_raise (inject, &wg_finding_inj_deserialization, severity, view, input, &match),
      kind == WG_SERIAL_GADGET ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_LOW);
}

/* "a:login(..) b:login(..)": how often the same field is asked for by other names. */
static guint
aliases (WgSlice query)
{
  WgSlice first = WG_SLICE_NONE;
  guint n = 0;

  for (gsize i = 0; i < query.len; i++)
    {
      gsize start, len;

      if (query.data[i] != ':')
        continue;
      start = wg_skip_space (query, i + 1);
      len = wg_word_len (query, start);
      if (len < 3 || wg_slice_at (query, start + len) != '(')
        continue;
      if (first.len == 0)
        first = wg_slice_sub (query, start, len);
      if (wg_slice_equal (first, wg_slice_sub (query, start, len)))
        n++;
    }
  return n;
}

static void
judge_graphql (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match;
  WgSlice body = view->request_body;
  guint n = 0;

  if (!wg_slice_is_nocase (input->name, "query") || wg_slice_find (inject->value.once, '{') < 0)
    return;
  if (wg_inject_match (inject, wg_match_introspection, &match))
    wg_inject_raise (inject, &wg_finding_inj_graphql_introspection, WG_SEVERITY_DEFAULT, view,
                     input, &match);
  for (gssize at = -1; wg_slice_at (body, wg_skip_space (body, 0)) == '[' && n <= BATCH
                       && (at = wg_scan (body, (gsize) (at + 1), "\"query\"")) >= 0;)
    n++;
  match.part = wg_slice_sub (inject->value.once, 0, 100);
  match.what = "more operations at once than a page needs";
  if (n > BATCH
      || (wg_has (inject->value.once, "mutation") && aliases (inject->value.once) > ALIASES))
    wg_inject_raise (inject, &wg_finding_inj_graphql_introspection, WG_SEVERITY_MEDIUM, view,
                     input, &match);
}

static void
judge_text (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match, proof;
  WgClaim *claim;

  if (wg_slice_find (input->raw, '<') < 0 || !wg_match_xxe (input->raw, &match))
    return;
  claim =
      wg_inject_raise (inject, &wg_finding_inj_xxe, WG_SEVERITY_DEFAULT, view, input, &match);
  if (wg_match_file (wg_inject_answer (inject, view), &proof))
    wg_inject_worked (claim, view, &proof);
}

void
wg_inject_rarer (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  guint bytes = inject->value.bytes;
  WgMatch match;

  if (input->place == WG_INPUT_TEXT)
    judge_text (inject, view, input);
  if (input->place != WG_INPUT_HEADER && input->place != WG_INPUT_PATH)
    judge_serial (inject, view, input);
  if (input->place == WG_INPUT_TEXT || bytes == 0 || input->place == WG_INPUT_COOKIE)
    return;
  if (input->place == WG_INPUT_BODY && wg_slice_find (inject->value.once, '<') >= 0)
    judge_text (inject, view, input);
  if ((bytes & WG_BYTES_BRACKET) != 0)
    judge_template (inject, view, input);
  if ((bytes & (WG_BYTES_SEPARATOR | WG_BYTES_OTHER)) != 0 && (bytes & WG_BYTES_COLON) != 0
      && (input->place == WG_INPUT_QUERY || input->place == WG_INPUT_PATH))
    judge_crlf (inject, view, input);
  if ((bytes & WG_BYTES_BRACKET) != 0 && input->place != WG_INPUT_HEADER
      && wg_inject_match (inject, wg_match_ldap, &match))
    wg_inject_raise (inject, &wg_finding_inj_ldap, WG_SEVERITY_DEFAULT, view, input, &match);
  if ((bytes & WG_BYTES_QUOTE) != 0 && input->place != WG_INPUT_HEADER
      && wg_inject_match (inject, wg_match_nosql, &match))
    wg_inject_raise (inject, &wg_finding_inj_nosql, WG_SEVERITY_DEFAULT, view, input, &match);
  if ((bytes & WG_BYTES_BRACKET) != 0
      && (input->place == WG_INPUT_QUERY || input->place == WG_INPUT_BODY))
    judge_graphql (inject, view, input);
}

/* Whoever uses the site's own interface to its database may use operators anywhere; in a login
 * they have no place. */
static gboolean
is_login_name (WgSlice name)
{
  static const char *const names[] = {"user", "username", "login", "email", "password",
                                      "pass", "passwd",   "pwd",   "name",  "token",
                                      "id",   "pin",      NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return FALSE;
}

static void
judge_name (WgInject *inject, const WgHttpView *view, const WgInput *input, gboolean login)
{
  WgMatch match;

  if (wg_slice_find (input->name, '$') >= 0 && login
      && wg_match_nosql_name (input->name, &match))
    wg_inject_raise (inject, &wg_finding_inj_nosql, WG_SEVERITY_DEFAULT, view, input, &match);
  if (wg_slice_find (input->name, 'p') >= 0 && wg_match_prototype_name (input->name, &match))
    wg_inject_raise (inject, &wg_finding_inj_prototype_pollution, WG_SEVERITY_DEFAULT, view,
                     input, &match);
}

static void
judge_json (WgInject *inject, const WgHttpView *view)
{
  WgJson json;
  WgJsonItem item;
  WgSlice parent = WG_SLICE_NONE;

  wg_json_begin (&json, view->request_body);
  while (wg_json_next (&json, &item))
    {
      WgInput input = {
          .place = WG_INPUT_BODY, .name = item.key, .raw = item.key, .field = "http.file_data"};
      if (item.key.len > 0)
        judge_name (inject, view, &input, is_login_name (parent));
      parent = item.kind == WG_JSON_OBJECT ? item.key : WG_SLICE_NONE;
    }
}

/* Names of which it matters which one is read. */
static gboolean
matters (WgSlice name)
{
  static const char *const names[] = {
      "id",       "uid",          "user",  "user_id",  "userid",  "role",
      "admin",    "amount",       "price", "to",       "account", "action",
      "redirect", "redirect_uri", "email", "password", "token",   NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return FALSE;
}

typedef struct
{
  WgSlice name, value;
} Pair;

static void
judge_pairs (WgInject *inject,
             const WgHttpView *view,
             WgSlice rest,
             WgInputPlace place,
             Pair *seen,
             guint *n)
{
  g_autoptr (GString) decoded = g_string_new (NULL);
  guint before = *n;
  Pair pair;

  while (wg_form_next (&rest, &pair.name, &pair.value))
    {
      WgInput input = {.place = place,
                       .name = pair.name,
                       .raw = pair.name,
                       .field = place == WG_INPUT_QUERY ? "http.request.uri.query"
                                                        : "http.file_data"};
      WgMatch match = {"a value that contradicts the one before", pair.value};
      gssize bracket;

      for (guint i = 0; i < *n; i++)
        if (wg_slice_equal (seen[i].name, pair.name)
            && !wg_slice_equal (seen[i].value, pair.value)
            && (matters (pair.name) || (place == WG_INPUT_BODY && i < before)))
          {
            input.raw = pair.value;
            wg_inject_raise (inject, &wg_finding_inj_param_pollution, WG_SEVERITY_DEFAULT, view,
                             &input, &match);
            input.raw = pair.name;
            break;
          }
      if (*n < 64)
        seen[(*n)++] = pair;
      if (wg_slice_find (pair.name, '%') >= 0)
        {
          wg_percent_decode (pair.name, TRUE, decoded);
          input.name = wg_slice (decoded->str, decoded->len);
        }
      bracket = wg_slice_find (input.name, '[');
      judge_name (inject, view, &input,
                  is_login_name (wg_slice_sub (input.name, 0, (gsize) MAX (bracket, 0))));
    }
}

void
wg_inject_names (WgInject *inject, const WgHttpView *view)
{
  Pair seen[64];
  guint n = 0;
  WgFormKind kind;

  if (view->query.len > 0)
    judge_pairs (inject, view, view->query, WG_INPUT_QUERY, seen, &n);
  if (view->request_body.len == 0
      || !wg_form_kind_of (view->in.value[WG_VIEW_CONTENT_TYPE], &kind))
    return;
  if (kind == WG_FORM_PAIRS)
    judge_pairs (inject, view, view->request_body, WG_INPUT_BODY, seen, &n);
  else if (kind == WG_FORM_JSON
           && (wg_slice_find (view->request_body, '$') >= 0
               || wg_has (view->request_body, "proto")))
    judge_json (inject, view);
}
