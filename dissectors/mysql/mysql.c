#include "mysql/mysql.h"

#include "base/text.h"
#include "mysql/mysql-describe.h"
#include "mysql/mysql-parse.h"
#include "sasl/attempt.h"

#define HEADER_LEN 4
#define LOGIN_MAX  (16u * 1024) /* a login packet that is longer is none */

typedef enum
{
  PHASE_GREETING, /* the server speaks first */
  PHASE_LOGIN,    /* the client's answer */
  PHASE_AUTH,     /* both, until the server says OK or ERR */
  PHASE_COMMANDS,
} Phase;

typedef struct
{
  WgChannel *channel;
  Phase phase;
  guint32 capabilities;
  gboolean clear; /* the client's next answer may be the password itself */
  gboolean login_described;
  gboolean lost[2]; /* where packets begin is not known any more */
  WgAttempt attempt;
} Mysql;

static const WgRecordType *const records[] = {&wg_login_type, NULL};
static const guint16 ports[] = {3306, 0};

/* ERR instead of a greeting, "Host .. is not allowed to connect" */
static gboolean
is_refusal (WgSlice payload)
{
  WgSlice text = wg_slice_sub (payload, 3, payload.len);

  return wg_slice_at (payload, 0) == 0xff && text.len > 0 && wg_ascii_run (text) == text.len;
}

static WgProbe
probe (const WgProbeInput *in)
{
  WgReader r = wg_reader (in->bytes[WG_SERVER], WG_END_MORE);
  WgMysqlGreeting greeting;
  WgMysqlHeader header;
  WgSlice payload;

  if (in->datagram || !wg_mysql_parse_header (&r, &header) || header.seq != 0)
    return WG_PROBE_NO;
  payload = wg_slice_sub (wg_reader_rest (&r), 0, header.len);
  if (payload.len < header.len)
    return wg_slice_at (payload, 0) == 10 && header.len < 512 ? WG_PROBE_NEED : WG_PROBE_NO;
  if (wg_mysql_parse_greeting (payload, &greeting))
    return WG_PROBE_YES;
  return is_refusal (payload) ? WG_PROBE_MAYBE : WG_PROBE_NO;
}

static gpointer
begin (WgChannel *channel)
{
  Mysql *s = g_new0 (Mysql, 1);

  s->channel = channel;
  wg_attempt_init (&s->attempt, channel, "mysql");
  return s;
}

/* An answer to a challenge is bytes; a report shows them in hex. */
static void
take_answer (Mysql *s, WgSlice answer, gboolean clear)
{
  g_autoptr (GString) hex = NULL;

  wg_attempt_touch (&s->attempt);
  if (clear)
    {
      if (answer.len > 0 && wg_slice_at (answer, answer.len - 1) == 0)
        answer.len--;
      wg_attempt_secret (&s->attempt, answer);
      return;
    }
  hex = g_string_new (NULL);
  wg_hex_append (hex, wg_slice_sub (answer, 0, 512));
  wg_attempt_secret (&s->attempt, wg_slice (hex->str, hex->len));
}

static gboolean
is_clear (WgSlice plugin)
{
  return wg_slice_is (plugin, "mysql_clear_password");
}

static void
take_login (Mysql *s, const WgMysqlLogin *login)
{
  WgSlice plugin = login->plugin;

  if (plugin.len == 0)
    plugin = (login->capabilities & WG_MYSQL_PROTOCOL_41) != 0
                 ? WG_SLICE_LITERAL ("mysql_native_password")
                 : WG_SLICE_LITERAL ("mysql_old_password");
  wg_attempt_begin (&s->attempt, plugin);
  wg_attempt_user (&s->attempt, login->user);
  take_answer (s, login->answer, is_clear (plugin));
  s->capabilities = login->capabilities;
  s->phase = PHASE_AUTH;
}

static WgStep
client_packet (Mysql *s, WgSlice payload)
{
  const WgHandoff handoff = {.by = "mysql",
                             .how = "mysql",
                             .client = WG_CLIENT,
                             .request_frame = wg_channel_frame (s->channel)};
  WgMysqlLogin login;

  if (s->phase == PHASE_AUTH)
    {
      /* One byte of 2 asks for the server's public key (caching_sha2_password). */
      if (payload.len > 1 || wg_slice_at (payload, 0) != 2)
        take_answer (s, payload, s->clear && wg_slice_at (payload, payload.len - 1) == 0);
      return WG_AGAIN;
    }
  if (s->phase == PHASE_COMMANDS)
    {
      if (wg_mysql_parse_change_user (payload, s->capabilities, &login))
        take_login (s, &login);
      return WG_AGAIN;
    }
  if (!wg_mysql_parse_login (payload, &login))
    return WG_LOST;
  if (!login.tls)
    {
      take_login (s, &login);
      return WG_AGAIN;
    }
  wg_channel_set_handoff (s->channel, &handoff);
  return WG_HANDOFF (wg_dissector_find ("tls"));
}

/* Past the login only a change of user is read. */
static gboolean
is_wanted (const Mysql *s, const WgMysqlHeader *header, gint first)
{
  if (s->phase == PHASE_COMMANDS)
    return header->seq == 0 && first == 0x11 && header->len <= LOGIN_MAX;
  return TRUE;
}

static WgStep
feed_client (Mysql *s, WgReader *in)
{
  gsize start = wg_reader_tell (in);
  WgMysqlHeader header;
  guint8 first = 0;
  WgSlice payload;

  if (s->phase == PHASE_COMMANDS && (s->capabilities & WG_MYSQL_COMPRESS) != 0)
    return WG_LOST;
  if (!wg_mysql_parse_header (in, &header)
      || (header.len > 0 && !wg_reader_peek_u8 (in, &first)))
    {
      wg_reader_seek (in, start);
      return WG_NEED (1);
    }
  if (!is_wanted (s, &header, first))
    return header.len > 0 ? WG_SKIP (header.len) : WG_AGAIN;
  if (header.len > LOGIN_MAX)
    return WG_LOST;
  if (wg_reader_take (in, header.len, &payload))
    {
      s->login_described = s->phase < PHASE_AUTH;
      return client_packet (s, payload);
    }
  wg_reader_seek (in, start);
  return WG_NEED (1);
}

static WgStep
server_packet (Mysql *s, WgSlice payload)
{
  WgMysqlGreeting greeting;
  WgSlice plugin;
  gint status = wg_slice_at (payload, 0);

  if (s->phase == PHASE_GREETING)
    {
      if (!wg_mysql_parse_greeting (payload, &greeting))
        return WG_LOST;
      s->phase = PHASE_LOGIN;
      return WG_AGAIN;
    }
  if (s->phase != PHASE_AUTH)
    return WG_AGAIN;
  if (status == 0 || status == 0xff)
    {
      wg_attempt_answer (&s->attempt, status == 0);
      s->phase = PHASE_COMMANDS;
    }
  else if (wg_mysql_parse_switch (payload, &plugin))
    {
      wg_attempt_mechanism (&s->attempt, plugin);
      s->clear = is_clear (plugin);
    }
  else if (status == 1 && wg_slice_at (payload, 1) == 4)
    s->clear = TRUE;
  return WG_AGAIN;
}

static WgStep
feed_server (Mysql *s, WgReader *in)
{
  gsize start = wg_reader_tell (in);
  WgMysqlHeader header;
  WgSlice payload;

  if (s->phase == PHASE_COMMANDS && (s->capabilities & WG_MYSQL_COMPRESS) != 0)
    return WG_LOST;
  while (wg_mysql_parse_header (in, &header))
    {
      if (s->phase != PHASE_COMMANDS && header.len > LOGIN_MAX)
        return WG_LOST;
      if (wg_reader_take (in, header.len, &payload))
        {
          if (s->phase != PHASE_COMMANDS)
            return server_packet (s, payload);
          start = wg_reader_tell (in);
          continue;
        }
      if (s->phase == PHASE_COMMANDS && start < wg_reader_tell (in))
        return WG_SKIP (header.len);
      break;
    }
  wg_reader_seek (in, start);
  return start > 0 ? WG_AGAIN : WG_NEED (1);
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Mysql *s = state;

  if (s->lost[dir])
    return WG_LOST;
  return dir == WG_CLIENT ? feed_client (s, in) : feed_server (s, in);
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Mysql *s = state;

  s->lost[dir] = TRUE;
}

static void
finish (gpointer state)
{
  Mysql *s = state;

  wg_attempt_clear (&s->attempt);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Mysql *s = state;

  if (!payload)
    wg_mysql_describe_packets (dir, s->login_described, unit, tree);
  s->login_described = s->login_described && dir == WG_SERVER;
}

const WgDissector wg_mysql = {
    .id = "mysql",
    .title = "MySQL",
    .help = "Queries of a MySQL or MariaDB database.",
    .records = records,
    .fields = wg_mysql_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .close = finish,
    .describe = describe,
};
