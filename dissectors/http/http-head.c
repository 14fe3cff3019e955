#include "exchange/message.h"
#include "http-state.h"

/* A head becomes a message of its exchange. */

/* Copies @head into the exchange, as that of @message unless it is %NULL, and parses its lines.
 */
static gboolean
parse_head (WgHttpOpen *open,
            WgSlice head,
            WgHttpMessage *message,
            WgHttpStart *start,
            WgHttpHeaders *headers,
            WgHttpOdds *odds)
{
  WgSlice copy = wg_arena_copy (open->arena, head), line;
  gsize whole;

  memset (headers, 0, sizeof *headers);
  memset (start, 0, sizeof *start);
  if (copy.len < head.len)
    return FALSE;
  if (message != NULL)
    message->head = copy;
  wg_http_parse_cut_start (copy, start, odds);
  line = wg_http_first_line (copy, &whole);
  if (whole == line.len + 1)
    wg_http_odd (odds, wg_slice_at (copy, line.len) == '\r' ? WG_HTTP_BARE_CR : WG_HTTP_BARE_LF,
                 line.len, 1);
  return wg_http_parse_headers (wg_slice_sub (copy, whole, copy.len), whole, open->arena,
                                headers, odds);
}

gboolean
wg_http_take_request (WgHttpOpen *open, WgSlice head, WgHttpFraming *framing, WgHttpOdds *odds)
{
  WgHttpStart start;
  WgHttpHeaders headers;
  gboolean fits = parse_head (open, head, &open->request.message, &start, &headers, odds);

  open->has_request = TRUE;
  open->request.method = start.method;
  open->request.target = start.target;
  open->request.host = headers.value[WG_HTTP_HOST];
  open->record.version = start.version;
  open->is_head = wg_slice_is (start.method, "HEAD");
  open->is_connect = wg_slice_is (start.method, "CONNECT");
  open->is_simple = start.version.len == 0 && wg_slice_find (head, '\n') >= 0;
  open->asks_upgrade = open->is_connect || headers.count[WG_HTTP_UPGRADE] > 0;
  wg_http_parse_framing (&headers, start.version, framing, odds);
  wg_http_fill_message (&open->request.message, open->arena, &headers, &framing->content);
  wg_http_list_cookies (open->arena, &headers, &open->request.cookies);
  return fits;
}

gboolean
wg_http_take_response (WgHttpOpen *open, WgSlice head, WgHttpFraming *framing, WgHttpOdds *odds)
{
  WgHttpStart start;
  WgHttpHeaders headers;
  gboolean fits = parse_head (open, head, &open->response.message, &start, &headers, odds);

  open->answered = TRUE;
  open->response.status = start.status;
  open->response.reason = start.reason;
  if (!open->has_request)
    open->record.version = start.version;
  else if (!wg_slice_equal (open->record.version, start.version))
    open->response.version = start.version;
  if (start.status == 101)
    open->record.upgraded_to = headers.value[WG_HTTP_UPGRADE];
  wg_http_parse_framing (&headers, start.version, framing, odds);
  wg_http_fill_message (&open->response.message, open->arena, &headers, &framing->content);
  wg_http_list_set_cookies (open->arena, &headers, &open->response.set_cookies);
  return fits;
}

gboolean
wg_http_take_interim (WgHttpOpen *open, WgSlice head, guint32 frame, WgHttpOdds *odds)
{
  WgHttpStart start;
  WgHttpHeaders headers;
  WgHttpInformational *item;

  if (open->interim == NULL)
    open->interim =
        wg_arena_alloc (open->arena, WG_LIMIT_HTTP_INTERIM * sizeof (WgHttpInformational));
  if (open->interim == NULL || open->n_interim == WG_LIMIT_HTTP_INTERIM)
    {
      wg_http_odd (odds, WG_HTTP_MANY_INTERIM, 0, head.len);
      return TRUE;
    }
  if (!parse_head (open, head, NULL, &start, &headers, odds))
    return FALSE;
  if (open->record.version.len == 0)
    open->record.version = start.version;
  item = &open->interim[open->n_interim++];
  item->frame = frame;
  item->status = start.status;
  item->reason = start.reason;
  item->headers = (WgList){headers.items, headers.n};
  return TRUE;
}

gboolean
wg_http_take_trailers (WgHttpOpen *open,
                       WgSlice section,
                       WgHttpMessage *message,
                       WgHttpOdds *odds)
{
  WgHttpHeaders headers;
  WgSlice copy = wg_arena_copy (open->arena, section);

  if (copy.len < section.len || !wg_http_parse_headers (copy, 0, open->arena, &headers, odds))
    return FALSE;
  message->trailers = (WgList){headers.items, headers.n};
  return TRUE;
}
