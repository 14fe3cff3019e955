#include "check/rules.h"

#include "base/text.h"
#include "exchange/records.h"
#include "tls/tls-records.h"

/* What earns a server a good grade: seen, not taken for granted. No findings come from here. */

#define HALF_A_YEAR 15552000u /* seconds of 180 days */

static gboolean
is_current (gint32 version)
{
  return version == 0x0303 || version == 0x0304 || (version & 0xff00) == 0x7f00
         || version == 0xfefd || version == 0xfefc;
}

static gboolean
is_13 (gint32 version)
{
  return version == 0x0304 || (version & 0xff00) == 0x7f00 || version == 0xfefc;
}

static gboolean
is_ephemeral (const WgTlsConnection *tls)
{
  const char *kind = tls->key_exchange != NULL ? tls->key_exchange->kind : NULL;

  return kind != NULL && strstr (kind, "anon") == NULL
         && (g_str_has_prefix (kind, "ecdhe") || g_str_has_prefix (kind, "dhe")
             || g_str_has_prefix (kind, "hybrid"));
}

static void
tls_over (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgTlsConnection *tls = record;

  if (tls->server_hellos.n == 0 || tls->version < 0)
    return;
  if (!is_current (tls->version))
    wg_check_proof (state, parties, WG_PROOF_HANDSHAKE, FALSE);
  else if (is_13 (tls->version) || !tls->resumed)
    wg_check_proof (state, parties, WG_PROOF_HANDSHAKE,
                    is_13 (tls->version) ? tls->key_exchange == NULL || is_ephemeral (tls)
                                         : is_ephemeral (tls));
  if (tls->chain != NULL)
    wg_check_proof (state, parties, WG_PROOF_CERTIFICATE, tls->chain->ok);
}

/* The seconds of "max-age=31536000; includeSubDomains" (RFC 6797 §6.1.1). */
static guint64
max_age (WgSlice value)
{
  guint64 seconds = 0;
  gboolean found = FALSE;

  while (value.len > 0 && !found)
    {
      gssize at = wg_slice_find (value, ';');
      WgSlice part = wg_slice_trim (wg_slice_sub (value, 0, at < 0 ? value.len : (gsize) at));

      value = at < 0 ? WG_SLICE_NONE : wg_slice_sub (value, (gsize) at + 1, value.len);
      found = wg_slice_has_prefix_nocase (part, "max-age=");
      for (gsize i = strlen ("max-age="); found && i < part.len && seconds < HALF_A_YEAR; i++)
        if (g_ascii_isdigit ((gchar) part.data[i]))
          seconds = seconds * 10 + (guint64) (part.data[i] - '0');
    }
  return seconds;
}

static void
exchange_over (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgHttpExchange *exchange = record;
  const WgHeader *headers;

  if (!exchange->decrypted || exchange->response == NULL)
    return;
  headers = exchange->response->message.headers.items;
  for (guint i = 0; i < exchange->response->message.headers.n; i++)
    if (wg_slice_is_nocase (headers[i].name, "strict-transport-security"))
      {
        if (max_age (headers[i].value) >= HALF_A_YEAR)
          wg_check_proof (state, parties, WG_PROOF_HSTS, TRUE);
        return;
      }
}

const WgRules wg_rules_posture = {
    .name = "posture",
    .records = (const WgRecordRule[]){{&wg_tls_connection_type, tls_over},
                                      {&wg_http_type, exchange_over},
                                      {0}},
};
