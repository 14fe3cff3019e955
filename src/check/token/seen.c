#include "check/token/seen.h"

#include "base/limits.h"
#include "crypto/digest.h"

typedef struct
{
  guint8 bytes[WG_SHA256_LEN];
} Sum;

static guint
sum_hash (gconstpointer key)
{
  guint hash;
  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
sum_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Sum)) == 0;
}

gpointer
wg_tokens_new (WgCheck *check)
{
  WgTokens *tokens = g_new0 (WgTokens, 1);

  tokens->check = check;
  tokens->buffer = g_byte_array_new ();
  tokens->tokens = g_hash_table_new_full (sum_hash, sum_equal, g_free, g_free);
  tokens->issuers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tokens->parts = g_hash_table_new_full (sum_hash, sum_equal, g_free, g_free);
  tokens->public_keys = g_ptr_array_new_with_free_func (g_free);
  return tokens;
}

void
wg_tokens_free (gpointer data)
{
  WgTokens *tokens = data;

  g_byte_array_unref (tokens->buffer);
  g_hash_table_unref (tokens->tokens);
  g_hash_table_unref (tokens->issuers);
  g_hash_table_unref (tokens->parts);
  g_ptr_array_unref (tokens->public_keys);
  g_free (tokens);
}

WgTokenSeen *
wg_tokens_seen (WgTokens *tokens, const WgJwt *jwt)
{
  WgTokenSeen *seen;
  Sum sum;

  wg_sha256 (jwt->token, sum.bytes);
  seen = g_hash_table_lookup (tokens->tokens, &sum);
  if (seen == NULL && g_hash_table_size (tokens->tokens) < WG_LIMIT_JWT_SEEN)
    {
      seen = g_new0 (WgTokenSeen, 1);
      g_hash_table_insert (tokens->tokens, g_memdup2 (&sum, sizeof sum), seen);
    }
  return seen;
}

gboolean
wg_tokens_issuer_switched (WgTokens *tokens,
                           const WgJwt *jwt,
                           const WgHttpView *view,
                           gboolean asymmetric)
{
  WgSlice who = jwt->iss.len > 0 ? jwt->iss : view->host;
  g_autofree char *key =
      g_strdup_printf ("%.*s %.*s", (int) MIN (who.len, 200), (const char *) who.data,
                       (int) MIN (jwt->kid.len, 100), (const char *) jwt->kid.data);
  gpointer before;
  gboolean known = g_hash_table_lookup_extended (tokens->issuers, key, NULL, &before);

  if (asymmetric && (known || g_hash_table_size (tokens->issuers) < WG_LIMIT_JWT_ISSUERS))
    g_hash_table_insert (tokens->issuers, g_steal_pointer (&key), GINT_TO_POINTER (TRUE));
  return known && !asymmetric && wg_jwt_is_hmac (jwt);
}

static Sum
sum_of (const char *what, WgSlice a, WgSlice b)
{
  g_autoptr (WgSha256) sum = wg_sha256_new ();
  Sum out;

  wg_sha256_update (sum, wg_slice_str (what));
  wg_sha256_update (sum, a);
  wg_sha256_update (sum, WG_SLICE_LITERAL ("."));
  wg_sha256_update (sum, b);
  wg_sha256_finish (sum, out.bytes);
  return out;
}

/* Another third was seen beside these two. */
static gboolean
had_other (WgTokens *tokens, Sum two, WgSlice third)
{
  const Sum *before = g_hash_table_lookup (tokens->parts, &two);
  Sum now;

  wg_sha256 (third, now.bytes);
  if (before != NULL)
    return !sum_equal (before, &now);
  if (g_hash_table_size (tokens->parts) < WG_LIMIT_JWT_SEEN)
    g_hash_table_insert (tokens->parts, g_memdup2 (&two, sizeof two),
                         g_memdup2 (&now, sizeof now));
  return FALSE;
}

/* A signature that is made at random differs each time over the same text (RFC 8725 has none
 * of these, but ECDSA and PSS do), so only HMAC, RSA PKCS #1 and Ed25519 tell by theirs. */
gboolean
wg_tokens_is_changed (WgTokens *tokens, const WgJwt *jwt)
{
  gboolean fixed = wg_jwt_is_hmac (jwt) || wg_slice_has_prefix (jwt->alg, "RS")
                   || wg_slice_is (jwt->alg, "EdDSA");
  gboolean payload = had_other (
      tokens, sum_of ("header, signature", jwt->header64, jwt->signature64), jwt->payload64);
  gboolean signature = had_other (
      tokens, sum_of ("header, payload", jwt->header64, jwt->payload64), jwt->signature64);

  return payload || (signature && fixed);
}

void
wg_tokens_take_keys (WgTokens *tokens, WgSlice text)
{
  static const char *const kinds[] = {"PUBLIC KEY-----", "CERTIFICATE-----"};

  if (!wg_slice_has_prefix (text, "-----BEGIN "))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && text.len > 64; i++)
    {
      g_autofree char *begin = g_strconcat ("-----BEGIN ", kinds[i], NULL);
      g_autofree char *end = g_strconcat ("-----END ", kinds[i], NULL);
      const guint8 *from = memmem (text.data, text.len, begin, strlen (begin)), *to;
      gsize left;

      if (from == NULL || tokens->public_keys->len >= WG_LIMIT_JWT_KEYS)
        continue;
      left = text.len - (gsize) (from - text.data);
      to = memmem (from, left, end, strlen (end));
      if (to != NULL)
        g_ptr_array_add (tokens->public_keys,
                         g_strdup_printf ("%.*s\n", (int) ((gsize) (to - from) + strlen (end)),
                                          (const char *) from));
    }
}
