#include "check/http/submission.h"
#include "check/match/words.h"
#include "check/trivial.h"

/* What forms bring over plain HTTP: passwords, card numbers. */

static const char *
kind_text (WgFormKind kind)
{
  return kind == WG_FORM_JSON        ? "JSON"
         : kind == WG_FORM_MULTIPART ? "a multipart form"
                                     : "a form";
}

static void
password (const WgHttpView *view, const WgSubmission *form)
{
  gboolean known = form->user.len > 0;
  WgClaim *claim;

  wg_check_trivial_login (view->check, view->parties, view->request_frame,
                          "urlencoded-form.value", form->user, form->password);
  if (view->secure)
    return;
  claim = wg_check_raise (view->check, &wg_finding_cred_http_form_password_cleartext,
                          WG_SEVERITY_DEFAULT, view->parties, form->password_name,
                          view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (
      claim,
      "The field \"%.*s\" of %s sent to %.*s%.*s held a password of %" G_GSIZE_FORMAT
      " characters%s%.*s%s.",
      (int) MIN (form->password_name.len, 64), (const char *) form->password_name.data,
      kind_text (form->kind), (int) MIN (view->host.len, 64),
      view->host.len > 0 ? (const char *) view->host.data : "", (int) MIN (view->path.len, 64),
      view->path.len > 0 ? (const char *) view->path.data : "", form->password.len,
      known ? ", next to the user \"" : "", (int) MIN (form->user.len, 64),
      known ? (const char *) form->user.data : "", known ? "\"" : "");
  if (known)
    wg_claim_show (claim, view->request_frame, "urlencoded-form.key", form->user);
  wg_claim_show_secret (claim, view->request_frame, "urlencoded-form.value", form->password);
}

static gboolean
has_issuer (const char *digits, guint n)
{
  guint head = 0;

  for (guint i = 0; i < 4 && i < n; i++)
    head = head * 10 + (guint) (digits[i] - '0');
  return digits[0] == '4' || (head >= 5100 && head < 5600) || (head >= 2221 && head <= 2720)
         || (head >= 3400 && head < 3500) || (head >= 3700 && head < 3800) || head == 6011
         || (head >= 6440 && head < 6600) || (head >= 3528 && head <= 3589);
}

/* ISO/IEC 7812: issuer, length, Luhn's sum. */
static gboolean
is_card_number (WgSlice text, char *digits)
{
  guint n = 0, sum = 0;

  for (gsize i = 0; i < text.len; i++)
    {
      gint c = text.data[i];
      if (c == ' ' || c == '-')
        continue;
      if (!g_ascii_isdigit (c) || n == 19)
        return FALSE;
      digits[n++] = (char) c;
    }
  digits[n] = '\0';
  if (n < 13 || !has_issuer (digits, n))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint digit = (guint) (digits[n - 1 - i] - '0') * (i % 2 + 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
  return sum % 10 == 0;
}

static gboolean
is_test_card (const char *digits)
{
  static const char *const test[] = {"4111111111111111", "4242424242424242", "4012888888881881",
                                     "4222222222222",    "5555555555554444", "5105105105105100",
                                     "378282246310005",  "371449635398431",  "6011111111111117",
                                     "3530111333300000", "2223003122003222", NULL};

  return g_strv_contains (test, digits);
}

static void
card (const WgHttpView *view, const WgSubmission *form)
{
  char digits[20];
  gboolean test, plain;
  WgClaim *claim;

  if (!is_card_number (form->card, digits))
    return;
  /* "number" alone may be anything. */
  plain = wg_slice_is_nocase (form->card_name, "number");
  if (plain && !form->card_code)
    return;
  test = is_test_card (digits);
  claim = wg_check_raise (view->check, &wg_finding_card_number_cleartext,
                          test ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, view->parties,
                          form->card_name, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The field \"%.*s\" held %s number of %u digits that begins with %.4s%s",
                (int) MIN (form->card_name.len, 64), (const char *) form->card_name.data,
                test ? "a well-known test card's" : "a payment card's", (guint) strlen (digits),
                digits, form->card_code ? ", next to its expiry or check number." : ".");
  wg_claim_show_secret (claim, view->request_frame, "urlencoded-form.value", form->card);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  const WgSubmission *form;

  if (view->request_body.len == 0)
    return;
  form = wg_view_submission (view);
  if (form == NULL
      || !(wg_view_is (view, "POST") || wg_view_is (view, "PUT") || wg_view_is (view, "PATCH")))
    return;
  if (form->password.len > 0)
    password (view, form);
  if (form->card.len > 0 && !view->secure)
    card (view, form);
}

const WgHttpRules wg_http_form_rules = {
    .name = "forms",
    .judge = judge,
};
