#include "dns-describe.h"

#include "dns-parse.h"
#include "names.h"

typedef enum
{
  F_DNS,
  F_LENGTH,
  F_ID,
  F_FLAGS,
  F_RESPONSE,
  F_OPCODE,
  F_AUTHORITATIVE,
  F_TRUNCATED,
  F_RECURSION_DESIRED,
  F_RECURSION_AVAILABLE,
  F_Z,
  F_AUTHENTICATED,
  F_CHECK_DISABLED,
  F_RCODE,
  F_QUERIES,
  F_ANSWERS,
  F_AUTHORITIES,
  F_ADDITIONAL,
  F_QUERY,
  F_QUERY_NAME,
  F_QUERY_TYPE,
  F_QUERY_CLASS,
  F_RECORD,
  F_RECORD_NAME,
  F_RECORD_TYPE,
  F_RECORD_CLASS,
  F_RECORD_TTL,
  F_RECORD_LENGTH,
  F_RECORD_DATA,
} FieldIndex;

static const WgName classes[] = {
    {1, "IN"}, {3, "CH"}, {4, "HS"}, {254, "NONE"}, {255, "ANY"}, {0, NULL},
};

const WgField wg_dns_fields[] = {
    [F_DNS] = {.key = "dns",
               .label = "Domain Name System",
               .help = "Finds the address for a name. Asked and answered in the open: whoever "
                       "is on the way sees which names are looked up.",
               .source = "RFC 1035 §4.1"},
    [F_LENGTH] = {.key = "dns.length",
                  .label = "Length",
                  .kind = WG_KIND_UINT,
                  .help = "Length of the message that follows, over TCP.",
                  .source = "RFC 1035 §4.2.2"},
    [F_ID] = {.key = "dns.id",
              .label = "Transaction",
              .kind = WG_KIND_CODE,
              .width = 4,
              .help = "Number that ties an answer to its question; somebody who guesses it and "
                      "the port can answer in the server's place.",
              .source = "RFC 1035 §4.1.1"},
    [F_FLAGS] = {.key = "dns.flags",
                 .label = "Flags",
                 .kind = WG_KIND_CODE,
                 .width = 4,
                 .size = 2,
                 .help = "Question or answer, and how it went.",
                 .source = "RFC 1035 §4.1.1"},
    [F_RESPONSE] = {.key = "dns.flags.response",
                    .label = "Response",
                    .kind = WG_KIND_BOOL,
                    .help = "0 is a question, 1 an answer.",
                    .source = "RFC 1035 §4.1.1"},
    [F_OPCODE] = {.key = "dns.flags.opcode",
                  .label = "Operation",
                  .kind = WG_KIND_ENUM,
                  .names = wg_names_dns_opcodes,
                  .help = "0 is an ordinary query.",
                  .source = "RFC 1035 §4.1.1"},
    [F_AUTHORITATIVE] = {.key = "dns.flags.authoritative",
                         .label = "Authoritative",
                         .kind = WG_KIND_BOOL,
                         .help = "The server answers from its own zone.",
                         .source = "RFC 1035 §4.1.1"},
    [F_TRUNCATED] = {.key = "dns.flags.truncated",
                     .label = "Truncated",
                     .kind = WG_KIND_BOOL,
                     .help = "The answer did not fit; ask again over TCP.",
                     .source = "RFC 1035 §4.1.1"},
    [F_RECURSION_DESIRED] =
        {.key = "dns.flags.recdesired",
         .label = "Recursion desired",
         .kind = WG_KIND_BOOL,
         .help = "The server is asked to find the answer elsewhere where it does not have it.",
         .source = "RFC 1035 §4.1.1"},
    [F_RECURSION_AVAILABLE] = {.key = "dns.flags.recavail",
                               .label = "Recursion available",
                               .kind = WG_KIND_BOOL,
                               .help = "The server does so.",
                               .source = "RFC 1035 §4.1.1"},
    [F_Z] = {.key = "dns.flags.z",
             .label = "Reserved",
             .kind = WG_KIND_BOOL,
             .help = "Must be zero.",
             .source = "RFC 1035 §4.1.1"},
    [F_AUTHENTICATED] = {.key = "dns.flags.authenticated",
                         .label = "Authentic data",
                         .kind = WG_KIND_BOOL,
                         .help = "The server checked the signatures (DNSSEC).",
                         .source = "RFC 4035 §3.2.3"},
    [F_CHECK_DISABLED] = {.key = "dns.flags.checkdisable",
                          .label = "Checking disabled",
                          .kind = WG_KIND_BOOL,
                          .source = "RFC 4035 §3.2.2",
                          .help = "The asking end checks signatures itself."},
    [F_RCODE] = {.key = "dns.flags.rcode",
                 .label = "Response code",
                 .kind = WG_KIND_ENUM,
                 .names = wg_names_dns_rcodes,
                 .help = "How it went: NXDOMAIN says that there is no such name.",
                 .source = "RFC 1035 §4.1.1"},
    [F_QUERIES] = {.key = "dns.count.queries",
                   .label = "Questions",
                   .kind = WG_KIND_UINT,
                   .help = "1 as good as always.",
                   .source = "RFC 1035 §4.1.1"},
    [F_ANSWERS] = {.key = "dns.count.answers",
                   .label = "Answers",
                   .kind = WG_KIND_UINT,
                   .help = "How many records answer the question.",
                   .source = "RFC 1035 §4.1.1"},
    [F_AUTHORITIES] = {.key = "dns.count.auth_rr",
                       .label = "Authority records",
                       .kind = WG_KIND_UINT,
                       .help = "Records that name the servers in charge.",
                       .source = "RFC 1035 §4.1.1"},
    [F_ADDITIONAL] = {.key = "dns.count.add_rr",
                      .label = "Additional records",
                      .kind = WG_KIND_UINT,
                      .help = "Records that may be of use besides.",
                      .source = "RFC 1035 §4.1.1"},
    [F_QUERY] = {.key = "dns.qry",
                 .label = "Question",
                 .help = "What is asked.",
                 .source = "RFC 1035 §4.1.2"},
    [F_QUERY_NAME] = {.key = "dns.qry.name",
                      .label = "Name",
                      .kind = WG_KIND_TEXT,
                      .help = "The name that is asked for, readable by anybody on the way.",
                      .source = "RFC 1035 §4.1.2"},
    [F_QUERY_TYPE] =
        {.key = "dns.qry.type",
         .label = "Type",
         .kind = WG_KIND_ENUM,
         .names = wg_names_dns_types,
         .help =
             "A asks for an IPv4 address, AAAA for IPv6, MX for a mail server, TXT for text.",
         .source = "RFC 1035 §3.2.2"},
    [F_QUERY_CLASS] = {.key = "dns.qry.class",
                       .label = "Class",
                       .kind = WG_KIND_ENUM,
                       .names = classes,
                       .help = "IN, the internet, as good as always.",
                       .source = "RFC 1035 §3.2.4"},
    [F_RECORD] = {.key = "dns.resp",
                  .label = "Record",
                  .help = "One fact about a name.",
                  .source = "RFC 1035 §4.1.3"},
    [F_RECORD_NAME] = {.key = "dns.resp.name",
                       .label = "Name",
                       .kind = WG_KIND_TEXT,
                       .help = "The name that the record is about.",
                       .source = "RFC 1035 §4.1.3"},
    [F_RECORD_TYPE] = {.key = "dns.resp.type",
                       .label = "Type",
                       .kind = WG_KIND_ENUM,
                       .names = wg_names_dns_types,
                       .help = "Which fact: an address, an alias, a mail server.",
                       .source = "RFC 1035 §3.2.2"},
    [F_RECORD_CLASS] = {.key = "dns.resp.class",
                        .label = "Class",
                        .kind = WG_KIND_ENUM,
                        .names = classes,
                        .help = "IN, the internet, as good as always.",
                        .source = "RFC 1035 §3.2.4"},
    [F_RECORD_TTL] = {.key = "dns.resp.ttl",
                      .label = "Time to live",
                      .kind = WG_KIND_UINT,
                      .help = "Seconds for which the record may be kept.",
                      .source = "RFC 1035 §4.1.3"},
    [F_RECORD_LENGTH] = {.key = "dns.resp.len",
                         .label = "Length of the data",
                         .kind = WG_KIND_UINT,
                         .help = "Bytes of the data.",
                         .source = "RFC 1035 §4.1.3"},
    [F_RECORD_DATA] = {.key = "wiregloss.dns.data",
                       .label = "Data",
                       .kind = WG_KIND_TEXT,
                       .help = "As zone files write it.",
                       .source = "RFC 1035 §5.1"},
    {0},
};

typedef struct
{
  WgTree *tree;
  WgReader r;
  gsize base; /* of the message in the unit */
  gboolean utf8;
} Describer;

static WgNode *
add (Describer *d, WgNode *parent, FieldIndex field, gsize pos, gsize len, guint64 value)
{
  return wg_tree_add_uint (d->tree, parent, &wg_dns_fields[field], d->base + pos, len, value);
}

static void
add_flags (Describer *d, WgNode *parent, guint16 flags)
{
  static const struct
  {
    FieldIndex field;
    guint shift, mask;
  } parts[] = {
      {F_RESPONSE, 15, 1}, {F_OPCODE, 11, 15},          {F_AUTHORITATIVE, 10, 1},
      {F_TRUNCATED, 9, 1}, {F_RECURSION_DESIRED, 8, 1}, {F_RECURSION_AVAILABLE, 7, 1},
      {F_Z, 6, 1},         {F_AUTHENTICATED, 5, 1},     {F_CHECK_DISABLED, 4, 1},
      {F_RCODE, 0, 15},
  };
  WgNode *node = add (d, parent, F_FLAGS, 2, 2, flags);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    add (d, node, parts[i].field, 2, 2, ((guint) flags >> parts[i].shift) & parts[i].mask);
}

static const char *
type_name (guint16 type)
{
  const char *name = wg_name_of (wg_names_dns_types, type);
  return name != NULL ? name : "?";
}

static void
add_name (
    Describer *d, WgNode *node, FieldIndex field, gsize pos, gsize end, const WgDnsName *name)
{
  wg_tree_add_text (d->tree, node, &wg_dns_fields[field], d->base + pos, end - pos,
                    wg_dns_name_slice (name));
}

static gboolean
add_question (Describer *d, WgNode *parent)
{
  gsize start = wg_reader_tell (&d->r), end;
  WgDnsQuestion question;
  WgNode *node;

  if (wg_dns_question_parse (&d->r, &question) != WG_DNS_OK)
    return FALSE;
  end = wg_reader_tell (&d->r);
  node = wg_tree_add (d->tree, parent, &wg_dns_fields[F_QUERY], d->base + start, end - start);
  wg_node_set_text (d->tree, node, "%.*s %s", (int) question.name.len, question.name.text,
                    type_name (question.type));
  add_name (d, node, F_QUERY_NAME, start, end - 4, &question.name);
  add (d, node, F_QUERY_TYPE, end - 4, 2, question.type);
  add (d, node, F_QUERY_CLASS, end - 2, 2, question.klass);
  return TRUE;
}

static gboolean
add_record (Describer *d, WgNode *parent)
{
  g_autoptr (GString) data = g_string_new (NULL);
  gsize start = wg_reader_tell (&d->r), at;
  WgNode *node;
  WgDnsRr rr;

  if (wg_dns_rr_parse (&d->r, &rr) != WG_DNS_OK)
    return FALSE;
  at = rr.data_pos - 10;
  node = wg_tree_add (d->tree, parent, &wg_dns_fields[F_RECORD], d->base + start,
                      wg_reader_tell (&d->r) - start);
  wg_node_set_text (d->tree, node, "%.*s %s", (int) rr.name.len, rr.name.text,
                    type_name (rr.type));
  add_name (d, node, F_RECORD_NAME, start, at, &rr.name);
  add (d, node, F_RECORD_TYPE, at, 2, rr.type);
  add (d, node, F_RECORD_CLASS, at + 2, 2, rr.klass);
  add (d, node, F_RECORD_TTL, at + 4, 4, rr.ttl);
  add (d, node, F_RECORD_LENGTH, at + 8, 2, rr.data_len);
  wg_dns_rdata_append (data, &d->r, &rr, d->utf8);
  wg_tree_add_text (d->tree, node, &wg_dns_fields[F_RECORD_DATA], d->base + rr.data_pos,
                    rr.data_len, wg_slice (data->str, data->len));
  return TRUE;
}

static void
add_sections (Describer *d, WgNode *root, const WgDnsHeader *header)
{
  guint n_records = (guint) header->counts[1] + header->counts[2] + header->counts[3];

  for (guint i = 0; i < MIN (header->counts[0], WG_LIMIT_DNS_QUESTIONS); i++)
    if (!add_question (d, root))
      {
        wg_tree_add_note (d->tree, root, "The questions cannot be read to the end.");
        return;
      }
  for (guint i = 0; i < MIN (n_records, WG_LIMIT_DNS_RECORDS); i++)
    if (!add_record (d, root))
      {
        wg_tree_add_note (d->tree, root, "The records cannot be read to the end.");
        return;
      }
}

/* Names the first question in the heading. */
static void
set_title (WgTree *tree, WgNode *root, const WgDnsHeader *header)
{
  const WgNode *query = root->first_child;
  const char *what = wg_dns_is_response (header) ? "response" : "query";

  while (query != NULL && query->field != &wg_dns_fields[F_QUERY])
    query = query->next;
  if (query != NULL && query->text != NULL)
    wg_node_set_text (tree, root, "Domain Name System (%s), %s", what, query->text);
  else
    wg_node_set_text (tree, root, "Domain Name System (%s)", what);
}

void
wg_dns_describe (WgSlice unit, gboolean framed, gboolean utf8, WgTree *tree)
{
  gsize base = framed ? 2 : 0;
  Describer d = {.tree = tree, .base = base, .utf8 = utf8};
  WgNode *root = wg_tree_add (tree, NULL, &wg_dns_fields[F_DNS], 0, unit.len);
  WgDnsHeader header;

  d.r = wg_reader (wg_slice_sub (unit, base, unit.len), WG_END_WHOLE);
  if (!wg_dns_header_parse (&d.r, &header))
    {
      wg_tree_add_note (tree, root, "Too short for a header.");
      return;
    }
  if (framed)
    wg_tree_add_uint (tree, root, &wg_dns_fields[F_LENGTH], 0, 2, unit.len - base);
  add (&d, root, F_ID, 0, 2, header.id);
  add_flags (&d, root, header.flags);
  for (guint i = 0; i < WG_DNS_N_SECTIONS; i++)
    add (&d, root, (FieldIndex) (F_QUERIES + i), 4 + 2 * i, 2, header.counts[i]);
  add_sections (&d, root, &header);
  set_title (tree, root, &header);
}
