#include "net/fields.h"

#define SOURCE "RFC 9293 §3.1"
const WgField wg_net_fields_tcp[] = {
    HEAD ("tcp",
          "Transmission Control Protocol",
          "Makes a gapless stream of bytes in each direction out of single packets"),
    UINT ("tcp.srcport", "Source port", 0, 16, "Which program on the sending machine"),
    UINT ("tcp.dstport", "Destination port", 16, 16, "Which program on the receiving machine"),
    UINT ("tcp.seq_raw",
          "Sequence number",
          32,
          32,
          "Where in the stream the first byte of this segment belongs"),
    UINT ("tcp.ack_raw",
          "Acknowledgment number",
          64,
          32,
          "Up to where the other direction has arrived"),
    SCALED ("tcp.hdr_len", "Header length", 96, 4, 4, "In bytes; 20 without options"),
    CODE ("tcp.flags", "Flags", 100, 12, "What this segment begins, confirms or ends"),
    FLAG ("tcp.flags.ae", "Accurate ECN", 103, "Counts congestion marks"),
    FLAG ("tcp.flags.cwr", "Congestion window reduced", 104, "The sender has slowed down"),
    FLAG ("tcp.flags.ece", "ECN echo", 105, "A router on the way was overloaded"),
    FLAG ("tcp.flags.urg", "Urgent", 106, "The urgent pointer counts"),
    FLAG ("tcp.flags.ack", "Acknowledgment", 107, "The acknowledgment number counts"),
    FLAG ("tcp.flags.push", "Push", 108, "To be handed to the program at once"),
    FLAG ("tcp.flags.reset", "Reset", 109, "The connection is broken off"),
    FLAG ("tcp.flags.syn", "Syn", 110, "The connection begins"),
    FLAG ("tcp.flags.fin", "Fin", 111, "The sender has no more to send"),
    UINT ("tcp.window_size_value",
          "Window",
          112,
          16,
          "How many bytes more may come, before scaling"),
    CODE ("tcp.checksum",
          "Checksum",
          128,
          16,
          "Finds transmission errors; left empty where the card fills it in"),
    UINT ("tcp.urgent_pointer", "Urgent pointer", 144, 16, "End of the urgent bytes"),
    LATER ("tcp.options", "Options", WG_KIND_BYTES, "What the ends have agreed on"),
    LATER ("tcp.options.mss_val",
           "Maximum segment size",
           WG_KIND_UINT,
           "The most bytes the sender wants in one segment"),
    LATER ("tcp.options.wscale.shift",
           "Window scale",
           WG_KIND_UINT,
           "By how many bits the windows are to be shifted"),
    LATER ("tcp.options.sack_perm",
           "Selective acknowledgment permitted",
           WG_KIND_NONE,
           "The sender understands acknowledgments with holes"),
    LATER ("tcp.options.sack",
           "Selective acknowledgment",
           WG_KIND_BYTES,
           "What has arrived behind a hole"),
    LATER ("tcp.options.timestamp.tsval", "Timestamp", WG_KIND_UINT, "The sender's clock"),
    LATER ("tcp.options.timestamp.tsecr",
           "Timestamp echo",
           WG_KIND_UINT,
           "The other end's clock, sent back"),
    LATER (
        "tcp.options.unknown", "Other option", WG_KIND_BYTES, "An option not shown in detail"),
    LATER ("tcp.len", "Segment length", WG_KIND_UINT, "Bytes of the stream in this segment"),
    LATER ("tcp.stream", "Stream", WG_KIND_UINT, "Number of this connection in the capture"),
    END};

#undef SOURCE
#define SOURCE "RFC 768"
const WgField wg_net_fields_udp[] = {
    HEAD (
        "udp", "User Datagram Protocol", "Single messages that may get lost or change places"),
    UINT ("udp.srcport", "Source port", 0, 16, "Which program on the sending machine"),
    UINT ("udp.dstport", "Destination port", 16, 16, "Which program on the receiving machine"),
    UINT ("udp.length", "Length", 32, 16, "Of the datagram with this header, in bytes"),
    CODE ("udp.checksum", "Checksum", 48, 16, "Finds transmission errors; 0000 means none"),
    LATER ("udp.stream", "Stream", WG_KIND_UINT, "Number of this conversation in the capture"),
    END};

#undef SOURCE
#define SOURCE "RFC 792"
static const WgName icmp_names[] = {{0, "Echo (ping) reply"},    {3, "Destination unreachable"},
                                    {4, "Source quench"},        {5, "Redirect"},
                                    {8, "Echo (ping) request"},  {9, "Router advertisement"},
                                    {10, "Router solicitation"}, {11, "Time to live exceeded"},
                                    {12, "Parameter problem"},   {13, "Timestamp request"},
                                    {14, "Timestamp reply"},     {17, "Address mask request"},
                                    {18, "Address mask reply"},  {0, NULL}};

const WgField wg_net_fields_icmp[] = {
    HEAD ("icmp",
          "Internet Control Message Protocol",
          "Tests of the way and complaints about packets"),
    NAMED ("icmp.type", "Type", 0, 8, icmp_names, "What the message says"),
    UINT ("icmp.code", "Code", 8, 8, "The same in detail"),
    CODE ("icmp.checksum", "Checksum", 16, 16, "Finds transmission errors"),
    LATER ("icmp.ident", "Identifier", WG_KIND_UINT, "Tells several pings apart"),
    LATER ("icmp.seq", "Sequence number", WG_KIND_UINT, "Number of this ping"),
    END};

#undef SOURCE
#define SOURCE "RFC 4443 §2.1"
static const WgName icmpv6_names[] = {{1, "Destination unreachable"},
                                      {2, "Packet too big"},
                                      {3, "Time exceeded"},
                                      {4, "Parameter problem"},
                                      {128, "Echo (ping) request"},
                                      {129, "Echo (ping) reply"},
                                      {130, "Multicast listener query"},
                                      {131, "Multicast listener report"},
                                      {132, "Multicast listener done"},
                                      {133, "Router solicitation"},
                                      {134, "Router advertisement"},
                                      {135, "Neighbor solicitation"},
                                      {136, "Neighbor advertisement"},
                                      {137, "Redirect"},
                                      {143, "Multicast listener report v2"},
                                      {0, NULL}};

const WgField wg_net_fields_icmpv6[] = {
    HEAD ("icmpv6",
          "Internet Control Message Protocol v6",
          "Tests of the way, complaints about packets, and who has which address"),
    NAMED ("icmpv6.type", "Type", 0, 8, icmpv6_names, "What the message says"),
    UINT ("icmpv6.code", "Code", 8, 8, "The same in detail"),
    CODE ("icmpv6.checksum", "Checksum", 16, 16, "Finds transmission errors"),
    LATER ("icmpv6.echo.identifier", "Identifier", WG_KIND_UINT, "Tells several pings apart"),
    LATER (
        "icmpv6.echo.sequence_number", "Sequence number", WG_KIND_UINT, "Number of this ping"),
    END};

#undef SOURCE
#define SOURCE "RFC 2236 §2"
static const WgName igmp_names[] = {
    {0x11, "Membership query"}, {0x12, "Membership report v1"}, {0x16, "Membership report v2"},
    {0x17, "Leave group"},      {0x22, "Membership report v3"}, {0, NULL}};

const WgField wg_net_fields_igmp[] = {
    HEAD ("igmp", "Internet Group Management Protocol", "Who wants which multicast"),
    TYPED ("igmp.type", "Type", 0, 8, igmp_names, "What the message says"),
    CODE ("igmp.checksum", "Checksum", 16, 16, "Finds transmission errors"),
    ADDR ("igmp.maddr", "Group", 32, 32, "Address of the multicast"), END};

#undef SOURCE
#define SOURCE "RFC 9260 §3.1"
const WgField wg_net_fields_sctp[] = {
    HEAD ("sctp",
          "Stream Control Transmission Protocol",
          "Several streams of messages in one connection"),
    UINT ("sctp.srcport", "Source port", 0, 16, "Which program on the sending machine"),
    UINT ("sctp.dstport", "Destination port", 16, 16, "Which program on the receiving machine"),
    CODE ("sctp.verification_tag", "Verification tag", 32, 32, "Which connection"),
    CODE ("sctp.checksum", "Checksum", 64, 32, "Finds transmission errors"),
    END};
