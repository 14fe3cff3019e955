#pragma once

#include "model/record.h"

/* The lists of a report, in their order: conversations, what the dissectors make, notes. */

#define WG_MAX_RECORD_LISTS 32u

guint wg_n_record_lists (void);
const char *wg_record_list_name (guint list);
/* The list that records of @type stand in. */
guint wg_record_list (const WgRecordType *type);

/* A protocol oddity as the report writes it. */
typedef struct
{
  const char *id;
  guint32 frame;
  gint64 conversation;
  guint32 offset;
  guint32 length;
  const char *text;
} WgNoteRecord;

extern const WgRecordType wg_note_type;
