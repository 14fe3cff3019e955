#include "dtls-gather.h"

#include <string.h>

typedef struct
{
  guint32 off;
  guint32 len;
  GBytes *bytes;
} Piece;

typedef struct
{
  gboolean used;
  WgDtlsHandshake front;
  guint n;
  Piece pieces[WG_LIMIT_DTLS_PIECES];
} Message;

/* @given: bits of the messages that were whole, as far as 64 of them reach back */
struct WgDtlsGather
{
  Message *messages[WG_LIMIT_DTLS_MESSAGES];
  guint next;
  guint32 highest;
  guint64 given;
};

WgDtlsGather *
wg_dtls_gather_new (void)
{
  return g_new0 (WgDtlsGather, 1);
}

static void
drop (Message *message)
{
  for (guint i = 0; i < message->n; i++)
    g_bytes_unref (message->pieces[i].bytes);
  message->n = 0;
  message->used = FALSE;
}

void
wg_dtls_gather_reset (WgDtlsGather *gather)
{
  for (guint i = 0; i < WG_LIMIT_DTLS_MESSAGES; i++)
    {
      if (gather->messages[i] != NULL)
        drop (gather->messages[i]);
      g_clear_pointer (&gather->messages[i], g_free);
    }
  gather->highest = 0;
  gather->given = 0;
}

void
wg_dtls_gather_free (WgDtlsGather *gather)
{
  if (gather == NULL)
    return;
  wg_dtls_gather_reset (gather);
  g_free (gather);
}

static gboolean
was_given (const WgDtlsGather *gather, guint16 number)
{
  guint32 back = gather->highest - number;

  if (number > gather->highest)
    return FALSE;
  return back >= 64 || (gather->given >> back & 1) != 0;
}

static void
set_given (WgDtlsGather *gather, guint16 number)
{
  if (number > gather->highest)
    {
      guint32 on = number - gather->highest;
      gather->given = on < 64 ? gather->given << on : 0;
      gather->highest = number;
    }
  gather->given |= G_GUINT64_CONSTANT (1) << (gather->highest - number);
}

static Message *
message_of (WgDtlsGather *gather, const WgDtlsHandshake *front)
{
  Message *message;

  for (guint i = 0; i < WG_LIMIT_DTLS_MESSAGES; i++)
    {
      message = gather->messages[i];
      if (message != NULL && message->used && message->front.number == front->number
          && message->front.type == front->type && message->front.len == front->len)
        return message;
    }
  if (gather->messages[gather->next] == NULL)
    gather->messages[gather->next] = g_new0 (Message, 1);
  message = gather->messages[gather->next];
  gather->next = (gather->next + 1) % WG_LIMIT_DTLS_MESSAGES;
  drop (message);
  message->used = TRUE;
  message->front = *front;
  return message;
}

/* The bytes from the beginning on that are there, as each piece may overlap others. */
static GBytes *
join (const Message *message)
{
  guint8 *whole = g_malloc (message->front.len + 1u);
  guint32 have = 0;
  gboolean grown = TRUE;

  while (grown && have < message->front.len)
    {
      grown = FALSE;
      for (guint i = 0; i < message->n; i++)
        {
          const Piece *piece = &message->pieces[i];
          gsize len;
          const guint8 *data = g_bytes_get_data (piece->bytes, &len);
          if (piece->off > have || piece->off + piece->len <= have)
            continue;
          memcpy (whole + piece->off, data, len);
          have = piece->off + piece->len;
          grown = TRUE;
        }
    }
  if (have >= message->front.len)
    return g_bytes_new_take (whole, message->front.len);
  g_free (whole);
  return NULL;
}

GBytes *
wg_dtls_gather_add (WgDtlsGather *gather, const WgDtlsHandshake *front, WgSlice piece)
{
  Message *message;
  GBytes *whole;
  guint64 held = 0;

  if (front->len > WG_LIMIT_TLS_MESSAGE || front->off > front->len
      || piece.len > front->len - front->off || was_given (gather, front->number))
    return NULL;
  if (piece.len == front->len)
    {
      set_given (gather, front->number);
      return g_bytes_new (piece.data, piece.len);
    }
  message = message_of (gather, front);
  for (guint i = 0; i < message->n; i++)
    {
      if (message->pieces[i].off == front->off && message->pieces[i].len >= piece.len)
        return NULL;
      held += message->pieces[i].len;
    }
  if (message->n == WG_LIMIT_DTLS_PIECES)
    return NULL;
  message->pieces[message->n++] =
      (Piece){front->off, (guint32) piece.len, g_bytes_new (piece.data, piece.len)};
  whole = held + piece.len >= front->len ? join (message) : NULL;
  if (whole == NULL)
    return NULL;
  drop (message);
  set_given (gather, front->number);
  return whole;
}
