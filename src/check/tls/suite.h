#pragma once

#include <glib.h>

/* Cipher suites by what their registered names say of them. */

enum
{
  WG_SUITE_NULL = 1 << 0, /* no encryption */
  WG_SUITE_ANON = 1 << 1, /* nobody proves who he is */
  WG_SUITE_EXPORT = 1 << 2,
  WG_SUITE_RC4 = 1 << 3,
  WG_SUITE_DES = 1 << 4,      /* single DES */
  WG_SUITE_BLOCK_64 = 1 << 5, /* 3DES, IDEA, RC2 */
  WG_SUITE_MD5 = 1 << 6,
  WG_SUITE_CBC = 1 << 7,
  WG_SUITE_STATIC_RSA = 1 << 8,
  WG_SUITE_STATIC_DH = 1 << 9,  /* ECDH too */
  WG_SUITE_PLAIN_PSK = 1 << 10, /* Kerberos too: no ephemeral key */
  WG_SUITE_DHE = 1 << 11,       /* a prime of the server's choice, anonymous too */
  WG_SUITE_GCM = 1 << 12,
  WG_SUITE_13 = 1 << 13,
};

/* What a server may not choose and a client need not offer. */
#define WG_SUITE_WEAK                                                                          \
  (WG_SUITE_NULL | WG_SUITE_ANON | WG_SUITE_EXPORT | WG_SUITE_RC4 | WG_SUITE_DES)

/* 0 where the suite has no name. */
guint wg_suite_classes (guint16 suite);
/* Of a cipher kind of SSL 2.0, three bytes. */
guint wg_suite_ssl2_classes (guint32 kind);
/* Of a name of the registry; %NULL: 0. */
guint wg_suite_classes_of_name (const char *name);
/* A signalling value or GREASE: no suite at all. */
gboolean wg_suite_is_signal (guint16 suite);
