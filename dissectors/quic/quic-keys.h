#pragma once

#include "crypto/aead.h"
#include "crypto/cipher.h"
#include "crypto/hkdf.h"
#include "quic-parse.h"

/**
 * WgQuicKeys: what opens the packets of one direction at one level (RFC 9001 §5).
 * @aead: %NULL while there are no keys
 * @mask: of header protection; stays when @aead is updated
 */
typedef struct
{
  WgAead *aead;
  WgHeaderMask *mask;
  WgAeadKind kind;
  WgHash hash;
  guint8 iv[WG_AEAD_NONCE_LEN];
  guint8 secret[WG_HASH_MAX];
} WgQuicKeys;

/* @cipher: a suite of TLS 1.3. FALSE where QUIC does not use it or @secret is of another
 * length. */
gboolean wg_quic_keys_make (WgQuicKeys *keys,
                            const WgQuicVersion *version,
                            guint16 cipher,
                            WgSlice secret);
/* RFC 9001 §5.2; [0] is the client's. FALSE where the salt of @version is not known. */
gboolean wg_quic_keys_initial (WgQuicKeys keys[2], const WgQuicVersion *version, WgSlice dcid);
/* RFC 9001 §6: those that come after @now, without a mask of their own. */
gboolean
wg_quic_keys_next (WgQuicKeys *keys, const WgQuicVersion *version, const WgQuicKeys *now);
void wg_quic_keys_clear (WgQuicKeys *keys);

/**
 * WgQuicHead: a packet whose header is bare.
 * @first: the first byte without protection
 * @header: all before what is sealed, as it is authenticated; in the buffer given
 */
typedef struct
{
  guint8 first;
  guint64 number;
  guint number_len;
  WgSlice header;
  WgSlice sealed;
} WgQuicHead;

/* RFC 9001 §5.4. @expected: the packet number that is likely. FALSE where the packet is too
 * short. @buffer: for the header. */
gboolean wg_quic_unmask (WgHeaderMask *mask,
                         const WgQuicPacket *packet,
                         guint64 expected,
                         GByteArray *buffer,
                         WgQuicHead *out);
/* RFC 9001 §5.3. FALSE where the packet is not what was sent under these keys. @payload: in
 * @buffer. */
gboolean wg_quic_unseal (const WgQuicKeys *keys,
                         const WgQuicHead *head,
                         GByteArray *buffer,
                         WgSlice *payload);

/* Makes the Initial keys for the connection id of @packet and opens it as a client's, under
 * each guess at its salt; the right one is then in its version. FALSE where none opens it, and
 * @keys hold nothing. */
gboolean wg_quic_open_first (WgQuicKeys keys[2],
                             WgQuicPacket *packet,
                             GByteArray *header,
                             GByteArray *plain,
                             WgQuicHead *head,
                             WgSlice *payload);
