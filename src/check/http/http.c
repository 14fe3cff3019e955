#include "check/http/page.h"
#include "check/http/submission.h"
#include "check/http/view.h"
#include "check/rules.h"
#include "quic/quic-records.h"
#include "tls/tls-records.h"

/* clang-format off */
static const WgHttpRules *const all[] = {
    &wg_http_cache_rules,
    &wg_http_cookie_rules,
    &wg_http_cookie_value_rules,
    &wg_http_credential_rules,
    &wg_http_cross_origin_rules,
    &wg_http_disclosure_rules,
    &wg_http_exposed_rules,
    &wg_http_form_rules,
    &wg_http_header_rules,
    &wg_http_hsts_rules,
    &wg_http_websocket_rules,
    &wg_http_ocsp_rules,
    &wg_http_jwt_rules,
    &wg_http_oauth_rules,
    &wg_http_file_rules,
    &wg_http_inject_rules,
    &wg_http_web_login_rules,
    &wg_http_page_rules,
    &wg_http_scheme_rules,
    &wg_http_secret_rules,
    &wg_http_session_id_rules,
    &wg_http_session_rules,
    &wg_http_target_rules,
    &wg_http_url_rules,
    &wg_http_load_rules,
    &wg_http_recon_rules,
    &wg_http_syntax_rules,
};
/* clang-format on */

typedef struct
{
  WgCheck *check;
  WgViewNames names;
  WgPage page;
  WgSubmission submission;
  gpointer states[G_N_ELEMENTS (all)];
} Http;

static gpointer
http_open (WgCheck *check)
{
  Http *http = g_new0 (Http, 1);

  http->check = check;
  wg_view_names_init (&http->names);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    http->states[i] = all[i]->open != NULL ? all[i]->open (check) : check;
  return http;
}

/* What rules show of a head can be found in the capture, unless it was decrypted out of it. */
static void
place_heads (const WgHttpView *view)
{
  const WgHttpMessage none = {0};
  const WgHttpMessage *in = view->request != NULL ? &view->request->message : &none;
  const WgHttpMessage *out = view->response != NULL ? &view->response->message : &none;

  if (view->secure)
    return;
  wg_check_place (view->check, 0, in->head, in->head_at);
  wg_check_place (view->check, 1, out->head, out->head_at);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Http *http = state;
  WgHttpView view;

  wg_http_view_fill (&view, &http->names, http->check, parties, record);
  if (view.request == NULL && view.response == NULL)
    return;
  place_heads (&view);
  http->page.made = http->page.has_now = http->submission.made = FALSE;
  view.page = &http->page;
  view.submission = &http->submission;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    all[i]->judge (http->states[i], &view);
  for (guint i = 0; i < WG_CHECK_PLACES; i++)
    wg_check_place (http->check, i, WG_SLICE_NONE, (WgSpan){0});
}

static void
http_flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  Http *http = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->flow_over != NULL)
      all[i]->flow_over (http->states[i], parties, flow);
}

static void
encrypted (Http *http, const WgParties *parties, WgSlice name, guint32 frame)
{
  for (guint i = 0; name.len > 0 && i < G_N_ELEMENTS (all); i++)
    if (all[i]->encrypted != NULL)
      all[i]->encrypted (http->states[i], parties, name, frame);
}

static void
take_tls (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgTlsConnection *tls = record;
  const WgTlsClientHelloRecord *hello =
      tls->client_hellos.n > 0 ? tls->client_hellos.items : NULL;

  if (hello != NULL)
    encrypted (state, parties, hello->sni, hello->frame);
}

static void
take_quic (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgQuicRecord *quic = record;
  encrypted (state, parties, quic->sni, 0);
}

static void
http_finish (gpointer state)
{
  Http *http = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->finish != NULL)
      all[i]->finish (http->states[i]);
}

static void
http_close (gpointer state)
{
  Http *http = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->close != NULL)
      all[i]->close (http->states[i]);
  wg_submission_clear (&http->submission);
  g_free (http);
}

const WgRules wg_rules_http = {
    .name = "http",
    .open = http_open,
    .finish = http_finish,
    .close = http_close,
    .flow_over = http_flow_over,
    .records = (const WgRecordRule[]){{&wg_http_type, judge},
                                      {&wg_tls_connection_type, take_tls},
                                      {&wg_quic_type, take_quic},
                                      {0}},
};
