#pragma once

#include "report/finding-list.h"
#include "report/place.h"

/* Parts of the HTML report, which only its own files use. */

#define WG_HTML_TALKS    30u   /* conversations with a diagram */
#define WG_HTML_EVENTS   40u   /* arrows of one */
#define WG_HTML_TIMES    20u   /* findings of a type that are told of one by one */
#define WG_HTML_EVIDENCE 4u    /* of one finding */
#define WG_HTML_BYTES    96u   /* of one piece of evidence */
#define WG_HTML_FRAMES   2000u /* packets that are looked into */
#define WG_HTML_CERTS    40u
#define WG_HTML_SERVERS  40u
#define WG_HTML_WHOLE    (3u * 1024 * 1024) /* bytes from which on findings are only counted */

typedef enum
{
  WG_HTML_TO_SERVER,
  WG_HTML_TO_CLIENT,
  WG_HTML_NEITHER,
} WgHtmlDir;

/* An arrow of a diagram. @label: safe to show, not escaped. */
typedef struct
{
  WgPlace place; /* first */
  WgHtmlDir dir;
  char *label;
} WgHtmlEvent;

/* A conversation with a diagram. */
typedef struct
{
  gint64 id;
  GArray *events; /* of WgHtmlEvent */
  guint n_hidden;
  char *client, *server, *about;
} WgHtmlTalk;

/* The bytes of a piece of evidence. @source: "Packet", "Decrypted TLS"; @off: in it. */
typedef struct
{
  char *source;
  guint64 off;
  guint64 len; /* of all */
  guint8 bytes[WG_HTML_BYTES];
  guint n;
} WgHtmlBytes;

typedef struct
{
  guint32 frame;
  char *sha256, *subject, *issuer, *dates, *key, *names;
} WgHtmlCertificate;

/**
 * WgHtmlLook: a second look into the capture, at what the first has shown to matter.
 * @talks: WgHtmlTalk by id
 * @frames: packets whose fields are wanted: GPtrArray of const WgEvidence by number
 * @bytes: WgHtmlBytes by const WgEvidence
 * @certificates: of WgHtmlCertificate, each once
 */
typedef struct
{
  WgFindingReport *report;
  GHashTable *talks;
  GHashTable *frames;
  GHashTable *bytes;
  GArray *certificates;
  GHashTable *seen_certificates;
  guint32 order;
} WgHtmlLook;

WgHtmlLook *wg_html_look_new (WgFindingReport *report);
void wg_html_look_free (WgHtmlLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgHtmlLook, wg_html_look_free)

/* What is wanted, before wg_html_look_run(). FALSE: there is no more room. */
gboolean wg_html_look_want_talk (WgHtmlLook *look, gint64 conversation);
void wg_html_look_want_bytes (WgHtmlLook *look, const WgEvidence *evidence);
/* FALSE where @file cannot be read once more. */
gboolean wg_html_look_run (WgHtmlLook *look, const char *file);

/* Events of a record, for the diagram of its conversation; certificates. */
void wg_html_look_take (WgHtmlLook *look, const WgRecordType *type, gconstpointer record);
void wg_html_look_part (WgHtmlLook *look, const WgField *list, gconstpointer item);

/* A finding with the number that it has in the document. */
typedef struct
{
  const WgFinding *finding;
  guint number;
} WgHtmlNumbered;

/* All findings by severity, the numbers as they are shown. */
void wg_html_findings (WgFindingReport *report,
                       const WgHtmlLook *look,
                       GPtrArray *sorted,
                       guint first);
/* @numbered: of WgHtmlNumbered, of this capture. */
void wg_html_diagrams (WgFindingReport *report, const WgHtmlLook *look, const GArray *numbered);

/* The stylesheet. */
extern const char wg_html_style[];
