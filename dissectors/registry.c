#include "dissect/dissector.h"
#include "dns/dns.h"

/* In the order in which they are asked: those that demand most of the bytes come first. */
const WgDissector *const wg_dissectors[] = {
    &wg_dns,
    &wg_mdns,
    &wg_llmnr,
    NULL,
};
