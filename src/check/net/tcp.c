#include "base/limits.h"
#include "base/reader.h"
#include "check/net/net.h"
#include "check/rules.h"

/* TCP that one machine alone would not send: two versions of the same bytes, resets that do not
 * end anything, openings the wrong way round. */

#define OPTION_FAST_OPEN  34
#define OPTION_EXPERIMENT 254
#define FAST_OPEN_MAGIC   0xf989
#define MIN_HOPS_APART    2 /* between a reset's time to live and its sender's usual one */

/* A reset that looks forged. */
typedef struct
{
  guint32 frame;
  guint8 dir;
  guint8 hops, usual;
  guint64 bytes; /* that its sender had sent before */
} Reset;

typedef struct
{
  WgCheck *check;
  GHashTable *resets; /* conversation -> Reset */
} Tcp;

static gpointer
begin (WgCheck *check)
{
  Tcp *tcp = g_new0 (Tcp, 1);

  tcp->check = check;
  tcp->resets = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return tcp;
}

static void
end (gpointer state)
{
  Tcp *tcp = state;

  g_hash_table_unref (tcp->resets);
  g_free (tcp);
}

static WgParties
parties_of (const WgFlow *flow)
{
  return (WgParties){.conversation = (gint64) flow->id,
                     .client = flow->end[0],
                     .server = flow->end[1],
                     .ip_version = flow->ip_version,
                     .protocol = flow->protocol};
}

static WgClaim *
tell (Tcp *tcp, const WgFlow *flow, WgSeverity severity, guint32 frame)
{
  WgParties parties = parties_of (flow);
  WgClaim *claim = wg_check_raise (tcp->check, &wg_finding_tcp_overlap_or_injection, severity,
                                   &parties, WG_SLICE_NONE, frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  return claim;
}

/* RFC 7413: a client that has been here before may send data with its SYN. */
static gboolean
has_fast_open (const WgPacket *packet, const WgSegment *segment)
{
  gsize len = segment->tcp_header_len > 20 ? segment->tcp_header_len - 20u : 0;
  WgReader r;
  guint8 kind, size;
  guint16 magic;
  WgSlice body;

  if (segment->reassembled || segment->packet_off < len)
    return TRUE;
  r = wg_reader (wg_slice_sub (packet->bytes, segment->packet_off - len, len), WG_END_WHOLE);
  while (wg_reader_u8 (&r, &kind) && kind != 0)
    {
      WgReader inner;

      if (kind == 1)
        continue;
      if (!wg_reader_u8 (&r, &size) || size < 2 || !wg_reader_take (&r, size - 2u, &body))
        return FALSE;
      inner = wg_reader (body, WG_END_WHOLE);
      if (kind == OPTION_FAST_OPEN
          || (kind == OPTION_EXPERIMENT && wg_reader_u16 (&inner, &magic)
              && magic == FAST_OPEN_MAGIC))
        return TRUE;
    }
  return FALSE;
}

static void
take_reset (Tcp *tcp, const WgFlow *flow, guint dir, guint32 frame, const WgSegment *segment)
{
  const WgTcpHalf *half = &flow->tcp.half[dir];
  gint apart = (gint) segment->hops - half->hops;
  gint64 key = (gint64) flow->id;
  Reset reset = {frame, (guint8) dir, segment->hops, half->hops, half->bytes};

  /* Before its sender has said anything else nobody knows what is usual. */
  if ((half->packets > 0 && (half->hops == 0 || ABS (apart) < MIN_HOPS_APART))
      || flow->tcp.reset || g_hash_table_size (tcp->resets) >= WG_LIMIT_RESETS_KEPT
      || g_hash_table_contains (tcp->resets, &key))
    return;
  g_hash_table_insert (tcp->resets, g_memdup2 (&key, sizeof key),
                       g_memdup2 (&reset, sizeof reset));
}

/* A refusal, and then all the same an acceptance, which came another way. */
static void
accepted_after (Tcp *tcp, const WgFlow *flow, guint dir, guint32 frame, guint8 hops)
{
  gint64 key = (gint64) flow->id;
  const Reset *reset = g_hash_table_lookup (tcp->resets, &key);
  WgClaim *claim;

  if (reset == NULL || reset->dir != dir || reset->usual != 0)
    return;
  if (ABS ((gint) hops - reset->hops) >= MIN_HOPS_APART)
    {
      claim = tell (tcp, flow, WG_SEVERITY_DEFAULT, reset->frame);
      wg_claim_frame (claim, frame);
      wg_claim_show (claim, reset->frame, "tcp.flags", WG_SLICE_LITERAL ("RST"));
      wg_claim_say (
          claim,
          "A SYN was refused by a packet with a time to live of %u, and accepted by the "
          "same server with one of %u: somebody else sent the refusal.",
          reset->hops, hops);
    }
  g_hash_table_remove (tcp->resets, &key);
}

static void
take_segment (gpointer state,
              const WgFlow *flow,
              guint dir,
              const WgPacket *packet,
              const WgSegment *segment)
{
  Tcp *tcp = state;
  guint8 flags = segment->tcp_flags;
  WgClaim *claim;

  if ((flags & WG_TCP_RST) != 0)
    {
      take_reset (tcp, flow, dir, packet->frame, segment);
      return;
    }
  if ((flags & WG_TCP_SYN) == 0)
    return;
  if ((flags & WG_TCP_ACK) != 0 && g_hash_table_size (tcp->resets) > 0)
    accepted_after (tcp, flow, dir, packet->frame, segment->hops);
  if ((flags & WG_TCP_ACK) != 0 && dir == 0 && flow->tcp.half[0].syn && flow->tcp.half[1].syn)
    {
      claim = tell (tcp, flow, WG_SEVERITY_DEFAULT, packet->frame);
      wg_claim_frame (claim, flow->first_frame);
      wg_claim_show (claim, packet->frame, "tcp.flags", WG_SLICE_LITERAL ("SYN, ACK"));
      wg_claim_say (claim, "The server answered a SYN with a SYN of its own, and the client "
                           "acknowledged that: the handshake ran the wrong way round, which "
                           "confuses filters about who is the client.");
    }
  else if ((flags & WG_TCP_ACK) == 0 && segment->payload_len > 0
           && !has_fast_open (packet, segment))
    {
      claim = tell (tcp, flow, WG_SEVERITY_LOW, packet->frame);
      wg_claim_say (claim,
                    "A SYN carried %u bytes of data without TCP Fast Open: filters that wait "
                    "for the handshake do not see them.",
                    segment->payload_len);
    }
}

static void
flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  Tcp *tcp = state;
  gint64 key = parties->conversation;
  const Reset *reset;
  WgClaim *claim;

  if (g_hash_table_size (tcp->resets) == 0)
    return;
  reset = g_hash_table_lookup (tcp->resets, &key);
  if (reset == NULL)
    return;
  if (reset->usual != 0 && flow->tcp.half[reset->dir].bytes > reset->bytes)
    {
      claim = tell (tcp, flow, WG_SEVERITY_DEFAULT, reset->frame);
      wg_claim_show (claim, reset->frame, "tcp.flags", WG_SLICE_LITERAL ("RST"));
      wg_claim_say (
          claim,
          "A reset with another time to live (%u instead of %u) than its sender's other "
          "packets was followed by more data of that sender: somebody else sent it.",
          reset->hops, reset->usual);
    }
  g_hash_table_remove (tcp->resets, &key);
}

static void
overlap (gpointer state,
         const WgParties *parties,
         const WgNoteType *type,
         const WgSpan *span,
         const char *text)
{
  Tcp *tcp = state;
  WgClaim *claim = wg_check_raise (tcp->check, &wg_finding_tcp_overlap_or_injection,
                                   WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, span->frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_show_at (claim, *span, "tcp.payload", WG_SLICE_NONE, FALSE);
  wg_claim_say (claim,
                "The same place of the stream was sent twice with different bytes: the two "
                "ends, and whoever watches, may have read different things.");
}

const WgRules wg_rules_tcp = {
    .name = "tcp",
    .open = begin,
    .close = end,
    .segment = take_segment,
    .flow_over = flow_over,
    .notes = (const WgNoteRule[]){{"tcp-overlap-differs", overlap}, {0}},
};
