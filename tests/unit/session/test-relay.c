#include "../unit.h"

#include "report/json-value.h"
#include "session/relay-batch.h"
#include "session/relay.h"

/* A record with a member of every kind that points to something. */

typedef struct
{
  WgSlice name;
  guint32 n;
} Part;

typedef struct
{
  guint32 number;
  WgSlice text;
  WgSlice bytes;
  const char *string;
  WgHeader header;
  WgList headers;
  WgList parts;
  Part inside;
  const Part *other;
  guint16 flat_a;
  WgSlice flat_b;
} Thing;

static const WgField part_fields[] = {
    {.key = "p.name", .kind = WG_KIND_TEXT, .json = "name", WG_AT (Part, name)},
    {.key = "p.n", .kind = WG_KIND_UINT, .json = "n", WG_AT (Part, n)},
    {0},
};
/* Rows of the struct itself, behind all others. */
static const WgField flat_fields[] = {
    {.key = "f.a", .kind = WG_KIND_UINT, .json = "a", WG_AT (Thing, flat_a)},
    {.key = "f.b", .kind = WG_KIND_TEXT, .json = "b", WG_AT (Thing, flat_b)},
    {0},
};
static const WgField item_row = {.key = "t.items",
                                 .kind = WG_KIND_OBJECT,
                                 .json = "items",
                                 .list = 1,
                                 .streamed = 1,
                                 .fields = part_fields};
static const WgField thing_fields[] = {
    {.key = "t.number", .kind = WG_KIND_UINT, .json = "number", WG_AT (Thing, number)},
    {.key = "t.text", .kind = WG_KIND_TEXT, .json = "text", WG_AT (Thing, text)},
    {.key = "t.bytes", .kind = WG_KIND_BYTES, .json = "bytes", WG_AT (Thing, bytes)},
    {.key = "t.string", .kind = WG_KIND_STRING, .json = "string", WG_AT (Thing, string)},
    {.key = "t.header", .kind = WG_KIND_HEADER, .json = "header", WG_AT (Thing, header)},
    {.key = "t.headers",
     .kind = WG_KIND_HEADER,
     .json = "headers",
     WG_LIST_AT (Thing, headers, WgHeader)},
    {.key = "t.parts",
     .kind = WG_KIND_OBJECT,
     .json = "parts",
     .fields = part_fields,
     WG_LIST_AT (Thing, parts, Part)},
    {.key = "t.inside",
     .kind = WG_KIND_OBJECT,
     .json = "inside",
     .fields = part_fields,
     WG_AT (Thing, inside)},
    {.key = "t.other",
     .kind = WG_KIND_REF,
     .json = "other",
     .fields = part_fields,
     WG_AT (Thing, other)},
    {.key = "t.flat", .kind = WG_KIND_OBJECT, .json = "flat", .fields = flat_fields},
    {.key = "t.streamed", .kind = WG_KIND_TEXT, .json = "streamed", .streamed = 1},
    {.key = "t.tree", .kind = WG_KIND_TEXT},
    {0},
};
static const WgRecordType thing_type = {"thing", "things", thing_fields, NULL};
static const WgNoteType odd = {"thing-odd", "Odd.", NULL};

/* A sink that writes down what it is told. */
typedef struct
{
  WgSink sink;
  GString *out;
  WgJsonStyle style;
  guint32 n_open;
  GThread *thread;
  gboolean slow;
} Log;

static WgRecordId
log_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  Log *log = (Log *) sink;

  log->thread = g_thread_self ();
  g_string_append_printf (log->out, "open %s %u\n", type->name, first_frame);
  return 1000 + log->n_open++;
}

static void
log_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  Log *log = (Log *) sink;

  g_string_append_printf (log->out, "part %u ", id);
  wg_json_item (log->out, list, item, &log->style);
  g_string_append_c (log->out, '\n');
}

static void
log_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Log *log = (Log *) sink;

  g_string_append_printf (log->out, "close %u {", id);
  wg_json_fields (log->out, type->fields, record, &log->style, NULL, NULL);
  g_string_append (log->out, "}\n");
  if (log->slow)
    g_usleep (10);
}

static void
log_note (WgSink *sink,
          const WgNoteType *type,
          gint64 conversation,
          const WgSpan *span,
          const char *text)
{
  Log *log = (Log *) sink;
  g_string_append_printf (log->out, "note %s %" G_GINT64_FORMAT " %u+%u:%u %s\n", type->id,
                          conversation, span->frame, span->off, span->len,
                          text != NULL ? text : "-");
}

static void
log_init (Log *log)
{
  *log = (Log){.sink = {log_open, log_part, log_close, log_note},
               .out = g_string_new (NULL),
               .style = {.scratch = g_string_new (NULL)}};
}

static void
log_clear (Log *log)
{
  g_string_free (log->out, TRUE);
  g_string_free (log->style.scratch, TRUE);
}

static Thing
make_thing (guint i, const WgHeader *headers, const Part *parts, WgSlice text)
{
  return (Thing){.number = i,
                 .text = text,
                 .bytes = headers[0].value,
                 .string = i % 3 > 0 ? (const char *) headers[0].name.data : NULL,
                 .header = headers[0],
                 .headers = {headers, i % 3},
                 .parts = {parts, i % 3},
                 .inside = parts[0],
                 .other = i % 2 > 0 ? &parts[0] : NULL,
                 .flat_a = (guint16) i,
                 .flat_b = headers[0].name};
}

/* Tells @sink of @n things, two of which are open at a time; all data is overwritten after each
 * call. @long_len: of the text that one in fifty has. */
static void
tell (WgSink *sink, guint n, gsize long_len)
{
  g_autofree char *long_text = g_strnfill (long_len, 'x');
  WgRecordId open[2] = {0, 0};

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %u", i);
      g_autofree char *value = g_strdup_printf ("v%u", i);
      WgHeader headers[] = {{wg_slice_str (name), wg_slice_str (value)},
                            {wg_slice_str (value), WG_SLICE_NONE}};
      Part parts[] = {{wg_slice_str (value), i}, {WG_SLICE_NONE, 7}};
      WgSpan span = {i + 1, 2, 3};
      WgSlice text = i % 50 == 9 ? wg_slice_str (long_text) : headers[0].name;
      Thing thing = make_thing (i, headers, parts, text);

      if (open[i % 2] != 0)
        sink->close (sink, open[i % 2], &thing_type, &thing);
      open[i % 2] = sink->open (sink, &thing_type, i + 1);
      sink->part (sink, open[i % 2], &item_row, &parts[0]);
      if (i % 7 == 0)
        sink->note (sink, &odd, i, &span, i % 2 > 0 ? name : NULL);
      memset (name, '!', strlen (name));
      memset (value, '!', strlen (value));
      memset (parts, 0xff, sizeof parts);
      memset (headers, 0xff, sizeof headers);
      memset (&thing, 0xff, sizeof thing);
    }
}

static void
check_same (guint n, gsize long_len, gboolean slow, gboolean own_thread)
{
  Log plain, relayed;
  WgRelay *relay;

  log_init (&plain);
  log_init (&relayed);
  relayed.slow = slow;
  relay = wg_relay_new (&relayed.sink);
  tell (&plain.sink, n, long_len);
  tell (wg_relay_sink (relay), n, long_len);
  if (!own_thread)
    assert_int_equal (relayed.out->len, 0); /* nothing was handed over yet */
  wg_relay_free (relay);
  assert_true (strstr (plain.out->str, "\"flat\":{\"a\":5,\"b\":\"name 5\"}") != NULL);
  assert_string_equal (relayed.out->str, plain.out->str);
  if (!own_thread)
    assert_ptr_equal (relayed.thread, g_thread_self ());
  log_clear (&plain);
  log_clear (&relayed);
}

static void
a_few_records_need_no_thread (void **state)
{
  check_same (20, 10, FALSE, FALSE);
}

static void
many_records_come_in_order (void **state)
{
  check_same (20000, 10, FALSE, TRUE);
}

static void
a_record_may_be_longer_than_a_batch (void **state)
{
  check_same (500, WG_BATCH_LEN, FALSE, TRUE);
  check_same (500, WG_BATCH_LEN - 1, FALSE, TRUE);
  check_same (500, 6 * WG_BATCH_LEN, FALSE, TRUE);
}

static void
a_slow_sink_is_waited_for (void **state)
{
  check_same (20000, 10, TRUE, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_few_records_need_no_thread),
      cmocka_unit_test (many_records_come_in_order),
      cmocka_unit_test (a_record_may_be_longer_than_a_batch),
      cmocka_unit_test (a_slow_sink_is_waited_for),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
