#pragma once

#include "crypto/secrets.h"
#include "quic-wire.h"
#include "script.h"
#include "wire.h"

/* Connections made up for tests. */

#define QUIC_CLIENT_HELLO                                                                      \
  "01 <3 0303 *32 <1> <2 1301> <1 00> "                                                        \
  "<2 0000 <2 <2 00 <2 'a.test'>>> 0010 <2 <2 <1 'h3'>>>>>"
#define QUIC_SERVER_HELLO "02 <3 0303 *32 <1> 1301 00 <2 002b <2 0304> 0033 <2 001d <2 *32>>>>"
#define QUIC_EXTENSIONS   "08 <3 <2 0010 <2 <2 <1 'h3'>>>>>"

extern const guint8 quic_cid_a[8];
extern const guint8 quic_cid_c[4];
extern const guint8 quic_cid_s[4];

#define QUIC_CID(id) wg_slice (id, sizeof (id))

/* The secrets of later levels. */
extern const guint8 quic_handshake_secrets[2][33];
extern const guint8 quic_traffic_secrets[2][33];

/**
 * QuicTalk: a connection being made up.
 * @speakers: by level, then by end
 */
typedef struct
{
  WgScript *script;
  WgQuicVersion version;
  guint8 secrets[2][32];
  QuicSpeaker initial[2];
  QuicSpeaker handshake[2];
  QuicSpeaker one_rtt[2];
  GByteArray *frames;
  GByteArray *datagram;
} QuicTalk;

/* Speakers for a version, and for the client's first connection id. */
void quic_talk_set (QuicTalk *t, guint32 number, WgSlice dcid);
/* The conversation is probed. */
void quic_talk_begin (QuicTalk *t, guint32 version);
/* Seals the frames gathered so far into the datagram. */
void quic_talk_seal (QuicTalk *t, QuicSpeaker *speaker);
void quic_talk_send (QuicTalk *t, WgDir dir);
/* Seals and sends what @dir says, which of @level is the speaker. */
void quic_talk_say (QuicTalk *t, QuicSpeaker level[2], WgDir dir);
/* Bytes @from to @to of the message @text, as wire() reads it, in a CRYPTO frame. */
void quic_talk_crypto (QuicTalk *t, const char *text, gsize from, gsize to);
/* The client's hello in a packet. */
void quic_talk_hello (QuicTalk *t);
/* A datagram as wire() reads it. */
void quic_talk_hex (QuicTalk *t, WgDir dir, const char *text);
/* Both hellos and the server's extensions. */
void quic_talk_shake_hands (QuicTalk *t, WgSecrets *secrets);
/* Bytes of a stream in a packet and datagram of their own. */
void quic_talk_stream (
    QuicTalk *t, WgDir dir, guint64 id, guint64 offset, gboolean fin, const char *text);
/* As wg_script_finish(). */
char *quic_talk_finish (QuicTalk *t);
/* The same for a test that only counts: @what stands in it so often. */
void quic_talk_finish_noting (QuicTalk *t, const char *what, guint n);

guint quic_count_of (const char *text, const char *what);

/* A key log of those above, with another secret of the client's in it. */
WgSecrets *quic_secrets_of (const guint8 client_traffic[33]);
