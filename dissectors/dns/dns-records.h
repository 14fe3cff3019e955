#pragma once

#include "dissect/channel.h"

/* What the report says of DNS: one record per question. */

typedef struct
{
  WgSlice name;
  gint32 type;
  gint64 ttl;
  WgSlice data;
} WgDnsAnswer;

typedef struct
{
  guint32 frame;
} WgDnsQuery;

/* @rcode: with the upper bits of an OPT record; @answers: #WgDnsAnswer */
typedef struct
{
  guint32 frame;
  gint32 rcode;
  WgList answers;
} WgDnsResponse;

/* @name: empty and @type negative for a response that repeats no question */
typedef struct
{
  WgRecordHead head;
  gint64 id;
  WgSlice name;
  gint32 type;
  const WgDnsQuery *query;
  const WgDnsResponse *response;
} WgDnsRecord;

extern const WgRecordType wg_dns_type;
extern const WgRecordType wg_mdns_type;
extern const WgRecordType wg_llmnr_type;
