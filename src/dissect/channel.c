#include "dissect/probe.h"

void
wg_engine_init (WgEngine *engine, WgSink *sink, WgWant wants)
{
  *engine = (WgEngine){.sink = sink, .wants = wants};
  engine->shared = g_hash_table_new (NULL, NULL);
  engine->releases = g_ptr_array_new ();
}

void
wg_engine_clear (WgEngine *engine)
{
  for (guint i = 0; i + 1 < engine->releases->len; i += 2)
    {
      /* A function does not fit a pointer in ISO C; GLib's platforms allow it. */
      GDestroyNotify release =
          (GDestroyNotify) (guintptr) g_ptr_array_index (engine->releases, i);
      release (g_ptr_array_index (engine->releases, i + 1));
    }
  g_ptr_array_unref (engine->releases);
  g_hash_table_unref (engine->shared);
}

WgChannel *
wg_channel_new (WgEngine *engine,
                const WgEndpoint ends[2],
                guint8 ip_version,
                gboolean datagram,
                guint64 conversation)
{
  WgChannel *channel = g_new0 (WgChannel, 1);

  channel->engine = engine;
  channel->ends = ends;
  channel->ip_version = ip_version;
  channel->datagram = datagram;
  channel->conversation = conversation;
  return channel;
}

static void
close_dissector (const WgDissector *dissector, gpointer state)
{
  if (dissector != NULL)
    dissector->close (state);
}

static void stop (WgChannel *channel);

void
wg_channel_free (WgChannel *channel)
{
  stop (channel);
  close_dissector (channel->dissector, channel->state);
  for (guint dir = 0; dir < 2; dir++)
    wg_window_clear (&channel->half[dir].window);
  g_free (channel);
}

/* From here on nobody reads this channel. */
static void
give_up (WgChannel *channel)
{
  channel->opaque = TRUE;
  for (guint dir = 0; dir < 2; dir++)
    wg_window_clear (&channel->half[dir].window);
}

/* Several channels of a conversation may hold the same protocol, which is told once. */
static void
list_protocol (WgChannel *channel, const WgDissector *dissector)
{
  WgChannel *root = wg_channel_root (channel);

  for (guint i = 0; root != channel && i < root->n_protocols; i++)
    if (root->protocols[i] == dissector)
      return;
  if (root->n_protocols < WG_LIMIT_CHANNEL_DEPTH)
    root->protocols[root->n_protocols++] = dissector;
}

static void
set_dissector (WgChannel *channel, const WgDissector *dissector)
{
  if (channel->depth == WG_LIMIT_CHANNEL_DEPTH)
    {
      channel->dissector = NULL;
      give_up (channel);
      return;
    }
  channel->depth++;
  list_protocol (channel, dissector);
  channel->dissector = dissector;
  channel->state = dissector->open (channel);
}

static WgSlice
view (const WgChannel *channel, WgDir dir)
{
  const WgHalf *half = &channel->half[dir];
  return half->direct.len > 0 ? half->direct : wg_window_bytes (&half->window);
}

static void
consume (WgChannel *channel, WgDir dir, gsize len)
{
  WgHalf *half = &channel->half[dir];

  if (half->direct.len == 0)
    {
      if (len > 0)
        wg_window_consume (&half->window, len);
      return;
    }
  half->direct = wg_slice (half->direct.data + len, half->direct.len - len);
  half->taken += len;
  if (half->origin.derived_len == 0)
    half->origin.off += (guint32) len;
}

static void
lose (WgHalf *half)
{
  half->lost = TRUE;
  half->direct = WG_SLICE_NONE;
  wg_window_clear (&half->window);
}

/* Keeps what the dissector left of the packet's own bytes. */
static void
keep_rest (WgChannel *channel, WgDir dir)
{
  WgHalf *half = &channel->half[dir];
  WgSlice rest = half->direct;

  half->direct = WG_SLICE_NONE;
  if (rest.len == 0 || half->lost || channel->opaque)
    return;
  if (!wg_window_append (&half->window, rest, half->origin, WG_LIMIT_WINDOW_LEN))
    lose (half);
}

/* What is read now came, with its last bytes, in the newest packet of this direction. The bytes
 * of a child came when its parent's did. */
static void
read_from (WgChannel *channel, WgDir dir)
{
  guint32 frame = channel->half[dir].frame;

  if (channel->parent == NULL)
    channel->engine->read_frame = frame > 0 ? frame : channel->engine->frame;
}

/* Payload that is skipped: told in chunks, never kept. */
static void
pass_payload (WgChannel *channel, WgDir dir)
{
  WgHalf *half = &channel->half[dir];
  const WgDissector *dissector = channel->dissector;
  WgSlice chunk = wg_slice_sub (view (channel, dir), 0, (gsize) MIN (half->skip, G_MAXSIZE));
  WgTree *tree = channel->engine->tree;
  WgNode *before = tree != NULL ? wg_tree_last (tree) : NULL;

  if (chunk.len == 0)
    return;
  read_from (channel, dir);
  if (half->skip != WG_UNTIL_EOF)
    half->skip -= chunk.len;
  if (dissector->payload != NULL)
    dissector->payload (channel->state, dir, chunk);
  if (G_UNLIKELY (tree != NULL))
    wg_channel_describe (channel, dir, chunk, TRUE, before);
  consume (channel, dir, chunk.len);
}

static void
hand_off (WgChannel *channel, const WgDissector *next)
{
  const WgDissector *before = channel->dissector;
  gpointer state = channel->state;

  channel->dissector = NULL;
  channel->state = NULL;
  channel->handed_off = TRUE;
  channel->probes = 0;
  for (guint dir = 0; dir < 2; dir++)
    {
      channel->half[dir].waiting = FALSE;
      channel->half[dir].need = 0;
    }
  if (next != NULL)
    set_dissector (channel, next);
  close_dissector (before, state);
  channel->handoff.method = channel->handoff.target = WG_SLICE_NONE;
  channel->handoff.request = channel->handoff.response = (WgList){NULL, 0};
}

/* One look at the window. FALSE when there is nothing more to do now. */
static gboolean
step (WgChannel *channel, WgDir dir)
{
  WgHalf *half = &channel->half[dir];
  WgSlice bytes = view (channel, dir);
  WgReader in = wg_reader (bytes, half->end);
  WgTree *tree = channel->engine->tree;
  WgNode *before = tree != NULL ? wg_tree_last (tree) : NULL;
  WgStep answer;

  read_from (channel, dir);
  answer = channel->dissector->feed (channel->state, dir, &in);
  if (answer.kind == WG_STEP_NEED || answer.kind == WG_STEP_WAIT)
    {
      half->waiting = answer.kind == WG_STEP_WAIT;
      half->need = half->waiting ? 0 : bytes.len + MAX (answer.n, 1);
      return FALSE;
    }
  half->need = 0;
  if (G_UNLIKELY (tree != NULL) && in.pos > 0)
    wg_channel_describe (channel, dir, wg_slice (bytes.data, in.pos), FALSE, before);
  consume (channel, dir, in.pos);
  channel->progress = channel->progress || in.pos > 0;
  switch (answer.kind)
    {
    case WG_STEP_SKIP:
      half->skip = answer.n;
      break;
    case WG_STEP_HANDOFF:
      hand_off (channel, answer.next);
      channel->progress = TRUE;
      return TRUE;
    case WG_STEP_LOST:
      lose (half);
      return FALSE;
    case WG_STEP_AGAIN:
    case WG_STEP_NEED:
    case WG_STEP_WAIT:
      break;
    }
  if (in.pos > 0 || half->skip > 0)
    return TRUE;
  lose (half); /* a dissector that neither reads nor says why; the contract suite finds it */
  return FALSE;
}

/* What stands in the window, as far as it goes. */
static void
run_half (WgChannel *channel, WgDir dir)
{
  WgHalf *half = &channel->half[dir];

  while (!channel->opaque && !half->lost)
    {
      gsize len = view (channel, dir).len;

      if (channel->dissector == NULL)
        {
          if (!wg_channel_probe (channel))
            return;
          run_half (channel, wg_dir_other (dir)); /* what stands there came first */
          continue;
        }
      if (half->skip > 0 && len > 0)
        {
          pass_payload (channel, dir);
          continue;
        }
      if (len == 0 || len < half->need || half->waiting)
        return;
      if (!step (channel, dir))
        return;
    }
}

/* A direction that moves may be what the other was waiting for. */
static void
run (WgChannel *channel, WgDir dir)
{
  do
    {
      WgDir other = wg_dir_other (dir);

      channel->progress = FALSE;
      run_half (channel, dir);
      if (!channel->progress || view (channel, other).len == 0)
        break;
      channel->half[other].waiting = FALSE;
      dir = other;
    }
  while (TRUE);
}

void
wg_channel_data (WgChannel *channel, WgDir dir, WgSlice bytes, WgOrigin origin)
{
  WgHalf *half = &channel->half[dir];

  if (G_UNLIKELY (channel->engine->listener != NULL))
    wg_channel_listen (channel, dir, bytes, &origin, 0);
  if (channel->opaque || half->lost || half->ended || bytes.len == 0)
    return;
  if (channel->dissector == NULL && half->unknown == origin.frame && channel->parent == NULL)
    return;
  half->frame = MAX (half->frame, origin.frame);
  if (half->window.start == half->window.end)
    {
      half->direct = bytes;
      half->origin = origin;
      half->taken = 0;
    }
  else if (!wg_window_append (&half->window, bytes, origin, WG_LIMIT_WINDOW_LEN))
    {
      lose (half);
      return;
    }
  run (channel, dir);
  keep_rest (channel, dir);
}

/* What is over now was ended by the packet being worked on. */
static void
end_here (WgChannel *channel)
{
  if (channel->parent == NULL)
    channel->engine->read_frame = channel->engine->frame;
}

/* A unit that the end cut off is looked at once more by a reader that says so. */
static void
run_to_end (WgChannel *channel, WgDir dir, WgEnd end)
{
  WgHalf *half = &channel->half[dir];

  half->end = end;
  half->need = 0;
  half->waiting = FALSE;
  if (view (channel, dir).len > 0)
    run (channel, dir);
}

void
wg_channel_gap (WgChannel *channel, WgDir dir, guint64 len, gboolean cut)
{
  WgHalf *half = &channel->half[dir];
  guint64 inside = MIN (half->skip, len);

  if (G_UNLIKELY (channel->engine->listener != NULL))
    wg_channel_listen (channel, dir, WG_SLICE_NONE, NULL, len);
  if (channel->opaque || half->lost || half->ended)
    return;
  read_from (channel, dir);
  if (channel->dissector != NULL && inside > 0)
    {
      if (half->skip != WG_UNTIL_EOF)
        half->skip -= inside;
      channel->dissector->gap (channel->state, dir, inside, cut);
      len -= inside;
    }
  if (len == 0)
    return;
  if (cut)
    {
      run_to_end (channel, dir, WG_END_CUT);
      if (channel->opaque || half->lost)
        return;
      half->end = WG_END_MORE;
    }
  wg_window_clear (&half->window);
  half->midstream = TRUE;
  half->need = 0;
  half->waiting = FALSE;
  if (channel->dissector != NULL)
    channel->dissector->gap (channel->state, dir, len, cut);
}

void
wg_channel_eof (WgChannel *channel, WgDir dir)
{
  WgHalf *half = &channel->half[dir];

  if (channel->opaque || half->ended)
    return;
  run_to_end (channel, dir, WG_END_WHOLE);
  half->ended = TRUE;
  half->skip = 0;
  end_here (channel);
  if (channel->dissector != NULL && !half->lost)
    {
      if (channel->dissector->eof != NULL)
        channel->dissector->eof (channel->state, dir);
      if (view (channel, wg_dir_other (dir)).len > 0)
        {
          channel->half[wg_dir_other (dir)].waiting = FALSE;
          run (channel, wg_dir_other (dir));
        }
    }
}

/* The capture ends here; what began may have gone on. */
static void
stop (WgChannel *channel)
{
  for (guint dir = 0; dir < 2; dir++)
    if (!channel->half[dir].ended && !channel->opaque)
      run_to_end (channel, (WgDir) dir, WG_END_CUT);
  end_here (channel);
}

void
wg_channel_set_midstream (WgChannel *channel, WgDir dir)
{
  channel->half[dir].midstream = TRUE;
}

void
wg_channel_take_datagram (
    WgChannel *channel, WgDir dir, WgSlice bytes, WgOrigin origin, gboolean cut)
{
  WgHalf *half = &channel->half[dir];
  WgReader in = wg_reader (bytes, cut ? WG_END_CUT : WG_END_WHOLE);
  WgTree *tree = channel->engine->tree;
  WgNode *before = tree != NULL ? wg_tree_last (tree) : NULL;

  if (G_UNLIKELY (channel->engine->listener != NULL))
    wg_channel_listen (channel, dir, bytes, &origin, 0);
  if (channel->opaque || bytes.len == 0)
    return;
  half->direct = bytes;
  half->origin = origin;
  end_here (channel);
  if (channel->dissector == NULL)
    wg_channel_probe_datagram (channel, dir);
  if (channel->dissector != NULL)
    {
      channel->dissector->datagram (channel->state, dir, &in);
      if (G_UNLIKELY (tree != NULL))
        wg_channel_describe (channel, dir, bytes, FALSE, before);
    }
  half->direct = WG_SLICE_NONE;
}

void
wg_channel_choose (WgChannel *channel, const WgDissector *dissector)
{
  if (dissector != NULL)
    set_dissector (channel, dissector);
  else
    give_up (channel);
}
