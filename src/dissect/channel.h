#pragma once

#include "crypto/secrets.h"
#include "dissect/dissector.h"
#include "model/message.h"
#include "net/segment.h"

/* What a dissector may ask of the channel it reads from, and how it says what it found. */

/* What consumers of the records asked for; costs nothing where nobody did. */
typedef enum
{
  WG_WANT_HASHES = 1 << 0,   /* SHA-256 of bodies, messages, plaintext */
  WG_WANT_BODIES = 1 << 1,   /* what bodies begin with, for rules */
  WG_WANT_MESSAGES = 1 << 2, /* wg_channel_message(); set where somebody takes them */
} WgWant;

/**
 * WgHandoff: what the protocol before leaves to the one after it.
 * @by: id of the dissector that handed off
 * @how: how the report names it (`started_by`: "connect", "smtp", "socks"; "upgrade")
 * @client: direction that plays the client
 * @request_frame: of the request that asked for it
 * @decrypted: what is read was inside TLS
 * @stream: of HTTP/2 or 3 that it stands on, where @on_stream
 * @method, @target, @request, @response: of an HTTP upgrade; lists of #WgHeader. Borrowed
 * during `open`.
 */
typedef struct
{
  const char *by;
  const char *how;
  WgDir client;
  guint32 request_frame;
  gboolean decrypted;
  guint16 status;
  gboolean on_stream;
  guint64 stream;
  WgSlice method;
  WgSlice target;
  WgList request;
  WgList response;
} WgHandoff;

/* The packet being worked on: its number and time; and the conversation's id. */
guint32 wg_channel_frame (const WgChannel *channel);
gint64 wg_channel_time (const WgChannel *channel);
gint64 wg_channel_conversation (const WgChannel *channel);
WgWant wg_channel_wants (const WgChannel *channel);
gboolean wg_channel_is_datagram (const WgChannel *channel);
/* What there is to open encrypted bytes with, or %NULL where there is nothing. Asked again
 * later there may be more. */
const WgSecrets *wg_channel_secrets (const WgChannel *channel);
/* This direction was not seen from its first byte. */
gboolean wg_channel_midstream (const WgChannel *channel, WgDir dir);
guint8 wg_channel_ip_version (const WgChannel *channel);
const WgEndpoint *wg_channel_endpoint (const WgChannel *channel, WgDir dir);

/* Where in the capture stand @len bytes at @pos of the reader given to `feed`, `datagram` or
 * (with
 * @pos into the chunk) `payload`. Valid during that call. */
WgSpan wg_channel_span (const WgChannel *channel, WgDir dir, gsize pos, gsize len);

/* Before a HANDOFF step: what the next dissector may know. Copied shallowly; the lists must
 * live until the step is carried out, which closes this dissector last. */
void wg_channel_set_handoff (WgChannel *channel, const WgHandoff *handoff);
/* In `open`: that, or %NULL when the channel was probed from its first byte. */
const WgHandoff *wg_channel_handoff (const WgChannel *channel);

/**
 * A channel for bytes that a dissector takes out of what it reads: decrypted records, one of
 * several streams. Its spans name the packet and the bytes there that its own came from, its
 * tree stands on a derived source, and its protocols join the conversation's.
 * @title: of that source ("Decrypted TLS"); a literal
 * @first: who reads it, or %NULL to have it probed
 * @handoff: as for a HANDOFF step, or %NULL; the lists are borrowed for this call. What the
 * parent decrypted stays decrypted further in
 *
 * Owned by the dissector, which frees it in `close` at the latest. A direction of the child is
 * that of the parent.
 */
WgChannel *wg_channel_new_child (WgChannel *parent,
                                 const char *title,
                                 const WgDissector *first,
                                 const WgHandoff *handoff);
void wg_channel_free_child (WgChannel *child);
/* The next bytes, borrowed for the call, which came out of @len bytes at @pos of what the
 * parent's dissector has been given to read now. */
void wg_channel_child_data (WgChannel *child, WgDir dir, WgSlice bytes, gsize pos, gsize len);
/* The same, where only @at tells in which packet, and where there, they came to an end. */
void wg_channel_child_data_at (
    WgChannel *child, WgDir dir, WgSlice bytes, gsize pos, gsize len, WgSpan at);
/* As wg_channel_gap() and its like in engine.h do for a conversation's own channel. */
void wg_channel_child_gap (WgChannel *child, WgDir dir, guint64 len, gboolean cut);
void wg_channel_child_eof (WgChannel *child, WgDir dir);
void wg_channel_child_set_midstream (WgChannel *child, WgDir dir);

/* Something that all channels of a session share (a cache of certificates): the value of @key,
 * whose address is its name, made when first asked for and freed with the session. */
gpointer wg_channel_shared (WgChannel *channel,
                            const void *key,
                            gpointer (*make) (void),
                            GDestroyNotify free_value);

/* This conversation goes on with what another one said (a master secret): @value, known by
 * @name. A look at this conversation alone is given it again by wg_channel_borrow(); in any
 * other case that has nothing. */
void wg_channel_lent (WgChannel *channel, WgSlice name, WgSlice value);
WgSlice wg_channel_borrow (const WgChannel *channel, WgSlice name);

/* Records. The struct of @type begins with a #WgRecordHead. */
typedef struct
{
  gint64 conversation;
  gboolean reversed; /* the conversation's server plays the client */
} WgRecordHead;

/* Rows for the head of every record's table. */
#define WG_RECORD_HEAD_FIELDS                                                                  \
  {.key = "wiregloss.conversation",                                                            \
   .label = "Conversation",                                                                    \
   .kind = WG_KIND_INT,                                                                        \
   .json = "conversation",                                                                     \
   WG_AT (WgRecordHead, conversation)},                                                        \
  {                                                                                            \
    .key = "wiregloss.reversed", .label = "Roles reversed", .kind = WG_KIND_BOOL,              \
    .json = "reversed", WG_AT (WgRecordHead, reversed)                                         \
  }

/* @first_frame: of the record's first byte, which gives its place in the order. */
WgRecordId
wg_channel_open_record (WgChannel *channel, const WgRecordType *type, guint32 first_frame);
void
wg_channel_part (WgChannel *channel, WgRecordId id, const WgField *list, gconstpointer item);
/* Fills the head in @record, hands it over, forgets the id. */
void wg_channel_close_record (WgChannel *channel,
                              WgRecordId id,
                              const WgRecordType *type,
                              gpointer record,
                              gboolean reversed);

/* Tells of a message that is whole, or whose beginning says all there is to say: @len bytes at
 * @pos of this call's reader. @flags are added to what the channel knows: what is read inside
 * TLS was encrypted. @detail is text, cut at %WG_LIMIT_STORE_TITLE bytes; see detail.h. Where
 * nobody takes messages it does nothing; ask wg_channel_wants() before a detail is made. */
WgMessageId wg_channel_message (WgChannel *channel,
                                WgDir dir,
                                const WgMessageType *type,
                                guint flags,
                                gsize pos,
                                gsize len,
                                WgSlice detail);
/* The same for @len bytes that were read before, or that began there. */
WgMessageId wg_channel_message_at (WgChannel *channel,
                                   WgDir dir,
                                   const WgMessageType *type,
                                   guint flags,
                                   WgSpan span,
                                   guint64 len,
                                   WgSlice detail);
/* It goes on in the packet being worked on: a body, records of one flight. @len: 0 says only
 * that it did not end before. Nothing for id 0. */
void wg_channel_message_more (WgChannel *channel, WgMessageId id, guint64 len);

/* Which segment the byte at @pos came in: those of one segment have the same number, however
 * they are handed on. Never 0. */
guint64 wg_channel_segment (const WgChannel *channel, WgDir dir, gsize pos);

/* An oddity in the bytes at @pos of this call's reader. @text adds to the type's own, or %NULL.
 */
void wg_channel_note (WgChannel *channel,
                      WgDir dir,
                      const WgNoteType *type,
                      gsize pos,
                      gsize len,
                      const char *text);
/* The same for bytes that were read before. */
void
wg_channel_note_at (WgChannel *channel, const WgNoteType *type, WgSpan span, const char *text);
