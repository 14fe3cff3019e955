#pragma once

/* Field tables of the layers. The first row is the heading. A row with a size is read from the
 * header: offset and size are counted in bits, and the width of a number is the unit it is
 * counted in. The others are added by the code of the layer. */

#include "model/field.h"

#define WG_ROW(key_, label_, kind_, off_, bits_, help_, ...)                                   \
  {                                                                                            \
    .key = (key_), .label = (label_), .kind = (kind_), .offset = (off_), .size = (bits_),      \
    .help = (help_), .source = SOURCE, __VA_ARGS__                                             \
  }
#define HEAD(key, label, help)            WG_ROW (key, label, WG_KIND_NONE, 0, 0, help)
#define UINT(key, label, off, bits, help) WG_ROW (key, label, WG_KIND_UINT, off, bits, help)
#define CODE(key, label, off, bits, help)                                                      \
  WG_ROW (key, label, WG_KIND_CODE, off, bits, help, .width = ((bits) + 3) / 4)
/* A number counted in units of @unit: shown as the product. */
#define SCALED(key, label, off, bits, unit, help)                                              \
  WG_ROW (key, label, WG_KIND_UINT, off, bits, help, .width = (unit))
#define FLAG(key, label, off, help)       WG_ROW (key, label, WG_KIND_BOOL, off, 1, help)
#define ADDR(key, label, off, bits, help) WG_ROW (key, label, WG_KIND_STRING, off, bits, help)
#define DATA(key, label, off, bits, help) WG_ROW (key, label, WG_KIND_BYTES, off, bits, help)
#define NAMED(key, label, off, bits, names_, help)                                             \
  WG_ROW (key, label, WG_KIND_UINT, off, bits, help, .names = (names_))
#define TYPED(key, label, off, bits, names_, help)                                             \
  WG_ROW (key, label, WG_KIND_CODE, off, bits, help, .names = (names_),                        \
          .width = ((bits) + 3) / 4)
#define LATER(key, label, kind, help) WG_ROW (key, label, kind, 0, 0, help)
#define END                                                                                    \
  {                                                                                            \
    .key = NULL                                                                                \
  }

extern const WgName wg_net_ethertypes[];
extern const WgName wg_net_protocols[];

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
extern const WgField wg_net_fields_gre[];
extern const WgField wg_net_fields_gtp[];
extern const WgField wg_net_fields_hip[];
extern const WgField wg_net_fields_hsr[];
extern const WgField wg_net_fields_icmp[];
extern const WgField wg_net_fields_icmpv6[];
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
extern const WgField wg_net_fields_tcp[];
extern const WgField wg_net_fields_teredo[];
extern const WgField wg_net_fields_trill[];
extern const WgField wg_net_fields_tzsp[];
extern const WgField wg_net_fields_udp[];
extern const WgField wg_net_fields_vlan[];
extern const WgField wg_net_fields_vntag[];
extern const WgField wg_net_fields_vxlan[];
extern const WgField wg_net_fields_vxlan_gpe[];
extern const WgField wg_net_fields_wlan[];
extern const WgField wg_net_fields_wlan_aggregate[];
