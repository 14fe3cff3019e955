#include "pop/pop.h"

#include "line/talk.h"
#include "pop/pop-describe.h"
#include "pop/pop-parse.h"

/* What the client's next line is. */
typedef enum
{
  MODE_COMMAND,
  MODE_AUTH,   /* the answer to a challenge */
  MODE_ANSWER, /* not known before the server has answered @awaited */
} Mode;

typedef struct
{
  WgTalk talk; /* first */
  Mode mode;
  WgPopVerb awaited;
  gboolean listing; /* the server is inside a listing or mail */
  gboolean mid_line;
  gboolean in_capa; /* the listing is that of CAPA */
} Pop;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {110, 0};

static gboolean
is_command (WgSlice bytes)
{
  static const char *const words[] = {"USER", "PASS", "APOP", "AUTH", "STLS", "CAPA",
                                      "QUIT", "STAT", "LIST", "RETR", "UIDL", "TOP",
                                      "DELE", "NOOP", "RSET", "UTF8", NULL};

  return wg_line_begins_any (bytes, words);
}

static gboolean
is_answer (WgSlice line)
{
  return wg_pop_parse_answer (line) != WG_POP_NONE;
}

static WgProbe
probe_as (const WgProbeInput *in, WgDir client)
{
  WgSlice asks = in->bytes[client], answers = in->bytes[wg_dir_other (client)];
  WgPopStatus status = wg_pop_parse_answer (answers);

  if (!wg_line_is_text (wg_slice_sub (asks, 0, 64))
      || !wg_line_is_text (wg_slice_sub (answers, 0, 64)))
    return WG_PROBE_NO;
  if (answers.len >= 4 && status != WG_POP_OK && status != WG_POP_ERR)
    return WG_PROBE_NO;
  if (asks.len == 0)
    return status == WG_POP_NONE ? WG_PROBE_NO : WG_PROBE_MAYBE;
  if (!is_command (asks))
    return wg_line_not_yet (asks);
  return answers.len > 0 ? WG_PROBE_YES : WG_PROBE_MAYBE;
}

static WgProbe
probe (const WgProbeInput *in)
{
  return wg_line_probe (in, probe_as);
}

static void
wait_for (Pop *s, WgPopVerb verb)
{
  s->awaited = verb;
  s->mode = MODE_ANSWER;
}

static void
authenticated (Pop *s, const char *how)
{
  wg_upgrade_login (&s->talk.upgrade, how, wg_attempt_user_of (&s->talk.attempt));
}

static void
command (Pop *s, WgSlice line)
{
  WgAttempt *a = &s->talk.attempt;
  WgPopCommand c;
  WgSlice user;

  wg_pop_parse_command (line, &c);
  wg_pending_push (&s->talk.pending, (guint8) c.verb);
  switch (c.verb)
    {
    case WG_POP_USER:
      wg_attempt_begin (a, WG_SLICE_LITERAL ("USER/PASS"));
      wg_attempt_user (a, c.argument);
      break;
    case WG_POP_PASS:
      if (!a->open)
        wg_attempt_resume (a, WG_SLICE_LITERAL ("USER/PASS"));
      wg_attempt_secret (a, c.argument);
      wg_attempt_touch (a);
      authenticated (s, "PASS");
      break;
    case WG_POP_APOP:
      wg_attempt_begin (a, WG_SLICE_LITERAL ("APOP"));
      user = wg_line_word (&c.argument);
      wg_attempt_user (a, user);
      wg_attempt_secret (a, c.argument);
      authenticated (s, "APOP");
      break;
    case WG_POP_AUTH:
      wg_talk_authenticate (&s->talk, c.argument);
      if (wg_slice_find (c.argument, ' ') > 0)
        authenticated (s, "AUTH");
      wait_for (s, c.verb);
      break;
    case WG_POP_STLS:
      wg_upgrade_asked (&s->talk.upgrade);
      wait_for (s, c.verb);
      break;
    case WG_POP_CAPA:
    case WG_POP_LISTING:
    case WG_POP_OTHER:
      break;
    }
}

static WgStep
commands (gpointer state, WgReader *in)
{
  Pop *s = state;
  WgTalk *t = &s->talk;
  WgLineResult got;
  WgSlice line;

  if (s->mode == MODE_ANSWER)
    {
      if (wg_talk_can_wait (t))
        return WG_WAIT;
      if (s->awaited == WG_POP_STLS && wg_line_is_tls (wg_reader_rest (in)))
        return wg_talk_start_tls (t);
      if (!wg_line_is_there (in))
        return WG_NEED (1);
      s->mode = s->awaited == WG_POP_AUTH && !is_command (wg_reader_rest (in)) ? MODE_AUTH
                                                                               : MODE_COMMAND;
    }
  got = wg_line_next (&t->side[t->client], in, &line);
  t->unit[t->client] = s->mode == MODE_AUTH ? WG_POP_UNIT_AUTH : WG_POP_UNIT_COMMAND;
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_LONG)
    return WG_AGAIN;
  if (s->mode == MODE_COMMAND)
    command (s, line);
  else
    {
      if (!wg_slice_is (line, "*"))
        {
          (void) wg_sasl_message_base64 (&t->sasl, line, &t->attempt);
          authenticated (s, "AUTH");
        }
      wg_pending_push (&t->pending, WG_POP_AUTH);
      wait_for (s, WG_POP_AUTH);
    }
  return WG_AGAIN;
}

static WgStep
answer (Pop *s, WgPopStatus status)
{
  guint8 verb;

  if (status == WG_POP_NONE)
    return WG_AGAIN;
  verb = wg_pending_pop (&s->talk.pending);
  if (status == WG_POP_CONTINUE && s->mode == MODE_ANSWER && s->awaited == WG_POP_AUTH)
    {
      wg_pending_clear (&s->talk.pending);
      s->mode = MODE_AUTH;
      return WG_AGAIN;
    }
  if (s->mode == MODE_ANSWER && verb == s->awaited)
    s->mode = MODE_COMMAND;
  if (verb == WG_POP_STLS)
    wg_upgrade_answered (&s->talk.upgrade, status == WG_POP_OK);
  if (verb == WG_POP_STLS && status == WG_POP_OK)
    return wg_talk_start_tls (&s->talk);
  if (verb == WG_POP_USER && status == WG_POP_ERR)
    wg_attempt_answer (&s->talk.attempt, FALSE);
  if (verb == WG_POP_PASS || verb == WG_POP_APOP || verb == WG_POP_AUTH)
    wg_attempt_answer (&s->talk.attempt, status == WG_POP_OK);
  s->listing = (verb == WG_POP_LISTING || verb == WG_POP_CAPA) && status == WG_POP_OK;
  s->in_capa = s->listing && verb == WG_POP_CAPA;
  s->mid_line = FALSE;
  return WG_AGAIN;
}

/* A line of the answer to CAPA (RFC 2449 §5). */
static WgStep
ability (Pop *s, WgReader *in)
{
  WgLineResult got;
  WgSlice line;

  got = wg_line_next (&s->talk.side[wg_dir_other (s->talk.client)], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_LONG)
    return WG_AGAIN;
  if (wg_slice_is (line, "."))
    {
      s->listing = s->in_capa = FALSE;
      wg_upgrade_listed (&s->talk.upgrade);
    }
  else if (wg_line_begins (line, "STLS"))
    wg_upgrade_offered (&s->talk.upgrade);
  else if (wg_line_begins (line, "USER"))
    wg_upgrade_auth (&s->talk.upgrade, WG_SLICE_LITERAL ("USER"));
  else if (wg_line_begins (line, "SASL") && wg_slice_find (line, ' ') > 0)
    wg_upgrade_auth (&s->talk.upgrade, wg_slice_sub (line, 5, line.len));
  return WG_AGAIN;
}

static WgStep
answers (gpointer state, WgReader *in)
{
  Pop *s = state;
  WgDir dir = wg_dir_other (s->talk.client);
  gsize start = wg_reader_tell (in);
  WgLineResult got;
  WgSlice line;

  if (s->mode == MODE_ANSWER && s->awaited == WG_POP_STLS
      && wg_line_is_tls (wg_reader_rest (in)))
    return wg_talk_start_tls (&s->talk);
  s->talk.unit[dir] = s->listing ? WG_POP_UNIT_TEXT : WG_POP_UNIT_ANSWER;
  if (s->in_capa)
    return ability (s, in);
  if (s->listing)
    {
      s->listing = !wg_line_skip_dotted (&s->mid_line, in);
      return wg_reader_tell (in) > start ? WG_AGAIN : WG_NEED (1);
    }
  got = wg_line_next (&s->talk.side[dir], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_LONG)
    return WG_AGAIN;
  if (s->talk.greeted)
    return answer (s, wg_pop_parse_answer (line));
  s->talk.greeted = TRUE;
  return WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Pop *s = state;

  wg_talk_gap (s, dir, len, cut);
  s->in_capa = FALSE;
  s->mid_line = TRUE;
  if (dir == s->talk.client && s->mode == MODE_AUTH)
    s->mode = MODE_COMMAND;
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Pop *s = state;

  wg_pop_describe_unit ((WgPopUnit) s->talk.unit[dir], unit, tree);
}

static const WgTalkRoom room = {
    .id = "pop", .is_answer = is_answer, .commands = commands, .answers = answers};

static gpointer
begin (WgChannel *channel)
{
  return wg_talk_open (channel, &room, sizeof (Pop));
}

const WgDissector wg_pop = {
    .id = "pop",
    .title = "POP3",
    .help = "Fetches mail from a mailbox.",
    .records = records,
    .fields = wg_pop_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = wg_talk_feed,
    .gap = gap,
    .eof = wg_talk_eof,
    .close = wg_talk_close,
    .describe = describe,
};
