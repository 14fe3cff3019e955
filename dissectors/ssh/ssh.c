#include "ssh/ssh.h"

#include "base/arena.h"
#include "line/line.h"
#include "ssh/ssh-parse.h"
#include "ssh/ssh-records.h"

#define MAX_PACKETS 8u   /* of a side before its lists */
#define MAX_LINES   64u  /* of a server before its identification */
#define IDENT_MAX   255u /* RFC 4253 §4.2 */

/* Both ends' lines and lists, with what an arena adds to each. */
#define KEPT_MAX (2 * (WG_LIMIT_SSH_PACKET + 1024u))

typedef struct
{
  WgLineSide line;
  guint lines;
  guint packets;
  gboolean lost;
  WgSshEnd end; /* what it points to is the arena's */
} Side;

typedef struct
{
  WgChannel *channel;
  WgArena *arena;
  Side side[2];
  WgRecordId id;
  gboolean told;
} Ssh;

enum
{
  PROTOCOL,
  IDENT,
  KEXINIT,
  ALGORITHMS,
};

static const WgField fields[] = {
    [PROTOCOL] = {.key = "ssh", .label = "SSH Protocol"},
    [IDENT] = {.key = "ssh.protocol",
               .label = "Identification",
               .kind = WG_KIND_TEXT,
               .source = "RFC 4253 §4.2"},
    [KEXINIT] = {.key = "ssh.message_code",
                 .label = "Message",
                 .kind = WG_KIND_UINT,
                 .size = 1,
                 .source = "RFC 4253 §12"},
    [ALGORITHMS] = {.key = "wiregloss.ssh.algorithms",
                    .label = "Algorithms taken",
                    .kind = WG_KIND_TEXT,
                    .source = "RFC 4253 §7.1"},
    {0},
};

static const WgRecordType *const records[] = {&wg_ssh_type, NULL};
static const guint16 ports[] = {22, 2222, 0};

/* NEED where it may become the beginning of an identification. */
static WgProbe
begins (WgSlice bytes)
{
  static const char begin[] = "SSH-";

  if (memcmp (bytes.data, begin, MIN (bytes.len, sizeof begin - 1)) != 0)
    return WG_PROBE_NO;
  return bytes.len >= sizeof begin - 1 ? WG_PROBE_YES : WG_PROBE_NEED;
}

/* A server says so first. Somebody who then speaks otherwise knocked at the wrong door, and
 * what he says belongs to his protocol. */
static WgProbe
probe (const WgProbeInput *in)
{
  WgSlice asks = in->bytes[WG_CLIENT], answers = in->bytes[WG_SERVER];
  WgProbe answer;

  if (in->datagram)
    return WG_PROBE_NO;
  if (asks.len > 0)
    return begins (asks);
  answer = answers.len > 0 ? begins (answers) : WG_PROBE_NO;
  return answer == WG_PROBE_YES && !in->ended[WG_CLIENT] && !in->midstream ? WG_PROBE_NEED
                                                                           : answer;
}

static gpointer
begin (WgChannel *channel)
{
  Ssh *s = g_new0 (Ssh, 1);

  s->channel = channel;
  s->arena = wg_arena_new (KEPT_MAX);
  s->id = wg_channel_open_record (channel, &wg_ssh_type, wg_channel_frame (channel));
  return s;
}

static void
tell (Ssh *s)
{
  WgSshRecord record = {.client = s->side[WG_CLIENT].end, .server = s->side[WG_SERVER].end};

  if (s->told)
    return;
  s->told = TRUE;
  for (guint i = 0; i < WG_SSH_N_LISTS; i++)
    record.agreed.list[i] =
        wg_ssh_agreed (record.client.kexinit.list[i], record.server.kexinit.list[i]);
  wg_channel_close_record (s->channel, s->id, &wg_ssh_type, &record, FALSE);
  wg_arena_reset (s->arena);
}

static WgStep
identification (Ssh *s, Side *side, WgReader *in)
{
  WgSlice line;
  WgSshIdent ident;

  switch (wg_line_next (&side->line, in, &line))
    {
    case WG_LINE_NEED:
      return WG_NEED (1);
    case WG_LINE_LONG:
      return WG_LOST;
    case WG_LINE_WHOLE:
      break;
    }
  if (!wg_ssh_parse_ident (line, &ident))
    return wg_slice_has_prefix (line, "SSH-") || ++side->lines == MAX_LINES ? WG_LOST
                                                                            : WG_AGAIN;
  side->end.frame = wg_channel_frame (s->channel);
  side->end.identification = wg_arena_copy (s->arena, wg_slice_sub (line, 0, IDENT_MAX));
  side->end.version = wg_slice_sub (side->end.identification, 4, ident.version.len);
  side->end.major = ident.major;
  return ident.major == 2 ? WG_AGAIN : WG_LOST;
}

static WgStep
packet (Ssh *s, Side *side, WgReader *in)
{
  WgSlice payload;
  WgSshKexinit kexinit;
  gsize missing;

  switch (wg_ssh_parse_packet (in, &payload, &missing))
    {
    case WG_SSH_SHORT:
      return WG_NEED (missing);
    case WG_SSH_BAD:
      return WG_LOST;
    case WG_SSH_OK:
      break;
    }
  if (!wg_ssh_parse_kexinit (payload, &kexinit))
    return ++side->packets == MAX_PACKETS ? WG_LOST : WG_AGAIN;
  side->packets = MAX_PACKETS;
  side->end.kexinit_frame = wg_channel_frame (s->channel);
  for (guint i = 0; i < WG_SSH_N_LISTS; i++)
    side->end.kexinit.list[i] = wg_arena_copy (s->arena, kexinit.list[i]);
  if (s->side[WG_CLIENT].end.kexinit_frame != 0 && s->side[WG_SERVER].end.kexinit_frame != 0)
    tell (s);
  return WG_AGAIN;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Ssh *s = state;
  Side *side = &s->side[dir];
  WgStep step;

  if (side->lost || s->told || side->packets == MAX_PACKETS)
    return WG_LOST;
  step = side->end.frame == 0 ? identification (s, side, in) : packet (s, side, in);
  side->lost = step.kind == WG_STEP_LOST;
  return step;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Ssh *s = state;

  s->side[dir].lost = TRUE;
}

static void
ended (gpointer state, WgDir dir)
{
}

static void
finish (gpointer state)
{
  Ssh *s = state;

  tell (s);
  wg_arena_free (s->arena);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tree_add (tree, NULL, fields + PROTOCOL, 0, unit.len);
  WgSshKexinit kexinit;
  WgSlice line, content;
  gsize missing;

  if (wg_slice_has_prefix (unit, "SSH-"))
    {
      if (wg_reader_line (&r, unit.len, &line))
        wg_tree_add_text (tree, top, fields + IDENT, 0, line.len, line);
      return;
    }
  if (wg_ssh_parse_packet (&r, &content, &missing) != WG_SSH_OK || content.len == 0)
    return;
  wg_tree_add_uint (tree, top, fields + KEXINIT, 5, 1, (guint64) wg_slice_at (content, 0));
  if (!wg_ssh_parse_kexinit (content, &kexinit))
    return;
  for (guint i = 0; i < WG_SSH_N_LISTS; i++)
    if (kexinit.list[i].len > 0)
      wg_tree_add_text (tree, top, fields + ALGORITHMS,
                        (gsize) (kexinit.list[i].data - unit.data), kexinit.list[i].len,
                        kexinit.list[i]);
}

const WgDissector wg_ssh = {
    .id = "ssh",
    .title = "SSH",
    .help = "Logs in to another machine and carries whatever is wanted, encrypted.",
    .records = records,
    .fields = fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .eof = ended,
    .close = finish,
    .describe = describe,
};
