#include "dissect/probe.h"

static gboolean
has_port (const WgDissector *dissector, guint16 port)
{
  for (const guint16 *p = dissector->ports; p != NULL && *p != 0; p++)
    if (*p == port)
      return TRUE;
  return FALSE;
}

/* The best answer: a YES, or a MAYBE on its usual port, or the first MAYBE. */
static WgProbe
ask_all (const WgProbeInput *in, const WgDissector **best, gboolean *by_port)
{
  WgProbe answer = WG_PROBE_NO;

  *best = NULL;
  *by_port = FALSE;
  for (const WgDissector *const *d = wg_dissectors; *d != NULL; d++)
    {
      WgProbe said;

      if ((in->datagram ? (*d)->datagram == NULL : (*d)->feed == NULL) || (*d)->probe == NULL)
        continue;
      said = (*d)->probe (in);
      if (said == WG_PROBE_YES)
        {
          *best = *d;
          return WG_PROBE_YES;
        }
      if (said == WG_PROBE_MAYBE && !*by_port)
        {
          gboolean usual = has_port (*d, in->port);
          if (usual || *best == NULL)
            *best = *d;
          *by_port = usual;
        }
      answer = MAX (answer, said);
    }
  return answer;
}

static WgProbeInput
probe_input (const WgChannel *channel)
{
  WgProbeInput in = {.datagram = channel->datagram};

  for (guint dir = 0; dir < 2; dir++)
    {
      const WgHalf *half = &channel->half[dir];
      WgSlice bytes = half->direct.len > 0 ? half->direct : wg_window_bytes (&half->window);
      in.bytes[dir] = half->lost ? WG_SLICE_NONE : wg_slice_sub (bytes, 0, WG_LIMIT_PROBE_LEN);
      in.ended[dir] = half->end != WG_END_MORE;
      in.midstream = in.midstream || (half->midstream && in.bytes[dir].len > 0);
    }
  in.port = channel->ends[WG_SERVER].port;
  return in;
}

static WgOrigin
origin_of_newest (const WgHalf *half)
{
  WgSlice all = wg_window_bytes (&half->window);
  WgSpan span;

  if (half->direct.len > 0)
    return half->origin;
  span = wg_window_span (&half->window, all.len - 1, 1);
  return (WgOrigin){span.frame, span.off, 0};
}

/* Nobody knows these bytes. They are dropped and the next segment is looked at, as a stream may
 * begin with something unknown, or be met in the middle. */
static void
drop_bytes (WgChannel *channel)
{
  for (guint dir = 0; dir < 2; dir++)
    {
      WgHalf *half = &channel->half[dir];
      if (half->direct.len == 0 && half->window.start == half->window.end)
        continue;
      half->unknown = origin_of_newest (half).frame;
      half->direct = WG_SLICE_NONE;
      wg_window_clear (&half->window);
      half->midstream = TRUE;
    }
  if (++channel->probes >= WG_LIMIT_PROBE_SEGMENTS)
    wg_channel_choose (channel, NULL);
}

/* What stands in the window is nothing known, as a whole. Its newest segment may be the start
 * of something all the same, behind bytes that are not. */
static gboolean
begins_late (WgChannel *channel, WgDir dir)
{
  WgHalf *half = &channel->half[dir];
  WgSlice all = wg_window_bytes (&half->window), newest = wg_window_newest (&half->window);
  WgProbeInput in = probe_input (channel);
  const WgDissector *best;
  gboolean by_port;

  if (newest.len == all.len)
    return FALSE;
  in.bytes[dir] = wg_slice_sub (newest, 0, WG_LIMIT_PROBE_LEN);
  in.midstream = TRUE;
  if (ask_all (&in, &best, &by_port) != WG_PROBE_YES)
    return FALSE;
  wg_window_consume (&half->window, all.len - newest.len);
  half->midstream = TRUE;
  wg_channel_choose (channel, best);
  return TRUE;
}

gboolean
wg_channel_probe (WgChannel *channel)
{
  WgProbeInput in = probe_input (channel);
  const WgDissector *best;
  WgProbe answer;
  gboolean by_port, ended, one_sided;

  if (in.bytes[0].len == 0 && in.bytes[1].len == 0)
    return FALSE;
  answer = ask_all (&in, &best, &by_port);
  ended = channel->half[0].end != WG_END_MORE || channel->half[1].end != WG_END_MORE
          || in.bytes[0].len == WG_LIMIT_PROBE_LEN || in.bytes[1].len == WG_LIMIT_PROBE_LEN;
  one_sided = in.bytes[0].len == 0 || in.bytes[1].len == 0;
  /* Where one end's first words fit several protocols or none, the other end may tell. */
  if (!in.midstream && !ended && one_sided
      && (answer == WG_PROBE_NO || (answer == WG_PROBE_MAYBE && !by_port)))
    return answer == WG_PROBE_NO
           && begins_late (channel, in.bytes[0].len > 0 ? WG_CLIENT : WG_SERVER);
  if (answer == WG_PROBE_NEED && !ended)
    return FALSE;
  if (answer == WG_PROBE_YES || (answer == WG_PROBE_MAYBE && !in.midstream))
    {
      wg_channel_choose (channel, best);
      return TRUE;
    }
  if (begins_late (channel, WG_CLIENT) || begins_late (channel, WG_SERVER))
    return TRUE;
  drop_bytes (channel);
  return FALSE;
}

void
wg_channel_probe_datagram (WgChannel *channel, WgDir dir)
{
  WgProbeInput in = probe_input (channel);
  const WgDissector *best;
  WgProbe answer;
  gboolean by_port;

  in.dir = dir;
  answer = ask_all (&in, &best, &by_port);
  if (answer >= WG_PROBE_MAYBE)
    wg_channel_choose (channel, best);
  else if (++channel->probes >= WG_LIMIT_PROBE_SEGMENTS)
    wg_channel_choose (channel, NULL);
}
