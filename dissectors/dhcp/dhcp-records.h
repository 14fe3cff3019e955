#pragma once

#include "dissect/channel.h"

/* What the report says of DHCP: one record per message, as a transaction spans several
 * conversations (broadcasts there, other ends back). */

/**
 * WgDhcpRecord:
 * @type: of option 53; negative without one (BOOTP)
 * @id: of the transaction, four bytes
 * @hardware: the client's hardware address as text, "02:00:00:00:00:0a"
 * @client, @your, @server, @relay, @requested, @server_id, @mask: addresses as text; empty
 * where they are 0.0.0.0 or not sent. @server_id: option 54
 * @routers, @dns: of #WgSlice, addresses as text
 * @lease: in seconds; negative where not told
 * @wpad: where browsers find their proxy's configuration
 *
 * For rules alone:
 * @your_ip, @mask_ip, @relay_ip: as numbers
 * @reply: sent by a server
 * @card: the bytes of @hardware
 * @server_id_at, @routers_at, @dns_at, @wpad_at: where the values stand; frame 0 where they are
 * not there
 */
typedef struct
{
  WgRecordHead head;
  guint32 frame;
  const char *from;
  gint32 type;
  WgSlice id;
  WgSlice hardware;
  WgSlice client;
  WgSlice your;
  WgSlice server;
  WgSlice relay;
  WgSlice requested;
  WgSlice server_id;
  WgSlice mask;
  WgList routers;
  WgList dns;
  gint64 lease;
  WgSlice host_name;
  WgSlice domain;
  WgSlice vendor_class;
  WgSlice client_id;
  WgSlice wpad;
  gboolean reply;
  WgSlice card;
  guint32 your_ip;
  guint32 mask_ip;
  guint32 relay_ip;
  WgSpan server_id_at;
  WgSpan routers_at;
  WgSpan dns_at;
  WgSpan wpad_at;
} WgDhcpRecord;

extern const WgRecordType wg_dhcp_type;
