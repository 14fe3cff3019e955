#pragma once

#include "ui/chart/palette.h"

/**
 * WgBadge: one or two words in a frame of their colour: a severity, a grade. It follows the
 * text's scale and the style, and is named by what it says.
 */
G_DECLARE_FINAL_TYPE (WgBadge, wg_badge, WG, BADGE, GtkWidget)
#define WG_TYPE_BADGE (wg_badge_get_type ())

/* Shape and word. */
GtkWidget *wg_badge_new_severity (WgSeverity severity);
/* A square with the letter; %NULL: there is none. @lines: of text that it is high */
GtkWidget *wg_badge_new_grade (const char *grade, guint lines);

/* A grade's colour: that of a severity that weighs as much, or of what is good. */
const GdkRGBA *wg_grade_colour (const WgPalette *palette, const char *grade);
