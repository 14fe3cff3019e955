#include "http-parse.h"
#include "http-state.h"

/* Where a connection turns to another protocol (RFC 9110 §7.8, §9.3.6). */

WgStep
wg_http_hand_over (WgHttp *http, WgDir dir, WgHttpOpen *open)
{
  WgSlice protocol = open->record.upgraded_to;
  WgHandoff handoff = {
      .by = "http",
      .how = open->response.status == 101 ? "upgrade" : "connect",
      .client = open->sender,
      .request_frame = open->request.frame,
      .decrypted = http->decrypted,
      .status = (guint16) open->response.status,
      .method = open->request.method,
      .target = open->request.target,
      .request = open->request.message.headers,
      .response = open->response.message.headers,
  };
  const WgDissector *next = NULL;

  if (open->response.status == 101 && wg_slice_is_nocase (protocol, "websocket"))
    next = wg_dissector_find ("websocket");
  else if (open->response.status == 101 && wg_slice_is_nocase (protocol, "h2c"))
    next = wg_dissector_find ("http2");
  open->keep = TRUE;
  wg_http_message_done (http, dir, TRUE);
  wg_channel_set_handoff (http->channel, &handoff);
  return WG_HANDOFF (next);
}

gboolean
wg_http_must_wait (WgHttp *http, WgDir dir, const WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  WgHttpStart start;

  if (half->asked == NULL)
    return FALSE;
  if (half->asked->is_connect && in->end == WG_END_MORE)
    return TRUE;
  if (wg_http_parse_start (wg_reader_rest (in), FALSE, &start, NULL) != WG_HTTP_REQUEST)
    return TRUE;
  half->asked = NULL;
  return FALSE;
}

WgStep
wg_http_hand_over_unanswered (WgHttp *http, WgDir dir)
{
  WgHttpOpen *open = http->half[dir].asked;
  WgHandoff handoff = {
      .by = "http",
      .how = open->is_connect ? "connect" : "upgrade",
      .client = dir,
      .request_frame = open->request.frame,
      .method = open->request.method,
      .target = open->request.target,
      .request = open->request.message.headers,
  };

  open->keep = TRUE;
  wg_channel_set_handoff (http->channel, &handoff);
  return WG_HANDOFF (NULL);
}
