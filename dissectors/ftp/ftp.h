#pragma once

#include "dissect/dissector.h"

/* The control connection of file transfer (RFC 959) with AUTH TLS (RFC 4217). */
extern const WgDissector wg_ftp;
