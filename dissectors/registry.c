#include "dhcp/dhcp.h"
#include "dissect/dissector.h"
#include "dns/dns.h"
#include "ftp/ftp.h"
#include "http/http.h"
#include "http2/http2.h"
#include "imap/imap.h"
#include "irc/irc.h"
#include "ldap/ldap.h"
#include "mqtt/mqtt.h"
#include "mysql/mysql.h"
#include "pop/pop.h"
#include "postgresql/postgresql.h"
#include "quic/http3.h"
#include "quic/quic.h"
#include "redis/redis.h"
#include "smtp/smtp.h"
#include "socks/socks.h"
#include "ssh/ssh.h"
#include "telnet/telnet.h"
#include "tls/tls.h"
#include "websocket/websocket.h"
#include "xmpp/xmpp.h"

/* In the order in which they are asked: those most often met, then those that demand most of
 * the bytes, come first. */
/* clang-format off */
const WgDissector *const wg_dissectors[] = {
    &wg_tls,
    &wg_websocket,
    &wg_http2,
    &wg_http_dissector,
    &wg_quic,
    &wg_http3,
    &wg_dtls,
    &wg_dns,
    &wg_mdns,
    &wg_llmnr,
    &wg_dhcp,
    &wg_smtp,
    &wg_ftp,
    &wg_imap,
    &wg_pop,
    &wg_mysql,
    &wg_postgresql,
    &wg_ldap,
    &wg_mqtt,
    &wg_redis,
    &wg_ssh,
    &wg_irc,
    &wg_telnet,
    &wg_xmpp,
    &wg_socks,
    NULL,
};
