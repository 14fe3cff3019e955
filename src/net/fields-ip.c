#include "net/fields.h"

const WgName wg_net_protocols[] = {
    {0, "IPv6 hop-by-hop options"},
    {1, "ICMP"},
    {2, "IGMP"},
    {4, "IPv4"},
    {6, "TCP"},
    {17, "UDP"},
    {33, "DCCP"},
    {41, "IPv6"},
    {43, "IPv6 routing"},
    {44, "IPv6 fragment"},
    {47, "GRE"},
    {50, "ESP"},
    {51, "AH"},
    {55, "Minimal encapsulation"},
    {58, "ICMPv6"},
    {59, "nothing"},
    {60, "IPv6 destination options"},
    {88, "EIGRP"},
    {89, "OSPF"},
    {94, "IP in IP"},
    {97, "EtherIP"},
    {103, "PIM"},
    {108, "IPComp"},
    {112, "VRRP"},
    {115, "L2TP"},
    {132, "SCTP"},
    {135, "Mobility"},
    {136, "UDP-Lite"},
    {137, "MPLS"},
    {143, "Ethernet"},
    {0, NULL},
};

static const WgName ecn_names[] = {{0, "not capable"},
                                   {1, "capable"},
                                   {2, "capable"},
                                   {3, "congestion experienced"},
                                   {0, NULL}};

#define SOURCE "RFC 791 §3.1"
const WgField wg_net_fields_ip[] = {
    HEAD ("ip",
          "Internet Protocol Version 4",
          "The envelope that routers read: from which machine to which"),
    UINT ("ip.version", "Version", 0, 4, "4 here"),
    SCALED ("ip.hdr_len", "Header length", 4, 4, 4, "In bytes; 20 without options"),
    CODE ("ip.dsfield", "Differentiated services", 8, 8, "How routers are to treat the packet"),
    UINT ("ip.dsfield.dscp", "Service class", 8, 6, "Which packets go first"),
    NAMED ("ip.dsfield.ecn",
           "Congestion notification",
           14,
           2,
           ecn_names,
           "Whether a router on the way was overloaded"),
    UINT ("ip.len", "Total length", 16, 16, "Of the packet with this header, in bytes"),
    CODE ("ip.id", "Identification", 32, 16, "By which the pieces of one packet are known"),
    CODE ("ip.flags", "Flags", 48, 3, "Whether the packet may be, or is, in pieces"),
    FLAG ("ip.flags.rb", "Reserved", 48, "Must be zero"),
    FLAG ("ip.flags.df", "Don't fragment", 49, "Routers must not cut it into pieces"),
    FLAG ("ip.flags.mf", "More fragments", 50, "Further pieces follow"),
    SCALED ("ip.frag_offset",
            "Fragment offset",
            51,
            13,
            8,
            "Where this piece belongs in the packet, in bytes"),
    UINT ("ip.ttl",
          "Time to live",
          64,
          8,
          "How many routers may still pass it on; stops packets from going round for ever"),
    NAMED ("ip.proto", "Protocol", 72, 8, wg_net_protocols, "What the packet carries"),
    CODE ("ip.checksum",
          "Header checksum",
          80,
          16,
          "Finds transmission errors in the header; left empty where the card fills it in"),
    ADDR ("ip.src", "Source address", 96, 32, "The machine that sent it"),
    ADDR ("ip.dst", "Destination address", 128, 32, "The machine it is for"),
    LATER ("ip.opt", "Option", WG_KIND_BYTES, "Rarely used, often dropped by routers"),
    END};

#undef SOURCE
#define SOURCE "RFC 8200 §3"
const WgField wg_net_fields_ipv6[] = {
    HEAD ("ipv6",
          "Internet Protocol Version 6",
          "The envelope that routers read: from which machine to which"),
    UINT ("ipv6.version", "Version", 0, 4, "6 here"),
    CODE ("ipv6.tclass", "Traffic class", 4, 8, "How routers are to treat the packet"),
    CODE ("ipv6.flow", "Flow label", 12, 20, "The same for all packets of one conversation"),
    UINT ("ipv6.plen", "Payload length", 32, 16, "Bytes behind this header"),
    NAMED ("ipv6.nxt", "Next header", 48, 8, wg_net_protocols, "What follows this header"),
    UINT ("ipv6.hlim", "Hop limit", 56, 8, "How many routers may still pass it on"),
    ADDR ("ipv6.src", "Source address", 64, 128, "The machine that sent it"),
    ADDR ("ipv6.dst", "Destination address", 192, 128, "The machine it is for"),
    END};

#undef SOURCE
#define SOURCE "RFC 8200 §4.3"
const WgField wg_net_fields_ipv6_hopopts[] = {
    HEAD ("ipv6.hopopts", "Hop-by-hop options", "For every router on the way"),
    NAMED ("ipv6.hopopts.nxt", "Next header", 0, 8, wg_net_protocols, "What follows"),
    UINT ("ipv6.hopopts.len", "Length", 8, 8, "In units of 8 bytes, without the first"), END};

#undef SOURCE
#define SOURCE "RFC 8200 §4.4"
const WgField wg_net_fields_ipv6_routing[] = {
    HEAD ("ipv6.routing", "Routing header", "Machines to visit on the way"),
    NAMED ("ipv6.routing.nxt", "Next header", 0, 8, wg_net_protocols, "What follows"),
    UINT ("ipv6.routing.len", "Length", 8, 8, "In units of 8 bytes, without the first"),
    UINT ("ipv6.routing.type", "Type", 16, 8, "4 is segment routing"),
    UINT ("ipv6.routing.segleft", "Segments left", 24, 8, "How many are still to be visited"),
    END};

#undef SOURCE
#define SOURCE "RFC 8200 §4.5"
const WgField wg_net_fields_ipv6_fragment[] = {
    HEAD ("ipv6.fraghdr", "Fragment header", "The packet is one piece of a larger one"),
    NAMED ("ipv6.fraghdr.nxt", "Next header", 0, 8, wg_net_protocols, "What the whole carries"),
    SCALED ("ipv6.fraghdr.offset", "Offset", 16, 13, 8, "Where it belongs, in bytes"),
    FLAG ("ipv6.fraghdr.more", "More fragments", 31, "Further pieces follow"),
    CODE ("ipv6.fraghdr.ident", "Identification", 32, 32, "By which the pieces are known"),
    END};

#undef SOURCE
#define SOURCE "RFC 8200 §4.6"
const WgField wg_net_fields_ipv6_dstopts[] = {
    HEAD ("ipv6.dstopts", "Destination options", "For the machine the packet is for"),
    NAMED ("ipv6.dstopts.nxt", "Next header", 0, 8, wg_net_protocols, "What follows"),
    UINT ("ipv6.dstopts.len", "Length", 8, 8, "In units of 8 bytes, without the first"), END};

#undef SOURCE
#define SOURCE "RFC 4302 §2"
const WgField wg_net_fields_ah[] = {
    HEAD ("ah", "Authentication Header", "Signs the packet without hiding it"),
    NAMED ("ah.next_header", "Next header", 0, 8, wg_net_protocols, "What follows"),
    UINT ("ah.length", "Length", 8, 8, "In units of 4 bytes, less 2"),
    CODE ("ah.spi", "Security parameters index", 32, 32, "Which agreement between the two"),
    UINT ("ah.sequence", "Sequence number", 64, 32, "Stops packets from being sent again"),
    END};

#undef SOURCE
#define SOURCE "RFC 6275 §6.1"
const WgField wg_net_fields_mip6[] = {
    HEAD ("mipv6", "Mobility header", "A machine tells where it has moved to"),
    NAMED ("mip6.proto", "Payload protocol", 0, 8, wg_net_protocols, "What follows"),
    UINT ("mip6.hlen", "Length", 8, 8, "In units of 8 bytes, without the first"),
    UINT ("mip6.mhtype", "Type", 16, 8, "Kind of message"), END};

#undef SOURCE
#define SOURCE "RFC 7401 §5.1"
const WgField wg_net_fields_hip[] = {
    HEAD ("hip", "Host Identity Protocol", "Names machines by keys instead of addresses"),
    NAMED ("hip.proto", "Next header", 0, 8, wg_net_protocols, "What follows"),
    UINT ("hip.hdr_len", "Length", 8, 8, "In units of 8 bytes, without the first"), END};

#undef SOURCE
#define SOURCE "RFC 5533 §5.1"
const WgField wg_net_fields_shim6[] = {
    HEAD ("shim6", "Shim6", "Lets a conversation move to another address"),
    NAMED ("shim6.nxt", "Next header", 0, 8, wg_net_protocols, "What follows"),
    UINT ("shim6.len", "Length", 8, 8, "In units of 8 bytes, without the first"), END};
