#include "http-state.h"

/* A head becomes a message of its exchange. */

/* Copies @head into the exchange and parses its lines. */
static gboolean
parse_head (WgHttpOpen *open,
            WgSlice head,
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
  wg_http_parse_cut_start (copy, start, odds);
  line = wg_http_first_line (copy, &whole);
  if (whole == line.len + 1)
    wg_http_odd (odds, wg_slice_at (copy, line.len) == '\r' ? WG_HTTP_BARE_CR : WG_HTTP_BARE_LF,
                 line.len, 1);
  return wg_http_parse_headers (wg_slice_sub (copy, whole, copy.len), whole, open->arena,
                                headers, odds);
}

static void
fill_message (WgHttpMessage *message,
              WgHttpOpen *open,
              const WgHttpHeaders *headers,
              const WgHttpFraming *framing)
{
  WgSlice *names;

  message->headers = (WgList){headers->items, headers->n};
  message->content_type = headers->value[WG_HTTP_CONTENT_TYPE];
  if (framing->n_content == 0)
    return;
  names = wg_arena_alloc (open->arena, framing->n_content * sizeof (WgSlice));
  if (names == NULL)
    return;
  memcpy (names, framing->content_names, framing->n_content * sizeof (WgSlice));
  message->content_encoding = (WgList){names, framing->n_content};
}

static void
list_cookies (WgHttpOpen *open, const WgHttpHeaders *headers)
{
  guint n = 0, max = 0;
  WgSlice *names = NULL;

  for (guint pass = 0; pass < 2; pass++)
    {
      if (pass == 1)
        names = wg_arena_alloc (open->arena, max * sizeof (WgSlice));
      if (pass == 1 && names == NULL)
        return;
      for (gint i = wg_http_next (headers, WG_HTTP_COOKIE, 0); i >= 0;
           i = wg_http_next (headers, WG_HTTP_COOKIE, (guint) i + 1))
        {
          WgSlice list = headers->items[i].value, name, value;
          while (wg_http_cookie_next (&list, &name, &value))
            {
              if (pass == 1)
                names[n++] = name;
              else
                max++;
            }
        }
      if (max == 0)
        return;
    }
  open->request.cookies = (WgList){names, n};
}

static void
list_set_cookies (WgHttpOpen *open, const WgHttpHeaders *headers)
{
  guint n = 0;
  WgHttpSetCookie *cookies = wg_arena_alloc (open->arena, headers->count[WG_HTTP_SET_COOKIE]
                                                              * sizeof (WgHttpSetCookie));

  if (cookies == NULL)
    return;
  for (gint i = wg_http_next (headers, WG_HTTP_SET_COOKIE, 0); i >= 0;
       i = wg_http_next (headers, WG_HTTP_SET_COOKIE, (guint) i + 1))
    wg_http_parse_set_cookie (headers->items[i].value, &cookies[n++]);
  open->response.set_cookies = (WgList){cookies, n};
}

gboolean
wg_http_take_request (WgHttpOpen *open, WgSlice head, WgHttpFraming *framing, WgHttpOdds *odds)
{
  WgHttpStart start;
  WgHttpHeaders headers;
  gboolean fits = parse_head (open, head, &start, &headers, odds);

  open->has_request = TRUE;
  open->request.method = start.method;
  open->request.target = start.target;
  open->request.host = headers.value[WG_HTTP_HOST];
  open->record.version = start.version;
  open->is_head = wg_slice_is (start.method, "HEAD");
  open->is_connect = wg_slice_is (start.method, "CONNECT");
  open->is_simple = start.kind == WG_HTTP_SIMPLE;
  open->asks_upgrade = open->is_connect || headers.count[WG_HTTP_UPGRADE] > 0;
  wg_http_parse_framing (&headers, start.version, framing, odds);
  fill_message (&open->request.message, open, &headers, framing);
  if (headers.count[WG_HTTP_COOKIE] > 0)
    list_cookies (open, &headers);
  return fits;
}

gboolean
wg_http_take_response (WgHttpOpen *open, WgSlice head, WgHttpFraming *framing, WgHttpOdds *odds)
{
  WgHttpStart start;
  WgHttpHeaders headers;
  gboolean fits = parse_head (open, head, &start, &headers, odds);

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
  fill_message (&open->response.message, open, &headers, framing);
  if (headers.count[WG_HTTP_SET_COOKIE] > 0)
    list_set_cookies (open, &headers);
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
  if (!parse_head (open, head, &start, &headers, odds))
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
