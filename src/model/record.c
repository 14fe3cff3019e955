#include "model/record.h"

static WgRecordId
open_nothing (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  return 1;
}

static void
hear_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
}

static void
hear_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
}

static void
hear_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
}

const WgSink wg_sink_deaf = {
    .open = open_nothing, .part = hear_part, .close = hear_close, .note = hear_note};
