#include "check/claim.h"

#include "base/limits.h"
#include "base/text.h"

/* Claims that were raised of late: most are raised again and again. */
#define N_RECENT 256u

/* @spare takes what is said past the ceilings. */
struct WgClaims
{
  WgClaim *recent[N_RECENT]; /* by a part of what tells them apart */
  GHashTable *table;         /* of WgClaim, by type, ends and name */
  GHashTable *per_type;
  WgClaim *spare;
  guint64 left_out;
  WgPlace places[WG_CHECK_PLACES];
};

static guint
claim_hash (gconstpointer key)
{
  const WgClaim *claim = key;
  guint hash = g_direct_hash (claim->finding.type);

  for (gsize i = 0; i < claim->finding.name.len; i++)
    hash = hash * 33 + claim->finding.name.data[i];
  for (gsize i = 0; i < 16; i++)
    hash =
        (hash * 33 + claim->parties.client.address[i]) * 33 + claim->parties.server.address[i];
  return hash * 33 + claim->parties.server.port;
}

static gboolean
is_claim (const WgClaim *claim,
          const WgFindingType *type,
          const WgParties *parties,
          WgSlice name)
{
  return claim->finding.type == type && claim->parties.server.port == parties->server.port
         && claim->parties.client.port == parties->client.port
         && memcmp (claim->parties.client.address, parties->client.address, 16) == 0
         && memcmp (claim->parties.server.address, parties->server.address, 16) == 0
         && wg_slice_equal (claim->finding.name, name);
}

static gboolean
claim_equal (gconstpointer a, gconstpointer b)
{
  const WgClaim *y = b;

  return is_claim (a, y->finding.type, &y->parties, y->finding.name);
}

/* Where among the recent ones; parties' ports differ less than their addresses. */
static WgClaim **
recent_of (WgClaims *claims, const WgFindingType *type, const WgParties *parties, WgSlice name)
{
  guint64 words[4], sum = (guintptr) type;

  memcpy (words, parties->client.address, 16);
  memcpy (words + 2, parties->server.address, 16);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    sum = (sum ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  sum = (sum ^ parties->server.port ^ name.len << 16) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return &claims->recent[sum >> 32 & (N_RECENT - 1)];
}

static void
clear_evidence (gpointer item)
{
  WgEvidence *evidence = item;

  g_free ((gpointer) evidence->value.data);
  g_free ((gpointer) evidence->secret.data);
}

static void
claim_free (gpointer data)
{
  WgClaim *claim = data;

  g_array_unref (claim->frames);
  g_array_unref (claim->conversations);
  g_array_unref (claim->evidence);
  g_free ((gpointer) claim->finding.name.data);
  g_free (claim->detail);
  g_free (claim);
}

static WgSlice
keep (WgSlice bytes, gsize max)
{
  gsize len = MIN (bytes.len, max);
  return len > 0 ? wg_slice (g_memdup2 (bytes.data, len), len) : WG_SLICE_NONE;
}

static WgClaim *
claim_new (WgClaims *claims, const WgClaim *key)
{
  WgClaim *claim = g_new0 (WgClaim, 1);

  claim->claims = claims;
  claim->finding.type = key->finding.type;
  claim->finding.name = keep (key->finding.name, WG_LIMIT_FINDING_NAME);
  claim->parties = key->parties;
  claim->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  claim->conversations = g_array_new (FALSE, FALSE, sizeof (guint64));
  claim->evidence = g_array_new (FALSE, FALSE, sizeof (WgEvidence));
  g_array_set_clear_func (claim->evidence, clear_evidence);
  return claim;
}

WgClaims *
wg_claims_new (void)
{
  WgClaims *claims = g_new0 (WgClaims, 1);
  const WgClaim none = {.parties.conversation = -1};

  claims->table = g_hash_table_new_full (claim_hash, claim_equal, NULL, claim_free);
  claims->per_type = g_hash_table_new (NULL, NULL);
  claims->spare = claim_new (claims, &none);
  return claims;
}

void
wg_claims_free (WgClaims *claims)
{
  if (claims == NULL)
    return;
  g_hash_table_unref (claims->table);
  g_hash_table_unref (claims->per_type);
  claim_free (claims->spare);
  g_free (claims);
}

/* Ends that do not tell findings of this type apart are left out. A client's port never does.
 */
static WgParties
parties_of (const WgFindingType *type, const WgParties *parties)
{
  WgParties out = {.conversation = -1};

  if (parties == NULL)
    return out;
  out = *parties;
  out.client.port = 0;
  if (type->per == WG_PER_SERVER || type->per == WG_PER_CAPTURE)
    memset (&out.client, 0, sizeof out.client);
  if (type->per == WG_PER_CLIENT || type->per == WG_PER_CAPTURE)
    memset (&out.server, 0, sizeof out.server);
  return out;
}

static WgClaim *
find_or_make (WgClaims *claims, const WgClaim *key)
{
  WgClaim *claim = g_hash_table_lookup (claims->table, key);
  guint n;

  if (claim != NULL)
    return claim;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (claims->per_type, key->finding.type));
  if (n >= WG_LIMIT_FINDINGS_OF_TYPE || g_hash_table_size (claims->table) >= WG_LIMIT_FINDINGS)
    {
      claims->left_out++;
      return claims->spare;
    }
  g_hash_table_insert (claims->per_type, (gpointer) key->finding.type,
                       GUINT_TO_POINTER (n + 1));
  claim = claim_new (claims, key);
  g_hash_table_add (claims->table, claim);
  return claim;
}

static WgClaim *
find (WgClaims *claims, const WgFindingType *type, WgParties parties, WgSlice name)
{
  WgClaim **recent = recent_of (claims, type, &parties, name);
  WgClaim key;

  if (*recent != NULL && is_claim (*recent, type, &parties, name))
    return *recent;
  key.finding.type = type;
  key.finding.name = name;
  key.parties = parties;
  *recent = find_or_make (claims, &key);
  return *recent;
}

static void
add_conversation (WgClaim *claim, const WgParties *parties)
{
  guint64 id;

  if (parties == NULL || parties->conversation < 0
      || claim->conversations->len >= WG_LIMIT_FINDING_CONVERSATIONS)
    return;
  id = (guint64) parties->conversation;
  for (guint i = 0; i < claim->conversations->len; i++)
    if (g_array_index (claim->conversations, guint64, i) == id)
      return;
  g_array_append_val (claim->conversations, id);
}

WgClaim *
wg_claims_raise (WgClaims *claims,
                 const WgFindingType *type,
                 WgSeverity severity,
                 const WgParties *parties,
                 WgSlice name,
                 guint32 frame)
{
  WgClaim *claim = find (claims, type, parties_of (type, parties),
                         wg_slice_sub (name, 0, WG_LIMIT_FINDING_NAME));

  if (severity == WG_SEVERITY_DEFAULT)
    severity = type->severity;
  if (type->confidential && parties != NULL
      && wg_endpoint_is_loopback (&parties->server, parties->ip_version))
    severity = WG_SEVERITY_INFO;
  claim->now = severity;
  if (claim == claims->spare)
    return claim;
  claim->finding.count++;
  claim->finding.severity = MAX (claim->finding.severity, (gint32) severity);
  add_conversation (claim, parties);
  wg_claim_frame (claim, frame);
  return claim;
}

void
wg_claim_frame (WgClaim *claim, guint32 frame)
{
  if (frame == 0 || claim == claim->claims->spare
      || claim->frames->len >= WG_LIMIT_FINDING_FRAMES)
    return;
  for (guint i = claim->frames->len; i > 0; i--)
    if (g_array_index (claim->frames, guint32, i - 1) == frame)
      return;
  g_array_append_val (claim->frames, frame);
}

void
wg_claims_place (WgClaims *claims, guint slot, WgPlace place)
{
  claims->places[slot] = place;
}

/* Where in the capture @value stands, if it is a part of a text whose place is known. */
static WgSpan
find_place (const WgClaims *claims, WgSlice value)
{
  for (guint i = 0; i < WG_CHECK_PLACES && value.len > 0; i++)
    {
      const WgPlace *place = &claims->places[i];
      guintptr from = (guintptr) place->text.data, at = (guintptr) value.data;

      if (at < from || at - from >= place->text.len || place->at.len == 0)
        continue;
      if (at - from + value.len <= place->at.len)
        return (WgSpan){place->at.frame, place->at.off + (guint32) (at - from),
                        (guint32) value.len};
    }
  return (WgSpan){0};
}

void
wg_claim_show_at (
    WgClaim *claim, WgSpan span, const char *field, WgSlice value, gboolean secret)
{
  WgEvidence evidence = {.frame = span.frame, .field = field, .offset = -1, .length = -1};
  WgSlice *place = secret ? &evidence.secret : &evidence.value;
  WgSpan found;

  wg_claim_frame (claim, span.frame);
  if (claim == claim->claims->spare || claim->evidence->len >= WG_LIMIT_FINDING_EVIDENCE)
    return;
  *place = wg_slice_sub (value, 0, WG_LIMIT_FINDING_VALUE);
  for (guint i = 0; i < claim->evidence->len; i++)
    {
      const WgEvidence *seen = &g_array_index (claim->evidence, WgEvidence, i);
      if (seen->field == field && wg_slice_equal (seen->value, evidence.value)
          && wg_slice_equal (seen->secret, evidence.secret))
        return;
    }
  *place = keep (value, WG_LIMIT_FINDING_VALUE);
  if (span.len == 0 && (found = find_place (claim->claims, value)).frame != 0)
    {
      span = found;
      evidence.frame = found.frame;
      wg_claim_frame (claim, found.frame);
    }
  if (span.len > 0)
    {
      evidence.offset = span.off;
      evidence.length = span.len;
    }
  g_array_append_val (claim->evidence, evidence);
}

void
wg_claim_show (WgClaim *claim, guint32 frame, const char *field, WgSlice value)
{
  wg_claim_show_at (claim, (WgSpan){.frame = frame}, field, value, FALSE);
}

void
wg_claim_show_secret (WgClaim *claim, guint32 frame, const char *field, WgSlice value)
{
  wg_claim_show_at (claim, (WgSpan){.frame = frame}, field, value, TRUE);
}

void
wg_claim_confidence (WgClaim *claim, WgConfidence confidence)
{
  claim->finding.confidence = MAX (claim->finding.confidence, (gint32) confidence);
}

void
wg_claim_outcome (WgClaim *claim, WgOutcome outcome)
{
  claim->finding.outcome = MAX (claim->finding.outcome, (gint32) outcome);
}

void
wg_claim_say (WgClaim *claim, const char *format, ...)
{
  va_list args;

  if (claim == claim->claims->spare || claim->detail_of >= claim->now)
    return;
  claim->detail_of = claim->now;
  g_free (claim->detail);
  va_start (args, format);
  claim->detail = g_strdup_vprintf (format, args);
  va_end (args);
}

static gint
compare_frames (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  return x < y ? -1 : x > y;
}

static gint
compare_claims (gconstpointer a, gconstpointer b)
{
  const WgClaim *x = *(WgClaim *const *) a, *y = *(WgClaim *const *) b;
  guint32 first_x = x->frames->len > 0 ? g_array_index (x->frames, guint32, 0) : G_MAXUINT32;
  guint32 first_y = y->frames->len > 0 ? g_array_index (y->frames, guint32, 0) : G_MAXUINT32;
  int order;

  if (first_x != first_y)
    return first_x < first_y ? -1 : 1;
  if ((order = strcmp (x->finding.type->id, y->finding.type->id)) != 0)
    return order;
  if ((order = wg_slice_compare (x->finding.name, y->finding.name)) != 0)
    return order;
  if ((order = memcmp (&x->parties.server, &y->parties.server, sizeof (WgEndpoint))) != 0)
    return order;
  return memcmp (&x->parties.client, &y->parties.client, sizeof (WgEndpoint));
}

void
wg_endpoint_text (const WgEndpoint *end, guint8 ip_version, char *out, gsize max)
{
  g_autoptr (GString) text = g_string_sized_new (48);

  wg_address_append (text, end->address, ip_version == 4 ? 4 : 16);
  g_strlcpy (out, text->str, max);
}

static void
fill_ends (WgClaim *claim)
{
  const WgEndpoint none = {0};
  const WgParties *parties = &claim->parties;
  WgFinding *finding = &claim->finding;

  finding->client.port = finding->server.port = -1;
  if (parties->ip_version == 0)
    return;
  if (memcmp (&parties->client, &none, sizeof none) != 0)
    {
      wg_endpoint_text (&parties->client, parties->ip_version, claim->client_ip,
                        sizeof claim->client_ip);
      finding->client.ip = claim->client_ip;
    }
  if (memcmp (&parties->server, &none, sizeof none) == 0)
    return;
  wg_endpoint_text (&parties->server, parties->ip_version, claim->server_ip,
                    sizeof claim->server_ip);
  finding->server.ip = claim->server_ip;
  if (parties->server.port != 0)
    finding->server.port = parties->server.port;
  finding->scope = wg_endpoint_is_loopback (&parties->server, parties->ip_version)  ? "loopback"
                   : wg_endpoint_is_private (&parties->server, parties->ip_version) ? "private"
                                                                                    : "public";
}

static void
fill (WgClaim *claim)
{
  WgFinding *finding = &claim->finding;
  const WgFindingType *type = finding->type;
  guint n = 0;

  fill_ends (claim);
  g_array_sort (claim->frames, compare_frames);
  finding->id = type->id;
  finding->title = type->words->title;
  finding->explanation = type->words->why;
  finding->attack = type->words->attack;
  finding->fix = type->words->fix;
  finding->sure = type->words->sure;
  if (finding->confidence == 0)
    finding->confidence = (gint32) type->confidence;
  if (claim->detail == NULL)
    claim->detail = g_strdup (type->words->sentence);
  finding->detail = wg_slice_str (claim->detail);
  if (finding->count == 1)
    finding->count = 0;
  finding->conversation = claim->conversations->len > 0
                              ? (gint64) g_array_index (claim->conversations, guint64, 0)
                              : -1;
  finding->frames = (WgList){claim->frames->data, claim->frames->len};
  finding->conversations = (WgList){claim->conversations->data, claim->conversations->len};
  finding->evidence = (WgList){claim->evidence->data, claim->evidence->len};
  while (type->references[n] != NULL)
    n++;
  finding->references = (WgList){type->references, n};
}

GPtrArray *
wg_claims_list (WgClaims *claims)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer claim;

  g_hash_table_iter_init (&iter, claims->table);
  while (g_hash_table_iter_next (&iter, &claim, NULL))
    {
      fill (claim);
      g_ptr_array_add (list, claim);
    }
  g_ptr_array_sort (list, compare_claims);
  return list;
}

guint64
wg_claims_left_out (const WgClaims *claims)
{
  return claims->left_out;
}
