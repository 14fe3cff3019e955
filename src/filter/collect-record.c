/* Values out of records, by their field tables. */
#include "filter/run.h"

#include "base/limits.h"

#define MAX_DEPTH 16u

static void take_rows (WgFilterRun *run, const WgField *row, gconstpointer base, guint depth);

static guint64
load (gconstpointer at, gsize size)
{
  guint64 value = 0;
  guint8 one;
  guint16 two;
  guint32 four;

  switch (size)
    {
    case 1:
      memcpy (&one, at, size);
      return one;
    case 2:
      memcpy (&two, at, size);
      return two;
    case 4:
      memcpy (&four, at, size);
      return four;
    default:
      memcpy (&value, at, sizeof value);
      return value;
    }
}

static WgSlice
string_at (gconstpointer at)
{
  const char *text;

  memcpy (&text, at, sizeof text);
  return text != NULL ? wg_slice_str (text) : WG_SLICE_NONE;
}

static WgSlice
slice_at (gconstpointer at)
{
  WgSlice slice;

  memcpy (&slice, at, sizeof slice);
  return slice;
}

/* Outside of a list a number below 0 is absent; in one there is none. */
static gboolean
signed_value (const WgField *row, gconstpointer at, WgValueOf *value)
{
  if (row->list)
    {
      value->number = (gint64) load (at, row->size);
      value->huge = value->number < 0;
      return TRUE;
    }
  value->number = row->kind == WG_KIND_INT ? (gint64) load (at, 8) : (gint32) load (at, 4);
  return value->number >= 0;
}

static gboolean
header_value (WgFilterRun *run, const WgFeed *feed, gconstpointer at, WgValueOf *value)
{
  WgHeader header;
  g_autoptr (GString) line = NULL;

  memcpy (&header, at, sizeof header);
  if (feed->kind == WG_FEED_HEADER)
    {
      value->bytes = header.value;
      return wg_slice_is_nocase (header.name, feed->name);
    }
  line = g_string_new_len ((const char *) header.name.data, (gssize) header.name.len);
  g_string_append (line, ": ");
  g_string_append_len (line, (const char *) header.value.data, (gssize) header.value.len);
  value->bytes = wg_arena_copy (run->arena, wg_slice (line->str, line->len));
  return TRUE;
}

/* What stands at @at; FALSE where it is absent. */
static gboolean
value_at (WgFilterRun *run, const WgFeed *feed, gconstpointer at, WgValueOf *value)
{
  const WgField *row = feed->row;

  *value = (WgValueOf){.type = wg_filter_row_type (row, FALSE), .layer = 1};
  switch (row->kind)
    {
    case WG_KIND_BOOL:
      value->number = load (at, row->list ? row->size : sizeof (gboolean)) != 0;
      return TRUE;
    case WG_KIND_UINT:
      value->number = (gint64) load (at, row->size);
      value->huge = value->number < 0;
      return TRUE;
    case WG_KIND_INT:
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
      return signed_value (row, at, value);
    case WG_KIND_TEXT:
    case WG_KIND_BYTES:
      value->bytes = slice_at (at);
      return value->bytes.len > 0;
    case WG_KIND_STRING:
      value->bytes = string_at (at);
      return value->bytes.len > 0;
    case WG_KIND_TIME:
      value->number = (gint64) load (at, 8);
      return value->number != G_MININT64;
    case WG_KIND_DURATION:
      value->number = (gint64) load (at, 8);
      return TRUE;
    case WG_KIND_HEADER:
      return header_value (run, feed, at, value);
    case WG_KIND_NONE:
    case WG_KIND_NUMBERS:
    case WG_KIND_OBJECT:
    case WG_KIND_REF:
      break;
    }
  return TRUE;
}

static void
feed (WgFilterRun *run, const WgField *row, gconstpointer at)
{
  GArray *feeds = g_hash_table_lookup (run->filter->feeds, row);
  WgValueOf value;

  for (guint i = 0; feeds != NULL && i < feeds->len; i++)
    {
      const WgFeedTo *to = &g_array_index (feeds, WgFeedTo, i);

      if (value_at (run, to->feed, at, &value)
          && wg_value_coerce (&value, to->type, run->arena))
        g_array_append_val (run->slots[to->slot], value);
    }
}

static void
feed_numbers (WgFilterRun *run, const WgField *row, gconstpointer at)
{
  GArray *feeds = g_hash_table_lookup (run->filter->feeds, row);
  WgList list;

  memcpy (&list, at, sizeof list);
  for (guint i = 0; feeds != NULL && i < feeds->len; i++)
    for (guint j = 0; j < list.n; j++)
      {
        const WgFeedTo *to = &g_array_index (feeds, WgFeedTo, i);
        guint64 number = ((const WgNumber *) list.items)[j].value;
        WgValueOf value = {.type = WG_FILTER_NUMBER,
                           .layer = 1,
                           .number = (gint64) number,
                           .huge = number > G_MAXINT64};

        if (wg_value_coerce (&value, to->type, run->arena))
          g_array_append_val (run->slots[to->slot], value);
      }
}

/* One member, or one item of a list. */
static void
take_one (WgFilterRun *run, const WgField *row, gconstpointer at, guint depth)
{
  if (row->kind == WG_KIND_REF)
    memcpy (&at, at, sizeof at);
  if (at == NULL)
    return;
  if (row->kind == WG_KIND_NUMBERS)
    feed_numbers (run, row, at);
  else
    feed (run, row, at);
  if (row->fields != NULL && depth < MAX_DEPTH)
    take_rows (run, row->fields, at, depth + 1);
}

static void
take_rows (WgFilterRun *run, const WgField *row, gconstpointer base, guint depth)
{
  for (; row != NULL && row->key != NULL; row++)
    {
      const guint8 *at = (const guint8 *) base + row->offset;
      WgList list;

      if (row->streamed || row->kept || row->kind == WG_KIND_NONE)
        continue;
      if (!row->list || row->kind == WG_KIND_NUMBERS)
        {
          take_one (run, row, at, depth);
          continue;
        }
      memcpy (&list, at, sizeof list);
      for (guint i = 0; i < list.n; i++)
        take_one (run, row, (const guint8 *) list.items + (gsize) i * row->size, depth);
    }
}

void
wg_run_take_item (WgFilterRun *run, const WgField *list, gconstpointer item)
{
  take_one (run, list, item, 0);
}

static const WgField *
row_of_json (const WgRecordType *type, const char *json)
{
  for (const WgField *row = type->fields; row->key != NULL; row++)
    if (row->json != NULL && strcmp (row->json, json) == 0)
      return row;
  return NULL;
}

/* Is the protocol @key there? The record's own, what carried it, and for a conversation all
 * that was spoken in it. */
static gboolean
has_protocol (const WgRecordType *type,
              gconstpointer record,
              const WgFilterTalk *talk,
              const char *key)
{
  const WgField *decrypted = row_of_json (type, "decrypted");
  const WgField *protocols = row_of_json (type, "protocols");
  WgList list = {0};

  if (strcmp (key, type->name) == 0)
    return TRUE;
  if (talk != NULL && strcmp (key, talk->protocol == 6 ? "tcp" : "udp") == 0)
    return TRUE;
  if (talk != NULL && strcmp (key, talk->address[0].len == 4 ? "ip" : "ipv6") == 0)
    return TRUE;
  if (decrypted != NULL && decrypted->kind == WG_KIND_BOOL && strcmp (key, "tls") == 0
      && load ((const guint8 *) record + decrypted->offset, sizeof (gboolean)) != 0)
    return TRUE;
  if (protocols != NULL && protocols->list && protocols->kind == WG_KIND_STRING)
    memcpy (&list, (const guint8 *) record + protocols->offset, sizeof list);
  for (guint i = 0; i < list.n; i++)
    if (wg_slice_is (string_at ((const guint8 *) list.items + i * sizeof (char *)), key))
      return TRUE;
  return FALSE;
}

static void
put (WgFilterRun *run, guint slot, WgFilterType from, gint64 number, WgSlice bytes)
{
  WgValueOf value = {.type = from, .layer = 1, .number = number, .bytes = bytes};

  if (wg_value_coerce (&value, wg_filter_need (run->filter, slot)->type, run->arena))
    g_array_append_val (run->slots[slot], value);
}

static void
put_talk (WgFilterRun *run, guint slot, WgComputed computed, const WgFilterTalk *talk)
{
  gboolean tcp = talk->protocol == 6, v4 = talk->address[0].len == 4;

  for (guint i = 0; i < 2; i++)
    {
      if (computed == (v4 ? WG_COMPUTED_ADDRESS : WG_COMPUTED_ADDRESS6))
        put (run, slot, v4 ? WG_FILTER_IPV4 : WG_FILTER_IPV6, 0, talk->address[i]);
      if (computed == (tcp ? WG_COMPUTED_TCP_PORT : WG_COMPUTED_UDP_PORT))
        put (run, slot, WG_FILTER_NUMBER, talk->port[i], WG_SLICE_NONE);
    }
  if (computed == (tcp ? WG_COMPUTED_TCP_STREAM : WG_COMPUTED_UDP_STREAM))
    put (run, slot, WG_FILTER_NUMBER, talk->stream, WG_SLICE_NONE);
}

void
wg_run_take_record (WgFilterRun *run,
                    const WgRecordType *type,
                    gconstpointer record,
                    const WgFilterTalk *talk)
{
  for (guint slot = 0; slot < run->filter->needs->len; slot++)
    {
      const WgFilterField *field = wg_filter_need (run->filter, slot);

      if (field->type == WG_FILTER_PROTOCOL && has_protocol (type, record, talk, field->key))
        put (run, slot, WG_FILTER_PROTOCOL, 0, WG_SLICE_NONE);
      else if (talk != NULL)
        put_talk (run, slot, wg_source_of (field)->computed, talk);
    }
  take_rows (run, type->fields, record, 0);
}
