#include "check/rule.h"

#include "check/rules.h"

/* clang-format off */
const WgRules *const wg_rules[] = {
    &wg_rules_http,
    &wg_rules_visible,
    &wg_rules_posture,
    &wg_rules_tls,
    &wg_rules_login,
    &wg_rules_starttls,
    &wg_rules_x509,
    &wg_rules_compare,
    &wg_rules_guess,
    &wg_rules_port,
    &wg_rules_websocket,
    &wg_rules_desync,
    &wg_rules_ports,
    &wg_rules_arp,
    &wg_rules_dhcp,
    &wg_rules_dns,
    &wg_rules_ftp,
    &wg_rules_dns_tunnel,
    &wg_rules_scan,
    &wg_rules_ssh,
    &wg_rules_tcp,
    &wg_rules_icmp,
    NULL,
};
/* clang-format on */
