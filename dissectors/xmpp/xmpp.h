#pragma once

#include "dissect/dissector.h"

/* Messages and presence (RFC 6120): SASL, the older jabber:iq:auth, and STARTTLS. */
extern const WgDissector wg_xmpp;
