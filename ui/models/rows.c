#include "ui/models/rows.h"

#define PAUSE_NS     (500 * G_GINT64_CONSTANT (1000000)) /* said to be one */
#define SPACES       12u                                 /* at most, for one pause */
#define KIND_SHIFT   30u
#define MESSAGE_BITS ((1u << KIND_SHIFT) - 1u)

/* @entries: a message's index with the row's kind in the two highest bits; @messages: rows that
 * are messages, to number them */
struct WgRows
{
  const WgStore *store;
  WgRowsChoice choice;
  gsize seen; /* messages of the store */
  GArray *entries;
  GArray *messages;
  GHashTable *locked; /* conversation and sender */
  gint64 last_ns;
};

WgRows *
wg_rows_new (const WgStore *store)
{
  WgRows *rows = g_new0 (WgRows, 1);

  rows->store = store;
  rows->choice = (WgRowsChoice){.conversation = -1, .layers = G_MAXUINT};
  rows->entries = g_array_new (FALSE, FALSE, sizeof (guint32));
  rows->messages = g_array_new (FALSE, FALSE, sizeof (guint32));
  rows->locked = g_hash_table_new (NULL, NULL);
  return rows;
}

void
wg_rows_free (WgRows *rows)
{
  if (rows == NULL)
    return;
  g_array_unref (rows->entries);
  g_array_unref (rows->messages);
  g_hash_table_unref (rows->locked);
  g_free (rows);
}

void
wg_rows_choose (WgRows *rows, const WgRowsChoice *choice)
{
  rows->choice = *choice;
  rows->seen = 0;
  g_array_set_size (rows->entries, 0);
  g_array_set_size (rows->messages, 0);
  g_hash_table_remove_all (rows->locked);
  wg_rows_update (rows);
}

const WgRowsChoice *
wg_rows_choice (const WgRows *rows)
{
  return &rows->choice;
}

static gint64
time_of (const WgStore *store, guint32 frame)
{
  if (frame == 0 || frame > wg_store_n_packets (store))
    return G_MININT64;
  return wg_store_packet (store, frame - 1)->time_ns;
}

static gboolean
is_wanted (const WgRows *rows, gsize index)
{
  const WgRowsChoice *choice = &rows->choice;
  const WgStoreMessage *message = wg_store_message (rows->store, index);

  return (choice->conversation < 0 || message->conversation == choice->conversation)
         && (choice->layers & 1u << message->type->layer) != 0
         && (choice->wants == NULL || choice->wants (choice->user, index));
}

static void
add (WgRows *rows, WgRowKind kind, gsize index)
{
  guint32 entry = (guint32) kind << KIND_SHIFT | (guint32) index;
  g_array_append_val (rows->entries, entry);
}

/* A second is a row, ten are four rows, a day is as long as it can be. */
static guint
spaces_for (gint64 ns)
{
  guint n = 0;

  for (gint64 left = ns; left >= PAUSE_NS && n < SPACES; left /= 2)
    n++;
  return n;
}

static void
add_pause (WgRows *rows, gsize index, gint64 now)
{
  gint64 ns;

  if (rows->messages->len == 0 || now == G_MININT64 || rows->last_ns == G_MININT64)
    return;
  ns = now - rows->last_ns;
  if (ns < PAUSE_NS)
    return;
  if (rows->choice.to_scale)
    for (guint i = 1; i < spaces_for (ns); i++)
      add (rows, WG_ROW_SPACE, index);
  if (rows->choice.pauses || rows->choice.to_scale)
    add (rows, WG_ROW_PAUSE, index);
}

static void
add_lock (WgRows *rows, gsize index)
{
  const WgStoreMessage *message = wg_store_message (rows->store, index);

  if (rows->choice.locks && (message->flags & WG_MESSAGE_ENCRYPTED) != 0
      && g_hash_table_add (rows->locked,
                           GINT_TO_POINTER (message->conversation * 2 + message->dir)))
    add (rows, WG_ROW_LOCK, index);
}

gboolean
wg_rows_update (WgRows *rows)
{
  gsize n = MIN (wg_store_n_messages (rows->store), MESSAGE_BITS);
  guint before = rows->entries->len;

  for (; rows->seen < n; rows->seen++)
    {
      guint32 row;
      gint64 now;

      if (!is_wanted (rows, rows->seen))
        continue;
      now = time_of (rows->store, wg_store_message (rows->store, rows->seen)->frame);
      add_pause (rows, rows->seen, now);
      add_lock (rows, rows->seen);
      row = rows->entries->len;
      g_array_append_val (rows->messages, row);
      add (rows, WG_ROW_MESSAGE, rows->seen);
      rows->last_ns = now;
    }
  return rows->entries->len != before;
}

guint
wg_rows_n (const WgRows *rows)
{
  return rows->entries->len;
}

WgRow
wg_rows_get (const WgRows *rows, guint index)
{
  guint32 entry = g_array_index (rows->entries, guint32, index);
  return (WgRow){(WgRowKind) (entry >> KIND_SHIFT), entry & MESSAGE_BITS};
}

/* The number, from 0, of the first shown message that is not before @message. */
static guint
number_from (const WgRows *rows, gsize message)
{
  guint low = 0, high = rows->messages->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint row = g_array_index (rows->messages, guint32, middle);

      if (wg_rows_get (rows, row).message < message)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gsize
wg_rows_message (const WgRows *rows, guint number)
{
  return wg_rows_get (rows, g_array_index (rows->messages, guint32, number)).message;
}

guint
wg_rows_find (const WgRows *rows, gsize message)
{
  guint number = number_from (rows, message);
  return number < rows->messages->len ? g_array_index (rows->messages, guint32, number)
                                      : wg_rows_n (rows);
}

guint
wg_rows_n_messages (const WgRows *rows)
{
  return rows->messages->len;
}

guint
wg_rows_number_of (const WgRows *rows, gsize message)
{
  guint number = number_from (rows, message);
  return number < rows->messages->len && wg_rows_message (rows, number) == message ? number + 1
                                                                                   : 0;
}

gint64
wg_rows_step (const WgRows *rows, gint64 message, gint steps)
{
  guint n = rows->messages->len, number;
  gint64 to;

  if (n == 0)
    return -1;
  if (message < 0)
    return (gint64) wg_rows_message (rows, steps < 0 ? n - 1 : 0);
  number = number_from (rows, (gsize) message);
  /* From one that is not shown, the next step leads to the one that is behind it. */
  to = (gint64) number + steps;
  if (steps > 0 && (number == n || wg_rows_message (rows, number) != (gsize) message))
    to--;
  return (gint64) wg_rows_message (rows, (guint) CLAMP (to, 0, (gint64) n - 1));
}
