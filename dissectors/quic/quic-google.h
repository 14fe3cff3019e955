#pragma once

#include "quic-parse.h"

/* Google's QUIC before the IETF's: the public header and the client's hello ("QUIC Wire Layout
 * Specification", "QUIC Crypto", both 2016). */

/**
 * WgQuicPublic: a packet that has Google's public header.
 * @version: 0 where the packet does not name one
 * @payload: behind the packet number
 */
typedef struct
{
  guint8 flags;
  WgSlice cid;
  guint32 version;
  WgSlice payload;
} WgQuicPublic;

/* A public header that names a version. Such is what a client begins with. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_parse_public (WgReader *r, WgQuicPublic *out);

/* Tags of a client's hello; empty where it has no such tag. */
typedef struct
{
  WgSlice sni;
  WgSlice user_agent;
} WgQuicHello;

/* The hello that begins at @r. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_parse_google_hello (WgReader *r, WgQuicHello *out);
/* The hello that stands somewhere in the clear @payload of a first packet. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_quic_find_google_hello (WgSlice payload,
                                                              WgQuicHello *out);
