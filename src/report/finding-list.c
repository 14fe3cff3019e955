#include "report/finding-list.h"

#define ENOUGH (64u * 1024) /* text worth writing */

void
wg_finding_list_init (WgFindingList *list)
{
  list->findings = g_ptr_array_new ();
  list->arena = wg_arena_new (G_MAXSIZE);
  list->summary = NULL;
}

void
wg_finding_list_reset (WgFindingList *list)
{
  g_ptr_array_set_size (list->findings, 0);
  wg_arena_reset (list->arena);
  list->summary = NULL;
}

void
wg_finding_list_clear (WgFindingList *list)
{
  g_ptr_array_unref (list->findings);
  wg_arena_free (list->arena);
}

static gpointer
copy (WgArena *arena, gconstpointer bytes, gsize len)
{
  gpointer out = wg_arena_alloc (arena, len);

  memcpy (out, bytes, len);
  return out;
}

static const char *
copy_string (WgArena *arena, const char *text)
{
  return text != NULL ? copy (arena, text, strlen (text) + 1) : NULL;
}

static void
copy_list (WgArena *arena, WgList *list, gsize size)
{
  list->items = list->n > 0 ? copy (arena, list->items, list->n * size) : NULL;
}

static void
copy_slice (WgArena *arena, WgSlice *slice)
{
  if (slice->len > 0)
    slice->data = copy (arena, slice->data, slice->len);
}

static WgFinding *
copy_finding (WgArena *arena, const WgFinding *from)
{
  WgFinding *finding = copy (arena, from, sizeof *from);
  WgEvidence *evidence;

  finding->client.ip = copy_string (arena, finding->client.ip);
  finding->server.ip = copy_string (arena, finding->server.ip);
  copy_slice (arena, &finding->name);
  copy_slice (arena, &finding->detail);
  copy_list (arena, &finding->conversations, sizeof (guint64));
  copy_list (arena, &finding->frames, sizeof (guint32));
  copy_list (arena, &finding->evidence, sizeof (WgEvidence));
  evidence = (gpointer) finding->evidence.items;
  for (guint i = 0; i < finding->evidence.n; i++)
    {
      evidence[i].field = copy_string (arena, evidence[i].field);
      copy_slice (arena, &evidence[i].value);
      copy_slice (arena, &evidence[i].secret);
    }
  /* The type's own words are static, those of a record that came through the relay are not. */
  finding->id = finding->type->id;
  finding->title = finding->type->words->title;
  finding->explanation = finding->type->words->why;
  finding->attack = finding->type->words->attack;
  finding->fix = finding->type->words->fix;
  finding->sure = finding->type->words->sure;
  finding->scope = copy_string (arena, finding->scope);
  finding->references = (WgList){NULL, 0}; /* the type has them */
  return finding;
}

static WgSummary *
copy_summary (WgArena *arena, const WgSummary *from)
{
  WgSummary *summary = copy (arena, from, sizeof *from);
  WgServerGrade *server;
  WgNotVisible *hidden;

  summary->grade = copy_string (arena, summary->grade);
  copy_list (arena, &summary->servers, sizeof (WgServerGrade));
  copy_list (arena, &summary->not_visible, sizeof (WgNotVisible));
  server = (gpointer) summary->servers.items;
  for (guint i = 0; i < summary->servers.n; i++)
    {
      server[i].server.ip = copy_string (arena, server[i].server.ip);
      server[i].grade = copy_string (arena, server[i].grade);
      server[i].worst = copy_string (arena, server[i].worst);
      copy_slice (arena, &server[i].name);
    }
  hidden = (gpointer) summary->not_visible.items;
  for (guint i = 0; i < summary->not_visible.n; i++)
    {
      hidden[i].server.ip = copy_string (arena, hidden[i].server.ip);
      hidden[i].what = copy_string (arena, hidden[i].what);
      hidden[i].why = copy_string (arena, hidden[i].why);
    }
  return summary;
}

void
wg_finding_list_take (WgFindingList *list, const WgRecordType *type, gconstpointer record)
{
  if (type == &wg_finding_type)
    g_ptr_array_add (list->findings, copy_finding (list->arena, record));
  else if (type == &wg_summary_type)
    list->summary = copy_summary (list->arena, record);
}

/* g_ptr_array_sort() keeps no order, so what is equal goes by where it stood. */
static gint
compare (gconstpointer a, gconstpointer b, gpointer places)
{
  const WgFinding *x = *(const WgFinding *const *) a, *y = *(const WgFinding *const *) b;
  int order;

  if (x->severity != y->severity)
    return x->severity > y->severity ? -1 : 1;
  if ((order = strcmp (x->type->id, y->type->id)) != 0)
    return order;
  return GPOINTER_TO_INT (g_hash_table_lookup (places, x))
         - GPOINTER_TO_INT (g_hash_table_lookup (places, y));
}

GPtrArray *
wg_finding_list_by_severity (const WgFindingList *list)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  GPtrArray *sorted = g_ptr_array_sized_new (list->findings->len);

  for (guint i = 0; i < list->findings->len; i++)
    {
      g_ptr_array_add (sorted, g_ptr_array_index (list->findings, i));
      g_hash_table_insert (places, g_ptr_array_index (list->findings, i), GUINT_TO_POINTER (i));
    }
  g_ptr_array_sort_with_data (sorted, compare, places);
  return sorted;
}

guint
wg_finding_list_kind_end (const GPtrArray *sorted, guint from)
{
  const WgFinding *first = g_ptr_array_index (sorted, from);

  for (guint i = from + 1; i < sorted->len; i++)
    {
      const WgFinding *next = g_ptr_array_index (sorted, i);
      if (next->type != first->type || next->severity != first->severity)
        return i;
    }
  return sorted->len;
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  wg_finding_list_take (&((WgFindingSink *) sink)->report->list, type, record);
}

void
wg_finding_report_flush (WgFindingReport *report)
{
  wg_output_write (report->output, report->text->str, report->text->len);
  report->n_bytes += report->text->len;
  g_string_truncate (report->text, 0);
}

static void
begin (WgFindingReport *report)
{
  if (report->n_captures == 0 && report->kind->begin != NULL)
    report->kind->begin (report);
}

static void
report_capture (WgReport *base, const char *file, const WgCaptureFacts *facts)
{
  WgFindingReport *report = (WgFindingReport *) base;

  begin (report);
  report->kind->write (report, file, facts);
  wg_finding_report_flush (report);
  report->n_captures++;
  report->first_conversation += facts->conversations;
  wg_finding_list_reset (&report->list);
}

static void
report_drop (WgReport *base)
{
  wg_finding_list_reset (&((WgFindingReport *) base)->list);
}

static gboolean
report_finish (WgReport *base, GError **error)
{
  WgFindingReport *report = (WgFindingReport *) base;

  begin (report);
  if (report->kind->end != NULL)
    report->kind->end (report);
  wg_finding_report_flush (report);
  return wg_output_flush (report->output, error);
}

static void
report_free (WgReport *base)
{
  WgFindingReport *report = (WgFindingReport *) base;

  wg_finding_list_clear (&report->list);
  wg_mask_free (report->mask);
  g_string_free (report->text, TRUE);
  g_string_free (report->later, TRUE);
  g_hash_table_unref (report->rules);
  g_ptr_array_unref (report->types);
  g_free (report);
}

WgReport *
wg_finding_report_new (const WgFindingReportKind *kind,
                       WgOutput *output,
                       const WgReportOptions *options)
{
  WgFindingReport *report = g_new0 (WgFindingReport, 1);

  report->base = (WgReport){.sink = &report->sink.sink,
                            .capture = report_capture,
                            .drop = report_drop,
                            .finish = report_finish,
                            .free = report_free};
  report->sink = (WgFindingSink){wg_sink_deaf, report};
  report->sink.sink.close = sink_close;
  report->kind = kind;
  report->options = options;
  report->output = output;
  report->mask = options->reveal_secrets ? NULL : wg_mask_new ();
  wg_finding_list_init (&report->list);
  report->text = g_string_sized_new (ENOUGH);
  report->later = g_string_new (NULL);
  report->rules = g_hash_table_new (NULL, NULL);
  report->types = g_ptr_array_new ();
  return &report->base;
}

guint
wg_finding_report_rule (WgFindingReport *report, const WgFindingType *type)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (report->rules, type));

  if (index > 0)
    return index - 1;
  g_ptr_array_add (report->types, (gpointer) type);
  g_hash_table_insert (report->rules, (gpointer) type, GUINT_TO_POINTER (report->types->len));
  return report->types->len - 1;
}
