#include "model/finding.h"

const WgName wg_severity_names[] = {
    {WG_SEVERITY_INFO, "info"},         {WG_SEVERITY_LOW, "low"},
    {WG_SEVERITY_MEDIUM, "medium"},     {WG_SEVERITY_HIGH, "high"},
    {WG_SEVERITY_CRITICAL, "critical"}, {0, NULL},
};

const WgName wg_confidence_names[] = {
    {WG_CONFIDENCE_LOW, "low"},
    {WG_CONFIDENCE_MEDIUM, "medium"},
    {WG_CONFIDENCE_HIGH, "high"},
    {0, NULL},
};

const WgName wg_outcome_names[] = {
    {WG_OUTCOME_EXPOSURE, "exposure"},
    {WG_OUTCOME_ATTEMPT, "attempt"},
    {WG_OUTCOME_SUCCESS, "success"},
    {0, NULL},
};

#define ROW(Struct, member, name, title, of, ...)                                              \
  {                                                                                            \
    .key = "wiregloss.finding." name, .label = title, .kind = of, .json = #member,             \
    WG_AT (Struct, member), __VA_ARGS__                                                        \
  }

static const WgField evidence_fields[] = {
    ROW (WgEvidence, frame, "evidence.frame", "Packet", WG_KIND_UINT),
    ROW (WgEvidence, field, "evidence.field", "Field", WG_KIND_STRING),
    ROW (WgEvidence,
         offset,
         "evidence.offset",
         "Offset",
         WG_KIND_INT,
         .help = "Of the first byte, in the packet's captured bytes."),
    ROW (WgEvidence, length, "evidence.length", "Length", WG_KIND_INT),
    ROW (WgEvidence, value, "evidence.value", "Value", WG_KIND_TEXT, .secret = WG_SECRET_TEXT),
    {.key = "wiregloss.finding.evidence.secret",
     .label = "Secret",
     .kind = WG_KIND_TEXT,
     .json = "value",
     .secret = WG_SECRET_VALUE,
     WG_AT (WgEvidence, secret)},
    {0},
};

static const WgField end_fields[] = {
    ROW (WgFindingEnd, ip, "ip", "Address", WG_KIND_STRING),
    ROW (WgFindingEnd, port, "port", "Port", WG_KIND_INT),
    {0},
};

static const WgField finding_fields[] = {
    ROW (WgFinding, id, "id", "Finding", WG_KIND_STRING),
    ROW (WgFinding, severity, "severity", "Severity", WG_KIND_ENUM, .names = wg_severity_names),
    ROW (WgFinding,
         confidence,
         "confidence",
         "Confidence",
         WG_KIND_ENUM,
         .names = wg_confidence_names),
    ROW (WgFinding,
         outcome,
         "outcome",
         "Outcome",
         WG_KIND_ENUM,
         .names = wg_outcome_names,
         .help = "exposure: the posture alone; attempt: somebody tried; success: it worked."),
    ROW (WgFinding, title, "title", "Title", WG_KIND_STRING),
    ROW (WgFinding, conversation, "conversation", "Conversation", WG_KIND_INT),
    {.key = "wiregloss.finding.conversations",
     .label = "Conversations",
     .kind = WG_KIND_UINT,
     .json = "conversations",
     WG_LIST_AT (WgFinding, conversations, guint64)},
    ROW (WgFinding, client, "client", "Client", WG_KIND_OBJECT, .fields = end_fields),
    ROW (WgFinding, server, "server", "Server", WG_KIND_OBJECT, .fields = end_fields),
    ROW (WgFinding, scope, "scope", "Scope", WG_KIND_STRING),
    ROW (WgFinding, name, "name", "About", WG_KIND_TEXT, .secret = WG_SECRET_TEXT),
    ROW (WgFinding, count, "count", "Times", WG_KIND_UINT),
    {.key = "wiregloss.finding.frames",
     .label = "Packets",
     .kind = WG_KIND_UINT,
     .json = "frames",
     WG_LIST_AT (WgFinding, frames, guint32)},
    ROW (WgFinding, detail, "detail", "What was seen", WG_KIND_TEXT, .secret = WG_SECRET_TEXT),
    {.key = "wiregloss.finding.evidence",
     .label = "Evidence",
     .kind = WG_KIND_OBJECT,
     .json = "evidence",
     .fields = evidence_fields,
     WG_LIST_AT (WgFinding, evidence, WgEvidence)},
    ROW (WgFinding, explanation, "explanation", "Explanation", WG_KIND_STRING),
    ROW (WgFinding, attack, "attack", "Next step of an attacker", WG_KIND_STRING),
    ROW (WgFinding, fix, "fix", "Fix", WG_KIND_STRING),
    ROW (WgFinding, sure, "sure", "To be surer", WG_KIND_STRING),
    {.key = "wiregloss.finding.references",
     .label = "References",
     .kind = WG_KIND_STRING,
     .json = "references",
     WG_LIST_AT (WgFinding, references, const char *)},
    {0},
};

const WgRecordType wg_finding_type = {
    .name = "finding",
    .list = "findings",
    .fields = finding_fields,
    .help =
        "Something insecure that the capture shows: what, where, why it matters, what to do.",
};
