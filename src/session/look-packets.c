#include "session/look-private.h"

/* Which packets a look has to read. */

GArray *
wg_look_packets (const WgStore *store, gint64 conversation)
{
  return wg_look_gather (store, conversation, 0, G_MAXUINT32);
}

static void
add_conversation (GArray *frames, const WgStore *store, gint64 conversation, guint32 last)
{
  const WgStoreConversation *row = wg_store_conversation (store, (gsize) conversation);
  const WgStoreEnd *end = wg_store_end (row);
  gsize n = MIN (wg_store_n_packets (store), last);

  if (end != NULL)
    n = MIN (n, end->last_frame);
  for (gsize i = MAX (row->first_frame, 1) - 1; i < n; i++)
    if (wg_store_packet (store, i)->conversation == conversation)
      {
        guint32 frame = (guint32) i + 1;
        g_array_append_val (frames, frame);
      }
}

/* The pieces that came before the one in @frame, of its datagram and of the one around it. */
static void
add_pieces (GArray *frames, GHashTable *seen, const WgStore *store, guint32 frame)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (waiting, frame);
  while (waiting->len > 0)
    {
      guint32 at = g_array_index (waiting, guint32, waiting->len - 1);

      g_array_set_size (waiting, waiting->len - 1);
      for (gsize i = wg_store_find_piece (store, at);
           i < wg_store_n_pieces (store) && wg_store_piece (store, i)->frame == at; i++)
        {
          guint32 previous = wg_store_piece (store, i)->previous;

          if (previous == 0 || !g_hash_table_add (seen, GUINT_TO_POINTER (previous)))
            continue;
          g_array_append_val (frames, previous);
          g_array_append_val (waiting, previous);
        }
    }
}

static gint
compare_frames (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *) a, other = *(const guint32 *) b;
  return (one > other) - (one < other);
}

static void
sort (GArray *frames)
{
  guint n = 0;

  g_array_sort (frames, compare_frames);
  for (guint i = 0; i < frames->len; i++)
    {
      guint32 frame = g_array_index (frames, guint32, i);
      if (n == 0 || g_array_index (frames, guint32, n - 1) != frame)
        g_array_index (frames, guint32, n++) = frame;
    }
  g_array_set_size (frames, n);
}

GArray *
wg_look_gather (const WgStore *store, gint64 conversation, guint32 frame, guint32 last)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n;

  if (conversation >= 0)
    add_conversation (frames, store, conversation, last);
  else if (frame > 0)
    g_array_append_val (frames, frame);
  if (wg_store_n_pieces (store) == 0)
    return frames;
  n = frames->len;
  for (guint i = 0; i < n; i++)
    add_pieces (frames, seen, store, g_array_index (frames, guint32, i));
  if (frames->len > n)
    sort (frames);
  return frames;
}
