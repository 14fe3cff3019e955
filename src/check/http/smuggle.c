#include "check/http/head.h"

#include "base/limits.h"
#include "check/match/scan.h"

/* Two ways to tell where a body ends: who reads it differently sees other messages. */

struct WgSmuggle
{
  GHashTable *ambiguous; /* conversation -> packet that ended such a request */
};

WgSmuggle *
wg_smuggle_new (void)
{
  WgSmuggle *smuggle = g_new0 (WgSmuggle, 1);

  smuggle->ambiguous = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return smuggle;
}

void
wg_smuggle_free (WgSmuggle *smuggle)
{
  g_hash_table_unref (smuggle->ambiguous);
  g_free (smuggle);
}

void
wg_smuggle_over (WgSmuggle *smuggle, gint64 conversation)
{
  g_hash_table_remove (smuggle->ambiguous, &conversation);
}

/* One of the two messages. */
typedef struct
{
  const WgHttpView *view;
  const WgViewHeaders *headers;
  const WgHttpMessage *message;
  const WgHead *head;
  gboolean is_request;
  guint32 frame;
} Side;

static WgClaim *
claim (const Side *side, const WgFindingType *type, WgSeverity severity)
{
  const WgHttpView *view = side->view;
  WgClaim *one = wg_check_raise (view->check, type, severity, view->parties,
                                 wg_slice_sub (view->path, 0, 120), side->frame);

  wg_claim_outcome (one, side->is_request ? WG_OUTCOME_ATTEMPT : WG_OUTCOME_EXPOSURE);
  return one;
}

static const char *
whose (const Side *side)
{
  return side->is_request ? "request" : "response";
}

static void
remember (WgSmuggle *smuggle, const WgHttpView *view)
{
  gint64 *key;

  if (g_hash_table_size (smuggle->ambiguous) >= WG_LIMIT_AMBIGUOUS)
    return;
  key = g_new (gint64, 1);
  *key = view->parties->conversation;
  g_hash_table_replace (smuggle->ambiguous, key, GUINT_TO_POINTER (view->request_frame));
}

/* Behind an ambiguous request another one stands in the same packet. */
static void
judge_prefix (WgSmuggle *smuggle, const WgHttpView *view)
{
  gint64 conversation = view->parties->conversation;
  guint32 frame;
  WgClaim *one;

  if (g_hash_table_size (smuggle->ambiguous) == 0 || view->request == NULL)
    return;
  frame = GPOINTER_TO_UINT (g_hash_table_lookup (smuggle->ambiguous, &conversation));
  if (frame == 0 || view->request->message.head_at.frame != frame)
    return;
  one = wg_check_raise (view->check, &wg_finding_smuggle_cl_te, WG_SEVERITY_CRITICAL,
                        view->parties, WG_SLICE_LITERAL ("hidden request"), frame);
  wg_claim_outcome (one, WG_OUTCOME_SUCCESS);
  wg_claim_say (
      one,
      "Behind the chunks of a request with both lengths a second one stands in the same "
      "packet: %.*s %.*s",
      (int) MIN (view->method.len, 32), (const char *) view->method.data,
      (int) MIN (view->target.len, 100), (const char *) view->target.data);
  wg_claim_show (one, frame, "http.request.uri", view->target);
  g_hash_table_remove (smuggle->ambiguous, &conversation);
}

static void
judge_both (WgSmuggle *smuggle, const Side *side)
{
  const WgViewHeaders *headers = side->headers;
  WgClaim *one;

  if (headers->count[WG_VIEW_CONTENT_LENGTH] == 0
      || (headers->count[WG_VIEW_TRANSFER_ENCODING] == 0
          && (side->head->odd & WG_HEAD_TE_SPACE) == 0))
    return;
  one = claim (side, &wg_finding_smuggle_cl_te,
               side->is_request ? WG_SEVERITY_DEFAULT : WG_SEVERITY_MEDIUM);
  wg_claim_say (one, "The %s says Content-Length %.*s and Transfer-Encoding %.*s.",
                whose (side), (int) MIN (headers->value[WG_VIEW_CONTENT_LENGTH].len, 32),
                (const char *) headers->value[WG_VIEW_CONTENT_LENGTH].data,
                (int) MIN (headers->value[WG_VIEW_TRANSFER_ENCODING].len, 32),
                (const char *) headers->value[WG_VIEW_TRANSFER_ENCODING].data);
  wg_claim_show (one, side->frame, "http.content_length_header",
                 headers->value[WG_VIEW_CONTENT_LENGTH]);
  wg_claim_show (one, side->frame, "http.transfer_encoding",
                 headers->value[WG_VIEW_TRANSFER_ENCODING]);
  if (side->is_request)
    remember (smuggle, side->view);
}

static const char *
length_fault (WgSlice value)
{
  gsize zeros = 0;

  value = wg_slice_trim (value);
  if (value.len == 0)
    return "empty";
  for (gsize i = 0; i < value.len; i++)
    if (!g_ascii_isdigit (value.data[i]))
      return "not a decimal number";
  while (zeros + 1 < value.len && value.data[zeros] == '0')
    zeros++;
  if (zeros > 1)
    return "padded with zeros";
  value = wg_slice_sub (value, zeros, value.len);
  if (value.len > 19
      || (value.len == 19
          && wg_slice_compare (value, WG_SLICE_LITERAL ("9223372036854775807")) > 0))
    return "larger than any file";
  return NULL;
}

static void
judge_lengths (const Side *side)
{
  WgSlice first = WG_SLICE_NONE, value, element;
  guint at = 0, n = 0;
  gboolean differ = FALSE;
  const char *fault = NULL;
  WgClaim *one;

  while (wg_view_next (side->headers, WG_VIEW_CONTENT_LENGTH, &at, &value))
    {
      WgSlice list = value;

      if (wg_slice_find (value, ',') < 0 && length_fault (value) != NULL)
        {
          fault = length_fault (value);
          one = claim (side, &wg_finding_smuggle_invalid_cl,
                       side->is_request ? WG_SEVERITY_DEFAULT : WG_SEVERITY_MEDIUM);
          wg_claim_say (one, "The %s's Content-Length is %s: \"%.*s\"", whose (side), fault,
                        (int) MIN (value.len, 60), (const char *) value.data);
          wg_claim_show (one, side->frame, "http.content_length_header", value);
        }
      while (wg_http_list_next (&list, &element))
        {
          differ = differ || (n > 0 && !wg_slice_equal (first, element));
          first = n++ == 0 ? element : first;
        }
    }
  if (n < 2)
    return;
  one = claim (side, &wg_finding_smuggle_duplicate_cl,
               !differ            ? WG_SEVERITY_LOW
               : side->is_request ? WG_SEVERITY_DEFAULT
                                  : WG_SEVERITY_MEDIUM);
  wg_claim_say (one, "The %s says its length %u times, %s.", whose (side), n,
                differ ? "with different values" : "always the same");
  wg_claim_show (one, side->frame, "http.content_length_header", first);
}

static gboolean
is_coding (WgSlice name)
{
  static const char *const names[] = {"gzip",     "deflate", "compress", "x-gzip", "x-compress",
                                      "identity", "br",      "zstd",     NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return FALSE;
}

static const char *
coding_fault (const Side *side)
{
  WgSlice value, element, last = WG_SLICE_NONE;
  guint at = 0, chunked = 0, lists = 0;
  gboolean mentions = FALSE, unknown = FALSE;

  while (wg_view_next (side->headers, WG_VIEW_TRANSFER_ENCODING, &at, &value))
    {
      lists++;
      mentions = mentions || wg_has (value, "chunk");
      for (gsize i = 0; i < value.len; i++)
        if (value.data[i] < ' ' || value.data[i] > '~')
          return "holds control characters";
      while (wg_http_list_next (&value, &element))
        {
          last = element;
          if (wg_slice_is_nocase (element, "chunked"))
            chunked++;
          else
            unknown = unknown || !is_coding (element);
        }
    }
  if (chunked > 1)
    return "names chunked more than once";
  if (unknown)
    return "names a coding that does not exist";
  if (chunked > 0 && !wg_slice_is_nocase (last, "chunked"))
    return "does not end in chunked";
  if (lists > 1 && mentions)
    return "is said more than once";
  if (side->is_request && lists > 0 && chunked == 0)
    return "leaves open where the body ends";
  return NULL;
}

static void
judge_coding (const Side *side)
{
  WgSlice value = side->headers->value[WG_VIEW_TRANSFER_ENCODING];
  const char *fault = NULL;
  WgClaim *one;

  if ((side->head->odd & WG_HEAD_TE_SPACE) != 0)
    fault = "has white space before its colon";
  else if ((side->head->odd & WG_HEAD_TE_FOLD) != 0)
    fault = "goes on in the next line";
  else if (side->headers->count[WG_VIEW_TRANSFER_ENCODING] == 0)
    return;
  else
    fault = coding_fault (side);
  if (fault == NULL && wg_slice_is (side->view->exchange->version, "HTTP/1.0")
      && side->is_request)
    fault = "stands in a request of HTTP/1.0, which has none";
  if (fault == NULL)
    return;
  one = claim (side, &wg_finding_smuggle_te_obfuscated,
               side->is_request ? WG_SEVERITY_DEFAULT : WG_SEVERITY_MEDIUM);
  wg_claim_say (one, "The %s's Transfer-Encoding %s: \"%.*s\"", whose (side), fault,
                (int) MIN (value.len, 80), (const char *) value.data);
  wg_claim_show (one, side->frame, "http.transfer_encoding",
                 value.len > 0 ? value : side->head->part);
}

/* Trailers that would change how the message itself is read. */
static void
judge_trailers (const Side *side)
{
  static const char *const names[] = {"content-length", "transfer-encoding", "host", NULL};
  const WgHeader *trailers = side->message->trailers.items;

  for (guint i = 0; i < side->message->trailers.n; i++)
    for (guint k = 0; names[k] != NULL; k++)
      if (wg_slice_is_nocase (trailers[i].name, names[k]))
        {
          WgClaim *one = claim (side, &wg_finding_smuggle_chunk_malformed, WG_SEVERITY_DEFAULT);
          wg_claim_say (one, "A trailer of the %s is \"%s\", which belongs before the body.",
                        whose (side), names[k]);
          wg_claim_show (one, side->frame, "http.trailer", trailers[i].value);
        }
}

static const char *
newer_fault (const WgHttpView *view, WgSlice *part)
{
  static const char *const banned[] = {"connection",       "transfer-encoding", "keep-alive",
                                       "proxy-connection", "upgrade",           NULL};

  for (guint i = 0; i < view->in.n; i++)
    {
      const WgHeader *header = &view->in.all[i];

      *part = header->name;
      for (guint k = 0; banned[k] != NULL; k++)
        if (wg_slice_is_nocase (header->name, banned[k]))
          return "a header that only HTTP/1 has";
      if (wg_slice_find (header->value, '\r') >= 0 || wg_slice_find (header->value, '\n') >= 0
          || wg_slice_find (header->name, '\n') >= 0 || wg_slice_find (header->name, '\r') >= 0)
        return "a line end inside a header";
      if (header->name.len > 1
          && wg_slice_find (wg_slice_sub (header->name, 1, header->name.len), ':') >= 0)
        return "a colon inside a header's name";
    }
  return NULL;
}

static void
judge_newer (const WgHttpView *view)
{
  const WgHttpMessage *message = &view->request->message;
  WgSlice part = WG_SLICE_NONE, length = wg_slice_trim (view->in.value[WG_VIEW_CONTENT_LENGTH]);
  const char *fault = newer_fault (view, &part);
  guint64 announced;
  g_autofree char *digits = NULL;
  WgClaim *one;

  if (fault == NULL && length.len > 0 && length.len < 19 && view->exchange->complete)
    {
      digits = g_strndup ((const gchar *) length.data, length.len);
      if (g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &announced, NULL)
          && announced != message->body_length)
        {
          fault = "a Content-Length that is not that of the body";
          part = length;
        }
    }
  if (fault == NULL)
    return;
  one = wg_check_raise (view->check, &wg_finding_smuggle_expect_or_h2, WG_SEVERITY_DEFAULT,
                        view->parties, wg_slice_sub (view->path, 0, 120), view->request_frame);
  wg_claim_outcome (one, WG_OUTCOME_ATTEMPT);
  wg_claim_say (one, "A request of %.*s holds %s: \"%.*s\"", (int) view->exchange->version.len,
                (const char *) view->exchange->version.data, fault, (int) MIN (part.len, 60),
                (const char *) part.data);
  wg_claim_show (one, view->request_frame, "http2.header", part);
}

/* "Expect: 100-continue" although nothing is to follow: servers that wait read the next request
 * as the body. */
static void
judge_expect (const WgHttpView *view)
{
  WgClaim *one;

  if (!wg_has (view->in.value[WG_VIEW_EXPECT], "100-continue")
      || !wg_slice_is (wg_slice_trim (view->in.value[WG_VIEW_CONTENT_LENGTH]), "0"))
    return;
  one = wg_check_raise (view->check, &wg_finding_smuggle_expect_or_h2, WG_SEVERITY_DEFAULT,
                        view->parties, wg_slice_sub (view->path, 0, 120), view->request_frame);
  wg_claim_outcome (one, WG_OUTCOME_ATTEMPT);
  wg_claim_say (one, "The request asks to go on with a body (Expect) that has no bytes "
                     "(Content-Length: 0).");
  wg_claim_show (one, view->request_frame, "http.expect", view->in.value[WG_VIEW_EXPECT]);
}

void
wg_smuggle_judge (WgSmuggle *smuggle,
                  const WgHttpView *view,
                  const WgHead *in,
                  const WgHead *out)
{
  Side request = {view, &view->in, NULL, in, TRUE, view->request_frame};
  Side response = {view, &view->out, NULL, out, FALSE, view->response_frame};

  if (view->request != NULL && view->request->message.head.len == 0
      && !wg_slice_has_prefix (view->exchange->version, "HTTP/1"))
    {
      judge_newer (view);
      return;
    }
  judge_prefix (smuggle, view);
  for (guint i = 0; i < 2; i++)
    {
      Side *side = i == 0 ? &request : &response;

      if (i == 0 ? view->request == NULL : view->response == NULL)
        continue;
      side->message = i == 0 ? &view->request->message : &view->response->message;
      judge_both (smuggle, side);
      if (side->headers->count[WG_VIEW_CONTENT_LENGTH] > 0)
        judge_lengths (side);
      judge_coding (side);
      if (side->message->trailers.n > 0)
        judge_trailers (side);
    }
  if (view->in.count[WG_VIEW_EXPECT] > 0)
    judge_expect (view);
}
