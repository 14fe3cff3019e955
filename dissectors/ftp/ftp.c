#include "ftp/ftp.h"

#include "base/text.h"
#include "ftp/ftp-describe.h"
#include "ftp/ftp-parse.h"
#include "ftp/ftp-records.h"
#include "line/talk.h"

typedef struct
{
  WgTalk talk;        /* first */
  gboolean waiting;   /* for the answer to AUTH TLS */
  guint open_code;    /* of the reply of several lines that goes on, or 0 */
  WgRecordId data_id; /* 0, or a PORT or EPRT that awaits its answer */
  WgFtpData data;
} Ftp;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type,
                                              &wg_ftp_data_type, NULL};
static const guint16 ports[] = {21, 2121, 0};

static WgProbe
probe_as (const WgProbeInput *in, WgDir client)
{
  WgDir server = wg_dir_other (client);
  WgSlice asks = in->bytes[client], answers = in->bytes[server];
  static const char *const shared[] = {"USER", "AUTH", "QUIT", "NOOP", "HELP", "PASS", NULL};
  gboolean more, named;
  guint code = 0;

  if (answers.len >= 4 && !wg_line_reply_code (answers, &code, &more))
    return WG_PROBE_NO;
  if (!wg_line_is_text (wg_slice_sub (asks, 0, 64)))
    return WG_PROBE_NO;
  /* RFC 959 §5.4: what a server may begin with; 200 and 201 are those of news (NNTP). */
  if (!in->midstream && answers.len >= 4 && code != 120 && code != 220 && code != 421)
    return WG_PROBE_NO;
  named = wg_line_first_has (answers, "FTP") && !wg_line_first_has (answers, "SMTP");
  if (asks.len == 0 && code == 220 && !wg_line_is_told (in, server))
    return WG_PROBE_NEED;
  if (asks.len == 0)
    return code != 220 ? WG_PROBE_NO : named ? WG_PROBE_YES : WG_PROBE_MAYBE;
  if (wg_ftp_is_client (asks) || wg_line_begins_any (asks, shared))
    {
      gboolean sure = named || code == 331 || wg_ftp_is_client (asks)
                      || (code == 220 && wg_line_begins (asks, "USER"));
      return answers.len > 0 && sure ? WG_PROBE_YES : WG_PROBE_MAYBE;
    }
  return named && code == 220 ? WG_PROBE_MAYBE : wg_line_not_yet (asks);
}

static WgProbe
probe (const WgProbeInput *in)
{
  return wg_line_probe (in, probe_as);
}

static void
data_told (Ftp *s, guint32 response_frame, const char *ok)
{
  g_autoptr (GString) address = g_string_new (NULL);

  if (s->data_id == 0)
    return;
  wg_address_append (address, s->data.place.address, s->data.place.ip_version == 4 ? 4 : 16);
  s->data.address = wg_slice (address->str, address->len);
  s->data.port = s->data.place.port;
  s->data.response_frame = response_frame;
  s->data.ok = ok;
  s->data.decrypted = s->talk.attempt.decrypted;
  wg_channel_close_record (s->talk.channel, s->data_id, &wg_ftp_data_type, &s->data,
                           s->talk.client == WG_SERVER);
  s->data_id = 0;
}

static void
data_begins (Ftp *s, const char *command, const WgFtpPlace *place)
{
  guint32 frame = wg_channel_frame (s->talk.channel);

  data_told (s, 0, NULL);
  s->data = (WgFtpData){.frame = frame, .command = command, .place = *place};
  s->data_id = wg_channel_open_record (s->talk.channel, &wg_ftp_data_type, frame);
}

static void
command (Ftp *s, WgSlice line)
{
  WgFtpPlace place;
  WgAttempt *a = &s->talk.attempt;
  WgFtpCommand c;

  wg_ftp_parse_command (line, &c);
  wg_pending_push (&s->talk.pending, (guint8) c.verb);
  switch (c.verb)
    {
    case WG_FTP_USER:
      wg_attempt_begin (a, WG_SLICE_LITERAL ("USER/PASS"));
      wg_attempt_user (a, c.argument);
      break;
    case WG_FTP_PASS:
      if (!a->open)
        wg_attempt_resume (a, WG_SLICE_LITERAL ("USER/PASS"));
      wg_attempt_secret (a, c.argument);
      wg_attempt_touch (a);
      wg_upgrade_login (&s->talk.upgrade, "PASS", wg_attempt_user_of (a));
      break;
    case WG_FTP_ACCT:
      if (a->open)
        wg_attempt_touch (a);
      break;
    case WG_FTP_AUTH_TLS:
      s->waiting = TRUE;
      wg_upgrade_asked (&s->talk.upgrade);
      break;
    case WG_FTP_PORT:
      if (wg_ftp_parse_port (c.argument, &place))
        data_begins (s, "PORT", &place);
      break;
    case WG_FTP_EPRT:
      if (wg_ftp_parse_eprt (c.argument, &place))
        data_begins (s, "EPRT", &place);
      break;
    case WG_FTP_PASV:
    case WG_FTP_FEAT:
    case WG_FTP_OTHER:
      break;
    }
}

static WgStep
commands (gpointer state, WgReader *in)
{
  Ftp *s = state;
  WgTalk *t = &s->talk;
  WgLineResult got;
  WgSlice line;

  if (s->waiting)
    {
      if (wg_talk_can_wait (t))
        return WG_WAIT;
      if (wg_line_is_tls (wg_reader_rest (in)))
        return wg_talk_start_tls (t);
      if (!wg_line_is_there (in))
        return WG_NEED (1);
      s->waiting = FALSE;
    }
  got = wg_line_next (&t->side[t->client], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_WHOLE)
    command (s, line);
  return WG_AGAIN;
}

/* RFC 959 §5.4: which replies end a login, and how */
static void
login_reply (Ftp *s, guint code)
{
  if (code >= 400)
    wg_attempt_answer (&s->talk.attempt, FALSE);
  else if (code < 300)
    wg_attempt_answer (&s->talk.attempt, TRUE);
}

/* The reply to a command about the data connection. */
static void
data_reply (Ftp *s, guint8 verb, guint code, WgSlice line)
{
  WgFtpPlace place;

  if (code == 227 && wg_ftp_parse_port (wg_slice_sub (line, 4, line.len), &place))
    {
      data_begins (s, "PASV", &place);
      data_told (s, 0, NULL);
    }
  else if (verb == WG_FTP_PORT || verb == WG_FTP_EPRT)
    data_told (s, wg_channel_frame (s->talk.channel), code < 400 ? "yes" : "no");
}

static WgStep
reply (Ftp *s, guint code, WgSlice line)
{
  guint8 verb;

  if (code < 200)
    return WG_AGAIN;
  verb = wg_pending_pop (&s->talk.pending);
  if (verb == WG_FTP_USER || verb == WG_FTP_PASS || verb == WG_FTP_ACCT)
    login_reply (s, code);
  if (verb == WG_FTP_FEAT && code == 211)
    wg_upgrade_listed (&s->talk.upgrade);
  data_reply (s, verb, code, line);
  if (verb != WG_FTP_AUTH_TLS && !(s->waiting && code == 234))
    return WG_AGAIN;
  s->waiting = FALSE;
  wg_upgrade_answered (&s->talk.upgrade, code == 234 || code == 334);
  return code == 234 || code == 334 ? wg_talk_start_tls (&s->talk) : WG_AGAIN;
}

/* " AUTH TLS;SSL;" in the answer to FEAT (RFC 2389 §3.2, RFC 4217 §6) */
static void
feature (Ftp *s, WgSlice line)
{
  if (wg_slice_has_prefix (line, "211-"))
    line = wg_slice_sub (line, 4, line.len);
  line = wg_slice_trim (line);
  if (wg_line_begins (line, "AUTH")
      && (wg_line_first_has (line, "TLS") || wg_line_first_has (line, "SSL")))
    wg_upgrade_offered (&s->talk.upgrade);
}

static WgStep
answers (gpointer state, WgReader *in)
{
  Ftp *s = state;
  WgDir dir = wg_dir_other (s->talk.client);
  WgLineResult got;
  gboolean more;
  WgSlice line;
  guint code;

  if (s->waiting && wg_line_is_tls (wg_reader_rest (in)))
    return wg_talk_start_tls (&s->talk);
  got = wg_line_next (&s->talk.side[dir], in, &line);
  if (got == WG_LINE_NEED)
    return WG_NEED (1);
  if (got == WG_LINE_WHOLE && s->open_code == 211)
    feature (s, line);
  if (got == WG_LINE_LONG || !wg_line_reply_code (line, &code, &more))
    return WG_AGAIN;
  if (s->open_code != 0 && (more || code != s->open_code))
    return WG_AGAIN;
  s->open_code = more ? code : 0;
  if (more)
    return WG_AGAIN;
  if (s->talk.greeted)
    return reply (s, code, line);
  s->talk.greeted = code >= 200;
  return WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Ftp *s = state;

  wg_talk_gap (s, dir, len, cut);
  data_told (s, 0, NULL);
  if (dir != s->talk.client)
    s->open_code = 0;
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  Ftp *s = state;

  if (dir == s->talk.client)
    wg_ftp_describe_command (unit, tree);
  else
    wg_ftp_describe_reply (unit, tree);
}

static void
finish (gpointer state)
{
  data_told (state, 0, NULL);
  wg_talk_close (state);
}

static const WgTalkRoom room = {
    .id = "ftp", .is_answer = wg_line_is_reply, .commands = commands, .answers = answers};

static gpointer
begin (WgChannel *channel)
{
  return wg_talk_open (channel, &room, sizeof (Ftp));
}

const WgDissector wg_ftp = {
    .id = "ftp",
    .title = "FTP",
    .help = "Transfers files; this is the connection that carries the commands.",
    .records = records,
    .fields = wg_ftp_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = wg_talk_feed,
    .gap = gap,
    .eof = wg_talk_eof,
    .close = finish,
    .describe = describe,
};
