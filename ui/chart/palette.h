#pragma once

#include "model/finding.h"
#include "model/message.h"

#include <gtk/gtk.h>

/**
 * WgPalette: every colour that is drawn, in one table: for light, dark and high contrast. Lines
 * and glyphs keep 3:1 against the background, text is in the foreground colour alone. None of
 * them is the only thing that tells two things apart.
 */
typedef struct
{
  GdkRGBA background;
  GdkRGBA foreground;
  GdkRGBA dim;    /* less important text, 4.5:1 */
  GdkRGBA lane;   /* vertical lines */
  GdkRGBA select; /* behind the selected row */
  GdkRGBA accent; /* around it */
  GdkRGBA lock;   /* behind what is encrypted */
  GdkRGBA good;   /* as it should be */
  GdkRGBA layer[WG_N_LAYERS];
  GdkRGBA severity[WG_N_SEVERITIES];
} WgPalette;

const WgPalette *wg_palette (gboolean dark, gboolean high_contrast);
/* That of the app's style now. */
const WgPalette *wg_palette_now (void);

/* The ratio of WCAG 2.1, 1 to 21; @over is laid on @under first where it is translucent. */
double wg_palette_contrast (const GdkRGBA *over, const GdkRGBA *under);

/* One character and one word for each severity: shape and word, beside colour. */
const char *wg_severity_glyph (WgSeverity severity);
const char *wg_severity_word (WgSeverity severity); /* translated */
const char *wg_layer_word (WgLayer layer);          /* "HTTP" */
