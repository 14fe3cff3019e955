#include "filter/fields-private.h"

#define HEADERS "http.header http.request.line http.response.line"

#define ALIAS(key_, label_, type_, of_)                                                        \
  {                                                                                            \
    .key = (key_), .label = (label_), .type = WG_FILTER_##type_, .of = (of_)                   \
  }
#define COMPUTED(key_, label_, type_, what, of_)                                               \
  {                                                                                            \
    .key = (key_), .label = (label_), .type = WG_FILTER_##type_,                               \
    .computed = WG_COMPUTED_##what, .of = (of_)                                                \
  }
#define HEADER(key_, name_)                                                                    \
  {                                                                                            \
    .key = (key_), .label = (name_), .type = WG_FILTER_TEXT, .kind = WG_FEED_HEADER,           \
    .name = (name_), .of = HEADERS                                                             \
  }
#define LINES(key_, label_, which)                                                             \
  {                                                                                            \
    .key = (key_), .label = (label_), .type = WG_FILTER_TEXT, .kind = WG_FEED_##which##_LINE,  \
    .of = (key_), .name = "http." /* all rows of a head */                                     \
  }

/* An alias with the key of a table's own row adds to it, but for LINES, which take its place.
 * One that is fed by another stands behind it. */
const WgAlias wg_filter_aliases[] = {
    COMPUTED ("frame", "The whole packet", PROTOCOL, FRAME, ""),
    COMPUTED ("frame.number", "Number of the packet", NUMBER, NUMBER, ""),
    COMPUTED ("frame.len", "Bytes on the wire", NUMBER, LEN, ""),
    COMPUTED ("frame.cap_len", "Bytes captured", NUMBER, CAP_LEN, ""),
    COMPUTED ("frame.time", "Time of the packet", TIME, TIME, ""),
    COMPUTED ("frame.time_epoch", "Time of the packet", TIME, TIME_EPOCH, ""),
    COMPUTED (
        "frame.time_relative", "Time since the first packet", DURATION, TIME_RELATIVE, ""),
    COMPUTED ("frame.time_delta", "Time since the packet before", DURATION, TIME_DELTA, ""),
    COMPUTED ("tcp.payload", "Bytes behind the TCP header", BYTES, TCP_PAYLOAD, ""),
    COMPUTED ("udp.payload", "Bytes behind the UDP header", BYTES, UDP_PAYLOAD, ""),
    COMPUTED (
        "tcp.port", "Source or destination port", NUMBER, TCP_PORT, "tcp.srcport tcp.dstport"),
    COMPUTED (
        "udp.port", "Source or destination port", NUMBER, UDP_PORT, "udp.srcport udp.dstport"),
    COMPUTED ("tcp.stream", "Number of the TCP connection", NUMBER, TCP_STREAM, "tcp.stream"),
    COMPUTED ("udp.stream", "Number of the UDP conversation", NUMBER, UDP_STREAM, "udp.stream"),
    COMPUTED ("ip.addr", "Source or destination address", IPV4, ADDRESS, "ip.src ip.dst"),
    COMPUTED ("ip.host", "Source or destination address", TEXT, ADDRESS, "ip.src ip.dst"),
    ALIAS ("ip.src_host", "Source address", TEXT, "ip.src"),
    ALIAS ("ip.dst_host", "Destination address", TEXT, "ip.dst"),
    COMPUTED (
        "ipv6.addr", "Source or destination address", IPV6, ADDRESS6, "ipv6.src ipv6.dst"),
    COMPUTED (
        "ipv6.host", "Source or destination address", TEXT, ADDRESS6, "ipv6.src ipv6.dst"),
    ALIAS ("ipv6.src_host", "Source address", TEXT, "ipv6.src"),
    ALIAS ("ipv6.dst_host", "Destination address", TEXT, "ipv6.dst"),
    ALIAS ("eth.addr", "Source or destination", MAC, "eth.src eth.dst"),
    ALIAS ("wlan.addr", "Any hardware address", MAC, "wlan.addr1 wlan.addr2 wlan.addr3"),
    ALIAS ("wlan.ra", "Receiver", MAC, "wlan.addr1"),
    ALIAS ("wlan.ta", "Transmitter", MAC, "wlan.addr2"),
    ALIAS ("sctp.port", "Source or destination port", NUMBER, "sctp.srcport sctp.dstport"),
    ALIAS ("http.request", "Request", BOOL, "http.request http.request.line"),
    ALIAS ("http.response", "Response", BOOL, "http.response http.response.line"),
    LINES ("http.request.line", "Line of a request's header", REQUEST),
    LINES ("http.response.line", "Line of a response's header", RESPONSE),
    HEADER ("http.content_length_header", "Content-Length"),
    ALIAS ("http.content_length", "Content length", NUMBER, "http.content_length_header"),
    HEADER ("http.connection", "Connection"),
    HEADER ("http.cookie", "Cookie"),
    HEADER ("http.set_cookie", "Set-Cookie"),
    HEADER ("http.transfer_encoding", "Transfer-Encoding"),
    HEADER ("http.upgrade", "Upgrade"),
    HEADER ("http.user_agent", "User-Agent"),
    HEADER ("http.referer", "Referer"),
    HEADER ("http.server", "Server"),
    HEADER ("http.location", "Location"),
    HEADER ("http.authorization", "Authorization"),
    HEADER ("http.proxy_authorization", "Proxy-Authorization"),
    HEADER ("http.proxy_authenticate", "Proxy-Authenticate"),
    HEADER ("http.www_authenticate", "WWW-Authenticate"),
    HEADER ("http.accept", "Accept"),
    HEADER ("http.accept_encoding", "Accept-Encoding"),
    HEADER ("http.accept_language", "Accept-Language"),
    HEADER ("http.cache_control", "Cache-Control"),
    HEADER ("http.date", "Date"),
    HEADER ("http.last_modified", "Last-Modified"),
    HEADER ("http.x_forwarded_for", "X-Forwarded-For"),
    HEADER ("http.sec_websocket_accept", "Sec-WebSocket-Accept"),
    HEADER ("http.sec_websocket_extensions", "Sec-WebSocket-Extensions"),
    HEADER ("http.sec_websocket_key", "Sec-WebSocket-Key"),
    HEADER ("http.sec_websocket_protocol", "Sec-WebSocket-Protocol"),
    HEADER ("http.sec_websocket_version", "Sec-WebSocket-Version"),
    ALIAS ("dns.a", "IPv4 address", IPV4, "wiregloss.dns.data"),
    ALIAS ("dns.aaaa", "IPv6 address", IPV6, "wiregloss.dns.data"),
    {0},
};
