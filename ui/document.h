#pragma once

#include "check/check.h"
#include "crypto/secrets.h"
#include "model/finding.h"
#include "session/session.h"
#include "store/store.h"

#include <gio/gio.h>

/**
 * WgDocument: one capture in the app: what is read of it on a worker thread, for views on the
 * main thread.
 *
 * Signals, all on the main thread: `grew` when there are new rows in the store, once a frame at
 * most; `finished` when reading is over, however it ended: the findings and facts are there
 * from then on; `noted` when a note on a packet has changed.
 */
G_DECLARE_FINAL_TYPE (WgDocument, wg_document, WG, DOCUMENT, GObject)
#define WG_TYPE_DOCUMENT (wg_document_get_type ())

typedef enum
{
  WG_DOCUMENT_LOADING,
  WG_DOCUMENT_WHOLE,
  WG_DOCUMENT_CANCELLED, /* what was read until then is there */
  WG_DOCUMENT_FAILED,    /* the same; see wg_document_error() */
} WgDocumentState;

/* Begins to read @path at once. @keylogs: files of secrets, ended by %NULL, or %NULL. */
WgDocument *wg_document_new (const char *path, const char *const *keylogs);
/* Stops reading; `finished` follows. Nothing when it is over. */
void wg_document_cancel (WgDocument *document);

const char *wg_document_path (WgDocument *document);
/* The name of the file alone, safe to show. */
const char *wg_document_title (WgDocument *document);
WgDocumentState wg_document_state (WgDocument *document);
/* Between 0 and 1; negative where the size is not known. */
double wg_document_progress (WgDocument *document);
const GError *wg_document_error (WgDocument *document);
/* Where the file breaks off, is damaged or holds less than it seems: one sentence, or %NULL. */
const char *wg_document_remark (WgDocument *document);

WgStore *wg_document_store (WgDocument *document);
const WgCaptureFacts *wg_document_facts (WgDocument *document);
/* The document's keys, for a look at it again; borrowed. */
const WgSecrets *wg_document_secrets (WgDocument *document);

/* Findings, the worst first; 0 until `finished`. */
guint wg_document_n_findings (WgDocument *document);
const WgFinding *wg_document_finding (WgDocument *document, guint index);
/* Grades, and what could not be judged; %NULL until `finished`, and where reading failed. */
const WgSummary *wg_document_summary (WgDocument *document);
/**
 * WgDocumentMark: where a finding shows.
 * @finding: its index; @off: in the packet's bytes, -1 where it is not known
 * @field: of the field reference, or %NULL
 * @alone: no other packet shows it
 */
typedef struct
{
  guint finding;
  guint32 frame;
  gint64 off;
  const char *field;
  gboolean alone;
} WgDocumentMark;

/* Those of packet @frame, the worst first; borrowed. */
const WgDocumentMark *wg_document_marks (WgDocument *document, guint32 frame, guint *n);

/* Notes on packets, packet (guint) -> text; those that the capture has too. Borrowed. */
GHashTable *wg_document_notes (WgDocument *document);
/* %NULL for none. */
const char *wg_document_note (WgDocument *document, guint32 frame);
/* @text: %NULL or "" takes it away. `noted` follows. Nothing is written before an export. */
void wg_document_set_note (WgDocument *document, guint32 frame, const char *text);

/* When packet @frame (from 1) was captured, counted from the first packet, in nanoseconds. */
gint64 wg_document_time_of (WgDocument *document, guint32 frame);
