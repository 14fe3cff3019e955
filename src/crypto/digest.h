#pragma once

#include "base/slice.h"

#define WG_SHA256_LEN 32

/* A SHA-256 sum being made (FIPS 180-4), by OpenSSL. */
typedef struct WgSha256 WgSha256;

WgSha256 *wg_sha256_new (void);
void wg_sha256_free (WgSha256 *sum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgSha256, wg_sha256_free)

void wg_sha256_reset (WgSha256 *sum);
void wg_sha256_update (WgSha256 *sum, WgSlice bytes);
/* The sum of all bytes since the last reset; the next update begins a new one. */
void wg_sha256_finish (WgSha256 *sum, guint8 out[WG_SHA256_LEN]);

/* All at once. */
void wg_sha256 (WgSlice bytes, guint8 out[WG_SHA256_LEN]);
