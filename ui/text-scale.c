#include "ui/text-scale.h"

#define LEAST 50
#define MOST  300

/* The desktop's own value is kept with the settings object that it came from. */
static int
desktop_dpi (GtkSettings *settings)
{
  int dpi = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (settings), "wg-dpi"));

  if (dpi == 0)
    {
      g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
      dpi = dpi > 0 ? dpi : 96 * 1024;
      g_object_set_data (G_OBJECT (settings), "wg-dpi", GINT_TO_POINTER (dpi));
    }
  return dpi;
}

int
wg_text_scale (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (dpi * 100 + desktop_dpi (settings) / 2) / desktop_dpi (settings) : 100;
}

void
wg_text_scale_set (int percent)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_object_set (settings, "gtk-xft-dpi",
                desktop_dpi (settings) / 100 * CLAMP (percent, LEAST, MOST), NULL);
}

void
wg_text_scale_shift (int by)
{
  static const int sizes[] = {50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300};
  int now = wg_text_scale (), at = 0;

  while (at + 1 < (int) G_N_ELEMENTS (sizes) && sizes[at] < now)
    at++;
  wg_text_scale_set (sizes[CLAMP (at + by, 0, (int) G_N_ELEMENTS (sizes) - 1)]);
}
