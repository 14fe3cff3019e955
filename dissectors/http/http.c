#include "http.h"

#include "exchange/message.h"
#include "exchange/messages.h"
#include "http-describe.h"
#include "http-probe.h"
#include "http-state.h"

/* HTTP/1 over one connection: which bytes are which message (RFC 9112 §2, §6, §9). */

static void
give_odds (WgHttp *http, WgDir dir, gsize base, const WgHttpOdds *odds)
{
  for (guint i = 0; i < odds->n; i++)
    wg_channel_note (http->channel, dir, &wg_http_notes[odds->items[i].note],
                     base + odds->items[i].off, odds->items[i].len, NULL);
}

static void
give_note (WgHttp *http, WgDir dir, WgHttpNote note, gsize pos, gsize len)
{
  wg_channel_note (http->channel, dir, &wg_http_notes[note], pos, len, NULL);
}

static gpointer
http_open (WgChannel *channel)
{
  WgHttp *http = g_new0 (WgHttp, 1);
  const WgHandoff *handoff = wg_channel_handoff (channel);

  http->channel = channel;
  http->arenas = wg_http_arenas (channel);
  http->bodies = wg_http_body_pool (channel);
  http->hashes = (wg_channel_wants (channel) & WG_WANT_HASHES) != 0;
  http->decrypted = handoff != NULL && handoff->decrypted;
  for (guint dir = 0; dir < 2; dir++)
    http->half[dir].resync = wg_channel_midstream (channel, (WgDir) dir);
  return http;
}

/* Bytes that belong to no message. What is left of their segment is passed over too, as the
 * next one is the likeliest place for a start line. */
static WgStep
pass_over (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);

  if (!half->resync && !half->told_extra)
    give_note (http, dir, WG_HTTP_EXTRA_BYTES, pos, 0);
  half->told_extra = TRUE;
  half->passed = wg_channel_segment (http->channel, dir, pos + wg_reader_left (in) - 1);
  half->scanned = 0;
  half->unit = WG_HTTP_UNIT_OTHER;
  wg_reader_seek (in, pos + wg_reader_left (in));
  return WG_AGAIN;
}

/* Content codings were applied first, transfer codings on top of them. */
static void
begin_coded (WgHttp *http, WgDir dir, const WgHttpFraming *framing)
{
  WgCoding codings[2 * WG_LIMIT_CODINGS];
  guint n = 0;

  for (guint i = 0; i < framing->content.n && !framing->unknown; i++)
    codings[n++] = framing->content.items[i];
  for (guint i = 0; i < framing->n_transfer && !framing->unknown; i++)
    codings[n++] = framing->transfer[i];
  wg_http_body_begin (&http->half[dir].body, http->bodies, http->hashes,
                      wg_http_body_keep_len (wg_channel_wants (http->channel),
                                             wg_http_message_of (http, dir)->content_type),
                      codings, n);
}

static WgStep
begin_rest (WgHttpHalf *half)
{
  half->phase = WG_HTTP_IN_REST;
  return WG_SKIP (WG_UNTIL_EOF);
}

static WgStep
begin_length (WgHttpHalf *half, guint64 length)
{
  half->phase = WG_HTTP_IN_LENGTH;
  half->left = length;
  return WG_SKIP (length);
}

/* The head of half->open's message is over; its body, if it has one, begins. */
static WgStep
begin_body (WgHttp *http, WgDir dir, const WgHttpFraming *framing, gboolean none)
{
  WgHttpHalf *half = &http->half[dir];

  half->scanned = 0;
  if (half->head_cut)
    {
      wg_http_message_done (http, dir, FALSE);
      return WG_AGAIN;
    }
  half->has_length = framing->has_length;
  half->length = framing->length;
  if (none || (!framing->chunked && framing->has_length && framing->length == 0)
      || (!framing->chunked && !framing->has_length && !half->is_response))
    {
      wg_http_message_done (http, dir, TRUE);
      return WG_AGAIN;
    }
  begin_coded (http, dir, framing);
  if (framing->chunked)
    {
      half->phase = WG_HTTP_AT_CHUNK;
      half->first_chunk = TRUE;
      return WG_AGAIN;
    }
  return framing->has_length ? begin_length (half, framing->length) : begin_rest (half);
}

static void
receive (WgHttp *http, WgDir dir, WgHttpOpen *open, gboolean is_response)
{
  WgHttpHalf *half = &http->half[dir];

  half->open = open;
  half->is_response = is_response;
  half->resync = half->told_extra = half->told_empty = FALSE;
  half->passed = 0;
  half->n_messages++;
  open->receiving |= (guint8) (1u << dir);
}

static WgStep
take_request (WgHttp *http, WgDir dir, WgReader *in, gsize len, guint32 frame)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);
  WgHttpOpen *open;
  WgHttpFraming framing;
  WgHttpOdds odds = {0};

  if (wg_http_make_room (http, dir))
    give_note (http, dir, WG_HTTP_MANY_REQUESTS, pos, len);
  open = wg_http_open (http, dir, frame);
  receive (http, dir, open, FALSE);
  if (!wg_http_take_request (open, wg_slice_sub (wg_reader_rest (in), 0, len), &framing, &odds))
    wg_http_odd (&odds, WG_HTTP_TOO_BIG, 0, len);
  open->request.message.head_at = wg_http_head_at (http, dir, pos, len);
  give_odds (http, dir, pos, &odds);
  half->told = wg_http_tell_request (http->channel, dir, open->request.message.head_at, len,
                                     &open->request, -1);
  wg_http_enqueue (http, dir, open);
  half->asked = open->asks_upgrade ? open : NULL;
  half->unit = WG_HTTP_UNIT_HEAD;
  wg_reader_seek (in, pos + len);
  return begin_body (http, dir, &framing, open->is_connect);
}

static gboolean
is_tunnel (const WgHttpOpen *open)
{
  return open->is_connect && open->response.status >= 200 && open->response.status < 300;
}

static gboolean
has_no_body (const WgHttpOpen *open)
{
  gint64 status = open->response.status;
  return open->is_head || (status >= 100 && status < 200) || status == 204 || status == 304;
}

static WgStep
take_response (WgHttp *http, WgDir dir, WgReader *in, gsize len, guint32 frame)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);
  WgHttpOpen *open;
  WgHttpFraming framing;
  WgHttpOdds odds = {0};
  gint64 status;

  if (half->lost_answers)
    wg_http_drop_unanswered (http, wg_dir_other (dir));
  half->lost_answers = FALSE;
  open = wg_http_answered_by (http, dir, FALSE, frame);
  receive (http, dir, open, TRUE);
  if (!wg_http_take_response (open, wg_slice_sub (wg_reader_rest (in), 0, len), &framing,
                              &odds))
    wg_http_odd (&odds, WG_HTTP_TOO_BIG, 0, len);
  open->response.message.head_at = wg_http_head_at (http, dir, pos, len);
  if (!open->has_request && !wg_channel_midstream (http->channel, wg_dir_other (dir)))
    wg_http_odd (&odds, WG_HTTP_NO_REQUEST, 0, len);
  give_odds (http, dir, pos, &odds);
  half->told = wg_http_tell_response (http->channel, dir, open->response.message.head_at, len,
                                      &open->response, is_tunnel (open), -1);
  half->unit = WG_HTTP_UNIT_HEAD;
  wg_reader_seek (in, pos + len);
  if (http->half[open->sender].asked == open)
    http->half[open->sender].asked = NULL;
  status = open->response.status;
  if (!half->head_cut && (status == 101 || is_tunnel (open)))
    return wg_http_hand_over (http, dir, open);
  return begin_body (http, dir, &framing, has_no_body (open));
}

static WgStep
take_interim (WgHttp *http, WgDir dir, WgReader *in, gsize len, guint32 frame)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);
  WgHttpOpen *open = wg_http_answered_by (http, dir, TRUE, frame);
  WgHttpOdds odds = {0};

  if (!wg_http_take_interim (open, wg_slice_sub (wg_reader_rest (in), 0, len),
                             wg_channel_frame (http->channel), &odds))
    wg_http_odd (&odds, WG_HTTP_TOO_BIG, 0, len);
  give_odds (http, dir, pos, &odds);
  wg_http_tell_interim (http, dir, pos, wg_slice_sub (wg_reader_rest (in), 0, len));
  wg_http_settle (http, open);
  half->unit = WG_HTTP_UNIT_HEAD;
  half->scanned = 0;
  half->resync = half->told_extra = half->told_empty = FALSE;
  half->passed = 0;
  wg_reader_seek (in, pos + len);
  return WG_AGAIN;
}

/* HTTP/0.9: the answer is all that comes. */
static WgStep
take_simple_response (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  WgHttpOpen *open = wg_http_answered_by (http, dir, FALSE, 0);
  WgHttpFraming framing = {0};

  receive (http, dir, open, TRUE);
  open->answered = TRUE;
  open->response.status = -1;
  wg_http_tell_simple (http, dir, wg_reader_tell (in));
  half->unit = WG_HTTP_UNIT_OTHER;
  begin_coded (http, dir, &framing);
  return begin_rest (half);
}

/* The length of the head at the reader's position: 0 when it goes on. */
static gsize
head_len (WgHttp *http, WgDir dir, const WgReader *in, const WgHttpStart *start)
{
  WgHttpHalf *half = &http->half[dir];
  WgSlice rest = wg_reader_rest (in);
  gsize len;

  len = wg_http_section_len (rest, FALSE, &half->scanned, &half->lines);
  if (len == 0 && start->kind == WG_HTTP_SIMPLE)
    wg_http_first_line (rest, &len);
  if (len == 0 && rest.len >= WG_LIMIT_HTTP_HEAD)
    {
      give_note (http, dir, WG_HTTP_LONG_HEAD, wg_reader_tell (in), rest.len);
      return rest.len;
    }
  return len;
}

/* @frame: of the head's first byte. */
static WgStep
take_head (
    WgHttp *http, WgDir dir, WgReader *in, gsize len, guint32 frame, const WgHttpStart *start)
{
  if (start->kind != WG_HTTP_RESPONSE)
    return take_request (http, dir, in, len, frame);
  if (start->status >= 100 && start->status < 200 && start->status != 101)
    return take_interim (http, dir, in, len, frame);
  return take_response (http, dir, in, len, frame);
}

/* The capture does not hold more of this head. Kept until it is clear whether it ends here, or
 * goes on after a packet that was cut. */
static WgStep
keep_beginning (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  WgSlice rest = wg_reader_rest (in);

  g_clear_pointer (&half->beginning, g_bytes_unref);
  half->beginning = g_bytes_new (rest.data, rest.len);
  half->beginning_at = wg_channel_span (http->channel, dir, wg_reader_tell (in), rest.len);
  half->scanned = 0;
  half->unit = WG_HTTP_UNIT_HEAD;
  wg_reader_seek (in, wg_reader_tell (in) + rest.len);
  return WG_AGAIN;
}

/* It was cut: what is there of the head counts. */
static void
take_beginning (WgHttp *http, WgDir dir)
{
  WgHttpHalf *half = &http->half[dir];
  gsize len;
  const guint8 *data = g_bytes_get_data (half->beginning, &len);
  WgReader in = wg_reader (wg_slice (data, len), WG_END_CUT);
  WgHttpStart start;

  if (wg_http_parse_cut_start (wg_reader_rest (&in), &start, NULL) >= WG_HTTP_REQUEST)
    {
      half->head_cut = TRUE;
      take_head (http, dir, &in, len, half->beginning_at.frame, &start);
      half->head_cut = FALSE;
    }
  g_clear_pointer (&half->beginning, g_bytes_unref);
}

/* A start line may stand here. */
static WgStep
look_for_start (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  const WgHttpOpen *asking = http->half[wg_dir_other (dir)].first;
  WgSlice rest = wg_reader_rest (in);
  WgHttpStart start;
  WgHttpStartKind kind = wg_http_parse_start (rest, in->end == WG_END_WHOLE, &start, NULL);
  gsize len;

  if (kind == WG_HTTP_MAYBE)
    return in->end == WG_END_CUT ? keep_beginning (http, dir, in) : WG_NEED (1);
  if (asking != NULL && asking->is_simple && kind == WG_HTTP_NOTHING)
    return take_simple_response (http, dir, in);
  if (kind == WG_HTTP_SIMPLE && (half->n_messages > 0 || half->resync))
    kind = WG_HTTP_NOTHING;
  if (kind == WG_HTTP_REQUEST && half->resync && !start.known_method)
    kind = WG_HTTP_NOTHING; /* the rest of a longer word */
  if (kind == WG_HTTP_NOTHING)
    return pass_over (http, dir, in);
  len = head_len (http, dir, in, &start);
  if (len == 0 && in->end == WG_END_MORE)
    return WG_NEED (1);
  if (len == 0 && in->end == WG_END_CUT)
    return keep_beginning (http, dir, in);
  if (len == 0)
    {
      give_note (http, dir, WG_HTTP_HEAD_CUT, wg_reader_tell (in), rest.len);
      return pass_over (http, dir, in);
    }
  return take_head (http, dir, in, len,
                    wg_channel_span (http->channel, dir, wg_reader_tell (in), 1).frame, &start);
}

static WgStep
at_start (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);

  if (half->passed != 0 && half->passed == wg_channel_segment (http->channel, dir, pos))
    return pass_over (http, dir, in);
  if (wg_http_must_wait (http, dir, in))
    return in->end == WG_END_MORE ? WG_WAIT : wg_http_hand_over_unanswered (http, dir);
  while (wg_reader_literal (in, "\r\n"))
    ;
  if (wg_reader_tell (in) > pos && !half->told_empty && !half->resync)
    {
      give_note (http, dir, WG_HTTP_EMPTY_LINE_BEFORE, pos, 2);
      half->told_empty = TRUE;
    }
  half->unit = WG_HTTP_UNIT_OTHER;
  if (wg_reader_left (in) == 0)
    return WG_AGAIN;
  if (wg_slice_is (wg_reader_rest (in), "\r") && in->end == WG_END_MORE)
    return WG_NEED (1);
  return look_for_start (http, dir, in);
}

/* What was announced as chunks is none. */
static WgStep
not_chunked (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);

  half->unit = WG_HTTP_UNIT_OTHER;
  if (half->first_chunk)
    {
      give_note (http, dir, WG_HTTP_NOT_CHUNKED, pos, 1);
      if (half->has_length && half->length > 0)
        return begin_length (half, half->length);
      if (half->is_response)
        return begin_rest (half);
    }
  else
    give_note (http, dir, WG_HTTP_CHUNK_SIZE, pos, 1);
  wg_http_message_done (http, dir, FALSE);
  half->resync = TRUE;
  return pass_over (http, dir, in);
}

static WgStep
at_chunk (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in);
  WgHttpChunk chunk;
  WgHttpOdds odds = {0};
  WgHttpChunkEnd end = wg_http_parse_chunk (in, half->first_chunk, &chunk, &odds);

  if (end == WG_HTTP_CHUNK_MORE && in->end == WG_END_MORE)
    return WG_NEED (1);
  if (end == WG_HTTP_CHUNK_MORE && !half->first_chunk)
    return pass_over (http, dir, in);
  give_odds (http, dir, pos, &odds);
  if (end != WG_HTTP_CHUNK_OK)
    return not_chunked (http, dir, in);
  wg_http_tell_more (http, dir, wg_reader_tell (in) - pos);
  half->first_chunk = FALSE;
  half->unit = WG_HTTP_UNIT_CHUNK;
  if (chunk.size == 0)
    {
      half->phase = WG_HTTP_AT_TRAILERS;
      return WG_AGAIN;
    }
  half->phase = WG_HTTP_IN_CHUNK;
  half->left = chunk.size;
  return WG_SKIP (chunk.size);
}

static WgStep
at_trailers (WgHttp *http, WgDir dir, WgReader *in)
{
  WgHttpHalf *half = &http->half[dir];
  gsize pos = wg_reader_tell (in), len;
  WgSlice rest = wg_reader_rest (in);
  WgHttpOdds odds = {0};

  len = wg_http_section_len (rest, TRUE, &half->scanned, &half->lines);
  if (len == 0 && in->end == WG_END_MORE && rest.len < WG_LIMIT_HTTP_HEAD)
    return WG_NEED (1);
  if (len == 0)
    {
      give_note (http, dir, WG_HTTP_HEAD_CUT, pos, rest.len);
      len = rest.len;
    }
  if (len > 2
      && !wg_http_take_trailers (half->open, wg_slice_sub (rest, 0, len),
                                 half->is_response ? &half->open->response.message
                                                   : &half->open->request.message,
                                 &odds))
    wg_http_odd (&odds, WG_HTTP_TOO_BIG, 0, len);
  give_odds (http, dir, pos, &odds);
  half->unit = WG_HTTP_UNIT_TRAILERS;
  wg_http_tell_more (http, dir, len);
  wg_reader_seek (in, pos + len);
  wg_http_message_done (http, dir, TRUE);
  return WG_AGAIN;
}

static WgStep
http_feed (gpointer state, WgDir dir, WgReader *in)
{
  WgHttp *http = state;
  WgHttpHalf *half = &http->half[dir];

  switch (half->phase)
    {
    case WG_HTTP_AT_START:
      return at_start (http, dir, in);
    case WG_HTTP_AT_CHUNK:
      return at_chunk (http, dir, in);
    case WG_HTTP_AT_TRAILERS:
      return at_trailers (http, dir, in);
    case WG_HTTP_IN_LENGTH:
    case WG_HTTP_IN_CHUNK:
      return WG_SKIP (half->left);
    case WG_HTTP_IN_REST:
      break;
    }
  return WG_SKIP (WG_UNTIL_EOF);
}

/* @len bytes of the body have passed by. */
static void
body_moved (WgHttp *http, WgDir dir, guint64 len)
{
  WgHttpHalf *half = &http->half[dir];

  if (half->phase == WG_HTTP_IN_REST)
    return;
  half->left -= MIN (len, half->left);
  if (half->left > 0)
    return;
  if (half->phase == WG_HTTP_IN_LENGTH)
    wg_http_message_done (http, dir, !half->body.lost);
  else
    half->phase = WG_HTTP_AT_CHUNK;
}

static void
http_payload (gpointer state, WgDir dir, WgSlice chunk)
{
  WgHttp *http = state;

  WgHttpBody *body = &http->half[dir].body;

  if (body->length == 0 && body->decoder != NULL)
    http->half[dir].body_begin = wg_channel_span (http->channel, dir, 0, 0);
  wg_http_tell_more (http, dir, chunk.len);
  wg_http_body_feed (body, chunk);
  body_moved (http, dir, chunk.len);
}

static gboolean
in_body (const WgHttpHalf *half)
{
  return half->phase == WG_HTTP_IN_LENGTH || half->phase == WG_HTTP_IN_CHUNK
         || half->phase == WG_HTTP_IN_REST;
}

static void
http_gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  WgHttp *http = state;
  WgHttpHalf *half = &http->half[dir];

  if (half->beginning != NULL)
    take_beginning (http, dir);
  if (in_body (half))
    {
      if (!half->body.lost)
        give_note (http, dir, WG_HTTP_BODY_LOST, 0, 0);
      wg_http_tell_more (http, dir, len);
      wg_http_body_lose (&half->body, len);
      body_moved (http, dir, len);
      return;
    }
  if (half->open != NULL)
    {
      half->body.lost = TRUE;
      wg_http_message_done (http, dir, FALSE);
    }
  half->resync = TRUE;
  half->lost_answers = TRUE;
  half->scanned = 0;
}

static void
http_eof (gpointer state, WgDir dir)
{
  WgHttp *http = state;
  WgHttpHalf *half = &http->half[dir];

  if (half->open == NULL)
    return;
  if (half->phase == WG_HTTP_IN_LENGTH)
    give_note (http, dir, WG_HTTP_BODY_SHORT, 0, 0);
  else if (half->phase == WG_HTTP_IN_CHUNK || half->phase == WG_HTTP_AT_CHUNK)
    give_note (http, dir, WG_HTTP_CHUNKS_CUT, 0, 0);
  wg_http_message_done (http, dir,
                        (half->phase == WG_HTTP_IN_REST || half->phase == WG_HTTP_AT_TRAILERS)
                            && !half->body.lost);
}

static void
http_close (gpointer state)
{
  WgHttp *http = state;

  wg_http_flush (http);
  for (guint dir = 0; dir < 2; dir++)
    g_clear_pointer (&http->half[dir].beginning, g_bytes_unref);
  g_free (http);
}

static void
http_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  const WgHttp *http = state;
  wg_http_describe (payload ? WG_HTTP_UNIT_BODY : http->half[dir].unit, unit, tree);
}

static const WgRecordType *const records[] = {&wg_http_type, NULL};

static const guint16 ports[] = {80, 8080, 3128, 8000, 8008, 8888, 631, 5985, 0};

const WgDissector wg_http_dissector = {
    .id = "http",
    .title = "HTTP/1",
    .help = "Requests for web pages and what answers them, in text.",
    .records = records,
    .fields = wg_http_fields,
    .notes = wg_http_notes,
    .messages = wg_http_messages,
    .ports = ports,
    .probe = wg_http_probe,
    .open = http_open,
    .feed = http_feed,
    .payload = http_payload,
    .gap = http_gap,
    .eof = http_eof,
    .close = http_close,
    .describe = http_describe,
};
