#include "check/tls/facts.h"

#include "names.h"
#include "tls/dtls-parse.h"
#include "tls/tls-parse.h"

gint32
wg_tls_plain_version (gint32 version)
{
  if (version < 0)
    return -1;
  if (wg_tls_is_13 ((guint16) version) || version == 0xfefc)
    return 0x0304;
  if (version == 0xfefd)
    return 0x0303;
  if (version == 0xfeff || version == WG_DTLS_BAD_VERSION)
    return 0x0302;
  return version;
}

const char *
wg_tls_version_text (gint32 version)
{
  static const struct
  {
    gint32 version;
    const char *text;
  } known[] = {
      {0x0002, "SSL 2.0"},  {0x0300, "SSL 3.0"},  {0x0301, "TLS 1.0"},
      {0x0302, "TLS 1.1"},  {0x0303, "TLS 1.2"},  {0x0304, "TLS 1.3"},
      {0xfeff, "DTLS 1.0"}, {0xfefd, "DTLS 1.2"}, {0xfefc, "DTLS 1.3"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].version == version)
      return known[i].text;
  if (version == WG_DTLS_BAD_VERSION)
    return "a forerunner of DTLS 1.0";
  if (wg_tls_plain_version (version) == 0x0304)
    return "a draft of TLS 1.3";
  return "a version that does not exist";
}

gboolean
wg_tls_has_u16 (const WgList *list, guint16 value)
{
  const guint16 *items = list->items;

  for (guint i = 0; i < list->n; i++)
    if (items[i] == value)
      return TRUE;
  return FALSE;
}

gboolean
wg_tls_has_message (const WgList *messages, guint16 type)
{
  return wg_tls_has_u16 (messages, type);
}

gint32
wg_tls_client_max (const WgTlsClientHelloRecord *hello)
{
  const guint16 *versions = hello->supported_versions.items;
  gint32 max = -1;

  for (guint i = 0; i < hello->supported_versions.n; i++)
    {
      gint32 plain = wg_tls_plain_version (versions[i]);

      /* GREASE, and what nobody knows, is past all of them */
      if (plain >= 0x0300 && plain <= 0x0304)
        max = MAX (max, plain);
    }
  return max >= 0 ? max : wg_tls_plain_version (hello->version);
}

/* The first ServerHello that is no HelloRetryRequest, and what it answers. */
static void
find_hellos (WgTlsFacts *facts, const WgTlsConnection *tls)
{
  const WgTlsClientHelloRecord *clients = tls->client_hellos.items;
  const WgTlsServerHelloRecord *servers = tls->server_hellos.items;

  for (guint i = 0; i < tls->server_hellos.n && facts->server == NULL; i++)
    if (servers[i].hello_retry_request)
      facts->retry = &servers[i];
    else
      facts->server = &servers[i];
  if (facts->server != NULL && facts->server->hello >= 0
      && (guint) facts->server->hello < tls->client_hellos.n)
    facts->hello = &clients[facts->server->hello];
  else if (facts->server == NULL && tls->client_hellos.n > 0)
    facts->hello = &clients[tls->client_hellos.n - 1];
}

static void
look_at_server (WgTlsFacts *facts)
{
  const WgTlsServerHelloRecord *server = facts->server;
  const guint16 *selected = server->supported_versions.items;

  facts->server_frame = facts->suite_frame = server->frame;
  facts->sent_version = server->supported_versions.n > 0 ? selected[0] : server->version;
  facts->ssl2 = server->sslv2;
  facts->version = facts->ssl2 ? 0x0002 : wg_tls_plain_version (facts->sent_version);
  facts->group = server->group;
  if (facts->ssl2)
    {
      if (facts->conduct->ssl2_frame == 0)
        return;
      facts->suite_frame = facts->conduct->ssl2_frame;
      facts->suite_name = wg_name_of (wg_names_tls_ssl2_ciphers, facts->conduct->ssl2_kind);
      facts->classes = wg_suite_ssl2_classes (facts->conduct->ssl2_kind);
      return;
    }
  facts->suite = server->cipher;
  facts->suite_name = server->cipher_name;
  if (facts->suite >= 0)
    facts->classes = wg_suite_classes ((guint16) facts->suite);
}

void
wg_tls_facts_of_tls (WgTlsFacts *facts,
                     WgCheck *check,
                     const WgParties *parties,
                     const WgTlsConnection *tls)
{
  static const WgTlsConduct unknown = {.server_key = {.curve_type = -1, .scheme = -1},
                                       .client.verify_scheme = -1,
                                       .server.verify_scheme = -1};

  *facts = (WgTlsFacts){
      .check = check,
      .parties = parties,
      .tls = tls,
      .conduct = tls->conduct != NULL ? tls->conduct : &unknown,
      .version = -1,
      .sent_version = -1,
      .client_max = -1,
      .suite = -1,
      .group = -1,
      .resumed = tls->resumed,
      .dtls = parties->protocol == 17,
  };
  facts->lossy = facts->conduct->lossy;
  find_hellos (facts, tls);
  if (facts->hello != NULL)
    {
      facts->client_frame = facts->hello->frame;
      facts->client_max = wg_tls_client_max (facts->hello);
      facts->sni = facts->hello->sni;
    }
  if (facts->server != NULL)
    look_at_server (facts);
  facts->full = facts->server != NULL && !facts->resumed;
}

void
wg_tls_facts_of_quic (WgTlsFacts *facts,
                      WgCheck *check,
                      const WgParties *parties,
                      const WgQuicRecord *quic)
{
  *facts = (WgTlsFacts){.check = check,
                        .parties = parties,
                        .quic = quic,
                        .client_frame = quic->hello_frame,
                        .server_frame = quic->answer_frame,
                        .version = 0x0304,
                        .sent_version = 0x0304,
                        .client_max = 0x0304,
                        .suite = quic->cipher,
                        .suite_name = quic->cipher_name,
                        .group = quic->group,
                        .sni = quic->sni,
                        .resumed = quic->resumed};
}

void
wg_tls_show (WgClaim *claim, guint32 frame, const char *field, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  wg_claim_show (claim, frame, field, wg_slice_str (text));
}

void
wg_tls_show_bytes (WgClaim *claim, guint32 frame, const char *field, WgSlice bytes)
{
  char text[2 * 32 + 1] = "";

  for (gsize i = 0; i < MIN (bytes.len, 32); i++)
    g_snprintf (text + 2 * i, 3, "%02x", bytes.data[i]);
  wg_claim_show (claim, frame, field, wg_slice_str (text));
}

gboolean
wg_tls_completed (const WgTlsFacts *facts)
{
  const WgTlsConduct *conduct = facts->conduct;

  if (conduct == NULL || facts->server == NULL)
    return FALSE;
  if (conduct->server.first_data != 0
      && (facts->version != 0x0304 || conduct->client.first_data != 0))
    return TRUE;
  return conduct->client.sealed != 0 && conduct->server.sealed != 0;
}
