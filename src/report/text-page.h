#pragma once

#include "report/output.h"
#include "report/text-findings.h"
#include "report/text-kinds.h"
#include "session/session.h"

/**
 * WgTextPage: what the report for a person says of one capture, until it is written.
 */
typedef struct WgTextPage WgTextPage;

/* @style and @findings are borrowed. */
WgTextPage *wg_text_page_new (const WgTextStyle *style, WgTextFindings *findings);
void wg_text_page_free (WgTextPage *page);
void wg_text_page_clear (WgTextPage *page);

/* Is there any use in wording a record that began in packet @frame? */
gboolean wg_text_page_has_room (const WgTextPage *page, guint32 frame);

/* @text: the record in words, empty when there was no room. */
void wg_text_page_add (WgTextPage *page,
                       const WgTextRecord *record,
                       const WgTextKind *kind,
                       guint32 order,
                       const GString *text);
void wg_text_page_add_conversation (WgTextPage *page, const WgTextRecord *record);
void wg_text_page_add_note (WgTextPage *page,
                            const WgNoteType *type,
                            gint64 conversation,
                            guint32 frame,
                            const char *text);
/* One more of @type; @word: of what sort, or %NULL. */
void wg_text_page_count (WgTextPage *page,
                         const WgRecordType *type,
                         const WgTextKind *kind,
                         const char *word);

void wg_text_page_write (WgTextPage *page,
                         const char *file,
                         const WgCaptureFacts *facts,
                         WgOutput *output);
