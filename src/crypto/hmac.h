#pragma once

#include "base/slice.h"

/* Hash functions by name, and HMAC (RFC 2104) over them, by OpenSSL. */

typedef enum
{
  WG_HASH_MD5,
  WG_HASH_SHA1,
  WG_HASH_SHA256,
  WG_HASH_SHA384,
  WG_HASH_SHA512,
  WG_HASH_SM3,
  WG_HASHES,
} WgHash;

#define WG_HASH_MAX 64u

guint wg_hash_len (WgHash hash);
/* OpenSSL's name for it. */
const char *wg_hash_name (WgHash hash);

/* The sum of @n slices one behind the other; @out has room for wg_hash_len(). */
void wg_hash_sum (WgHash hash, const WgSlice *parts, guint n, guint8 *out);

/* One key, made ready once. */
typedef struct WgHmac WgHmac;

WgHmac *wg_hmac_new (WgHash hash, WgSlice key);
void wg_hmac_free (WgHmac *hmac);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgHmac, wg_hmac_free)

/* The MAC of @n slices one behind the other. */
void wg_hmac_sum (WgHmac *hmac, const WgSlice *parts, guint n, guint8 *out);
