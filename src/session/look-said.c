#include "base/limits.h"
#include "session/look-private.h"

/* What is said is kept up to a ceiling, half of it before the packet in the middle. What lies
 * further back is let go while more comes, several runs at a time. */

#define NO_LEVEL G_MAXUINT16 /* of one past the ceiling, of which nothing is kept */

/* @past: the packet in the middle was reached */
typedef struct
{
  gsize used;
  gboolean past;
} Fill;

static gsize
cost (const WgLookRun *run)
{
  return sizeof *run + run->len;
}

static Fill *
fill_of (WgLookSaid *said, guint16 number)
{
  return &g_array_index (said->fills, Fill, number - 1);
}

static WgLookLevel *
level_of (WgLookSaid *said, guint16 number)
{
  return g_ptr_array_index (said->result->levels, number - 1);
}

static guint16
take_level (WgListener *listener, guint16 parent, const char *title)
{
  WgLookSaid *said = (WgLookSaid *) listener;
  GPtrArray *levels = said->result->levels;
  Fill fill = {.past = said->middle == 0};
  WgLookLevel *level;

  if (parent == 0 && levels->len > 0) /* it goes on behind a reset */
    return 1;
  if (levels->len >= WG_LIMIT_LOOK_LEVELS)
    {
      said->result->levels_left++;
      return NO_LEVEL;
    }
  level = g_new0 (WgLookLevel, 1);
  level->title = title;
  level->parent = (gint) parent - 1;
  level->runs = g_array_new (FALSE, FALSE, sizeof (WgLookRun));
  level->bytes = g_byte_array_new ();
  g_ptr_array_add (levels, level);
  g_array_append_val (said->fills, fill);
  return (guint16) levels->len;
}

/* Lets runs go from the first on until no more than @max are used. */
static void
let_go (WgLookSaid *said, guint16 number, gsize max)
{
  WgLookLevel *level = level_of (said, number);
  Fill *fill = fill_of (said, number);
  gsize at = level->bytes->len;
  guint n = 0;

  while (n < level->runs->len && fill->used > max)
    {
      const WgLookRun *run = &g_array_index (level->runs, WgLookRun, n++);

      fill->used -= cost (run);
      said->used -= cost (run);
      level->before[run->dir] += run->len + run->lost;
    }
  if (n < level->runs->len)
    at = g_array_index (level->runs, WgLookRun, n).at;
  g_array_remove_range (level->runs, 0, n);
  g_byte_array_remove_range (level->bytes, 0, (guint) at);
  for (guint i = 0; i < level->runs->len; i++)
    g_array_index (level->runs, WgLookRun, i).at -= at;
}

/* How many bytes of a run may be added. */
static gsize
room_for (WgLookSaid *said, guint16 number, guint32 frame)
{
  Fill *fill = fill_of (said, number);
  gboolean was_past = fill->past;
  gsize room;

  fill->past = fill->past || frame >= said->middle;
  if (!was_past && fill->used > (fill->past ? said->max / 2 : said->max))
    let_go (said, number, said->max / 2);
  room = MIN (fill->past ? said->max - fill->used : 2 * said->max - fill->used,
              WG_LIMIT_LOOK_SAID_ALL - said->used);
  return room > sizeof (WgLookRun) ? room - sizeof (WgLookRun) : 0;
}

static void
add_run (WgLookSaid *said, guint16 number, WgLookRun run, WgSlice bytes)
{
  WgLookLevel *level = level_of (said, number);

  run.at = level->bytes->len;
  run.len = (guint32) bytes.len;
  if (bytes.len > 0)
    g_byte_array_append (level->bytes, bytes.data, run.len);
  g_array_append_val (level->runs, run);
  fill_of (said, number)->used += cost (&run);
  said->used += cost (&run);
}

static void
leave_out (WgLookSaid *said, guint16 number, WgDir dir, guint64 len)
{
  WgLookLevel *level = level_of (said, number);

  if (fill_of (said, number)->past)
    level->after[dir] += len;
  else
    {
      let_go (said, number, 0);
      level->before[dir] += len;
    }
}

static void
take_bytes (
    WgListener *listener, guint16 number, WgDir dir, WgSlice bytes, const WgOrigin *origin)
{
  WgLookSaid *said = (WgLookSaid *) listener;
  WgLookRun run = {.frame = origin->frame, .off = origin->off, .dir = (guint8) dir};
  WgSlice shown;
  gsize room;

  if (number == NO_LEVEL)
    return;
  room = room_for (said, number, origin->frame);
  shown = wg_slice_sub (bytes, 0, level_of (said, number)->after[dir] > 0 ? 0 : room);
  if (run.frame > 0 && run.frame <= wg_store_n_packets (said->store))
    {
      const WgStorePacket *row = wg_store_packet (said->store, run.frame - 1);
      run.time_ns = row->time_ns;
      run.has_time = row->has_time;
    }
  if (shown.len == bytes.len || (shown.len > 0 && fill_of (said, number)->past))
    add_run (said, number, run, shown);
  else
    shown = WG_SLICE_NONE;
  if (shown.len < bytes.len)
    leave_out (said, number, dir, bytes.len - shown.len);
}

static void
take_loss (WgListener *listener, guint16 number, WgDir dir, guint64 len)
{
  WgLookSaid *said = (WgLookSaid *) listener;
  WgLookRun run = {.lost = len, .dir = (guint8) dir};

  if (number == NO_LEVEL)
    return;
  if (fill_of (said, number)->used + sizeof run <= said->max
      && said->used + sizeof run <= WG_LIMIT_LOOK_SAID_ALL)
    add_run (said, number, run, WG_SLICE_NONE);
  else
    leave_out (said, number, dir, len);
}

void
wg_look_said_init (WgLookSaid *said, WgLookResult *result, const WgStore *store)
{
  *said = (WgLookSaid){.listener = {.open = take_level, .said = take_bytes, .lost = take_loss},
                       .result = result,
                       .store = store,
                       .max = WG_LIMIT_LOOK_SAID,
                       .fills = g_array_new (FALSE, FALSE, sizeof (Fill))};
}

void
wg_look_said_clear (WgLookSaid *said)
{
  g_array_unref (said->fills);
}

void
wg_look_level_free (gpointer data)
{
  WgLookLevel *level = data;

  g_array_unref (level->runs);
  g_byte_array_unref (level->bytes);
  g_free (level);
}
