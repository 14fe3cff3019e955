#include "irc/irc.h"

#include "irc/irc-parse.h"
#include "line/line-describe.h"
#include "line/talk.h"

typedef enum
{
  AWAIT_NOTHING,
  AWAIT_PASS, /* the welcome, 001 */
  AWAIT_OPER,
  AWAIT_SASL,
  AWAIT_NICKSERV,
} Awaited;

typedef struct
{
  WgTalk talk; /* first */
  Awaited awaited;
  gboolean starting_tls;
  gboolean in_sasl; /* AUTHENTICATE has named its mechanism */
  GString *nick;
} Irc;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {6667, 6666, 6668, 6669, 7000, 194, 0};

enum
{
  PROTOCOL,
  LINE,
  WORD,
  REST,
  SECRET,
};

static const WgField fields[] = {
    [PROTOCOL] = {.key = "irc", .label = "Internet Relay Chat"},
    [LINE] = {.key = "irc.line", .label = "Line", .kind = WG_KIND_TEXT},
    [WORD] = {.key = "irc.command", .label = "Prefix or command", .kind = WG_KIND_TEXT},
    [REST] = {.key = "irc.command_parameter", .label = "Parameters", .kind = WG_KIND_TEXT},
    [SECRET] = {.key = "irc.secret",
                .label = "Login data",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE},
    {0},
};

static const WgLineFields line_fields = {fields + PROTOCOL, fields + LINE, fields + WORD,
                                         fields + REST, fields + SECRET};

/* Behind the first line CTCP puts what is no text. */
static WgProbe
probe (const WgProbeInput *in)
{
  WgSlice asks = in->bytes[WG_CLIENT], answers = in->bytes[WG_SERVER];
  gboolean client = wg_irc_is_client (asks), server = wg_irc_is_server (answers);
  gssize end = wg_slice_find (asks, '\n');

  if (in->datagram || !wg_line_is_text (wg_slice_sub (asks, 0, end < 0 ? 64 : (gsize) end)))
    return WG_PROBE_NO;
  if (client && server)
    return WG_PROBE_YES;
  if (server)
    return asks.len == 0 ? WG_PROBE_MAYBE : WG_PROBE_YES;
  if (client || wg_line_begins (asks, "STARTTLS"))
    return answers.len == 0 ? WG_PROBE_MAYBE : wg_line_not_yet (answers);
  return wg_line_begins (asks, "PASS") && answers.len == 0 ? WG_PROBE_MAYBE : WG_PROBE_NO;
}

static void
attempt (Irc *s, Awaited awaited, WgSlice mechanism, WgSlice user, WgSlice secret)
{
  wg_attempt_begin (&s->talk.attempt, mechanism);
  wg_attempt_user (&s->talk.attempt, user);
  wg_attempt_secret (&s->talk.attempt, secret);
  wg_upgrade_login (&s->talk.upgrade, awaited == AWAIT_PASS ? "PASS" : "login", user);
  s->awaited = awaited;
}

static void
authenticate (Irc *s, WgSlice params)
{
  WgSlice word = wg_line_word (&params);

  if (!s->in_sasl)
    {
      wg_talk_authenticate (&s->talk, word);
      s->awaited = AWAIT_SASL;
    }
  else if (!wg_slice_is (word, "*"))
    (void) wg_sasl_message_base64 (
        &s->talk.sasl, wg_slice_is (word, "+") ? WG_SLICE_NONE : word, &s->talk.attempt);
  s->in_sasl = !wg_slice_is (word, "*");
}

static void
command (Irc *s, const WgIrcMessage *m)
{
  WgSlice nick, secret, rest = m->params;

  if (wg_slice_is_nocase (m->command, "PASS"))
    attempt (s, AWAIT_PASS, WG_SLICE_LITERAL ("PASS"), WG_SLICE_NONE, wg_irc_trailing (rest));
  else if (wg_slice_is_nocase (m->command, "NICK"))
    {
      nick = wg_irc_trailing (rest);
      g_string_truncate (s->nick, 0);
      if (nick.len > 0)
        g_string_append_len (s->nick, (const gchar *) nick.data, (gssize) MIN (nick.len, 64u));
      if (s->awaited == AWAIT_PASS)
        wg_attempt_user (&s->talk.attempt, nick);
    }
  else if (wg_slice_is_nocase (m->command, "OPER"))
    {
      nick = wg_line_word (&rest);
      attempt (s, AWAIT_OPER, WG_SLICE_LITERAL ("OPER"), nick, wg_irc_trailing (rest));
    }
  else if (wg_slice_is_nocase (m->command, "AUTHENTICATE"))
    authenticate (s, rest);
  else if (wg_slice_is_nocase (m->command, "STARTTLS"))
    {
      s->starting_tls = TRUE;
      wg_upgrade_asked (&s->talk.upgrade);
    }
  else if (wg_irc_parse_identify (m, &nick, &secret))
    attempt (s, AWAIT_NICKSERV, WG_SLICE_LITERAL ("NickServ"),
             nick.len > 0 ? nick : wg_slice (s->nick->str, s->nick->len), secret);
}

static void
answer (Irc *s, Awaited awaited, gboolean ok)
{
  if (s->awaited != awaited)
    return;
  wg_attempt_answer (&s->talk.attempt, ok);
  s->awaited = AWAIT_NOTHING;
  s->in_sasl = FALSE;
}

static void
nickserv (Irc *s, WgSlice text)
{
  static const char *const yes[] = {"identified", "accepted", "recognized", "logged in"};
  static const char *const no[] = {"ncorrect", "nvalid", "denied", "ailed", "isn't registered"};

  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    if (wg_line_first_has (text, no[i]))
      answer (s, AWAIT_NICKSERV, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    if (wg_line_first_has (text, yes[i]))
      answer (s, AWAIT_NICKSERV, TRUE);
}

static WgStep
reply (Irc *s, const WgIrcMessage *m)
{
  static const struct
  {
    const char *code;
    Awaited awaited;
    gboolean ok;
  } codes[] = {
      {"001", AWAIT_PASS, TRUE},  {"464", AWAIT_PASS, FALSE}, {"464", AWAIT_OPER, FALSE},
      {"381", AWAIT_OPER, TRUE},  {"491", AWAIT_OPER, FALSE}, {"903", AWAIT_SASL, TRUE},
      {"902", AWAIT_SASL, FALSE}, {"904", AWAIT_SASL, FALSE}, {"905", AWAIT_SASL, FALSE},
      {"906", AWAIT_SASL, FALSE},
  };

  if (s->starting_tls && (wg_slice_is (m->command, "670") || wg_slice_is (m->command, "691")))
    {
      s->starting_tls = FALSE;
      wg_upgrade_answered (&s->talk.upgrade, wg_slice_is (m->command, "670"));
      return wg_slice_is (m->command, "670") ? wg_talk_start_tls (&s->talk) : WG_AGAIN;
    }
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (wg_slice_is (m->command, codes[i].code))
      answer (s, codes[i].awaited, codes[i].ok);
  if (s->awaited == AWAIT_NICKSERV && wg_slice_is (m->command, "NOTICE")
      && wg_slice_has_prefix_nocase (m->prefix, "NickServ"))
    nickserv (s, m->params);
  return WG_AGAIN;
}

/* One line of either side. */
static WgStep
take_line (Irc *s, WgDir dir, WgReader *in)
{
  WgTalk *t = &s->talk;
  WgIrcMessage message;
  WgLineResult got;
  WgSlice line;

  if (s->starting_tls && wg_line_is_tls (wg_reader_rest (in)) && !wg_talk_can_wait (t))
    return wg_talk_start_tls (t);
  if (s->starting_tls && dir == t->client && wg_talk_can_wait (t))
    return WG_WAIT;
  got = wg_line_next (&t->side[dir], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  t->unit[dir] = FALSE;
  if (got == WG_LINE_LONG || !wg_irc_parse (line, &message))
    return WG_AGAIN;
  if (dir != t->client)
    return reply (s, &message);
  command (s, &message);
  t->unit[dir] = s->awaited != AWAIT_NOTHING;
  return WG_AGAIN;
}

static WgStep
commands (gpointer state, WgReader *in)
{
  return take_line (state, ((Irc *) state)->talk.client, in);
}

static WgStep
answers (gpointer state, WgReader *in)
{
  return take_line (state, wg_dir_other (((Irc *) state)->talk.client), in);
}

/* It takes a line to know who is who. */
static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Irc *s = state;

  return s->talk.roles_known || wg_line_is_there (in) ? wg_talk_feed (s, dir, in) : WG_NEED (1);
}

static const WgTalkRoom room = {
    .id = "irc", .is_answer = wg_irc_is_server, .commands = commands, .answers = answers};

static gpointer
begin (WgChannel *channel)
{
  Irc *s = wg_talk_open (channel, &room, sizeof (Irc));

  s->nick = g_string_new (NULL);
  return s;
}

static void
finish (gpointer state)
{
  g_string_free (((Irc *) state)->nick, TRUE);
  wg_talk_close (state);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Irc *s = state;

  wg_line_describe_command (tree, &line_fields, unit, s->talk.unit[dir]);
}

const WgDissector wg_irc = {
    .id = "irc",
    .title = "IRC",
    .help = "Chat in channels.",
    .records = records,
    .fields = fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = wg_talk_gap,
    .eof = wg_talk_eof,
    .close = finish,
    .describe = describe,
};
