#pragma once

#include "dissect/dissector.h"

/* The Secure Shell (RFC 4253) up to where its keys come into use. */
extern const WgDissector wg_ssh;
