#include "check/rules.h"
#include "check/tls/facts.h"

static const WgTlsRules *const all[] = {
    &wg_tls_version_rules, &wg_tls_cipher_rules, &wg_tls_key_rules,     &wg_tls_handshake_rules,
    &wg_tls_hello_rules,   &wg_tls_attack_rules, &wg_tls_history_rules,
};

typedef struct
{
  WgCheck *check;
  gpointer states[G_N_ELEMENTS (all)];
} Tls;

static gpointer
tls_open (WgCheck *check)
{
  Tls *tls = g_new0 (Tls, 1);

  tls->check = check;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    tls->states[i] = all[i]->open != NULL ? all[i]->open (check) : check;
  return tls;
}

static void
judge (Tls *tls, const WgTlsFacts *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->judge != NULL)
      all[i]->judge (tls->states[i], facts);
}

static void
judge_tls (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Tls *tls = state;
  WgTlsFacts facts;

  wg_tls_facts_of_tls (&facts, tls->check, parties, record);
  judge (tls, &facts);
}

static void
judge_quic (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Tls *tls = state;
  const WgQuicRecord *quic = record;
  WgTlsFacts facts;

  if (quic->hello_frame == 0) /* Google's own handshake, or none in the capture */
    return;
  wg_tls_facts_of_quic (&facts, tls->check, parties, record);
  judge (tls, &facts);
}

static void
see_exchange (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Tls *tls = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->exchange != NULL)
      all[i]->exchange (tls->states[i], parties, record);
}

static void
see_segment (gpointer state,
             const WgFlow *flow,
             guint dir,
             const WgPacket *packet,
             const WgSegment *segment)
{
  Tls *tls = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->segment != NULL)
      all[i]->segment (tls->states[i], flow, dir, segment);
}

static void
over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  Tls *tls = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->over != NULL)
      all[i]->over (tls->states[i], parties, flow);
}

static void
tls_finish (gpointer state)
{
  Tls *tls = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->finish != NULL)
      all[i]->finish (tls->states[i]);
}

static void
tls_close (gpointer state)
{
  Tls *tls = state;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->close != NULL)
      all[i]->close (tls->states[i]);
  g_free (tls);
}

const WgRules wg_rules_tls = {
    .name = "tls",
    .open = tls_open,
    .finish = tls_finish,
    .close = tls_close,
    .records = (const WgRecordRule[]){{&wg_tls_connection_type, judge_tls},
                                      {&wg_quic_type, judge_quic},
                                      {&wg_http_type, see_exchange},
                                      {0}},
    .segment = see_segment,
    .flow_over = over,
};
