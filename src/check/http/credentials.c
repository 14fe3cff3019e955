#include "check/http/view.h"

static gboolean
takes_scheme (WgSlice *value, const char *scheme)
{
  gsize len = strlen (scheme);

  *value = wg_slice_trim (*value);
  if (!wg_slice_has_prefix_nocase (*value, scheme) || wg_slice_at (*value, len) != ' ')
    return FALSE;
  *value = wg_slice_trim (wg_slice_sub (*value, len, value->len));
  return TRUE;
}

/* Base64 of text with a colon: RFC 7617 §2. */
static gboolean
decode_basic (WgSlice token, guchar *out, gsize max, WgSlice *user, WgSlice *password)
{
  gint state = 0;
  guint save = 0;
  gsize len;
  gssize colon;

  if (token.len == 0 || token.len / 4 * 3 + 3 > max)
    return FALSE;
  len = g_base64_decode_step ((const gchar *) token.data, token.len, out, &state, &save);
  colon = wg_slice_find (wg_slice (out, len), ':');
  if (colon < 0)
    return FALSE;
  *user = wg_slice (out, (gsize) colon);
  *password = wg_slice_sub (wg_slice (out, len), (gsize) colon + 1, len);
  return TRUE;
}

static void
basic (const WgHttpView *view, WgViewHeader name, const char *field)
{
  WgSlice value = view->in.value[name], user, password;
  guchar decoded[1024];
  gboolean accepted = view->status >= 200 && view->status < 400;
  WgClaim *claim;

  if (view->secure || !takes_scheme (&value, "Basic")
      || !decode_basic (value, decoded, sizeof decoded, &user, &password))
    return;
  claim = wg_check_raise (view->check, &wg_finding_cred_http_basic_cleartext,
                          accepted ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT, view->parties,
                          user, view->request_frame);
  wg_claim_outcome (claim, accepted ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim,
                "User \"%.*s\" sent a password of %" G_GSIZE_FORMAT
                " characters with HTTP Basic in the clear%s",
                (int) MIN (user.len, 64), (const char *) user.data, password.len,
                accepted ? ", and the server accepted it." : ".");
  wg_claim_show (claim, view->request_frame, "http.authbasic.user", user);
  wg_claim_show_secret (claim, view->request_frame, field, value);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL)
    return;
  basic (view, WG_VIEW_AUTHORIZATION, "http.authorization");
  basic (view, WG_VIEW_PROXY_AUTHORIZATION, "http.proxy_authorization");
}

const WgHttpRules wg_http_credential_rules = {
    .name = "credentials",
    .judge = judge,
};
