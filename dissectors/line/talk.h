#pragma once

#include "line/line.h"
#include "sasl/sasl.h"

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
  WgDir client;
  gboolean roles_known;
  gboolean greeted;
  gboolean server_seen;
  gboolean server_lost;
  WgLineSide side[2];
  WgPending pending;
  WgSasl sasl;
  WgAttempt attempt;
  guint8 unit[2];
} WgTalk;

void wg_talk_init (WgTalk *talk, WgChannel *channel, const char *protocol);
void wg_talk_clear (WgTalk *talk);

/* Learns who is who from the first bytes that come. FALSE while that takes more of them.
 * @is_answer: tells whether a line's first 4 bytes are a server's. */
gboolean wg_talk_learn_roles (WgTalk *talk,
                              WgDir dir,
                              const WgReader *in,
                              gboolean (*is_answer) (WgSlice line));

/* Whether the server's answer can still come. */
gboolean wg_talk_can_wait (const WgTalk *talk);

/* Forgets what bytes that were lost may have changed. */
void wg_talk_gap (WgTalk *talk, WgDir dir);

/* This direction is over: nothing waits for it any more. */
void wg_talk_ended (WgTalk *talk, WgDir dir);

/* An AUTH-like command: begins an attempt with the mechanism that @argument begins with, and
 * reads the initial response behind it, if there is one. */
void wg_talk_authenticate (WgTalk *talk, WgSlice argument);

/* The step that gives the rest of the connection to TLS. */
WgStep wg_talk_start_tls (WgTalk *talk, const char *id);
