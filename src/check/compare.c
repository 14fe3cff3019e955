#include "check/compare.h"

#include "check/rules.h"
#include "tls/tls-records.h"

#include "base/limits.h"

/* Two captures of one connection: what was changed on the way. */

#define NEAR_NS (10 * G_GINT64_CONSTANT (1000000000))

/* One connection of the first capture; all its own. */
typedef struct
{
  gint64 time_ns;
  guint32 frame;
  GBytes *random, *session_id, *sni, *alpn, *ciphers, *extensions, *versions;
  gint32 version;
  GBytes *server_random, *leaf;
  gint32 cipher, server_version;
  gboolean has_server;
  gboolean taken;
} Hello;

struct WgCompare
{
  GPtrArray *hellos;
  gboolean second;
};

static void
free_hello (gpointer data)
{
  Hello *h = data;
  GBytes *all[] = {h->random,     h->session_id, h->sni,           h->alpn, h->ciphers,
                   h->extensions, h->versions,   h->server_random, h->leaf};

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_bytes_unref (all[i]);
  g_free (h);
}

WgCompare *
wg_compare_new (void)
{
  WgCompare *compare = g_new0 (WgCompare, 1);

  compare->hellos = g_ptr_array_new_with_free_func (free_hello);
  return compare;
}

void
wg_compare_free (WgCompare *compare)
{
  if (compare == NULL)
    return;
  g_ptr_array_unref (compare->hellos);
  g_free (compare);
}

void
wg_compare_next (WgCompare *compare)
{
  compare->second = TRUE;
}

static GBytes *
bytes_of (WgSlice slice)
{
  return g_bytes_new (slice.data, slice.len);
}

static GBytes *
numbers_of (WgList list)
{
  return g_bytes_new (list.items, list.n * sizeof (guint16));
}

static GBytes *
names_of (WgList list)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const WgSlice *names = list.items;

  for (guint i = 0; i < list.n; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      g_string_append_len (text, (const char *) names[i].data, (gssize) names[i].len);
    }
  return g_bytes_new (text->str, text->len);
}

static Hello *
hello_of (WgCheck *check, const WgTlsConnection *tls)
{
  const WgTlsClientHelloRecord *client = tls->client_hellos.items;
  const WgTlsServerHelloRecord *server = tls->server_hellos.items;
  const WgTlsCertificates *chain = tls->certificates.server.items;
  Hello *h = g_new0 (Hello, 1);
  WgSlice leaf = WG_SLICE_NONE;

  if (tls->certificates.server.n > 0 && chain->certs.n > 0)
    leaf = ((const WgCertificateFacts *) chain->certs.items)->sha256;
  h->frame = client->frame;
  h->time_ns = wg_check_time (check, client->frame);
  h->random = bytes_of (client->random);
  h->session_id = bytes_of (client->session_id);
  h->sni = bytes_of (client->sni);
  h->alpn = names_of (client->alpn);
  h->ciphers = numbers_of (client->ciphers);
  h->extensions = numbers_of (client->extensions);
  h->versions = numbers_of (client->supported_versions);
  h->version = client->version;
  h->has_server = tls->server_hellos.n > 0;
  h->server_random = bytes_of (h->has_server ? server->random : WG_SLICE_NONE);
  h->leaf = bytes_of (leaf);
  h->cipher = h->has_server ? server->cipher : -1;
  h->server_version = tls->version;
  return h;
}

/* By the random; else by the name and the time. */
static Hello *
partner_of (const WgCompare *compare, const Hello *h)
{
  Hello *best = NULL;
  gint64 distance = NEAR_NS;

  for (guint i = 0; i < compare->hellos->len; i++)
    {
      Hello *one = g_ptr_array_index (compare->hellos, i);
      gint64 apart = ABS (one->time_ns - h->time_ns);

      if (one->taken)
        continue;
      if (g_bytes_get_size (h->random) > 0 && g_bytes_equal (one->random, h->random))
        return one;
      if (g_bytes_get_size (h->sni) > 0 && g_bytes_equal (one->sni, h->sni) && apart < distance
          && one->time_ns != G_MININT64 && h->time_ns != G_MININT64)
        {
          best = one;
          distance = apart;
        }
    }
  return best;
}

static gboolean
contains (const guint16 *list, gsize n, guint16 wanted)
{
  for (gsize i = 0; i < n; i++)
    if (list[i] == wanted)
      return TRUE;
  return FALSE;
}

/* The numbers of @a that are not in @b, with @what before them. */
static void
say_lost (GString *out, const char *what, GBytes *a, GBytes *b)
{
  gsize n = g_bytes_get_size (a) / 2, m = g_bytes_get_size (b) / 2;
  const guint16 *x = g_bytes_get_data (a, NULL), *y = g_bytes_get_data (b, NULL);
  guint found = 0;

  for (gsize i = 0; i < n; i++)
    if (!contains (y, m, x[i]))
      {
        if (found++ == 0)
          g_string_append_printf (out, "%s%s", out->len > 0 ? "; " : "", what);
        if (found <= 12)
          g_string_append_printf (out, "%s%04x", found > 1 ? ", " : " ", x[i]);
      }
}

static void
say (GString *out, gboolean differs, const char *what)
{
  if (differs)
    g_string_append_printf (out, "%s%s", out->len > 0 ? "; " : "", what);
}

static void
say_text (GString *out, const char *what, GBytes *a, GBytes *b)
{
  gsize n, m;
  const char *x = g_bytes_get_data (a, &n), *y = g_bytes_get_data (b, &m);

  if (!g_bytes_equal (a, b))
    g_string_append_printf (out, "%s%s \"%.*s\" became \"%.*s\"", out->len > 0 ? "; " : "",
                            what, (int) MIN (n, 80), n > 0 ? x : "", (int) MIN (m, 80),
                            m > 0 ? y : "");
}

/* What differs, but for the randoms. */
static void
say_differences (GString *out, const Hello *a, const Hello *b)
{
  say (out, a->version != b->version, "the client's version");
  say_lost (out, "versions removed:", a->versions, b->versions);
  say_lost (out, "versions added:", b->versions, a->versions);
  say_lost (out, "cipher suites removed:", a->ciphers, b->ciphers);
  say_lost (out, "cipher suites added:", b->ciphers, a->ciphers);
  say_lost (out, "extensions removed:", a->extensions, b->extensions);
  say_lost (out, "extensions added:", b->extensions, a->extensions);
  say_text (out, "the server name", a->sni, b->sni);
  say_text (out, "the protocols (ALPN)", a->alpn, b->alpn);
  if (!a->has_server || !b->has_server)
    return;
  say (out, a->server_version != b->server_version, "the version agreed on");
  say (out, a->cipher != b->cipher, "the cipher suite agreed on");
  say (out,
       g_bytes_get_size (a->leaf) > 0 && g_bytes_get_size (b->leaf) > 0
           && !g_bytes_equal (a->leaf, b->leaf),
       "the certificate was replaced");
}

static void
compare_hello (WgCheck *check, WgCompare *compare, const WgParties *parties, const Hello *h)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Hello *partner = partner_of (compare, h);
  WgClaim *claim;
  gsize n;
  const void *sni = g_bytes_get_data (h->sni, &n);

  if (partner == NULL)
    return;
  partner->taken = TRUE;
  say_differences (text, partner, h);
  if (text->len == 0)
    return; /* or two connections of one client, which differ in the random alone */
  say (text, !g_bytes_equal (partner->random, h->random), "the client's random");
  say (text, !g_bytes_equal (partner->session_id, h->session_id), "the session id");
  say (text,
       partner->has_server && h->has_server
           && !g_bytes_equal (partner->server_random, h->server_random),
       "the server's random");
  claim = wg_check_raise (check, &wg_finding_dg_hello_altered_in_transit, WG_SEVERITY_DEFAULT,
                          parties, wg_slice (sni, n), h->frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim,
                "Between the two captures (packet %u of the first one) these changed: %s.",
                partner->frame, text->str);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  WgCheck *check = state;
  WgCompare *compare = wg_check_compare (check);
  const WgTlsConnection *tls = record;
  Hello *h;

  if (compare == NULL || tls->client_hellos.n == 0)
    return;
  h = hello_of (check, tls);
  if (!compare->second && compare->hellos->len < WG_LIMIT_COMPARED)
    {
      g_ptr_array_add (compare->hellos, h);
      return;
    }
  if (compare->second)
    compare_hello (check, compare, parties, h);
  free_hello (h);
}

const WgRules wg_rules_compare = {
    .name = "compare",
    .records = (const WgRecordRule[]){{&wg_tls_connection_type, judge}, {0}},
};
