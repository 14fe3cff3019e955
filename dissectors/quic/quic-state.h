#pragma once

#include "base/arena.h"
#include "crypto/secrets.h"
#include "http3.h"
#include "names.h"
#include "quic-gather.h"
#include "quic-keys.h"
#include "quic-records.h"
#include "tls/tls-parse.h"

/* What the files of this room share: the connections of one flow. */

/* Packet number spaces (RFC 9000 §12.3); 0-RTT shares the last one. */
typedef enum
{
  WG_QUIC_SPACE_INITIAL,
  WG_QUIC_SPACE_HANDSHAKE,
  WG_QUIC_SPACE_APPLICATION,
  WG_QUIC_SPACES,
} WgQuicSpaceKind;

/**
 * WgQuicSpace: what one end sends in one of them.
 * @next_number: one past the highest packet number opened
 * @crypto: bytes of CRYPTO frames, put in order; @message: those of a message not yet whole
 * @n_asked: looks for a secret; @n_failed: packets not opened before the first that was
 * @dead: the secret is wrong; @origin: where it was found
 */
typedef struct
{
  WgQuicKeys keys;
  guint64 next_number;
  WgQuicGather crypto;
  GByteArray *message;
  guint32 n_asked;
  guint32 n_failed;
  gboolean opened;
  gboolean dead;
  WgSecretOrigin origin;
} WgQuicSpace;

/* Keys of one end before and after the present ones (RFC 9001 §6).
 * @first_number: lowest packet number of the present phase */
typedef struct
{
  WgQuicKeys previous;
  WgQuicKeys next;
  gboolean phase;
  guint64 first_number;
} WgQuicUpdate;

/* A connection id that one end chose for packets to it. */
typedef struct
{
  guint8 len;
  guint8 bytes[WG_QUIC_CID_MAX];
} WgQuicCid;

#define WG_QUIC_RANDOM_LEN 32u

typedef struct WgQuicState WgQuicState;

/**
 * WgQuicConnection:
 * @client: who began it; a guess until @client_known
 * @version: of its latest long header
 * @first_dcid: that the keys of its Initial packets are made of; @initial_version: and of
 * which version
 * @cid: that each end chose, as far as seen
 * @n_failed: Initial packets for which keys were made in vain
 * @early, @random: of 0-RTT packets; what secrets are found by
 * @http3, @reader: who reads the streams, if anybody
 * @over_below, @over: streams that are over, by the two bits that tell their kinds
 */
typedef struct
{
  WgQuicState *state;
  WgArena *arena;
  WgRecordId id;
  WgDir client;
  gboolean client_known;
  gboolean google;
  gboolean negotiated;
  gboolean hello_seen;
  gboolean full;
  WgQuicVersion version;
  WgQuicVersion initial_version;
  WgSlice first_dcid;
  guint8 first_dcid_bytes[WG_QUIC_CID_MAX];
  WgQuicCid cid[2];
  gboolean has_cid[2];
  guint n_failed;
  guint32 last_version;
  WgQuicSpace space[WG_QUIC_SPACES][2];
  WgQuicUpdate update[2];
  WgQuicKeys early;
  guint32 n_asked_early;
  gboolean has_random;
  guint8 random[WG_QUIC_RANDOM_LEN];
  GPtrArray *certificates; /* that the record borrows from */
  gint64 certificates_ns;  /* time of the server's first */
  WgTlsChain chain;
  WgTlsKeyFacts keys;
  WgSecretOrigin origin_early;
  gboolean opened_early;
  GHashTable *streams;
  WgHttp3 *http3;
  const WgDissector *reader;
  guint64 over_below[4];
  GHashTable *over;
  WgQuicRecord record;
} WgQuicConnection;

/* @connections: the latest used stands last */
struct WgQuicState
{
  WgChannel *channel;
  GPtrArray *connections;
  GByteArray *header; /* scratch */
  GByteArray *plain;  /* scratch */
  GString *text;      /* scratch */
  WgDir dir;          /* of the datagram being read */
  WgSlice datagram;
  gsize pos; /* of the packet being read */
  gsize len;
};

/* quic.c */
/* Whose packet it is, or %NULL; and the length of the ids that @to chose. */
WgQuicConnection *
wg_quic_connection_of (WgQuicState *state, WgDir dir, const WgQuicPacket *packet);
/* The latest is one of Google's without a long header. */
gboolean wg_quic_is_google (const WgQuicState *state);
gsize wg_quic_cid_len (const WgQuicState *state, WgDir to);

/* quic-connection.c */
WgQuicConnection *wg_quic_connection_new (WgQuicState *state, const WgQuicPacket *packet);
/* Emits its record and frees it. */
void wg_quic_connection_close (WgQuicConnection *connection);
/* A packet named @number as its version; the list of the report gets it once. */
void wg_quic_add_version (WgQuicConnection *connection, guint32 number);
gpointer wg_quic_push (WgQuicConnection *connection, WgList *list, gsize size, guint limit);
/* Text of a version number as the report has it, in the connection's arena. */
const char *wg_quic_version_text (WgQuicConnection *connection, guint32 number);
const char *wg_quic_from (const WgQuicConnection *connection, WgDir dir);
void wg_quic_note (WgQuicState *state, guint which);

/* quic-protect.c: opens packets. */
WgQuicSpaceKind wg_quic_space_of (WgQuicPacketType type);
void wg_quic_take_sealed (WgQuicConnection *connection, const WgQuicPacket *packet);
/* The handshake has gone past Initial packets, whose keys are not needed any longer. */
void wg_quic_drop_initial (WgQuicConnection *connection);
/* The payload of a packet that was taken, for whoever looks; changes nothing. FALSE where it
 * was not opened. */
gboolean wg_quic_peek_sealed (WgQuicConnection *connection,
                              WgDir dir,
                              const WgQuicPacket *packet,
                              WgQuicHead *head,
                              WgSlice *payload);

/* quic-frames.c */
void wg_quic_take_payload (WgQuicConnection *connection,
                           const WgQuicPacket *packet,
                           WgSlice payload);

/* quic-facts.c: what the report says besides. */
void wg_quic_take_certificate (WgQuicConnection *connection, WgReader *body);
/* Looks at the chain, and says how it stands with keys; at the end. */
void wg_quic_sum_up (WgQuicConnection *connection);

/* quic-stream.c */
gboolean wg_quic_speaks_http3 (const WgQuicConnection *connection);
void wg_quic_take_stream (WgQuicConnection *connection, const WgQuicFrame *frame);
void wg_quic_reset_stream (WgQuicConnection *connection, const WgQuicFrame *frame);
/* Bytes that wait for others will wait no more; frees the streams. */
void wg_quic_end_streams (WgQuicConnection *connection);

/* quic-handshake.c: bytes of CRYPTO frames, in order. */
void wg_quic_take_crypto (WgQuicConnection *connection, WgQuicSpaceKind space, WgSlice bytes);
/* What can be said of a ClientHello that never became whole. */
void wg_quic_end_crypto (WgQuicConnection *connection);
void wg_quic_take_google_hello (WgQuicConnection *connection, WgSlice sni, WgSlice user_agent);

enum
{
  WG_QUIC_NOTE_HEADER,
  WG_QUIC_NOTE_LENGTH,
  WG_QUIC_NOTE_FRAME,
  WG_QUIC_NOTE_HELLO,
  WG_QUIC_NOTE_LIMIT,
};
extern const WgNoteType wg_quic_notes[];
extern const WgField wg_quic_fields[];
void wg_quic_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree);
