#pragma once

#include "base/limits.h"
#include "base/reader.h"

/* The wire format of DNS messages (RFC 1035 §4): reader in, struct out. Every reader here spans
 * the message from its first byte, since compression pointers count from there. */

#define WG_DNS_HEADER_LEN 12
#define WG_DNS_NAME_TEXT  1024 /* 255 bytes of which each may be written \DDD */

enum
{
  WG_DNS_TYPE_OPT = 41,
  WG_DNS_SECTION_QUESTION = 0,
  WG_DNS_SECTION_ANSWER,
  WG_DNS_SECTION_AUTHORITY,
  WG_DNS_SECTION_ADDITIONAL,
  WG_DNS_N_SECTIONS,
};

/**
 * WgDnsHeader: the twelve bytes that begin a message.
 * @counts: entries announced for each section
 */
typedef struct
{
  guint16 id;
  guint16 flags;
  guint16 counts[WG_DNS_N_SECTIONS];
} WgDnsHeader;

static inline gboolean
wg_dns_is_response (const WgDnsHeader *header)
{
  return (header->flags & 0x8000) != 0;
}

static inline guint
wg_dns_opcode (const WgDnsHeader *header)
{
  return header->flags >> 11 & 15;
}

static inline guint
wg_dns_rcode (const WgDnsHeader *header)
{
  return header->flags & 15;
}

/**
 * WgDnsResult: how reading a name, question or record went.
 * @WG_DNS_SHORT: the bytes end inside
 * @WG_DNS_LOOP: a compression pointer does not point back, or too many follow each other
 * @WG_DNS_LABEL: a label of a type that nobody defined
 * @WG_DNS_LONG: more than 255 bytes
 */
typedef enum
{
  WG_DNS_OK,
  WG_DNS_SHORT,
  WG_DNS_LOOP,
  WG_DNS_LABEL,
  WG_DNS_LONG,
} WgDnsResult;

/**
 * WgDnsForm: how a name is written, always without the dot that ends it.
 * @WG_DNS_TEXT: its bytes as they are, for a report that escapes what it must
 * @WG_DNS_ZONE: as in zone files (RFC 1035 §5.1), bytes past ASCII as \DDD
 * @WG_DNS_ZONE_UTF8: the same with UTF-8 kept, as mDNS and LLMNR allow it
 */
typedef enum
{
  WG_DNS_TEXT,
  WG_DNS_ZONE,
  WG_DNS_ZONE_UTF8,
} WgDnsForm;

/* A name; "." is the root. */
typedef struct
{
  guint len;
  char text[WG_DNS_NAME_TEXT];
} WgDnsName;

typedef struct
{
  WgDnsName name;
  guint16 type;
  guint16 klass;
} WgDnsQuestion;

/* @data_pos, @data_len: the record's data in the message */
typedef struct
{
  WgDnsName name;
  guint16 type;
  guint16 klass;
  guint32 ttl;
  gsize data_pos;
  guint16 data_len;
} WgDnsRr;

/* All of them leave the reader where it was unless they answer OK or TRUE. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_dns_header_parse (WgReader *r, WgDnsHeader *out);
G_GNUC_WARN_UNUSED_RESULT WgDnsResult wg_dns_name_parse (WgReader *r,
                                                         WgDnsForm form,
                                                         WgDnsName *out);
G_GNUC_WARN_UNUSED_RESULT WgDnsResult wg_dns_question_parse (WgReader *r, WgDnsQuestion *out);
G_GNUC_WARN_UNUSED_RESULT WgDnsResult wg_dns_rr_parse (WgReader *r, WgDnsRr *out);

static inline WgSlice
wg_dns_name_slice (const WgDnsName *name)
{
  return wg_slice (name->text, name->len);
}

/* Appends the data of @rr as zone files write it (RFC 1035 §5.1 and the type's own RFC); a type
 * without such a form here, or data that does not fit its type, as RFC 3597 has it. */
void
wg_dns_rdata_append (GString *out, const WgReader *message, const WgDnsRr *rr, gboolean utf8);

/**
 * WgDnsLook: how much some bytes look like a message.
 * @WG_DNS_LOOK_START: a header, and the first question could be read or has a name that nobody
 * may write
 * @WG_DNS_LOOK_WHOLE: all that the header announces stands there and nothing after it
 */
typedef enum
{
  WG_DNS_LOOK_NO,
  WG_DNS_LOOK_START,
  WG_DNS_LOOK_WHOLE,
} WgDnsLook;

WgDnsLook wg_dns_look (WgSlice message);
