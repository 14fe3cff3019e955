#include "check/http/auth.h"
#include "check/match/words.h"
#include "check/trivial.h"

/* What stands in Authorization, and headers of its kind, on plain HTTP. */

static WgSeverity
raised_if_accepted (const WgHttpView *view)
{
  return wg_view_answered (view, 200, 399) ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT;
}

static WgClaim *
make_claim (const WgHttpView *view,
            const WgFindingType *type,
            WgSeverity severity,
            WgSlice name)
{
  WgClaim *claim =
      wg_check_raise (view->check, type, severity, view->parties, name, view->request_frame);

  wg_claim_outcome (claim, wg_view_answered (view, 200, 399) ? WG_OUTCOME_SUCCESS
                                                             : WG_OUTCOME_ATTEMPT);
  return claim;
}

static gboolean
basic (const WgHttpView *view, WgSlice value, const char *field)
{
  WgSlice user, password;
  guchar decoded[1024];
  gboolean accepted = wg_view_answered (view, 200, 399);
  WgClaim *claim;

  if (!wg_auth_take_scheme (&value, "Basic")
      || !wg_auth_basic (value, decoded, sizeof decoded, &user, &password))
    return FALSE;
  wg_check_trivial_login (view->check, view->parties, view->request_frame, field, user,
                          password);
  if (view->secure)
    return FALSE;
  claim =
      make_claim (view, &wg_finding_cred_http_basic_cleartext, raised_if_accepted (view), user);
  wg_claim_say (claim,
                "User \"%.*s\" sent a password of %" G_GSIZE_FORMAT
                " characters with HTTP Basic in the clear%s",
                (int) MIN (user.len, 64), (const char *) user.data, password.len,
                accepted ? ", and the server accepted it." : ".");
  wg_claim_show (claim, view->request_frame, "http.authbasic.user", user);
  wg_claim_show_secret (claim, view->request_frame, field, value);
  return TRUE;
}

static void
digest (const WgHttpView *view, WgSlice value, const char *field)
{
  WgSlice user, response, algorithm = WG_SLICE_NONE, qop, nonce, uri;
  gboolean strong, old;
  WgClaim *claim;

  if (!wg_auth_take_scheme (&value, "Digest") || !wg_auth_parameter (value, "username", &user)
      || !wg_auth_parameter (value, "nonce", &nonce) || !wg_auth_parameter (value, "uri", &uri)
      || !wg_auth_parameter (value, "response", &response) || response.len == 0)
    return;
  wg_auth_parameter (value, "algorithm", &algorithm);
  strong = wg_slice_has_prefix_nocase (algorithm, "SHA-");
  old = !wg_auth_parameter (value, "qop", &qop);
  claim = make_claim (view, &wg_finding_cred_http_digest_cleartext,
                      strong ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT, user);
  wg_claim_say (
      claim,
      "User \"%.*s\" proved a password with a Digest of %s that can be guessed offline%s",
      (int) MIN (user.len, 64), (const char *) user.data, strong ? "SHA-256 or SHA-512" : "MD5",
      old ? "; without qop nothing of the client's own is in it." : ".");
  wg_claim_show (claim, view->request_frame, "http.authorization", user);
  wg_claim_show_secret (claim, view->request_frame, field, response);
}

static guint32
little (WgSlice bytes, gsize at, gsize n)
{
  guint32 value = 0;

  for (gsize i = n; i > 0; i--)
    value = value << 8 | (guint32) MAX (wg_slice_at (bytes, at + i - 1), 0);
  return value;
}

/* UTF-16 as NTLM writes it, to text; what is not ASCII becomes '?'. */
static WgSlice
ntlm_text (WgSlice message, gsize at, gboolean wide, char *out, gsize max)
{
  WgSlice from = wg_slice_sub (message, little (message, at + 4, 4), little (message, at, 2));
  gsize n = 0;

  for (gsize i = 0; i < from.len && n < max; i += wide ? 2 : 1)
    out[n++] =
        from.data[i] < 0x80 && from.data[i] >= 0x20 && (!wide || wg_slice_at (from, i + 1) == 0)
            ? (char) from.data[i]
            : '?';
  return wg_slice (out, n);
}

/* [MS-NLMP] 2.2.1.3: the message that carries the answer to the challenge. */
static void
ntlm (const WgHttpView *view, WgSlice value, const char *field)
{
  gint state = 0;
  guint save = 0, kind, nt_len;
  guchar bytes[4096];
  char user[64];
  WgSlice message, name;
  gboolean first;
  WgClaim *claim;

  if (!wg_auth_take_scheme (&value, "NTLM") && !wg_auth_take_scheme (&value, "Negotiate"))
    return;
  if (value.len < 16 || value.len / 4 * 3 + 3 > sizeof bytes
      || !wg_slice_has_prefix (value, "TlRMTVNTUA"))
    return;
  message = wg_slice (bytes, g_base64_decode_step ((const gchar *) value.data, value.len, bytes,
                                                   &state, &save));
  kind = little (message, 8, 4);
  nt_len = little (message, 20, 2);
  if (!wg_slice_equal (wg_slice_sub (message, 0, 8), wg_slice ("NTLMSSP", 8)) || kind != 3
      || message.len < 64 || nt_len < 24)
    return;
  name = ntlm_text (message, 36, (little (message, 60, 4) & 1) != 0, user, sizeof user);
  first = nt_len == 24;
  claim = make_claim (view, &wg_finding_cred_http_ntlm_cleartext,
                      first ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT, name);
  wg_claim_say (claim,
                "User \"%.*s\" answered the challenge with %s; who recorded it can guess the "
                "password offline.",
                (int) name.len, (const char *) name.data, first ? "NTLMv1" : "NTLMv2");
  wg_claim_show (claim, view->request_frame, "http.authorization", name);
  wg_claim_show_secret (claim, view->request_frame, field, value);
}

static gboolean
is_b64token (WgSlice text)
{
  while (text.len > 0 && text.data[text.len - 1] == '=')
    text.len--;
  for (gsize i = 0; i < text.len; i++)
    if (!g_ascii_isalnum (text.data[i]) && strchr ("-._~+/", text.data[i]) == NULL)
      return FALSE;
  return text.len > 0;
}

/* Three parts, the first an object in base64 that names an algorithm. */
static gboolean
is_jwt (WgSlice text)
{
  gssize dot = wg_slice_find (text, '.');
  guchar head[512];
  gint state = 0;
  guint save = 0;

  if (dot < 10 || (gsize) dot > sizeof head - 4 || !wg_slice_has_prefix (text, "ey")
      || wg_slice_find (wg_slice_sub (text, (gsize) dot + 1, text.len), '.') < 1)
    return FALSE;
  return wg_slice_contains_nocase (
      wg_slice (head, g_base64_decode_step ((const gchar *) text.data, (gsize) dot, head,
                                            &state, &save)),
      "\"alg\"");
}

static void
bearer (const WgHttpView *view, WgSlice value)
{
  /* The token of RFC 6750's examples. */
  gboolean named = wg_auth_take_scheme (&value, "Bearer");
  gboolean jwt;
  WgClaim *claim;

  value = wg_slice_trim (value);
  jwt = is_jwt (value);
  if ((!named && !jwt) || !is_b64token (value) || !wg_is_token_value (value)
      || wg_slice_is (value, "mF_9.B5f-4.1JqM"))
    return;
  claim = make_claim (view, &wg_finding_cred_http_bearer_cleartext, raised_if_accepted (view),
                      view->host);
  wg_claim_say (claim, "A%s of %" G_GSIZE_FORMAT " characters went to %.*s in the clear%s",
                jwt ? " JSON Web Token" : " bearer token", value.len,
                (int) MIN (view->host.len, 100), (const char *) view->host.data,
                wg_view_answered (view, 200, 399) ? ", and the server accepted it." : ".");
  wg_claim_show_secret (claim, view->request_frame, "http.authorization", value);
}

static void
api_key (const WgHttpView *view)
{
  static const char *const names[] = {"x-api-key",
                                      "api-key",
                                      "x-auth-token",
                                      "x-access-token",
                                      "x-vault-token",
                                      "private-token",
                                      "x-gitlab-token",
                                      "x-amz-security-token",
                                      "ocp-apim-subscription-key",
                                      NULL};

  for (guint i = 0; i < view->in.n; i++)
    {
      const WgHeader *header = &view->in.all[i];
      gint first = wg_fold ((guint8) MAX (wg_slice_at (header->name, 0), 0));
      WgClaim *claim;

      if (header->name.len < 7 || (first != 'x' && first != 'a' && first != 'p' && first != 'o')
          || !wg_is_token_value (header->value))
        continue;
      for (guint k = 0; names[k] != NULL; k++)
        if (wg_slice_is_nocase (header->name, names[k]))
          {
            claim = make_claim (view, &wg_finding_cred_api_key_header_cleartext,
                                WG_SEVERITY_DEFAULT, header->name);
            wg_claim_say (
                claim,
                "The header %.*s carried a key of %" G_GSIZE_FORMAT " characters in the clear.",
                (int) header->name.len, (const char *) header->name.data, header->value.len);
            wg_claim_show_secret (claim, view->request_frame, "http.request.line",
                                  header->value);
          }
    }
}

static void
challenge (const WgHttpView *view, WgViewHeader name)
{
  WgSlice rest, scheme, parameters, realm = WG_SLICE_NONE;
  guint at = 0;
  WgClaim *claim;

  while (wg_view_next (&view->out, name, &at, &rest))
    while (wg_auth_next_challenge (&rest, &scheme, &parameters))
      {
        if (!wg_slice_is_nocase (scheme, "Basic"))
          continue;
        wg_auth_parameter (parameters, "realm", &realm);
        claim =
            wg_check_raise (view->check, &wg_finding_auth_basic_challenge_cleartext,
                            WG_SEVERITY_DEFAULT, view->parties, realm, view->response_frame);
        wg_claim_say (claim,
                      "The server asked for a password with HTTP Basic (\"%.*s\") on a "
                      "connection that is not encrypted.",
                      (int) MIN (realm.len, 64),
                      realm.len > 0 ? (const char *) realm.data : "");
        wg_claim_show (claim, view->response_frame, "http.www_authenticate", parameters);
        return;
      }
}

static void
authorization (const WgHttpView *view, WgViewHeader name, const char *field)
{
  WgSlice value = view->in.value[name];

  if (value.len == 0 || basic (view, value, field) || view->secure)
    return;
  digest (view, value, field);
  ntlm (view, value, field);
  if (name == WG_VIEW_AUTHORIZATION)
    bearer (view, value);
}

/* @answered: conversations where somebody already sent a password, the latest of them */
typedef struct
{
  gint64 answered[64];
  guint n;
} Seen;

static gpointer
open_seen (WgCheck *check)
{
  Seen *seen = g_new0 (Seen, 1);
  memset (seen->answered, 0xff, sizeof seen->answered);
  return seen;
}

static gboolean
was_answered (const Seen *seen, gint64 conversation)
{
  for (guint i = 0; i < G_N_ELEMENTS (seen->answered); i++)
    if (seen->answered[i] == conversation)
      return TRUE;
  return FALSE;
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Seen *seen = state;
  gboolean asks = view->in.count[WG_VIEW_AUTHORIZATION] > 0
                  || view->in.count[WG_VIEW_PROXY_AUTHORIZATION] > 0;

  if (asks)
    {
      authorization (view, WG_VIEW_AUTHORIZATION, "http.authorization");
      authorization (view, WG_VIEW_PROXY_AUTHORIZATION, "http.proxy_authorization");
      seen->answered[seen->n++ % G_N_ELEMENTS (seen->answered)] = view->parties->conversation;
    }
  if (view->secure)
    return;
  if (view->request != NULL)
    api_key (view);
  if (asks || was_answered (seen, view->parties->conversation))
    return;
  if (view->status == 401)
    challenge (view, WG_VIEW_WWW_AUTHENTICATE);
  else if (view->status == 407)
    challenge (view, WG_VIEW_PROXY_AUTHENTICATE);
}

const WgHttpRules wg_http_credential_rules = {
    .name = "credentials",
    .open = open_seen,
    .judge = judge,
    .close = g_free,
};
