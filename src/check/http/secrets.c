#include "base/limits.h"
#include "check/http/view.h"
#include "check/match/any-of.h"

/* Secrets of known shape in what passes in the clear. */

typedef enum
{
  KEY_AWS,
  KEY_GITHUB,
  KEY_SLACK,
  KEY_GOOGLE,
  KEY_STRIPE,
  KEY_GITLAB,
  KEY_BCRYPT,
  KEY_PEM,
} KeyKind;

/* @begin: how it begins; @skip: bytes from there to what is counted; @len: of characters that
 * the secret has at least */
static const struct
{
  const char *begin;
  guint len;
  KeyKind kind;
  const char *what;
} shapes[] = {
    {"AKIA", 16, KEY_AWS, "an access key of Amazon Web Services"},
    {"ASIA", 16, KEY_AWS, "a temporary access key of Amazon Web Services"},
    {"AIza", 35, KEY_GOOGLE, "an API key of Google's"},
    {"ghp_", 36, KEY_GITHUB, "a personal access token of GitHub's"},
    {"gho_", 36, KEY_GITHUB, "an OAuth token of GitHub's"},
    {"ghs_", 36, KEY_GITHUB, "a server token of GitHub's"},
    {"github_pat_", 40, KEY_STRIPE, "a personal access token of GitHub's"},
    {"xoxa-", 20, KEY_SLACK, "a token of Slack's"},
    {"xoxb-", 20, KEY_SLACK, "a bot's token of Slack's"},
    {"xoxp-", 20, KEY_SLACK, "a user's token of Slack's"},
    {"xoxr-", 20, KEY_SLACK, "a refresh token of Slack's"},
    {"xoxs-", 20, KEY_SLACK, "a session token of Slack's"},
    {"sk_live_", 16, KEY_STRIPE, "a secret key of Stripe's"},
    {"glpat-", 20, KEY_GITLAB, "an access token of GitLab's"},
    {"$2a$", 56, KEY_BCRYPT, "a password's bcrypt hash"},
    {"$2b$", 56, KEY_BCRYPT, "a password's bcrypt hash"},
    {"$2y$", 56, KEY_BCRYPT, "a password's bcrypt hash"},
    {"-----BEGIN ", 0, KEY_PEM, "a private key"},
};

typedef struct
{
  WgAnyOf *scan;
  const char **texts;
} Secrets;

static gpointer
open_scan (WgCheck *check)
{
  const char **texts = g_new0 (const char *, G_N_ELEMENTS (shapes) + 1);
  Secrets *secrets = g_new0 (Secrets, 1);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    texts[i] = shapes[i].begin;
  secrets->texts = texts;
  secrets->scan = wg_any_of_new (texts);
  return secrets;
}

static void
close_scan (gpointer state)
{
  Secrets *secrets = state;

  wg_any_of_free (secrets->scan);
  g_free (secrets->texts);
  g_free (secrets);
}

static gboolean
is_key_character (KeyKind kind, gint c)
{
  if (kind == KEY_AWS)
    return g_ascii_isupper (c) || g_ascii_isdigit (c);
  if (kind == KEY_BCRYPT)
    return g_ascii_isalnum (c) || c == '.' || c == '/' || c == '$';
  return g_ascii_isalnum (c) || c == '_' || (c == '-' && kind != KEY_GITHUB);
}

/* The last six characters are the CRC-32 of those before, in base 62. */
static gboolean
fits_github (WgSlice body)
{
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  guint32 crc = ~0u;

  for (gsize i = 0; i < 30; i++)
    {
      crc ^= body.data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
    }
  crc = ~crc;
  for (gsize i = 36; i > 30; i--, crc /= 62)
    if (body.data[i - 1] != (guint8) digits[crc % 62])
      return FALSE;
  return TRUE;
}

/* "-----BEGIN RSA PRIVATE KEY-----" and something of the key. @len: of what is shown */
static gboolean
is_private_key (WgSlice text, gsize *len, gboolean *locked)
{
  static const char *const kinds[] = {"",         "RSA ",       "EC ", "DSA ",
                                      "OPENSSH ", "ENCRYPTED ", NULL};
  gsize key = 0;

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      WgSlice rest = wg_slice_sub (text, 11 + strlen (kinds[i]), 200);

      if (!wg_slice_has_prefix (wg_slice_sub (text, 11, 20), kinds[i])
          || !wg_slice_has_prefix (rest, "PRIVATE KEY-----"))
        continue;
      for (gsize k = 16; k < rest.len; k++)
        key += g_ascii_isalnum (rest.data[k]) || rest.data[k] == '+' || rest.data[k] == '/';
      *len = 27 + strlen (kinds[i]);
      *locked = i == 5 || wg_slice_contains_nocase (rest, "ENCRYPTED");
      return key >= 40;
    }
  return FALSE;
}

static void
tell (const WgHttpView *view,
      WgSlice secret,
      const char *what,
      WgSeverity severity,
      guint32 frame,
      const char *field,
      const char *but)
{
  WgClaim *claim = wg_check_raise (view->check, &wg_finding_secret_in_traffic_pattern, severity,
                                   view->parties, wg_slice_str (what), frame);

  wg_claim_say (claim, "What looks like %s passed in the clear%s%s.", what,
                but != NULL ? ", " : "", but != NULL ? but : "");
  wg_claim_confidence (claim, but != NULL ? WG_CONFIDENCE_LOW : WG_CONFIDENCE_HIGH);
  wg_claim_show_secret (claim, frame, field, secret);
}

static gboolean
is_example (WgSlice secret)
{
  return wg_slice_contains_nocase (secret, "EXAMPLE")
         || wg_slice_contains_nocase (secret, "xxxx");
}

/* What begins at @at with @shape. */
static void
try_shape (const WgHttpView *view,
           WgSlice text,
           gsize at,
           guint shape,
           guint32 frame,
           const char *field)
{
  KeyKind kind = shapes[shape].kind;
  gsize begin = strlen (shapes[shape].begin), len = 0;
  WgSlice rest = wg_slice_sub (text, at, text.len), secret;
  gboolean locked = FALSE;

  if (kind == KEY_PEM)
    {
      if (is_private_key (rest, &len, &locked))
        tell (view, wg_slice_sub (rest, 0, len), shapes[shape].what,
              locked ? WG_SEVERITY_HIGH : WG_SEVERITY_CRITICAL, frame, field,
              locked ? "though a passphrase encrypts it" : NULL);
      return;
    }
  if (at > 0 && kind != KEY_BCRYPT && is_key_character (KEY_STRIPE, text.data[at - 1])
      && text.data[at - 1] != '-')
    return;
  while (len < 200 && is_key_character (kind, wg_slice_at (rest, begin + len)))
    len++;
  secret = wg_slice_sub (rest, 0, begin + len);
  if (len < shapes[shape].len || is_example (secret)
      || ((kind == KEY_AWS || kind == KEY_GITHUB || kind == KEY_BCRYPT)
          && len != shapes[shape].len)
      || (kind == KEY_GOOGLE && len != 35))
    return;
  if (kind == KEY_BCRYPT && wg_slice_at (secret, 6) != '$')
    return;
  if (kind == KEY_GITHUB && !fits_github (wg_slice_sub (secret, 4, 36)))
    tell (view, secret, shapes[shape].what, WG_SEVERITY_INFO, frame, field,
          "but its checksum does not fit: an example, or made up");
  else if (kind == KEY_GOOGLE)
    tell (view, secret, shapes[shape].what, WG_SEVERITY_LOW, frame, field,
          "and such keys are often public, and bound to one site");
  else
    tell (view, secret, shapes[shape].what, WG_SEVERITY_DEFAULT, frame, field, NULL);
}

static void
scan_text (const Secrets *secrets,
           const WgHttpView *view,
           WgSlice text,
           guint32 frame,
           const char *field)
{
  gsize from = 0, at;
  gint shape;

  while ((shape = wg_any_of_next (secrets->scan, text, &from, &at)) >= 0)
    try_shape (view, text, at, (guint) shape, frame, field);
}

static void
scan_headers (const Secrets *secrets,
              const WgHttpView *view,
              const WgViewHeaders *headers,
              guint32 frame)
{
  for (guint i = 0; i < headers->n; i++)
    if (headers->all[i].value.len >= 20)
      scan_text (secrets, view, headers->all[i].value, frame, "http.request.line");
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->secure)
    return;
  if (view->request != NULL)
    {
      if (view->query.len >= 20)
        scan_text (state, view, view->target, view->request_frame, "http.request.uri");
      scan_headers (state, view, &view->in, view->request_frame);
      scan_text (state, view, wg_slice_sub (view->request_body, 0, WG_LIMIT_CHECK_SCANNED),
                 view->request_frame, "http.file_data");
    }
  if (view->response != NULL)
    {
      scan_headers (state, view, &view->out, view->response_frame);
      scan_text (state, view, wg_slice_sub (view->response_body, 0, WG_LIMIT_CHECK_SCANNED),
                 view->response_frame, "http.file_data");
    }
}

const WgHttpRules wg_http_secret_rules = {
    .name = "secrets",
    .open = open_scan,
    .judge = judge,
    .close = close_scan,
};
