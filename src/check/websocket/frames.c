#include "check/rules.h"
#include "check/websocket/talk.h"

#include "base/limits.h"

/* Frames as they pass: what they break is counted for each connection and told when it ends, as
 * only then the handshake is known. */

#define NS_OF_S      G_GINT64_CONSTANT (1000000000)
#define SECOND_COUNT 200
#define PING_COUNT   100
#define HUGE_LENGTH  (16u * 1024 * 1024)
#define STEPS        3 /* equal differences of mask keys in a row */

static void
see (WgWsTalk *talk, WgWsFault fault, guint32 frame)
{
  WgWsSeen *seen = &talk->seen[fault];

  if (seen->n < G_N_ELEMENTS (seen->frames))
    seen->frames[seen->n] = frame;
  seen->n++;
}

/* A key that comes again within a few frames, or in equal steps, is not random. */
static void
look_at_mask (WgWsTalk *talk, const WgWsFrame *frame)
{
  WgWsMasks *masks = &talk->masks;
  guint32 step = frame->mask - masks->last;
  guint same = 0;

  /* what is not filled yet holds 0, which is not looked for */
  for (guint i = 0; i < G_N_ELEMENTS (masks->ring); i++)
    same |= masks->ring[i] == frame->mask;
  if (frame->mask == 0)
    see (talk, WG_WS_MASK_ZERO, frame->frame);
  else if (same)
    see (talk, WG_WS_MASK_AGAIN, frame->frame);
  masks->steps = masks->n > 1 && step == masks->step && step != 0 ? masks->steps + 1 : 0;
  if (masks->steps >= STEPS - 1)
    see (talk, WG_WS_MASK_STEPS, frame->frame);
  masks->step = step;
  masks->last = frame->mask;
  masks->ring[masks->n % G_N_ELEMENTS (masks->ring)] = frame->mask;
  masks->n++;
}

static void
look_at_bits (WgWsTalk *talk, const WgWsFrame *frame)
{
  gboolean data = frame->opcode == 1 || frame->opcode == 2;

  if ((frame->rsv & 3) != 0)
    see (talk, WG_WS_RSV23, frame->frame);
  if ((frame->rsv & 4) != 0)
    see (talk, data ? WG_WS_RSV1_DATA : WG_WS_RSV1_OTHER, frame->frame);
  if ((frame->opcode >= 3 && frame->opcode <= 7) || frame->opcode >= 11)
    see (talk, WG_WS_RESERVED_OPCODE, frame->frame);
  if (frame->opcode >= 8 && !frame->fin)
    see (talk, WG_WS_CONTROL_FRAGMENTED, frame->frame);
  if (frame->opcode >= 8 && frame->length > 125)
    see (talk, WG_WS_CONTROL_LONG, frame->frame);
  if (!frame->minimal)
    see (talk, WG_WS_LENGTH_FORM, frame->frame);
}

/* So many in a second, or in a minute. */
static void
count (WgWsTalk *talk, WgWsRate *rate, gint64 now, gint64 span, guint most, guint32 frame)
{
  if (now == G_MININT64)
    return;
  if (rate->n == 0 || now - rate->since_ns >= span || now < rate->since_ns)
    {
      rate->since_ns = now;
      rate->n = 0;
    }
  if (++rate->n == most + 1)
    see (talk, rate == &talk->pings ? WG_WS_MANY_PINGS : WG_WS_MANY_MESSAGES, frame);
}

static void
frame_part (gpointer state, WgRecordId id, gconstpointer item)
{
  WgWsTalks *talks = state;
  const WgWsFrame *frame = item;
  WgWsTalk *talk = wg_ws_talk_of (talks, id);
  guint dir = frame->from[0] == 'c' ? 0 : 1;

  if (talk == NULL)
    return;
  if (dir == 0 && !frame->masked)
    see (talk, WG_WS_UNMASKED, frame->frame);
  if (dir == 1 && frame->masked)
    see (talk, WG_WS_MASKED, frame->frame);
  if (dir == 0 && frame->masked)
    look_at_mask (talk, frame);
  look_at_bits (talk, frame);
  if (frame->opcode <= 2)
    talk->open[dir] = !frame->fin;
  if (frame->opcode == 8 && talk->open[dir])
    see (talk, WG_WS_CLOSED_OPEN, frame->frame);
  if (frame->opcode <= 2 && frame->fin)
    {
      talk->n_messages[dir]++;
      count (talk, &talk->messages[dir], wg_check_time (talks->check, frame->frame), NS_OF_S,
             SECOND_COUNT, frame->frame);
    }
  if (frame->opcode == 9)
    count (talk, &talk->pings, wg_check_time (talks->check, frame->frame), 60 * NS_OF_S,
           PING_COUNT, frame->frame);
}

static void
close_part (gpointer state, WgRecordId id, gconstpointer item)
{
  WgWsTalk *talk = wg_ws_talk_of (state, id);
  const WgWsClose *end = item;
  gint64 code = end->code;

  if (talk == NULL || talk->close_frame != 0)
    return;
  if (code < 0
      || (code != 1002 && code != 1003 && (code < 1007 || code > 1011)
          && (code == 1000 || code == 1001 || (code >= 1012 && code <= 1014)
              || (code >= 3000 && code <= 4999))))
    return;
  talk->close_frame = end->frame;
  talk->close_code = code;
  talk->close_by_client = end->from[0] == 'c';
}

/* --- told at the end -------------------------------------------------------------------- */

static WgClaim *
tell (const WgWsEnd *end, WgWsFault fault, const WgFindingType *type, WgSeverity severity)
{
  const WgWsSeen *seen = &end->talk->seen[fault];
  WgClaim *claim;

  if (seen->n == 0)
    return NULL;
  claim =
      wg_check_raise (end->check, type, severity, end->parties, WG_SLICE_NONE, seen->frames[0]);
  for (guint i = 1; i < MIN (seen->n, G_N_ELEMENTS (seen->frames)); i++)
    wg_claim_frame (claim, seen->frames[i]);
  return claim;
}

static guint64
seen (const WgWsEnd *end, WgWsFault fault)
{
  return end->talk->seen[fault].n;
}

#define TELL(end, fault, type, severity, ...)                                                  \
  G_STMT_START                                                                                 \
  {                                                                                            \
    WgClaim *told = tell ((end), (fault), (type), (severity));                                 \
    if (told != NULL)                                                                          \
      wg_claim_say (told, __VA_ARGS__);                                                        \
  }                                                                                            \
  G_STMT_END

static void
tell_masks (const WgWsEnd *e)
{
  TELL (e, WG_WS_UNMASKED, &wg_finding_ws_client_unmasked, WG_SEVERITY_DEFAULT,
        "The client sent %" G_GUINT64_FORMAT " frame(s) without a mask.",
        seen (e, WG_WS_UNMASKED));
  TELL (e, WG_WS_MASKED, &wg_finding_ws_server_masked, WG_SEVERITY_DEFAULT,
        "The server masked %" G_GUINT64_FORMAT " frame(s).", seen (e, WG_WS_MASKED));
  TELL (e, WG_WS_MASK_ZERO, &wg_finding_ws_mask_key_weak, WG_SEVERITY_DEFAULT,
        "The client masked %" G_GUINT64_FORMAT
        " frame(s) with the key 0, which changes nothing.",
        seen (e, WG_WS_MASK_ZERO));
  TELL (e, WG_WS_MASK_AGAIN, &wg_finding_ws_mask_key_weak, WG_SEVERITY_DEFAULT,
        "The client used the same mask key for several frames.");
  TELL (e, WG_WS_MASK_STEPS, &wg_finding_ws_mask_key_weak, WG_SEVERITY_DEFAULT,
        "The client counts its mask keys up in equal steps.");
}

static void
tell_bits (const WgWsEnd *e)
{
  const WgWsRecord *r = e->record;

  if (!r->other_extension)
    {
      TELL (e, WG_WS_RSV23, &wg_finding_ws_rsv_bits, WG_SEVERITY_DEFAULT,
            "Frames have RSV2 or RSV3 set, and nothing agreed on gives them a meaning.");
      TELL (e, WG_WS_RSV1_OTHER, &wg_finding_ws_rsv_bits, WG_SEVERITY_DEFAULT,
            "RSV1 is set on a control frame or a continuation, where it never belongs.");
      if (!r->deflate)
        TELL (e, WG_WS_RSV1_DATA, &wg_finding_ws_rsv_bits, WG_SEVERITY_DEFAULT,
              "RSV1 is set, but compression was not agreed on.");
    }
  TELL (e, WG_WS_RESERVED_OPCODE, &wg_finding_ws_reserved_opcode, WG_SEVERITY_DEFAULT,
        "%" G_GUINT64_FORMAT " frame(s) have an opcode that is not defined.",
        seen (e, WG_WS_RESERVED_OPCODE));
  TELL (e, WG_WS_CONTROL_FRAGMENTED, &wg_finding_ws_control_frame_invalid, WG_SEVERITY_DEFAULT,
        "A close, ping or pong frame is not final.");
  TELL (e, WG_WS_CONTROL_LONG, &wg_finding_ws_control_frame_invalid, WG_SEVERITY_DEFAULT,
        "A close, ping or pong frame carries more than 125 bytes.");
  TELL (e, WG_WS_LENGTH_FORM, &wg_finding_ws_length_nonminimal, WG_SEVERITY_DEFAULT,
        "%" G_GUINT64_FORMAT " frame(s) write their length in more bytes than it takes.",
        seen (e, WG_WS_LENGTH_FORM));
  if (!r->lossy)
    TELL (e, WG_WS_CLOSED_OPEN, &wg_finding_ws_fragment_sequence, WG_SEVERITY_DEFAULT,
          "A close frame came while a message in fragments was not finished.");
}

static void
tell_length (const WgWsEnd *e)
{
  WgClaim *claim;

  if (e->record->largest <= HUGE_LENGTH || e->record->lossy)
    return;
  claim = wg_check_raise (e->check, &wg_finding_ws_length_nonminimal, WG_SEVERITY_DEFAULT,
                          e->parties, WG_SLICE_NONE, e->record->largest_frame);
  wg_claim_say (claim, "A frame announced %" G_GUINT64_FORMAT " MiB at once.",
                e->record->largest / (1024 * 1024));
}

static void
tell_close (const WgWsEnd *e)
{
  static const struct
  {
    gint64 code;
    const char *what;
  } rows[] = {
      {1002, "a protocol error"},         {1003, "data of a kind that is not taken"},
      {1007, "text that is not UTF-8"},   {1008, "a breach of policy"},
      {1009, "a message too big"},        {1010, "an extension that is missing"},
      {1011, "an error of the server's"},
  };
  const char *what = "nothing: such a code must not be sent";
  WgClaim *claim;

  if (e->talk->close_frame == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == e->talk->close_code)
      what = rows[i].what;
  claim = wg_check_raise (e->check, &wg_finding_ws_close_abnormal, WG_SEVERITY_DEFAULT,
                          e->parties, WG_SLICE_NONE, e->talk->close_frame);
  wg_claim_say (claim, "The %s closed with the code %" G_GINT64_FORMAT ", which stands for %s.",
                e->talk->close_by_client ? "client" : "server", e->talk->close_code, what);
}

static void
tell_flood (const WgWsEnd *e)
{
  TELL (e, WG_WS_MANY_MESSAGES, &wg_finding_ws_flood, WG_SEVERITY_DEFAULT,
        "One side sent more than %d messages within a second.", SECOND_COUNT);
  TELL (e, WG_WS_MANY_PINGS, &wg_finding_ws_flood, WG_SEVERITY_DEFAULT,
        "More than %d pings were sent within a minute.", PING_COUNT);
}

static void
record_close (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  WgWsTalks *talks = state;
  WgWsTalk *talk = wg_ws_talk_of (talks, id);
  WgWsEnd end = {.check = talks->check, .parties = parties, .record = record, .talk = talk};

  if (talk == NULL)
    return;
  tell_masks (&end);
  tell_bits (&end);
  tell_length (&end);
  tell_close (&end);
  tell_flood (&end);
  wg_ws_tell_messages (&end);
  wg_ws_talk_forget (talks, id);
}

/* --- what the dissector has noted ------------------------------------------------------- */

static void
note_sequence (gpointer state,
               const WgParties *parties,
               const WgNoteType *type,
               const WgSpan *span,
               const char *text)
{
  WgWsTalks *talks = state;
  WgClaim *claim = wg_check_raise (talks->check, &wg_finding_ws_fragment_sequence,
                                   WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, span->frame);

  wg_claim_say (claim, "%s",
                strcmp (type->id, "websocket-no-start") == 0
                    ? "A continuation frame came although no message had begun."
                    : "A message began before the fragments of the one before it had ended.");
}

static void
note_huge (gpointer state,
           const WgParties *parties,
           const WgNoteType *type,
           const WgSpan *span,
           const char *text)
{
  WgWsTalks *talks = state;
  WgClaim *claim = wg_check_raise (talks->check, &wg_finding_ws_length_nonminimal,
                                   WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, span->frame);

  wg_claim_say (claim, "A frame announced a length with the highest bit set.");
}

static void
note_utf8 (gpointer state,
           const WgParties *parties,
           const WgNoteType *type,
           const WgSpan *span,
           const char *text)
{
  WgWsTalks *talks = state;
  WgClaim *claim = wg_check_raise (talks->check, &wg_finding_ws_invalid_utf8,
                                   WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, span->frame);

  wg_claim_say (claim, "A message that says it is text holds bytes that are not UTF-8.");
}

static void
note_short_close (gpointer state,
                  const WgParties *parties,
                  const WgNoteType *type,
                  const WgSpan *span,
                  const char *text)
{
  WgWsTalks *talks = state;
  WgClaim *claim = wg_check_raise (talks->check, &wg_finding_ws_close_abnormal,
                                   WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, span->frame);

  wg_claim_say (claim, "A close frame carries one byte, which is half a code.");
}

static gpointer
talks_open (WgCheck *check)
{
  return wg_ws_talks_new (check);
}

static void
talks_close (gpointer state)
{
  wg_ws_talks_free (state);
}

const WgRules wg_rules_websocket = {
    .name = "websocket",
    .open = talks_open,
    .close = talks_close,
    .records = (const WgRecordRule[]){{&wg_websocket_type, record_close}, {0}},
    .parts = (const WgPartRule[]){{&wg_websocket_frames, frame_part},
                                  {&wg_websocket_messages, wg_ws_message_part},
                                  {&wg_websocket_closes, close_part},
                                  {0}},
    .notes = (const WgNoteRule[]){{"websocket-no-start", note_sequence},
                                  {"websocket-unfinished", note_sequence},
                                  {"websocket-length-huge", note_huge},
                                  {"websocket-text-utf8", note_utf8},
                                  {"websocket-close-short", note_short_close},
                                  {0}},
};
