#pragma once

#include "base/limits.h"
#include "base/reader.h"
#include "model/field.h"

/* Dynamic Host Configuration Protocol (RFC 2131) with the options of RFC 2132. */

#define WG_DHCP_REQUEST 1 /* values of op */
#define WG_DHCP_REPLY   2

/* The part of a message that all have, up to and with the magic cookie (RFC 2131 §2, §3).
 * @hardware: hlen bytes, at most 16 */
typedef struct
{
  guint8 op;
  guint8 htype;
  guint8 hlen;
  guint8 hops;
  WgSlice id;
  guint16 secs;
  guint16 flags;
  guint32 client;
  guint32 your;
  guint32 server;
  guint32 relay;
  WgSlice hardware;
  WgSlice sname;
  WgSlice file;
} WgDhcpHead;

/* Options that are read (RFC 2132; 252: draft-ietf-wrec-wpad-01 §4.4.1). */
typedef enum
{
  WG_DHCP_SUBNET_MASK = 1,
  WG_DHCP_ROUTER = 3,
  WG_DHCP_DNS = 6,
  WG_DHCP_HOST_NAME = 12,
  WG_DHCP_DOMAIN = 15,
  WG_DHCP_REQUESTED = 50,
  WG_DHCP_LEASE_TIME = 51,
  WG_DHCP_OVERLOAD = 52,
  WG_DHCP_MESSAGE_TYPE = 53,
  WG_DHCP_SERVER_ID = 54,
  WG_DHCP_VENDOR_CLASS = 60,
  WG_DHCP_CLIENT_ID = 61,
  WG_DHCP_WPAD = 252,
} WgDhcpOptionCode;

/* Values of option 53 (RFC 2132 §9.6). */
typedef enum
{
  WG_DHCP_DISCOVER = 1,
  WG_DHCP_OFFER = 2,
  WG_DHCP_ASK = 3,
  WG_DHCP_ACK = 5,
} WgDhcpType;

extern const WgName wg_dhcp_types[];

/* What is odd about the options; bits. */
typedef enum
{
  WG_DHCP_ODD_SHORT = 1 << 0,    /* an option goes past the end of its field */
  WG_DHCP_ODD_OPEN = 1 << 1,     /* a field has no end option */
  WG_DHCP_ODD_LENGTH = 1 << 2,   /* an option has a length that its kind cannot have */
  WG_DHCP_ODD_OVERLOAD = 1 << 3, /* option 52 says nothing known, or stands in what it names */
  WG_DHCP_ODD_MANY = 1 << 4,     /* more options or addresses than are looked at */
} WgDhcpOdd;

/* One option; @value is borrowed, @at its first byte in the message. */
typedef struct
{
  guint8 code;
  WgSlice value;
} WgDhcpOption;

/**
 * WgDhcpOptions: goes over the options of a message, and over those in the fields `file` and
 * `sname` where option 52 says so (RFC 2132 §9.3), in the order of RFC 2131 §4.1.
 * @fields: those still to come; @overload: value of option 52
 * @odd: what was odd so far, of #WgDhcpOdd
 */
typedef struct
{
  WgReader r;
  WgSlice file, sname;
  guint field;
  guint8 overload;
  guint n;
  guint odd;
} WgDhcpOptions;

/* Addresses of an option that may stand several times (RFC 3396). @at: value of the first. */
typedef struct
{
  guint32 address[WG_LIMIT_DHCP_ADDRESSES];
  guint n;
  WgSlice at;
} WgDhcpAddresses;

/* What a message says. Slices are empty, addresses 0 and @type, @lease negative where it does
 * not. @server_id_at, @wpad: their values in the message. */
typedef struct
{
  WgDhcpHead head;
  gint type;
  gint64 lease;
  guint32 mask;
  guint32 requested;
  guint32 server_id;
  WgSlice server_id_at;
  WgDhcpAddresses routers;
  WgDhcpAddresses dns;
  WgSlice host_name;
  WgSlice domain;
  WgSlice vendor_class;
  WgSlice client_id;
  WgSlice wpad;
  guint odd;
} WgDhcpMessage;

/* Fails, unmoved, where this is no message or ends before its cookie does. */
gboolean wg_dhcp_parse_head (WgReader *in, WgDhcpHead *out);

/* @in stands behind the cookie and is left alone. */
void wg_dhcp_options_init (WgDhcpOptions *options, const WgDhcpHead *head, const WgReader *in);
/* FALSE: that was all. Padding and ends are passed over. */
gboolean wg_dhcp_options_next (WgDhcpOptions *options, WgDhcpOption *out);

/* FALSE: as wg_dhcp_parse_head(). Else all of @in is consumed. */
gboolean wg_dhcp_parse (WgReader *in, WgDhcpMessage *out);
