#include "../unit.h"

#include "script.h"

/* A toy protocol of lines that tell the channel what to do: "skip 5", "wait", "switch", "lost";
 * "when" tells which packet is being read. */

typedef struct
{
  WgRecordHead head;
  WgSlice said;
  guint32 frame;
  gint64 from;
} Line;

static const WgField line_fields[] = {
    {.key = "toy.said",
     .label = "Said",
     .kind = WG_KIND_TEXT,
     .json = "said",
     WG_AT (Line, said)},
    {.key = "toy.frame",
     .label = "Frame",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (Line, frame)},
    {.key = "toy.from",
     .label = "From",
     .kind = WG_KIND_INT,
     .json = "from",
     WG_AT (Line, from)},
    {0},
};
static const WgRecordType line_type = {"line", "lines", line_fields, NULL};
static const WgNoteType long_note = {"toy-long", "a long line", NULL};

typedef struct
{
  WgChannel *channel;
  gboolean answered;
} Toy;

static const WgDissector toy;

static void
tell (Toy *state, WgDir dir, WgSlice said, gsize pos)
{
  WgSpan span = wg_channel_span (state->channel, dir, pos, said.len);
  Line line = {.said = said, .frame = span.frame, .from = dir};
  WgRecordId id = wg_channel_open_record (state->channel, &line_type, span.frame);
  wg_channel_close_record (state->channel, id, &line_type, &line, FALSE);
}

static void
tell_text (Toy *state, WgDir dir, const char *text)
{
  Line line = {.said = wg_slice_str (text), .from = dir};
  WgRecordId id = wg_channel_open_record (state->channel, &line_type, 0);
  wg_channel_close_record (state->channel, id, &line_type, &line, FALSE);
}

static gpointer
toy_open (WgChannel *channel)
{
  Toy *state = g_new0 (Toy, 1);
  state->channel = channel;
  return state;
}

static WgStep
toy_feed (gpointer user, WgDir dir, WgReader *in)
{
  Toy *state = user;
  gsize start = wg_reader_tell (in);
  WgSlice line;
  guint64 n;

  if (!wg_reader_line (in, 64, &line))
    {
      if (in->end == WG_END_MORE)
        return wg_reader_left (in) >= 64 ? WG_LOST : WG_NEED (1);
      tell_text (state, dir, in->end == WG_END_CUT ? "<cut>" : "<partial>");
      return WG_LOST;
    }
  if (line.len > 20)
    wg_channel_note (state->channel, dir, &long_note, start, line.len, NULL);
  if (wg_slice_is (line, "wait") && !state->answered)
    {
      state->answered = TRUE;
      wg_reader_seek (in, start);
      return WG_WAIT;
    }
  tell (state, dir, line, start);
  if (wg_slice_is (line, "when"))
    {
      g_autofree char *text = g_strdup_printf ("<%u>", wg_channel_frame (state->channel));
      tell_text (state, dir, text);
    }
  if (wg_slice_has_prefix (line, "skip "))
    {
      WgReader number = wg_reader (wg_slice_sub (line, 5, 10), WG_END_WHOLE);
      return wg_reader_decimal (&number, 1000, &n) ? WG_SKIP (n) : WG_LOST;
    }
  if (wg_slice_is (line, "switch"))
    {
      WgHandoff handoff = {.by = "toy", .how = "switch"};
      wg_channel_set_handoff (state->channel, &handoff);
      return WG_HANDOFF (&toy);
    }
  return wg_slice_is (line, "lost") ? WG_LOST : WG_AGAIN;
}

static void
toy_payload (gpointer user, WgDir dir, WgSlice chunk)
{
  g_autofree char *text =
      g_strdup_printf ("<%.*s>", (int) chunk.len, (const char *) chunk.data);
  tell_text (user, dir, text);
}

static void
toy_gap (gpointer user, WgDir dir, guint64 len, gboolean cut)
{
  g_autofree char *text = g_strdup_printf ("<gap %u>", (guint) len);
  tell_text (user, dir, text);
}

static void
toy_eof (gpointer user, WgDir dir)
{
  tell_text (user, dir, "<eof>");
}

static void
toy_close (gpointer user)
{
  g_free (user);
}

static const WgDissector toy = {.id = "toy",
                                .open = toy_open,
                                .feed = toy_feed,
                                .payload = toy_payload,
                                .gap = toy_gap,
                                .eof = toy_eof,
                                .close = toy_close};

/* "c:text@frame" for each record. */
static void
expect (WgScript *script, const char *wanted)
{
  g_autofree char *out = wg_script_finish (script);
  assert_string_equal (out, wanted);
}

#define LINE(text, frame, from)                                                                \
  "lines {\"said\":\"" text "\",\"frame\":" #frame ",\"from\":" #from "}\n"
#define TOLD(text, from) "lines {\"said\":\"" text "\",\"from\":" #from "}\n"
#define END              "protocols toy\n"

static void
units_may_be_split_anywhere (void **state)
{
  for (gsize chunk = 0; chunk < 4; chunk++)
    {
      WgScript *script = wg_script_new (&toy, 7, 0, chunk);
      wg_script_client (script, "one\ntw");
      wg_script_server (script, "ans\n");
      wg_script_client (script, "o\nthree\n");
      expect (script, LINE ("one", 1, 0) LINE ("ans", 2, 1) LINE ("two", 1, 0)
                          LINE ("three", 3, 0) END);
    }
}

static void
payload_passes_in_chunks (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "skip 5\nab");
  wg_script_client (script, "cde\nx\n");
  expect (script, LINE ("skip 5", 1, 0) TOLD ("<ab>", 0) TOLD (
                      "<cde>", 0) "lines {\"frame\":2,\"from\":0}\n" LINE ("x", 2, 0) END);
}

static void
a_gap_counts_against_payload_first (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "skip 5\nab");
  wg_script_gap (script, WG_CLIENT, 3);
  wg_script_client (script, "x\nhal");
  wg_script_gap (script, WG_CLIENT, 4);
  wg_script_client (script, "y\n");
  expect (script, LINE ("skip 5", 1, 0) TOLD ("<ab>", 0) TOLD ("<gap 3>", 0) LINE ("x", 2, 0)
                      TOLD ("<gap 4>", 0) LINE ("y", 3, 0) END);
}

static void
one_direction_waits_for_the_other (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "wait\nmore\n");
  wg_script_server (script, "go\n");
  expect (script, LINE ("go", 2, 1) LINE ("wait", 1, 0) LINE ("more", 1, 0) END);
}

static void
a_handoff_takes_both_directions (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "hello\nwai");
  wg_script_server (script, "switch\nnew\n");
  wg_script_client (script, "t\n");
  wg_script_server (script, "on\n");
  expect (script, LINE ("hello", 1, 0) LINE ("switch", 2, 1) LINE ("new", 2, 1)
                      LINE ("on", 4, 1) LINE ("wait", 1, 0) "protocols toy toy\n");
}

static void
the_end_says_whether_it_was_cut (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "par");
  wg_script_server (script, "tial");
  wg_script_eof (script, WG_CLIENT);
  expect (script, TOLD ("<partial>", 0) TOLD ("<cut>", 1) END);
}

static void
lost_is_one_direction (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "lost\nnever\n");
  wg_script_server (script, "still\n");
  expect (script, LINE ("lost", 1, 0) LINE ("still", 2, 1) END);
}

static void
notes_name_the_packet_of_their_bytes (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  wg_script_client (script, "ok\nthis is longer than");
  wg_script_client (script, " twenty\n");
  expect (script, LINE ("ok", 1, 0) "note toy-long @1+57:19\n" LINE (
                      "this is longer than twenty", 1, 0) END);
}

static void
hold_and_say (WgScript *script, guint32 sent, guint32 read, const char *text)
{
  wg_script_engine (script)->frame = read;
  wg_channel_data (wg_script_channel (script), WG_CLIENT, wg_slice_str (text),
                   (WgOrigin){sent, 54, 0});
}

static void
bytes_that_waited_name_their_own_packet (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);

  hold_and_say (script, 3, 9, "when\n"); /* until a hole before it was given up */
  hold_and_say (script, 5, 5, "x\n");
  hold_and_say (script, 4, 5, "when\n"); /* until packet 5 filled the hole */
  expect (script, LINE ("when", 3, 0) TOLD ("<3>", 0) LINE ("x", 5, 0) LINE ("when", 4, 0)
                      TOLD ("<5>", 0) END);
}

static void
the_window_has_a_ceiling (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);
  g_autofree guint8 *bytes = g_malloc0 (WG_LIMIT_WINDOW_LEN);

  /* held back by "wait" until the window is full, then a byte more */
  wg_script_client (script, "wait\n");
  wg_script_say (script, WG_CLIENT, wg_slice (bytes, WG_LIMIT_WINDOW_LEN - 5));
  wg_script_client (script, "x");
  wg_script_server (script, "go\n");
  expect (script, LINE ("go", 4, 1) END);
}

static void
notes_have_a_ceiling (void **state)
{
  WgScript *script = wg_script_new (&toy, 7, 0, 0);
  g_autofree char *out = NULL;
  guint n = 0;

  for (guint i = 0; i < WG_LIMIT_NOTES + 10; i++)
    wg_script_client (script, "more than twenty letters\n");
  out = wg_script_finish (script);
  for (const char *at = out; (at = strstr (at, "note ")) != NULL; at++)
    n++;
  assert_int_equal (n, WG_LIMIT_NOTES);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (units_may_be_split_anywhere),
      cmocka_unit_test (payload_passes_in_chunks),
      cmocka_unit_test (a_gap_counts_against_payload_first),
      cmocka_unit_test (one_direction_waits_for_the_other),
      cmocka_unit_test (a_handoff_takes_both_directions),
      cmocka_unit_test (the_end_says_whether_it_was_cut),
      cmocka_unit_test (lost_is_one_direction),
      cmocka_unit_test (notes_name_the_packet_of_their_bytes),
      cmocka_unit_test (bytes_that_waited_name_their_own_packet),
      cmocka_unit_test (the_window_has_a_ceiling),
      cmocka_unit_test (notes_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
