#pragma once

#include "base/arena.h"
#include "dtls-gather.h"
#include "names.h"
#include "ssl2-parse.h"
#include "tls-messages.h"
#include "tls-records.h"

/* What the files of this room share: the state of one connection. */

#define WG_TLS_RECORD_VERSIONS 8u
#define WG_TLS_CUTS            8u
#define WG_TLS_NONCE_LEN       8u

/* Explicit nonces that followed one another. */
typedef struct
{
  guint64 from, to;
} WgTlsNonces;

/* One direction. It becomes the client's or the server's when the hellos tell, or at the end.
 * @message: the beginning of a handshake message that later records go on with
 * @passing, @left: a record that is passed over, and its bytes still to come
 * @opens, @partial, @broken: it is to be opened when it has passed; what has come of it; bytes
 * of it are missing
 * @gather, @epoch: of DTLS: messages that lack pieces, and the epoch of the newest record
 * @protected_from: a ChangeCipherSpec, or the ServerHello of TLS 1.3, made what follows secret
 * @uncertain: bytes are missing before this, so that a ChangeCipherSpec may have been among
 * them
 * @resync: the next record has to be found
 * @passed: the segment that is passed over
 * @held, @held_since: its certificates, and the time of the first
 * @conduct: what rules ask about this end
 * @n_pieces, @smallest_piece, @cuts: of the message that is being put together
 * @n_sealed: records of a handshake behind its last ChangeCipherSpec; @renegotiates: it counts
 * no more until the next one
 * @begun_at: where the message begins that goes on; @passing_at: where the record that passes
 * does; @part_at: its bytes in the newest packet; @told: the message that it is part of
 * @nonce, @nonce_len: the beginning of a record that passes; @nonces: those of this key
 */
typedef struct
{
  GByteArray *message;
  WgSpan begun_at;
  WgSpan passing_at;
  WgSpan part_at;
  WgMessageId told;
  WgTlsRecord passing;
  guint32 left;
  GByteArray *partial;
  gboolean opens;
  gboolean broken;
  WgDtlsGather *gather;
  guint16 epoch;
  gboolean ssl2;
  gboolean ssl2_protected;
  gboolean protected_from;
  gboolean resync;
  guint64 passed;
  gboolean told_encrypted;
  guint n_ccs;
  guint16 versions[WG_TLS_RECORD_VERSIONS];
  WgTlsRecords records;
  WgList messages;
  WgList certificates;
  GPtrArray *held;
  gint64 held_since;
  WgTlsEnd conduct;
  guint n_pieces;
  guint smallest_piece;
  guint last_piece;
  guint n_cuts;
  guint32 cuts[WG_TLS_CUTS];
  guint n_sealed;
  gboolean renegotiates;
  guint8 nonce[WG_TLS_NONCE_LEN];
  guint8 nonce_len;
  guint8 n_nonces;
  WgTlsNonces nonces[WG_LIMIT_TLS_NONCES];
} WgTlsSide;

/* What `describe` needs to know of the unit that was just consumed. */
typedef enum
{
  WG_TLS_UNIT_NONE,
  WG_TLS_UNIT_RECORD,
  WG_TLS_UNIT_SSL2,
  WG_TLS_UNIT_UNKNOWN,
} WgTlsUnitKind;

typedef struct
{
  WgTlsUnitKind kind;
  gboolean encrypted;
  gboolean cut;   /* the message goes on in later records */
  GBytes *whole;  /* the message that this record completed */
  GBytes *opened; /* what was inside, but for application data */
  guint8 opened_type;
} WgTlsUnit;

/* @client: the direction that plays the client, or -1
 * @tells: somebody takes messages
 * @record_at, @record_len: the record being read, header included; @content_pos: its content,
 * in this call's reader; @sealed_at: where that stands, in the newest packet that has some of
 * it
 * @message_at: where the handshake message being read begins; @before: its bytes that came in
 * earlier records, or less than 0 the content before it
 * @retried: there was a HelloRetryRequest
 * @flight: the message that records of @flight_dir add to
 * @handshake_certificate, @handshake_done: seen since the last ServerHello
 */
typedef struct WgTlsDecrypt WgTlsDecrypt;

typedef struct
{
  WgChannel *channel;
  WgArena *arena;
  WgRecordId id;
  WgTlsSide side[2];
  int client;
  gint32 version;
  gint32 cipher;
  gboolean is_13;
  gboolean early_data;
  gboolean lossy;
  gboolean full; /* something was not kept */
  gboolean told_full;
  gboolean server_hello_seen;
  gboolean handshake_certificate;
  gboolean handshake_done;
  gboolean datagram;
  guint8 front[WG_DTLS_HANDSHAKE_FRONT];
  GPtrArray *opened;     /* of DTLS: what was inside the records of this datagram */
  gboolean inside;       /* what is being read was opened */
  WgTlsDecrypt *decrypt; /* or %NULL */
  guint32 frame;         /* of the record being read */
  gboolean tells;
  WgSpan record_at;
  WgSpan sealed_at;
  guint32 record_len;
  gsize content_pos;
  WgSpan message_at;
  gint64 before;
  gboolean retried;
  WgMessageId flight;
  WgDir flight_dir;
  const WgMessageType *flight_type;
  guint flight_flags;
  guint16 record_version;
  WgTlsConnection record;
  WgTlsKeyExchange key_exchange;
  WgTlsChain chain;
  WgTlsConduct conduct;
  gboolean client_key_seen;
  gboolean hello_waits;    /* a ClientHello has no answer yet */
  gboolean explicit_nonce; /* AES-GCM of TLS 1.2 */
  guint extra_sealed;      /* messages of the client between ChangeCipherSpec and Finished */
  GString *text;           /* scratch */
  WgTlsUnit unit;
} WgTlsState;

/* Adds a zeroed item of @size to @list, which grows in the arena; %NULL at @limit and at the
 * arena's ceiling. */
gpointer wg_tls_push (WgTlsState *state, WgList *list, gsize size, guint limit);
/* Adds a handshake type, or one of WG_TLS_LISTED_.., to the messages of @dir. */
void wg_tls_list_message (WgTlsState *state, WgDir dir, guint16 type);
const char *wg_tls_from (const WgTlsState *state, WgDir dir);

/* The direction that plays the client, or as long as nobody has said so, the likelier one. */
WgDir wg_tls_client (const WgTlsState *state);
/* Tells all and closes the report's record. */
void wg_tls_finish (WgTlsState *state);

/* Looks at a record that is over; @payload: what is at hand of it. */
void
wg_tls_watch_record (WgTlsState *state, WgDir dir, const WgTlsRecord *record, WgSlice payload);
/* Bytes of a record of application data that passes, the first of them first. */
void wg_tls_watch_chunk (WgTlsState *state, WgDir dir, WgSlice chunk);
void wg_tls_watch_unknown (WgTlsState *state, WgDir dir, WgSlice bytes);
/* Of a message that is malformed. */
void wg_tls_watch_message (WgTlsState *state, WgDir dir);
void wg_tls_watch_change_cipher_spec (WgTlsState *state, WgDir dir);
void wg_tls_watch_server_key (WgTlsState *state, WgReader *body);
void wg_tls_watch_verify (WgTlsState *state, WgDir dir, WgReader *body);
void wg_tls_watch_ticket (WgTlsState *state, WgReader *body);
/* What is inside a record begins so. */
void wg_tls_watch_plaintext (WgTlsState *state, WgDir dir, WgSlice plain);
void wg_tls_finish_conduct (WgTlsState *state, WgDir client);

/* The content of a record, which stands in @len bytes at @pos for this call. */
void wg_tls_take_content (
    WgTlsState *state, WgDir dir, guint8 type, WgSlice content, gsize pos, gsize len);
/* Made and freed by both dissectors of this room. */
WgTlsState *wg_tls_state_new (WgChannel *channel);
void wg_tls_state_close (gpointer state);
void wg_tls_clear_unit (WgTlsState *state);
/* A valid record begins: the first one opens the report's. */
void wg_tls_begin (WgTlsState *state, WgDir dir);
void wg_tls_count_record (WgTlsSide *side, const WgTlsRecord *record);

/* A message, its body apart from what stands before it. */
void
wg_tls_take_message (WgTlsState *state, WgDir dir, guint8 type, WgReader *body, WgSlice front);
/* The content of a handshake record of DTLS. */
void wg_dtls_take_handshake (WgTlsState *state, WgDir dir, WgSlice content);
/* Handshake bytes of one record: messages that are whole, beginnings, the rest of one. */
void wg_tls_take_handshake (WgTlsState *state, WgDir dir, WgSlice fragment);
/* A record of SSL 2.0, header left behind. */
void wg_tls_take_ssl2 (WgTlsState *state, WgDir dir, WgReader *body);

/* Hellos into their records. */
void wg_tls_take_client_hello (WgTlsState *state, WgDir dir, WgReader *body);
void wg_tls_take_server_hello (WgTlsState *state, WgDir dir, WgReader *body);
void
wg_tls_add_certificate (WgTlsState *state, WgDir dir, WgTlsCertificates *list, WgSlice der);
/* Who is the client, now that one of its messages (or the server's) has been seen. */
void wg_tls_set_client (WgTlsState *state, WgDir dir);

void wg_tls_note (WgTlsState *state, WgDir dir, const WgNoteType *type);

/* tls-tell.c: messages, where @tells. */
/* Where the byte at @off of a record's content stands. */
WgSpan wg_tls_content_at (const WgTlsState *state, WgDir dir, gsize off);
/* @front: bytes before the body */
void
wg_tls_tell_handshake (WgTlsState *state, WgDir dir, guint8 type, WgSlice body, gsize front);
/* The record being read is one of itself. */
void wg_tls_tell_record (WgTlsState *state, WgDir dir, WgTlsSays says, WgSlice detail);
void wg_tls_tell_change_cipher_spec (WgTlsState *state, WgDir dir);
void wg_tls_tell_alert (WgTlsState *state, WgDir dir, const WgTlsAlert *alert);
/* It is application data, opened or closed. */
void wg_tls_tell_opened (WgTlsState *state, WgDir dir);
void wg_tls_tell_closed (WgTlsState *state, WgDir dir);
/* It is of SSL 2.0, encrypted. */
void wg_tls_tell_ssl2 (WgTlsState *state, WgDir dir);

extern const WgNoteType wg_tls_notes[];
enum
{
  WG_TLS_NOTE_HELLO,
  WG_TLS_NOTE_MESSAGE,
  WG_TLS_NOTE_RECORD,
  WG_TLS_NOTE_LIMIT,
  WG_TLS_NOTE_CERTIFICATE,
  WG_TLS_NOTE_SEALED,
};

extern const WgField wg_tls_fields[];
void wg_dtls_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree);
void wg_tls_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree);
