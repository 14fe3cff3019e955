#include "net/fields.h"

#define SOURCE "RFC 2784 §2"
const WgField wg_net_fields_gre[] = {
    HEAD ("gre", "Generic Routing Encapsulation", "A packet of one network inside another's"),
    CODE ("gre.flags_and_version", "Flags and version", 0, 16, "Which fields follow"),
    FLAG ("gre.flags.checksum", "Checksum present", 0, "A checksum follows"),
    FLAG ("gre.flags.routing", "Routing present", 1, "A route follows"),
    FLAG ("gre.flags.key", "Key present", 2, "A key follows"),
    FLAG ("gre.flags.sequence_number", "Sequence number present", 3, "A number follows"),
    FLAG ("gre.flags.ack", "Acknowledgment present", 8, "PPTP: a confirmation follows"),
    UINT ("gre.flags.version", "Version", 13, 3, "0, or 1 for PPTP"),
    TYPED (
        "gre.proto", "Protocol type", 16, 16, wg_net_ethertypes, "What the packet inside is"),
    LATER ("gre.checksum", "Checksum", WG_KIND_CODE, "Finds transmission errors"),
    LATER ("gre.key", "Key", WG_KIND_CODE, "Which of several tunnels between the two"),
    LATER ("gre.sequence_number", "Sequence number", WG_KIND_UINT, "Number of this packet"),
    LATER ("gre.ack_number", "Acknowledgment number", WG_KIND_UINT, "Last number received"),
    END};

#undef SOURCE
#define SOURCE "draft-foschiano-erspan-03"
const WgField wg_net_fields_erspan[] = {
    HEAD ("erspan", "ERSPAN type II", "A copy of a frame that a switch sent to an analyser"),
    UINT ("erspan.version", "Version", 0, 4, "1 is type II"),
    UINT ("erspan.vlan", "VLAN", 4, 12, "Virtual network of the frame"),
    UINT ("erspan.cos", "Class of service", 16, 3, "Priority of the frame"),
    UINT ("erspan.spanid", "Session", 22, 10, "Which of the switch's sessions"),
    UINT ("erspan.index", "Index", 44, 20, "Port and direction of the copy"),
    END};

const WgField wg_net_fields_erspan3[] = {
    HEAD ("erspan", "ERSPAN type III", "A copy of a frame that a switch sent to an analyser"),
    UINT ("erspan.version", "Version", 0, 4, "2 is type III"),
    UINT ("erspan.vlan", "VLAN", 4, 12, "Virtual network of the frame"),
    UINT ("erspan.cos", "Class of service", 16, 3, "Priority of the frame"),
    UINT ("erspan.spanid", "Session", 22, 10, "Which of the switch's sessions"),
    UINT ("erspan.timestamp", "Timestamp", 32, 32, "When the switch saw the frame"),
    CODE ("erspan.sgt", "Security group", 64, 16, "Group that the sender belongs to"),
    END};

#undef SOURCE
#define SOURCE "RFC 3378 §3"
const WgField wg_net_fields_etherip[] = {
    HEAD ("etherip", "EtherIP", "An Ethernet frame inside an IP packet"),
    UINT ("etherip.ver", "Version", 0, 4, "Always 3"), END};

#undef SOURCE
#define SOURCE "RFC 2004 §3.1"
const WgField wg_net_fields_ipmobility[] = {
    HEAD (
        "ipmobility", "Minimal encapsulation", "A packet sent on to where its machine is now"),
    NAMED ("ipmob.proto", "Protocol", 0, 8, wg_net_protocols, "What the packet carries"),
    FLAG ("ipmob.s", "Source present", 8, "Whether the original source follows"),
    ADDR ("ipmob.dst", "Original destination", 32, 32, "The machine it is for"), END};

#undef SOURCE
#define SOURCE "RFC 7348 §5"
const WgField wg_net_fields_vxlan[] = {
    HEAD ("vxlan", "Virtual eXtensible LAN", "A data centre's frame inside UDP"),
    CODE ("vxlan.flags", "Flags", 0, 16, "08 says that the number counts"),
    UINT ("vxlan.vni", "Network identifier", 32, 24, "Number of the virtual network"), END};

#undef SOURCE
#define SOURCE "draft-ietf-nvo3-vxlan-gpe §3.2"
const WgField wg_net_fields_vxlan_gpe[] = {
    HEAD ("vxlan", "VXLAN, generic", "A data centre's packet inside UDP"),
    CODE ("vxlan.flags", "Flags", 0, 8, "04 says that the next protocol is given"),
    UINT ("vxlan.next_proto", "Next protocol", 24, 8, "What the packet inside is"),
    UINT ("vxlan.vni", "Network identifier", 32, 24, "Number of the virtual network"), END};

#undef SOURCE
#define SOURCE "RFC 8926 §3.4"
const WgField wg_net_fields_geneve[] = {
    HEAD ("geneve", "Generic Network Virtualization", "A data centre's packet inside UDP"),
    UINT ("geneve.version", "Version", 0, 2, "Always 0"),
    SCALED ("geneve.options_length", "Options length", 2, 6, 4, "In bytes"),
    TYPED ("geneve.proto_type", "Protocol type", 16, 16, wg_net_ethertypes, "What is inside"),
    UINT ("geneve.vni", "Network identifier", 32, 24, "Number of the virtual network"),
    END};

#undef SOURCE
#define SOURCE "3GPP TS 29.281 §5.1"
const WgField wg_net_fields_gtp[] = {
    HEAD ("gtp",
          "GPRS Tunnelling Protocol",
          "A telephone's packet inside the operator's network"),
    UINT ("gtp.flags.version", "Version", 0, 3, "Always 1"),
    FLAG ("gtp.flags.e", "Extension headers", 5, "Whether extension headers follow"),
    FLAG ("gtp.flags.s", "Sequence number", 6, "Whether the number counts"),
    FLAG ("gtp.flags.pn", "N-PDU number", 7, "Whether that number counts"),
    CODE ("gtp.message", "Message type", 8, 8, "ff carries a packet"),
    UINT ("gtp.length", "Length", 16, 16, "Bytes behind the first eight"),
    CODE ("gtp.teid", "Tunnel endpoint", 32, 32, "Which telephone's tunnel"),
    END};

#undef SOURCE
#define SOURCE "RFC 4380 §5.1.1"
const WgField wg_net_fields_teredo[] = {
    HEAD ("teredo", "Teredo", "IPv6 inside UDP, to get through address translation"), END};

#undef SOURCE
#define SOURCE "RFC 2661 §3.1"
const WgField wg_net_fields_l2tp[] = {
    HEAD ("l2tp", "Layer 2 Tunneling Protocol", "A dial-in line inside UDP"),
    FLAG ("l2tp.type", "Control message", 0, "Whether this controls or carries"),
    FLAG ("l2tp.length_bit", "Length present", 1, "Whether a length follows"),
    FLAG ("l2tp.seq_bit", "Sequence present", 4, "Whether numbers follow"),
    FLAG ("l2tp.offset_bit", "Offset present", 6, "Whether padding follows"),
    UINT ("l2tp.version", "Version", 12, 4, "2 here"),
    END};

#undef SOURCE
#define SOURCE "RFC 5415 §4.3"
const WgField wg_net_fields_capwap[] = {
    HEAD ("capwap", "CAPWAP data", "A radio frame on its way from access point to controller"),
    SCALED ("capwap.header.length", "Header length", 8, 5, 4, "In bytes"),
    UINT ("capwap.header.rid", "Radio", 13, 5, "Which radio of the access point"),
    UINT ("capwap.header.wbid", "Binding", 18, 5, "Kind of radio; 1 is 802.11"),
    FLAG ("capwap.header.flags.t", "Native frame", 23, "A frame as in the air, else 802.3"),
    END};

#undef SOURCE
#define SOURCE "draft-massar-v6ops-ayiya-02"
const WgField wg_net_fields_ayiya[] = {
    HEAD (
        "ayiya", "Anything in Anything", "IPv6 inside UDP, to get through address translation"),
    NAMED ("ayiya.nextheader", "Next header", 24, 8, wg_net_protocols, "What is inside"), END};

#undef SOURCE
#define SOURCE "RFC 9300 §5"
const WgField wg_net_fields_lisp[] = {
    HEAD ("lisp-data", "LISP data", "A site's packet between its routers"),
    CODE ("lisp-data.flags", "Flags", 0, 8, "Which of the fields count"),
    CODE ("lisp-data.nonce", "Nonce", 8, 24, "By which the far router is tested"), END};

#undef SOURCE
#define SOURCE "TaZmen sniffer protocol"
const WgField wg_net_fields_tzsp[] = {
    HEAD ("tzsp", "TZSP", "A copy of a frame that a probe sent to an analyser"),
    UINT ("tzsp.version", "Version", 0, 8, "Always 1"),
    UINT ("tzsp.type", "Type", 8, 8, "0 and 1 carry a frame"),
    UINT ("tzsp.encap", "Encapsulation", 16, 16, "1 is Ethernet, 18 is 802.11"), END};
