#include "base/limits.h"
#include "base/reader.h"
#include "base/sum.h"
#include "check/net/net.h"
#include "check/rules.h"
#include "dns/dns-records.h"

/* Answers of name servers that contradict each other, come unasked, point inside or give a zone
 * away. */

#define CONFLICT_NS (5 * WG_SECOND_NS)
#define FLOOD_NS    (10 * WG_SECOND_NS)
#define MIN_FLOOD   20u /* answers with ids of their own that nobody asked for */
#define MIN_NAMES   3u  /* that one neighbour answers for, and one more */
#define SHORT_TTL   60

#define LLMNR_PORT 5355
#define MDNS_PORT  5353

#define TYPE_A     1
#define TYPE_CNAME 5
#define TYPE_AAAA  28
#define TYPE_AXFR  252

/* An answer that was given. */
typedef struct
{
  guint64 key; /* conversation, id, name, type */
  guint64 data;
  gint64 time;
  guint32 frame;
  char shown[64];
} Answer;

/* Answers without a question, to one client about one name. */
typedef struct
{
  guint64 key;
  gint64 since;
  guint32 first_frame;
  guint n;
  gint64 last_id;
  guint32 last_frame;
  guint64 ends;
  WgParties parties;
  char name[128];
} Flood;

/* A public address that a name had. */
typedef struct
{
  guint64 key;
  guint32 frame;
} Public;

/* A neighbour that answers for names. */
typedef struct
{
  guint64 key;
  guint n;
  guint names[MIN_NAMES + 1];
} Neighbour;

typedef struct
{
  WgCheck *check;
  GHashTable *answers;    /* key -> Answer */
  GHashTable *floods;     /* key -> Flood */
  GHashTable *publics;    /* key -> Public */
  GHashTable *neighbours; /* key -> Neighbour */
  GHashTable *askers;     /* hash of a client that was seen to ask */
} Dns;

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
}

static gpointer
begin (WgCheck *check)
{
  Dns *dns = g_new0 (Dns, 1);

  dns->check = check;
  dns->answers = new_table ();
  dns->floods = new_table ();
  dns->publics = new_table ();
  dns->neighbours = new_table ();
  dns->askers = g_hash_table_new (NULL, NULL);
  return dns;
}

static void
end (gpointer state)
{
  Dns *dns = state;

  g_hash_table_unref (dns->answers);
  g_hash_table_unref (dns->floods);
  g_hash_table_unref (dns->publics);
  g_hash_table_unref (dns->neighbours);
  g_hash_table_unref (dns->askers);
  g_free (dns);
}

/* The item of @key; made where there is none and room for it. It begins with its key. */
static gpointer
item_of (GHashTable *table, guint64 key, gsize size)
{
  guint64 *item = g_hash_table_lookup (table, &key);

  if (item != NULL || g_hash_table_size (table) >= WG_LIMIT_DNS_REMEMBERED)
    return item;
  item = g_malloc0 (size);
  *item = key;
  g_hash_table_insert (table, item, item);
  return item;
}

static guint64
sum_of_ends (const WgParties *parties)
{
  guint64 sum = wg_sum (wg_slice (parties->client.address, 16));
  return wg_sum_add (sum, wg_slice (parties->server.address, 16));
}

static gboolean
is_address_type (gint32 type)
{
  return type == TYPE_A || type == TYPE_AAAA || type == TYPE_CNAME;
}

/* The addresses of an answer in whatever order; 0 without any. */
static guint64
data_of (const WgDnsResponse *response, char *shown, gsize max)
{
  const WgDnsAnswer *answers = response->answers.items;
  guint64 sum = 0;

  shown[0] = '\0';
  for (guint i = 0; i < response->answers.n; i++)
    {
      if (!is_address_type (answers[i].type))
        continue;
      sum += wg_sum_add_nocase (WG_SUM_START + (guint64) answers[i].type, answers[i].data);
      if (shown[0] == '\0' && answers[i].data.len < max)
        g_snprintf (shown, max, "%.*s", (int) answers[i].data.len,
                    (const char *) answers[i].data.data);
    }
  return sum;
}

static void
contradicted (Dns *dns,
              const WgParties *parties,
              const WgDnsRecord *r,
              const Answer *first,
              const char *shown)
{
  guint32 frame = r->response->frame;
  WgClaim *claim = wg_check_raise (dns->check, &wg_finding_dns_spoof, WG_SEVERITY_DEFAULT,
                                   parties, r->name, frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_show (claim, first->frame, "wiregloss.dns.data", wg_slice_str (first->shown));
  wg_claim_show (claim, frame, "wiregloss.dns.data", wg_slice_str (shown));
  wg_claim_say (
      claim,
      "One question for %.*s got two answers that differ: first %s, then %s. One of them "
      "does not come from the name server.",
      (int) MIN (r->name.len, 100), (const char *) r->name.data, first->shown, shown);
}

static void
flooded (Dns *dns, const WgParties *parties, const WgDnsRecord *r, gint64 now)
{
  Flood *flood = item_of (
      dns->floods, wg_sum_add_nocase (sum_of_ends (parties), wg_slice_sub (r->name, 0, 255)),
      sizeof (Flood));

  if (flood == NULL)
    return;
  if (flood->n == 0 || now - flood->since > FLOOD_NS)
    {
      flood->since = now;
      flood->n = 0;
      flood->first_frame = r->response->frame;
      flood->last_id = -1;
    }
  if (flood->last_id == r->id)
    return;
  flood->last_id = r->id;
  if (++flood->n != MIN_FLOOD)
    return;
  flood->last_frame = r->response->frame;
  flood->parties = *parties;
  flood->ends = sum_of_ends (parties);
  g_snprintf (flood->name, sizeof flood->name, "%.*s", (int) MIN (r->name.len, 120),
              (const char *) r->name.data);
}

/* Whether the client ever asks, so that questions would have been seen, is known at the end. */
static void
finish (gpointer state)
{
  Dns *dns = state;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, dns->floods);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Flood *flood = value;
      WgClaim *claim;

      if (flood->last_frame == 0
          || !g_hash_table_contains (dns->askers, GSIZE_TO_POINTER ((gsize) flood->ends)))
        continue;
      claim = wg_check_raise (dns->check, &wg_finding_dns_spoof, WG_SEVERITY_DEFAULT,
                              &flood->parties, wg_slice_str (flood->name), flood->first_frame);
      wg_claim_frame (claim, flood->last_frame);
      wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
      wg_claim_say (
          claim,
          "%u answers about %s with different transaction numbers came within seconds "
          "without a question: somebody tries to hit the right number.",
          MIN_FLOOD, flood->name);
    }
}

/* The second answer to one question, or one to none. */
static void
check_answer (Dns *dns, const WgParties *parties, const WgDnsRecord *r)
{
  gint64 now = wg_check_time (dns->check, r->response->frame);
  guint64 key = wg_sum_add_nocase (
                    wg_sum_add_uint (WG_SUM_START, (guint64) parties->conversation), r->name)
                + (guint64) r->id * 65537u + (guint64) r->type;
  char shown[sizeof ((Answer *) NULL)->shown];
  guint64 data = data_of (r->response, shown, sizeof shown);
  Answer *first;

  if (now == G_MININT64 || r->type < 0)
    return;
  first = item_of (dns->answers, key, sizeof (Answer));
  if (first == NULL)
    return;
  if (r->query == NULL && first->data != 0 && data != 0 && first->data != data
      && now - first->time <= CONFLICT_NS && now >= first->time)
    contradicted (dns, parties, r, first, shown);
  else if (r->query == NULL && first->data == 0)
    flooded (dns, parties, r, now);
  if (r->query == NULL && first->data != 0)
    return;
  first->data = data;
  first->time = now;
  first->frame = r->response->frame;
  memcpy (first->shown, shown, sizeof shown);
}

/* Names that are meant to lead inside, or are no names of the Internet. */
static gboolean
is_local_name (WgSlice name)
{
  static const char *const suffixes[] = {".local",
                                         ".lan",
                                         ".home",
                                         ".internal",
                                         ".corp",
                                         ".intranet",
                                         ".localdomain",
                                         ".private",
                                         ".test",
                                         ".arpa",
                                         ".localhost",
                                         ".invalid",
                                         ".example",
                                         ".nip.io",
                                         ".xip.io",
                                         ".sslip.io",
                                         ".lvh.me",
                                         ".localtest.me",
                                         ".dnsbl",
                                         ".spamhaus.org",
                                         ".spamcop.net",
                                         ".surbl.org",
                                         ".sorbs.net",
                                         ".uribl.com",
                                         ".dnswl.org",
                                         ".barracudacentral.org",
                                         ".home.arpa",
                                         ".workgroup",
                                         NULL};

  if (wg_slice_find (name, '.') < 0)
    return TRUE;
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (wg_slice_has_suffix_nocase (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

typedef enum
{
  PLACE_UNKNOWN,
  PLACE_INSIDE,
  PLACE_OUTSIDE,
} Place;

static gboolean
parse_v4 (WgSlice text, guint8 *out)
{
  WgReader r = wg_reader (text, WG_END_WHOLE);
  guint64 part;

  for (guint i = 0; i < 4; i++)
    {
      if ((i > 0 && !wg_reader_literal (&r, ".")) || !wg_reader_decimal (&r, 255, &part))
        return FALSE;
      out[i] = (guint8) part;
    }
  return wg_reader_left (&r) == 0;
}

/* Where an address leads. Blocking lists answer with 0.0.0.0 and 127.0.0.x. */
static Place
place_of (const WgDnsAnswer *answer)
{
  static const char *const inside[] = {"fc", "fd", "fe8", "fe9", "fea", "feb"};
  WgEndpoint end = {.port = 0};

  if (answer->type == TYPE_A && parse_v4 (answer->data, end.address))
    {
      if (end.address[0] == 0 || end.address[0] >= 224
          || (end.address[0] == 127 && !wg_slice_is (answer->data, "127.0.0.1")))
        return PLACE_UNKNOWN;
      return wg_endpoint_is_private (&end, 4) ? PLACE_INSIDE : PLACE_OUTSIDE;
    }
  if (answer->type != TYPE_AAAA || wg_slice_is (answer->data, "::"))
    return PLACE_UNKNOWN;
  if (wg_slice_is (answer->data, "::1"))
    return PLACE_INSIDE;
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    if (wg_slice_has_prefix (answer->data, inside[i]) && wg_slice_find (answer->data, ':') == 4)
      return PLACE_INSIDE;
  return PLACE_OUTSIDE;
}

static void
check_rebinding (Dns *dns, const WgParties *parties, const WgDnsRecord *r)
{
  const WgDnsAnswer *answers = r->response->answers.items;
  guint64 key;
  Public *public;

  if (r->response->answers.n == 0 || (r->type != TYPE_A && r->type != TYPE_AAAA)
      || is_local_name (r->name))
    return;
  key = wg_sum_add_nocase (WG_SUM_START, r->name);
  for (guint i = 0; i < r->response->answers.n; i++)
    {
      Place place = place_of (&answers[i]);
      WgClaim *claim;

      if (place == PLACE_OUTSIDE && answers[i].ttl <= SHORT_TTL
          && (public = item_of (dns->publics, key, sizeof (Public))) != NULL
          && public->frame == 0)
      public->frame = r->response->frame;
      if (place != PLACE_INSIDE)
        continue;
      public = g_hash_table_lookup (dns->publics, &key);
      claim = wg_check_raise (dns->check, &wg_finding_dns_rebinding,
                              public != NULL ? WG_SEVERITY_DEFAULT : WG_SEVERITY_INFO, parties,
                              r->name, r->response->frame);
      wg_claim_show (claim, r->response->frame, "wiregloss.dns.data", answers[i].data);
      if (public != NULL)
        {
          wg_claim_frame (claim, public->frame);
          wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
          wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
        }
      wg_claim_say (
          claim,
          public != NULL
              ? "%.*s led to a public address for a short time, and now leads to %.*s."
              : "%.*s leads to %.*s, an address of a private network or of the machine "
                "itself.",
          (int) MIN (r->name.len, 100), (const char *) r->name.data,
          (int) MIN (answers[i].data.len, 64), (const char *) answers[i].data.data);
      return;
    }
}

/* --- zone transfers --------------------------------------------------------------------- */

#define TYPE_SOA 6

static void
check_transfer (Dns *dns, const WgParties *parties, const WgDnsRecord *r)
{
  const WgDnsAnswer *answers = r->response->answers.items;
  WgClaim *claim;

  if (r->type != TYPE_AXFR || parties->protocol != 6 || r->response->rcode != 0
      || r->response->answers.n < 2 || answers[0].type != TYPE_SOA)
    return;
  claim = wg_check_raise (dns->check, &wg_finding_dns_zone_transfer, WG_SEVERITY_DEFAULT,
                          parties, r->name, r->response->frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  if (r->query != NULL)
    wg_claim_frame (claim, r->query->frame);
  wg_claim_show (claim, r->response->frame, "dns.qry.name", r->name);
  wg_claim_say (claim, "The server handed the zone %.*s over: %u records in the first message.",
                (int) MIN (r->name.len, 100), (const char *) r->name.data,
                r->response->answers.n);
}

/* --- names of the neighbourhood --------------------------------------------------------- */

static void
judge_llmnr (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Dns *dns = state;
  const WgDnsRecord *r = record;
  gboolean wpad = wg_slice_is_nocase (r->name, "wpad");
  guint name = (guint) wg_sum_add_nocase (WG_SUM_START, r->name);
  Neighbour *neighbour;
  WgClaim *claim;

  if (r->response == NULL || r->response->answers.n == 0
      || (r->type != TYPE_A && r->type != TYPE_AAAA))
    return;
  neighbour = item_of (dns->neighbours, wg_sum (wg_slice (parties->server.address, 16)),
                       sizeof (Neighbour));
  if (neighbour == NULL)
    return;
  for (guint i = 0; i < neighbour->n; i++)
    if (neighbour->names[i] == name)
      return;
  if (neighbour->n <= MIN_NAMES)
    neighbour->names[neighbour->n++] = name;
  if (!wpad && neighbour->n <= MIN_NAMES)
    return;
  claim = wg_check_raise (dns->check, &wg_finding_name_poisoning_llmnr_nbns,
                          WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, r->response->frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_show (claim, r->response->frame, "dns.qry.name", r->name);
  if (wpad)
    wg_claim_say (claim,
                  "A neighbour answered for \"wpad\", the name under which browsers look for "
                  "their proxy.");
  else
    wg_claim_say (claim,
                  "One neighbour answered for %u different names, as if it were all of them.",
                  neighbour->n);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Dns *dns = state;
  const WgDnsRecord *r = record;

  /* A neighbour's answer goes to one host, so it begins a conversation of its own. */
  if (parties->server.port == LLMNR_PORT || parties->server.port == MDNS_PORT)
    {
      if (parties->server.port == LLMNR_PORT)
        judge_llmnr (state, parties, id, record);
      return;
    }
  if (r->query != NULL && g_hash_table_size (dns->askers) < WG_LIMIT_DNS_REMEMBERED)
    g_hash_table_add (dns->askers, GSIZE_TO_POINTER ((gsize) sum_of_ends (parties)));
  if (r->response == NULL)
    return;
  check_answer (dns, parties, r);
  check_rebinding (dns, parties, r);
  check_transfer (dns, parties, r);
}

const WgRules wg_rules_dns = {
    .name = "dns",
    .open = begin,
    .finish = finish,
    .close = end,
    .records =
        (const WgRecordRule[]){{&wg_dns_type, judge}, {&wg_llmnr_type, judge_llmnr}, {0}},
};
