#pragma once

#include <glib.h>

/**
 * WgRedact: names and addresses become pseudonyms, the same one wherever the same name stands:
 * "host-1", "site-2.example". For a projector; what is shown says that it was done.
 */
typedef struct WgRedact WgRedact;

WgRedact *wg_redact_new (void);
void wg_redact_free (WgRedact *redact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgRedact, wg_redact_free)

/* Of an address; borrowed from @redact. */
const char *wg_redact_host (WgRedact *redact, const char *address);
/* @text with the addresses and host names in it replaced; free with g_free(). */
char *wg_redact_text (WgRedact *redact, const char *text);
