#pragma once

#include "dissect/dissector.h"

/* PostgreSQL's start-up: the request for TLS, the user, authentication. */
extern const WgDissector wg_postgresql;
