#include "check/http/view.h"
#include "check/match/scan.h"
#include "exchange/headers.h"

/* Small messages that make much work. */

#define RATIO   100u
#define BIG     (10u * 1024u * 1024u)
#define CODINGS 2u
#define RANGES  10u

static void
judge_size (const WgHttpView *view, const WgHttpMessage *message, gboolean is_request)
{
  guint64 decoded = message->decoded_length > 0 ? (guint64) message->decoded_length : 0;
  gboolean bomb =
      message->body_length > 0 && decoded > BIG && decoded / message->body_length >= RATIO;
  guint32 frame = is_request ? view->request_frame : view->response_frame;
  WgClaim *claim;

  if (!bomb && message->content_encoding.n <= CODINGS)
    return;
  claim = wg_check_raise (view->check, &wg_finding_http_compression_bomb, WG_SEVERITY_DEFAULT,
                          view->parties, wg_slice_sub (view->path, 0, 120), frame);
  wg_claim_outcome (claim, is_request ? WG_OUTCOME_ATTEMPT : WG_OUTCOME_EXPOSURE);
  if (bomb)
    wg_claim_say (claim,
                  "The body of the %s has %" G_GUINT64_FORMAT
                  " bytes as sent and %" G_GUINT64_FORMAT " unpacked, %" G_GUINT64_FORMAT
                  " times as many.",
                  is_request ? "request" : "response", message->body_length, decoded,
                  decoded / message->body_length);
  else
    wg_claim_say (claim, "The body of the %s is packed %u times over.",
                  is_request ? "request" : "response", message->content_encoding.n);
  wg_claim_show (claim, frame, "http.content_encoding",
                 (is_request ? &view->in : &view->out)->value[WG_VIEW_CONTENT_ENCODING]);
}

/* "5-9": -1 where a number is missing; FALSE where it is no range. */
static gboolean
parse_range (WgSlice text, gint64 *first, gint64 *last)
{
  gint64 *now = first;

  *first = *last = -1;
  for (gsize i = 0; i < text.len; i++)
    {
      guint8 c = text.data[i];
      if (c == '-' && now == first)
        now = last;
      else if (!g_ascii_isdigit (c) || *now > G_MAXINT64 / 100)
        return FALSE;
      else
        *now = MAX (*now, 0) * 10 + (c - '0');
    }
  return now == last && (*first >= 0 || *last >= 0)
         && (*first < 0 || *last < 0 || *first <= *last);
}

static const char *
range_fault (WgSlice value, guint *n)
{
  gssize equals = wg_slice_find (value, '=');
  WgSlice list, element;
  gint64 first, last, end = -1, before = -1;
  gboolean overlap = FALSE, descend = FALSE;

  *n = 0;
  if (equals < 0 || !wg_slice_has_prefix_nocase (value, "bytes"))
    return NULL;
  list = wg_slice_sub (value, (gsize) equals + 1, value.len);
  while (wg_http_list_next (&list, &element))
    {
      ++*n;
      if (!parse_range (element, &first, &last))
        return "ranges that are none";
      if (first >= 0 && *n > 1)
        {
          overlap = overlap || (first <= end && (last < 0 || last >= before));
          descend = descend || first < before;
        }
      before = first >= 0 ? first : before;
      end = first >= 0 ? (last >= 0 ? MAX (end, last) : G_MAXINT64) : end;
    }
  if (*n > RANGES)
    return "more ranges than a player or viewer needs";
  return overlap && *n > 2   ? "ranges that overlap"
         : descend && *n > 2 ? "ranges out of order"
                             : NULL;
}

static void
judge_range (const WgHttpView *view)
{
  WgSlice value = view->in.value[WG_VIEW_RANGE];
  guint n;
  const char *fault = range_fault (value, &n);
  WgClaim *claim;

  if (fault == NULL)
    return;
  claim =
      wg_check_raise (view->check, &wg_finding_http_range_dos, WG_SEVERITY_DEFAULT,
                      view->parties, wg_slice_sub (view->path, 0, 120), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The request asks for %u ranges, %s: %.*s", n, fault,
                (int) MIN (value.len, 100), (const char *) value.data);
  wg_claim_show (claim, view->request_frame, "http.range", wg_slice_sub (value, 0, 300));
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request != NULL)
    {
      if (view->in.count[WG_VIEW_CONTENT_ENCODING] > 0)
        judge_size (view, &view->request->message, TRUE);
      if (view->in.count[WG_VIEW_RANGE] > 0)
        judge_range (view);
    }
  if (view->response != NULL && view->out.count[WG_VIEW_CONTENT_ENCODING] > 0)
    judge_size (view, &view->response->message, FALSE);
}

const WgHttpRules wg_http_load_rules = {
    .name = "load",
    .judge = judge,
};
