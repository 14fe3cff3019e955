#include "imap/imap.h"

#include "imap/imap-describe.h"
#include "imap/imap-parse.h"
#include "line/talk.h"

#define TAG_LEN 32

/* What the client sends next. */
typedef enum
{
  MODE_COMMAND,
  MODE_LITERAL,  /* @literal bytes */
  MODE_CONTINUE, /* the rest of a command whose literal is over */
  MODE_AUTH,     /* the answer to a challenge */
  MODE_ANSWER,   /* not known before the server has answered @awaited */
} Mode;

typedef enum
{
  AWAIT_LITERAL,
  AWAIT_AUTH,
  AWAIT_STARTTLS,
  AWAIT_COMPRESS,
} Awaited;

typedef struct
{
  gsize len;
  guint8 bytes[TAG_LEN];
} Tag;

typedef struct
{
  WgTalk talk; /* first */
  Mode mode;
  Awaited awaited;
  Tag awaited_tag;
  Tag login_tag;
  guint64 literal;
  gboolean in_login; /* gathering the arguments of LOGIN */
  guint n_args;
  gboolean answer_goes_on; /* the server's line continues behind a literal */
  gboolean compressed;
  gboolean logged_in; /* what the server can do then is another matter */
} Imap;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {143, 220, 0};

static gboolean
is_answer (WgSlice line)
{
  WgSlice tag;

  return wg_imap_parse_answer (line, &tag) != WG_IMAP_NEITHER;
}

static WgProbe
probe_as (const WgProbeInput *in, WgDir client)
{
  static const char *const greetings[] = {"* OK", "* PREAUTH", "* BYE", "* CAPABILITY", NULL};
  WgDir server = wg_dir_other (client);
  WgSlice asks = in->bytes[client], answers = in->bytes[server];
  gboolean greeted = wg_line_begins_any (answers, greetings);

  if (answers.len >= 4 && !is_answer (answers))
    return WG_PROBE_NO;
  if (!wg_line_is_text (wg_slice_sub (asks, 0, 64)))
    return WG_PROBE_NO;
  if (asks.len == 0)
    {
      if (greeted && wg_line_first_has (answers, "IMAP"))
        return WG_PROBE_YES;
      if (greeted)
        return wg_line_is_told (in, server) ? WG_PROBE_MAYBE : WG_PROBE_NEED;
      return WG_PROBE_NO;
    }
  if (!wg_imap_is_client (asks))
    return wg_line_not_yet (asks);
  return answers.len > 0 ? WG_PROBE_YES : WG_PROBE_MAYBE;
}

static WgProbe
probe (const WgProbeInput *in)
{
  return wg_line_probe (in, probe_as);
}

static void
keep_tag (Tag *kept, WgSlice tag)
{
  kept->len = MIN (tag.len, (gsize) TAG_LEN);
  memcpy (kept->bytes, tag.data, kept->len);
}

static gboolean
is_tag (const Tag *kept, WgSlice tag)
{
  return wg_slice_equal (wg_slice (kept->bytes, kept->len), tag);
}

static void
wait_for (Imap *s, Awaited what)
{
  s->awaited = what;
  s->mode = MODE_ANSWER;
}

static void
authenticated (Imap *s, const char *how)
{
  wg_upgrade_login (&s->talk.upgrade, how, wg_attempt_user_of (&s->talk.attempt));
}

static void
login_argument (Imap *s, WgSlice value)
{
  if (s->n_args == 0)
    wg_attempt_user (&s->talk.attempt, value);
  else if (s->n_args == 1)
    {
      wg_attempt_secret (&s->talk.attempt, value);
      authenticated (s, "LOGIN");
    }
  s->n_args++;
  wg_attempt_touch (&s->talk.attempt);
}

static void
command (Imap *s, const WgImapCommand *c)
{
  keep_tag (&s->awaited_tag, c->tag);
  s->in_login = c->verb == WG_IMAP_LOGIN;
  if (c->verb == WG_IMAP_LOGIN || c->verb == WG_IMAP_AUTHENTICATE)
    keep_tag (&s->login_tag, c->tag);
  switch (c->verb)
    {
    case WG_IMAP_LOGIN:
      wg_attempt_begin (&s->talk.attempt, WG_SLICE_LITERAL ("LOGIN"));
      s->n_args = 0;
      break;
    case WG_IMAP_AUTHENTICATE:
      wg_talk_authenticate (&s->talk, c->argument);
      if (wg_slice_find (c->argument, ' ') > 0)
        authenticated (s, "AUTHENTICATE");
      wait_for (s, AWAIT_AUTH);
      break;
    case WG_IMAP_STARTTLS:
      wg_upgrade_asked (&s->talk.upgrade);
      wait_for (s, AWAIT_STARTTLS);
      break;
    case WG_IMAP_COMPRESS:
      wait_for (s, AWAIT_COMPRESS);
      break;
    case WG_IMAP_OTHER:
      break;
    }
}

/* A line of a command: its first one, or what follows a literal. */
static void
command_line (Imap *s, WgSlice line)
{
  guint8 unquoted[WG_LIMIT_LINE];
  WgSlice rest = line, value;
  WgImapCommand c;
  gboolean wait;

  if (s->mode != MODE_CONTINUE)
    {
      s->in_login = FALSE;
      if (wg_imap_parse_command (line, &c))
        command (s, &c);
      rest = c.argument;
    }
  if (s->mode == MODE_ANSWER)
    return;
  s->mode = MODE_COMMAND;
  while (s->in_login && s->n_args < 2 && wg_imap_parse_string (&rest, unquoted, &value))
    login_argument (s, value);
  if (!wg_imap_parse_literal (line, &s->literal, &wait))
    return;
  s->mode = MODE_LITERAL;
  if (wait)
    wait_for (s, AWAIT_LITERAL);
}

static WgStep
literal (Imap *s, WgReader *in)
{
  gsize left = wg_reader_left (in);
  WgSlice value;

  s->talk.unit[s->talk.client] = WG_IMAP_UNIT_LITERAL;
  if (!s->in_login || s->literal > WG_LIMIT_LINE)
    {
      s->mode = MODE_CONTINUE;
      s->n_args++;
      return WG_SKIP (s->literal);
    }
  if (!wg_reader_take (in, (gsize) s->literal, &value))
    return WG_NEED (s->literal - left);
  s->talk.unit[s->talk.client] = WG_IMAP_UNIT_AUTH;
  s->mode = MODE_CONTINUE;
  login_argument (s, value);
  return WG_AGAIN;
}

/* Without the server's half, what it answered shows in what the client does next. */
static void
guess_mode (Imap *s, WgSlice next)
{
  gssize end = wg_slice_find (next, '\n');
  gboolean words =
      wg_slice_find (wg_slice_sub (next, 0, end < 0 ? next.len : (gsize) end), ' ') >= 0;

  s->mode = MODE_COMMAND;
  if (s->awaited == AWAIT_LITERAL)
    s->mode = MODE_LITERAL;
  else if (s->awaited == AWAIT_AUTH && !words)
    s->mode = MODE_AUTH;
}

static WgStep
commands (gpointer state, WgReader *in)
{
  Imap *s = state;
  WgTalk *t = &s->talk;
  WgLineResult got;
  WgSlice line;

  if (s->compressed)
    return WG_LOST;
  if (s->mode == MODE_ANSWER)
    {
      if (wg_talk_can_wait (t))
        return WG_WAIT;
      if (s->awaited == AWAIT_STARTTLS && wg_line_is_tls (wg_reader_rest (in)))
        return wg_talk_start_tls (t);
      if (s->awaited != AWAIT_LITERAL && !wg_line_is_there (in))
        return WG_NEED (1);
      guess_mode (s, wg_reader_rest (in));
    }
  if (s->mode == MODE_LITERAL && s->literal > 0)
    return literal (s, in);
  if (s->mode == MODE_LITERAL)
    s->mode = MODE_CONTINUE;

  got = wg_line_next (&t->side[t->client], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (s->mode == MODE_AUTH)
    {
      t->unit[t->client] = WG_IMAP_UNIT_AUTH;
      if (got == WG_LINE_WHOLE && !wg_slice_is (line, "*"))
        {
          (void) wg_sasl_message_base64 (&t->sasl, line, &t->attempt);
          authenticated (s, "AUTHENTICATE");
        }
      wait_for (s, AWAIT_AUTH);
      return WG_AGAIN;
    }
  if (got == WG_LINE_WHOLE)
    command_line (s, line);
  t->unit[t->client] = s->in_login || (s->mode == MODE_ANSWER && s->awaited == AWAIT_AUTH)
                           ? WG_IMAP_UNIT_LOGIN
                           : WG_IMAP_UNIT_COMMAND;
  return WG_AGAIN;
}

static WgStep
tagged (Imap *s, WgSlice tag, gboolean ok)
{
  if (is_tag (&s->login_tag, tag))
    {
      s->logged_in = s->logged_in || (ok && s->talk.attempt.open);
      wg_attempt_answer (&s->talk.attempt, ok);
    }
  if ((s->mode != MODE_ANSWER && s->mode != MODE_AUTH) || !is_tag (&s->awaited_tag, tag))
    return WG_AGAIN;
  s->mode = MODE_COMMAND;
  if (s->awaited == AWAIT_STARTTLS)
    wg_upgrade_answered (&s->talk.upgrade, ok);
  if (ok && s->awaited == AWAIT_STARTTLS)
    return wg_talk_start_tls (&s->talk);
  s->compressed = ok && s->awaited == AWAIT_COMPRESS;
  return s->compressed ? WG_LOST : WG_AGAIN;
}

static void
go_ahead (Imap *s)
{
  if (s->mode != MODE_ANSWER)
    return;
  if (s->awaited == AWAIT_LITERAL)
    s->mode = MODE_LITERAL;
  else if (s->awaited == AWAIT_AUTH)
    s->mode = MODE_AUTH;
}

/* "STARTTLS LOGINDISABLED AUTH=PLAIN" (RFC 9051 §7.2.2); AUTH= means a login without TLS. */
static void
abilities (Imap *s, WgSlice list)
{
  g_autoptr (GString) ways = g_string_new (NULL);
  gboolean disabled = FALSE, offered = FALSE;
  gssize end = wg_slice_find (list, ']');

  if (end >= 0)
    list = wg_slice_sub (list, 0, (gsize) end);
  while (list.len > 0)
    {
      WgSlice word = wg_line_word (&list);

      disabled = disabled || wg_slice_is_nocase (word, "LOGINDISABLED");
      offered = offered || wg_slice_is_nocase (word, "STARTTLS");
      if (wg_slice_has_prefix_nocase (word, "AUTH=") && ways->len < 200)
        g_string_append_printf (ways, "%s%.*s", ways->len > 0 ? " " : "", (int) word.len - 5,
                                (const char *) word.data + 5);
    }
  if (offered)
    wg_upgrade_offered (&s->talk.upgrade);
  if (!disabled)
    g_string_prepend (ways, ways->len > 0 ? "LOGIN " : "LOGIN");
  if (ways->len > 0)
    wg_upgrade_auth (&s->talk.upgrade, wg_slice (ways->str, ways->len));
  wg_upgrade_listed (&s->talk.upgrade);
}

static void
look_for_abilities (Imap *s, WgImapStatus status, WgSlice line)
{
  if (s->logged_in)
    return;
  (void) wg_line_word (&line);
  if (status == WG_IMAP_UNTAGGED && wg_line_begins (line, "CAPABILITY"))
    abilities (s, wg_slice_sub (line, 11, line.len));
  else if (wg_slice_has_prefix_nocase (line, "OK [CAPABILITY "))
    abilities (s, wg_slice_sub (line, 15, line.len));
  else if (status == WG_IMAP_UNTAGGED && wg_line_begins (line, "PREAUTH"))
    {
      wg_upgrade_preauth (&s->talk.upgrade);
      s->logged_in = TRUE;
    }
}

static WgStep
answer_line (Imap *s, WgSlice line)
{
  WgStep step = WG_AGAIN;
  gboolean wait;
  guint64 len;
  WgSlice tag;

  if (!s->answer_goes_on)
    {
      WgImapStatus status = wg_imap_parse_answer (line, &tag);

      if (status == WG_IMAP_GO_AHEAD)
        go_ahead (s);
      else if (status == WG_IMAP_OK || status == WG_IMAP_NO)
        step = tagged (s, tag, status == WG_IMAP_OK);
      if (step.kind == WG_STEP_AGAIN)
        look_for_abilities (s, status, line);
    }
  if (step.kind != WG_STEP_AGAIN)
    return step;
  s->answer_goes_on = wg_imap_parse_literal (line, &len, &wait);
  return s->answer_goes_on && len > 0 ? WG_SKIP (len) : WG_AGAIN;
}

static WgStep
answers (gpointer state, WgReader *in)
{
  Imap *s = state;
  WgDir dir = wg_dir_other (s->talk.client);
  WgLineResult got;
  WgSlice line;

  if (s->compressed)
    return WG_LOST;
  s->talk.unit[dir] = WG_IMAP_UNIT_ANSWER;
  if (s->mode == MODE_ANSWER && s->awaited == AWAIT_STARTTLS
      && wg_line_is_tls (wg_reader_rest (in)))
    return wg_talk_start_tls (&s->talk);
  got = wg_line_next (&s->talk.side[dir], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  return got == WG_LINE_WHOLE ? answer_line (s, line) : WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Imap *s = state;

  wg_talk_gap (s, dir, len, cut);
  if (dir != s->talk.client)
    s->answer_goes_on = FALSE;
  else if (s->mode != MODE_ANSWER)
    s->mode = MODE_COMMAND;
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Imap *s = state;

  wg_imap_describe_unit (payload ? WG_IMAP_UNIT_LITERAL : (WgImapUnit) s->talk.unit[dir], unit,
                         tree);
}

static const WgTalkRoom room = {
    .id = "imap", .is_answer = is_answer, .commands = commands, .answers = answers};

static gpointer
begin (WgChannel *channel)
{
  return wg_talk_open (channel, &room, sizeof (Imap));
}

const WgDissector wg_imap = {
    .id = "imap",
    .title = "IMAP",
    .help = "Reads and files mail that stays on the server.",
    .records = records,
    .fields = wg_imap_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = wg_talk_feed,
    .gap = gap,
    .eof = wg_talk_eof,
    .close = wg_talk_close,
    .describe = describe,
};
