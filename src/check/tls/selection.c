#include "check/tls/facts.h"
#include "tls/tls-parse.h"

/* Did the server choose among what the client offered? */

static void illegal (const WgTlsFacts *facts, const char *what, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
illegal (const WgTlsFacts *facts, const char *what, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;
  WgClaim *claim =
      wg_check_raise (facts->check, &wg_finding_dg_illegal_selection, WG_SEVERITY_DEFAULT,
                      facts->parties, wg_slice_str (what), facts->server_frame);

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  wg_claim_frame (claim, facts->client_frame);
  wg_tls_show (claim, facts->server_frame, "tls.handshake.type", "server_hello");
  wg_claim_say (claim, "%s", words);
}

static gboolean
suite_was_offered (const WgTlsFacts *facts)
{
  const guint32 *kinds = facts->hello->ssl2_ciphers.items;

  if (!facts->hello->sslv2)
    return wg_tls_has_u16 (&facts->hello->ciphers, (guint16) facts->suite)
           && !wg_suite_is_signal ((guint16) facts->suite);
  for (guint i = 0; i < facts->hello->ssl2_ciphers.n; i++)
    if (kinds[i] == (guint32) facts->suite)
      return TRUE;
  return FALSE;
}

static gboolean
version_was_offered (const WgTlsFacts *facts)
{
  const guint16 *versions = facts->hello->supported_versions.items;

  if (facts->hello->supported_versions.n == 0)
    return facts->version <= facts->client_max;
  for (guint i = 0; i < facts->hello->supported_versions.n; i++)
    if (versions[i] == facts->sent_version)
      return TRUE;
  return FALSE;
}

static gboolean
method_was_offered (const WgTlsFacts *facts)
{
  const guint8 *methods = facts->hello->compression.items;

  if (facts->server->compression <= 0)
    return TRUE;
  for (guint i = 0; i < facts->hello->compression.n; i++)
    if (methods[i] == facts->server->compression)
      return TRUE;
  return FALSE;
}

/* RFC 5746 §3.6: the answer to a signalling value. */
static gboolean
may_answer (const WgTlsFacts *facts, guint16 extension)
{
  const guint32 *kinds = facts->hello->ssl2_ciphers.items;

  if (wg_tls_has_u16 (&facts->hello->extensions, extension))
    return TRUE;
  if (extension != WG_TLS_EXT_RENEGOTIATION_INFO)
    return FALSE;
  for (guint i = 0; i < facts->hello->ssl2_ciphers.n; i++)
    if (kinds[i] == 0x0000ff)
      return TRUE;
  return wg_tls_has_u16 (&facts->hello->ciphers, 0x00ff);
}

static void
extensions (const WgTlsFacts *facts)
{
  const guint16 *types = facts->server->extensions.items;
  char text[8];

  for (guint i = 0; i < facts->server->extensions.n; i++)
    if (!may_answer (facts, types[i]))
      {
        g_snprintf (text, sizeof text, "%u", types[i]);
        illegal (facts, "extension",
                 "The server answers extension %s, which the client did not "
                 "send.",
                 text);
        return;
      }
}

static void
protocol (const WgTlsFacts *facts)
{
  const WgSlice *names = facts->hello->alpn.items;
  char text[32];

  if (facts->server->alpn.len == 0
      || !wg_tls_has_u16 (&facts->hello->extensions, WG_TLS_EXT_ALPN))
    return;
  for (guint i = 0; i < facts->hello->alpn.n; i++)
    if (wg_slice_equal (names[i], facts->server->alpn))
      return;
  g_snprintf (text, sizeof text, "%.*s", (int) MIN (facts->server->alpn.len, 20),
              (const char *) facts->server->alpn.data);
  illegal (facts, "application protocol",
           "The server chose the protocol \"%s\", which the client did not offer.", text);
}

void
wg_tls_judge_selection (const WgTlsFacts *facts)
{
  if (facts->hello == NULL || facts->server == NULL || facts->hello->malformed
      || facts->server->malformed || facts->ssl2 || facts->lossy)
    return;
  if (!version_was_offered (facts))
    illegal (facts, "version", "The server chose %s, which the client did not offer.",
             wg_tls_version_text (facts->sent_version));
  if (!suite_was_offered (facts))
    illegal (facts, "cipher suite", "The server chose %s, which is not in the client's list.",
             facts->suite_name != NULL ? facts->suite_name : "a suite without a name");
  if (!method_was_offered (facts))
    illegal (facts, "compression",
             "The server chose a compression method that the client did not offer.");
  if (facts->group >= 0 && facts->hello->key_shares.n > 0
      && !wg_tls_has_u16 (&facts->hello->key_shares, (guint16) facts->group))
    illegal (facts, "group",
             "The server chose a key share's group that the client sent none "
             "for.");
  extensions (facts);
  protocol (facts);
}
