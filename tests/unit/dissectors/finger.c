/* The room that dissectors/README.md walks through: finger, RFC 1288. A client sends one line,
 * a server answers until it closes. It is built and tested, so that the walk stays true, but is
 * in no registry. */
#include "finger.h"

/* Parse: reader in, struct out; knows no channel. */

gboolean
wg_finger_parse (WgReader *in, WgFingerQuery *out)
{
  WgSlice line;

  if (!wg_reader_line (in, WG_LIMIT_LINE, &line))
    return FALSE;
  out->verbose = wg_slice_has_prefix_nocase (line, "/W"); /* RFC 1288 §2.3, {Q1} */
  if (out->verbose)
    line = wg_slice_sub (line, 2, line.len);
  out->user = wg_slice_trim (line);
  return TRUE;
}

/* Records: the struct and its table are all there is to write for the report. */

typedef struct
{
  WgRecordHead head;
  guint32 frame;
  WgSlice user;
  gboolean verbose;
  guint64 answer_len;
  gboolean complete;
} Finger;

static const WgField record_fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "wiregloss.finger.frame",
     .label = "Asked in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (Finger, frame)},
    {.key = "finger.query",
     .label = "Query",
     .kind = WG_KIND_TEXT,
     .json = "query",
     WG_AT (Finger, user),
     .help = "Who is asked about; empty asks for everybody.",
     .source = "RFC 1288 §2.3"},
    {.key = "wiregloss.finger.verbose",
     .label = "Verbose",
     .kind = WG_KIND_BOOL,
     .json = "verbose",
     WG_AT (Finger, verbose)},
    {.key = "wiregloss.finger.answer_length",
     .label = "Length of the answer",
     .kind = WG_KIND_UINT,
     .json = "answer_length",
     WG_AT (Finger, answer_len)},
    {.key = "wiregloss.finger.complete",
     .label = "Complete",
     .kind = WG_KIND_BOOL,
     .json = "complete",
     WG_AT (Finger, complete)},
    {0},
};
static const WgRecordType finger_type = {"finger", "finger", record_fields, "A finger query."};
static const WgRecordType *const records[] = {&finger_type, NULL};

enum
{
  NOTE_LONG_LINE,
  NOTE_UNASKED,
};
static const WgNoteType notes[] = {
    [NOTE_LONG_LINE] = {"finger-long-line", "A query has no end of line.", "RFC 1288 §2.3"},
    [NOTE_UNASKED] = {"finger-unasked", "The server speaks before it is asked.", NULL},
    {0},
};

/* The room: state and vtable. */

typedef struct
{
  WgChannel *channel;
  WgRecordId id; /* 0 before the query */
  Finger record;
  GString *user; /* the record outlives the window that its text came from */
  gboolean lost;
} State;

static WgProbe
probe (const WgProbeInput *in)
{
  WgReader query = wg_reader (in->bytes[WG_CLIENT], WG_END_MORE);
  WgFingerQuery found;

  if (in->datagram || in->midstream)
    return WG_PROBE_NO;
  if (!wg_finger_parse (&query, &found))
    return wg_reader_left (&query) < 64 ? WG_PROBE_NEED : WG_PROBE_NO;
  return in->port == 79 ? WG_PROBE_MAYBE : WG_PROBE_NO;
}

static gpointer
begin (WgChannel *channel)
{
  State *s = g_new0 (State, 1);

  s->channel = channel;
  s->user = g_string_new (NULL);
  return s;
}

static WgStep
feed_client (State *s, WgReader *in)
{
  gsize start = wg_reader_tell (in);
  WgFingerQuery query;

  if (s->id != 0)
    return WG_LOST; /* it has had its say */
  if (!wg_finger_parse (in, &query))
    {
      gsize left = wg_reader_left (in);

      if (left < WG_LIMIT_LINE && in->end == WG_END_MORE)
        return WG_NEED (1);
      if (in->end != WG_END_CUT) /* a cut capture accuses nobody */
        wg_channel_note (s->channel, WG_CLIENT, &notes[NOTE_LONG_LINE], start, left, NULL);
      return WG_LOST;
    }
  s->record.frame = wg_channel_frame (s->channel);
  s->record.verbose = query.verbose;
  g_string_append_len (s->user, (const char *) query.user.data, (gssize) query.user.len);
  s->record.user = wg_slice (s->user->str, s->user->len);
  s->id = wg_channel_open_record (s->channel, &finger_type, s->record.frame);
  return WG_AGAIN;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  State *s = state;

  if (s->lost)
    return WG_LOST;
  if (dir == WG_CLIENT)
    return feed_client (s, in);
  if (s->id == 0)
    wg_channel_note (s->channel, dir, &notes[NOTE_UNASKED], wg_reader_tell (in), 1, NULL);
  return WG_SKIP (WG_UNTIL_EOF); /* nobody needs the answer in one piece */
}

static void
payload (gpointer state, WgDir dir, WgSlice chunk)
{
  State *s = state;

  s->record.answer_len += chunk.len;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  State *s = state;

  if (dir == WG_SERVER)
    s->record.answer_len += len;
  s->lost = TRUE;
}

static void
eof (gpointer state, WgDir dir)
{
  State *s = state;

  s->record.complete = dir == WG_SERVER && !s->lost;
}

static void
finish (gpointer state)
{
  State *s = state;

  if (s->id != 0)
    wg_channel_close_record (s->channel, s->id, &finger_type, &s->record, FALSE);
  g_string_free (s->user, TRUE);
  g_free (s);
}

/* The tree, made again from the bytes of one step when somebody looks. */
static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean is_payload, WgTree *tree)
{
  WgReader in = wg_reader (unit, WG_END_WHOLE);
  WgFingerQuery query;

  if (dir == WG_CLIENT && wg_finger_parse (&in, &query))
    wg_tree_add_text (tree, NULL, &record_fields[3], 0, unit.len, query.user);
}

static const guint16 ports[] = {79, 0};

const WgDissector wg_finger = {
    .id = "finger",
    .title = "Finger",
    .help = "Who is logged in on a machine; RFC 1288.",
    .records = records,
    .fields = record_fields,
    .notes = notes,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .payload = payload,
    .gap = gap,
    .eof = eof,
    .close = finish,
    .describe = describe,
};
