#include "crypto/secrets.h"

#include "base/limits.h"
#include "base/reader.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

static gboolean
is_hex (WgSlice word)
{
  for (gsize i = 0; i < word.len; i++)
    if (!g_ascii_isxdigit ((gchar) word.data[i]))
      return FALSE;
  return word.len > 0 && word.len % 2 == 0;
}

/* The next word of @line, which is moved behind it. */
static WgSlice
next_word (WgSlice *line)
{
  gssize space;
  WgSlice word;

  *line = wg_slice_trim (*line);
  space = wg_slice_find (*line, ' ');
  word = wg_slice_sub (*line, 0, space < 0 ? line->len : (gsize) space);
  *line = wg_slice_sub (*line, word.len, line->len);
  return word;
}

/* LABEL RANDOM SECRET; "RSA" takes the encrypted premaster's beginning, or its session id's
 * name (draft-ietf-tls-keylogfile). */
static gboolean
is_secret (WgSlice line)
{
  WgSlice label = next_word (&line), context = next_word (&line), secret = next_word (&line);

  if (label.len < 3 || wg_slice_trim (line).len > 0)
    return FALSE;
  for (gsize i = 0; i < label.len; i++)
    if (!g_ascii_isalnum ((gchar) label.data[i]) && label.data[i] != '_'
        && label.data[i] != '-')
      return FALSE;
  if (wg_slice_is (label, "RSA"))
    return wg_slice_has_prefix (context, "Session-ID:")
           || (is_hex (context) && is_hex (secret));
  return is_hex (context) && is_hex (secret);
}

guint32
wg_keylog_count (WgSlice text)
{
  guint32 n = 0;

  while (text.len > 0)
    {
      gssize end = wg_slice_find (text, '\n');
      gsize len = end < 0 ? text.len : (gsize) end;
      WgSlice line = wg_slice_sub (text, 0, len);

      if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
      n += is_secret (line) ? 1 : 0;
      text = wg_slice_sub (text, len + 1, text.len);
    }
  return n;
}

/* At most @max_len bytes of a file. */
static GBytes *
read_file (const char *path, gsize max_len, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *data = NULL;
  gsize len;

  if (!g_file_get_contents (path, &data, &len, &local))
    {
      g_set_error_literal (error, WG_ERROR, WG_ERROR_IO, local->message);
      return NULL;
    }
  if (len > max_len)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_LIMIT, "%s: larger than a file of keys may be",
                   path);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), len);
}

gboolean
wg_keylog_check (const char *path, guint32 *n_secrets, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, WG_LIMIT_SECRETS_LEN, error);
  gsize len;
  const guint8 *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &len);
  *n_secrets = wg_keylog_count (wg_slice (data, len));
  if (*n_secrets > 0 || len == 0)
    return TRUE;
  g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
               "%s: no line is one of a key log (LABEL, client random and secret, in hex)",
               path);
  return FALSE;
}

static EVP_PKEY *
parse_key (WgSlice bytes, const char *password)
{
  BIO *bio = BIO_new_mem_buf (bytes.data, (int) bytes.len);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, (void *) (gintptr) password);

  BIO_free (bio);
  if (key == NULL)
    {
      const unsigned char *at = bytes.data;
      PKCS12 *store = d2i_PKCS12 (NULL, &at, (long) bytes.len);
      X509 *certificate = NULL;

      if (store != NULL)
        PKCS12_parse (store, password, &key, &certificate, NULL);
      X509_free (certificate);
      PKCS12_free (store);
    }
  return key;
}

gboolean
wg_rsa_key_check (const char *path_and_password, GError **error)
{
  g_autofree char *path = g_strdup (path_and_password);
  char *colon = strrchr (path, ':');
  const char *password = "";
  g_autoptr (GBytes) bytes = NULL;
  EVP_PKEY *key;
  gboolean is_rsa;
  gsize len;
  const guint8 *data;

  if (colon != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      *colon = '\0';
      password = colon + 1;
    }
  bytes = read_file (path, WG_LIMIT_SECRETS_LEN, error);
  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &len);
  key = parse_key (wg_slice (data, len), password);
  is_rsa = key != NULL && EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA;
  EVP_PKEY_free (key);
  if (is_rsa)
    return TRUE;
  g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
               "%s: not an RSA private key in PEM or PKCS #12, or another password is needed",
               path);
  return FALSE;
}
