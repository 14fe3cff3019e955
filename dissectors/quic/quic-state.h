#pragma once

#include "base/arena.h"
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
 */
typedef struct
{
  WgQuicKeys keys;
  guint64 next_number;
  WgQuicGather crypto;
  GByteArray *message;
} WgQuicSpace;

/* A connection id that one end chose for packets to it. */
typedef struct
{
  guint8 len;
  guint8 bytes[WG_QUIC_CID_MAX];
} WgQuicCid;

typedef struct WgQuicState WgQuicState;

/**
 * WgQuicConnection:
 * @client: who began it; a guess until @client_known
 * @version: of its latest long header
 * @first_dcid: that the keys of its Initial packets are made of; @initial_version: and of
 * which version
 * @cid: that each end chose, as far as seen
 * @n_failed: Initial packets for which keys were made in vain
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

/* quic-protect.c: opens packets and reads their frames. */
void wg_quic_take_sealed (WgQuicConnection *connection, const WgQuicPacket *packet);
/* The same packet's payload for whoever looks; FALSE where it cannot be opened. */
gboolean wg_quic_peek_sealed (WgQuicConnection *connection,
                              WgDir dir,
                              const WgQuicPacket *packet,
                              WgQuicHead *head,
                              WgSlice *payload);

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
