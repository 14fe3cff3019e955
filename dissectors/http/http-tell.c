#include "exchange/messages.h"
#include "http-state.h"

/* Messages besides those that begin an exchange or end it. */

WgSpan
wg_http_head_at (const WgHttp *http, WgDir dir, gsize pos, gsize len)
{
  const WgHttpHalf *half = &http->half[dir];
  return half->head_cut ? half->beginning_at : wg_channel_span (http->channel, dir, pos, len);
}

void
wg_http_tell_interim (WgHttp *http, WgDir dir, gsize pos, WgSlice head)
{
  WgHttpStart start;

  if (G_LIKELY ((wg_channel_wants (http->channel) & WG_WANT_MESSAGES) == 0))
    return;
  wg_http_parse_cut_start (head, &start, NULL);
  wg_http_tell_informational (http->channel, dir, wg_http_head_at (http, dir, pos, head.len),
                              head.len, start.status, start.reason, -1);
}

void
wg_http_tell_simple (WgHttp *http, WgDir dir, gsize pos)
{
  const WgHttpResponse response = {.status = -1};

  http->half[dir].told =
      wg_http_tell_response (http->channel, dir, wg_channel_span (http->channel, dir, pos, 1),
                             0, &response, FALSE, -1);
}
