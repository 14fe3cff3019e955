#pragma once

#include "dissect/dissector.h"

/* Reading mail on the server (RFC 9051, RFC 3501) with LOGIN, AUTHENTICATE and STARTTLS. */
extern const WgDissector wg_imap;
