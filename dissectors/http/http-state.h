#pragma once

#include "exchange/body.h"
#include "http-parse.h"

/* What one channel of HTTP/1 remembers. Private to the room. */

typedef struct WgHttp WgHttp;
typedef struct WgHttpOpen WgHttpOpen;

/**
 * WgHttpOpen: an exchange that is not over. What its record borrows stands in @arena.
 * @sender: direction of its request
 * @receiving: one bit a direction from which a message of it still comes
 * @queued: it waits for its final response
 * @broken: one of its messages is not whole
 * @keep: what it says is handed on, so it lives until the channel is closed
 */
struct WgHttpOpen
{
  WgHttpOpen *next;
  WgArena *arena;
  WgRecordId id;
  WgDir sender;
  guint8 receiving;
  gboolean has_request;
  gboolean answered;
  gboolean queued;
  gboolean broken;
  gboolean keep;
  gboolean is_head;
  gboolean is_connect;
  gboolean asks_upgrade;
  gboolean is_simple;
  guint n_interim;
  WgHttpInformational *interim;
  WgHttpRequest request;
  WgHttpResponse response;
  WgHttpExchange record;
};

typedef enum
{
  WG_HTTP_AT_START,
  WG_HTTP_IN_LENGTH,
  WG_HTTP_IN_REST, /* a body until the end of the connection */
  WG_HTTP_AT_CHUNK,
  WG_HTTP_IN_CHUNK,
  WG_HTTP_AT_TRAILERS,
} WgHttpPhase;

typedef enum
{
  WG_HTTP_UNIT_HEAD,
  WG_HTTP_UNIT_CHUNK,
  WG_HTTP_UNIT_TRAILERS,
  WG_HTTP_UNIT_BODY,
  WG_HTTP_UNIT_OTHER,
} WgHttpUnit;

/**
 * WgHttpHalf: one direction.
 * @open: the exchange whose message is being received; %NULL at a start line
 * @first, @last: exchanges whose request this direction sent and that wait for an answer
 * @scanned, @lines: how far a section of lines was looked at
 * @resync: bytes were lost, so what comes may be the middle of something
 */
typedef struct
{
  WgHttpPhase phase;
  WgHttpUnit unit;
  WgHttpOpen *open;
  WgHttpOpen *asked; /* the last request, while it asks for another protocol */
  gboolean is_response;
  gboolean resync;
  gboolean told_extra;
  gboolean told_empty; /* that empty lines stand before the next start line */
  gboolean lost_answers;
  gboolean first_chunk;
  gboolean head_cut;   /* the capture holds only the beginning of the head */
  gboolean has_length; /* to fall back on where chunks were announced in vain */
  guint64 length;
  guint64 left;
  guint64 passed; /* the segment whose bytes are passed over */
  gsize scanned;
  guint lines;
  guint dropped; /* requests that are no longer waited for */
  guint n_waiting;
  guint n_messages;
  gsize waiting_len; /* memory that they hold */
  GBytes *beginning; /* of a head, which may turn out to be cut by the capture */
  WgSpan beginning_at;
  WgHttpOpen *first, *last;
  WgHttpBody body;
  WgSpan body_begin; /* where it is to be decoded */
  WgMessageId told;  /* of the message that is being received */
} WgHttpHalf;

struct WgHttp
{
  WgChannel *channel;
  WgArenaPool *arenas;
  WgHttpBodyPool *bodies;
  gboolean decrypted;
  gboolean hashes;
  WgHttpHalf half[2];
  WgHttpOpen *kept;
};

/* The message that @dir is sending now. */
WgHttpMessage *wg_http_message_of (WgHttp *http, WgDir dir);

/* http-exchange.c: exchanges, from opening to record. */
WgHttpOpen *wg_http_open (WgHttp *http, WgDir sender, guint32 first_frame);
void wg_http_enqueue (WgHttp *http, WgDir dir, WgHttpOpen *open);
/* Drops the oldest request of @dir that waits when there are too many; TRUE when it did. */
gboolean wg_http_make_room (WgHttp *http, WgDir dir);
/* The exchange that a response sent by @dir belongs to; a new one where nobody asked. @interim:
 * it goes on waiting. */
WgHttpOpen *
wg_http_answered_by (WgHttp *http, WgDir dir, gboolean interim, guint32 first_frame);
/* Requests of @dir that wait, but for the last: their answers were lost. */
void wg_http_drop_unanswered (WgHttp *http, WgDir dir);
/* Emits @open unless something of it is still to come. */
void wg_http_settle (WgHttp *http, WgHttpOpen *open);
/* The message that @dir sends is over. */
void wg_http_message_done (WgHttp *http, WgDir dir, gboolean whole);
/* Emits everything that is open. */
void wg_http_flush (WgHttp *http);

/* http-head.c: a head becomes (part of) a message of @open. FALSE when its memory is full. */
gboolean
wg_http_take_request (WgHttpOpen *open, WgSlice head, WgHttpFraming *framing, WgHttpOdds *odds);
gboolean wg_http_take_response (WgHttpOpen *open,
                                WgSlice head,
                                WgHttpFraming *framing,
                                WgHttpOdds *odds);
gboolean wg_http_take_interim (WgHttpOpen *open, WgSlice head, guint32 frame, WgHttpOdds *odds);
gboolean wg_http_take_trailers (WgHttpOpen *open,
                                WgSlice section,
                                WgHttpMessage *message,
                                WgHttpOdds *odds);

/* http-handoff.c: the connection speaks something else from here on, as the response of @open
 * says. */
WgStep wg_http_hand_over (WgHttp *http, WgDir dir, WgHttpOpen *open);
/* @dir asked for another protocol, and goes on before it was answered. TRUE when it does not
 * speak HTTP, so that only the answer can tell. */
gboolean wg_http_must_wait (WgHttp *http, WgDir dir, const WgReader *in);
/* The answer is not in the capture, so it is left to what is said to tell. */
WgStep wg_http_hand_over_unanswered (WgHttp *http, WgDir dir);

/* http-tell.c: messages. */
/* Where a head stands that begins at @pos of this call's reader, or was kept. */
WgSpan wg_http_head_at (const WgHttp *http, WgDir dir, gsize pos, gsize len);
void wg_http_tell_interim (WgHttp *http, WgDir dir, gsize pos, WgSlice head);
/* Of HTTP/0.9. */
void wg_http_tell_simple (WgHttp *http, WgDir dir, gsize pos);

/* @len bytes more of the message that @dir is sending. */
static inline void
wg_http_tell_more (WgHttp *http, WgDir dir, guint64 len)
{
  if (G_UNLIKELY (http->half[dir].told != 0))
    wg_channel_message_more (http->channel, http->half[dir].told, len);
}
