#include "postgresql/postgresql.h"

#include "postgresql/postgresql-describe.h"
#include "postgresql/postgresql-parse.h"
#include "sasl/sasl.h"
#include "sasl/upgrade.h"

#define MESSAGE_MAX (16u * 1024) /* a message of a login that is longer is none */

typedef enum
{
  PHASE_START,   /* the client's untyped first message */
  PHASE_VERDICT, /* the server's one byte for or against encryption */
  PHASE_AUTH,
  PHASE_ACCEPTED, /* the next message tells whether the user exists */
  PHASE_QUERIES,
} Phase;

typedef struct
{
  WgChannel *channel;
  Phase phase;
  guint32 asked; /* code of the request for encryption */
  gboolean lost[2];
  gboolean sasl_begun;
  guint8 unit[2];
  WgSasl sasl;
  WgAttempt attempt;
  WgUpgrade upgrade;
} Pg;

enum
{
  UNIT_MESSAGES,
  UNIT_START,
  UNIT_VERDICT,
};

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {5432, 0};

static WgProbe
probe (const WgProbeInput *in)
{
  WgReader r = wg_reader (in->bytes[WG_CLIENT], WG_END_MORE);
  WgPgStart start;
  WgSlice user;

  if (in->datagram || in->midstream)
    return WG_PROBE_NO;
  if (!wg_pg_parse_start (&r, &start))
    return wg_reader_left (&r) > 0 && wg_slice_at (wg_reader_rest (&r), 0) == 0 ? WG_PROBE_NEED
                                                                                : WG_PROBE_NO;
  if (!wg_pg_is_start (&start))
    return WG_PROBE_NO;
  if (start.code == WG_PG_TLS_REQUEST || start.code == WG_PG_GSS_REQUEST)
    return WG_PROBE_YES;
  return wg_pg_parse_parameter (wg_reader_rest (&r), "user", &user) ? WG_PROBE_YES
                                                                    : WG_PROBE_MAYBE;
}

static gpointer
begin (WgChannel *channel)
{
  Pg *s = g_new0 (Pg, 1);

  s->channel = channel;
  wg_attempt_init (&s->attempt, channel, "postgresql");
  wg_upgrade_init (&s->upgrade, channel, "postgresql");
  return s;
}

static void
start_up (Pg *s, WgSlice body)
{
  WgSlice user;

  wg_attempt_begin (&s->attempt, WG_SLICE_NONE);
  if (wg_pg_parse_parameter (body, "user", &user))
    wg_attempt_user (&s->attempt, user);
  wg_upgrade_body (&s->upgrade, "startup");
  s->phase = PHASE_AUTH;
}

static WgStep
feed_start (Pg *s, WgReader *in)
{
  gsize begin_at = wg_reader_tell (in);
  WgPgStart start;
  WgSlice body;

  if (!wg_pg_parse_start (in, &start))
    return WG_NEED (1);
  if (!wg_pg_is_start (&start))
    return WG_LOST;
  if (!wg_reader_take (in, start.len - 8, &body))
    {
      wg_reader_seek (in, begin_at);
      return WG_NEED (1);
    }
  s->unit[WG_CLIENT] = UNIT_START;
  if (start.code == WG_PG_TLS_REQUEST || start.code == WG_PG_GSS_REQUEST)
    {
      s->asked = start.code;
      if (start.code == WG_PG_TLS_REQUEST)
        wg_upgrade_asked (&s->upgrade);
      s->phase = PHASE_VERDICT;
    }
  else if (start.code != WG_PG_CANCEL)
    start_up (s, body);
  return WG_AGAIN;
}

/* A message 'p' answers whatever the server asked for; without the server's half its own form
 * tells. */
static void
password (Pg *s, WgSlice body)
{
  WgSlice mechanism, message = body;
  guint asked = s->attempt.mechanism != NULL ? (guint) s->attempt.mechanism->len : 0;

  wg_attempt_touch (&s->attempt);
  wg_upgrade_login (&s->upgrade, "password", wg_attempt_user_of (&s->attempt));
  if (s->sasl_begun)
    {
      wg_sasl_message (&s->sasl, body, &s->attempt);
      return;
    }
  if (wg_pg_parse_sasl (body, &mechanism, &message))
    {
      s->sasl_begun = TRUE;
      wg_attempt_mechanism (&s->attempt, mechanism);
      wg_sasl_begin (&s->sasl, mechanism);
      wg_sasl_message (&s->sasl, message, &s->attempt);
      return;
    }
  if (body.len == 0 || wg_slice_at (body, body.len - 1) != 0)
    return;
  body.len--;
  wg_attempt_secret (&s->attempt, body);
  if (asked == 0)
    wg_attempt_mechanism (&s->attempt, wg_slice_has_prefix (body, "md5") && body.len == 35
                                           ? WG_SLICE_LITERAL ("md5")
                                           : WG_SLICE_LITERAL ("password"));
}

static WgSlice
auth_name (guint32 asked)
{
  switch (asked)
    {
    case WG_PG_AUTH_CLEAR:
      return WG_SLICE_LITERAL ("password");
    case WG_PG_AUTH_MD5:
      return WG_SLICE_LITERAL ("md5");
    case WG_PG_AUTH_GSS:
      return WG_SLICE_LITERAL ("gss");
    case WG_PG_AUTH_SSPI:
      return WG_SLICE_LITERAL ("sspi");
    default:
      return WG_SLICE_NONE;
    }
}

static void
authentication (Pg *s, WgSlice body)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  WgSlice name;
  guint32 asked;

  if (!wg_reader_u32 (&r, &asked))
    return;
  if (asked == WG_PG_AUTH_OK)
    {
      if (s->attempt.open && s->attempt.mechanism->len == 0)
        wg_attempt_mechanism (&s->attempt, WG_SLICE_LITERAL ("trust"));
      s->phase = PHASE_ACCEPTED;
      return;
    }
  name = auth_name (asked);
  if (name.len > 0)
    wg_attempt_mechanism (&s->attempt, name);
}

static void
message (Pg *s, WgDir dir, guint8 type, WgSlice body)
{
  if (dir == WG_CLIENT && type == 'p')
    password (s, body);
  else if (dir == WG_SERVER && s->phase == PHASE_ACCEPTED && type != 'E' && type != 'N')
    {
      wg_attempt_answer (&s->attempt, TRUE);
      s->phase = PHASE_QUERIES;
    }
  else if (dir == WG_SERVER && type == 'R')
    authentication (s, body);
  else if (dir == WG_SERVER && type == 'E')
    {
      wg_attempt_answer (&s->attempt, FALSE);
      s->phase = PHASE_QUERIES;
    }
}

static WgStep
feed_messages (Pg *s, WgDir dir, WgReader *in)
{
  gsize start = wg_reader_tell (in);
  WgPgHeader header;
  WgSlice body;

  s->unit[dir] = UNIT_MESSAGES;
  while (wg_pg_parse_header (in, &header))
    {
      gboolean login = s->phase == PHASE_AUTH || s->phase == PHASE_ACCEPTED;

      if (!g_ascii_isprint ((gchar) header.type) || (login && header.len > MESSAGE_MAX))
        return WG_LOST;
      if (!wg_reader_take (in, header.len, &body))
        {
          if (!login)
            return WG_SKIP (header.len);
          break;
        }
      if (login)
        message (s, dir, header.type, body);
      start = wg_reader_tell (in);
    }
  wg_reader_seek (in, start);
  return start > 0 ? WG_AGAIN : WG_NEED (1);
}

static WgStep
verdict (Pg *s, WgReader *in)
{
  const WgHandoff handoff = {.by = "postgresql",
                             .how = "postgresql",
                             .client = WG_CLIENT,
                             .request_frame = wg_channel_frame (s->channel)};
  guint8 said;

  if (!wg_reader_u8 (in, &said))
    return WG_NEED (1);
  s->unit[WG_SERVER] = UNIT_VERDICT;
  s->phase = PHASE_START;
  if (s->asked == WG_PG_TLS_REQUEST && (said == 'N' || said == 'S'))
    wg_upgrade_answered (&s->upgrade, said == 'S');
  if (said == 'N')
    return WG_AGAIN;
  if (said != 'S' || s->asked != WG_PG_TLS_REQUEST)
    {
      s->lost[WG_CLIENT] = TRUE;
      return WG_LOST;
    }
  wg_channel_set_handoff (s->channel, &handoff);
  return WG_HANDOFF (wg_dissector_find ("tls"));
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Pg *s = state;

  if (s->lost[dir])
    return WG_LOST;
  if (s->phase == PHASE_VERDICT)
    return dir == WG_CLIENT ? WG_WAIT : verdict (s, in);
  if (s->phase == PHASE_START && dir == WG_CLIENT)
    return feed_start (s, in);
  return feed_messages (s, dir, in);
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Pg *s = state;

  s->lost[dir] = TRUE;
}

static void
finish (gpointer state)
{
  Pg *s = state;

  wg_attempt_clear (&s->attempt);
  wg_upgrade_clear (&s->upgrade);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Pg *s = state;

  if (payload)
    return;
  if (s->unit[dir] == UNIT_START)
    wg_pg_describe_start (unit, tree);
  else if (s->unit[dir] == UNIT_VERDICT)
    wg_pg_describe_verdict (unit, tree);
  else
    wg_pg_describe_messages (unit, tree);
}

const WgDissector wg_postgresql = {
    .id = "postgresql",
    .title = "PostgreSQL",
    .help = "Queries of a PostgreSQL database.",
    .records = records,
    .fields = wg_pg_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .close = finish,
    .describe = describe,
};
