#pragma once

#include "dissect/channel.h"
#include "exchange/records.h"

/* Exchanges of one connection of HTTP/2 or 3, each on a stream of its own (RFC 9113 §8, RFC
 * 9114 §4). Whoever reads the frames says what he found: header lists decoded, the bytes of
 * DATA, ends and resets. Records of `http[]`, notes, decoding and tunnels come from here. */

typedef struct WgHttpStreams WgHttpStreams;
typedef struct WgHttpStream WgHttpStream;

/* @by: id of the dissector ("http2"), @version as in the report ("HTTP/2"); literals both.
 * Records and notes go to @channel, which outlives it. */
WgHttpStreams *wg_http_streams_new (WgChannel *channel,
                                    const char *by,
                                    const char *version,
                                    gboolean decrypted);
/* Emits what is open; in `close`. */
void wg_http_streams_free (WgHttpStreams *streams);

/* Which direction plays the client; WG_CLIENT until told. Before the first stream opens. */
void wg_http_streams_set_client (WgHttpStreams *streams, WgDir client);
WgDir wg_http_streams_client (const WgHttpStreams *streams);

/* Where the event of the next calls stands in what the dissector is given to read now: for
 * notes. @channel: the one being read, where not that of wg_http_streams_new(). */
void wg_http_streams_at (
    WgHttpStreams *streams, WgChannel *channel, WgDir dir, gsize pos, gsize len);

/* The open stream @id, or %NULL. Whoever holds it lets go of it when anything opens, ends or is
 * reset. */
WgHttpStream *wg_http_streams_find (WgHttpStreams *streams, guint64 id);
/* @first_frame: packet of its first byte. At %WG_LIMIT_HTTP_STREAMS, or when those open hold
 * %WG_LIMIT_HTTP_OPEN_LEN, the oldest one is emitted as it is. */
WgHttpStream *wg_http_streams_open (WgHttpStreams *streams, guint64 id, guint32 first_frame);

/* A header list that @dir sent became this. */
typedef enum
{
  WG_HTTP_PART_REQUEST,
  WG_HTTP_PART_INTERIM,
  WG_HTTP_PART_RESPONSE,
  WG_HTTP_PART_TRAILERS,
  WG_HTTP_PART_NONE, /* it came too late, or there was no room for it */
} WgHttpPart;

/* @headers: #WgHeader, pseudo-headers too; copied. @whole: none of them is missing. A 2xx
 * answer to CONNECT makes a tunnel: a child channel reads the DATA from there on. */
WgHttpPart
wg_http_stream_headers (WgHttpStream *stream, WgDir dir, WgList headers, gboolean whole);
/* The request that the server promises to answer on @stream, which it has just opened. */
void wg_http_stream_promise (WgHttpStream *stream, WgList headers, gboolean whole);
/* The request of an upgrade, which stands in another exchange; its headers stay there. */
void wg_http_stream_upgraded (WgHttpStream *stream, const WgHandoff *handoff);

/* Payload of DATA without padding, at @pos of what is being read. */
void wg_http_stream_data (WgHttpStream *stream, WgDir dir, WgSlice bytes, gsize pos);
/* So much of it is not in the capture. */
void wg_http_stream_lose (WgHttpStream *stream, WgDir dir, guint64 len, gboolean cut);

/* Bytes of @dir are not in the capture that may have been of any stream: no message that it was
 * sending can be known to be whole. */
void wg_http_streams_miss (WgHttpStreams *streams, WgDir dir);

/* @dir has sent all. When both have, the exchange is emitted and @stream is gone. */
void wg_http_stream_end (WgHttpStream *stream, WgDir dir);
/* @dir gives up the stream, which is emitted and gone. @error: its name; copied. */
void wg_http_stream_reset (WgHttpStream *stream, WgDir dir, const char *error);

/* What can be odd about the messages themselves. */
extern const WgNoteType wg_http_stream_notes[];
