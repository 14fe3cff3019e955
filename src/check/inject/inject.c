#include "check/inject/inject.h"

#include "base/limits.h"
#include "base/sum.h"
#include "check/match/scan.h"
#include "check/rules.h"

static const char *const places[] = {
    [WG_INPUT_PATH] = "The path", [WG_INPUT_QUERY] = "Parameter", [WG_INPUT_BODY] = "Field",
    [WG_INPUT_TEXT] = "The body", [WG_INPUT_COOKIE] = "Cookie",   [WG_INPUT_HEADER] = "Header",
};

WgClaim *
wg_inject_raise (WgInject *inject,
                 const WgFindingType *type,
                 WgSeverity severity,
                 const WgHttpView *view,
                 const WgInput *input,
                 const WgMatch *match)
{
  gboolean named = input->place != WG_INPUT_PATH && input->place != WG_INPUT_TEXT;
  WgClaim *claim;

  inject->attacked = TRUE;
  g_string_truncate (inject->name, 0);
  g_string_append_len (inject->name, (const gchar *) view->path.data,
                       (gssize) MIN (view->path.len, 120));
  if (named)
    {
      g_string_append (inject->name, ": ");
      g_string_append_len (inject->name, (const gchar *) input->name.data,
                           (gssize) MIN (input->name.len, 60));
    }
  claim = wg_check_raise (view->check, type, severity, view->parties,
                          wg_slice (inject->name->str, inject->name->len), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "%s%s%.*s of %.*s %.*s holds %s: %.*s", places[input->place],
                named ? " " : "", named ? (int) MIN (input->name.len, 60) : 0,
                (const char *) input->name.data, (int) MIN (view->method.len, 16),
                (const char *) view->method.data, (int) MIN (view->path.len, 80),
                (const char *) view->path.data, match->what, (int) MIN (match->part.len, 120),
                (const char *) match->part.data);
  wg_claim_show (claim, view->request_frame, input->field, wg_slice_sub (input->raw, 0, 200));
  return claim;
}

WgSlice
wg_inject_answer (WgInject *inject, const WgHttpView *view)
{
  return inject->n_looks++ < WG_LIMIT_ANSWER_LOOKS ? view->response_body : WG_SLICE_NONE;
}

gboolean
wg_inject_has_error (WgInject *inject, const WgHttpView *view)
{
  WgMatch match;

  if (inject->has_error < 0)
    inject->has_error = wg_match_sql_error (view->response_body, &match) != NULL;
  return inject->has_error;
}

void
wg_inject_worked (WgClaim *claim, const WgHttpView *view, const WgMatch *proof)
{
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
  wg_claim_frame (claim, view->response_frame);
  wg_claim_show (claim, view->response_frame, "http.file_data", proof->part);
}

gboolean
wg_inject_match (const WgInject *inject, WgMatchFunc func, WgMatch *out)
{
  const WgValue *value = &inject->value;

  return func (value->once, out)
         || (value->deep.data != value->once.data && func (value->deep, out));
}

static void
judge_path (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  const WgValue *value = &inject->value;
  gboolean is_path = input->place == WG_INPUT_PATH;
  WgMatch match = {0}, proof;
  WgPathMatch kind;
  WgSeverity severity;
  WgClaim *claim;

  if ((value->bytes & (WG_BYTES_SLASH | WG_BYTES_DOT | WG_BYTES_SEPARATOR)) == 0)
    return;
  kind = wg_match_path (value->once, is_path, &match);
  if (kind == WG_PATH_NONE && value->deep.data != value->once.data)
    kind = wg_match_path (value->deep, is_path, &match);
  if (kind == WG_PATH_NONE
      && (wg_has (input->raw, "%c0%af") || wg_has (input->raw, "%c0%ae")
          || wg_has (input->raw, "%c1%9c") || wg_has (input->raw, "%e0%80%af")))
    {
      kind = WG_PATH_CLIMBS;
      match.what = "a slash or dot in more bytes than it needs";
      match.part = input->raw;
    }
  if (kind == WG_PATH_NONE
      || (kind == WG_PATH_RELATIVE && input->place != WG_INPUT_QUERY
          && input->place != WG_INPUT_BODY))
    return;
  severity = kind == WG_PATH_RELATIVE ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT;
  if (!wg_match_file (wg_inject_answer (inject, view), &proof) || view->status != 200)
    {
      claim = wg_inject_raise (inject, &wg_finding_inj_path_traversal, severity, view, input,
                               &match);
      if (kind == WG_PATH_RELATIVE)
        wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      return;
    }
  claim = wg_inject_raise (inject, &wg_finding_inj_path_traversal, WG_SEVERITY_CRITICAL, view,
                           input, &match);
  wg_inject_worked (claim, view, &proof);
}

static void
judge_command (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match, proof;
  WgClaim *claim;

  if ((inject->value.bytes
       & (WG_BYTES_SEPARATOR | WG_BYTES_DOLLAR | WG_BYTES_QUOTE | WG_BYTES_SLASH))
          == 0
      || !wg_inject_match (inject, wg_match_command, &match))
    return;
  claim = wg_inject_raise (inject, &wg_finding_inj_os_command, WG_SEVERITY_DEFAULT, view, input,
                           &match);
  if (wg_match_command_output (wg_inject_answer (inject, view), &proof)
      || wg_match_file (wg_inject_answer (inject, view), &proof))
    wg_inject_worked (claim, view, &proof);
}

/* Fields in which people post programs to each other. */
static gboolean
is_prose (const WgInput *input)
{
  static const char *const names[] = {"code",    "source",      "text",    "content",
                                      "body",    "paste",       "message", "comment",
                                      "snippet", "description", NULL};

  for (guint i = 0; input->place == WG_INPUT_BODY && names[i] != NULL; i++)
    if (wg_slice_is_nocase (input->name, names[i]))
      return TRUE;
  return FALSE;
}

static void
judge_php (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  const guint some = WG_BYTES_ANGLE | WG_BYTES_BRACKET | WG_BYTES_UNDERSCORE;
  WgMatch match;

  if (((inject->value.bytes & some) != 0 && !is_prose (input)
       && wg_inject_match (inject, wg_match_php, &match))
      || (input->place == WG_INPUT_PATH && wg_inject_match (inject, wg_match_webshell, &match)))
    wg_inject_raise (inject, &wg_finding_inj_code_php_webshell,
                     view->status == 404 ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT, view, input,
                     &match);
}

/* "10.0.0.9:1389" */
static gboolean
address_of (const GString *host, guint32 *address, guint16 *port)
{
  const char *colon = strchr (host->str, ':');
  gsize len = colon != NULL ? (gsize) (colon - host->str) : host->len;
  guint64 number = 0;
  gboolean disguised;

  if (colon != NULL)
    g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL);
  *port = (guint16) number;
  return wg_ipv4_of (wg_slice (host->str, len), address, &disguised);
}

static void
judge_jndi (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgMatch match;
  guint32 address;
  guint16 port;

  if (!wg_match_jndi (inject->value.once, &match, inject->host)
      && !wg_match_jndi (inject->value.deep, &match, inject->host))
    return;
  wg_inject_raise (inject, &wg_finding_inj_log4shell, WG_SEVERITY_DEFAULT, view, input, &match);
  if (address_of (inject->host, &address, &port))
    wg_inject_calls_expect (inject->calls, &wg_finding_inj_log4shell, view,
                            wg_slice (inject->name->str, inject->name->len), address, port);
}

/* Headers, cookies and paths are the same with each request: those that held nothing are known
 * by their hashes. A place in the table, or %NULL for what is not remembered. */
static guint64 *
harmless (WgInject *inject, const WgInput *input, guint64 *hash)
{
  if (input->place != WG_INPUT_HEADER && input->place != WG_INPUT_COOKIE
      && input->place != WG_INPUT_PATH)
    return NULL;
  *hash = wg_sum_add (WG_SUM_START + input->place, input->raw);
  return &inject->harmless[*hash % G_N_ELEMENTS (inject->harmless)];
}

static void
judge_value (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  wg_value_open (&inject->value, input->raw, input->coding);
  if (input->place != WG_INPUT_HEADER && input->place != WG_INPUT_COOKIE
      && (inject->value.bytes & WG_BYTES_DOLLAR) != 0)
    judge_jndi (inject, view, input);
  if (input->place != WG_INPUT_COOKIE || inject->value.bytes != 0)
    wg_inject_rarer (inject, view, input);
  if (inject->value.bytes == 0 || input->place == WG_INPUT_TEXT || input->is_password)
    return;
  wg_inject_sql (inject, view, input);
  if (input->place != WG_INPUT_COOKIE)
    {
      wg_inject_xss (inject, view, input);
      judge_command (inject, view, input);
      judge_php (inject, view, input);
    }
  if (input->place != WG_INPUT_HEADER)
    judge_path (inject, view, input);
  if (input->place == WG_INPUT_QUERY || input->place == WG_INPUT_BODY)
    wg_inject_ssrf (inject, view, input);
}

/* It was let pass for what it is, whatever the answer. */
static gboolean
is_harmless (const WgInject *inject, const WgInput *input)
{
  const guint plain = WG_BYTES_SLASH | WG_BYTES_DOT | WG_BYTES_UNDERSCORE;

  if (input->place == WG_INPUT_PATH)
    return (inject->value.bytes & ~plain) == 0;
  return !wg_match_sql_break (inject->value.once);
}

static void
judge_input (gpointer user, const WgHttpView *view, const WgInput *input)
{
  WgInject *inject = user;
  guint64 hash = 0;
  guint64 *known = harmless (inject, input, &hash);
  gboolean before = inject->attacked;

  if (known != NULL && *known == hash)
    return;
  inject->attacked = FALSE;
  judge_value (inject, view, input);
  if (known != NULL && !inject->attacked && is_harmless (inject, input))
    *known = hash;
  inject->attacked = inject->attacked || before;
}

/* Every header may be logged, and every one becomes a variable of a CGI program. */
static void
judge_headers (WgInject *inject, const WgHttpView *view)
{
  for (guint i = 0; i < view->in.n; i++)
    {
      const WgHeader *header = &view->in.all[i];
      WgInput input = {.place = WG_INPUT_HEADER,
                       .name = header->name,
                       .raw = header->value,
                       .field = "http.request.line"};
      WgMatch match, proof;
      WgClaim *claim;

      if (wg_slice_find (header->value, '$') >= 0)
        {
          wg_value_open (&inject->value, header->value, WG_CODING_PLAIN);
          judge_jndi (inject, view, &input);
        }
      if (wg_slice_find (header->value, '(') < 0
          || !wg_match_shellshock (header->value, &match))
        continue;
      claim = wg_inject_raise (inject, &wg_finding_inj_shellshock, WG_SEVERITY_DEFAULT, view,
                               &input, &match);
      if (wg_match_command_output (wg_inject_answer (inject, view), &proof)
          || wg_match_file (wg_inject_answer (inject, view), &proof))
        wg_inject_worked (claim, view, &proof);
    }
}

static void
judge (gpointer state, const WgHttpView *view)
{
  WgInject *inject = state;

  if (view->request == NULL)
    return;
  inject->attacked = FALSE;
  inject->n_looks = 0;
  inject->has_error = -1;
  wg_inputs_walk (view, judge_input, inject);
  wg_inject_names (inject, view);
  judge_headers (inject, view);
  if (!inject->attacked && view->status == 200)
    wg_inject_usual_note (inject->usual, view);
}

static gpointer
open_inject (WgCheck *check)
{
  WgInject *inject = g_new0 (WgInject, 1);

  inject->check = check;
  inject->host = g_string_new (NULL);
  inject->name = g_string_new (NULL);
  inject->calls = wg_inject_calls_new ();
  inject->usual = wg_inject_usual_new ();
  return inject;
}

static void
flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  WgInject *inject = state;
  wg_inject_calls_flow (inject->calls, parties, flow);
}

static void
finish (gpointer state)
{
  WgInject *inject = state;
  wg_inject_calls_finish (inject->calls, inject->check);
}

static void
close_inject (gpointer state)
{
  WgInject *inject = state;

  wg_value_clear (&inject->value);
  g_string_free (inject->host, TRUE);
  g_string_free (inject->name, TRUE);
  wg_inject_calls_free (inject->calls);
  wg_inject_usual_free (inject->usual);
  g_free (inject);
}

const WgHttpRules wg_http_inject_rules = {
    .name = "inject",
    .open = open_inject,
    .judge = judge,
    .flow_over = flow_over,
    .finish = finish,
    .close = close_inject,
};
