#include "base/limits.h"
#include "base/reader.h"
#include "check/net/net.h"
#include "check/rules.h"

/* Who says that he has which address: ARP (RFC 826, RFC 5227). */

#define WINDOW_NS   (60 * WG_SECOND_NS)
#define ASKED_NS    (5 * WG_SECOND_NS) /* so long after a question an answer is one */
#define MAX_UNASKED 3u                 /* answers in a minute that nobody asked for */
#define MIN_FOREIGN 3u                 /* claims for an address other than the sender's own */
#define SWEEP_NS    (5 * WG_SECOND_NS)
#define MIN_SWEPT   20u
#define REPLY       2

/* What is known of one IP address. */
typedef struct
{
  guint32 ip;
  guint8 mac[6];    /* that claimed it last */
  guint8 before[6]; /* that claimed it before that */
  gint64 seen;      /* the last claim of @mac */
  gint64 seen_before;
  guint32 frame;
  guint32 frame_before;
  gint64 asked; /* when somebody asked for it last */
  gint64 unasked_since;
  guint unasked;
} Binding;

/* Who asks for everybody. */
typedef struct
{
  guint64 mac;
  gint64 since;
  guint32 first_frame;
  guint n;
  guint32 targets[MIN_SWEPT];
} Asker;

typedef struct
{
  WgCheck *check;
  GHashTable *bindings; /* ip -> Binding */
  GHashTable *askers;   /* mac -> Asker */
} Arp;

typedef struct
{
  guint16 opcode;
  guint8 sender_mac[6], target_mac[6];
  guint32 sender, target;
} Message;

static gpointer
begin (WgCheck *check)
{
  Arp *arp = g_new0 (Arp, 1);

  arp->check = check;
  arp->bindings = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  arp->askers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return arp;
}

static void
end (gpointer state)
{
  Arp *arp = state;

  g_hash_table_unref (arp->bindings);
  g_hash_table_unref (arp->askers);
  g_free (arp);
}

static gboolean
parse (WgSlice bytes, Message *out)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  guint16 hardware, protocol, lengths;
  WgSlice sender, target;

  if (!wg_reader_u16 (&r, &hardware) || !wg_reader_u16 (&r, &protocol)
      || !wg_reader_u16 (&r, &lengths) || !wg_reader_u16 (&r, &out->opcode) || hardware != 1
      || protocol != 0x0800 || lengths != 0x0604 || !wg_reader_take (&r, 6, &sender)
      || !wg_reader_u32 (&r, &out->sender) || !wg_reader_take (&r, 6, &target)
      || !wg_reader_u32 (&r, &out->target))
    return FALSE;
  wg_slice_copy (sender, out->sender_mac);
  wg_slice_copy (target, out->target_mac);
  return TRUE;
}

/* Addresses that several machines share on purpose: VRRP and CARP (RFC 9568 §7.3), HSRP. */
static gboolean
is_shared (const guint8 *mac)
{
  static const guint8 prefixes[][5] = {{0x00, 0x00, 0x5e, 0x00, 0x01},
                                       {0x00, 0x00, 0x5e, 0x00, 0x02},
                                       {0x00, 0x00, 0x0c, 0x07, 0xac},
                                       {0x00, 0x00, 0x0c, 0x9f, 0xf0},
                                       {0x00, 0x07, 0xb4, 0x00, 0x00}};

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (memcmp (mac, prefixes[i], i < 3 ? 5 : 4) == 0)
      return TRUE;
  return FALSE;
}

static char *
mac_text (const guint8 *mac)
{
  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
                          mac[4], mac[5]);
}

static char *
ip_text (guint32 ip)
{
  return g_strdup_printf ("%u.%u.%u.%u", ip >> 24, ip >> 16 & 0xff, ip >> 8 & 0xff, ip & 0xff);
}

static WgParties
parties_of (guint32 client, guint32 server)
{
  WgParties parties = {.conversation = -1, .ip_version = 4};

  for (guint i = 0; i < 4; i++)
    {
      parties.client.address[i] = (guint8) (client >> (24 - 8 * i));
      parties.server.address[i] = (guint8) (server >> (24 - 8 * i));
    }
  return parties;
}

static Binding *
binding_of (Arp *arp, guint32 ip)
{
  Binding *binding = g_hash_table_lookup (arp->bindings, GUINT_TO_POINTER (ip));

  if (binding != NULL || g_hash_table_size (arp->bindings) >= WG_LIMIT_ARP_BINDINGS)
    return binding;
  binding = g_new0 (Binding, 1);
  binding->ip = ip;
  binding->seen = binding->seen_before = binding->asked = G_MININT64;
  g_hash_table_insert (arp->bindings, GUINT_TO_POINTER (ip), binding);
  return binding;
}

static gboolean
within (gint64 earlier, gint64 now, gint64 span)
{
  return earlier != G_MININT64 && now - earlier <= span && now >= earlier;
}

static WgClaim *
spoofed (Arp *arp, const Message *m, guint32 frame, WgSeverity severity)
{
  WgParties parties = parties_of (m->target, m->sender);
  g_autofree char *ip = ip_text (m->sender);
  g_autofree char *mac = mac_text (m->sender_mac);
  WgClaim *claim = wg_check_raise (arp->check, &wg_finding_arp_spoof, severity, &parties,
                                   wg_slice_str (ip), frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_show (claim, frame, "arp.src.hw_mac", wg_slice_str (mac));
  return claim;
}

/* Two machines claim one address, and the first has not gone. */
static void
conflict (Arp *arp, const Binding *old, const Message *m, guint32 frame)
{
  WgClaim *claim = spoofed (arp, m, frame, WG_SEVERITY_DEFAULT);
  g_autofree char *before = mac_text (old->mac);
  g_autofree char *now = mac_text (m->sender_mac);
  g_autofree char *ip = ip_text (m->sender);

  wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
  wg_claim_show (claim, old->frame, "arp.src.hw_mac", wg_slice_str (before));
  wg_claim_say (claim, "%s claims to be at %s and, within a minute, at %s again.", ip, before,
                now);
}

/* To one card, not to all. */
static gboolean
is_directed (const WgControl *control)
{
  gint first = wg_slice_at (control->link, 0);

  return first >= 0 && (first & 1) == 0;
}

/* The claim of @m against what is known. */
static void
take_claim (Arp *arp, const Message *m, gboolean directed, guint32 frame, gint64 now)
{
  Binding *binding = binding_of (arp, m->sender);
  gboolean gratuitous = m->sender == m->target;

  if (binding == NULL || is_shared (m->sender_mac))
    return;
  if (binding->seen != G_MININT64 && memcmp (binding->mac, m->sender_mac, 6) != 0)
    {
      gboolean back = memcmp (binding->before, m->sender_mac, 6) == 0
                      && within (binding->seen_before, now, WINDOW_NS);

      /* Who takes an address over (failover, a new lease) announces it and asks everybody; who
       * lies tells a victim, unasked. Two answers to one question are a conflict too. */
      if (back
          || (within (binding->seen, now, WINDOW_NS) && !gratuitous && directed
              && (m->opcode != REPLY || !within (binding->asked, now, ASKED_NS)
                  || within (binding->seen, now, ASKED_NS))))
        conflict (arp, binding, m, frame);
      memcpy (binding->before, binding->mac, 6);
      binding->seen_before = binding->seen;
      binding->frame_before = binding->frame;
      binding->unasked = 0;
    }
  memcpy (binding->mac, m->sender_mac, 6);
  binding->seen = now;
  binding->frame = frame;
  if (m->opcode != REPLY || gratuitous || within (binding->asked, now, ASKED_NS))
    return;
  if (!within (binding->unasked_since, now, WINDOW_NS) || binding->unasked == 0)
    {
      binding->unasked_since = now;
      binding->unasked = 0;
    }
  if (++binding->unasked > MAX_UNASKED)
    {
      WgClaim *claim = spoofed (arp, m, frame, WG_SEVERITY_MEDIUM);
      g_autofree char *ip = ip_text (m->sender);
      g_autofree char *target = ip_text (m->target);

      wg_claim_say (claim, "%s is told again and again where %s is, without having asked.",
                    target, ip);
    }
}

/* The frame comes from another card than the message says. */
static void
check_source (Arp *arp, const Message *m, const WgControl *control, guint32 frame)
{
  WgSlice source = wg_slice_sub (control->link, 6, 6);
  g_autofree char *from = NULL;
  WgClaim *claim;

  if (source.len < 6 || m->opcode != REPLY || is_shared (m->sender_mac)
      || wg_slice_equal (source, wg_slice (m->sender_mac, 6)))
    return;
  claim = spoofed (arp, m, frame, WG_SEVERITY_MEDIUM);
  from = mac_text (source.data);
  wg_claim_show (claim, frame, "eth.src", wg_slice_str (from));
  wg_claim_say (claim,
                "An ARP answer names another sender than the Ethernet frame it came in (%s).",
                from);
}

static void
swept (Arp *arp, const Asker *asker, const Message *m, guint32 frame)
{
  WgParties parties = parties_of (m->sender, 0);
  WgClaim *claim = wg_check_raise (arp->check, &wg_finding_scan_ports, WG_SEVERITY_LOW,
                                   &parties, WG_SLICE_LITERAL ("ARP"), frame);

  wg_claim_frame (claim, asker->first_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (
      claim, "One machine asked for at least %u addresses of the local network within seconds.",
      MIN_SWEPT);
}

static void
take_question (Arp *arp, const Message *m, guint32 frame, gint64 now)
{
  guint64 key = 0;
  Asker *asker;

  for (guint i = 0; i < 6; i++)
    key = key << 8 | m->sender_mac[i];
  asker = g_hash_table_lookup (arp->askers, &key);
  if (asker == NULL && g_hash_table_size (arp->askers) >= WG_LIMIT_ARP_BINDINGS)
    return;
  if (asker == NULL)
    {
      asker = g_new0 (Asker, 1);
      asker->mac = key;
      asker->since = now;
      g_hash_table_insert (arp->askers, &asker->mac, asker);
    }
  if (!within (asker->since, now, SWEEP_NS))
    {
      asker->since = now;
      asker->n = 0;
    }
  if (asker->n == 0)
    asker->first_frame = frame;
  for (guint i = 0; i < MIN (asker->n, MIN_SWEPT); i++)
    if (asker->targets[i] == m->target)
      return;
  if (asker->n < MIN_SWEPT)
    asker->targets[asker->n] = m->target;
  if (++asker->n == MIN_SWEPT)
    swept (arp, asker, m, frame);
}

static void
take (gpointer state, const WgPacket *packet, const WgControl *control)
{
  Arp *arp = state;
  Binding *asked;
  Message m;

  if (control->kind != WG_CONTROL_ARP || !packet->has_time || !parse (control->message, &m))
    return;
  if (m.opcode != 1 && m.opcode != REPLY)
    return;
  if (m.opcode == 1 && m.sender != m.target)
    {
      asked = binding_of (arp, m.target);
      if (asked != NULL)
        asked->asked = packet->time_ns;
      take_question (arp, &m, packet->frame, packet->time_ns);
    }
  if (m.sender == 0) /* a probe (RFC 5227 §2.1.1) claims nothing */
    return;
  check_source (arp, &m, control, packet->frame);
  take_claim (arp, &m, is_directed (control), packet->frame, packet->time_ns);
}

const WgRules wg_rules_arp = {
    .name = "arp",
    .open = begin,
    .close = end,
    .control = take,
};
