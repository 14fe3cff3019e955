#include "base/limits.h"
#include "base/reader.h"
#include "base/sum.h"
#include "check/claim.h"
#include "check/net/net.h"
#include "check/rules.h"

/* Messages that steer traffic elsewhere (redirects, router advertisements), and pings that
 * carry more than pings do. */

#define ECHO_REPLY       0
#define REDIRECT         5
#define ECHO_REQUEST     8
#define V6_ECHO_REQUEST  128
#define V6_ECHO_REPLY    129
#define V6_ADVERTISEMENT 134
#define V6_REDIRECT      137
#define OPTION_PREFIX    3
#define OPTION_RDNSS     25
#define HOPS_ON_LINK     255 /* what came over no router (RFC 4861 §4.2) */

#define MIN_CHANGED 3u  /* answers that are no echo of their question */
#define MIN_STRANGE 10u /* payloads that no ping program sends */
#define MIN_SIZES   3u  /* different lengths of them */
#define LONG_ECHO   128u
#define HEADER_LEN  8u

typedef struct
{
  guint8 address[16];
  guint8 mac[6];
  guint64 prefixes;
  guint32 frame;
} Router;

/* A question whose answer is awaited. */
typedef struct
{
  guint32 id_seq;
  guint32 hash;
  gboolean open;
} Asked;

/* Pings between two hosts. */
typedef struct
{
  guint64 key;
  guint changed;
  guint strange;
  guint n_sizes;
  gsize sizes[MIN_SIZES];
  gsize longest;
  guint32 first_frame;
  gboolean raised;
  guint next;
  Asked asked[16];
} Pair;

typedef struct
{
  WgCheck *check;
  Router routers[WG_LIMIT_ROUTERS];
  guint n_routers;
  GHashTable *pairs; /* key -> Pair */
} Icmp;

static gpointer
begin (WgCheck *check)
{
  Icmp *icmp = g_new0 (Icmp, 1);

  icmp->check = check;
  icmp->pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return icmp;
}

static void
end (gpointer state)
{
  Icmp *icmp = state;

  g_hash_table_unref (icmp->pairs);
  g_free (icmp);
}

static WgParties
parties_of (const WgControl *control, gboolean from_server)
{
  WgParties parties = {.conversation = -1,
                       .ip_version = control->kind == WG_CONTROL_ICMPV6 ? 6 : 4};

  memcpy (from_server ? parties.server.address : parties.client.address, control->src, 16);
  memcpy (from_server ? parties.client.address : parties.server.address, control->dst, 16);
  return parties;
}

/* --- redirects -------------------------------------------------------------------------- */

static void
redirect (Icmp *icmp, const WgControl *control, guint32 frame)
{
  gboolean v6 = control->kind == WG_CONTROL_ICMPV6;
  gboolean from_afar = v6 && control->hops != HOPS_ON_LINK;
  WgParties parties = parties_of (control, TRUE);
  WgSlice gateway = wg_slice_sub (control->message, v6 ? 8 : 4, v6 ? 16 : 4);
  WgEndpoint end = {.port = 0};
  char text[48];
  WgClaim *claim;

  if (gateway.len < (v6 ? 16u : 4u))
    return;
  wg_slice_copy (gateway, end.address);
  wg_endpoint_text (&end, v6 ? 6 : 4, text, sizeof text);
  claim = wg_check_raise (icmp->check, &wg_finding_icmp_redirect,
                          from_afar ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT, &parties,
                          WG_SLICE_NONE, frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_show (claim, frame, v6 ? "icmpv6.type" : "icmp.redir_gw", wg_slice_str (text));
  if (from_afar)
    wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
  wg_claim_say (claim,
                from_afar
                    ? "A redirect to %s came with a hop limit of %u, so not from this link."
                    : "A host was told to send its packets to %s from now on.",
                text, control->hops);
}

/* --- router advertisements -------------------------------------------------------------- */

static gboolean
read_options (WgReader *r, guint64 *prefixes)
{
  gboolean names = FALSE;
  guint8 type, units;
  WgSlice body;

  while (wg_reader_u8 (r, &type) && wg_reader_u8 (r, &units) && units > 0
         && wg_reader_take (r, units * 8u - 2u, &body))
    {
      if (type == OPTION_PREFIX)
        *prefixes += wg_sum_add (WG_SUM_START, wg_slice_sub (body, 14, 16));
      names = names || type == OPTION_RDNSS;
    }
  return names;
}

static Router *
router_of (Icmp *icmp, const WgControl *control, gboolean *is_new)
{
  for (guint i = 0; i < icmp->n_routers; i++)
    if (memcmp (icmp->routers[i].address, control->src, 16) == 0)
      return &icmp->routers[i];
  *is_new = TRUE;
  if (icmp->n_routers == WG_LIMIT_ROUTERS)
    return NULL;
  memcpy (icmp->routers[icmp->n_routers].address, control->src, 16);
  return &icmp->routers[icmp->n_routers++];
}

static void
advertisement (Icmp *icmp, const WgControl *control, guint32 frame)
{
  WgReader r = wg_reader (control->message, WG_END_CUT);
  WgSlice mac = wg_slice_sub (control->link, 6, 6);
  gboolean is_new = FALSE, names, changed, from_afar = control->hops != HOPS_ON_LINK;
  WgParties parties = parties_of (control, TRUE);
  guint64 prefixes = 0;
  guint16 lifetime;
  const Router *other;
  Router *router;
  WgClaim *claim;

  if (!wg_reader_skip (&r, 6) || !wg_reader_u16 (&r, &lifetime) || !wg_reader_skip (&r, 8))
    return;
  names = read_options (&r, &prefixes);
  router = router_of (icmp, control, &is_new);
  if (router == NULL)
    return;
  changed = !is_new && mac.len == 6 && memcmp (router->mac, mac.data, 6) != 0;
  if (is_new)
    {
      wg_slice_copy (mac, router->mac);
      router->prefixes = prefixes;
      router->frame = frame;
    }
  if ((lifetime == 0 && !changed) || (!is_new && !changed && !from_afar))
    return;
  other = router != icmp->routers ? icmp->routers : NULL;
  claim = wg_check_raise (icmp->check, &wg_finding_ipv6_rogue_ra,
                          other != NULL || changed || from_afar ? WG_SEVERITY_DEFAULT
                                                                : WG_SEVERITY_INFO,
                          &parties, WG_SLICE_NONE, frame);
  wg_claim_outcome (claim, other != NULL || changed || from_afar ? WG_OUTCOME_ATTEMPT
                                                                 : WG_OUTCOME_EXPOSURE);
  if (other != NULL)
    wg_claim_frame (claim, other->frame);
  if (from_afar)
    wg_claim_say (claim,
                  "A router advertisement came with a hop limit of %u instead of 255, so not "
                  "from this link.",
                  control->hops);
  else if (changed)
    wg_claim_say (claim,
                  "The same router address advertises itself from another network card.");
  else if (other != NULL)
    wg_claim_say (claim, "A second router appeared on the link%s%s.",
                  prefixes != other->prefixes ? ", with other prefixes" : "",
                  names ? ", and names itself a name server" : "");
  else
    wg_claim_say (claim, "A router advertises itself on this link%s; it is the first one seen.",
                  names ? ", with name servers" : "");
}

/* --- echoes ----------------------------------------------------------------------------- */

/* Each byte one more than the one before, or all alike: the fillings of ping programs. */
static gboolean
is_filling (WgSlice payload)
{
  guint steps = 0, same = 0;

  for (gsize i = 1; i < payload.len; i++)
    {
      gint step = wg_slice_at (payload, i) - wg_slice_at (payload, i - 1);

      steps += step == 1 || step == -255;
      same += step == 0;
    }
  /* Windows begins its alphabet again after w. */
  return steps * 10 >= payload.len * 8 || same * 10 >= payload.len * 8;
}

static Pair *
pair_of (Icmp *icmp, const WgControl *control, gboolean reply)
{
  guint64 key =
      wg_sum_add (wg_sum_add (WG_SUM_START, wg_slice (reply ? control->dst : control->src, 16)),
                  wg_slice (reply ? control->src : control->dst, 16));
  Pair *pair = g_hash_table_lookup (icmp->pairs, &key);

  if (pair != NULL || g_hash_table_size (icmp->pairs) >= WG_LIMIT_PINGED)
    return pair;
  pair = g_new0 (Pair, 1);
  pair->key = key;
  g_hash_table_insert (icmp->pairs, &pair->key, pair);
  return pair;
}

static void
note_size (Pair *pair, gsize len)
{
  pair->longest = MAX (pair->longest, len);
  for (guint i = 0; i < pair->n_sizes; i++)
    if (pair->sizes[i] == len)
      return;
  if (pair->n_sizes < MIN_SIZES)
    pair->sizes[pair->n_sizes++] = len;
}

static void
compare_echo (Pair *pair, guint32 id_seq, guint32 hash, gboolean reply)
{
  if (!reply)
    {
      pair->asked[pair->next++ % G_N_ELEMENTS (pair->asked)] = (Asked){id_seq, hash, TRUE};
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (pair->asked); i++)
    if (pair->asked[i].open && pair->asked[i].id_seq == id_seq)
      {
        pair->asked[i].open = FALSE;
        pair->changed += pair->asked[i].hash != hash;
        return;
      }
}

static void
echo (Icmp *icmp, const WgControl *control, gboolean reply, guint32 frame)
{
  WgReader r = wg_reader (control->message, WG_END_CUT);
  WgSlice payload = wg_slice_sub (control->message, HEADER_LEN, control->message.len);
  gsize len = control->wire_len > HEADER_LEN ? control->wire_len - HEADER_LEN : 0;
  Pair *pair = pair_of (icmp, control, reply);
  WgParties parties = parties_of (control, reply);
  guint32 id_seq;
  WgClaim *claim;

  if (pair == NULL || pair->raised || control->wire_len != control->message.len
      || !wg_reader_skip (&r, 4) || !wg_reader_u32 (&r, &id_seq))
    return;
  if (pair->first_frame == 0)
    pair->first_frame = frame;
  compare_echo (pair, id_seq, (guint32) wg_sum_add (WG_SUM_START, payload), reply);
  /* The first 16 bytes of Unix's ping are a time. */
  if (len > 24 && !is_filling (wg_slice_sub (payload, 16, payload.len)))
    {
      pair->strange++;
      note_size (pair, len);
    }
  if (pair->changed < MIN_CHANGED
      && (pair->strange < MIN_STRANGE
          || (pair->n_sizes < MIN_SIZES && pair->longest <= LONG_ECHO)))
    return;
  pair->raised = TRUE;
  claim =
      wg_check_raise (icmp->check, &wg_finding_icmp_tunnel,
                      pair->changed >= MIN_CHANGED ? WG_SEVERITY_DEFAULT : WG_SEVERITY_MEDIUM,
                      &parties, WG_SLICE_NONE, pair->first_frame);
  wg_claim_frame (claim, frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  if (pair->changed >= MIN_CHANGED)
    {
      wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
      wg_claim_say (claim,
                    "The answers to %u pings hold other bytes than the pings: data goes both "
                    "ways inside them.",
                    pair->changed);
    }
  else
    wg_claim_say (claim,
                  "%u pings carry contents that no ping program sends, up to %u bytes long.",
                  pair->strange, (guint) pair->longest);
}

static void
take (gpointer state, const WgPacket *packet, const WgControl *control)
{
  Icmp *icmp = state;
  gint type = wg_slice_at (control->message, 0);

  if (control->kind == WG_CONTROL_ICMP)
    {
      if (type == REDIRECT)
        redirect (icmp, control, packet->frame);
      else if (type == ECHO_REQUEST || type == ECHO_REPLY)
        echo (icmp, control, type == ECHO_REPLY, packet->frame);
    }
  else if (control->kind == WG_CONTROL_ICMPV6)
    {
      if (type == V6_REDIRECT)
        redirect (icmp, control, packet->frame);
      else if (type == V6_ADVERTISEMENT)
        advertisement (icmp, control, packet->frame);
      else if (type == V6_ECHO_REQUEST || type == V6_ECHO_REPLY)
        echo (icmp, control, type == V6_ECHO_REPLY, packet->frame);
    }
}

const WgRules wg_rules_icmp = {
    .name = "icmp",
    .open = begin,
    .close = end,
    .control = take,
};
