#pragma once

#include "base/error.h"
#include "base/slice.h"
#include "crypto/keylog.h"

/* Where a secret came from, for the report's `keys`. */
typedef enum
{
  WG_ORIGIN_NONE,
  WG_ORIGIN_KEYLOG,
  WG_ORIGIN_DSB, /* a block of secrets in the capture itself */
  WG_ORIGIN_RSA_KEY,
  WG_ORIGIN_PSK,
} WgSecretOrigin;

/**
 * WgSecrets: all that is there to open encrypted records with. Holds at most
 * %WG_LIMIT_KEYLOG_SECRETS secrets in %WG_LIMIT_KEYLOG_MEMORY bytes.
 */
typedef struct WgSecrets WgSecrets;

/* @outer: asked where this one has nothing, borrowed; or %NULL. */
WgSecrets *wg_secrets_new (const WgSecrets *outer);
void wg_secrets_free (WgSecrets *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgSecrets, wg_secrets_free)

/**
 * WgKeylogCount: what was in a key log.
 * @secrets: lines that hold a secret, also of labels that open nothing
 * @bad: lines that are none and no comment; @first_bad: the number of the first, from 1
 * @dropped: secrets past a ceiling
 */
typedef struct
{
  guint32 lines;
  guint32 secrets;
  guint32 bad;
  guint32 first_bad;
  guint32 dropped;
} WgKeylogCount;

/* Takes the lines of @text; a line at its end without LF counts as whole. @count adds up. */
void wg_secrets_add_text (WgSecrets *secrets,
                          WgSlice text,
                          WgSecretOrigin origin,
                          WgKeylogCount *count);

/* Reads a key log of any length. Fails with WG_ERROR_IO, and with WG_ERROR_FORMAT, naming the
 * line, where there are lines and none is one of a key log. */
gboolean wg_secrets_load_keylog (WgSecrets *secrets,
                                 const char *path,
                                 WgKeylogCount *count,
                                 GError **error);

/* Reads an RSA private key: PEM (PKCS #1 or #8, encrypted or not), DER of PKCS #8, or
 * PKCS #12; what follows the last colon of @path_and_password is the password where no file of
 * the whole name exists. Fails as above; at most %WG_LIMIT_RSA_KEYS. */
gboolean
wg_secrets_load_rsa_key (WgSecrets *secrets, const char *path_and_password, GError **error);

/* A pre-shared key in hex, at most %WG_LIMIT_PSKS of %WG_LIMIT_PSK_LEN bytes each. */
gboolean wg_secrets_add_psk (WgSecrets *secrets, const char *hex, GError **error);

/* Is there anything? Asked before work is done that only secrets make worth while. */
gboolean wg_secrets_any (const WgSecrets *secrets);
/* Is there something that needs the handshake's messages (RFC 7627)? */
gboolean wg_secrets_any_keys (const WgSecrets *secrets);

/* The secret of @label for @id (a client random, ..), or empty. Lives until the next text is
 * taken. @origin may be %NULL. */
WgSlice wg_secrets_find (const WgSecrets *secrets,
                         WgSecretLabel label,
                         WgSlice id,
                         WgSecretOrigin *origin);

/* The pre-shared key at @index; empty behind the last. */
WgSlice wg_secrets_psk (const WgSecrets *secrets, guint index);

/* Decrypts a premaster secret of 48 bytes with the RSA key at @index, when that is the key of
 * the certificate @der (empty: no certificate was seen, every key may be tried). -1: there is
 * no such key; 0: it is another certificate's or does not fit; 1: done. */
int wg_secrets_rsa_open (
    const WgSecrets *secrets, guint index, WgSlice der, WgSlice encrypted, guint8 out[48]);
