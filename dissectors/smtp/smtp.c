#include "smtp/smtp.h"

#include "line/talk.h"
#include "smtp/smtp-describe.h"
#include "smtp/smtp-parse.h"

/* What the client's next line is. */
typedef enum
{
  MODE_COMMAND,
  MODE_AUTH,   /* the answer to a challenge */
  MODE_TEXT,   /* a line of the mail */
  MODE_ANSWER, /* not known before the server has answered @awaited */
} Mode;

typedef struct
{
  WgTalk talk; /* first */
  Mode mode;
  WgSmtpVerb awaited;
  gboolean mid_line;
  guint n_lines; /* of the answer that goes on */
} Smtp;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {25, 587, 2525, 24, 0};

static WgProbe
probe_as (const WgProbeInput *in, WgDir client)
{
  WgDir server = wg_dir_other (client);
  WgSlice asks = in->bytes[client], answers = in->bytes[server];
  gboolean more;
  guint code = 0;

  if (answers.len >= 4 && !wg_line_reply_code (answers, &code, &more))
    return WG_PROBE_NO;
  if (!wg_line_is_text (wg_slice_sub (asks, 0, 64)))
    return WG_PROBE_NO;
  if (wg_smtp_is_client (asks))
    return WG_PROBE_YES;
  if (code != 220 && code != 421 && code != 554)
    return answers.len >= 4            ? WG_PROBE_NO
           : wg_smtp_is_command (asks) ? WG_PROBE_MAYBE
                                       : wg_line_not_yet (asks);
  if (asks.len > 0 && !wg_smtp_is_command (asks))
    return wg_line_not_yet (asks);
  if (wg_line_first_has (answers, "SMTP"))
    return WG_PROBE_YES;
  if (asks.len == 0 && !wg_line_is_told (in, server))
    return WG_PROBE_NEED;
  return wg_line_first_has (answers, "FTP") ? WG_PROBE_NO : WG_PROBE_MAYBE;
}

static WgProbe
probe (const WgProbeInput *in)
{
  return wg_line_probe (in, probe_as);
}

static void
wait_for (Smtp *s, WgSmtpVerb verb)
{
  wg_pending_push (&s->talk.pending, (guint8) verb);
  s->awaited = verb;
  s->mode = MODE_ANSWER;
}

static void
authenticated (Smtp *s)
{
  wg_upgrade_login (&s->talk.upgrade, "AUTH", wg_attempt_user_of (&s->talk.attempt));
}

static WgStep
command (Smtp *s, WgSlice line)
{
  WgSmtpCommand c;
  guint64 len;

  wg_smtp_parse_command (line, &c);
  switch (c.verb)
    {
    case WG_SMTP_AUTH:
      wg_talk_authenticate (&s->talk, c.argument);
      if (wg_slice_find (c.argument, ' ') > 0)
        authenticated (s);
      wait_for (s, c.verb);
      return WG_AGAIN;
    case WG_SMTP_STARTTLS:
      wg_upgrade_asked (&s->talk.upgrade);
      wait_for (s, c.verb);
      return WG_AGAIN;
    case WG_SMTP_DATA:
      wait_for (s, c.verb);
      return WG_AGAIN;
    case WG_SMTP_MAIL:
      wg_upgrade_mail (&s->talk.upgrade);
      break;
    case WG_SMTP_BDAT:
      wg_upgrade_body (&s->talk.upgrade, "BDAT");
      break;
    case WG_SMTP_EHLO:
    case WG_SMTP_MASKED:
    case WG_SMTP_OTHER:
      break;
    }
  wg_pending_push (
      &s->talk.pending,
      (guint8) (c.verb == WG_SMTP_EHLO || c.verb == WG_SMTP_MASKED ? c.verb : WG_SMTP_OTHER));
  if (c.verb == WG_SMTP_BDAT && wg_smtp_parse_bdat (c.argument, &len) && len > 0)
    return WG_SKIP (len);
  return WG_AGAIN;
}

static void
auth_line (Smtp *s, WgSlice line)
{
  if (!wg_slice_is (line, "*"))
    {
      (void) wg_sasl_message_base64 (&s->talk.sasl, line, &s->talk.attempt);
      authenticated (s);
    }
  wait_for (s, WG_SMTP_AUTH);
}

/* Without the server's half, what it answered shows in what the client does next. */
static void
guess_mode (Smtp *s, WgSlice next)
{
  s->mode = MODE_COMMAND;
  if (s->awaited == WG_SMTP_DATA && !wg_smtp_is_command (next))
    s->mode = MODE_TEXT;
  else if (s->awaited == WG_SMTP_AUTH && !wg_smtp_is_command (next))
    s->mode = MODE_AUTH;
  s->mid_line = FALSE;
}

static WgStep
mail_text (Smtp *s, WgReader *in)
{
  gsize start = wg_reader_tell (in);

  s->talk.unit[s->talk.client] = WG_SMTP_UNIT_TEXT;
  wg_upgrade_body (&s->talk.upgrade, "DATA");
  if (wg_line_skip_dotted (&s->mid_line, in))
    {
      s->mode = MODE_COMMAND;
      wg_pending_push (&s->talk.pending, WG_SMTP_OTHER);
    }
  return wg_reader_tell (in) > start ? WG_AGAIN : WG_NEED (1);
}

static WgStep
commands (gpointer state, WgReader *in)
{
  Smtp *s = state;
  WgTalk *t = &s->talk;
  WgLineResult got;
  WgSlice line;

  if (s->mode == MODE_ANSWER)
    {
      if (wg_talk_can_wait (t))
        return WG_WAIT;
      if (s->awaited == WG_SMTP_STARTTLS && wg_line_is_tls (wg_reader_rest (in)))
        return wg_talk_start_tls (t);
      if (!wg_line_is_there (in))
        return WG_NEED (1);
      guess_mode (s, wg_reader_rest (in));
    }
  if (s->mode == MODE_TEXT)
    return mail_text (s, in);

  got = wg_line_next (&t->side[t->client], in, &line);
  t->unit[t->client] = s->mode == MODE_AUTH ? WG_SMTP_UNIT_AUTH : WG_SMTP_UNIT_COMMAND;
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_LONG)
    return WG_AGAIN;
  if (s->mode == MODE_COMMAND)
    return command (s, line);
  auth_line (s, line);
  return WG_AGAIN;
}

/* Codes that answer only what is awaited, whatever else seems to be open. */
static gboolean
settles (const Smtp *s, guint code)
{
  if (s->mode != MODE_ANSWER)
    return FALSE;
  return (s->awaited == WG_SMTP_AUTH && (code == 334 || code == 235 || code == 535))
         || (s->awaited == WG_SMTP_DATA && code == 354);
}

static WgStep
reply (Smtp *s, guint code)
{
  guint8 verb = wg_pending_pop (&s->talk.pending);

  if (verb == WG_SMTP_EHLO && code == 250)
    wg_upgrade_listed (&s->talk.upgrade);
  if (verb == WG_SMTP_MASKED && code >= 500)
    wg_upgrade_masked (&s->talk.upgrade, WG_SLICE_LITERAL ("XXXX"));
  if (settles (s, code))
    {
      wg_pending_clear (&s->talk.pending);
      verb = (guint8) s->awaited;
    }
  if (s->mode != MODE_ANSWER || verb != s->awaited)
    return WG_AGAIN;

  s->mode = MODE_COMMAND;
  s->mid_line = FALSE;
  if (verb == WG_SMTP_STARTTLS)
    wg_upgrade_answered (&s->talk.upgrade, code == 220);
  if (verb == WG_SMTP_AUTH && code == 334)
    s->mode = MODE_AUTH;
  else if (verb == WG_SMTP_AUTH)
    wg_attempt_answer (&s->talk.attempt, code == 235);
  else if (verb == WG_SMTP_DATA && code == 354)
    s->mode = MODE_TEXT;
  else if (verb == WG_SMTP_STARTTLS && code == 220)
    return wg_talk_start_tls (&s->talk);
  return WG_AGAIN;
}

/* A line of the answer to EHLO behind its first (RFC 5321 §4.1.1.1). */
static void
ability (Smtp *s, WgSlice line)
{
  WgSlice word;

  while (line.len > 0 && wg_slice_at (line, line.len - 1) == ' ')
    line.len--;
  word = wg_line_word (&line);
  if (wg_slice_is_nocase (word, "STARTTLS"))
    wg_upgrade_offered (&s->talk.upgrade);
  else if (wg_slice_is_nocase (word, "AUTH"))
    wg_upgrade_auth (&s->talk.upgrade, line);
  else if (wg_slice_has_prefix_nocase (word, "AUTH="))
    wg_upgrade_auth (&s->talk.upgrade, wg_slice_sub (word, 5, word.len));
  else if (word.len == 8 && line.len == 0 && wg_smtp_is_masked (word))
    wg_upgrade_masked (&s->talk.upgrade, word);
}

static WgStep
answers (gpointer state, WgReader *in)
{
  Smtp *s = state;
  WgDir dir = wg_dir_other (s->talk.client);
  WgLineResult got;
  gboolean more;
  WgSlice line;
  guint code;

  s->talk.unit[dir] = WG_SMTP_UNIT_REPLY;
  if (s->mode == MODE_ANSWER && s->awaited == WG_SMTP_STARTTLS
      && wg_line_is_tls (wg_reader_rest (in)))
    return wg_talk_start_tls (&s->talk);
  got = wg_line_next (&s->talk.side[dir], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_LONG || !wg_line_reply_code (line, &code, &more))
    return WG_AGAIN;
  if (code == 250 && s->n_lines > 0 && wg_pending_peek (&s->talk.pending) == WG_SMTP_EHLO)
    ability (s, wg_slice_sub (line, 4, line.len));
  s->n_lines = more ? s->n_lines + 1 : 0;
  if (more)
    return WG_AGAIN;
  if (s->talk.greeted)
    return reply (s, code);
  s->talk.greeted = TRUE;
  return WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Smtp *s = state;

  wg_talk_gap (s, dir, len, cut);
  s->mid_line = TRUE;
  s->n_lines = 0;
  if (dir == s->talk.client && s->mode == MODE_AUTH)
    s->mode = MODE_COMMAND;
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Smtp *s = state;

  wg_smtp_describe_unit (payload ? WG_SMTP_UNIT_TEXT : (WgSmtpUnit) s->talk.unit[dir], unit,
                         tree);
}

static const WgTalkRoom room = {
    .id = "smtp", .is_answer = wg_line_is_reply, .commands = commands, .answers = answers};

static gpointer
begin (WgChannel *channel)
{
  return wg_talk_open (channel, &room, sizeof (Smtp));
}

const WgDissector wg_smtp = {
    .id = "smtp",
    .title = "SMTP",
    .help = "Sends mail from server to server, and from a mail program to its server.",
    .records = records,
    .fields = wg_smtp_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = wg_talk_feed,
    .gap = gap,
    .eof = wg_talk_eof,
    .close = wg_talk_close,
    .describe = describe,
};
