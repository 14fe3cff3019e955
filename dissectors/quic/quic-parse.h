#pragma once

#include "base/limits.h"
#include "base/reader.h"
#include "quic-version.h"

/* The wire formats of QUIC: a reader in, slices out. Slices point into the bytes that were
 * parsed. Nothing here knows of channels, keys or memory. */

#define WG_QUIC_CID_MAX     20u   /* RFC 9000 §17.2 */
#define WG_QUIC_DATAGRAM    1200u /* least size of a client's first datagram, RFC 9000 §14.1 */
#define WG_QUIC_TAG_LEN     16u
#define WG_QUIC_SAMPLE_LEN  16u
#define WG_QUIC_SAMPLE_SKIP 4u /* from the packet number on, RFC 9001 §5.4.2 */

/* As wg_names_quic_packets. */
typedef enum
{
  WG_QUIC_INITIAL,
  WG_QUIC_ZERO_RTT,
  WG_QUIC_HANDSHAKE,
  WG_QUIC_RETRY,
  WG_QUIC_NEGOTIATION,
  WG_QUIC_SHORT,
  WG_QUIC_UNKNOWN, /* long header, and a version that nobody knows */
} WgQuicPacketType;

/**
 * WgQuicPacket: one of the packets of a datagram (RFC 9000 §17).
 * @version: of a long header; all zero otherwise
 * @offers: of a Version Negotiation packet, four bytes each
 * @number_off: where the packet number stands in @bytes; 0 where there is none
 * @bytes: from the first byte of its header to the end of what it seals
 * @cut: its length goes past the bytes that are there
 */
typedef struct
{
  guint8 first;
  WgQuicPacketType type;
  WgQuicVersion version;
  WgSlice dcid;
  WgSlice scid;
  WgSlice token;
  WgSlice offers;
  guint64 length;
  gsize number_off;
  WgSlice bytes;
  gboolean cut;
} WgQuicPacket;

/* RFC 9000 §16. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_varint (WgReader *r, guint64 *out);

/* Of a first byte: a long header follows (RFC 8999 §5.1). */
static inline gboolean
wg_quic_is_long (guint8 first)
{
  return (first & 0x80) != 0;
}

/* The bit that long and short headers have set, unless both ends agreed to make it up (RFC
 * 9287). */
#define WG_QUIC_FIXED_BIT 0x40u

/* The next packet with a long header. It may take the rest of the datagram. FALSE where the
 * header does not fit; nothing is consumed. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_parse_long (WgReader *r, WgQuicPacket *out);

/* A packet with a short header takes all that is left; @cid_len: what its receiver uses. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_parse_short (WgReader *r,
                                                        gsize cid_len,
                                                        WgQuicPacket *out);

/* Packet number of @len bytes that hold @truncated, the next being likely @expected (RFC 9000
 * §A.3). */
guint64 wg_quic_number (guint64 expected, guint64 truncated, guint len);

/**
 * WgQuicFrame: RFC 9000 §19, RFC 9221.
 * @id: of the stream; sequence number of a NEW_CONNECTION_ID or RETIRE_CONNECTION_ID
 * @offset: of @data in its stream; final size of a RESET_STREAM; largest number of an ACK; the
 * limit of MAX_.. and .._BLOCKED
 * @error: of RESET_STREAM, STOP_SENDING, CONNECTION_CLOSE
 * @data: bytes of CRYPTO, STREAM, DATAGRAM, NEW_TOKEN; the connection id; the reason of a close
 */
typedef struct
{
  guint64 type;
  guint64 id;
  guint64 offset;
  guint64 error;
  WgSlice data;
  gboolean fin;
} WgQuicFrame;

/* As wg_names_quic_frames. */
enum
{
  WG_QUIC_FRAME_PADDING = 0x00,
  WG_QUIC_FRAME_PING = 0x01,
  WG_QUIC_FRAME_ACK = 0x02,
  WG_QUIC_FRAME_ACK_ECN = 0x03,
  WG_QUIC_FRAME_RESET_STREAM = 0x04,
  WG_QUIC_FRAME_STOP_SENDING = 0x05,
  WG_QUIC_FRAME_CRYPTO = 0x06,
  WG_QUIC_FRAME_NEW_TOKEN = 0x07,
  WG_QUIC_FRAME_STREAM = 0x08,
  WG_QUIC_FRAME_STREAM_LAST = 0x0f,
  WG_QUIC_FRAME_MAX_DATA = 0x10,
  WG_QUIC_FRAME_MAX_STREAM_DATA = 0x11,
  WG_QUIC_FRAME_MAX_STREAMS_BIDI = 0x12,
  WG_QUIC_FRAME_MAX_STREAMS_UNI = 0x13,
  WG_QUIC_FRAME_DATA_BLOCKED = 0x14,
  WG_QUIC_FRAME_STREAM_DATA_BLOCKED = 0x15,
  WG_QUIC_FRAME_STREAMS_BLOCKED_BIDI = 0x16,
  WG_QUIC_FRAME_STREAMS_BLOCKED_UNI = 0x17,
  WG_QUIC_FRAME_NEW_CONNECTION_ID = 0x18,
  WG_QUIC_FRAME_RETIRE_CONNECTION_ID = 0x19,
  WG_QUIC_FRAME_PATH_CHALLENGE = 0x1a,
  WG_QUIC_FRAME_PATH_RESPONSE = 0x1b,
  WG_QUIC_FRAME_CLOSE = 0x1c,
  WG_QUIC_FRAME_CLOSE_APPLICATION = 0x1d,
  WG_QUIC_FRAME_HANDSHAKE_DONE = 0x1e,
  WG_QUIC_FRAME_IMMEDIATE_ACK = 0x1f,
  WG_QUIC_FRAME_DATAGRAM = 0x30,
  WG_QUIC_FRAME_DATAGRAM_LENGTH = 0x31,
  WG_QUIC_FRAME_ACK_FREQUENCY = 0xaf,
  WG_QUIC_FRAME_TIMESTAMP = 0x2f5,
};

/* The next frame; a run of PADDING counts as one. FALSE at the end, and where a frame is
 * unknown or does not fit: the reader then stands before it. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_next_frame (WgReader *r, WgQuicFrame *out);
/* The same where Google's own CRYPTO frame may stand (Q050, T050, T051). */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_next_google_frame (WgReader *r, WgQuicFrame *out);
