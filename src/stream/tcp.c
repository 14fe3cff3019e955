#include "stream/tcp.h"

#include "base/limits.h"

#define MAX_HOLES 16u
/* An acknowledgement may be captured a little before the bytes that it acknowledges. */
#define PATIENCE 4u
#define MARK_LEN 32u /* bytes by which a segment is known again */

typedef struct
{
  guint32 seq;
  guint32 len;     /* on the wire */
  guint32 cap_len; /* of these, captured */
  WgOrigin origin;
  guint8 *data;
} Piece;

typedef struct
{
  guint32 seq;
  guint32 len;
  gboolean lost; /* counted as such; else it lies before the first bytes that were read */
} Hole;

struct WgTcpEarly
{
  GArray *pieces; /* sorted by seq, disjoint */
  gsize len;
  guint waited; /* segments since the first hole was acknowledged */
  guint n_holes;
  Hole holes[MAX_HOLES];
};

/* Sequence numbers wrap around: differences are signed (RFC 9293 §3.4). */
static inline gint32
after (guint32 a, guint32 b)
{
  return (gint32) (a - b);
}

/* The first bytes of a segment, or the last, in one number. */
static inline guint32
mix_bytes (const guint8 *bytes, guint32 len)
{
  guint64 words[4] = {0, 0, 0, 0};
  guint64 sum;

  if (G_LIKELY (len >= MARK_LEN))
    memcpy (words, bytes, MARK_LEN);
  else
    memcpy (words, bytes, len);
  sum = words[0] + words[1] * 3 + words[2] * 5 + words[3] * 7;
  sum *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return (guint32) (sum >> 32);
}

/* Remembers a segment of which all was captured. */
static inline void
remember (WgTcpHalf *half, const Piece *piece)
{
  WgTcpMark *mark = &half->marks[half->n_marks++ % WG_TCP_MARKS];
  guint32 tail = MIN (piece->cap_len, MARK_LEN);

  if (G_UNLIKELY (piece->cap_len != piece->len))
    {
      mark->len = 0;
      return;
    }
  mark->seq = piece->seq;
  mark->len = piece->len;
  mark->head = mix_bytes (piece->data, piece->cap_len);
  mark->tail = mix_bytes (piece->data + (piece->cap_len - tail), tail);
}

/* Whether @piece says something else than what was read from the same number on. Keep-alives of
 * one byte say nothing. */
static gboolean
contradicts (const WgTcpHalf *half, const Piece *piece)
{
  for (guint i = 0; i < WG_TCP_MARKS; i++)
    {
      const WgTcpMark *mark = &half->marks[i];

      if (mark->len <= 1 || mark->seq != piece->seq || piece->cap_len != piece->len)
        continue;
      if (mark->len == piece->len)
        {
          guint32 tail = MIN (piece->cap_len, MARK_LEN);
          return mark->head != mix_bytes (piece->data, piece->cap_len)
                 || mark->tail != mix_bytes (piece->data + (piece->cap_len - tail), tail);
        }
      return mark->len >= MARK_LEN && piece->len >= MARK_LEN
             && mark->head != mix_bytes (piece->data, piece->cap_len);
    }
  return FALSE;
}

static void
deliver (WgTcpHalf *half, WgTcpShared *shared, guint dir, const Piece *piece, gpointer user)
{
  half->next_seq += piece->len;
  remember (half, piece);
  if (piece->cap_len > 0)
    shared->callbacks->data (user, dir, wg_slice (piece->data, piece->cap_len), piece->origin);
  if (piece->cap_len < piece->len)
    shared->callbacks->gap (user, dir, piece->len - piece->cap_len, TRUE);
}

static WgTcpEarly *
early_of (WgTcpHalf *half)
{
  if (half->early == NULL)
    {
      half->early = g_new0 (WgTcpEarly, 1);
      half->early->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
    }
  return half->early;
}

static gboolean
has_early (const WgTcpHalf *half)
{
  return half->early != NULL && half->early->pieces->len > 0;
}

static Piece *
piece_at (WgTcpEarly *early, guint i)
{
  return &g_array_index (early->pieces, Piece, i);
}

static void
drop_front (WgTcpEarly *early, WgTcpShared *shared, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      Piece *piece = piece_at (early, i);
      early->len -= piece->cap_len;
      shared->early_len -= piece->cap_len;
      g_free (piece->data);
    }
  g_array_remove_range (early->pieces, 0, n);
}

/* Delivers what follows on without a hole. */
static void
drain (WgTcpHalf *half, WgTcpShared *shared, guint dir, gpointer user)
{
  WgTcpEarly *early = half->early;
  guint n = 0;

  if (early == NULL)
    return;
  while (n < early->pieces->len && piece_at (early, n)->seq == half->next_seq)
    {
      deliver (half, shared, dir, piece_at (early, n), user);
      n++;
    }
  if (n > 0)
    {
      drop_front (early, shared, n);
      early->waited = 0;
    }
}

static void
add_hole (WgTcpHalf *half, Hole hole)
{
  WgTcpEarly *early = early_of (half);

  if (early->n_holes == MAX_HOLES)
    memmove (early->holes, early->holes + 1, sizeof (Hole) * --early->n_holes);
  early->holes[early->n_holes++] = hole;
}

/* Gives up the bytes before the first early piece. */
static void
give_up_hole (WgTcpHalf *half, WgTcpShared *shared, guint dir, gpointer user)
{
  WgTcpEarly *early = half->early;
  Piece *first = piece_at (early, 0);
  guint32 len = first->seq - half->next_seq;

  add_hole (half, (Hole){half->next_seq, len, TRUE});
  half->lost += len;
  half->next_seq = first->seq;
  shared->callbacks->note (user, dir, WG_TCP_NOTE_GAP, first->origin, len);
  shared->callbacks->gap (user, dir, len, FALSE);
  drain (half, shared, dir, user);
}

static void
check_fin (WgTcpHalf *half, WgTcpShared *shared, guint dir, gpointer user)
{
  if (half->fin && !half->ended && after (half->next_seq, half->fin_seq) >= 0)
    {
      half->ended = TRUE;
      shared->callbacks->eof (user, dir);
    }
}

/* The receiver has bytes that the capture has not: they will not come any more. */
static void
check_acked (WgTcpHalf *half, WgTcpShared *shared, guint dir, gpointer user)
{
  WgTcpEarly *early = half->early;

  while (has_early (half) && half->acked_known
         && after (half->acked, piece_at (early, 0)->seq) >= 0)
    {
      if (early->waited++ < PATIENCE)
        return;
      give_up_hole (half, shared, dir, user);
    }
}

static gboolean
over_ceiling (const WgTcpHalf *half, const WgTcpShared *shared)
{
  return half->early->len > WG_LIMIT_EARLY_LEN
         || half->early->pieces->len > WG_LIMIT_EARLY_SEGMENTS
         || shared->early_len > WG_LIMIT_EARLY_TOTAL;
}

static Piece
piece_part (const Piece *whole, guint32 seq, guint32 len)
{
  guint32 skip = seq - whole->seq;
  guint32 cap = whole->cap_len > skip ? whole->cap_len - skip : 0;

  return (Piece){.seq = seq,
                 .len = len,
                 .cap_len = MIN (cap, len),
                 .origin = {whole->origin.frame, whole->origin.off + skip},
                 .data = cap > 0 ? whole->data + skip : NULL};
}

/* Compares the part of @piece that @held covers; the bytes that came first stay. */
static void
note_conflict (
    const Piece *held, const Piece *piece, WgTcpShared *shared, guint dir, gpointer user)
{
  guint32 from = after (held->seq, piece->seq) > 0 ? held->seq : piece->seq;
  guint32 in_held = from - held->seq, in_piece = from - piece->seq;
  guint32 n;

  if (in_held >= held->cap_len || in_piece >= piece->cap_len)
    return;
  n = MIN (held->cap_len - in_held, piece->cap_len - in_piece);
  if (memcmp (held->data + in_held, piece->data + in_piece, n) != 0)
    shared->callbacks->note (user, dir, WG_TCP_NOTE_OVERLAP, piece->origin, n);
}

static void
insert_piece (WgTcpHalf *half, WgTcpShared *shared, guint at, Piece part)
{
  if (part.cap_len > 0)
    part.data = g_memdup2 (part.data, part.cap_len);
  g_array_insert_val (half->early->pieces, at, part);
  half->early->len += part.cap_len;
  shared->early_len += part.cap_len;
  half->unique += part.len;
}

/* First index of a piece that ends behind @seq. */
static guint
find_piece (WgTcpEarly *early, guint32 seq)
{
  guint low = 0, high = early->pieces->len;

  while (low < high)
    {
      guint mid = (low + high) / 2;
      const Piece *piece = piece_at (early, mid);
      if (after (piece->seq + piece->len, seq) > 0)
        high = mid;
      else
        low = mid + 1;
    }
  return low;
}

/* Keeps what of @piece is not held yet. Returns how many bytes of it are new. */
static guint32
hold (WgTcpHalf *half, WgTcpShared *shared, guint dir, const Piece *piece, gpointer user)
{
  WgTcpEarly *early = early_of (half);
  guint32 seq = piece->seq, end = piece->seq + piece->len, fresh = 0;
  guint i = find_piece (early, seq);

  while (after (end, seq) > 0)
    {
      guint32 stop = end;
      if (i < early->pieces->len)
        {
          const Piece *held = piece_at (early, i);
          if (after (seq, held->seq) >= 0)
            {
              note_conflict (held, piece, shared, dir, user);
              seq = held->seq + held->len;
              i++;
              continue;
            }
          if (after (stop, held->seq) > 0)
            stop = held->seq;
        }
      insert_piece (half, shared, i++, piece_part (piece, seq, stop - seq));
      fresh += stop - seq;
      seq = stop;
    }
  return fresh;
}

/* Bytes before next_seq: repeats, or late ones for a hole that was given up. Both are not read
 * again; the latter are counted as seen. */
static void
count_old (WgTcpHalf *half,
           WgTcpShared *shared,
           guint dir,
           const Piece *piece,
           guint32 len,
           gpointer user)
{
  guint32 end = piece->seq + len, late = 0;

  if (after (half->low_seq, piece->seq) > 0)
    {
      guint32 stop = after (half->low_seq, end) > 0 ? end : half->low_seq;
      late += stop - piece->seq;
      if (stop != half->low_seq)
        add_hole (half, (Hole){stop, half->low_seq - stop, FALSE});
      half->low_seq = piece->seq;
    }
  for (guint i = 0; half->early != NULL && i < half->early->n_holes; i++)
    {
      Hole *hole = &half->early->holes[i];
      guint32 from = after (hole->seq, piece->seq) > 0 ? hole->seq : piece->seq;
      guint32 hole_end = hole->seq + hole->len;
      guint32 stop = after (hole_end, end) > 0 ? end : hole_end;

      if (after (stop, from) <= 0)
        continue;
      late += stop - from;
      if (hole->lost)
        half->lost -= stop - from;
      /* What is left of the hole, its larger part where it was torn in two. */
      if (from - hole->seq >= hole_end - stop)
        hole->len = from - hole->seq;
      else
        *hole = (Hole){stop, hole_end - stop, hole->lost};
    }
  half->unique += late;
  if (late > 0)
    shared->callbacks->note (user, dir, WG_TCP_NOTE_LATE, piece->origin, late);
}

static void
take_payload (WgTcpHalf *half, WgTcpShared *shared, guint dir, Piece piece, gpointer user)
{
  gint32 ahead = after (piece.seq, half->next_seq);
  guint64 unique = half->unique;

  if (G_LIKELY (ahead == 0 && !has_early (half)))
    {
      half->unique += piece.len;
      deliver (half, shared, dir, &piece, user);
      return;
    }
  if (ahead < 0)
    {
      guint32 old = MIN (piece.len, half->next_seq - piece.seq);

      if (contradicts (half, &piece))
        shared->callbacks->note (user, dir, WG_TCP_NOTE_OVERLAP, piece.origin, old);
      count_old (half, shared, dir, &piece, old, user);
      if (old == piece.len)
        {
          if (half->unique == unique)
            half->retransmissions++;
          else
            half->out_of_order++;
          return;
        }
      half->out_of_order++;
      piece = piece_part (&piece, half->next_seq, piece.len - old);
    }
  else if (has_early (half))
    {
      const Piece *last = piece_at (half->early, half->early->pieces->len - 1);
      if (after (last->seq, piece.seq) > 0)
        half->out_of_order++;
    }
  if (hold (half, shared, dir, &piece, user) == 0 && ahead >= 0)
    half->retransmissions++;
  drain (half, shared, dir, user);
  while (has_early (half) && over_ceiling (half, shared))
    give_up_hole (half, shared, dir, user);
}

static void
start_half (WgTcpHalf *half, guint32 seq)
{
  half->started = TRUE;
  half->next_seq = half->low_seq = seq;
}

/* Nothing was said before a refusal, and the same SYN comes again: it is a new try. */
static void
forget_refusal (WgTcp *tcp)
{
  if (!tcp->reset || tcp->half[0].unique > 0 || tcp->half[1].unique > 0)
    return;
  tcp->reset = FALSE;
  for (guint dir = 0; dir < 2; dir++)
    tcp->half[dir].started = tcp->half[dir].fin = tcp->half[dir].ended = FALSE;
}

/* Of several SYNs the one that the other end acknowledged counts, else the last. */
static void
take_syn (WgTcp *tcp, guint dir, guint32 seq)
{
  WgTcpHalf *half = &tcp->half[dir];
  gboolean settled = half->syn && half->acked_known && half->acked == half->next_seq;

  forget_refusal (tcp);
  half->syn = TRUE;
  if (!half->started || (half->unique == 0 && !has_early (half) && !settled))
    start_half (half, seq + 1);
}

/* Met mid-stream, the first bytes say where reading begins; an acknowledgement before them may
 * have been a keep-alive, whose number is one too low (RFC 9293 §3.8.4). */
static gboolean
begins_late (const WgTcpHalf *half, const WgSegment *segment)
{
  return !half->syn && half->unique == 0 && segment->payload_len > 0 && !has_early (half);
}

static void
take_reset (WgTcp *tcp, WgTcpShared *shared, gpointer user)
{
  tcp->reset = TRUE;
  wg_tcp_flush (tcp, shared, user);
  for (guint dir = 0; dir < 2; dir++)
    if (!tcp->half[dir].ended)
      {
        tcp->half[dir].ended = TRUE;
        shared->callbacks->eof (user, dir);
      }
}

static void
take_ack (WgTcpHalf *half, WgTcpShared *shared, guint dir, guint32 ack, gpointer user)
{
  if (!half->acked_known || after (ack, half->acked) > 0)
    half->acked = ack;
  half->acked_known = TRUE;
  if (G_UNLIKELY (has_early (half)))
    {
      check_acked (half, shared, dir, user);
      check_fin (half, shared, dir, user);
    }
}

void
wg_tcp_segment (WgTcp *tcp,
                WgTcpShared *shared,
                guint dir,
                const WgSegment *segment,
                guint32 frame,
                gpointer user)
{
  WgTcpHalf *half = &tcp->half[dir];
  guint32 seq = segment->seq;

  half->packets++;
  half->bytes += segment->payload_len;
  if (G_LIKELY ((segment->tcp_flags & WG_TCP_RST) == 0))
    half->hops = segment->hops;
  if (segment->tcp_flags & WG_TCP_SYN)
    take_syn (tcp, dir, seq++);
  else if (!half->started || begins_late (half, segment))
    start_half (half, seq);
  /* Before the payload: what it answers must have been read. */
  if (segment->tcp_flags & WG_TCP_ACK)
    take_ack (&tcp->half[!dir], shared, !dir, segment->ack, user);
  if (segment->payload_len > 0)
    {
      Piece piece = {.seq = seq,
                     .len = segment->payload_len,
                     .cap_len = (guint32) MIN (segment->payload.len, segment->payload_len),
                     .origin = {frame, segment->packet_off},
                     .data = (guint8 *) segment->payload.data};
      take_payload (half, shared, dir, piece, user);
    }
  if (segment->tcp_flags & WG_TCP_FIN && !half->fin)
    {
      half->fin = TRUE;
      half->fin_seq = seq + segment->payload_len;
    }
  if (G_UNLIKELY (half->fin))
    check_fin (half, shared, dir, user);
  if (G_UNLIKELY (segment->tcp_flags & WG_TCP_RST))
    take_reset (tcp, shared, user);
}

void
wg_tcp_flush (WgTcp *tcp, WgTcpShared *shared, gpointer user)
{
  for (guint dir = 0; dir < 2; dir++)
    {
      while (has_early (&tcp->half[dir]))
        give_up_hole (&tcp->half[dir], shared, dir, user);
      check_fin (&tcp->half[dir], shared, dir, user);
    }
}

void
wg_tcp_clear (WgTcp *tcp, WgTcpShared *shared)
{
  for (guint dir = 0; dir < 2; dir++)
    {
      WgTcpEarly *early = g_steal_pointer (&tcp->half[dir].early);
      if (early == NULL)
        continue;
      drop_front (early, shared, early->pieces->len);
      g_array_unref (early->pieces);
      g_free (early);
    }
}
