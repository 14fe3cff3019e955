#pragma once

#include "dissect/dissector.h"

/* Mail submission and transfer (RFC 5321) with AUTH (RFC 4954) and STARTTLS (RFC 3207). */
extern const WgDissector wg_smtp;
