#include "base/limits.h"
#include "check/http/auth.h"

/* Which of several schemes a client takes to log in. */

/* What a host offered to a client. */
typedef struct
{
  WgEndpoint client;
  char *host;
  guint best;
  guint weakest;
  char best_name[16];
  guint32 frame;
} Offer;

static void
clear_offer (gpointer item)
{
  g_free (((Offer *) item)->host);
}

static gpointer
open_offers (WgCheck *check)
{
  GArray *offers = g_array_new (FALSE, FALSE, sizeof (Offer));
  g_array_set_clear_func (offers, clear_offer);
  return offers;
}

static void
close_offers (gpointer state)
{
  g_array_unref (state);
}

/* From 1 on; 0: not to be compared with others. */
static guint
strength (WgSlice scheme, WgSlice parameters)
{
  WgSlice algorithm;

  if (wg_slice_is_nocase (scheme, "Negotiate") || wg_slice_has_prefix_nocase (scheme, "SCRAM-")
      || wg_slice_is_nocase (scheme, "HOBA"))
    return 5;
  if (wg_slice_is_nocase (scheme, "Digest"))
    return wg_auth_parameter (parameters, "algorithm", &algorithm)
                   && wg_slice_has_prefix_nocase (algorithm, "SHA")
               ? 4
               : 3;
  if (wg_slice_is_nocase (scheme, "NTLM"))
    return 2;
  return wg_slice_is_nocase (scheme, "Basic") ? 1 : 0;
}

static Offer *
find (GArray *offers, const WgHttpView *view)
{
  for (guint i = 0; i < offers->len; i++)
    {
      Offer *offer = &g_array_index (offers, Offer, i);
      if (wg_endpoint_same_host (&offer->client, &view->parties->client)
          && wg_slice_is_nocase (view->host, offer->host))
        return offer;
    }
  return NULL;
}

static void
learn (GArray *offers, const WgHttpView *view)
{
  Offer seen = {.client = view->parties->client, .frame = view->response_frame}, *offer;
  WgSlice rest, scheme, parameters;
  guint at = 0;

  while (wg_view_next (&view->out, WG_VIEW_WWW_AUTHENTICATE, &at, &rest))
    while (wg_auth_next_challenge (&rest, &scheme, &parameters))
      {
        guint is = strength (scheme, parameters);

        if (is == 0)
          continue;
        seen.weakest = seen.weakest == 0 ? is : MIN (seen.weakest, is);
        if (is <= seen.best)
          continue;
        seen.best = is;
        g_snprintf (seen.best_name, sizeof seen.best_name, "%.*s", (int) MIN (scheme.len, 15),
                    (const char *) scheme.data);
      }
  if (seen.best <= seen.weakest)
    return;
  offer = find (offers, view);
  if (offer == NULL)
    {
      if (offers->len >= WG_LIMIT_CHECK_OFFERS)
        return;
      seen.host = g_strndup ((const gchar *) view->host.data, MIN (view->host.len, 255));
      g_array_append_val (offers, seen);
      return;
    }
  seen.host = offer->host;
  *offer = seen;
}

static void
judge_choice (GArray *offers, const WgHttpView *view)
{
  WgSlice value = wg_slice_trim (view->in.value[WG_VIEW_AUTHORIZATION]), scheme, rest;
  const Offer *offer = find (offers, view);
  gsize len = 0;
  guint is;
  WgClaim *claim;

  if (offer == NULL)
    return;
  while (len < value.len && value.data[len] != ' ')
    len++;
  scheme = wg_slice_sub (value, 0, len);
  rest = wg_slice_sub (value, len, value.len);
  is = strength (scheme, rest);
  if (is == 0 || is >= offer->best || is > offer->weakest)
    return;
  claim = wg_check_raise (view->check, &wg_finding_auth_weakest_scheme_chosen,
                          view->secure ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, view->parties,
                          view->host, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim, "The server offered %s too, and the client logged in with %.*s.",
                offer->best_name, (int) MIN (scheme.len, 16), (const char *) scheme.data);
  wg_claim_show (claim, view->request_frame, "http.authorization", scheme);
  wg_claim_frame (claim, offer->frame);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL || view->host.len == 0)
    return;
  if (wg_view_asks (view, WG_VIEW_AUTHORIZATION))
    judge_choice (state, view);
  if (view->status == 401)
    learn (state, view);
}

const WgHttpRules wg_http_scheme_rules = {
    .name = "schemes",
    .open = open_offers,
    .judge = judge,
    .close = close_offers,
};
