#include "http-state.h"

/* Exchanges, from the first byte of a request to the record. */

WgHttpOpen *
wg_http_open (WgHttp *http, WgDir sender, guint32 first_frame)
{
  WgHttpOpen *open = g_new0 (WgHttpOpen, 1);

  open->arena = wg_arena_pool_take (http->arenas);
  open->sender = sender;
  open->id = wg_channel_open_record (http->channel, &wg_http_type, first_frame);
  open->record.stream = -1;
  open->record.decrypted = http->decrypted;
  open->request.message.decoded_length = -1;
  open->response.message.decoded_length = -1;
  return open;
}

static void
free_open (WgHttp *http, WgHttpOpen *open)
{
  wg_arena_pool_give (http->arenas, open->arena);
  g_free (open);
}

static void
emit (WgHttp *http, WgHttpOpen *open)
{
  WgHttpExchange *record = &open->record;

  if (http->half[open->sender].asked == open)
    http->half[open->sender].asked = NULL;
  record->request = open->has_request ? &open->request : NULL;
  if (open->answered && open->is_simple && open->response.status < 0)
    record->simple_response = &open->response;
  else if (open->answered)
    record->response = &open->response;
  record->informational = (WgList){open->interim, open->n_interim};
  record->complete = open->has_request && open->answered && !open->broken;
  wg_channel_close_record (http->channel, open->id, &wg_http_type, record,
                           open->sender == WG_SERVER);
  if (!open->keep)
    {
      free_open (http, open);
      return;
    }
  open->next = http->kept;
  http->kept = open;
}

void
wg_http_settle (WgHttp *http, WgHttpOpen *open)
{
  if (open->receiving == 0 && !open->queued)
    emit (http, open);
}

void
wg_http_enqueue (WgHttp *http, WgDir dir, WgHttpOpen *open)
{
  WgHttpHalf *half = &http->half[dir];

  open->next = NULL;
  open->queued = TRUE;
  if (half->last != NULL)
    half->last->next = open;
  else
    half->first = open;
  half->last = open;
  half->n_waiting++;
  half->waiting_len += wg_arena_used (open->arena);
}

static WgHttpOpen *
dequeue (WgHttpHalf *half)
{
  WgHttpOpen *open = half->first;

  half->first = open->next;
  if (half->first == NULL)
    half->last = NULL;
  half->n_waiting--;
  half->waiting_len -= MIN (half->waiting_len, wg_arena_used (open->arena));
  open->queued = FALSE;
  return open;
}

gboolean
wg_http_make_room (WgHttp *http, WgDir dir)
{
  WgHttpHalf *half = &http->half[dir];
  gboolean full =
      half->n_waiting >= WG_LIMIT_HTTP_OPEN || half->waiting_len >= WG_LIMIT_HTTP_OPEN_LEN;
  WgHttpOpen *open;

  if (!full)
    return FALSE;
  open = dequeue (half);
  half->dropped++;
  open->broken = TRUE;
  wg_http_settle (http, open);
  return TRUE;
}

void
wg_http_drop_unanswered (WgHttp *http, WgDir dir)
{
  while (http->half[dir].n_waiting > 1)
    {
      WgHttpOpen *open = dequeue (&http->half[dir]);
      wg_http_settle (http, open);
    }
}

WgHttpOpen *
wg_http_answered_by (WgHttp *http, WgDir dir, gboolean interim, guint32 first_frame)
{
  WgDir sender = wg_dir_other (dir);
  WgHttpHalf *asking = &http->half[sender];
  WgHttpOpen *open;

  if (asking->dropped == 0 && asking->first != NULL)
    return interim ? asking->first : dequeue (asking);
  if (asking->dropped > 0 && !interim)
    asking->dropped--;
  open = wg_http_open (http, sender, first_frame);
  if (interim && asking->first == NULL)
    wg_http_enqueue (http, sender, open);
  return open;
}

WgHttpMessage *
wg_http_message_of (WgHttp *http, WgDir dir)
{
  WgHttpHalf *half = &http->half[dir];
  return half->is_response ? &half->open->response.message : &half->open->request.message;
}

/* Fills in what is known of the body of the message that @dir sends. @lend: see
 * wg_http_body_end() */
static void
end_body (WgHttp *http, WgDir dir, gboolean whole, gboolean lend)
{
  WgHttpHalf *half = &http->half[dir];
  WgHttpMessage *message = wg_http_message_of (http, dir);
  const WgNoteType *note =
      wg_http_body_end (&half->body, http->bodies, half->open->arena, whole, lend, message);

  if (note != NULL)
    wg_channel_note_at (http->channel, note, half->body_begin, NULL);
}

void
wg_http_message_done (WgHttp *http, WgDir dir, gboolean whole)
{
  WgHttpHalf *half = &http->half[dir];
  WgHttpOpen *open = half->open;
  guint32 frame = wg_channel_frame (http->channel);
  gboolean last;

  if (open == NULL)
    return;
  /* the record is made here and now, from the body where it lies */
  last = open->receiving == (guint8) (1u << dir) && !open->queued && !open->keep;
  end_body (http, dir, whole, last);
  if (half->is_response)
    open->response.frame = frame;
  else
    open->request.frame = frame;
  open->broken = open->broken || !whole;
  open->receiving &= (guint8) ~(1u << dir);
  half->open = NULL;
  half->told = 0;
  half->phase = WG_HTTP_AT_START;
  half->scanned = 0;
  wg_http_settle (http, open);
  if (last)
    wg_http_body_clear (&half->body, http->bodies);
}

void
wg_http_flush (WgHttp *http)
{
  for (guint dir = 0; dir < 2; dir++)
    if (http->half[dir].open != NULL)
      wg_http_message_done (http, (WgDir) dir, FALSE);
  for (guint dir = 0; dir < 2; dir++)
    while (http->half[dir].first != NULL)
      {
        WgHttpOpen *open = dequeue (&http->half[dir]);
        wg_http_settle (http, open);
      }
  while (http->kept != NULL)
    {
      WgHttpOpen *open = http->kept;
      http->kept = open->next;
      free_open (http, open);
    }
}
