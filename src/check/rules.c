#include "check/rule.h"

#include "check/rules.h"

const WgRules *const wg_rules[] = {
    &wg_rules_http, &wg_rules_visible, &wg_rules_posture, &wg_rules_tls,   NULL,
    &wg_rules_http, &wg_rules_visible, &wg_rules_posture, &wg_rules_login, &wg_rules_starttls,
    NULL,
};
