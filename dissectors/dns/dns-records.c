#include "dns-records.h"

#include "names.h"

static const WgField answer_fields[] = {
    {.key = "dns.resp.name",
     .label = "Name",
     .kind = WG_KIND_TEXT,
     .json = "name",
     WG_AT (WgDnsAnswer, name)},
    {.key = "dns.resp.type",
     .label = "Type",
     .kind = WG_KIND_ENUM,
     .json = "type",
     .names = wg_names_dns_types,
     WG_AT (WgDnsAnswer, type)},
    {.key = "dns.resp.ttl",
     .label = "Time to live",
     .kind = WG_KIND_INT,
     .json = "ttl",
     WG_AT (WgDnsAnswer, ttl),
     .help = "Seconds for which the answer may be kept."},
    {.key = "wiregloss.dns.data",
     .label = "Data",
     .kind = WG_KIND_TEXT,
     .json = "data",
     WG_AT (WgDnsAnswer, data),
     .help = "The answer, as zone files write it.",
     .source = "RFC 1035 §5.1, RFC 3597 §5"},
    {0},
};

static const WgField query_fields[] = {
    {.key = "wiregloss.dns.query.frame",
     .label = "Asked in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgDnsQuery, frame)},
    {0},
};

static const WgField response_fields[] = {
    {.key = "wiregloss.dns.response.frame",
     .label = "Answered in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgDnsResponse, frame)},
    {.key = "dns.flags.rcode",
     .label = "Response code",
     .kind = WG_KIND_ENUM,
     .json = "rcode",
     .names = wg_names_dns_rcodes,
     WG_AT (WgDnsResponse, rcode),
     .help = "How the server fared; with the upper bits of an OPT record.",
     .source = "RFC 1035 §4.1.1, RFC 6891 §6.1.3"},
    {.key = "wiregloss.dns.answers",
     .label = "Answers",
     .kind = WG_KIND_OBJECT,
     .json = "answers",
     WG_LIST_AT (WgDnsResponse, answers, WgDnsAnswer),
     .fields = answer_fields},
    {0},
};

static const WgField record_fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "dns.id",
     .label = "Transaction",
     .kind = WG_KIND_INT,
     .json = "id",
     WG_AT (WgDnsRecord, id),
     .help = "Number that ties an answer to its question.",
     .source = "RFC 1035 §4.1.1"},
    {.key = "dns.qry.name",
     .label = "Name",
     .kind = WG_KIND_TEXT,
     .json = "name",
     WG_AT (WgDnsRecord, name),
     .help = "What was asked for, as zone files write it; \".\" is the root.",
     .source = "RFC 1035 §5.1"},
    {.key = "dns.qry.type",
     .label = "Type",
     .kind = WG_KIND_ENUM,
     .json = "type",
     .names = wg_names_dns_types,
     WG_AT (WgDnsRecord, type)},
    {.key = "wiregloss.dns.query",
     .label = "Query",
     .kind = WG_KIND_REF,
     .json = "query",
     WG_AT (WgDnsRecord, query),
     .fields = query_fields},
    {.key = "wiregloss.dns.response",
     .label = "Response",
     .kind = WG_KIND_REF,
     .json = "response",
     WG_AT (WgDnsRecord, response),
     .fields = response_fields},
    {0},
};

const WgRecordType wg_dns_type = {
    .name = "dns",
    .list = "dns",
    .fields = record_fields,
    .help = "A question to a name server and its answer.",
};

const WgRecordType wg_mdns_type = {
    .name = "mdns",
    .list = "mdns",
    .fields = record_fields,
    .help = "A question or an answer sent to all hosts of a link.",
};

const WgRecordType wg_llmnr_type = {
    .name = "llmnr",
    .list = "llmnr",
    .fields = record_fields,
    .help = "A question to the neighbours, or the answer of one of them.",
};
