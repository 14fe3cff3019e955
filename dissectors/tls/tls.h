#pragma once

#include "dissect/dissector.h"

/* TLS and SSL over a stream, see README.md. */
extern const WgDissector wg_tls;

/* DTLS over datagrams. */
extern const WgDissector wg_dtls;
