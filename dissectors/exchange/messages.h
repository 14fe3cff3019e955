#pragma once

#include "dissect/channel.h"
#include "exchange/records.h"

/* Requests and responses as messages, whichever version of HTTP they came by. */

extern const WgMessageType wg_http_messages[];

const WgMessageType *wg_http_request_message (WgSlice method);
/* @tunnel: it opens one, as CONNECT asked */
const WgMessageType *wg_http_response_message (gint64 status, gboolean tunnel);

/* They began at @span with @len bytes. @stream: -1 in HTTP/1. Nothing where nobody takes
 * messages. */
WgMessageId wg_http_tell_request (WgChannel *channel,
                                  WgDir dir,
                                  WgSpan span,
                                  guint64 len,
                                  const WgHttpRequest *request,
                                  gint64 stream);
WgMessageId wg_http_tell_response (WgChannel *channel,
                                   WgDir dir,
                                   WgSpan span,
                                   guint64 len,
                                   const WgHttpResponse *response,
                                   gboolean tunnel,
                                   gint64 stream);
WgMessageId wg_http_tell_informational (WgChannel *channel,
                                        WgDir dir,
                                        WgSpan span,
                                        guint64 len,
                                        gint64 status,
                                        WgSlice reason,
                                        gint64 stream);
