#include "base/limits.h"
#include "crypto/digest.h"
#include "report/mask-private.h"

#define CACHED_NAMES    256u
#define CACHED_NAME_LEN 30u

/* What was decided for a name, as spelt; every message brings the same few. */
typedef struct
{
  guint8 len;
  guint8 is;
  guint8 name[CACHED_NAME_LEN];
} CachedName;

typedef struct
{
  guint8 sum[WG_SHA256_LEN];
} Key;

struct WgMask
{
  GHashTable *numbers; /* Key -> number, from 1 */
  WgSha256 *sha256;
  CachedName headers[CACHED_NAMES]; /* WgHeaderClass */
  CachedName names[CACHED_NAMES];   /* WgNameClass */
};

static guint
key_hash (gconstpointer key)
{
  guint hash;
  memcpy (&hash, ((const Key *) key)->sum, sizeof hash);
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

WgMask *
wg_mask_new (void)
{
  WgMask *mask = g_new0 (WgMask, 1);
  mask->numbers = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  mask->sha256 = wg_sha256_new ();
  return mask;
}

void
wg_mask_free (WgMask *mask)
{
  if (mask == NULL)
    return;
  g_hash_table_unref (mask->numbers);
  wg_sha256_free (mask->sha256);
  g_free (mask);
}

/* 0 when the table is full. */
static guint
number_of (WgMask *mask, WgSlice secret)
{
  Key key;
  guint number;

  wg_sha256_update (mask->sha256, secret);
  wg_sha256_finish (mask->sha256, key.sum);
  number = GPOINTER_TO_UINT (g_hash_table_lookup (mask->numbers, &key));
  if (number > 0 || g_hash_table_size (mask->numbers) >= WG_LIMIT_MASKS)
    return number;
  number = g_hash_table_size (mask->numbers) + 1;
  g_hash_table_insert (mask->numbers, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (number));
  return number;
}

void
wg_mask_secret (WgMask *mask, GString *out, WgSlice secret)
{
  guint number;

  if (secret.len == 0)
    return;
  number = number_of (mask, secret);
  g_string_append (out, "[masked ");
  g_string_append_printf (out, "%" G_GSIZE_FORMAT, secret.len);
  if (number > 0)
    g_string_append_printf (out, " #%u", number);
  g_string_append_c (out, ']');
}

/* The place of @name in @cache, and whether it stands there. */
static CachedName *
find_cached (CachedName *cache, WgSlice name, gboolean *found)
{
  guint hash = (guint) name.len * 31u;
  CachedName *cached;

  for (gsize i = 0; i < name.len; i++)
    hash = hash * 33u ^ name.data[i];
  cached = &cache[(hash ^ hash >> 8) % CACHED_NAMES];
  *found = cached->len == name.len && memcmp (cached->name, name.data, name.len) == 0;
  if (!*found)
    {
      cached->len = (guint8) name.len;
      memcpy (cached->name, name.data, name.len);
    }
  return cached;
}

static WgHeaderClass
header_class (WgMask *mask, WgSlice name)
{
  gboolean found;
  CachedName *cached;

  if (name.len == 0 || name.len > CACHED_NAME_LEN)
    return wg_mask_header_class (name);
  cached = find_cached (mask->headers, name, &found);
  if (!found)
    cached->is = (guint8) wg_mask_header_class (name);
  return (WgHeaderClass) cached->is;
}

WgNameClass
wg_mask_cached_name_class (WgMask *mask, WgSlice name)
{
  gboolean found;
  CachedName *cached;

  if (name.len == 0 || name.len > CACHED_NAME_LEN)
    return wg_mask_name_class (name);
  cached = find_cached (mask->names, name, &found);
  if (!found)
    cached->is = (guint8) wg_mask_name_class (name);
  return (WgNameClass) cached->is;
}

/* "Scheme credentials" (RFC 9110 §11.4): the scheme is no secret. */
static void
append_credentials (WgMask *mask, GString *out, WgSlice value)
{
  gssize space = wg_slice_find (value, ' ');
  gsize scheme = space > 0 && space <= 24 ? (gsize) space + 1 : 0;

  for (gsize i = 0; i + 1 < scheme; i++)
    if (!g_ascii_isalnum ((char) value.data[i]) && value.data[i] != '-')
      scheme = 0;
  while (scheme > 0 && wg_mask_at (value, scheme) == ' ')
    scheme++;
  wg_mask_copy (out, wg_mask_range (value, 0, scheme));
  wg_mask_secret (mask, out, wg_mask_range (value, scheme, value.len));
}

/* One cookie-pair; a value in quotes keeps them out of the mask. */
static void
append_cookie_pair (WgMask *mask, GString *out, WgSlice pair)
{
  gssize eq = wg_slice_find (pair, '=');
  gsize from = eq >= 0 ? (gsize) eq + 1 : 0, to = pair.len;

  while (to > from && (pair.data[to - 1] == ' ' || pair.data[to - 1] == '\t'))
    to--;
  if (eq < 0)
    while (from < to && (pair.data[from] == ' ' || pair.data[from] == '\t'))
      from++;
  wg_mask_copy (out, wg_mask_range (pair, 0, from));
  wg_mask_secret (mask, out, wg_mask_range (pair, from, to));
  wg_mask_copy (out, wg_mask_range (pair, to, pair.len));
}

/* Cookie: every value. Set-Cookie: the first; attributes follow (RFC 6265 §4.1, §4.2). */
static void
append_cookies (WgMask *mask, GString *out, WgSlice value, gboolean only_first)
{
  gsize pos = 0;

  while (pos < value.len)
    {
      WgSlice rest = wg_mask_range (value, pos, value.len);
      gssize end = wg_slice_find (rest, ';');
      gsize len = end >= 0 ? (gsize) end : rest.len;

      append_cookie_pair (mask, out, wg_mask_range (rest, 0, len));
      pos += len;
      if (only_first)
        break;
      if (pos < value.len)
        {
          g_string_append_c (out, ';');
          pos++;
        }
    }
  wg_mask_copy (out, wg_mask_range (value, pos, value.len));
}

/* Of a header whose name tells nothing, only a value that begins like a token. */
static void
append_plain (WgMask *mask, GString *out, WgSlice value)
{
  int first = wg_mask_at (value, 0);
  gsize keep;

  if (value.len < 12 || memchr ("eBbsgxAS", first, 8) == NULL)
    {
      wg_mask_copy (out, value);
      return;
    }
  keep = wg_mask_scheme_len (value);
  if (keep > 0 || wg_mask_token_len (value) == value.len)
    {
      wg_mask_copy (out, wg_mask_range (value, 0, keep));
      wg_mask_secret (mask, out, wg_mask_range (value, keep, value.len));
      return;
    }
  wg_mask_copy (out, value);
}

static void
append_header (WgMask *mask, GString *out, WgSlice name, WgSlice value)
{
  switch (header_class (mask, name))
    {
    case WG_HEADER_PLAIN:
      append_plain (mask, out, value);
      break;
    case WG_HEADER_SECRET:
      wg_mask_secret (mask, out, value);
      break;
    case WG_HEADER_SCHEME:
      append_credentials (mask, out, value);
      break;
    case WG_HEADER_COOKIE:
      append_cookies (mask, out, value, FALSE);
      break;
    case WG_HEADER_SET_COOKIE:
      append_cookies (mask, out, value, TRUE);
      break;
    case WG_HEADER_TARGET:
      wg_mask_target (mask, out, value);
      break;
    case WG_HEADER_TEXT:
      wg_mask_text (mask, out, value);
      break;
    }
}

void
wg_mask_append (WgMask *mask, GString *out, WgSecret kind, WgSlice name, WgSlice value)
{
  switch (kind)
    {
    case WG_SECRET_NONE:
      wg_mask_copy (out, value);
      break;
    case WG_SECRET_VALUE:
      wg_mask_secret (mask, out, value);
      break;
    case WG_SECRET_TARGET:
      wg_mask_target (mask, out, value);
      break;
    case WG_SECRET_HEADER:
      append_header (mask, out, name, value);
      break;
    case WG_SECRET_TEXT:
      wg_mask_text (mask, out, value);
      break;
    }
}
