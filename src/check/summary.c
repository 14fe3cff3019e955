#include "check/check.h"

#define ROW(Struct, member, of, ...)                                                           \
  {                                                                                            \
    .key = "wiregloss.summary." #member, .label = #member, .kind = of, .json = #member,        \
    WG_AT (Struct, member), __VA_ARGS__                                                        \
  }

typedef struct
{
  guint64 critical, high, medium, low, info;
} Counts;

static const WgField count_fields[] = {
    ROW (Counts, critical, WG_KIND_UINT), ROW (Counts, high, WG_KIND_UINT),
    ROW (Counts, medium, WG_KIND_UINT),   ROW (Counts, low, WG_KIND_UINT),
    ROW (Counts, info, WG_KIND_UINT),     {0},
};

static const WgField end_fields[] = {
    ROW (WgFindingEnd, ip, WG_KIND_STRING),
    ROW (WgFindingEnd, port, WG_KIND_INT),
    {0},
};

static const WgField server_fields[] = {
    ROW (WgServerGrade, server, WG_KIND_OBJECT, .fields = end_fields),
    ROW (WgServerGrade, name, WG_KIND_TEXT),
    ROW (WgServerGrade, grade, WG_KIND_STRING),
    ROW (WgServerGrade, worst, WG_KIND_STRING),
    ROW (WgServerGrade, at_best, WG_KIND_BOOL),
    {0},
};

static const WgField hidden_fields[] = {
    ROW (WgNotVisible, server, WG_KIND_OBJECT, .fields = end_fields),
    ROW (WgNotVisible, what, WG_KIND_STRING),
    ROW (WgNotVisible, why, WG_KIND_STRING),
    ROW (WgNotVisible, count, WG_KIND_UINT),
    {0},
};

static const WgField summary_fields[] = {
    {.key = "wiregloss.summary.findings",
     .label = "Findings",
     .kind = WG_KIND_OBJECT,
     .json = "findings",
     .fields = count_fields,
     WG_AT (WgSummary, findings)},
    {.key = "wiregloss.summary.grade",
     .label = "Grade",
     .kind = WG_KIND_STRING,
     .json = "grade",
     WG_AT (WgSummary, grade)},
    {.key = "wiregloss.summary.servers",
     .label = "Servers",
     .kind = WG_KIND_OBJECT,
     .json = "servers",
     .fields = server_fields,
     WG_LIST_AT (WgSummary, servers, WgServerGrade)},
    {.key = "wiregloss.summary.not_visible",
     .label = "Not visible",
     .kind = WG_KIND_OBJECT,
     .json = "not_visible",
     .fields = hidden_fields,
     WG_LIST_AT (WgSummary, not_visible, WgNotVisible)},
    ROW (WgSummary, left_out, WG_KIND_UINT),
    {0},
};

const WgRecordType wg_summary_type = {
    .name = "summary",
    .list = "summary",
    .fields = summary_fields,
    .help = "How many findings a capture has, and the grades of its servers.",
};
