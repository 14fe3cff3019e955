#include "dissect/starttls.h"
#include "base/limits.h"
#include "check/rules.h"

/* The way from the clear to TLS: not offered, not taken, refused, taken away, or with something
 * slipped in. */

#define SUBMISSION_PORT 587

/* A connection whose abilities were listed, kept until it is known whether the same server
 * offers TLS elsewhere in the capture. */
typedef struct
{
  WgParties parties;
  const char *protocol;
  guint32 listed_frame;
  guint32 auth_frame;
  guint32 used_frame;
  const char *used;
  gboolean masked;
  char auth[96];
} Plain;

/* A connection that goes over to TLS. */
typedef struct
{
  guint32 asked_frame;
  guint32 answer_frame;
} Switch;

typedef struct
{
  WgCheck *check;
  GArray *plain;        /* of Plain */
  GHashTable *offering; /* WgEndpoint of a server -> packet that showed it, +1 */
  GHashTable *switches; /* conversation -> Switch */
} Starttls;

static guint
end_hash (gconstpointer key)
{
  const WgEndpoint *end = key;
  guint hash = end->port;

  for (guint i = 0; i < sizeof end->address; i++)
    hash = hash * 33 + end->address[i];
  return hash;
}

static gboolean
end_equal (gconstpointer a, gconstpointer b)
{
  const WgEndpoint *x = a, *y = b;

  return x->port == y->port && wg_endpoint_same_host (x, y);
}

static gpointer
begin (WgCheck *check)
{
  Starttls *s = g_new0 (Starttls, 1);

  s->check = check;
  s->plain = g_array_new (FALSE, FALSE, sizeof (Plain));
  s->offering = g_hash_table_new_full (end_hash, end_equal, g_free, NULL);
  s->switches = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return s;
}

static void
end (gpointer state)
{
  Starttls *s = state;

  g_array_unref (s->plain);
  g_hash_table_unref (s->offering);
  g_hash_table_unref (s->switches);
  g_free (s);
}

/* How the protocol spells it. */
static const char *
word_of (const char *protocol)
{
  return g_str_equal (protocol, "pop")   ? "STLS"
         : g_str_equal (protocol, "ftp") ? "AUTH TLS"
                                         : "STARTTLS";
}

static gboolean
is_guest (WgSlice user)
{
  return wg_slice_is_nocase (user, "anonymous") || wg_slice_is_nocase (user, "ftp");
}

static void
ignored (Starttls *s, const WgParties *parties, const WgStarttls *r)
{
  gboolean login = r->login_frame != 0 && !is_guest (r->login_user);
  guint32 frame = login ? r->login_frame : r->body_frame != 0 ? r->body_frame : r->mail_frame;
  WgSeverity severity = login                                     ? WG_SEVERITY_DEFAULT
                        : r->body_frame == 0                      ? WG_SEVERITY_INFO
                        : parties->server.port == SUBMISSION_PORT ? WG_SEVERITY_DEFAULT
                                                                  : WG_SEVERITY_MEDIUM;
  WgClaim *claim;

  if (r->offered_frame == 0 || r->asked_frame != 0 || frame == 0)
    return;
  claim = wg_check_raise (s->check, &wg_finding_dg_starttls_ignored, severity, parties,
                          WG_SLICE_NONE, frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show (claim, r->offered_frame, "wiregloss.starttls.offered_frame",
                 wg_slice_str (word_of (r->protocol)));
  wg_claim_say (claim, "The server offered %s, and the client went on without it: %s.",
                word_of (r->protocol),
                login                ? "it logged in in the clear"
                : r->body_frame != 0 ? "it handed over a mail in the clear"
                                     : "it began a mail in the clear");
}

static void
refused (Starttls *s, const WgParties *parties, const WgStarttls *r)
{
  gboolean database = g_str_equal (r->protocol, "postgresql");
  WgClaim *claim;

  if (r->accepted == NULL || !g_str_equal (r->accepted, "no") || r->after_frame == 0)
    return;
  claim = wg_check_raise (s->check, &wg_finding_dg_starttls_refused_continue,
                          database ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT, parties,
                          WG_SLICE_NONE, r->answer_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show (claim, r->answer_frame, "wiregloss.starttls.accepted",
                 WG_SLICE_LITERAL ("no"));
  wg_claim_show (claim, r->after_frame, "wiregloss.starttls.after", wg_slice_str (r->after));
  wg_claim_say (claim,
                "The client asked for TLS, was refused, and went on in the clear all the same "
                "(%s).",
                r->after);
}

static void
masked (Starttls *s, const WgParties *parties, const WgStarttls *r)
{
  WgClaim *claim;

  if (r->masked_frame == 0)
    return;
  claim = wg_check_raise (s->check, &wg_finding_dg_starttls_stripped, WG_SEVERITY_DEFAULT,
                          parties, WG_SLICE_NONE, r->masked_frame);
  wg_claim_show (claim, r->masked_frame, "wiregloss.starttls.masked", r->masked);
  wg_claim_outcome (claim, r->login_frame != 0 || r->mail_frame != 0 ? WG_OUTCOME_SUCCESS
                                                                     : WG_OUTCOME_ATTEMPT);
  if (r->masked.len == 8)
    wg_claim_say (claim,
                  "Where the server's list of abilities should say STARTTLS stands \"%.*s\": "
                  "something between client and server wrote over it.",
                  (int) r->masked.len, (const char *) r->masked.data);
  else
    wg_claim_say (claim,
                  "The client's EHLO reached the server as XXXX: something between them wrote "
                  "over it, so the client never hears of STARTTLS.");
}

static void
preauth (Starttls *s, const WgParties *parties, const WgStarttls *r)
{
  WgClaim *claim;

  if (r->preauth_frame == 0)
    return;
  claim = wg_check_raise (s->check, &wg_finding_dg_imap_preauth, WG_SEVERITY_DEFAULT, parties,
                          WG_SLICE_NONE, r->preauth_frame);
  wg_claim_show (claim, r->preauth_frame, "imap.response", WG_SLICE_LITERAL ("PREAUTH"));
  wg_claim_say (claim,
                "The server greeted with PREAUTH before any TLS: from then on STARTTLS is not "
                "allowed any more.");
}

static void
keep_plain (Starttls *s, const WgParties *parties, const WgStarttls *r)
{
  Plain plain = {.parties = *parties,
                 .protocol = r->protocol,
                 .listed_frame = r->listed_frame,
                 .auth_frame = r->auth_frame,
                 .masked = r->masked_frame != 0};

  if (s->plain->len >= WG_LIMIT_STARTTLS_KEPT)
    return;
  plain.used_frame = r->login_frame != 0 ? r->login_frame : r->mail_frame;
  plain.used = r->login_frame != 0 ? r->login : "MAIL";
  g_strlcpy (plain.auth, "", sizeof plain.auth);
  if (r->auth.len > 0)
    memcpy (plain.auth, r->auth.data, MIN (r->auth.len, sizeof plain.auth - 1));
  g_array_append_val (s->plain, plain);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Starttls *s = state;
  const WgStarttls *r = record;
  gboolean accepted = r->accepted != NULL && g_str_equal (r->accepted, "yes");

  if (accepted && g_hash_table_size (s->switches) < WG_LIMIT_STARTTLS_KEPT)
    {
      Switch one = {r->asked_frame, r->answer_frame};
      g_hash_table_replace (s->switches, g_memdup2 (&parties->conversation, sizeof (gint64)),
                            g_memdup2 (&one, sizeof one));
    }
  if ((r->offered_frame != 0 || accepted)
      && g_hash_table_size (s->offering) < WG_LIMIT_STARTTLS_KEPT)
    g_hash_table_replace (s->offering, g_memdup2 (&parties->server, sizeof parties->server),
                          GUINT_TO_POINTER (MAX (r->offered_frame, 1)));
  ignored (s, parties, r);
  refused (s, parties, r);
  masked (s, parties, r);
  preauth (s, parties, r);
  if (r->listed_frame != 0 && r->offered_frame == 0 && !accepted)
    keep_plain (s, parties, r);
}

/* RFC 3207 §4.2: what came before TLS must be forgotten. Bytes that stood in the buffer when
 * the connection changed over are read by the TLS room, which finds no record there. */
static void
not_a_record (gpointer state,
              const WgParties *parties,
              const WgNoteType *type,
              const WgSpan *span,
              const char *text)
{
  Starttls *s = state;
  const Switch *one;
  gboolean before;
  WgClaim *claim;

  if (g_hash_table_size (s->switches) == 0)
    return;
  one = g_hash_table_lookup (s->switches, &parties->conversation);
  if (one == NULL || span->frame < one->asked_frame || span->frame > one->answer_frame)
    return;
  before = span->frame < one->answer_frame;
  claim = wg_check_raise (s->check, &wg_finding_dg_starttls_injection, WG_SEVERITY_DEFAULT,
                          parties, WG_SLICE_NONE, span->frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_frame (claim, one->answer_frame);
  wg_claim_show_at (claim, *span, before ? "smtp.req" : "smtp.response", WG_SLICE_NONE, FALSE);
  if (before)
    wg_claim_say (claim,
                  "Behind the client's request for TLS, and before the server answered it, "
                  "stand more commands in the clear.");
  else
    wg_claim_say (claim,
                  "Behind the server's consent to TLS, in the same packet, stand more answers "
                  "in the clear.");
}

static void
not_offered (Starttls *s, const Plain *plain)
{
  WgClaim *claim;

  if (plain->auth_frame == 0
      || (!g_str_equal (plain->protocol, "smtp") && !g_str_equal (plain->protocol, "pop")
          && !g_str_equal (plain->protocol, "imap")))
    return;
  claim = wg_check_raise (s->check, &wg_finding_dg_starttls_not_offered, WG_SEVERITY_DEFAULT,
                          &plain->parties, WG_SLICE_NONE, plain->auth_frame);
  wg_claim_outcome (claim, plain->used_frame != 0 ? WG_OUTCOME_SUCCESS : WG_OUTCOME_EXPOSURE);
  wg_claim_show (claim, plain->auth_frame, "wiregloss.starttls.auth",
                 wg_slice_str (plain->auth));
  wg_claim_say (claim, "The server takes logins (%s), but %s is not among what it can do.",
                plain->auth, word_of (plain->protocol));
}

static void
stripped (Starttls *s, const Plain *plain, guint32 offered)
{
  WgClaim *claim =
      wg_check_raise (s->check, &wg_finding_dg_starttls_stripped, WG_SEVERITY_DEFAULT,
                      &plain->parties, WG_SLICE_NONE, plain->listed_frame);

  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_confidence (claim, WG_CONFIDENCE_MEDIUM);
  if (offered > 1)
    wg_claim_show (claim, offered, "wiregloss.starttls.offered_frame",
                   wg_slice_str (word_of (plain->protocol)));
  wg_claim_frame (claim, plain->used_frame);
  wg_claim_say (
      claim,
      "The server offers %s in another connection of this capture, but not in this one, "
      "and the client went on in the clear (%s).",
      word_of (plain->protocol), plain->used);
}

static void
finish (gpointer state)
{
  Starttls *s = state;

  for (guint i = 0; i < s->plain->len; i++)
    {
      const Plain *plain = &g_array_index (s->plain, Plain, i);
      guint32 offered =
          GPOINTER_TO_UINT (g_hash_table_lookup (s->offering, &plain->parties.server));

      if (plain->masked)
        continue;
      if (offered != 0 && plain->used_frame != 0)
        stripped (s, plain, offered);
      else
        not_offered (s, plain);
    }
}

const WgRules wg_rules_starttls = {
    .name = "starttls",
    .open = begin,
    .finish = finish,
    .close = end,
    .records = (const WgRecordRule[]){{&wg_starttls_type, judge}, {0}},
    .notes = (const WgNoteRule[]){{"tls-not-a-record", not_a_record}, {0}},
};
