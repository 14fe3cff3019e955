#include "report/records.h"

#include "check/check.h"
#include "dissect/dissector.h"
#include "session/conversation.h"

static const WgField note_fields[] = {
    {.key = "wiregloss.note.id",
     .label = "Note",
     .kind = WG_KIND_STRING,
     .json = "id",
     WG_AT (WgNoteRecord, id)},
    {.key = "wiregloss.note.frame",
     .label = "Packet",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgNoteRecord, frame)},
    {.key = "wiregloss.note.conversation",
     .label = "Conversation",
     .kind = WG_KIND_INT,
     .json = "conversation",
     WG_AT (WgNoteRecord, conversation)},
    {.key = "wiregloss.note.offset",
     .label = "Offset",
     .kind = WG_KIND_UINT,
     .json = "offset",
     .help = "Of the first odd byte, in the packet's captured bytes.",
     WG_AT (WgNoteRecord, offset)},
    {.key = "wiregloss.note.length",
     .label = "Length",
     .kind = WG_KIND_UINT,
     .json = "length",
     WG_AT (WgNoteRecord, length)},
    {.key = "wiregloss.note.text",
     .label = "Text",
     .kind = WG_KIND_STRING,
     .json = "text",
     WG_AT (WgNoteRecord, text)},
    {0},
};

const WgRecordType wg_note_type = {
    .name = "note",
    .list = "notes",
    .fields = note_fields,
    .help = "A protocol oddity: what is strange about bytes, accusing nobody.",
};

/* Calls @visit for each list once, in order, until it says stop. */
static guint
walk_lists (gboolean (*visit) (gpointer user, const char *list, guint index), gpointer user)
{
  const char *seen[WG_MAX_RECORD_LISTS] = {wg_conversation_type.list};
  guint n = 1;

  if (visit (user, seen[0], 0))
    return 0;
  for (const WgDissector *const *d = wg_dissectors; *d != NULL; d++)
    for (const WgRecordType *const *type = (*d)->records; type != NULL && *type != NULL; type++)
      {
        guint i = 0;
        while (i < n && strcmp (seen[i], (*type)->list) != 0)
          i++;
        if (i < n)
          continue;
        g_assert (n + 2 < WG_MAX_RECORD_LISTS);
        seen[n] = (*type)->list;
        if (visit (user, seen[n], n))
          return n;
        n++;
      }
  if (visit (user, wg_note_type.list, n))
    return n;
  visit (user, wg_finding_type.list, ++n);
  return n;
}

static gboolean
is_last (gpointer user, const char *list, guint index)
{
  return FALSE;
}

guint
wg_n_record_lists (void)
{
  return walk_lists (is_last, NULL) + 1;
}

typedef struct
{
  guint index;
  const char *name;
} Wanted;

static gboolean
is_index (gpointer user, const char *list, guint index)
{
  Wanted *wanted = user;

  if (index != wanted->index)
    return FALSE;
  wanted->name = list;
  return TRUE;
}

const char *
wg_record_list_name (guint list)
{
  Wanted wanted = {list, NULL};

  walk_lists (is_index, &wanted);
  return wanted.name;
}

static gboolean
is_name (gpointer user, const char *list, guint index)
{
  const WgRecordType *type = user;
  return list == type->list || strcmp (list, type->list) == 0;
}

guint
wg_record_list (const WgRecordType *type)
{
  return walk_lists (is_name, (gpointer) type);
}
