#include "check/token/jwt.h"

#include "base/limits.h"
#include "check/match/json.h"
#include "crypto/hmac.h"

static const gint8 values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,
    ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14,
    ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
    ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
    ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35,
    ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
    ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,
    ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['-'] = 63,
    ['_'] = 64,
};

static gsize
run_of_base64url (WgSlice text)
{
  gsize n = 0;

  while (n < text.len && values[text.data[n]] != 0)
    n++;
  return n;
}

/* RFC 7515 §2: base64url without padding. FALSE for a length that none has. */
static gboolean
decode (WgSlice text, GByteArray *out)
{
  guint32 bits = 0;
  guint n = 0;

  if (text.len % 4 == 1)
    return FALSE;
  for (gsize i = 0; i < text.len; i++)
    {
      bits = bits << 6 | (guint32) (values[text.data[i]] - 1);
      n += 6;
      if (n >= 8)
        {
          guint8 byte = (guint8) (bits >> (n -= 8));
          g_byte_array_append (out, &byte, 1);
        }
    }
  return TRUE;
}

static gint64
time_of (WgSlice number)
{
  g_autofree char *text = g_strndup ((const char *) number.data, MIN (number.len, 24));
  gdouble value = g_ascii_strtod (text, NULL);

  if (value > 1e11) /* milliseconds */
    value /= 1000;
  return value > -1e12 && value < 1e12 ? (gint64) value : WG_JWT_NO_TIME;
}

static gboolean
read_header (WgJwt *jwt)
{
  WgJson json;
  WgJsonItem item;
  gboolean whole = FALSE;

  wg_json_begin (&json, jwt->header);
  if (!wg_json_next (&json, &item) || item.kind != WG_JSON_OBJECT)
    return FALSE;
  while (wg_json_next (&json, &item))
    {
      whole = item.kind == WG_JSON_CLOSE && item.depth == 0;
      if (item.depth != 1)
        continue;
      if (item.kind == WG_JSON_STRING && wg_slice_is (item.key, "alg"))
        jwt->alg = item.value;
      else if (item.kind == WG_JSON_STRING && wg_slice_is (item.key, "kid"))
        jwt->kid = item.value;
      else if (item.kind == WG_JSON_STRING && wg_slice_is (item.key, "jku"))
        jwt->jku = item.value;
      else if (item.kind == WG_JSON_STRING && wg_slice_is (item.key, "x5u"))
        jwt->x5u = item.value;
      else if (item.kind == WG_JSON_OBJECT && wg_slice_is (item.key, "jwk"))
        jwt->jwk = TRUE;
    }
  return whole && jwt->alg.len > 0;
}

static gboolean
is_sensitive (WgSlice name)
{
  static const char *const names[] = {
      "password", "passwd",      "pwd",           "passphrase",  "ssn",
      "secret",   "credit_card", "creditcard",    "card_number", "cardnumber",
      "pan",      "cvv",         "private_key",   "privatekey",  "api_key",
      "apikey",   "pin",         "client_secret", NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return FALSE;
}

static void
take_claim (WgJwt *jwt, const WgJsonItem *item)
{
  if (item->kind == WG_JSON_NUMBER && wg_slice_is (item->key, "exp"))
    jwt->exp = time_of (item->value);
  else if (item->kind == WG_JSON_NUMBER && wg_slice_is (item->key, "nbf"))
    jwt->nbf = time_of (item->value);
  else if (item->kind == WG_JSON_NUMBER && wg_slice_is (item->key, "iat"))
    jwt->iat = time_of (item->value);
  else if (item->kind == WG_JSON_STRING && wg_slice_is (item->key, "iss"))
    jwt->iss = item->value;
  else if (item->kind == WG_JSON_STRING && wg_slice_is (item->key, "sub"))
    jwt->sub = item->value;
  else if (item->kind == WG_JSON_STRING && wg_slice_is (item->key, "aud"))
    jwt->aud = item->value;
  else if (item->kind == WG_JSON_ARRAY && wg_slice_is (item->key, "aud"))
    jwt->aud = WG_SLICE_LITERAL ("[]");
}

/* Claims need not be there; a payload that is no object has none. */
static void
read_payload (WgJwt *jwt)
{
  WgJson json;
  WgJsonItem item;

  wg_json_begin (&json, jwt->payload);
  if (!wg_json_next (&json, &item) || item.kind != WG_JSON_OBJECT)
    return;
  while (wg_json_next (&json, &item))
    {
      if (item.depth == 1)
        take_claim (jwt, &item);
      if (item.value.len > 0 && item.kind == WG_JSON_STRING && is_sensitive (item.key))
        jwt->sensitive = item.key;
    }
}

static gboolean
parse (WgSlice text, GByteArray *buffer, WgJwt *out)
{
  gsize a = run_of_base64url (text), b, c, header_len;
  WgSlice rest;

  memset (out, 0, sizeof *out);
  out->exp = out->nbf = out->iat = WG_JWT_NO_TIME;
  if (wg_slice_at (text, a) != '.')
    return FALSE;
  rest = wg_slice_sub (text, a + 1, text.len);
  b = run_of_base64url (rest);
  if (b == 0 || wg_slice_at (rest, b) != '.')
    return FALSE;
  rest = wg_slice_sub (rest, b + 1, rest.len);
  c = run_of_base64url (rest);
  if (wg_slice_at (rest, c) == '.' || a + b + c + 2 > WG_LIMIT_JWT_LEN)
    return FALSE;
  out->token = wg_slice_sub (text, 0, a + b + c + 2);
  out->header64 = wg_slice_sub (text, 0, a);
  out->payload64 = wg_slice_sub (text, a + 1, b);
  out->signature64 = wg_slice_sub (text, a + b + 2, c);
  g_byte_array_set_size (buffer, 0);
  if (!decode (out->header64, buffer))
    return FALSE;
  header_len = buffer->len;
  if (!decode (out->payload64, buffer))
    return FALSE;
  out->header = wg_slice (buffer->data, header_len);
  out->payload = wg_slice (buffer->data + header_len, buffer->len - header_len);
  if (!read_header (out))
    return FALSE;
  read_payload (out);
  return TRUE;
}

gboolean
wg_jwt_next (WgSlice text, gsize *at, GByteArray *buffer, WgJwt *out)
{
  while (*at < text.len)
    {
      gssize hit =
          text.len - *at > 8 ? wg_slice_search (text, *at, WG_SLICE_LITERAL ("eyJ")) : -1;
      gsize pos = (gsize) hit;

      if (hit < 0)
        return FALSE;
      if ((pos == 0 || values[text.data[pos - 1]] == 0)
          && parse (wg_slice_sub (text, pos, text.len), buffer, out))
        {
          *at = pos + out->token.len;
          return TRUE;
        }
      *at = pos + 3;
      *at += run_of_base64url (wg_slice_sub (text, *at, text.len));
    }
  return FALSE;
}

gboolean
wg_jwt_is_hmac (const WgJwt *jwt)
{
  return wg_slice_is (jwt->alg, "HS256") || wg_slice_is (jwt->alg, "HS384")
         || wg_slice_is (jwt->alg, "HS512");
}

gboolean
wg_jwt_is_unsigned (const WgJwt *jwt)
{
  return wg_slice_is_nocase (jwt->alg, "none") || jwt->signature64.len == 0;
}

gboolean
wg_jwt_signed_with (const WgJwt *jwt, WgSlice secret)
{
  WgHash hash = wg_slice_is (jwt->alg, "HS256")   ? WG_HASH_SHA256
                : wg_slice_is (jwt->alg, "HS384") ? WG_HASH_SHA384
                                                  : WG_HASH_SHA512;
  WgSlice parts[] = {jwt->header64, WG_SLICE_LITERAL ("."), jwt->payload64};
  g_autoptr (GByteArray) given = NULL;
  g_autoptr (WgHmac) hmac = NULL;
  guint8 sum[WG_HASH_MAX];

  if (!wg_jwt_is_hmac (jwt))
    return FALSE;
  given = g_byte_array_new ();
  if (!decode (jwt->signature64, given) || given->len != wg_hash_len (hash))
    return FALSE;
  hmac = wg_hmac_new (hash, secret);
  if (hmac == NULL)
    return FALSE;
  wg_hmac_sum (hmac, parts, G_N_ELEMENTS (parts), sum);
  return memcmp (sum, given->data, given->len) == 0;
}
