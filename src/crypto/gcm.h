#pragma once

#include "base/slice.h"

/* GCM (SP 800-38D) over ciphers that OpenSSL 3.0 has in counter mode and not in this one. */
typedef struct WgGcm WgGcm;

/* @name: OpenSSL's of the cipher in counter mode. %NULL where it lacks it or the key does not
 * fit. */
WgGcm *wg_gcm_new (const char *name, WgSlice key);
void wg_gcm_free (WgGcm *gcm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgGcm, wg_gcm_free)

/* Opens @text into @out; @nonce has 12 bytes, @tag 16. FALSE where the tag does not fit. */
G_GNUC_WARN_UNUSED_RESULT gboolean
wg_gcm_open (WgGcm *gcm, WgSlice nonce, WgSlice aad, WgSlice text, WgSlice tag, guint8 *out);
