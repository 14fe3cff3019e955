#include "crypto/trust.h"

#include "base/error.h"
#include "base/limits.h"
#include "crypto/certificate-private.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#define SYSTEM_FOLDER "/etc/ssl/certs"
#define MAX_DEPTH     10

struct WgTrust
{
  X509_STORE *store;
  char *title;
  gboolean system;
  gboolean empty;
};

/* "0a1b2c3d.0": the name under which OpenSSL looks a certificate up. */
static gboolean
is_hashed (const char *name)
{
  for (guint i = 0; i < 8; i++)
    if (!g_ascii_isxdigit (name[i]))
      return FALSE;
  return name[8] == '.' && g_ascii_isdigit (name[9]);
}

static gboolean
has_hashed (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_hashed (name))
      return TRUE;
  return FALSE;
}

static gboolean
add_file (WgTrust *trust, const char *path, GError **error)
{
  BIO *bio = BIO_new_file (path, "r");
  X509 *x509;
  guint n = 0;
  int code = errno;

  if (bio == NULL)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", path, g_strerror (code));
      ERR_clear_error ();
      return FALSE;
    }
  while (n < WG_LIMIT_ROOTS && ((x509 = PEM_read_bio_X509_AUX (bio, NULL, NULL, NULL)) != NULL))
    {
      n += X509_STORE_add_cert (trust->store, x509) == 1;
      X509_free (x509);
    }
  BIO_free (bio);
  ERR_clear_error ();
  if (n > 0)
    return TRUE;
  g_set_error (error, WG_ERROR, WG_ERROR_FORMAT, "%s: holds no certificate in PEM", path);
  return FALSE;
}

static gboolean
add_files (WgTrust *trust, char *const *files, GError **error)
{
  guint n = g_strv_length ((char **) files);
  g_autofree char *first = g_path_get_basename (files[0]);

  trust->title = n > 1 ? g_strdup_printf ("%s and %u more", first, n - 1) : g_strdup (first);
  for (guint i = 0; i < n; i++)
    if (!add_file (trust, files[i], error))
      return FALSE;
  return TRUE;
}

WgTrust *
wg_trust_new (char *const *files, const char *folder, GError **error)
{
  g_autoptr (WgTrust) trust = g_new0 (WgTrust, 1);

  trust->store = X509_STORE_new ();
  trust->system = files == NULL || files[0] == NULL;
  X509_STORE_set_flags (trust->store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  if (!trust->system)
    return add_files (trust, files, error) ? g_steal_pointer (&trust) : NULL;
  if (folder == NULL)
    folder = SYSTEM_FOLDER;
  trust->title = g_strdup ("the system's certificate store");
  trust->empty = !has_hashed (folder) || X509_STORE_load_path (trust->store, folder) != 1;
  ERR_clear_error ();
  return g_steal_pointer (&trust);
}

void
wg_trust_free (WgTrust *trust)
{
  if (trust == NULL)
    return;
  X509_STORE_free (trust->store);
  g_free (trust->title);
  g_free (trust);
}

const char *
wg_trust_title (const WgTrust *trust)
{
  return trust->title;
}

gboolean
wg_trust_is_system (const WgTrust *trust)
{
  return trust->system;
}

static WgTrustResult
result_of (int error)
{
  switch (error)
    {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return WG_TRUST_NO;
    case X509_V_ERR_OUT_OF_MEM:
    case X509_V_ERR_UNSPECIFIED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return WG_TRUST_UNKNOWN;
    default:
      return WG_TRUST_YES; /* a root was reached; what else is wrong with it others tell */
    }
}

WgTrustResult
wg_trust_check (WgTrust *trust, WgCertificate *const *chain, guint n)
{
  X509_STORE_CTX *context;
  STACK_OF (X509) * others;
  WgTrustResult result = WG_TRUST_UNKNOWN;

  if (trust->empty || n == 0 || chain[0]->x509 == NULL)
    return WG_TRUST_UNKNOWN;
  context = X509_STORE_CTX_new ();
  others = sk_X509_new_null ();
  for (guint i = 1; i < MIN (n, WG_LIMIT_CHAIN); i++)
    if (chain[i]->x509 != NULL)
      sk_X509_push (others, chain[i]->x509);
  if (X509_STORE_CTX_init (context, trust->store, chain[0]->x509, others) == 1)
    {
      X509_STORE_CTX_set_depth (context, MAX_DEPTH);
      X509_VERIFY_PARAM_set_auth_level (X509_STORE_CTX_get0_param (context), 0);
      result = X509_verify_cert (context) == 1 ? WG_TRUST_YES
                                               : result_of (X509_STORE_CTX_get_error (context));
    }
  X509_STORE_CTX_free (context);
  sk_X509_free (others);
  ERR_clear_error ();
  return result;
}

/* Roots by a name: all of them, or those that are @same. */
static gboolean
find_root (WgTrust *trust, const X509_NAME *name, X509 *same)
{
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  STACK_OF (X509) *found = NULL;
  gboolean is_there = FALSE;

  if (!trust->empty && X509_STORE_CTX_init (context, trust->store, NULL, NULL) == 1)
    found = X509_STORE_CTX_get1_certs (context, name);
  for (int i = 0; i < sk_X509_num (found); i++)
    is_there = is_there || same == NULL || X509_cmp (sk_X509_value (found, i), same) == 0;
  sk_X509_pop_free (found, X509_free);
  X509_STORE_CTX_free (context);
  ERR_clear_error ();
  return is_there;
}

gboolean
wg_trust_is_root (WgTrust *trust, const WgCertificate *certificate)
{
  return certificate->x509 != NULL
         && find_root (trust, X509_get_subject_name (certificate->x509), certificate->x509);
}

gboolean
wg_trust_has_issuer (WgTrust *trust, const WgCertificate *certificate)
{
  return certificate->x509 != NULL
         && find_root (trust, X509_get_issuer_name (certificate->x509), NULL);
}
