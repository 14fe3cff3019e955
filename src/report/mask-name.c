#include "report/mask-private.h"

/* Names of parameters, members and headers that keep secrets. A name is compared in lower case
 * without its separators: "Access-Token", "access_token" and "accessToken" are one. */

#define MAX_NAME_LEN 64u

/* may_begin() knows their first two letters. */
static const char *const anywhere[] = {
    "accesskey",    "apikey",     "authkey", "bearer",    "credential",      "jwt",
    "passcode",     "passphrase", "passwd",  "password",  "passwort",        "privatekey",
    "samlresponse", "secret",     "session", "signature", "subscriptionkey", "token",
};

static const char *const exactly[] = {
    "pass",
    "pwd",
    "pw",
    "psw",
    "userpwd",
    "userpass",
    "pin",
    "otp",
    "totp",
    "mfa",
    "auth",
    "authorization",
    "sid",
    "sess",
    "phpsessid",
    "jsessionid",
    "connectsid",
    "aspsessionid",
    "sig",
    "hmac",
    "csrf",
    "xsrf",
    "signingkey",
    "encryptionkey",
    "licensekey",
    "sharedkey",
    "authcode",
    "devicecode",
    "verificationcode",
    "codeverifier",
    "ticket",
    "assertion",
    "clientassertion",
    "cookie",
    "setcookie",
    "proxyauthorization",
    "psk",
    "wpapsk",
    "loginpass",
    "newpass",
    "oldpass",
    "accountkey",
};

static const char *const weakly[] = {"code", "key", "answer", "hash", "nonce"};

/* What follows a secret's name when the value only talks about it: token_type, session_timeout.
 */
static const char *const about[] = {"type",      "expires",  "expiry",  "expiresin", "timeout",
                                    "lifetime",  "endpoint", "url",     "uri",       "count",
                                    "length",    "policy",   "enabled", "required",  "tokens",
                                    "algorithm", "field"};

/* Lower-case letters and digits of @name into @out; its length, 0 when there are too many. */
static gsize
normalise (WgSlice name, char out[MAX_NAME_LEN + 1])
{
  gsize n = 0;

  for (gsize i = 0; i < name.len; i++)
    {
      char c = (char) name.data[i];
      if (c == '%' && i + 2 < name.len) /* an encoded separator: user%5Bpassword%5D */
        {
          i += 2;
          continue;
        }
      if (!g_ascii_isalnum (c))
        continue;
      if (n == MAX_NAME_LEN)
        return 0;
      out[n++] = g_ascii_tolower (c);
    }
  out[n] = '\0';
  return n;
}

static gboolean
is_one_of (const char *name, const char *const *list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (list[i][0] == name[0] && strcmp (name, list[i]) == 0)
      return TRUE;
  return FALSE;
}

/* May one of the words anywhere[] begin with these two letters? */
static gboolean
may_begin (char first, char second)
{
  switch (first)
    {
    case 'a':
      return second == 'c' || second == 'p' || second == 'u';
    case 'b':
      return second == 'e';
    case 'c':
      return second == 'r';
    case 'j':
      return second == 'w';
    case 'p':
      return second == 'a' || second == 'r';
    case 's':
      return second == 'a' || second == 'e' || second == 'i' || second == 'u';
    case 't':
      return second == 'o';
    default:
      return FALSE;
    }
}

static gboolean
has_word (const char *name)
{
  for (; name[0] != '\0' && name[1] != '\0'; name++)
    {
      if (!may_begin (name[0], name[1]))
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (anywhere); i++)
        if (g_str_has_prefix (name, anywhere[i]))
          return TRUE;
    }
  return FALSE;
}

static gboolean
talks_about (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (about); i++)
    if (g_str_has_suffix (name, about[i]))
      return TRUE;
  return FALSE;
}

/* The last part of a nested name, as in user[password] or login.pass. */
static WgSlice
last_part (WgSlice name)
{
  gsize end = name.len, start;

  while (end > 0 && !g_ascii_isalnum ((char) name.data[end - 1]))
    end--;
  for (start = end; start > 0; start--)
    {
      char c = (char) name.data[start - 1];
      if (c == '[' || c == '.' || c == '$' || c == ':')
        break;
    }
  return wg_mask_range (name, start, end);
}

static WgNameClass
class_of (WgSlice name)
{
  char plain[MAX_NAME_LEN + 1];

  if (normalise (name, plain) == 0)
    return WG_NAME_PLAIN;
  if (is_one_of (plain, exactly, G_N_ELEMENTS (exactly)))
    return WG_NAME_SECRET;
  if (is_one_of (plain, weakly, G_N_ELEMENTS (weakly)))
    return WG_NAME_WEAK;
  return has_word (plain) && !talks_about (plain) ? WG_NAME_SECRET : WG_NAME_PLAIN;
}

WgNameClass
wg_mask_name_class (WgSlice name)
{
  WgNameClass whole = class_of (name);
  WgSlice last;

  if (whole == WG_NAME_SECRET)
    return whole;
  last = last_part (name);
  return last.len < name.len ? MAX (whole, class_of (last)) : whole;
}

WgHeaderClass
wg_mask_header_class (WgSlice name)
{
  static const struct
  {
    const char *name;
    WgHeaderClass is;
  } headers[] = {
      {"authorization", WG_HEADER_SCHEME},
      {"proxy-authorization", WG_HEADER_SCHEME},
      {"x-authorization", WG_HEADER_SCHEME},
      {"x-forwarded-authorization", WG_HEADER_SCHEME},
      {"cookie", WG_HEADER_COOKIE},
      {"cookie2", WG_HEADER_COOKIE},
      {"set-cookie", WG_HEADER_SET_COOKIE},
      {"set-cookie2", WG_HEADER_SET_COOKIE},
      {":path", WG_HEADER_TARGET},
      {":authority", WG_HEADER_TARGET},
      {"host", WG_HEADER_TARGET},
      {"location", WG_HEADER_TARGET},
      {"content-location", WG_HEADER_TARGET},
      {"referer", WG_HEADER_TARGET},
      {"destination", WG_HEADER_TARGET},
      {"origin", WG_HEADER_TARGET},
      {"refresh", WG_HEADER_TEXT},
      {"link", WG_HEADER_TEXT},
      {"x-original-url", WG_HEADER_TARGET},
      {"x-forwarded-uri", WG_HEADER_TARGET},
      {"x-rewrite-url", WG_HEADER_TARGET},
      {"sec-websocket-protocol", WG_HEADER_TEXT},
      {"x-amz-security-token", WG_HEADER_SECRET},
      {"authentication-info", WG_HEADER_PLAIN},
      {"sec-websocket-key", WG_HEADER_PLAIN}, /* a nonce (RFC 6455 §11.3.1) */
      {"access-control-allow-credentials", WG_HEADER_PLAIN},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if (wg_slice_is_nocase (name, headers[i].name))
      return headers[i].is;
  return wg_mask_name_class (name) == WG_NAME_SECRET ? WG_HEADER_SECRET : WG_HEADER_PLAIN;
}
