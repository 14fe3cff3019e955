#include "net/decode.h"
#include "net/fields.h"

void
wg_net_tree_tcp (WgDecode *d, WgSlice header)
{
  wg_net_layer (d, wg_net_fields_tcp, header);
}

void
wg_net_tree_udp (WgDecode *d, WgSlice header)
{
  wg_net_layer (d, wg_net_fields_udp, header);
}

void
wg_net_tree_icmp (WgDecode *d, WgSlice header, gboolean v6)
{
  wg_net_layer (d, v6 ? wg_net_fields_icmpv6 : wg_net_fields_icmp, header);
}

void
wg_net_tree_gre (WgDecode *d, WgSlice header, guint16 flags)
{
  wg_net_layer (d, wg_net_fields_gre, header);
}
