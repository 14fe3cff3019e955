/* A conversation for one dissector, or with WG_FUZZ_DISSECTOR "" for the probes of all:
 * segments of both directions, gaps and ends, with field trees made of every other packet. What
 * comes of it is judged by all rules.
 *
 * Input: a byte of settings (1: datagrams, 2: in pieces of 3 bytes), then steps, each a byte
 * with the direction in bit 7 and what in bits 6 and 5: 0 and 1 bytes, whose number stands in
 * the other five bits and the next byte; 2 a gap of the next byte; 3 the end of the direction.
 */

#include "fuzz.h"

#include "check/check.h"
#include "dissect/channel-private.h"
#include "report/json-value.h"

typedef struct
{
  WgSink sink;
  GString *text;
  WgJsonStyle style;
} Writer;

/* Writing a record touches every byte that it points at. */
static void
on_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  Writer *writer = (Writer *) sink;

  g_string_truncate (writer->text, 0);
  wg_json_item (writer->text, list, item, &writer->style);
}

static void
on_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Writer *writer = (Writer *) sink;

  g_string_assign (writer->text, "{");
  wg_json_fields (writer->text, type->fields, record, &writer->style, NULL, NULL);
}

static void
on_note (WgSink *sink,
         const WgNoteType *type,
         gint64 conversation,
         const WgSpan *span,
         const char *text)
{
  g_assert (type->id != NULL && type->text != NULL);
}

/* The bytes stand alone in their memory, so that a sanitizer sees a step past them. */
static void
say (WgEngine *engine,
     WgCheck *check,
     WgChannel *channel,
     WgDir dir,
     WgSlice bytes,
     gsize piece_len)
{
  WgOrigin origin = {++engine->frame, 0};
  WgPacket packet = {.frame = engine->frame,
                     .has_time = TRUE,
                     .linktype = G_MAXUINT16,
                     .time_ns = (gint64) engine->frame * G_GINT64_CONSTANT (1780000000)};
  g_autofree guint8 *copy = g_memdup2 (bytes.data, bytes.len);
  WgSlice rest = wg_slice (copy, bytes.len);

  engine->time_ns = packet.time_ns;
  wg_check_packet (check, &packet);
  engine->tree = engine->frame % 2 == 0 ? wg_tree_new (rest) : NULL;
  if (channel->datagram)
    wg_channel_take_datagram (channel, dir, rest, origin, FALSE);
  while (!channel->datagram && rest.len > 0)
    {
      gsize n = MIN (rest.len, piece_len);
      wg_channel_data (channel, dir, wg_slice (rest.data, n), origin);
      rest = wg_slice (rest.data + n, rest.len - n);
      origin.off += (guint32) n;
    }
  g_clear_pointer (&engine->tree, wg_tree_free);
}

static void
play (WgEngine *engine, WgCheck *check, WgChannel *channel, WgReader *in, gsize piece_len)
{
  guint8 head, more;

  while (wg_reader_u8 (in, &head))
    {
      WgDir dir = head & 0x80 ? WG_SERVER : WG_CLIENT;
      guint what = head >> 5 & 3;
      WgSlice bytes;

      if (what == 3)
        {
          if (!channel->datagram) /* which has neither end nor gap */
            wg_channel_eof (channel, dir);
          continue;
        }
      if (!wg_reader_u8 (in, &more))
        return;
      if (what == 2)
        {
          if (!channel->datagram)
            wg_channel_gap (channel, dir, more + 1u, (head & 1) != 0);
          continue;
        }
      if (wg_reader_take (in, MIN ((gsize) (head & 31) << 8 | more, wg_reader_left (in)),
                          &bytes))
        say (engine, check, channel, dir, bytes, piece_len);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const WgCheckOptions options = {.verify_ns = G_MININT64};
  WgFlow flow = {.end = {{.address = {10, 0, 0, 1}, .port = 40000},
                         {.address = {192, 0, 2, 1}, .port = WG_FUZZ_PORT}},
                 .ip_version = 4,
                 .protocol = 6,
                 .first_frame = 1,
                 .last_frame = 1};
  Writer writer = {.sink = wg_sink_deaf};
  const WgDissector *dissector = wg_dissector_find (WG_FUZZ_DISSECTOR);
  WgReader in = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  g_autoptr (WgCheck) check = NULL;
  WgEngine engine;
  WgChannel *channel;
  guint8 settings;

  if (!wg_reader_u8 (&in, &settings))
    return 0;
  writer.sink.part = on_part;
  writer.sink.close = on_close;
  writer.sink.note = on_note;
  writer.text = g_string_new (NULL);
  writer.style.scratch = g_string_new (NULL);
  check = wg_check_new (&options, &writer.sink);
  wg_engine_init (&engine, wg_check_sink (check), WG_WANT_HASHES | WG_WANT_BODIES);
  flow.protocol = settings & 1 ? 17 : 6;
  wg_check_flow (check, &flow);
  channel = wg_channel_new (&engine, flow.end, 4, (settings & 1) != 0, 0);
  if (dissector != NULL
      && (settings & 1 ? dissector->datagram != NULL : dissector->feed != NULL))
    wg_channel_choose (channel, dissector);
  play (&engine, check, channel, &in, settings & 2 ? 3 : G_MAXSIZE);
  wg_channel_free (channel);
  wg_check_flow_over (check, &flow);
  wg_check_finish (check);
  wg_engine_clear (&engine);
  g_string_free (writer.text, TRUE);
  g_string_free (writer.style.scratch, TRUE);
  return 0;
}
