#include "session/relay-batch.h"

#define MAX_CALLS     4096u
#define MAX_LARGE_LEN (1024u * 1024)

static void
free_plan (gpointer data)
{
  WgCopyPlan *plan = data;

  g_free (plan->pointing);
  g_free (plan);
}

void
wg_batch_init (WgBatch *batch)
{
  batch->calls = g_array_new (FALSE, FALSE, sizeof (WgCall));
  batch->memory = g_malloc (WG_BATCH_LEN);
  batch->large = g_ptr_array_new_with_free_func (g_free);
  batch->used = batch->large_len = 0;
  batch->plans = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, free_plan);
  batch->whole = FALSE;
  memset (batch->recent, 0, sizeof batch->recent);
}

void
wg_batch_clear (WgBatch *batch)
{
  g_hash_table_unref (batch->plans);
  g_array_unref (batch->calls);
  g_free (batch->memory);
  g_ptr_array_unref (batch->large);
}

void
wg_batch_reset (WgBatch *batch)
{
  g_array_set_size (batch->calls, 0);
  g_ptr_array_set_size (batch->large, 0);
  batch->used = batch->large_len = 0;
}

gboolean
wg_batch_full (const WgBatch *batch)
{
  return batch->calls->len >= MAX_CALLS || batch->used > WG_BATCH_LEN / 4 * 3
         || batch->large_len > MAX_LARGE_LEN;
}

static gpointer
room (WgBatch *batch, gsize len, gsize align)
{
  gsize at = (batch->used + align - 1) & ~(align - 1);
  guint8 *copy;

  if (len <= WG_BATCH_LEN && at <= WG_BATCH_LEN - len)
    {
      copy = batch->memory + at;
      batch->used = at + len;
    }
  else
    {
      copy = g_malloc (len);
      g_ptr_array_add (batch->large, copy);
      batch->large_len += len;
    }
  return copy;
}

static gpointer
keep (WgBatch *batch, gconstpointer bytes, gsize len, gsize align)
{
  return memcpy (room (batch, len, align), bytes, len);
}

static void
keep_slice (WgBatch *batch, WgSlice *slice)
{
  if (slice->len > 0)
    slice->data = keep (batch, slice->data, slice->len, 1);
}

static gsize struct_len (const WgField *rows, gboolean whole);

static gboolean
is_copied (const WgField *row, gboolean whole)
{
  return (row->json != NULL && !row->streamed) || (whole && row->kept);
}

/* Bytes that a member takes in its struct. An object may be rows of the struct itself, which
 * have no size of their own. */
static gsize
member_len (const WgField *row, gboolean whole)
{
  if (row->list)
    return sizeof (WgList);
  return row->kind == WG_KIND_OBJECT ? MAX (row->size, struct_len (row->fields, whole))
                                     : row->size;
}

/* Bytes of a struct as far as its rows tell. */
static gsize
struct_len (const WgField *rows, gboolean whole)
{
  gsize len = 0;

  for (const WgField *row = rows; row->key != NULL; row++)
    if (is_copied (row, whole))
      len = MAX (len, row->offset + member_len (row, whole));
  return len;
}

static gboolean
has_pointers (const WgField *row, gboolean whole)
{
  if (!is_copied (row, whole))
    return FALSE;
  switch (row->kind)
    {
    case WG_KIND_TEXT:
    case WG_KIND_BYTES:
    case WG_KIND_HEADER:
    case WG_KIND_NUMBERS:
    case WG_KIND_REF:
      return TRUE;
    case WG_KIND_STRING:
      return row->list || !row->literal;
    case WG_KIND_OBJECT:
      for (const WgField *inner = row->fields; !row->list && inner->key != NULL; inner++)
        if (has_pointers (inner, whole))
          return TRUE;
      return row->list;
    case WG_KIND_NONE:
    case WG_KIND_BOOL:
    case WG_KIND_UINT:
    case WG_KIND_INT:
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
    case WG_KIND_TIME:
    case WG_KIND_DURATION:
      return row->list;
    }
  return TRUE;
}

static WgCopyPlan *
new_plan (const WgField *rows, gboolean whole)
{
  WgCopyPlan *plan = g_new0 (WgCopyPlan, 1);
  guint n = 0;

  while (rows[n].key != NULL)
    n++;
  plan->rows = rows;
  plan->len = struct_len (rows, whole);
  plan->pointing = g_new (const WgField *, n);
  for (const WgField *row = rows; row->key != NULL; row++)
    if (has_pointers (row, whole))
      plan->pointing[plan->n_pointing++] = row;
  return plan;
}

static const WgCopyPlan *
plan_of (WgBatch *batch, const WgField *rows)
{
  WgCopyPlan **recent = &batch->recent[(guintptr) rows / sizeof (WgField) % WG_COPY_PLANS];

  if (*recent != NULL && (*recent)->rows == rows)
    return *recent;
  *recent = g_hash_table_lookup (batch->plans, rows);
  if (*recent == NULL)
    {
      *recent = new_plan (rows, batch->whole);
      g_hash_table_insert (batch->plans, (gpointer) rows, *recent);
    }
  return *recent;
}

/* Members of a struct as far as rows tell, into one that is zero. */
static void
copy_members (guint8 *to, const guint8 *from, const WgField *rows)
{
  for (const WgField *row = rows; row->key != NULL; row++)
    if (is_copied (row, TRUE) && row->kind == WG_KIND_OBJECT && !row->list)
      copy_members (to + row->offset, from + row->offset, row->fields);
    else if (is_copied (row, TRUE))
      memcpy (to + row->offset, from + row->offset, member_len (row, TRUE));
}

/* @n structs side by side, each of @size bytes. */
static guint8 *
keep_structs (WgBatch *batch, const WgField *rows, gconstpointer from, guint n, gsize size)
{
  guint8 *copy;

  if (!batch->whole)
    return keep (batch, from, n * size, 8);
  copy = memset (room (batch, n * size, 8), 0, n * size);
  for (guint i = 0; i < n; i++)
    copy_members (copy + i * size, (const guint8 *) from + i * size, rows);
  return copy;
}

static void keep_members (WgBatch *batch, const WgCopyPlan *plan, guint8 *base);

/* Has what the value at @at points to copied, and the value point to the copy. */
static void
keep_value (WgBatch *batch, const WgField *row, guint8 *at)
{
  gpointer value = at;

  switch (row->kind)
    {
    case WG_KIND_TEXT:
    case WG_KIND_BYTES:
      keep_slice (batch, value);
      break;
    case WG_KIND_HEADER:
      keep_slice (batch, &((WgHeader *) value)->name);
      keep_slice (batch, &((WgHeader *) value)->value);
      break;
    case WG_KIND_NUMBERS:
      if (((WgList *) value)->n > 0)
        ((WgList *) value)->items = keep (batch, ((WgList *) value)->items,
                                          ((WgList *) value)->n * sizeof (WgNumber), 8);
      break;
    case WG_KIND_STRING:
      if (!row->literal)
        *(const char **) value = wg_batch_keep_text (batch, *(const char **) value);
      break;
    case WG_KIND_OBJECT:
      keep_members (batch, plan_of (batch, row->fields), at);
      break;
    case WG_KIND_REF:
      if (*(gpointer *) value != NULL)
        *(gpointer *) value = wg_batch_keep_record (batch, row->fields, *(gpointer *) value);
      break;
    case WG_KIND_NONE:
    case WG_KIND_BOOL:
    case WG_KIND_UINT:
    case WG_KIND_INT:
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
    case WG_KIND_TIME:
    case WG_KIND_DURATION:
      break;
    }
}

static void
keep_list (WgBatch *batch, const WgField *row, WgList *list)
{
  guint8 *items;

  if (list->n == 0)
    return;
  if (row->kind == WG_KIND_OBJECT)
    items = keep_structs (batch, row->fields, list->items, list->n, row->size);
  else
    items = keep (batch, list->items, (gsize) list->n * row->size, 8);
  list->items = items;
  for (guint i = 0; i < list->n; i++)
    keep_value (batch, row, items + (gsize) i * row->size);
}

static void
keep_members (WgBatch *batch, const WgCopyPlan *plan, guint8 *base)
{
  for (guint i = 0; i < plan->n_pointing; i++)
    {
      const WgField *row = plan->pointing[i];

      if (row->list)
        keep_list (batch, row, (WgList *) (gpointer) (base + row->offset));
      else
        keep_value (batch, row, base + row->offset);
    }
}

gpointer
wg_batch_keep_record (WgBatch *batch, const WgField *rows, gconstpointer record)
{
  const WgCopyPlan *plan = plan_of (batch, rows);
  guint8 *copy = keep_structs (batch, rows, record, 1, plan->len);

  keep_members (batch, plan, copy);
  return copy;
}

gpointer
wg_batch_keep_item (WgBatch *batch, const WgField *list, gconstpointer item)
{
  guint8 *copy;

  if (list->kind == WG_KIND_OBJECT)
    return wg_batch_keep_record (batch, list->fields, item);
  copy = keep (batch, item, list->size, 8);
  keep_value (batch, list, copy);
  return copy;
}

const char *
wg_batch_keep_text (WgBatch *batch, const char *text)
{
  return text != NULL ? keep (batch, text, strlen (text) + 1, 1) : NULL;
}
