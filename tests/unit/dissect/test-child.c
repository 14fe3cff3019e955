#include "../unit.h"

#include "script.h"

/* A toy protocol of boxes: a byte of length, then as many bytes of the protocol inside, each
 * turned by one. What is inside begins with a letter that says what it is: 'b' more boxes, 'l'
 * lines. */

typedef struct
{
  WgRecordHead head;
  WgSlice said;
  guint32 frame, off, len;
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
    {.key = "toy.off",
     .label = "Offset",
     .kind = WG_KIND_UINT,
     .json = "off",
     WG_AT (Line, off)},
    {.key = "toy.len",
     .label = "Length",
     .kind = WG_KIND_UINT,
     .json = "len",
     WG_AT (Line, len)},
    {0},
};
static const WgField box_field = {.key = "box", .label = "Box", .kind = WG_KIND_NONE};
static const WgRecordType line_type = {"line", "lines", line_fields, NULL};
static const WgNoteType line_note = {"toy-line", "a line", NULL};

typedef struct
{
  WgChannel *channel;
  WgChannel *inner;
} Toy;

static const WgDissector box, lines;

static gpointer
toy_open (WgChannel *channel)
{
  Toy *state = g_new0 (Toy, 1);
  state->channel = channel;
  return state;
}

static void
toy_close (gpointer user)
{
  Toy *state = user;
  wg_channel_free_child (state->inner);
  g_free (state);
}

static void
toy_gap (gpointer user, WgDir dir, guint64 len, gboolean cut)
{
  Toy *state = user;
  if (state->inner != NULL)
    wg_channel_child_gap (state->inner, dir, len, cut);
}

static void
toy_eof (gpointer user, WgDir dir)
{
  Toy *state = user;
  if (state->inner != NULL)
    wg_channel_child_eof (state->inner, dir);
}

static WgStep
box_feed (gpointer user, WgDir dir, WgReader *in)
{
  Toy *state = user;
  const WgHandoff handoff = {.by = "box", .decrypted = TRUE};
  gsize start = wg_reader_tell (in);
  guint8 plain[256], len;
  WgSlice sealed;

  if (!wg_reader_u8 (in, &len) || !wg_reader_take (in, len, &sealed))
    {
      wg_reader_seek (in, start);
      return WG_NEED (1);
    }
  for (gsize i = 0; i < sealed.len; i++)
    plain[i] = (guint8) (sealed.data[i] - 1);
  if (state->inner == NULL)
    state->inner = wg_channel_new_child (state->channel, "Opened box",
                                         plain[0] == 'b' ? &box : &lines, &handoff);
  else
    {
      wg_channel_child_data (state->inner, dir, wg_slice (plain, len), start + 1, len);
      return WG_AGAIN;
    }
  wg_channel_child_data (state->inner, dir, wg_slice (plain + 1, len - 1u), start + 1, len);
  return WG_AGAIN;
}

static void
box_describe (gpointer user, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  wg_tree_add (tree, NULL, &box_field, 0, unit.len);
}

static WgStep
lines_feed (gpointer user, WgDir dir, WgReader *in)
{
  Toy *state = user;
  gsize start = wg_reader_tell (in);
  Line line = {.said = WG_SLICE_NONE};
  WgRecordId id;
  WgSpan span;

  if (!wg_reader_line (in, 64, &line.said))
    return WG_NEED (1);
  assert_true (wg_channel_handoff (state->channel)->decrypted);
  span = wg_channel_span (state->channel, dir, start, line.said.len);
  line.frame = span.frame;
  line.off = span.off;
  line.len = span.len;
  id = wg_channel_open_record (state->channel, &line_type, span.frame);
  wg_channel_close_record (state->channel, id, &line_type, &line, FALSE);
  if (wg_slice_is (line.said, "note"))
    wg_channel_note (state->channel, dir, &line_note, start, line.said.len, NULL);
  return WG_AGAIN;
}

static void
lines_describe (gpointer user, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  wg_tree_add (tree, NULL, &line_fields[0], 0, unit.len);
}

static const WgDissector box = {.id = "box",
                                .open = toy_open,
                                .feed = box_feed,
                                .gap = toy_gap,
                                .eof = toy_eof,
                                .close = toy_close,
                                .describe = box_describe};
static const WgDissector lines = {.id = "lines",
                                  .open = toy_open,
                                  .feed = lines_feed,
                                  .gap = toy_gap,
                                  .eof = toy_eof,
                                  .close = toy_close,
                                  .describe = lines_describe};

static GByteArray *
sealed (const char *text)
{
  GByteArray *out = g_byte_array_new ();
  guint8 len = (guint8) strlen (text);

  g_byte_array_append (out, &len, 1);
  for (gsize i = 0; i < len; i++)
    {
      guint8 byte = (guint8) (text[i] + 1);
      g_byte_array_append (out, &byte, 1);
    }
  return out;
}

static void
say_box (WgScript *script, const char *text)
{
  g_autoptr (GByteArray) out = sealed (text);
  wg_script_say (script, WG_CLIENT, wg_slice (out->data, out->len));
}

/* Packets of a script carry their bytes at offset 54. */
static void
spans_name_the_bytes_around (void **state)
{
  for (gsize chunk = 0; chunk < 3; chunk++)
    {
      WgScript *script = wg_script_new (&box, 7, 0, chunk);
      g_autofree char *out = NULL;

      say_box (script, "lone\ntw");
      say_box (script, "o\nnote\n");
      out = wg_script_finish (script);
      if (chunk == 0)
        assert_string_equal (out, "lines {\"said\":\"one\",\"frame\":1,\"off\":55,\"len\":7}\n"
                                  "lines {\"said\":\"two\",\"frame\":1,\"off\":55,\"len\":7}\n"
                                  "lines {\"said\":\"note\",\"frame\":2,\"off\":55,\"len\":7}\n"
                                  "note toy-line @2+55:7\nprotocols box lines\n");
      assert_non_null (strstr (out, "\"said\":\"two\",\"frame\":1,\"off\":55"));
    }
}

static void
boxes_in_boxes_have_a_ceiling (void **state)
{
  WgScript *script = wg_script_new (&box, 7, 0, 0);
  g_autofree char *out = NULL;
  GString *text = g_string_new ("ldeep\n");

  for (guint i = 0; i < WG_LIMIT_CHANNEL_DEPTH + 2; i++)
    {
      g_autoptr (GByteArray) around = sealed (text->str);
      g_string_assign (text, "b");
      g_string_append_len (text, (const char *) around->data, around->len);
    }
  say_box (script, text->str);
  g_string_free (text, TRUE);
  out = wg_script_finish (script);
  assert_string_equal (out, "protocols box\n");
}

static void
a_gap_and_an_end_go_inside (void **state)
{
  WgScript *script = wg_script_new (&box, 7, 0, 0);
  g_autofree char *out = NULL;

  say_box (script, "lone\ntw");
  wg_script_gap (script, WG_CLIENT, 9);
  say_box (script, "three\n");
  wg_script_eof (script, WG_CLIENT);
  out = wg_script_finish (script);
  assert_string_equal (out, "lines {\"said\":\"one\",\"frame\":1,\"off\":55,\"len\":7}\n"
                            "lines {\"said\":\"three\",\"frame\":2,\"off\":55,\"len\":6}\n"
                            "protocols box lines\n");
}

/* The outer node first, the inner one on a source of its own that tells where it came from. */
static void
the_tree_goes_from_outer_to_inner (void **state)
{
  g_autoptr (GByteArray) bytes = sealed ("lone\ntwo\n");
  WgSlice packet = wg_slice (bytes->data, bytes->len);
  WgTree *tree = wg_tree_new (packet);
  WgScript *script = wg_script_new (&box, 7, 0, 0);
  WgEngine *engine = wg_script_engine (script);
  const WgTreeSource *source;
  const WgNode *node;

  engine->tree = tree;
  engine->frame = 1;
  wg_channel_data (wg_script_channel (script), WG_CLIENT, packet, (WgOrigin){1, 0, 0});
  engine->tree = NULL;
  node = wg_tree_root (tree)->first_child;
  assert_ptr_equal (node->field, &box_field);
  node = node->next;
  assert_ptr_equal (node->field, &line_fields[0]);
  assert_int_equal (node->source, 1);
  assert_int_equal (node->off, 0);
  assert_int_equal (node->next->off, 4);
  source = wg_tree_source (tree, 1);
  assert_string_equal (source->title, "Opened box");
  assert_int_equal (source->parent, 0);
  assert_int_equal (source->parent_off, 1);
  assert_int_equal (source->parent_len, 9);
  wg_tree_free (tree);
  g_free (wg_script_finish (script));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (spans_name_the_bytes_around),
      cmocka_unit_test (boxes_in_boxes_have_a_ceiling),
      cmocka_unit_test (a_gap_and_an_end_go_inside),
      cmocka_unit_test (the_tree_goes_from_outer_to_inner),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
