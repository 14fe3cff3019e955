#pragma once

#include "dissect/dissector.h"

/* Directory access over TCP (RFC 4511): binds and StartTLS. */
extern const WgDissector wg_ldap;
