#pragma once

#include "tls-parse.h"

/* Fingerprints of hellos. Each appends its text to @out; GREASE (RFC 8701) is left out. */

/* JA3 and JA3S (Althouse, Atkinson, Atkins; 2017): version, ciphers, extensions, groups and
 * point formats as decimal numbers. The hash of it is wg_tls_md5(). */
void wg_tls_ja3 (const WgTlsClientHello *hello, GString *out);
void wg_tls_ja3s (const WgTlsServerHello *hello, GString *out);
void wg_tls_md5 (WgSlice text, GString *out);

/* JA4 (FoxIO, technical_details/JA4.md). @transport: 't' over TCP, 'd' DTLS, 'q' QUIC */
void wg_tls_ja4 (const WgTlsClientHello *hello, char transport, GString *out);
