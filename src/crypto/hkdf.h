#pragma once

#include "crypto/hmac.h"

/* HKDF (RFC 5869) as TLS 1.3 and QUIC use it. */

/* @out: room for wg_hash_len(). An empty @salt or @ikm stands for that many zeros only where
 * the caller says so; here it is empty. */
void wg_hkdf_extract (WgHash hash, WgSlice salt, WgSlice ikm, guint8 *out);

/* @len: at most 255 times wg_hash_len(). */
void wg_hkdf_expand (WgHash hash, WgSlice secret, WgSlice info, guint8 *out, gsize len);

/* RFC 8446 §7.1; @label is without the "tls13 " before it, at most 249 bytes, @context at most
 * 255. */
void wg_hkdf_expand_label (
    WgHash hash, WgSlice secret, const char *label, WgSlice context, guint8 *out, gsize len);

/* The same with another word before the label ("TLS 1.3, " of early drafts, "dtls13"). */
void wg_hkdf_expand_label_of (WgHash hash,
                              WgSlice secret,
                              const char *prefix,
                              const char *label,
                              WgSlice context,
                              guint8 *out,
                              gsize len);
