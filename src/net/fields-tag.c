#include "net/fields.h"

#define SOURCE "IEEE 802.1ah"
const WgField wg_net_fields_pbb[] = {
    HEAD ("ieee8021ah", "802.1ah backbone tag", "A customer's frame inside a provider's"),
    UINT ("ieee8021ah.priority", "Priority", 0, 3, "Which frames go first"),
    UINT ("ieee8021ah.isid", "Service", 8, 24, "Number of the customer's network"), END};

#undef SOURCE
#define SOURCE "Cisco FabricPath"
const WgField wg_net_fields_cfp[] = {
    HEAD ("cfp", "Cisco FabricPath", "A frame inside a data centre's fabric"),
    UINT ("cfp.ftag", "Forwarding tag", 0, 10, "Which tree through the fabric"),
    UINT ("cfp.ttl", "Time to live", 10, 6, "How many switches may still pass it on"), END};

#undef SOURCE
#define SOURCE "Cisco VN-Tag"
const WgField wg_net_fields_vntag[] = {
    HEAD ("vntag", "VN-Tag", "Which virtual card a frame is for"),
    FLAG ("vntag.dir", "Direction", 0, "From the bridge to the card"),
    UINT ("vntag.dst", "Destination", 2, 14, "Virtual card it is for"),
    UINT ("vntag.src", "Source", 20, 12, "Virtual card it is from"),
    TYPED ("vntag.etype", "Type", 32, 16, wg_net_ethertypes, "Which protocol follows"),
    END};

#undef SOURCE
#define SOURCE "IEEE 802.1BR"
const WgField wg_net_fields_etag[] = {
    HEAD ("ieee8021br", "802.1BR E-Tag", "Which port of an extender a frame is for"),
    UINT ("ieee8021br.priority", "Priority", 0, 3, "Which frames go first"),
    UINT ("ieee8021br.e_cid", "Channel", 18, 14, "Port of the extender"),
    TYPED ("ieee8021br.etype", "Type", 48, 16, wg_net_ethertypes, "Which protocol follows"),
    END};

#undef SOURCE
#define SOURCE "Cisco TrustSec"
const WgField wg_net_fields_cmd[] = {
    HEAD ("cmd", "Cisco MetaData", "The sender's security group"),
    UINT ("cmd.version", "Version", 0, 8, "Always 1"),
    UINT ("cmd.sgt", "Security group", 32, 16, "Group that the sender belongs to"),
    TYPED ("cmd.etype", "Type", 48, 16, wg_net_ethertypes, "Which protocol follows"), END};

#undef SOURCE
#define SOURCE "IEC 62439-3"
const WgField wg_net_fields_hsr[] = {
    HEAD (
        "hsr", "High-availability Seamless Redundancy", "A frame sent both ways round a ring"),
    UINT ("hsr.path", "Path", 0, 4, "Which way round"),
    UINT ("hsr.lsdu", "Size", 4, 12, "Bytes that follow"),
    UINT ("hsr.seq", "Sequence number", 16, 16, "By which the second copy is known"),
    TYPED ("hsr.etype", "Type", 32, 16, wg_net_ethertypes, "Which protocol follows"),
    END};

#undef SOURCE
#define SOURCE "IEEE 802.1AE §9"
const WgField wg_net_fields_macsec[] = {
    HEAD ("macsec", "802.1AE security tag", "Protects a frame from one card to the next"),
    FLAG ("macsec.E", "Encrypted", 4, "Whether the content is hidden, or only signed"),
    UINT ("macsec.AN", "Association", 6, 2, "Which key"),
    UINT ("macsec.SL", "Short length", 8, 8, "Length of a short frame"),
    UINT ("macsec.PN", "Packet number", 16, 32, "Never the same twice under one key"),
    END};

#undef SOURCE
#define SOURCE "RFC 6325 §3"
const WgField wg_net_fields_trill[] = {
    HEAD ("trill", "TRILL", "A frame on its way between routing bridges"),
    UINT ("trill.hop_cnt", "Hop count", 10, 6, "How many bridges may still pass it on"),
    CODE ("trill.egress_nick", "Egress bridge", 16, 16, "Where the frame leaves"),
    CODE ("trill.ingress_nick", "Ingress bridge", 32, 16, "Where the frame came in"), END};

#undef SOURCE
#define SOURCE "RFC 8300 §2.2"
const WgField wg_net_fields_nsh[] = {
    HEAD ("nsh", "Network Service Header", "Which services a packet is to pass through"),
    UINT ("nsh.ttl", "Time to live", 4, 6, "How many services may still follow"),
    UINT ("nsh.length", "Length", 10, 6, "Of the header, in units of four bytes"),
    UINT ("nsh.mdtype", "Metadata type", 20, 4, "Form of the metadata"),
    UINT ("nsh.nextproto", "Next protocol", 24, 8, "What follows"),
    UINT ("nsh.spi", "Service path", 32, 24, "Number of the path"),
    UINT ("nsh.si", "Service index", 56, 8, "How far along the path"),
    END};
