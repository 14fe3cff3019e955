#include "net/fields.h"

#include "net/decode.h"

const WgField wg_net_fields_ah[] = {{.key = "ah", .label = "ah"}, {.key = NULL}};
const WgField wg_net_fields_arp[] = {{.key = "arp", .label = "arp"}, {.key = NULL}};
const WgField wg_net_fields_ayiya[] = {{.key = "ayiya", .label = "ayiya"}, {.key = NULL}};
const WgField wg_net_fields_capwap[] = {{.key = "capwap", .label = "capwap"}, {.key = NULL}};
const WgField wg_net_fields_cfp[] = {{.key = "cfp", .label = "cfp"}, {.key = NULL}};
const WgField wg_net_fields_chdlc[] = {{.key = "chdlc", .label = "chdlc"}, {.key = NULL}};
const WgField wg_net_fields_cmd[] = {{.key = "cmd", .label = "cmd"}, {.key = NULL}};
const WgField wg_net_fields_erspan[] = {{.key = "erspan", .label = "erspan"}, {.key = NULL}};
const WgField wg_net_fields_erspan3[] = {{.key = "erspan3", .label = "erspan3"}, {.key = NULL}};
const WgField wg_net_fields_etag[] = {{.key = "etag", .label = "etag"}, {.key = NULL}};
const WgField wg_net_fields_eth[] = {{.key = "eth", .label = "eth"}, {.key = NULL}};
const WgField wg_net_fields_eth_length[] = {{.key = "eth_length", .label = "eth_length"},
                                            {.key = NULL}};
const WgField wg_net_fields_etherip[] = {{.key = "etherip", .label = "etherip"}, {.key = NULL}};
const WgField wg_net_fields_fr[] = {{.key = "fr", .label = "fr"}, {.key = NULL}};
const WgField wg_net_fields_geneve[] = {{.key = "geneve", .label = "geneve"}, {.key = NULL}};
const WgField wg_net_fields_gtp[] = {{.key = "gtp", .label = "gtp"}, {.key = NULL}};
const WgField wg_net_fields_hip[] = {{.key = "hip", .label = "hip"}, {.key = NULL}};
const WgField wg_net_fields_hsr[] = {{.key = "hsr", .label = "hsr"}, {.key = NULL}};
const WgField wg_net_fields_igmp[] = {{.key = "igmp", .label = "igmp"}, {.key = NULL}};
const WgField wg_net_fields_ip[] = {{.key = "ip", .label = "ip"}, {.key = NULL}};
const WgField wg_net_fields_ipmobility[] = {{.key = "ipmobility", .label = "ipmobility"},
                                            {.key = NULL}};
const WgField wg_net_fields_ipv6[] = {{.key = "ipv6", .label = "ipv6"}, {.key = NULL}};
const WgField wg_net_fields_ipv6_dstopts[] = {{.key = "ipv6_dstopts", .label = "ipv6_dstopts"},
                                              {.key = NULL}};
const WgField wg_net_fields_ipv6_fragment[] = {
    {.key = "ipv6_fragment", .label = "ipv6_fragment"}, {.key = NULL}};
const WgField wg_net_fields_ipv6_hopopts[] = {{.key = "ipv6_hopopts", .label = "ipv6_hopopts"},
                                              {.key = NULL}};
const WgField wg_net_fields_ipv6_routing[] = {{.key = "ipv6_routing", .label = "ipv6_routing"},
                                              {.key = NULL}};
const WgField wg_net_fields_l2tp[] = {{.key = "l2tp", .label = "l2tp"}, {.key = NULL}};
const WgField wg_net_fields_lisp[] = {{.key = "lisp", .label = "lisp"}, {.key = NULL}};
const WgField wg_net_fields_llc[] = {{.key = "llc", .label = "llc"}, {.key = NULL}};
const WgField wg_net_fields_macsec[] = {{.key = "macsec", .label = "macsec"}, {.key = NULL}};
const WgField wg_net_fields_mip6[] = {{.key = "mip6", .label = "mip6"}, {.key = NULL}};
const WgField wg_net_fields_mpls[] = {{.key = "mpls", .label = "mpls"}, {.key = NULL}};
const WgField wg_net_fields_nflog[] = {{.key = "nflog", .label = "nflog"}, {.key = NULL}};
const WgField wg_net_fields_nsh[] = {{.key = "nsh", .label = "nsh"}, {.key = NULL}};
const WgField wg_net_fields_null[] = {
    {.key = "null", .label = "null"},
    {.key = "null.family", .label = "Family", .kind = WG_KIND_UINT},
    {.key = NULL}};
const WgField wg_net_fields_pbb[] = {{.key = "pbb", .label = "pbb"}, {.key = NULL}};
const WgField wg_net_fields_pktap[] = {{.key = "pktap", .label = "pktap"}, {.key = NULL}};
const WgField wg_net_fields_ppi[] = {{.key = "ppi", .label = "ppi"}, {.key = NULL}};
const WgField wg_net_fields_ppp[] = {
    {.key = "ppp", .label = "ppp"},
    {.key = "ppp.protocol", .label = "Protocol", .kind = WG_KIND_UINT},
    {.key = NULL}};
const WgField wg_net_fields_pppoe[] = {{.key = "pppoe", .label = "pppoe"}, {.key = NULL}};
const WgField wg_net_fields_radiotap[] = {{.key = "radiotap", .label = "radiotap"},
                                          {.key = NULL}};
const WgField wg_net_fields_sctp[] = {{.key = "sctp", .label = "sctp"}, {.key = NULL}};
const WgField wg_net_fields_shim6[] = {{.key = "shim6", .label = "shim6"}, {.key = NULL}};
const WgField wg_net_fields_sll[] = {{.key = "sll", .label = "sll"}, {.key = NULL}};
const WgField wg_net_fields_sll2[] = {{.key = "sll2", .label = "sll2"}, {.key = NULL}};
const WgField wg_net_fields_teredo[] = {{.key = "teredo", .label = "teredo"}, {.key = NULL}};
const WgField wg_net_fields_trill[] = {{.key = "trill", .label = "trill"}, {.key = NULL}};
const WgField wg_net_fields_tzsp[] = {{.key = "tzsp", .label = "tzsp"}, {.key = NULL}};
const WgField wg_net_fields_vlan[] = {{.key = "vlan", .label = "vlan"}, {.key = NULL}};
const WgField wg_net_fields_vntag[] = {{.key = "vntag", .label = "vntag"}, {.key = NULL}};
const WgField wg_net_fields_vxlan[] = {{.key = "vxlan", .label = "vxlan"}, {.key = NULL}};
const WgField wg_net_fields_vxlan_gpe[] = {{.key = "vxlan_gpe", .label = "vxlan_gpe"},
                                           {.key = NULL}};
const WgField wg_net_fields_wlan[] = {{.key = "wlan", .label = "wlan"}, {.key = NULL}};
const WgField wg_net_fields_wlan_aggregate[] = {
    {.key = "wlan_aggregate", .label = "wlan_aggregate"}, {.key = NULL}};
const WgField wg_net_fields_tcp[] = {{.key = "tcp", .label = "tcp"}, {.key = NULL}};
const WgField wg_net_fields_udp[] = {{.key = "udp", .label = "udp"}, {.key = NULL}};
const WgField wg_net_fields_icmp[] = {{.key = "icmp", .label = "icmp"}, {.key = NULL}};
const WgField wg_net_fields_icmpv6[] = {{.key = "icmpv6", .label = "icmpv6"}, {.key = NULL}};
const WgField wg_net_fields_gre[] = {{.key = "gre", .label = "gre"}, {.key = NULL}};

static const WgField *const tables[] = {
    wg_net_fields_ah,           wg_net_fields_arp,          wg_net_fields_ayiya,
    wg_net_fields_capwap,       wg_net_fields_cfp,          wg_net_fields_chdlc,
    wg_net_fields_cmd,          wg_net_fields_erspan,       wg_net_fields_erspan3,
    wg_net_fields_etag,         wg_net_fields_eth,          wg_net_fields_eth_length,
    wg_net_fields_etherip,      wg_net_fields_fr,           wg_net_fields_geneve,
    wg_net_fields_gtp,          wg_net_fields_hip,          wg_net_fields_hsr,
    wg_net_fields_igmp,         wg_net_fields_ip,           wg_net_fields_ipmobility,
    wg_net_fields_ipv6,         wg_net_fields_ipv6_dstopts, wg_net_fields_ipv6_fragment,
    wg_net_fields_ipv6_hopopts, wg_net_fields_ipv6_routing, wg_net_fields_l2tp,
    wg_net_fields_lisp,         wg_net_fields_llc,          wg_net_fields_macsec,
    wg_net_fields_mip6,         wg_net_fields_mpls,         wg_net_fields_nflog,
    wg_net_fields_nsh,          wg_net_fields_null,         wg_net_fields_pbb,
    wg_net_fields_pktap,        wg_net_fields_ppi,          wg_net_fields_ppp,
    wg_net_fields_pppoe,        wg_net_fields_radiotap,     wg_net_fields_sctp,
    wg_net_fields_shim6,        wg_net_fields_sll,          wg_net_fields_sll2,
    wg_net_fields_teredo,       wg_net_fields_trill,        wg_net_fields_tzsp,
    wg_net_fields_vlan,         wg_net_fields_vntag,        wg_net_fields_vxlan,
    wg_net_fields_vxlan_gpe,    wg_net_fields_wlan,         wg_net_fields_wlan_aggregate,
    wg_net_fields_tcp,          wg_net_fields_udp,          wg_net_fields_icmp,
    wg_net_fields_icmpv6,       wg_net_fields_gre,          NULL};

const WgField *const *
wg_net_field_tables (void)
{
  return tables;
}
