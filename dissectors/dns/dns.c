#include "dns.h"

#include "dns-describe.h"
#include "dns-open.h"
#include "dns-parse.h"
#include "dns-records.h"

#define DNS_PORT   53
#define MDNS_PORT  5353
#define LLMNR_PORT 5355
#define NBNS_PORT  137

typedef enum
{
  NOTE_SHORT,
  NOTE_LOOP,
  NOTE_LABEL,
  NOTE_LONG,
  NOTE_TRAILING,
  NOTE_MANY,
} Note;

static const WgNoteType notes[] = {
    [NOTE_SHORT] = {"dns-short", "The message ends before what its header announces.",
                    "RFC 1035 §4.1.1"},
    [NOTE_LOOP] = {"dns-name-loop",
                   "A compression pointer does not lead back to an earlier name.",
                   "RFC 1035 §4.1.4"},
    [NOTE_LABEL] = {"dns-label-type", "A label is of a type that is not defined.",
                    "RFC 6891 §5"},
    [NOTE_LONG] = {"dns-name-long", "A name is longer than 255 bytes.", "RFC 1035 §2.3.4"},
    [NOTE_TRAILING] = {"dns-trailing", "Bytes follow the last record of the message.",
                       "RFC 1035 §4.1"},
    [NOTE_MANY] = {"dns-many", "More questions or records than are looked at.", NULL},
    {0},
};

/**
 * State: one conversation.
 * @matching: questions wait for their answers; not in mDNS, where anybody may answer and ids
 * are zero
 * @lost, @tries: stream directions that are looking for the next message after a gap
 */
typedef struct
{
  WgChannel *channel;
  const WgRecordType *type;
  gboolean utf8;
  gboolean matching;
  WgDnsOpen *open;
  gboolean lost[2];
  guint tries[2];
} State;

/* A message being taken apart. */
typedef struct
{
  State *state;
  WgDir dir;
  WgReader r;
  gsize base; /* of the message in the reader that the channel gave */
  WgDnsHeader header;
  WgDnsQuestion question;
  WgDnsRr rr;
  WgArena *arena;
  WgDnsAnswer *answers;
  guint n_answers;
  guint rcode;
} Message;

static void
note (Message *m, Note which)
{
  gsize pos = wg_reader_tell (&m->r);
  wg_channel_note (m->state->channel, m->dir, &notes[which], m->base + pos,
                   wg_reader_left (&m->r), NULL);
}

static void
note_result (Message *m, WgDnsResult result)
{
  static const Note of[] = {
      [WG_DNS_LOOP] = NOTE_LOOP, [WG_DNS_LABEL] = NOTE_LABEL, [WG_DNS_LONG] = NOTE_LONG};

  if (result != WG_DNS_SHORT)
    note (m, of[result]);
  else if (m->r.end == WG_END_WHOLE)
    note (m, NOTE_SHORT);
}

/* --- emitting -------------------------------------------------------------------------- */

static void
close_waiting (State *state, WgDnsWaiting *waiting, const WgDnsResponse *response)
{
  WgDnsQuery query = {waiting->frame};
  WgDnsRecord record = {.id = waiting->id,
                        .name = waiting->name,
                        .type = waiting->type,
                        .query = &query,
                        .response = response};

  wg_channel_close_record (state->channel, waiting->record, state->type, &record,
                           waiting->asker != WG_CLIENT);
  wg_dns_open_remove (state->open, waiting);
}

static void
take_question (Message *m)
{
  State *state = m->state;
  guint32 frame = wg_channel_frame (state->channel);
  WgSlice name = wg_dns_name_slice (&m->question.name);
  WgDnsWaiting *waiting;

  if (state->open == NULL)
    state->open = wg_dns_open_new ();
  if (wg_dns_open_count (state->open) == WG_LIMIT_DNS_OPEN)
    close_waiting (state, wg_dns_open_oldest (state->open), NULL);
  waiting = wg_dns_open_add (state->open, m->dir, m->header.id, m->question.type, name);
  waiting->frame = frame;
  waiting->record = wg_channel_open_record (state->channel, state->type, frame);
  if (!state->matching)
    close_waiting (state, waiting, NULL);
}

static void
emit_response (Message *m, gboolean with_question, WgList answers)
{
  State *state = m->state;
  WgDir asker = wg_dir_other (m->dir);
  WgDnsResponse response = {.frame = wg_channel_frame (state->channel),
                            .rcode = (gint32) m->rcode,
                            .answers = answers};
  WgDnsRecord record = {.id = m->header.id, .type = -1, .response = &response};
  WgDnsWaiting *waiting = NULL;
  WgRecordId id;

  if (with_question)
    {
      record.name = wg_dns_name_slice (&m->question.name);
      record.type = m->question.type;
      if (state->open != NULL)
        waiting =
            wg_dns_open_find (state->open, asker, m->header.id, m->question.type, record.name);
    }
  if (waiting != NULL)
    {
      close_waiting (state, waiting, &response);
      return;
    }
  id = wg_channel_open_record (state->channel, state->type, response.frame);
  wg_channel_close_record (state->channel, id, state->type, &record, asker != WG_CLIENT);
}

/* --- taking a message apart ------------------------------------------------------------- */

static gboolean
next_question (Message *m)
{
  WgDnsResult result = wg_dns_question_parse (&m->r, &m->question);

  if (result != WG_DNS_OK)
    note_result (m, result);
  return result == WG_DNS_OK;
}

static guint
question_count (Message *m)
{
  if (m->header.counts[WG_DNS_SECTION_QUESTION] > WG_LIMIT_DNS_QUESTIONS)
    note (m, NOTE_MANY);
  return MIN (m->header.counts[WG_DNS_SECTION_QUESTION], WG_LIMIT_DNS_QUESTIONS);
}

static void
take_answer (Message *m)
{
  WgDnsAnswer *answer = &m->answers[m->n_answers];
  g_autoptr (GString) data = g_string_new (NULL);

  wg_dns_rdata_append (data, &m->r, &m->rr, m->state->utf8);
  answer->name = wg_arena_copy (m->arena, wg_dns_name_slice (&m->rr.name));
  answer->type = m->rr.type;
  answer->ttl = m->rr.ttl;
  answer->data = wg_arena_copy (m->arena, wg_slice (data->str, data->len));
  m->n_answers++;
}

/* The records after the questions; the answers are kept where @keep. */
static void
take_records (Message *m, gboolean keep)
{
  guint n_answers = m->header.counts[WG_DNS_SECTION_ANSWER];
  guint left = n_answers + m->header.counts[WG_DNS_SECTION_AUTHORITY]
               + m->header.counts[WG_DNS_SECTION_ADDITIONAL];

  if (left > WG_LIMIT_DNS_RECORDS)
    note (m, NOTE_MANY);
  if (keep && n_answers > 0)
    m->answers =
        wg_arena_alloc (m->arena, MIN (n_answers, WG_LIMIT_DNS_RECORDS) * sizeof (WgDnsAnswer));
  for (guint i = 0; i < MIN (left, WG_LIMIT_DNS_RECORDS); i++)
    {
      WgDnsResult result = wg_dns_rr_parse (&m->r, &m->rr);
      if (result != WG_DNS_OK)
        {
          note_result (m, result);
          return;
        }
      if (i < n_answers && keep && m->answers != NULL)
        take_answer (m);
      else if (m->rr.type == WG_DNS_TYPE_OPT) /* RFC 6891 §6.1.3 */
        m->rcode |= (m->rr.ttl >> 24) << 4;
    }
  if (left <= WG_LIMIT_DNS_RECORDS && wg_reader_left (&m->r) > 0)
    note (m, NOTE_TRAILING);
}

/* Of several questions each gets the answers of its name and type, and the first one those that
 * fit none. @rest loses what was given. */
static WgList
answers_for (Message *m, gboolean all, WgDnsAnswer *rest, guint *n_rest)
{
  WgDnsAnswer *mine = wg_arena_alloc (m->arena, (m->n_answers + 1) * sizeof (WgDnsAnswer));
  WgSlice name = wg_dns_name_slice (&m->question.name);
  guint n = 0, kept = 0;

  for (guint i = 0; i < *n_rest && mine != NULL; i++)
    if (all || (rest[i].type == m->question.type && wg_slice_equal_nocase (rest[i].name, name)))
      mine[n++] = rest[i];
    else
      rest[kept++] = rest[i];
  *n_rest = kept;
  return (WgList){mine, n};
}

static void
take_several (Message *m, gsize questions_pos, guint n_questions)
{
  gsize pos[WG_LIMIT_DNS_QUESTIONS];
  WgList answers[WG_LIMIT_DNS_QUESTIONS];
  guint n_rest = m->n_answers;

  wg_reader_seek (&m->r, questions_pos);
  for (guint i = 0; i < n_questions; i++)
    {
      pos[i] = wg_reader_tell (&m->r);
      if (!next_question (m))
        return;
    }
  for (guint i = n_questions; i-- > 0;)
    {
      wg_reader_seek (&m->r, pos[i]);
      if (next_question (m))
        answers[i] = answers_for (m, i == 0, m->answers, &n_rest);
    }
  wg_reader_seek (&m->r, questions_pos);
  for (guint i = 0; i < n_questions && next_question (m); i++)
    emit_response (m, TRUE, answers[i]);
}

static void
take_response (Message *m)
{
  g_autoptr (WgArena) arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  guint n_questions = question_count (m), n = 0;
  gsize questions_pos = wg_reader_tell (&m->r);
  gboolean whole = TRUE;

  m->arena = arena;
  while (n < n_questions && (whole = next_question (m)))
    n++;
  if (whole)
    take_records (m, TRUE);
  if (n > 1)
    take_several (m, questions_pos, n);
  else
    emit_response (m, n == 1, (WgList){m->answers, m->n_answers});
}

static void
take_query (Message *m)
{
  guint n = question_count (m);

  for (guint i = 0; i < n; i++)
    {
      if (!next_question (m))
        return;
      take_question (m);
    }
  take_records (m, FALSE);
}

static void
take_message (State *state, WgDir dir, WgSlice bytes, WgEnd end, gsize base)
{
  Message m = {.state = state, .dir = dir, .r = wg_reader (bytes, end), .base = base};

  if (!wg_dns_header_parse (&m.r, &m.header))
    {
      note_result (&m, WG_DNS_SHORT);
      return;
    }
  m.rcode = wg_dns_rcode (&m.header);
  if (wg_dns_is_response (&m.header))
    take_response (&m);
  else
    take_query (&m);
}

/* --- the vtable ------------------------------------------------------------------------- */

static WgProbe
probe_datagram (const WgProbeInput *in, guint16 port)
{
  WgDnsLook look = in->port == NBNS_PORT ? WG_DNS_LOOK_NO : wg_dns_look (in->bytes[in->dir]);

  if (look == WG_DNS_LOOK_WHOLE)
    return WG_PROBE_YES;
  return look == WG_DNS_LOOK_START && in->port == port ? WG_PROBE_MAYBE : WG_PROBE_NO;
}

/* A length and a message (RFC 1035 §4.2.2), perhaps with more behind it. */
static WgProbe
probe_half (WgSlice bytes, gboolean usual_port)
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  WgSlice message;
  WgDnsLook look;
  guint16 len;

  if (!wg_reader_u16 (&r, &len) || wg_reader_left (&r) < MIN (len, WG_DNS_HEADER_LEN))
    return WG_PROBE_NEED;
  message = wg_slice_sub (wg_reader_rest (&r), 0, len);
  look = wg_dns_look (message);
  if (look == WG_DNS_LOOK_WHOLE && message.len == len)
    return WG_PROBE_YES;
  if (!usual_port)
    return WG_PROBE_NO;
  if (look == WG_DNS_LOOK_START)
    return WG_PROBE_MAYBE;
  return message.len < len ? WG_PROBE_NEED : WG_PROBE_NO;
}

static WgProbe
probe_stream (const WgProbeInput *in, guint16 port)
{
  WgProbe best = WG_PROBE_NO;

  for (guint dir = 0; dir < 2; dir++)
    if (in->bytes[dir].len > 0)
      best = MAX (best, probe_half (in->bytes[dir], in->port == port));
  return best;
}

static WgProbe
probe_port (const WgProbeInput *in, guint16 port)
{
  return in->datagram ? probe_datagram (in, port) : probe_stream (in, port);
}

static WgProbe
probe_dns (const WgProbeInput *in)
{
  if (in->port == MDNS_PORT || in->port == LLMNR_PORT)
    return WG_PROBE_NO;
  return probe_port (in, DNS_PORT);
}

static WgProbe
probe_mdns (const WgProbeInput *in)
{
  return in->port == MDNS_PORT && in->datagram ? probe_port (in, MDNS_PORT) : WG_PROBE_NO;
}

static WgProbe
probe_llmnr (const WgProbeInput *in)
{
  return in->port == LLMNR_PORT ? probe_port (in, LLMNR_PORT) : WG_PROBE_NO;
}

static State *
open_state (WgChannel *channel, const WgRecordType *type)
{
  State *state = g_new0 (State, 1);
  state->channel = channel;
  state->type = type;
  state->utf8 = type != &wg_dns_type;
  state->matching = type != &wg_mdns_type;
  return state;
}

static gpointer
open_dns (WgChannel *channel)
{
  return open_state (channel, &wg_dns_type);
}

static gpointer
open_mdns (WgChannel *channel)
{
  return open_state (channel, &wg_mdns_type);
}

static gpointer
open_llmnr (WgChannel *channel)
{
  return open_state (channel, &wg_llmnr_type);
}

/* After a gap: a segment that begins with a message which ends no later than the segment. */
static gboolean
found_again (State *state, WgDir dir, const WgReader *in)
{
  WgReader r = *in;
  WgReader message;

  if (wg_reader_sub_u16 (&r, &message)
      && wg_dns_look (wg_reader_rest (&message)) == WG_DNS_LOOK_WHOLE)
    state->lost[dir] = FALSE;
  return !state->lost[dir];
}

static WgStep
feed (gpointer data, WgDir dir, WgReader *in)
{
  State *state = data;
  gsize start = wg_reader_tell (in);
  WgSlice message;
  guint16 len;

  if (state->lost[dir] && !found_again (state, dir, in))
    {
      if (++state->tries[dir] > WG_LIMIT_DNS_RESYNC
          || !wg_reader_skip (in, wg_reader_left (in)))
        return WG_LOST;
      return WG_AGAIN;
    }
  if (!wg_reader_u16 (in, &len))
    return WG_NEED (2 - wg_reader_left (in));
  if (len < WG_DNS_HEADER_LEN)
    return WG_LOST;
  if (!wg_reader_take (in, len, &message))
    {
      gsize missing = len - wg_reader_left (in);
      wg_reader_seek (in, start);
      return WG_NEED (missing);
    }
  take_message (state, dir, message, WG_END_WHOLE, start + 2);
  return WG_AGAIN;
}

static void
gap (gpointer data, WgDir dir, guint64 len, gboolean cut)
{
  State *state = data;
  state->lost[dir] = TRUE;
  state->tries[dir] = 0;
}

static void
datagram (gpointer data, WgDir dir, WgReader *in)
{
  WgSlice bytes = wg_reader_rest (in);

  take_message (data, dir, bytes, in->end, wg_reader_tell (in));
  if (!wg_reader_skip (in, bytes.len))
    g_assert_not_reached ();
}

static void
close_state (gpointer data)
{
  State *state = data;

  if (state->open != NULL)
    {
      while (wg_dns_open_count (state->open) > 0)
        close_waiting (state, wg_dns_open_oldest (state->open), NULL);
      wg_dns_open_free (state->open);
    }
  g_free (state);
}

static void
describe (gpointer data, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  State *state = data;
  wg_dns_describe (unit, !wg_channel_is_datagram (state->channel), state->utf8, tree);
}

static const WgRecordType *const dns_records[] = {&wg_dns_type, NULL};
static const WgRecordType *const mdns_records[] = {&wg_mdns_type, NULL};
static const WgRecordType *const llmnr_records[] = {&wg_llmnr_type, NULL};
static const guint16 dns_ports[] = {DNS_PORT, 0};
static const guint16 mdns_ports[] = {MDNS_PORT, 0};
static const guint16 llmnr_ports[] = {LLMNR_PORT, 0};

const WgDissector wg_dns = {
    .id = "dns",
    .title = "Domain Name System",
    .help = "Turns names into addresses.",
    .records = dns_records,
    .fields = wg_dns_fields,
    .notes = notes,
    .ports = dns_ports,
    .probe = probe_dns,
    .open = open_dns,
    .feed = feed,
    .gap = gap,
    .datagram = datagram,
    .close = close_state,
    .describe = describe,
};

const WgDissector wg_mdns = {
    .id = "mdns",
    .title = "Multicast DNS",
    .help = "Names and services of one link, without a server.",
    .records = mdns_records,
    .fields = wg_dns_fields,
    .notes = notes,
    .ports = mdns_ports,
    .probe = probe_mdns,
    .open = open_mdns,
    .datagram = datagram,
    .close = close_state,
    .describe = describe,
};

const WgDissector wg_llmnr = {
    .id = "llmnr",
    .title = "Link-Local Multicast Name Resolution",
    .help = "Asks the neighbours for a name when no server knows it.",
    .records = llmnr_records,
    .fields = wg_dns_fields,
    .notes = notes,
    .ports = llmnr_ports,
    .probe = probe_llmnr,
    .open = open_llmnr,
    .feed = feed,
    .gap = gap,
    .datagram = datagram,
    .close = close_state,
    .describe = describe,
};
