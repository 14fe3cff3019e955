#include "check/check.h"

#include "base/limits.h"
#include "check/claim.h"
#include "check/clock.h"
#include "check/grade.h"
#include "check/rule.h"

#define MAX_RULES 64u

/* A rule with the state of its set. */
typedef struct
{
  gconstpointer rule; /* WgRecordRule, WgPartRule, WgNoteRule or WgRules */
  gpointer state;
} Bound;

/* Whose rules were asked for of late, by a hash of its address: parts come by the million. */
#define N_RECENT 64u

typedef struct
{
  gconstpointer key;
  const GArray *bound; /* or %NULL */
} Recent;

struct WgCheck
{
  WgSink sink;
  WgSink *target;
  const WgCheckOptions *options;
  WgClock *clock;
  WgClaims *claims;
  WgGrades *grades;
  gpointer states[MAX_RULES];
  Recent recent[N_RECENT];
  GHashTable *records; /* type -> GArray of Bound */
  GHashTable *parts;   /* list -> GArray of Bound */
  GHashTable *notes;   /* id -> GArray of Bound */
  GArray *packets;     /* of Bound */
  GArray *controls;    /* of Bound */
  GArray *segments;    /* of Bound */
  const WgPacket *now; /* the packet being worked on */
  GArray *flows;       /* of Bound */
  WgParties parties;   /* of the conversation being worked on */
  guint64 n_findings[WG_N_SEVERITIES];
};

static const WgParties *
parties_of (const WgCheck *check, gint64 conversation)
{
  if (conversation < 0 || conversation != check->parties.conversation)
    return NULL;
  return &check->parties;
}

static const GArray *
bound_to (WgCheck *check, GHashTable *table, gconstpointer key)
{
  Recent *recent = &check->recent[(guintptr) key / 16 % N_RECENT];

  if (recent->key != key)
    *recent = (Recent){key, g_hash_table_lookup (table, key)};
  return recent->bound;
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgCheck *check = (WgCheck *) sink;
  return check->target->open (check->target, type, first_frame);
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgCheck *check = (WgCheck *) sink;
  const GArray *bound = bound_to (check, check->parts, list);

  for (guint i = 0; bound != NULL && i < bound->len; i++)
    {
      const Bound *one = &g_array_index (bound, Bound, i);
      ((const WgPartRule *) one->rule)->part (one->state, id, item);
    }
  check->target->part (check->target, id, list, item);
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  WgCheck *check = (WgCheck *) sink;
  const GArray *bound = bound_to (check, check->records, type);

  if (bound != NULL)
    {
      const WgRecordHead *head = record;
      const WgParties *known = parties_of (check, head->conversation);
      WgParties parties = {.conversation = head->conversation};

      if (known != NULL)
        parties = *known;
      if (known != NULL && head->reversed)
        {
          parties.client = known->server;
          parties.server = known->client;
        }
      for (guint i = 0; i < bound->len; i++)
        {
          const Bound *one = &g_array_index (bound, Bound, i);
          ((const WgRecordRule *) one->rule)->close (one->state, &parties, id, record);
        }
    }
  check->target->close (check->target, id, type, record);
}

static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  WgCheck *check = (WgCheck *) sink;
  const GArray *bound = g_hash_table_lookup (check->notes, type->id);
  const WgParties *known = parties_of (check, conversation);
  const WgParties none = {.conversation = conversation};

  for (guint i = 0; bound != NULL && i < bound->len; i++)
    {
      const Bound *one = &g_array_index (bound, Bound, i);
      ((const WgNoteRule *) one->rule)
          ->seen (one->state, known != NULL ? known : &none, type, span, text);
    }
  check->target->note (check->target, type, conversation, span, text);
}

static void
bind (GHashTable *table, gconstpointer key, gconstpointer rule, gpointer state)
{
  GArray *bound = g_hash_table_lookup (table, key);
  Bound one = {rule, state};

  if (bound == NULL)
    {
      bound = g_array_new (FALSE, FALSE, sizeof (Bound));
      g_hash_table_insert (table, (gpointer) key, bound);
    }
  g_array_append_val (bound, one);
}

static void
bind_rules (WgCheck *check, const WgRules *rules, gpointer state)
{
  Bound one = {rules, state};

  for (const WgRecordRule *rule = rules->records; rule != NULL && rule->type != NULL; rule++)
    bind (check->records, rule->type, rule, state);
  for (const WgPartRule *rule = rules->parts; rule != NULL && rule->list != NULL; rule++)
    bind (check->parts, *rule->list, rule, state);
  for (const WgNoteRule *rule = rules->notes; rule != NULL && rule->note != NULL; rule++)
    bind (check->notes, rule->note, rule, state);
  if (rules->packet != NULL)
    g_array_append_val (check->packets, one);
  if (rules->control != NULL)
    g_array_append_val (check->controls, one);
  if (rules->segment != NULL)
    g_array_append_val (check->segments, one);
  if (rules->flow_over != NULL)
    g_array_append_val (check->flows, one);
}

static GHashTable *
new_table (GHashFunc hash, GEqualFunc equal)
{
  return g_hash_table_new_full (hash, equal, NULL, (GDestroyNotify) g_array_unref);
}

WgCheck *
wg_check_new (const WgCheckOptions *options, WgSink *target)
{
  WgCheck *check = g_new0 (WgCheck, 1);

  check->sink =
      (WgSink){.open = sink_open, .part = sink_part, .close = sink_close, .note = sink_note};
  check->target = target;
  check->options = options;
  check->clock = wg_clock_new ();
  check->claims = wg_claims_new ();
  check->grades = wg_grades_new ();
  check->records = new_table (NULL, NULL);
  check->parts = new_table (NULL, NULL);
  check->notes = new_table (g_str_hash, g_str_equal);
  check->packets = g_array_new (FALSE, FALSE, sizeof (Bound));
  check->controls = g_array_new (FALSE, FALSE, sizeof (Bound));
  check->segments = g_array_new (FALSE, FALSE, sizeof (Bound));
  check->flows = g_array_new (FALSE, FALSE, sizeof (Bound));
  check->parties.conversation = -1;
  for (guint i = 0; wg_rules[i] != NULL; i++)
    {
      g_assert (i < MAX_RULES);
      check->states[i] = wg_rules[i]->open != NULL ? wg_rules[i]->open (check) : check;
      bind_rules (check, wg_rules[i], check->states[i]);
    }
  return check;
}

void
wg_check_free (WgCheck *check)
{
  if (check == NULL)
    return;
  for (guint i = 0; wg_rules[i] != NULL; i++)
    if (wg_rules[i]->close != NULL)
      wg_rules[i]->close (check->states[i]);
  g_hash_table_unref (check->records);
  g_hash_table_unref (check->parts);
  g_hash_table_unref (check->notes);
  g_array_unref (check->packets);
  g_array_unref (check->controls);
  g_array_unref (check->segments);
  g_array_unref (check->flows);
  wg_clock_free (check->clock);
  wg_claims_free (check->claims);
  wg_grades_free (check->grades);
  g_free (check);
}

WgSink *
wg_check_sink (WgCheck *check)
{
  return &check->sink;
}

void
wg_check_packet (WgCheck *check, const WgPacket *packet)
{
  check->now = packet;
  wg_clock_add (check->clock, packet->frame, packet->has_time ? packet->time_ns : G_MININT64);
  for (guint i = 0; i < check->packets->len; i++)
    {
      const Bound *one = &g_array_index (check->packets, Bound, i);
      ((const WgRules *) one->rule)->packet (one->state, packet);
    }
}

void
wg_check_packets_over (WgCheck *check)
{
  check->now = NULL;
}

void
wg_check_control (WgCheck *check, const WgPacket *packet, const WgControl *control)
{
  for (guint i = 0; i < check->controls->len; i++)
    {
      const Bound *one = &g_array_index (check->controls, Bound, i);
      ((const WgRules *) one->rule)->control (one->state, packet, control);
    }
}

void
wg_check_segment (WgCheck *check,
                  const WgFlow *flow,
                  guint dir,
                  const WgPacket *packet,
                  const WgSegment *segment)
{
  for (guint i = 0; i < check->segments->len; i++)
    {
      const Bound *one = &g_array_index (check->segments, Bound, i);
      ((const WgRules *) one->rule)->segment (one->state, flow, dir, packet, segment);
    }
}

const WgPacket *
wg_check_now (const WgCheck *check)
{
  return check->now;
}

static WgParties
parties_of_flow (const WgFlow *flow)
{
  return (WgParties){.conversation = (gint64) flow->id,
                     .client = flow->end[0],
                     .server = flow->end[1],
                     .ip_version = flow->ip_version,
                     .protocol = flow->protocol};
}

void
wg_check_flow (WgCheck *check, const WgFlow *flow)
{
  check->parties = parties_of_flow (flow);
}

void
wg_check_flow_over (WgCheck *check, const WgFlow *flow)
{
  WgParties parties = parties_of_flow (flow);

  for (guint i = 0; i < check->flows->len; i++)
    {
      const Bound *one = &g_array_index (check->flows, Bound, i);
      ((const WgRules *) one->rule)->flow_over (one->state, &parties, flow);
    }
  check->parties.conversation = -1;
}

static gboolean
is_wanted (const WgCheckOptions *options, const WgFinding *finding)
{
  if (finding->severity < (gint32) options->min_severity)
    return FALSE;
  return options->only == NULL
         || g_strv_contains ((const char *const *) options->only, finding->id);
}

void
wg_check_finish (WgCheck *check)
{
  g_autoptr (GPtrArray) list = NULL;
  WgSummary summary = {.left_out = wg_claims_left_out (check->claims)};
  WgRecordId id;

  for (guint i = 0; wg_rules[i] != NULL; i++)
    if (wg_rules[i]->finish != NULL)
      wg_rules[i]->finish (check->states[i]);
  list = wg_claims_list (check->claims);
  for (guint i = 0; i < list->len; i++)
    {
      const WgClaim *claim = g_ptr_array_index (list, i);
      const WgFinding *finding = &claim->finding;
      const guint32 *first = finding->frames.items;

      wg_grades_take (check->grades, finding, &claim->parties);
      if (!is_wanted (check->options, finding))
        continue;
      check->n_findings[finding->severity]++;
      id = check->target->open (check->target, &wg_finding_type,
                                finding->frames.n > 0 ? *first : G_MAXUINT32);
      check->target->close (check->target, id, &wg_finding_type, finding);
    }
  summary.findings.critical = check->n_findings[WG_SEVERITY_CRITICAL];
  summary.findings.high = check->n_findings[WG_SEVERITY_HIGH];
  summary.findings.medium = check->n_findings[WG_SEVERITY_MEDIUM];
  summary.findings.low = check->n_findings[WG_SEVERITY_LOW];
  summary.findings.info = check->n_findings[WG_SEVERITY_INFO];
  wg_grades_fill (check->grades, &summary);
  id = check->target->open (check->target, &wg_summary_type, G_MAXUINT32);
  check->target->close (check->target, id, &wg_summary_type, &summary);
}

guint64
wg_check_n_findings (const WgCheck *check, WgSeverity severity)
{
  return check->n_findings[severity];
}

WgClaim *
wg_check_raise (WgCheck *check,
                const WgFindingType *type,
                WgSeverity severity,
                const WgParties *parties,
                WgSlice name,
                guint32 frame)
{
  return wg_claims_raise (check->claims, type, severity, parties, name, frame);
}

void
wg_check_place (WgCheck *check, guint slot, WgSlice text, WgSpan at)
{
  wg_claims_place (check->claims, slot, (WgPlace){text, at});
}

void
wg_check_not_visible (WgCheck *check,
                      const WgParties *parties,
                      const char *what,
                      const char *why)
{
  wg_grades_not_visible (check->grades, parties, what, why);
}

void
wg_check_proof (WgCheck *check, const WgParties *parties, WgProof proof, gboolean holds)
{
  wg_grades_proof (check->grades, parties, proof, holds);
}

gint64
wg_check_time (const WgCheck *check, guint32 frame)
{
  return wg_clock_at (check->clock, frame);
}

gint64
wg_check_verify_time (const WgCheck *check, guint32 frame)
{
  return check->options->verify_ns != G_MININT64 ? check->options->verify_ns
                                                 : wg_clock_at (check->clock, frame);
}

gboolean
wg_check_verify_is_exact (const WgCheck *check)
{
  return check->options->verify_ns != G_MININT64;
}

WgCompare *
wg_check_compare (const WgCheck *check)
{
  return check->options->compare;
}

WgTrust *
wg_check_trust (const WgCheck *check)
{
  return check->options->trust;
}

gboolean
wg_endpoint_is_loopback (const WgEndpoint *end, guint8 ip_version)
{
  static const guint8 one[16] = {[15] = 1};
  return ip_version == 4 ? end->address[0] == 127 : memcmp (end->address, one, 16) == 0;
}

gboolean
wg_endpoint_is_private (const WgEndpoint *end, guint8 ip_version)
{
  const guint8 *at = end->address;

  if (wg_endpoint_is_loopback (end, ip_version))
    return TRUE;
  if (ip_version != 4)
    return (at[0] & 0xfe) == 0xfc || (at[0] == 0xfe && (at[1] & 0xc0) == 0x80);
  return at[0] == 10 || (at[0] == 172 && (at[1] & 0xf0) == 16) || (at[0] == 192 && at[1] == 168)
         || (at[0] == 169 && at[1] == 254);
}

gboolean
wg_endpoint_same_host (const WgEndpoint *a, const WgEndpoint *b)
{
  return memcmp (a->address, b->address, sizeof a->address) == 0;
}
