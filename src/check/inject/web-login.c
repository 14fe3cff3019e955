#include "base/limits.h"
#include "base/sum.h"
#include "check/http/view.h"
#include "check/inject/guess.h"
#include "check/match/scan.h"

/* Logins over HTTP, which no record tells: who tries many, and who counts up numbers. */

#define STEPS   10u /* objects one behind the other */
#define NEAR    5   /* so far apart at most */
#define WINDOW  (60 * G_GINT64_CONSTANT (1000000000))
#define LONGEST 12u /* digits of such a number */

typedef struct
{
  gint64 last;
  gint64 begun;
  guint32 first_frame;
  guint n;
  guint n_ok;
} Count;

typedef struct
{
  WgCheck *check;
  WgGuesses *guesses;
  GHashTable *counts; /* hash of the URL without its number -> Count */
} Web;

static gpointer
open_web (WgCheck *check)
{
  Web *web = g_new0 (Web, 1);

  web->check = check;
  web->guesses = wg_guesses_new (check);
  web->counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return web;
}

static void
close_web (gpointer state)
{
  Web *web = state;

  wg_guesses_free (web->guesses);
  g_hash_table_unref (web->counts);
  g_free (web);
}

/* The user and the password of a form; FALSE where it has none. */
static gboolean
credentials_of (const WgHttpView *view, GString *user, GString *secret)
{
  static const char *const names[] = {"user", "login", "email", "uname", "name", "log", NULL};
  WgSlice type = view->in.value[WG_VIEW_CONTENT_TYPE];
  g_autoptr (WgForm) form = NULL;
  WgFormField field;
  WgFormKind kind;
  gboolean found = FALSE;

  if (view->request_body.len == 0 || !wg_form_kind_of (type, &kind)
      || !(wg_has (view->request_body, "pass") || wg_has (view->request_body, "pwd")))
    return FALSE;
  form = wg_form_new (kind, type, view->request_body);
  while (wg_form_next_field (form, &field))
    {
      if (wg_has (field.name, "pass") || wg_has (field.name, "pwd"))
        {
          found = found || field.value.len > 0;
          g_string_append_len (secret, (const gchar *) field.value.data,
                               (gssize) MIN (field.value.len, 256));
        }
      for (guint i = 0; user->len == 0 && names[i] != NULL; i++)
        if (wg_has (field.name, names[i]))
          g_string_append_len (user, (const gchar *) field.value.data,
                               (gssize) MIN (field.value.len, 256));
    }
  return found;
}

/* What the answer says: 1 let in, 0 refused, -1 cannot be told. */
static gint
verdict_of (const WgHttpView *view)
{
  static const char *const words[] = {"invalid",   "incorrect",    "wrong",
                                      "failed",    "denied",       "try again",
                                      "not match", "unknown user", NULL};
  gboolean cookie = view->out.count[WG_VIEW_SET_COOKIE] > 0;
  WgSlice to = view->out.value[WG_VIEW_LOCATION];

  if (view->status == 401 || view->status == 403 || view->status == 422 || view->status == 400)
    return 0;
  if (view->status >= 300 && view->status < 400)
    return wg_has (to, "login") || wg_has (to, "error") || wg_has (to, "fail") ? 0
           : cookie                                                            ? 1
                                                                               : -1;
  if (view->status != 200)
    return -1;
  for (guint i = 0; words[i] != NULL; i++)
    if (wg_has (view->response_body, words[i]))
      return 0;
  return cookie || wg_has (view->response_body, "token") ? 1 : -1;
}

/* The scheme sends the password itself, or its hash, with each request. */
static gboolean
is_single_round (WgSlice authorization)
{
  return wg_slice_has_prefix_nocase (authorization, "Basic ")
         || wg_slice_has_prefix_nocase (authorization, "Digest ");
}

static void
judge_login (Web *web, const WgHttpView *view)
{
  g_autoptr (GString) user = NULL, secret = NULL;
  WgSlice header = view->in.value[WG_VIEW_AUTHORIZATION];
  gint verdict;

  if (header.len > 0 && is_single_round (header) && view->status > 0)
    {
      gboolean refused = view->status == 401 || view->status == 403;
      if (refused || view->status < 400)
        wg_guesses_note (web->guesses, view->parties, WG_SLICE_NONE,
                         wg_slice_has_prefix_nocase (header, "Basic ") ? header : WG_SLICE_NONE,
                         view->response_frame, !refused);
      return;
    }
  if (view->request_body.len == 0 || !wg_slice_is (view->method, "POST"))
    return;
  user = g_string_new (NULL);
  secret = g_string_new (NULL);
  if (!credentials_of (view, user, secret) || (verdict = verdict_of (view)) < 0)
    return;
  wg_guesses_note (web->guesses, view->parties, wg_slice (user->str, user->len),
                   wg_slice (secret->str, secret->len), view->response_frame, verdict > 0);
}

/* The number of an object: the last of the path that stands between slashes, or that of a
 * parameter whose name ends in "id". */
static WgSlice
number_of (const WgHttpView *view)
{
  WgSlice rest = view->query, name, value;
  gsize end = view->path.len, start;

  while (wg_form_next (&rest, &name, &value))
    if (value.len > 0 && value.len <= LONGEST && name.len >= 2
        && wg_slice_is_nocase (wg_slice_sub (name, name.len - 2, 2), "id"))
      return value;
  while (end > 0)
    {
      start = end;
      while (start > 0 && view->path.data[start - 1] != '/')
        start--;
      if (end > start && end - start <= LONGEST && g_ascii_isdigit (view->path.data[end - 1]))
        return wg_slice_sub (view->path, start, end - start);
      end = start > 0 ? start - 1 : 0;
    }
  return WG_SLICE_NONE;
}

static gboolean
to_number (WgSlice text, gint64 *out)
{
  *out = 0;
  for (gsize i = 0; i < text.len; i++)
    {
      if (!g_ascii_isdigit (text.data[i]))
        return FALSE;
      *out = *out * 10 + (text.data[i] - '0');
    }
  return text.len > 0;
}

/* @hole: a part of @text that does not count */
static guint64
sum_without (guint64 sum, WgSlice text, WgSlice hole)
{
  gsize at = hole.data != NULL && hole.data >= text.data && hole.data <= text.data + text.len
                 ? (gsize) (hole.data - text.data)
                 : text.len;

  sum = wg_sum_add (sum, wg_slice_sub (text, 0, at));
  return wg_sum_byte (wg_sum_add (sum, wg_slice_sub (text, at + hole.len, text.len)), '?');
}

static Count *
count_of (Web *web, const WgHttpView *view, WgSlice number)
{
  guint64 hash = wg_sum (wg_slice (view->parties->client.address, 16));
  Count *count;

  hash = wg_sum_add (hash, wg_slice (view->parties->server.address, 16));
  hash = sum_without (hash, view->path, number);
  hash = sum_without (hash, view->query, number);
  count = g_hash_table_lookup (web->counts, GSIZE_TO_POINTER (hash));
  if (count == NULL && g_hash_table_size (web->counts) < WG_LIMIT_COUNTED_URLS)
    {
      count = g_new0 (Count, 1);
      g_hash_table_insert (web->counts, GSIZE_TO_POINTER (hash), count);
    }
  return count;
}

static void
judge_count (Web *web, const WgHttpView *view)
{
  WgSlice number;
  gint64 value, now;
  Count *count;
  WgClaim *claim;

  if (!wg_slice_is (view->method, "GET") || (!view->is_html && !view->is_json))
    return;
  number = number_of (view);
  if (!to_number (number, &value) || (count = count_of (web, view, number)) == NULL)
    return;
  now = wg_check_time (web->check, view->request_frame);
  if (count->n == 0 || value == count->last || ABS (value - count->last) > NEAR
      || now - count->begun > WINDOW)
    *count = (Count){.begun = now, .first_frame = view->request_frame};
  count->last = value;
  count->n++;
  if (view->status == 200)
    count->n_ok++;
  if (count->n < STEPS || count->n_ok * 5 < count->n * 4)
    return;
  claim = wg_check_raise (web->check, &wg_finding_atk_idor_enumeration, WG_SEVERITY_DEFAULT,
                          view->parties, wg_slice_sub (view->path, 0, 80), count->first_frame);
  wg_claim_frame (claim, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim,
                "%u objects one behind the other, up to number %" G_GINT64_FORMAT
                " of %.*s; %u were given out.",
                count->n, value, (int) MIN (view->path.len, 80), (const char *) view->path.data,
                count->n_ok);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL || view->response == NULL)
    return;
  judge_login (state, view);
  judge_count (state, view);
}

const WgHttpRules wg_http_web_login_rules = {
    .name = "web login",
    .open = open_web,
    .judge = judge,
    .close = close_web,
};
