#pragma once

#include "dissect/dissector.h"

/* Lightweight Directory Access Protocol (RFC 4511) in the part of BER (X.690) that it uses:
 * tags of one byte, definite lengths. */

typedef enum
{
  WG_LDAP_BIND_REQUEST = 0x60,
  WG_LDAP_BIND_RESPONSE = 0x61,
  WG_LDAP_SEARCH_REQUEST = 0x63,
  WG_LDAP_EXTENDED_REQUEST = 0x77,
  WG_LDAP_EXTENDED_RESPONSE = 0x78,
} WgLdapOp;

#define WG_LDAP_SUCCESS     0u
#define WG_LDAP_IN_PROGRESS 14u /* saslBindInProgress */
#define WG_LDAP_START_TLS   "1.3.6.1.4.1.1466.20037"

typedef enum
{
  WG_BER_OK,
  WG_BER_SHORT, /* the reader ends inside; it did not move */
  WG_BER_BAD,
} WgBer;

/**
 * WgLdapHead: the beginning of a message.
 * @len: bytes of the whole message, from its first
 * @id: messageID
 * @op: tag of the operation
 * @op_len: length of the operation's content
 */
typedef struct
{
  guint64 len;
  guint32 id;
  guint8 op;
  guint64 op_len;
} WgLdapHead;

/* The choice of a bind's authentication (RFC 4511 §4.2; MS-ADTS §5.1.1.1.3 for NTLM). */
typedef enum
{
  WG_LDAP_SIMPLE = 0x80,
  WG_LDAP_SASL = 0xa3,
  WG_LDAP_SICILY_DISCOVER = 0x89,
  WG_LDAP_SICILY_NEGOTIATE = 0x8a,
  WG_LDAP_SICILY_RESPONSE = 0x8b,
} WgLdapChoice;

typedef struct
{
  guint32 version;
  WgSlice name;
  guint8 choice; /* WgLdapChoice */
  WgSlice mechanism;
  WgSlice credentials;
} WgLdapBind;

/* A tag and its length. */
WgBer wg_ber_header (WgReader *in, guint8 *tag, guint64 *len);

/* From the message's first byte up to the operation's content, where the reader then stands. */
WgBer wg_ldap_parse_head (WgReader *in, WgLdapHead *out);

/* The content of a bind request; parts are borrowed from it. */
gboolean wg_ldap_parse_bind (WgSlice content, WgLdapBind *out);
/* The result code that begins the content of any response (RFC 4511 §4.1.9). */
gboolean wg_ldap_parse_result (WgSlice content, guint32 *code);
/* The name of an extended request. */
gboolean wg_ldap_parse_extended (WgSlice content, WgSlice *name);

/* An operation that clients send. */
gboolean wg_ldap_is_request (guint8 op);
gboolean wg_ldap_is_response (guint8 op);
