#pragma once

#include "base/error.h"
#include "base/slice.h"

/* Files of secrets that open captures. */

/* Counts the lines of an NSS key log that hold a secret: a label, a random and a secret, both
 * in hex. Comments, empty lines and lines of other labels do not count. */
guint32 wg_keylog_count (WgSlice text);

/* Reads a key log. Fails with WG_ERROR_IO, and with WG_ERROR_FORMAT where no line is one. */
gboolean wg_keylog_check (const char *path, guint32 *n_secrets, GError **error);

/* Reads an RSA private key: PEM, or PKCS #12; what follows the last colon of @path_and_password
 * is the password where no file of the whole name exists. Fails as above. */
gboolean wg_rsa_key_check (const char *path_and_password, GError **error);
