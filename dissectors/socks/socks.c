#include "socks/socks.h"

#include "sasl/attempt.h"
#include "socks/socks-parse.h"

/* What comes next. Each side's turn waits for the other's. */
typedef enum
{
  TURN_METHODS, /* or a request of version 4 */
  TURN_CHOICE,
  TURN_PASSWORD,
  TURN_VERDICT,
  TURN_REQUEST,
  TURN_REPLY,
  TURN_REPLY_4,
  TURN_NOBODY,
} Turn;

typedef struct
{
  WgChannel *channel;
  Turn turn;
  guint replies; /* that are still to come; BIND has two */
  gboolean relays;
  WgAttempt attempt;
} Socks;

static const WgRecordType *const records[] = {&wg_login_type, NULL};
static const guint16 ports[] = {1080, 0};

static const WgField fields[] = {
    {.key = "socks", .label = "Socks Protocol", .help = "A handshake with a proxy."},
    {0},
};

static WgProbe
probe_5 (const WgProbeInput *in)
{
  WgReader asks = wg_reader (in->bytes[WG_CLIENT], WG_END_MORE);
  WgReader answers = wg_reader (in->bytes[WG_SERVER], WG_END_MORE);
  WgSlice methods;
  guint8 method;

  if (wg_socks5_parse_methods (&asks, &methods) != WG_SOCKS_OK)
    return WG_PROBE_NO;
  if (in->bytes[WG_SERVER].len == 0)
    return wg_reader_left (&asks) == 0 ? WG_PROBE_MAYBE : WG_PROBE_NO;
  switch (wg_socks5_parse_choice (&answers, &method))
    {
    case WG_SOCKS_SHORT:
      return WG_PROBE_NEED;
    case WG_SOCKS_OK:
      return method == 0xff || wg_slice_find (methods, method) >= 0 ? WG_PROBE_YES
                                                                    : WG_PROBE_NO;
    case WG_SOCKS_BAD:
      break;
    }
  return WG_PROBE_NO;
}

static WgProbe
probe_4 (const WgProbeInput *in)
{
  WgReader asks = wg_reader (in->bytes[WG_CLIENT], WG_END_MORE);
  WgReader answers = wg_reader (in->bytes[WG_SERVER], WG_END_MORE);
  WgSocks4Request request;
  guint8 code;

  if (wg_socks4_parse_request (&asks, &request) != WG_SOCKS_OK)
    return WG_PROBE_NO;
  if (in->bytes[WG_SERVER].len == 0)
    return wg_reader_left (&asks) == 0 ? WG_PROBE_MAYBE : WG_PROBE_NO;
  switch (wg_socks4_parse_reply (&answers, &code))
    {
    case WG_SOCKS_SHORT:
      return WG_PROBE_NEED;
    case WG_SOCKS_OK:
      return code >= 90 && code <= 93 ? WG_PROBE_YES : WG_PROBE_NO;
    case WG_SOCKS_BAD:
      break;
    }
  return WG_PROBE_NO;
}

static WgProbe
probe (const WgProbeInput *in)
{
  if (in->datagram || in->midstream)
    return WG_PROBE_NO;
  return MAX (probe_5 (in), probe_4 (in));
}

static gpointer
begin (WgChannel *channel)
{
  Socks *s = g_new0 (Socks, 1);

  s->channel = channel;
  wg_attempt_init (&s->attempt, channel, "socks");
  return s;
}

static WgStep
step (WgSocksResult got)
{
  return got == WG_SOCKS_OK ? WG_AGAIN : got == WG_SOCKS_SHORT ? WG_NEED (1) : WG_LOST;
}

static WgSocksResult
request_4 (Socks *s, WgReader *in)
{
  WgSocks4Request request;
  WgSocksResult got = wg_socks4_parse_request (in, &request);

  if (got != WG_SOCKS_OK)
    return got;
  if (request.user.len > 0)
    {
      wg_attempt_begin (&s->attempt, WG_SLICE_LITERAL ("user id"));
      wg_attempt_user (&s->attempt, request.user);
    }
  s->replies = request.command == WG_SOCKS_BIND ? 2 : 1;
  s->relays = TRUE;
  s->turn = TURN_REPLY_4;
  return got;
}

static WgSocksResult
methods (Socks *s, WgReader *in)
{
  WgSlice offered;
  WgSocksResult got;

  if (wg_slice_at (wg_reader_rest (in), 0) == 4)
    return request_4 (s, in);
  got = wg_socks5_parse_methods (in, &offered);
  if (got == WG_SOCKS_OK)
    s->turn = TURN_CHOICE;
  return got;
}

static WgSocksResult
password (Socks *s, WgReader *in)
{
  WgSlice user, secret;
  WgSocksResult got = wg_socks5_parse_password (in, &user, &secret);

  if (got != WG_SOCKS_OK)
    return got;
  wg_attempt_begin (&s->attempt, WG_SLICE_LITERAL ("USERNAME/PASSWORD"));
  wg_attempt_user (&s->attempt, user);
  wg_attempt_secret (&s->attempt, secret);
  s->turn = TURN_VERDICT;
  return got;
}

static WgSocksResult
request (Socks *s, WgReader *in)
{
  guint8 command;
  WgSocksResult got = wg_socks5_parse_request (in, &command);

  if (got != WG_SOCKS_OK)
    return got;
  s->replies = command == WG_SOCKS_BIND ? 2 : 1;
  s->relays = command == WG_SOCKS_CONNECT || command == WG_SOCKS_BIND;
  s->turn = TURN_REPLY;
  return got;
}

static WgStep
feed_client (Socks *s, WgReader *in)
{
  switch (s->turn)
    {
    case TURN_METHODS:
      return step (methods (s, in));
    case TURN_PASSWORD:
      return step (password (s, in));
    case TURN_REQUEST:
      return step (request (s, in));
    case TURN_CHOICE:
    case TURN_VERDICT:
    case TURN_REPLY:
    case TURN_REPLY_4:
      return WG_WAIT;
    case TURN_NOBODY:
      break;
    }
  return WG_LOST;
}

static WgSocksResult
choice (Socks *s, WgReader *in)
{
  guint8 method;
  WgSocksResult got = wg_socks5_parse_choice (in, &method);

  if (got == WG_SOCKS_OK)
    s->turn = method == WG_SOCKS_METHOD_NONE       ? TURN_REQUEST
              : method == WG_SOCKS_METHOD_PASSWORD ? TURN_PASSWORD
                                                   : TURN_NOBODY;
  return got;
}

static WgSocksResult
verdict (Socks *s, WgReader *in)
{
  guint8 status;
  WgSocksResult got = wg_socks5_parse_verdict (in, &status);

  if (got != WG_SOCKS_OK)
    return got;
  wg_attempt_answer (&s->attempt, status == 0);
  s->turn = status == 0 ? TURN_REQUEST : TURN_NOBODY;
  return got;
}

static WgStep
reply (Socks *s, WgReader *in)
{
  const WgHandoff handoff = {.by = "socks",
                             .how = "socks",
                             .client = WG_CLIENT,
                             .request_frame = wg_channel_frame (s->channel)};
  gboolean old = s->turn == TURN_REPLY_4, granted;
  guint8 code = 0;
  WgSocksResult got =
      old ? wg_socks4_parse_reply (in, &code) : wg_socks5_parse_request (in, &code);

  if (got != WG_SOCKS_OK)
    return step (got);
  granted = code == (old ? 90 : 0);
  if (old)
    wg_attempt_answer (&s->attempt, granted);
  if (granted && --s->replies > 0)
    return WG_AGAIN;
  s->turn = TURN_NOBODY;
  if (!granted || !s->relays)
    return WG_AGAIN;
  wg_channel_set_handoff (s->channel, &handoff);
  return WG_HANDOFF (NULL);
}

static WgStep
feed_server (Socks *s, WgReader *in)
{
  switch (s->turn)
    {
    case TURN_CHOICE:
      return step (choice (s, in));
    case TURN_VERDICT:
      return step (verdict (s, in));
    case TURN_REPLY:
    case TURN_REPLY_4:
      return reply (s, in);
    case TURN_METHODS:
    case TURN_PASSWORD:
    case TURN_REQUEST:
      return WG_WAIT;
    case TURN_NOBODY:
      break;
    }
  return WG_LOST;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  return dir == WG_CLIENT ? feed_client (state, in) : feed_server (state, in);
}

/* A handshake with a hole in it cannot be taken up again. */
static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Socks *s = state;

  s->turn = TURN_NOBODY;
}

static void
finish (gpointer state)
{
  Socks *s = state;

  wg_attempt_clear (&s->attempt);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  wg_tree_add (tree, NULL, fields, 0, unit.len);
}

const WgDissector wg_socks = {
    .id = "socks",
    .title = "SOCKS",
    .help = "Asks a proxy to connect to somebody else.",
    .records = records,
    .fields = fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .close = finish,
    .describe = describe,
};
