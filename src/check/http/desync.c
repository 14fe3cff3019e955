#include "base/limits.h"
#include "check/rules.h"
#include "exchange/records.h"

/* Notes of HTTP/1 that tell of messages which do not fit into their connection. */

typedef struct
{
  WgCheck *check;
  GHashTable *unasked; /* conversations with an answer to no request -> Answer */
} Desync;

typedef struct
{
  WgParties parties;
  guint32 frame; /* 0 until the answer is whole */
  gint64 status;
} Answer;

static gpointer
open_desync (WgCheck *check)
{
  Desync *desync = g_new0 (Desync, 1);

  desync->check = check;
  desync->unasked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return desync;
}

static void
close_desync (gpointer state)
{
  Desync *desync = state;

  g_hash_table_unref (desync->unasked);
  g_free (desync);
}

static void
malformed (gpointer state,
           const WgParties *parties,
           const WgNoteType *type,
           const WgSpan *span,
           const char *text)
{
  Desync *desync = state;
  WgClaim *claim =
      wg_check_raise (desync->check, &wg_finding_smuggle_chunk_malformed, WG_SEVERITY_DEFAULT,
                      parties, wg_slice_str (type->id), span->frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "In a chunked body: %s", type->text);
  wg_claim_show_at (claim, *span, "http.chunk_size", WG_SLICE_NONE, FALSE);
}

static void
unasked (gpointer state,
         const WgParties *parties,
         const WgNoteType *type,
         const WgSpan *span,
         const char *text)
{
  Desync *desync = state;

  if (parties->conversation >= 0 && g_hash_table_size (desync->unasked) < WG_LIMIT_UNASKED)
    g_hash_table_replace (desync->unasked,
                          g_memdup2 (&parties->conversation, sizeof parties->conversation),
                          g_new0 (Answer, 1));
}

/* Servers end an idle connection with an answer to no request, and refuse what they could not
 * read; neither tells of a request that somebody else sent. */
static void
exchange (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Desync *desync = state;
  const WgHttpExchange *one = record;
  const WgHttpResponse *response = one->response;
  Answer *answer;

  if (g_hash_table_size (desync->unasked) == 0 || one->request != NULL || response == NULL
      || response->status == 408 || response->status == 400)
    return;
  answer = g_hash_table_lookup (desync->unasked, &parties->conversation);
  if (answer == NULL || answer->frame != 0)
    return;
  *answer = (Answer){*parties, response->frame, response->status};
}

/* Only now is it known that no request was lost on the way to the capture. */
static void
flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  Desync *desync = state;
  const Answer *answer;
  WgClaim *claim;

  if (g_hash_table_size (desync->unasked) == 0)
    return;
  answer = g_hash_table_lookup (desync->unasked, &parties->conversation);
  if (answer != NULL && answer->frame != 0 && flow->tcp.half[0].lost == 0
      && flow->tcp.half[1].lost == 0 && flow->tcp.half[0].bytes > 0)
    {
      claim =
          wg_check_raise (desync->check, &wg_finding_http_desync_evidence, WG_SEVERITY_DEFAULT,
                          &answer->parties, WG_SLICE_NONE, answer->frame);
      wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
      wg_claim_say (claim,
                    "A response (status %d) came that no request of this connection asked for.",
                    (int) answer->status);
    }
  g_hash_table_remove (desync->unasked, &parties->conversation);
}

const WgRules wg_rules_desync = {
    .name = "desync",
    .open = open_desync,
    .close = close_desync,
    .records = (const WgRecordRule[]){{&wg_http_type, exchange}, {0}},
    .notes = (const WgNoteRule[]){{"http-chunk-size-bad", malformed},
                                  {"http-chunk-line-odd", malformed},
                                  {"http-chunk-end-missing", malformed},
                                  {"http-not-chunked", malformed},
                                  {"http-no-request", unasked},
                                  {0}},
    .flow_over = flow_over,
};
