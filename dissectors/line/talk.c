#include "line/talk.h"

void
wg_talk_init (WgTalk *talk, WgChannel *channel, const char *protocol)
{
  *talk = (WgTalk){.channel = channel, .client = WG_CLIENT};
  wg_attempt_init (&talk->attempt, channel, protocol);
  talk->greeted = wg_channel_midstream (channel, WG_SERVER);
}

void
wg_talk_clear (WgTalk *talk)
{
  wg_attempt_clear (&talk->attempt);
}

gboolean
wg_talk_learn_roles (WgTalk *talk,
                     WgDir dir,
                     const WgReader *in,
                     gboolean (*is_answer) (WgSlice line))
{
  WgSlice rest = wg_reader_rest (in);

  if (talk->roles_known)
    {
      talk->server_seen |= dir != talk->client;
      return TRUE;
    }
  if (rest.len < 4 && wg_slice_find (rest, '\n') < 0)
    return FALSE;
  talk->client = is_answer (rest) ? wg_dir_other (dir) : dir;
  talk->attempt.client = talk->client;
  talk->server_seen = dir != talk->client;
  talk->roles_known = TRUE;
  return TRUE;
}

gboolean
wg_talk_can_wait (const WgTalk *talk)
{
  return talk->server_seen && !talk->server_lost;
}

void
wg_talk_gap (WgTalk *talk, WgDir dir)
{
  wg_line_side_clear (&talk->side[dir]);
  wg_pending_clear (&talk->pending);
  if (dir != talk->client)
    talk->server_lost = TRUE;
}

void
wg_talk_ended (WgTalk *talk, WgDir dir)
{
  if (talk->roles_known && dir != talk->client)
    talk->server_lost = TRUE;
}

void
wg_talk_authenticate (WgTalk *talk, WgSlice argument)
{
  WgSlice initial = argument;
  WgSlice mechanism = wg_line_word (&initial);

  wg_attempt_begin (&talk->attempt, mechanism);
  wg_sasl_begin (&talk->sasl, mechanism);
  if (initial.len > 0)
    (void) wg_sasl_message_base64 (&talk->sasl, initial, &talk->attempt);
}

WgStep
wg_talk_start_tls (WgTalk *talk, const char *id)
{
  const WgHandoff handoff = {.by = id,
                             .how = id,
                             .client = talk->client,
                             .request_frame = wg_channel_frame (talk->channel)};

  wg_channel_set_handoff (talk->channel, &handoff);
  return WG_HANDOFF (wg_dissector_find ("tls"));
}
