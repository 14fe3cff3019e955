#pragma once

#include "model/field.h"
#include "model/note.h"
#include "model/span.h"

/**
 * WgRecordType: a kind of fact: an HTTP exchange, a TLS connection, a DNS question.
 * @name: one item ("http"); `type` of a line of ndjson
 * @list: key of the list in the report
 * @fields: rows over the record's struct, ended by a row without key
 * @help: a sentence for the field reference
 */
typedef struct
{
  const char *name;
  const char *list;
  const WgField *fields;
  const char *help;
} WgRecordType;

/* A record that has been opened and not closed yet; 0 is none. */
typedef guint32 WgRecordId;

/**
 * WgSink: takes facts as they become known.
 *
 * A record is opened when its first packet is seen, which fixes its place in the order, and
 * closed when all is known. Parts are the items of a streamed list, so that a connection of a
 * million frames holds none of them. All data is borrowed for the call.
 *
 * @note: @conversation is -1 where the packet belongs to none; @text may add to the type's text
 * @drop: a record that is open is not to be told of after all; %NULL where open records cost
 * the sink nothing to speak of. Dissectors never call it
 */
typedef struct WgSink WgSink;
struct WgSink
{
  WgRecordId (*open) (WgSink *sink, const WgRecordType *type, guint32 first_frame);
  void (*part) (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item);
  void (*close) (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record);
  void (*note) (WgSink *sink,
                const WgNoteType *type,
                gint64 conversation,
                const WgSpan *span,
                const char *text);
  void (*drop) (WgSink *sink, WgRecordId id);
};

/* Listens to nothing: copied and filled in by a sink that wants some of the calls alone. */
extern const WgSink wg_sink_deaf;
