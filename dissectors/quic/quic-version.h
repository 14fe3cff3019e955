#pragma once

#include "base/slice.h"

/**
 * WgQuicKind: how packets of a version look.
 * @WG_QUIC_GOOGLE: public header, packet number behind it; nothing sealed before the handshake
 * is over (Google's Q024 to Q043)
 * @WG_QUIC_GOOGLE_LONG: long header with both lengths of connection ids in one byte, the
 * handshake in clear (Q044 to Q048)
 * @WG_QUIC_GOOGLE_SEALED: long header as in RFC 9000, Google's handshake in sealed Initial
 * packets (Q049, Q050)
 * @WG_QUIC_TLS: RFC 9000, its drafts from 22 on, and what others made of them
 */
typedef enum
{
  WG_QUIC_GOOGLE,
  WG_QUIC_GOOGLE_LONG,
  WG_QUIC_GOOGLE_SEALED,
  WG_QUIC_TLS,
} WgQuicKind;

#define WG_QUIC_SALT_LEN 20u

/**
 * WgQuicVersion: what has to be known to read packets of a version.
 * @number: as on the wire
 * @salt: of Initial secrets (RFC 9001 §5.2), %NULL where it is not known
 * @prefix: of the labels that keys are derived with ("quic", "quicv2")
 * @turned: types of long packets are counted as RFC 9369 §3.2 says
 */
typedef struct
{
  guint32 number;
  WgQuicKind kind;
  const guint8 *salt;
  const char *prefix;
  gboolean turned;
} WgQuicVersion;

/* FALSE: nobody knows this number. */
gboolean wg_quic_version_find (guint32 number, WgQuicVersion *out);

/* RFC 9000 §15: a version that nobody speaks, sent to see whether the server says so. */
gboolean wg_quic_version_reserved (guint32 number);
/* Who sends one seals with the salt of what it speaks. Puts the @index-th guess into @version;
 * FALSE past the last one. Of a version that is not reserved the only guess is its own. */
gboolean wg_quic_version_guess (WgQuicVersion *version, guint index);
/* Q0nn or T0nn, Google's; @text gets its four letters. */
gboolean wg_quic_version_google (guint32 number, char text[5]);
