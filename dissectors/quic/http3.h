#pragma once

#include "dissect/channel.h"

/* HTTP/3 (RFC 9114): what is said on the streams of one QUIC connection. */

typedef struct WgHttp3 WgHttp3;

/* Records and notes go to @channel, which outlives it. */
WgHttp3 *wg_http3_new (WgChannel *channel, WgDir client);
/* Emits what is open. */
void wg_http3_free (WgHttp3 *http3);

/* The next bytes of stream @id, which came out of @len bytes at @pos of what is being read. */
void wg_http3_data (WgHttp3 *http3, guint64 id, WgDir dir, WgSlice bytes, gsize pos, gsize len);
/* @len bytes of it are not in the capture. */
void wg_http3_gap (WgHttp3 *http3, guint64 id, WgDir dir, guint64 len);
/* @dir has sent all of it. */
void wg_http3_end (WgHttp3 *http3, guint64 id, WgDir dir);
/* @dir gives it up. */
void wg_http3_reset (WgHttp3 *http3, guint64 id, WgDir dir, guint64 error);

/* %NULL where it has none. */
const char *wg_http3_error_name (guint64 error);

extern const WgDissector wg_http3;
