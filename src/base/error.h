#pragma once

#include <glib.h>

/**
 * WgError: what the environment did wrong. Odd input is a note, never one of these.
 * @WG_ERROR_IO: a file could not be opened, read or written
 * @WG_ERROR_FORMAT: a file is not what it should be (not a capture, not a key log)
 * @WG_ERROR_LIMIT: a ceiling of base/limits.h was met
 * @WG_ERROR_CANCELLED: somebody asked to stop
 */
typedef enum
{
  WG_ERROR_IO,
  WG_ERROR_FORMAT,
  WG_ERROR_LIMIT,
  WG_ERROR_CANCELLED,
} WgError;

#define WG_ERROR (wg_error_quark ())
GQuark wg_error_quark (void);
