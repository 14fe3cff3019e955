#pragma once

#include "line/line.h"
#include "sasl/sasl.h"
#include "sasl/upgrade.h"

/**
 * WgTalkRoom: what a room adds to a talk. Its state begins with a #WgTalk.
 * @id: as in the report's `protocols`
 * @is_answer: tells whether a line's first 4 bytes are a server's
 * @commands, @answers: `feed` for the client's side and for the server's
 */
typedef struct
{
  const char *id;
  gboolean (*is_answer) (WgSlice line);
  WgStep (*commands) (gpointer state, WgReader *in);
  WgStep (*answers) (gpointer state, WgReader *in);
} WgTalkRoom;

/**
 * WgTalk: what every room of command and answer lines keeps of its connection.
 * @client: direction that sends the commands, once @roles_known
 * @greeted: the greeting, which answers nothing, was seen (or was before the capture)
 * @server_seen, @server_lost: whether to wait for the server's answer, or to go by what the
 * client does next because that half is missing
 * @unit: what the unit just consumed was, for the tree; numbered by the room
 */
typedef struct
{
  WgChannel *channel;
  const WgTalkRoom *room;
  WgDir client;
  gboolean roles_known;
  gboolean greeted;
  gboolean server_seen;
  gboolean server_lost;
  WgLineSide side[2];
  WgPending pending;
  WgSasl sasl;
  WgAttempt attempt;
  WgUpgrade upgrade;
  guint8 unit[2];
} WgTalk;

/* State of @size bytes that begins with a talk, zero behind it. */
gpointer wg_talk_open (WgChannel *channel, const WgTalkRoom *room, gsize size);

/* Slots of a room's #WgDissector. A room with a `gap` or `close` of its own ends it with these;
 * `close` frees @state. */
WgStep wg_talk_feed (gpointer state, WgDir dir, WgReader *in);
void wg_talk_gap (gpointer state, WgDir dir, guint64 len, gboolean cut);
void wg_talk_eof (gpointer state, WgDir dir);
void wg_talk_close (gpointer state);

/* Whether the server's answer can still come. */
gboolean wg_talk_can_wait (const WgTalk *talk);

/* An AUTH-like command: begins an attempt with the mechanism that @argument begins with, and
 * reads the initial response behind it, if there is one. */
void wg_talk_authenticate (WgTalk *talk, WgSlice argument);

/* The step that gives the rest of the connection to TLS. */
WgStep wg_talk_start_tls (WgTalk *talk);
