#include "telnet/telnet.h"

#include "line/line.h"
#include "sasl/attempt.h"
#include "telnet/telnet-parse.h"

#define LINE_MAX_LEN 256 /* of a line that is typed, and of what a prompt is looked for in */

typedef struct
{
  gsize len;
  guint8 bytes[LINE_MAX_LEN];
} Line;

/**
 * @asked: what the server asked for when the client began to type the line
 * @verdict_due: a password was given
 */
typedef struct
{
  gboolean in_option[2];
  Line line[2];
  WgTelnetPrompt asked;
  gboolean verdict_due;
  gboolean after_cr;
  WgAttempt attempt;
} Telnet;

static const WgRecordType *const records[] = {&wg_login_type, NULL};
static const guint16 ports[] = {23, 2323, 0};

static const WgField fields[] = {
    {.key = "telnet", .label = "Telnet"},
    {.key = "telnet.cmd", .label = "Negotiation", .source = "RFC 854"},
    {.key = "telnet.data", .label = "Text", .kind = WG_KIND_TEXT, .secret = WG_SECRET_TEXT},
    {0},
};

static WgProbe
probe (const WgProbeInput *in)
{
  if (in->datagram)
    return WG_PROBE_NO;
  for (guint dir = 0; dir < 2; dir++)
    if (wg_telnet_is_negotiation (in->bytes[dir]))
      return WG_PROBE_YES;
  for (guint dir = 0; dir < 2; dir++)
    if (wg_slice_at (in->bytes[dir], 0) == 0xff && in->bytes[dir].len < 3)
      return WG_PROBE_NEED;
  return in->port == 23 && wg_telnet_prompt (in->bytes[WG_SERVER]) == WG_TELNET_ASKS_USER
             ? WG_PROBE_MAYBE
             : WG_PROBE_NO;
}

static gpointer
begin (WgChannel *channel)
{
  Telnet *s = g_new0 (Telnet, 1);

  wg_attempt_init (&s->attempt, channel, "telnet");
  return s;
}

static WgSlice
bytes_of (const Line *line)
{
  return wg_slice (line->bytes, line->len);
}

static void
put (Line *line, guint8 byte)
{
  if (line->len < LINE_MAX_LEN)
    line->bytes[line->len++] = byte;
}

static void
typed_line (Telnet *s)
{
  WgSlice line = bytes_of (&s->line[WG_CLIENT]);

  if (s->asked == WG_TELNET_ASKS_USER && line.len > 0)
    {
      wg_attempt_begin (&s->attempt, WG_SLICE_LITERAL ("login prompt"));
      wg_attempt_user (&s->attempt, line);
      s->verdict_due = FALSE;
    }
  else if (s->asked == WG_TELNET_ASKS_PASSWORD)
    {
      if (!s->attempt.open)
        wg_attempt_resume (&s->attempt, WG_SLICE_LITERAL ("login prompt"));
      wg_attempt_secret (&s->attempt, line);
      wg_attempt_touch (&s->attempt);
      s->verdict_due = TRUE;
    }
  s->asked = WG_TELNET_ASKS_NOTHING;
  s->line[WG_CLIENT].len = 0;
  s->line[WG_SERVER].len = 0;
}

static void
typed (Telnet *s, guint8 byte)
{
  Line *line = &s->line[WG_CLIENT];

  /* CR NUL and CR LF are one key (RFC 854, "The NVT printer and keyboard"). */
  if (s->after_cr && (byte == '\n' || byte == 0))
    {
      s->after_cr = FALSE;
      return;
    }
  s->after_cr = byte == '\r';
  if (line->len == 0 && s->asked == WG_TELNET_ASKS_NOTHING)
    s->asked = wg_telnet_prompt (bytes_of (&s->line[WG_SERVER]));
  if (byte == '\r' || byte == '\n')
    typed_line (s);
  else if (byte == 0x7f || byte == 0x08)
    line->len -= line->len > 0 ? 1 : 0;
  else if (byte == 0x15) /* Ctrl-U */
    line->len = 0;
  else if (byte >= 0x20)
    put (line, byte);
}

static void
judge (Telnet *s)
{
  WgSlice line = bytes_of (&s->line[WG_SERVER]);
  gint verdict = -1;

  if (!s->verdict_due || line.len == 0)
    return;
  verdict = wg_telnet_verdict (line);
  if (verdict < 0 && wg_telnet_prompt (line) == WG_TELNET_ASKS_USER)
    verdict = 0;
  if (verdict < 0)
    return;
  wg_attempt_answer (&s->attempt, verdict != 0);
  s->verdict_due = FALSE;
}

static void
shown (Telnet *s, WgSlice text)
{
  Line *line = &s->line[WG_SERVER];

  for (gsize i = 0; i < text.len; i++)
    {
      guint8 byte = (guint8) wg_slice_at (text, i);

      if (byte != '\r' && byte != '\n')
        {
          if (line->len == LINE_MAX_LEN) /* only a line's end can be a prompt */
            line->len = 0;
          put (line, byte);
          continue;
        }
      judge (s);
      line->len = 0;
    }
  judge (s);
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Telnet *s = state;
  WgSlice text;

  switch (wg_telnet_next (in, &s->in_option[dir], &text))
    {
    case WG_TELNET_SHORT:
      return WG_NEED (1);
    case WG_TELNET_COMMAND:
      return WG_AGAIN;
    case WG_TELNET_TEXT:
      break;
    }
  if (dir == WG_SERVER)
    shown (s, text);
  else
    for (gsize i = 0; i < text.len; i++)
      typed (s, (guint8) wg_slice_at (text, i));
  return WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Telnet *s = state;

  s->in_option[dir] = FALSE;
  s->line[dir].len = 0;
  s->asked = WG_TELNET_ASKS_NOTHING;
}

static void
finish (gpointer state)
{
  Telnet *s = state;

  wg_attempt_clear (&s->attempt);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgNode *top = wg_tree_add (tree, NULL, fields, 0, unit.len);

  if (wg_slice_at (unit, 0) == 0xff)
    wg_tree_add (tree, top, fields + 1, 0, unit.len);
  else
    wg_tree_add_text (tree, top, fields + 2, 0, unit.len, unit);
}

const WgDissector wg_telnet = {
    .id = "telnet",
    .title = "Telnet",
    .help = "A terminal on another machine, in clear.",
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
