#pragma once

/* Field tables of the layers. The first row is the heading; a row with a size is read from the
 * header at its bit offset (WG_BITS), the others are added by the code of the layer. */

#include "model/field.h"

extern const WgField wg_net_fields_ah[];
extern const WgField wg_net_fields_arp[];
extern const WgField wg_net_fields_ayiya[];
extern const WgField wg_net_fields_capwap[];
extern const WgField wg_net_fields_cfp[];
extern const WgField wg_net_fields_chdlc[];
extern const WgField wg_net_fields_cmd[];
extern const WgField wg_net_fields_erspan[];
extern const WgField wg_net_fields_erspan3[];
extern const WgField wg_net_fields_etag[];
extern const WgField wg_net_fields_eth[];
extern const WgField wg_net_fields_eth_length[];
extern const WgField wg_net_fields_etherip[];
extern const WgField wg_net_fields_fr[];
extern const WgField wg_net_fields_geneve[];
extern const WgField wg_net_fields_gtp[];
extern const WgField wg_net_fields_hip[];
extern const WgField wg_net_fields_hsr[];
extern const WgField wg_net_fields_igmp[];
extern const WgField wg_net_fields_ip[];
extern const WgField wg_net_fields_ipmobility[];
extern const WgField wg_net_fields_ipv6[];
extern const WgField wg_net_fields_ipv6_dstopts[];
extern const WgField wg_net_fields_ipv6_fragment[];
extern const WgField wg_net_fields_ipv6_hopopts[];
extern const WgField wg_net_fields_ipv6_routing[];
extern const WgField wg_net_fields_l2tp[];
extern const WgField wg_net_fields_lisp[];
extern const WgField wg_net_fields_llc[];
extern const WgField wg_net_fields_macsec[];
extern const WgField wg_net_fields_mip6[];
extern const WgField wg_net_fields_mpls[];
extern const WgField wg_net_fields_nflog[];
extern const WgField wg_net_fields_nsh[];
extern const WgField wg_net_fields_null[];
extern const WgField wg_net_fields_pbb[];
extern const WgField wg_net_fields_pktap[];
extern const WgField wg_net_fields_ppi[];
extern const WgField wg_net_fields_ppp[];
extern const WgField wg_net_fields_pppoe[];
extern const WgField wg_net_fields_radiotap[];
extern const WgField wg_net_fields_sctp[];
extern const WgField wg_net_fields_shim6[];
extern const WgField wg_net_fields_sll[];
extern const WgField wg_net_fields_sll2[];
extern const WgField wg_net_fields_teredo[];
extern const WgField wg_net_fields_trill[];
extern const WgField wg_net_fields_tzsp[];
extern const WgField wg_net_fields_vlan[];
extern const WgField wg_net_fields_vntag[];
extern const WgField wg_net_fields_vxlan[];
extern const WgField wg_net_fields_vxlan_gpe[];
extern const WgField wg_net_fields_wlan[];
extern const WgField wg_net_fields_wlan_aggregate[];
extern const WgField wg_net_fields_tcp[];
extern const WgField wg_net_fields_udp[];
extern const WgField wg_net_fields_icmp[];
extern const WgField wg_net_fields_icmpv6[];
extern const WgField wg_net_fields_gre[];
