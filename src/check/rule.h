#pragma once

#include "check/check.h"
#include "dissect/channel.h"
#include "finding-types.h"

/* What rules stand on: who talks, what was seen, how to say it. */

/**
 * WgParties: the two ends, by the parts they play in the protocol that is judged.
 * @conversation: -1 where the packet belongs to none
 * @protocol: 6 for TCP, 17 for UDP, 0 where there is none
 */
typedef struct
{
  gint64 conversation;
  WgEndpoint client;
  WgEndpoint server;
  guint8 ip_version;
  guint8 protocol;
} WgParties;

/**
 * WgClaim: a finding that is being made; see wg_check_raise(). Borrowed until the rule returns.
 */
typedef struct WgClaim WgClaim;

/**
 * Says that something was seen once more.
 * @severity: of this time, the type's own with WG_SEVERITY_DEFAULT; the worst stays
 * @parties: may be %NULL where there are none
 * @name: what it is about besides the ends, in which findings of one type differ: a host, a
 * parameter; copied, at most %WG_LIMIT_FINDING_NAME bytes
 * @frame: the packet that shows it
 *
 * Never fails: past the ceilings what is said goes nowhere and is counted.
 */
WgClaim *wg_check_raise (WgCheck *check,
                         const WgFindingType *type,
                         WgSeverity severity,
                         const WgParties *parties,
                         WgSlice name,
                         guint32 frame);

/* One more packet that belongs to it. */
void wg_claim_frame (WgClaim *claim, guint32 frame);
/* What stands there. @field: a name of the field reference ("http.authorization"), static. At
 * most %WG_LIMIT_FINDING_EVIDENCE of a finding are kept. The text of wg_claim_show() is masked
 * where it looks secret, that of wg_claim_show_secret() is masked whole. */
void wg_claim_show (WgClaim *claim, guint32 frame, const char *field, WgSlice value);
void wg_claim_show_secret (WgClaim *claim, guint32 frame, const char *field, WgSlice value);
/* The same with the place of the bytes, where it is not in a text of wg_check_place();
 * @span.frame is the packet. */
void wg_claim_show_at (
    WgClaim *claim, WgSpan span, const char *field, WgSlice value, gboolean secret);
/* How sure, how far: the best of all times stays. */
void wg_claim_confidence (WgClaim *claim, WgConfidence confidence);
void wg_claim_outcome (WgClaim *claim, WgOutcome outcome);
/* What was seen, for a person. The first time's words stay until a worse time's replace them.
 */
void wg_claim_say (WgClaim *claim, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Values shown from now on that are parts of @text stand at @at, of which they have their
 * share.
 * @slot: below %WG_CHECK_PLACES; another text takes the place of the one before, and an empty
 * one must, before the memory of @text is used for anything else. */
#define WG_CHECK_PLACES 2u
void wg_check_place (WgCheck *check, guint slot, WgSlice text, WgSpan at);

/* What cannot be judged here: "certificate", because ... Both static. */
void wg_check_not_visible (WgCheck *check,
                           const WgParties *parties,
                           const char *what,
                           const char *why);

/* What earns a server a good grade; data/findings/README.md. */
typedef enum
{
  WG_PROOF_HANDSHAKE = 1 << 0,   /* TLS 1.2 or 1.3 with forward secrecy */
  WG_PROOF_CERTIFICATE = 1 << 1, /* in date, complete, trusted */
  WG_PROOF_HSTS = 1 << 2,        /* for half a year at least */
} WgProof;

/* The server was seen to have that good side, or not to have it. */
void wg_check_proof (WgCheck *check, const WgParties *parties, WgProof proof, gboolean holds);

/* The packet being worked on, or %NULL where none is. */
const WgPacket *wg_check_now (const WgCheck *check);

/* When @frame was captured, in nanoseconds since 1970; to within a few packets for those long
 * past. G_MININT64 where the capture does not tell. */
gint64 wg_check_time (const WgCheck *check, guint32 frame);
/* When certificates of @frame are to be judged, see #WgCheckOptions; G_MININT64: not known. */
gint64 wg_check_verify_time (const WgCheck *check, guint32 frame);
/* Somebody named that time; it is not a capture's clock. */
gboolean wg_check_verify_is_exact (const WgCheck *check);
/* What chains are held against, or %NULL. */
WgTrust *wg_check_trust (const WgCheck *check);
/* The other capture, or %NULL. */
WgCompare *wg_check_compare (const WgCheck *check);

gboolean wg_endpoint_is_loopback (const WgEndpoint *end, guint8 ip_version);
gboolean wg_endpoint_is_private (const WgEndpoint *end, guint8 ip_version); /* loopback too */
/* Writes the address, at least 48 bytes of @out. */
void wg_endpoint_text (const WgEndpoint *end, guint8 ip_version, char *out, gsize max);
gboolean wg_endpoint_same_host (const WgEndpoint *a, const WgEndpoint *b);

/* One kind of record that rules look at, when it is finished. @id is that of its parts. */
typedef struct
{
  const WgRecordType *type;
  void (*close) (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record);
} WgRecordRule;

/* Items of a streamed list, as they come; the record they belong to is not finished yet. */
typedef struct
{
  const WgField *const *list;
  void (*part) (gpointer state, WgRecordId id, gconstpointer item);
} WgPartRule;

/* Notes by id. @parties->conversation may be -1. */
typedef struct
{
  const char *note;
  void (*seen) (gpointer state,
                const WgParties *parties,
                const WgNoteType *type,
                const WgSpan *span,
                const char *text);
} WgNoteRule;

/**
 * WgRules: rules that share a state: of one capture, made with it.
 * @open: may be %NULL where nothing is remembered; the state is then the #WgCheck itself
 * @finish: the capture is over; may be %NULL
 * @close: frees the state; may be %NULL
 * @records, @parts, @notes: ended by a row of %NULL; each may be %NULL
 * @control: each message of ARP and ICMP; @segment: each TCP segment that begins, ends or is
 * odd, see wg_check_segment(). May be %NULL
 * @packet: each packet; for what no record tells. May be %NULL
 * @flow_over: each conversation when it is over; may be %NULL
 */
typedef struct
{
  const char *name;
  gpointer (*open) (WgCheck *check);
  void (*finish) (gpointer state);
  void (*close) (gpointer state);
  const WgRecordRule *records;
  const WgPartRule *parts;
  const WgNoteRule *notes;
  void (*packet) (gpointer state, const WgPacket *packet);
  void (*control) (gpointer state, const WgPacket *packet, const WgControl *control);
  void (*segment) (gpointer state,
                   const WgFlow *flow,
                   guint dir,
                   const WgPacket *packet,
                   const WgSegment *segment);
  void (*flow_over) (gpointer state, const WgParties *parties, const WgFlow *flow);
} WgRules;

/* All rules, ended by %NULL; rules.c. */
extern const WgRules *const wg_rules[];
