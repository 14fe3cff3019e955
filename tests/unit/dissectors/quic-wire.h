#pragma once

#include "quic/quic-keys.h"

/**
 * QuicSpeaker: one end at one level, for tests: makes packets as it would send them.
 * @secret: that its keys come from; @mask_secret: and the mask of its headers, where that is
 * another; @cipher: of TLS 1.3
 * @type: of its packets; @dcid, @scid: in their headers
 * @number: of the next one
 * @first_bits: set in the first byte beside what belongs there (0x04: the key phase)
 */
typedef struct
{
  WgQuicVersion version;
  WgQuicPacketType type;
  guint16 cipher;
  WgSlice secret;
  WgSlice mask_secret;
  WgSlice dcid;
  WgSlice scid;
  WgSlice token;
  guint64 number;
  guint8 first_bits;
} QuicSpeaker;

WgQuicVersion quic_version (guint32 number);

/* The secret of a client's (@server: the server's) Initial packets, in @secret, which holds 32
 * bytes. */
void quic_initial_secret (const WgQuicVersion *version,
                          WgSlice dcid,
                          gboolean server,
                          guint8 *secret);

/* Appends a packet with @frames to @datagram. */
void quic_seal (QuicSpeaker *speaker, WgSlice frames, GByteArray *datagram);

/* Append frames to @out. */
void quic_add_number (GByteArray *out, guint64 number);
void quic_add_crypto (GByteArray *out, guint64 offset, WgSlice bytes);
void quic_add_stream (GByteArray *out, guint64 id, guint64 offset, WgSlice bytes, gboolean fin);
