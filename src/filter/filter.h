#pragma once

#include "base/error.h"
#include "capture/packet.h"
#include "filter/fields.h"
#include "model/tree.h"

/**
 * WgFilter: a display filter in Wireshark's language, made ready to ask packets and records.
 * It does not change once made and may be asked from several threads, each with a #WgFilterRun
 * of its own. README.md tells the language and where it differs from Wireshark's.
 */
typedef struct WgFilter WgFilter;

#define WG_FILTER_N_NEAR 3u

/**
 * WgFilterMistake: what is wrong with an expression, and where.
 * @off, @len: the offending word in bytes; 0 bytes at the end where something is missing
 * @expected: what could stand there ("a field", "a number"), or %NULL
 * @near: names that may have been meant, %NULL behind the last
 */
typedef struct
{
  guint off;
  guint len;
  char *expected;
  char *near[WG_FILTER_N_NEAR + 1];
} WgFilterMistake;

/* Errors of this domain carry a #WgFilterMistake; their message is one sentence. */
#define WG_FILTER_ERROR (wg_filter_error_quark ())
GQuark wg_filter_error_quark (void);

typedef enum
{
  WG_FILTER_ERROR_SYNTAX,
  WG_FILTER_ERROR_FIELD, /* no field has that name */
  WG_FILTER_ERROR_TYPE,  /* the value does not fit the field, or the operator the value */
  WG_FILTER_ERROR_LIMIT, /* a ceiling of base/limits.h */
} WgFilterError;

/* Of an error of WG_FILTER_ERROR; borrowed from it. */
const WgFilterMistake *wg_filter_mistake (const GError *error);

/* @fields is borrowed and outlives the filter. An empty @text lets everything pass. */
WgFilter *wg_filter_compile (const WgFilterFields *fields, const char *text, GError **error);
void wg_filter_free (WgFilter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFilter, wg_filter_free)

/* The fields that it asks for, each once, in the order of first use. */
guint wg_filter_n_needs (const WgFilter *filter);
const WgFilterField *wg_filter_need (const WgFilter *filter, guint index);

/* The expression as one would write it: one form for all that mean the same. */
char *wg_filter_print (const WgFilter *filter);

/**
 * WgFilterRun: what asking needs of memory, to be used again and again.
 *
 * A packet is one call. A record is folded: begun, given the parts of its streamed lists as
 * they come, and asked at its end, when a #WgFilterFold of a few bytes is all that was kept of
 * the parts. Tests between two fields look at one part or at the record's own fields, not
 * across.
 */
typedef struct WgFilterRun WgFilterRun;

WgFilterRun *wg_filter_run_new (const WgFilter *filter);
void wg_filter_run_free (WgFilterRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFilterRun, wg_filter_run_free)

/* The packet that a tree is of. @first_ns: time of the capture's first packet; @previous_ns: of
 * the one before; -1 where there is none. */
typedef struct
{
  const WgPacket *packet;
  gint64 first_ns;
  gint64 previous_ns;
} WgFilterPacket;

gboolean
wg_filter_run_packet (WgFilterRun *run, const WgFilterPacket *packet, const WgTree *tree);

/* Whose record it is, for fields that its table does not have. @protocol: 6 or 17; addresses of
 * 4 or 16 bytes. */
typedef struct
{
  guint8 protocol;
  WgSlice address[2];
  guint16 port[2];
  gint64 stream;
} WgFilterTalk;

typedef struct WgFilterFold WgFilterFold;

WgFilterFold *wg_filter_fold_new (const WgFilter *filter);
void wg_filter_fold_free (WgFilterFold *fold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFilterFold, wg_filter_fold_free)

void wg_filter_fold_part (WgFilterFold *fold,
                          WgFilterRun *run,
                          const WgField *list,
                          gconstpointer item);
/* @talk may be %NULL. The fold is used up. */
gboolean wg_filter_fold_end (WgFilterFold *fold,
                             WgFilterRun *run,
                             const WgRecordType *type,
                             gconstpointer record,
                             const WgFilterTalk *talk);

/* A record without parts, or whose parts do not matter. */
gboolean wg_filter_run_record (WgFilterRun *run,
                               const WgRecordType *type,
                               gconstpointer record,
                               const WgFilterTalk *talk);

/**
 * WgFilterCompletion: what may stand at a cursor.
 * @off, @len: the bytes of the expression that a candidate replaces
 * @words: candidates in alphabetical order, at most %WG_LIMIT_FILTER_CANDIDATES
 * @labels: what each is, for a person; as many as @words
 */
typedef struct
{
  guint off;
  guint len;
  GPtrArray *words;
  GPtrArray *labels;
} WgFilterCompletion;

void wg_filter_complete (const WgFilterFields *fields,
                         const char *text,
                         guint cursor,
                         WgFilterCompletion *out);
void wg_filter_completion_clear (WgFilterCompletion *completion);

/* Up to %WG_FILTER_N_NEAR keys that are spelled nearly like @word, the nearest first, borrowed
 * from @fields. */
guint wg_filter_fields_near (const WgFilterFields *fields,
                             const char *word,
                             const char *near[WG_FILTER_N_NEAR]);
