#include "check/tls/suite.h"

#include "names.h"
#include "tls/tls-parse.h"

/* What the part of the name behind "_WITH_" says. */
static const struct
{
  const char *part;
  guint classes;
} ciphers[] = {
    {"NULL_", WG_SUITE_NULL},        {"RC4_40", WG_SUITE_EXPORT},
    {"RC4_56", WG_SUITE_EXPORT},     {"DES40_", WG_SUITE_EXPORT},
    {"DES_CBC_40", WG_SUITE_EXPORT}, {"RC2_CBC_40", WG_SUITE_EXPORT},
    {"3DES_", WG_SUITE_BLOCK_64},    {"DES_192_EDE3", WG_SUITE_BLOCK_64},
    {"IDEA_", WG_SUITE_BLOCK_64},    {"RC2_", WG_SUITE_BLOCK_64},
    {"RC4_", WG_SUITE_RC4},          {"DES_", WG_SUITE_DES},
};

static gboolean
ends_with_md5 (const char *name)
{
  return g_str_has_suffix (name, "_MD5");
}

static guint
cipher_classes (const char *cipher)
{
  guint classes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (g_str_has_prefix (cipher, ciphers[i].part))
      classes |= ciphers[i].classes;
  if (strstr (cipher, "_EXPORT") != NULL)
    classes |= WG_SUITE_EXPORT;
  if ((classes & WG_SUITE_BLOCK_64) != 0)
    classes &= ~(guint) WG_SUITE_DES; /* 3DES as SSL 2.0 spells it */
  if (strstr (cipher, "_CBC") != NULL)
    classes |= WG_SUITE_CBC;
  if (strstr (cipher, "_GCM_") != NULL)
    classes |= WG_SUITE_GCM;
  return classes;
}

static gboolean
begins (const char *text, const char *a, const char *b)
{
  return g_str_has_prefix (text, a) || g_str_has_prefix (text, b);
}

static guint
exchange_classes (const char *exchange)
{
  guint classes = 0;

  if (strstr (exchange, "_EXPORT") != NULL)
    classes |= WG_SUITE_EXPORT;
  if (begins (exchange, "DH_anon_", "ECDH_anon_"))
    return classes | WG_SUITE_ANON | (exchange[0] == 'D' ? WG_SUITE_DHE : 0);
  if (begins (exchange, "DHE_", "PSK_DHE_"))
    return classes | WG_SUITE_DHE;
  if (begins (exchange, "DH_", "ECDH_"))
    return classes | WG_SUITE_STATIC_DH;
  if (begins (exchange, "PSK_", "KRB5_"))
    return classes | WG_SUITE_PLAIN_PSK;
  if (g_str_has_prefix (exchange, "RSA_") && !g_str_has_prefix (exchange, "RSA_PSK_"))
    return classes | WG_SUITE_STATIC_RSA;
  return classes;
}

/* What was weakened for export is called that, and not RC4 or DES as well. */
static guint
only_export (guint classes)
{
  if ((classes & WG_SUITE_EXPORT) != 0)
    classes &= ~(guint) (WG_SUITE_RC4 | WG_SUITE_DES);
  return classes;
}

guint
wg_suite_classes_of_name (const char *name)
{
  const char *with = name != NULL ? strstr (name, "_WITH_") : NULL;
  guint classes;

  if (name == NULL)
    return 0;
  if (g_str_has_prefix (name, "SSL2_"))
    return only_export (cipher_classes (name + 5) | (ends_with_md5 (name) ? WG_SUITE_MD5 : 0));
  if (with == NULL) /* RFC 8446 §B.4; those of RFC 9150 authenticate and do not encrypt */
    return WG_SUITE_13 | (begins (name, "TLS_SHA256_", "TLS_SHA384_") ? WG_SUITE_NULL : 0u);
  classes = cipher_classes (with + 6) | exchange_classes (name + 4)
            | (ends_with_md5 (name) ? WG_SUITE_MD5 : 0);
  return only_export (classes);
}

guint
wg_suite_classes (guint16 suite)
{
  const char *name = wg_name_of (wg_names_tls_cipher_suites, suite);

  return wg_suite_is_signal (suite) ? 0 : wg_suite_classes_of_name (name);
}

guint
wg_suite_ssl2_classes (guint32 kind)
{
  /* RFC 6101 §E.1: behind a first byte of 0 stands a suite of SSL 3.0 */
  if (kind >> 16 == 0)
    return wg_suite_classes ((guint16) kind);
  return wg_suite_classes_of_name (wg_name_of (wg_names_tls_ssl2_ciphers, kind));
}

gboolean
wg_suite_is_signal (guint16 suite)
{
  return suite == 0x00ff || suite == 0x5600 || wg_tls_is_grease (suite);
}
