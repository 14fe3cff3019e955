#include "net/fields.h"

const WgName wg_net_ethertypes[] = {
    {0x0800, "IPv4"},
    {0x0806, "ARP"},
    {0x22f3, "TRILL"},
    {0x6558, "Transparent Ethernet bridging"},
    {0x8035, "RARP"},
    {0x8100, "802.1Q VLAN"},
    {0x86dd, "IPv6"},
    {0x8809, "Slow protocols"},
    {0x880b, "PPP"},
    {0x8847, "MPLS"},
    {0x8848, "MPLS, upstream label"},
    {0x8863, "PPPoE discovery"},
    {0x8864, "PPPoE session"},
    {0x888e, "802.1X authentication"},
    {0x88a8, "802.1ad service VLAN"},
    {0x88be, "ERSPAN"},
    {0x88cc, "LLDP"},
    {0x88e5, "MACsec"},
    {0x88e7, "802.1ah provider backbone"},
    {0x8903, "Cisco FabricPath"},
    {0x8909, "Cisco MetaData"},
    {0x8926, "VN-Tag"},
    {0x892f, "HSR"},
    {0x893f, "802.1BR E-Tag"},
    {0x894f, "NSH"},
    {0x9000, "Loopback"},
    {0x9100, "802.1Q VLAN, old number"},
    {0, NULL},
};

static const WgName sap_names[] = {{0x06, "IP"},      {0x42, "Spanning tree"}, {0xaa, "SNAP"},
                                   {0xe0, "NetWare"}, {0xf0, "NetBIOS"},       {0, NULL}};

static const WgName arp_names[] = {
    {1, "request"}, {2, "reply"}, {3, "reverse request"}, {4, "reverse reply"}, {0, NULL}};

static const WgName sll_names[] = {{0, "to us"},      {1, "broadcast"},
                                   {2, "multicast"},  {3, "to somebody else"},
                                   {4, "sent by us"}, {0, NULL}};

#undef SOURCE
#define SOURCE "IEEE 802.3 §3.1"
#define ETHER_HELP                                                                             \
  "The frame on the local network: it goes from one card to the next, not further"
const WgField wg_net_fields_eth[] = {
    HEAD ("eth", "Ethernet II", ETHER_HELP),
    ADDR ("eth.dst", "Destination", 0, 48, "Hardware address of the card the frame is for"),
    ADDR ("eth.src", "Source", 48, 48, "Hardware address of the card that sent the frame"),
    TYPED ("eth.type", "Type", 96, 16, wg_net_ethertypes, "Which protocol the frame carries"),
    END};

const WgField wg_net_fields_eth_length[] = {
    HEAD ("eth", "IEEE 802.3 Ethernet", ETHER_HELP),
    ADDR ("eth.dst", "Destination", 0, 48, "Hardware address of the card the frame is for"),
    ADDR ("eth.src", "Source", 48, 48, "Hardware address of the card that sent the frame"),
    UINT ("eth.len", "Length", 96, 16, "How many bytes follow before padding"), END};

#undef SOURCE
#define SOURCE "IEEE 802.1Q §9.6"
const WgField wg_net_fields_vlan[] = {
    HEAD ("vlan", "802.1Q Virtual LAN", "A tag that keeps several networks apart on one cable"),
    UINT ("vlan.priority", "Priority", 0, 3, "Which frames go first when the line is full"),
    FLAG ("vlan.dei", "Drop eligible", 3, "Whether this frame may be dropped first"),
    UINT ("vlan.id", "VLAN ID", 4, 12, "Number of the virtual network"),
    TYPED ("vlan.etype", "Type", 16, 16, wg_net_ethertypes, "Which protocol follows the tag"),
    END};

#undef SOURCE
#define SOURCE "IEEE 802.2"
const WgField wg_net_fields_llc[] = {
    HEAD ("llc", "Logical-Link Control", "Says what an 802.3 or 802.11 frame carries"),
    TYPED ("llc.dsap", "Destination service", 0, 8, sap_names, "Which service is to take it"),
    TYPED ("llc.ssap", "Source service", 8, 8, sap_names, "Which service sent it"),
    CODE ("llc.control", "Control", 16, 8, "3 is a datagram without numbering"),
    CODE (
        "llc.oui", "Organization", 24, 24, "Whose numbers the type is of; 0 means EtherTypes"),
    TYPED ("llc.type", "Type", 48, 16, wg_net_ethertypes, "Which protocol follows"),
    END};

#undef SOURCE
#define SOURCE "RFC 826"
const WgField wg_net_fields_arp[] = {
    HEAD ("arp", "Address Resolution Protocol", "Asks which card has an IPv4 address"),
    UINT ("arp.hw.type", "Hardware type", 0, 16, "Kind of hardware address; 1 is Ethernet"),
    TYPED ("arp.proto.type",
           "Protocol type",
           16,
           16,
           wg_net_ethertypes,
           "Kind of network address that is asked for"),
    UINT ("arp.hw.size", "Hardware size", 32, 8, "Bytes of a hardware address"),
    UINT ("arp.proto.size", "Protocol size", 40, 8, "Bytes of a network address"),
    NAMED ("arp.opcode", "Opcode", 48, 16, arp_names, "Whether this asks or answers"),
    ADDR ("arp.src.hw_mac", "Sender hardware address", 64, 48, "Card of the one who asks"),
    ADDR ("arp.src.proto_ipv4", "Sender IP address", 112, 32, "Address of the one who asks"),
    ADDR ("arp.dst.hw_mac",
          "Target hardware address",
          144,
          48,
          "The card, all zero in a question"),
    ADDR ("arp.dst.proto_ipv4", "Target IP address", 192, 32, "The address that is looked for"),
    END};

#undef SOURCE
#define SOURCE "RFC 3032 §2.1"
const WgField wg_net_fields_mpls[] = {
    HEAD ("mpls",
          "MultiProtocol Label Switching Header",
          "A label by which routers of one provider forward the packet"),
    UINT ("mpls.label", "Label", 0, 20, "Number of the path"),
    UINT ("mpls.exp", "Traffic class", 20, 3, "Which packets go first"),
    FLAG ("mpls.bottom", "Bottom of stack", 23, "Whether this is the last label"),
    UINT ("mpls.ttl", "Time to live", 24, 8, "How many routers may still pass it on"),
    END};

#undef SOURCE
#define SOURCE "RFC 1661 §2"
static const WgName ppp_names[] = {{0x0021, "IPv4"},
                                   {0x0057, "IPv6"},
                                   {0x00fd, "Compressed data"},
                                   {0x0281, "MPLS"},
                                   {0x8021, "IP control"},
                                   {0x8057, "IPv6 control"},
                                   {0x80fd, "Compression control"},
                                   {0xc021, "Link control"},
                                   {0xc023, "Password authentication"},
                                   {0xc223, "Challenge authentication"},
                                   {0, NULL}};

const WgField wg_net_fields_ppp[] = {
    HEAD ("ppp", "Point-to-Point Protocol", "A link with two ends and nobody in between"),
    WG_ROW ("ppp.protocol",
            "Protocol",
            WG_KIND_CODE,
            0,
            0,
            "Which protocol the frame carries",
            .names = ppp_names),
    END};

#undef SOURCE
#define SOURCE "RFC 2516 §4"
static const WgName pppoe_names[] = {{0x00, "Session data"},
                                     {0x07, "Offer"},
                                     {0x09, "Initiation"},
                                     {0x19, "Request"},
                                     {0x65, "Confirmation"},
                                     {0xa7, "Termination"},
                                     {0, NULL}};

const WgField wg_net_fields_pppoe[] = {
    HEAD ("pppoe", "PPP-over-Ethernet", "How many DSL lines log in to the provider"),
    UINT ("pppoe.version", "Version", 0, 4, "Always 1"),
    UINT ("pppoe.type", "Type", 4, 4, "Always 1"),
    TYPED ("pppoe.code", "Code", 8, 8, pppoe_names, "Which step of the dialogue this is"),
    CODE ("pppoe.session_id", "Session ID", 16, 16, "Tells the sessions of one line apart"),
    UINT ("pppoe.payload_length", "Payload length", 32, 16, "Bytes that follow"),
    END};

#undef SOURCE
#define SOURCE "RFC 1547"
const WgField wg_net_fields_chdlc[] = {
    HEAD ("chdlc", "Cisco HDLC", "Framing of a serial line between routers"),
    CODE ("chdlc.address", "Address", 0, 8, "0f is one receiver, 8f all"),
    TYPED ("chdlc.protocol", "Protocol", 16, 16, wg_net_ethertypes, "Which protocol follows"),
    END};

#undef SOURCE
#define SOURCE "RFC 2427"
const WgField wg_net_fields_fr[] = {
    HEAD ("fr", "Frame Relay", "A provider's network of virtual lines"), END};

#undef SOURCE
#define SOURCE "tcpdump.org/linktypes"
static const WgName family_names[] = {{2, "IPv4"},  {10, "IPv6"}, {24, "IPv6"},
                                      {28, "IPv6"}, {30, "IPv6"}, {0, NULL}};

const WgField wg_net_fields_null[] = {
    HEAD ("null", "Null/Loopback", "A packet that a machine sent to itself"),
    WG_ROW ("null.family",
            "Family",
            WG_KIND_UINT,
            0,
            0,
            "Which kind of packet follows",
            .names = family_names),
    END};

const WgField wg_net_fields_sll[] = {
    HEAD ("sll",
          "Linux cooked capture v1",
          "Put in by the capture on several cards at once in place of the link layer"),
    NAMED ("sll.pkttype", "Packet type", 0, 16, sll_names, "Whom the packet was for"),
    UINT ("sll.hatype", "Link-layer address type", 16, 16, "Kind of card"),
    UINT ("sll.halen", "Link-layer address length", 32, 16, "Bytes of its address"),
    ADDR ("sll.src.eth", "Source", 48, 48, "Hardware address of the sender"),
    TYPED ("sll.etype", "Protocol", 112, 16, wg_net_ethertypes, "Which protocol follows"),
    END};

const WgField wg_net_fields_sll2[] = {
    HEAD ("sll",
          "Linux cooked capture v2",
          "Put in by the capture on several cards at once in place of the link layer"),
    TYPED ("sll.etype", "Protocol", 0, 16, wg_net_ethertypes, "Which protocol follows"),
    UINT ("sll.ifindex", "Interface index", 32, 32, "Number of the card"),
    UINT ("sll.hatype", "Link-layer address type", 64, 16, "Kind of card"),
    NAMED ("sll.pkttype", "Packet type", 80, 8, sll_names, "Whom the packet was for"),
    UINT ("sll.halen", "Link-layer address length", 88, 8, "Bytes of its address"),
    ADDR ("sll.src.eth", "Source", 96, 48, "Hardware address of the sender"),
    END};

const WgField wg_net_fields_nflog[] = {
    HEAD ("nflog", "Linux Netfilter NFLOG", "A packet that the firewall's log handed over"),
    NAMED ("nflog.family", "Family", 0, 8, family_names, "Which kind of packet is inside"),
    UINT ("nflog.version", "Version", 8, 8, "Always 0"),
    UINT ("nflog.resid", "Resource ID", 16, 16, "Group of the log"), END};

const WgField wg_net_fields_pktap[] = {
    HEAD ("pktap", "Apple packet tap", "Names the interface and the process of a packet"), END};

const WgField wg_net_fields_ppi[] = {
    HEAD ("ppi", "Per-packet information", "What the card knew of the packet"), END};

const WgField wg_net_fields_radiotap[] = {
    HEAD ("radiotap", "Radiotap", "What the radio knew of the frame: channel, rate, strength"),
    UINT ("radiotap.version", "Version", 0, 8, "Always 0"), END};

#undef SOURCE
#define SOURCE "IEEE 802.11 §9.2"
static const WgName wlan_type_names[] = {
    {0, "Management"}, {1, "Control"}, {2, "Data"}, {3, "Extension"}, {0, NULL}};

const WgField wg_net_fields_wlan[] = {
    HEAD ("wlan", "IEEE 802.11", "The frame as it goes through the air"),
    UINT ("wlan.fc.subtype", "Subtype", 0, 4, "Kind of frame within its type"),
    NAMED ("wlan.fc.type", "Type", 4, 2, wlan_type_names, "Whether it carries data"),
    FLAG ("wlan.fc.order", "HT control or order", 8, "Further control bytes follow"),
    FLAG ("wlan.fc.protected", "Protected", 9, "Whether the content is encrypted"),
    FLAG ("wlan.fc.moredata", "More data", 10, "The access point holds more for a sleeper"),
    FLAG ("wlan.fc.pwrmgt", "Power management", 11, "The station goes to sleep"),
    FLAG ("wlan.fc.retry", "Retry", 12, "Sent again, as no acknowledgement came"),
    FLAG ("wlan.fc.frag", "More fragments", 13, "The rest follows in further frames"),
    FLAG ("wlan.fc.fromds", "From access point", 14, "The access point sent it"),
    FLAG ("wlan.fc.tods", "To access point", 15, "The access point is to pass it on"),
    ADDR ("wlan.addr1", "Receiver", 32, 48, "Who is to take it from the air"),
    ADDR ("wlan.addr2", "Transmitter", 80, 48, "Who sent it through the air"),
    ADDR ("wlan.addr3", "Third address", 128, 48, "The far end, or the network"),
    END};

const WgField wg_net_fields_wlan_aggregate[] = {
    HEAD ("wlan_aggregate", "802.11 aggregate subframe", "One of several in a frame"),
    ADDR ("wlan_aggregate.da", "Destination", 0, 48, "Whom it is for"),
    ADDR ("wlan_aggregate.sa", "Source", 48, 48, "Who sent it"),
    UINT ("wlan_aggregate.len", "Length", 96, 16, "Bytes that follow"), END};
