#pragma once

#include "filter/filter.h"
#include "ui/document.h"

/**
 * WgSift: which packets and messages of a document pass a display filter, worked out off the
 * main thread: from the store's rows as far as these decide, then by reading the capture again
 * for the packets where they do not. A message passes where one of its packets does.
 *
 * `changed`: other packets pass, or it is known of more. `progress`: it went on.
 */
G_DECLARE_FINAL_TYPE (WgSift, wg_sift, WG, SIFT, GObject)
#define WG_TYPE_SIFT (wg_sift_get_type ())

WgSift *wg_sift_new (WgDocument *document);

/* The filter's words; all of the process. */
const WgFilterFields *wg_sift_fields (void);

/* Begins to look for what passes @text; the answer before stays until there is another. Empty:
 * everything passes, at once. Fails as wg_filter_compile() does, and nothing changes then. */
gboolean wg_sift_set (WgSift *sift, const char *text, GError **error);
const char *wg_sift_text (WgSift *sift);
/* Stops reading; what is known stays. */
void wg_sift_cancel (WgSift *sift);

/* There is a filter and an answer to it. */
gboolean wg_sift_is_on (WgSift *sift);
/* Of those when it was answered; FALSE for later ones. */
gboolean wg_sift_message (WgSift *sift, gsize message);
gboolean wg_sift_packet (WgSift *sift, guint32 frame);
guint32 wg_sift_n_packets (WgSift *sift);

/* Between 0 and 1 while it works, less than 0 where it does not know how far; 1 at rest. */
double wg_sift_progress (WgSift *sift);
/* Why the capture could not be read again, or %NULL. */
const GError *wg_sift_error (WgSift *sift);
