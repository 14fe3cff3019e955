#include "../unit.h"

#include "ui/chart/palette.h"

/* WCAG 2.1: 4.5 for text, 3 for lines and shapes. */
static void
assert_readable (const WgPalette *palette, const GdkRGBA *colour, double least)
{
  double ratio = wg_palette_contrast (colour, &palette->background);

  if (ratio < least)
    fail_msg ("%.2f of a colour of red %.2f green %.2f blue %.2f", ratio, colour->red,
              colour->green, colour->blue);
}

static void
all_schemes_can_be_read (void **state)
{
  for (guint scheme = 0; scheme < 4; scheme++)
    {
      const WgPalette *palette = wg_palette (scheme & 1, scheme & 2);
      double text = scheme & 2 ? 7 : 4.5;

      assert_readable (palette, &palette->foreground, 12);
      assert_readable (palette, &palette->dim, text);
      assert_readable (palette, &palette->good, text);
      assert_readable (palette, &palette->lane, 3);
      assert_readable (palette, &palette->accent, 3);
      for (guint i = 0; i < WG_N_LAYERS; i++)
        assert_readable (palette, &palette->layer[i], 3);
      for (guint i = WG_SEVERITY_INFO; i < WG_N_SEVERITIES; i++)
        assert_readable (palette, &palette->severity[i], text);
    }
}

static void
text_stays_readable_when_selected (void **state)
{
  for (guint scheme = 0; scheme < 4; scheme++)
    {
      const WgPalette *palette = wg_palette (scheme & 1, scheme & 2);
      GdkRGBA behind = palette->select, *under = &behind;
      float alpha = behind.alpha;

      under->red = alpha * behind.red + (1 - alpha) * palette->background.red;
      under->green = alpha * behind.green + (1 - alpha) * palette->background.green;
      under->blue = alpha * behind.blue + (1 - alpha) * palette->background.blue;
      under->alpha = 1;
      assert_true (wg_palette_contrast (&palette->dim, under) >= 4.5);
      for (guint i = WG_SEVERITY_INFO; i < WG_N_SEVERITIES; i++)
        assert_true (wg_palette_contrast (&palette->severity[i], under) >= 4.5);
    }
}

static void
contrast_is_that_of_wcag (void **state)
{
  GdkRGBA black = {0, 0, 0, 1}, white = {1, 1, 1, 1}, grey = {0.4667f, 0.4667f, 0.4667f, 1};
  GdkRGBA nothing = {0, 0, 0, 0};

  assert_float_equal (wg_palette_contrast (&black, &white), 21, 0.01);
  assert_float_equal (wg_palette_contrast (&grey, &white), 4.48, 0.01); /* #777777 */
  assert_float_equal (wg_palette_contrast (&nothing, &white), 1, 0.01);
}

static void
severities_differ_in_shape_and_word (void **state)
{
  for (guint i = WG_SEVERITY_INFO; i < WG_N_SEVERITIES; i++)
    for (guint j = WG_SEVERITY_INFO; j < i; j++)
      {
        assert_string_not_equal (wg_severity_glyph ((WgSeverity) i),
                                 wg_severity_glyph ((WgSeverity) j));
        assert_string_not_equal (wg_severity_word ((WgSeverity) i),
                                 wg_severity_word ((WgSeverity) j));
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (all_schemes_can_be_read),
      cmocka_unit_test (text_stays_readable_when_selected),
      cmocka_unit_test (contrast_is_that_of_wcag),
      cmocka_unit_test (severities_differ_in_shape_and_word),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
