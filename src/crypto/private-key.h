#pragma once

#include "base/error.h"
#include "base/slice.h"

/* An RSA private key, by OpenSSL. */
typedef struct WgPrivateKey WgPrivateKey;

/* As wg_secrets_load_rsa_key() says. */
WgPrivateKey *wg_private_key_load (const char *path_and_password, GError **error);
void wg_private_key_free (WgPrivateKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgPrivateKey, wg_private_key_free)

/* Is it the key of the certificate @der? */
gboolean wg_private_key_is_of (const WgPrivateKey *key, WgSlice der);

/* RSAES-PKCS1-v1_5 (RFC 8017 §7.2.2): TRUE where exactly @len bytes come out. */
gboolean
wg_private_key_open (const WgPrivateKey *key, WgSlice encrypted, guint8 *out, gsize len);
