#pragma once

#include "check/rule.h"

/* The sets of rules, one a file. */
extern const WgRules wg_rules_http;
extern const WgRules wg_rules_visible;
extern const WgRules wg_rules_posture;
extern const WgRules wg_rules_tls;
extern const WgRules wg_rules_login;
extern const WgRules wg_rules_arp;
extern const WgRules wg_rules_dhcp;
extern const WgRules wg_rules_dns;
extern const WgRules wg_rules_ftp;
extern const WgRules wg_rules_dns_tunnel;
extern const WgRules wg_rules_scan;
extern const WgRules wg_rules_ssh;
extern const WgRules wg_rules_tcp;
extern const WgRules wg_rules_icmp;
extern const WgRules wg_rules_starttls;
extern const WgRules wg_rules_x509;
extern const WgRules wg_rules_compare;
extern const WgRules wg_rules_guess;
extern const WgRules wg_rules_port;
extern const WgRules wg_rules_websocket;
extern const WgRules wg_rules_desync;
extern const WgRules wg_rules_ports;
