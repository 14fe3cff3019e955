#pragma once

#include "dissect/dissector.h"

/* WebSocket frames and messages (RFC 6455, RFC 7692) of a connection that HTTP upgraded. */
extern const WgDissector wg_websocket;
