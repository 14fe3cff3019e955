#pragma once

#include "fuzz.h"

#include "dissect/dissector.h"

/* A conversation as an input: pieces, each behind two bytes of length, whose high bits say who
 * sent it and whether it was lost. */

typedef struct
{
  WgDir dir;
  gboolean lost;
  gsize len; /* no more than is left of the input */
} Piece;

/* FALSE: there is none. Its bytes, where it has them, are for the caller to take. */
static inline gboolean
next_piece (WgReader *r, Piece *piece)
{
  guint16 front;

  if (!wg_reader_u16 (r, &front))
    return FALSE;
  piece->dir = (front & 0x8000) != 0 ? WG_SERVER : WG_CLIENT;
  piece->lost = (front & 0x4000) != 0;
  piece->len = MIN (front & 0x3fffu, wg_reader_left (r));
  return TRUE;
}

static inline void
wary_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  g_assert (list->streamed);
}

static inline void
wary_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  g_assert (id == 1 && type->fields != NULL);
}

static inline void
wary_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  g_assert (type->id != NULL);
}

/* A sink that believes nothing it is told. */
static inline WgSink
wary_sink (void)
{
  WgSink sink = wg_sink_deaf;

  sink.part = wary_part;
  sink.close = wary_close;
  sink.note = wary_note;
  return sink;
}
