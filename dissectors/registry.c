#include "dissect/dissector.h"
#include "dns/dns.h"
#include "ftp/ftp.h"
#include "imap/imap.h"
#include "pop/pop.h"
#include "smtp/smtp.h"
#include "websocket/websocket.h"
#include "tls/tls.h"

/* In the order in which they are asked: those that demand most of the bytes come first. */
/* clang-format off */
const WgDissector *const wg_dissectors[] = {
    &wg_dns,
    &wg_mdns,
    &wg_llmnr,
    &wg_smtp,
    &wg_ftp,
    &wg_imap,
    &wg_pop,
    &wg_websocket,
    NULL,
    &wg_tls, &wg_dns, &wg_mdns, &wg_llmnr, &wg_smtp, &wg_ftp, &wg_imap, &wg_pop, NULL,
};
