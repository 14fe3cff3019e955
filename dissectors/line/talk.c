#include "line/talk.h"

gpointer
wg_talk_open (WgChannel *channel, const WgTalkRoom *room, gsize size)
{
  WgTalk *talk = g_malloc0 (size);

  talk->channel = channel;
  talk->room = room;
  talk->client = WG_CLIENT;
  talk->greeted = wg_channel_midstream (channel, WG_SERVER);
  wg_attempt_init (&talk->attempt, channel, room->id);
  wg_upgrade_init (&talk->upgrade, channel, room->id);
  return talk;
}

/* Learns who is who from the first bytes that come. FALSE while that takes more of them. */
static gboolean
learn_roles (WgTalk *talk, WgDir dir, const WgReader *in)
{
  WgSlice rest = wg_reader_rest (in);

  if (talk->roles_known)
    {
      talk->server_seen |= dir != talk->client;
      return TRUE;
    }
  if (rest.len < 4 && wg_slice_find (rest, '\n') < 0)
    return FALSE;
  talk->client = talk->room->is_answer (rest) ? wg_dir_other (dir) : dir;
  talk->attempt.client = talk->upgrade.client = talk->client;
  talk->server_seen = dir != talk->client;
  talk->roles_known = TRUE;
  return TRUE;
}

WgStep
wg_talk_feed (gpointer state, WgDir dir, WgReader *in)
{
  WgTalk *talk = state;

  if (!learn_roles (talk, dir, in))
    return WG_NEED (1);
  return dir == talk->client ? talk->room->commands (state, in)
                             : talk->room->answers (state, in);
}

/* What bytes that were lost may have changed is forgotten. */
void
wg_talk_gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  WgTalk *talk = state;

  wg_line_side_clear (&talk->side[dir]);
  wg_pending_clear (&talk->pending);
  if (dir != talk->client)
    talk->server_lost = TRUE;
}

/* Nothing waits for this direction any more. */
void
wg_talk_eof (gpointer state, WgDir dir)
{
  WgTalk *talk = state;

  if (talk->roles_known && dir != talk->client)
    talk->server_lost = TRUE;
}

void
wg_talk_close (gpointer state)
{
  WgTalk *talk = state;

  wg_attempt_clear (&talk->attempt);
  wg_upgrade_clear (&talk->upgrade);
  g_free (state);
}

gboolean
wg_talk_can_wait (const WgTalk *talk)
{
  return talk->server_seen && !talk->server_lost;
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
wg_talk_start_tls (WgTalk *talk)
{
  const WgHandoff handoff = {.by = talk->room->id,
                             .how = talk->room->id,
                             .client = talk->client,
                             .request_frame = wg_channel_frame (talk->channel)};

  wg_channel_set_handoff (talk->channel, &handoff);
  return WG_HANDOFF (wg_dissector_find ("tls"));
}
