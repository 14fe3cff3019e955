#pragma once

#include "dissect/dissector.h"

/* Chat (RFC 2812): PASS, NickServ, OPER, SASL and STARTTLS. */
extern const WgDissector wg_irc;
