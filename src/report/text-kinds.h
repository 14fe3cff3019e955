#pragma once

#include "report/text-line.h"

/**
 * WgTextParts: what became of a record's streamed items.
 * @lines: those that are shown
 * @n: all of them
 */
typedef struct
{
  GString *lines;
  guint64 n;
  guint64 n_hidden;
} WgTextParts;

/**
 * WgTextRecord: a finished record to be put into words.
 * @frame: of its first packet
 * @parts: lines of its streamed items, or %NULL
 */
typedef struct
{
  const WgRecordType *type;
  gconstpointer data;
  guint32 frame;
  const WgTextParts *parts;
} WgTextRecord;

/**
 * WgTextKind: how the records of one list are shown.
 * @list: key of the list in the report; %NULL ends the table and is for all others
 * @one, @many: what one is called, and many
 * @apart: in a table of its own over all conversations
 * @write: lines for a record
 * @streamed: key of the streamed list whose items are shown, or %NULL
 * @part: a line for one of them
 * @tally: a word to count records by ("200"), owned by the caller; %NULL for none
 */
typedef struct
{
  const char *list;
  const char *one;
  const char *many;
  gboolean apart;
  void (*write) (GString *out, const WgTextStyle *style, const WgTextRecord *record);
  const char *streamed;
  void (*part) (GString *out,
                const WgTextStyle *style,
                const WgField *list,
                gconstpointer item);
  char *(*tally) (const WgTextRecord *record);
} WgTextKind;

const WgTextKind *wg_text_kind (const WgRecordType *type);

void wg_text_write_http (GString *out, const WgTextStyle *style, const WgTextRecord *record);
char *wg_text_tally_http (const WgTextRecord *record);
void wg_text_write_http2 (GString *out, const WgTextStyle *style, const WgTextRecord *record);
void wg_text_part_http2 (GString *out,
                         const WgTextStyle *style,
                         const WgField *list,
                         gconstpointer item);
void wg_text_write_tls (GString *out, const WgTextStyle *style, const WgTextRecord *record);
char *wg_text_tally_tls (const WgTextRecord *record);
void
wg_text_write_websocket (GString *out, const WgTextStyle *style, const WgTextRecord *record);
void wg_text_part_websocket (GString *out,
                             const WgTextStyle *style,
                             const WgField *list,
                             gconstpointer item);
void wg_text_write_http3 (GString *out, const WgTextStyle *style, const WgTextRecord *record);
void wg_text_write_quic (GString *out, const WgTextStyle *style, const WgTextRecord *record);
char *wg_text_tally_quic (const WgTextRecord *record);
void wg_text_write_dns (GString *out, const WgTextStyle *style, const WgTextRecord *record);
char *wg_text_tally_dns (const WgTextRecord *record);
void wg_text_write_login (GString *out, const WgTextStyle *style, const WgTextRecord *record);
/* For records that no one has words for: their members by name. */
void wg_text_write_any (GString *out, const WgTextStyle *style, const WgTextRecord *record);

/* A member of the record. */
static inline WgValue
wg_text_get (const WgTextRecord *record, const char *path)
{
  return wg_value_get (record->type->fields, record->data, path);
}
