#include "base/limits.h"
#include "base/reader.h"
#include "base/sum.h"
#include "check/http/view.h"
#include "check/net/net.h"
#include "check/rules.h"
#include "dns/dns-records.h"

#include <math.h>

/* Data carried in the names that are asked for, as tunnels through name servers do. The numbers
 * are those of the catalogue; RFC 1035 has none. */

#define WINDOW_NS  (60 * WG_SECOND_NS)
#define MIN_NAMES  50u  /* different ones below one domain, in a window */
#define LONG_LABEL 30.0 /* characters, on average */
#define LONG_NAME  100.0
#define MIN_BITS   3.8 /* of chance in a character */

#define TYPE_CNAME 5
#define TYPE_NULL  10
#define TYPE_MX    15
#define TYPE_TXT   16

/* The names below one domain that one client asks for. @sums: of those that were told apart in
 * this window */
typedef struct
{
  WgParties parties;
  char *domain;
  gint64 since;
  guint32 first_frame, last_frame; /* from here on of the window alone, up to @told */
  guint n, n_carrying, n_listed;
  guint64 label_len, name_len;
  guint64 sums[MIN_NAMES + 1];
  guint counts[256];
  guint64 n_chars;
  gboolean told;
} Talk;

typedef struct
{
  WgCheck *check;
  GHashTable *talks; /* client and domain -> Talk */
} Tunnels;

static void
talk_free (gpointer data)
{
  Talk *talk = data;

  g_free (talk->domain);
  g_free (talk);
}

static gpointer
tunnels_open (WgCheck *check)
{
  Tunnels *tunnels = g_new0 (Tunnels, 1);

  tunnels->check = check;
  tunnels->talks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, talk_free);
  return tunnels;
}

static void
tunnels_close (gpointer state)
{
  Tunnels *tunnels = state;

  g_hash_table_unref (tunnels->talks);
  g_free (tunnels);
}

/* Services that look things up by name on purpose: reverse names, block lists, scanners. */
static gboolean
is_lookup (WgSlice domain)
{
  static const char *const known[] = {"arpa",         "mcafee.com",      "sophosxl.net",
                                      "spamhaus.org", "e5.sk",           "spamcop.net",
                                      "surbl.org",    "uribl.com",       "senderbase.org",
                                      "local",        "avqs.mcafee.com", NULL};

  for (guint i = 0; known[i] != NULL; i++)
    {
      gsize len = strlen (known[i]);
      if (domain.len >= len
          && wg_slice_is_nocase (wg_slice_sub (domain, domain.len - len, len), known[i]))
        return TRUE;
    }
  return FALSE;
}

static Talk *
talk_of (Tunnels *tunnels, const WgParties *parties, WgSlice domain)
{
  char client[48];
  g_autofree char *key = NULL;
  Talk *talk;

  wg_endpoint_text (&parties->client, parties->ip_version, client, sizeof client);
  key = g_strdup_printf ("%s %.*s", client, (int) MIN (domain.len, 255),
                         (const char *) domain.data);
  talk = g_hash_table_lookup (tunnels->talks, key);
  if (talk != NULL || g_hash_table_size (tunnels->talks) >= WG_LIMIT_DNS_TALKS)
    return talk;
  talk = g_new0 (Talk, 1);
  talk->parties = *parties;
  talk->since = G_MININT64;
  talk->domain = g_strndup ((const char *) domain.data, MIN (domain.len, 255));
  g_hash_table_insert (tunnels->talks, g_steal_pointer (&key), talk);
  return talk;
}

static gboolean
is_new (Talk *talk, guint64 sum)
{
  guint n = MIN (talk->n, G_N_ELEMENTS (talk->sums));

  for (guint i = 0; i < n; i++)
    if (talk->sums[i] == sum)
      return FALSE;
  if (talk->n < G_N_ELEMENTS (talk->sums))
    talk->sums[talk->n] = sum;
  return TRUE;
}

static gsize
longest_label (WgSlice name)
{
  gsize longest = 0, len = 0;

  for (gsize i = 0; i < name.len; i++)
    {
      len = name.data[i] == '.' ? 0 : len + 1;
      longest = MAX (longest, len);
    }
  return longest;
}

static double
bits_of_chance (const Talk *talk)
{
  double bits = 0;

  for (guint i = 0; i < 256; i++)
    if (talk->counts[i] > 0)
      {
        double share = (double) talk->counts[i] / (double) talk->n_chars;
        bits -= share * log2 (share);
      }
  return bits;
}

/* Block lists answer with addresses of the own machine (RFC 5782 §2.1). */
static gboolean
is_listed (const WgDnsRecord *dns)
{
  const WgDnsAnswer *answers;

  if (dns->response == NULL || dns->response->answers.n == 0)
    return FALSE;
  answers = dns->response->answers.items;
  return wg_slice_has_prefix (answers[0].data, "127.0.");
}

static void
tell (Tunnels *tunnels, Talk *talk)
{
  double label = (double) talk->label_len / talk->n, name = (double) talk->name_len / talk->n;
  double bits = bits_of_chance (talk);
  WgClaim *claim;

  if (talk->told || (label <= LONG_LABEL && name <= LONG_NAME) || bits <= MIN_BITS
      || talk->n_listed * 2 > talk->n)
    return;
  talk->told = TRUE;
  claim = wg_check_raise (tunnels->check, &wg_finding_dns_tunnel, 0, &talk->parties,
                          wg_slice_str (talk->domain), talk->first_frame);
  wg_claim_frame (claim, talk->last_frame);
  wg_claim_confidence (claim, talk->n_carrying * 2 > talk->n ? WG_CONFIDENCE_HIGH
                                                             : WG_CONFIDENCE_MEDIUM);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim,
                "The client asked for %u different names below %s within a minute, of %.0f "
                "characters on average, with %.1f bits of chance in each.",
                talk->n, talk->domain, name, bits);
}

static void
see (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Tunnels *tunnels = state;
  const WgDnsRecord *dns = record;
  WgSlice domain = wg_site_of (dns->name), below;
  gint64 now;
  Talk *talk;

  if (dns->query == NULL || domain.len + 2 > dns->name.len || is_lookup (domain))
    return;
  talk = talk_of (tunnels, parties, domain);
  if (talk == NULL)
    return;
  now = wg_check_time (tunnels->check, dns->query->frame);
  if (talk->since == G_MININT64 || now - talk->since > WINDOW_NS)
    {
      memset (&talk->first_frame, 0,
              G_STRUCT_OFFSET (Talk, told) - G_STRUCT_OFFSET (Talk, first_frame));
      talk->since = now;
      talk->first_frame = dns->query->frame;
    }
  below = wg_slice_sub (dns->name, 0, dns->name.len - domain.len - 1);
  if (!is_new (talk, wg_sum_add_nocase (WG_SUM_START, dns->name)))
    return;
  talk->n++;
  talk->last_frame = dns->query->frame;
  talk->label_len += longest_label (below);
  talk->name_len += dns->name.len;
  talk->n_carrying += dns->type == TYPE_TXT || dns->type == TYPE_NULL || dns->type == TYPE_CNAME
                      || dns->type == TYPE_MX;
  talk->n_listed += is_listed (dns) ? 1 : 0;
  for (gsize i = 0; i < below.len; i++)
    talk->counts[wg_fold (below.data[i])]++;
  talk->n_chars += below.len;
  if (talk->n > MIN_NAMES)
    tell (tunnels, talk);
}

const WgRules wg_rules_dns_tunnel = {
    .name = "dns-tunnel",
    .open = tunnels_open,
    .close = tunnels_close,
    .records = (const WgRecordRule[]){{&wg_dns_type, see}, {0}},
};
