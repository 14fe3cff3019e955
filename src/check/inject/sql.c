#include "check/inject/inject.h"

#include "check/match/scan.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* The answer took the time that the value asks for, and not much more. */
static gboolean
has_slept (const WgInject *inject, const WgHttpView *view, guint seconds)
{
  gint64 asked = wg_check_time (inject->check, view->request_frame);
  gint64 answered = wg_check_time (inject->check, view->response_frame);
  gint64 wanted = (gint64) seconds * SECOND;

  return seconds >= 2 && view->response != NULL && asked != G_MININT64 && answered != G_MININT64
         && answered - asked >= wanted && answered - asked <= 3 * wanted + 2 * SECOND;
}

static gboolean
has_rows (const WgInject *inject, const WgHttpView *view, WgMatch *proof)
{
  WgSlice body = view->response_body;
  guint64 usual = wg_inject_usual_len (inject->usual, view);
  guint64 len;
  guint rows = 0;

  if (view->status != 200 || body.len == 0 || !wg_has (inject->value.deep, "select"))
    return FALSE;
  proof->part = wg_slice_sub (body, 0, 200);
  if (usual > 0)
    {
      len = view->response->message.decoded_length >= 0
                ? (guint64) view->response->message.decoded_length
                : view->response->message.body_length;
      proof->what = "an answer much longer than the usual one";
      /* a page that only repeats the value grows by no more than it */
      return len > usual + usual * 3 / 10 && len > usual + inject->value.once.len * 2;
    }
  if (!view->is_json
      || (!wg_slice_has_prefix (body, "[[") && !wg_slice_has_prefix (body, "[{")))
    return FALSE;
  for (gsize i = 1; i < body.len; i++)
    rows += body.data[i] == body.data[1];
  proof->what = "more than one row";
  return rows > 1;
}

static gboolean
has_version (const WgHttpView *view, WgMatch *proof)
{
  static const char *const words[] = {
      "-mariadb",   "postgresql 1",      "microsoft sql server 20",
      "-0ubuntu0.", "oracle database 1", NULL};

  for (guint i = 0; words[i] != NULL; i++)
    {
      gssize at = wg_scan (view->response_body, 0, words[i]);
      if (at < 0)
        continue;
      proof->part = wg_slice_sub (view->response_body, (gsize) MAX (at - 8, 0), 60);
      proof->what = "the database's version";
      return TRUE;
    }
  return FALSE;
}

static gboolean
login_passed (const WgHttpView *view, const WgInput *input, WgMatch *proof)
{
  proof->what = "a new session: the login let it pass";
  proof->part = view->out.value[WG_VIEW_LOCATION];
  return input->place == WG_INPUT_BODY && (view->status == 302 || view->status == 303)
         && view->out.count[WG_VIEW_SET_COOKIE] > 0;
}

/* How the answer shows that the database ran it, or nothing. */
static gboolean
has_worked (WgInject *inject, const WgHttpView *view, const WgInput *input, WgMatch *proof)
{
  gboolean is_union =
      wg_has (inject->value.deep, "select") && wg_has (inject->value.deep, "union");

  proof->part = WG_SLICE_NONE;
  if (view->response == NULL || wg_inject_answer (inject, view).len == 0)
    return login_passed (view, input, proof);
  if (wg_inject_has_error (inject, view)
      && wg_match_sql_error (view->response_body, proof) != NULL
      && !wg_has (inject->value.deep, "syntax") && !wg_has (inject->value.deep, "sqlstate"))
    {
      proof->what = "an error of the database";
      return TRUE;
    }
  if (is_union && (has_version (view, proof) || has_rows (inject, view, proof)))
    return TRUE;
  if (has_slept (inject, view, wg_match_sql_delay (inject->value.deep)))
    {
      proof->what = "the delay that it asked for";
      return TRUE;
    }
  return login_passed (view, input, proof);
}

void
wg_inject_sql (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  const guint some =
      WG_BYTES_QUOTE | WG_BYTES_SPACE | WG_BYTES_BRACKET | WG_BYTES_SEPARATOR | WG_BYTES_SLASH;
  WgMatch match, proof;
  WgClaim *claim;
  gboolean worked;

  if ((inject->value.bytes & some) == 0 || input->place == WG_INPUT_PATH)
    return;
  if (!wg_inject_match (inject, wg_match_sql, &match))
    {
      /* A quote alone is no attack, unless the database complains of it. */
      if (input->place == WG_INPUT_HEADER || !wg_match_sql_break (inject->value.once)
          || !wg_inject_has_error (inject, view))
        return;
      match.what = "a quote or parenthesis too many";
      match.part = inject->value.once;
    }
  worked = has_worked (inject, view, input, &proof);
  claim = wg_inject_raise (inject, &wg_finding_inj_sqli,
                           worked ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT, view, input,
                           &match);
  if (!worked)
    return;
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  claim = wg_check_raise (view->check, &wg_finding_inj_sqli_success, WG_SEVERITY_DEFAULT,
                          view->parties, wg_slice (inject->name->str, inject->name->len),
                          view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_frame (claim, view->response_frame);
  wg_claim_say (claim, "After %s in \"%.*s\" the answer (status %d) shows %s: %.*s", match.what,
                (int) MIN (input->name.len, 60), (const char *) input->name.data,
                (int) view->status, proof.what, (int) MIN (proof.part.len, 100),
                (const char *) proof.part.data);
  wg_claim_show (claim, view->request_frame, input->field, wg_slice_sub (input->raw, 0, 200));
  wg_claim_show (claim, view->response_frame, "http.file_data", proof.part);
}
