#include "ui/chart/palette.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define RGB(hex)                                                                               \
  {                                                                                            \
    (float) ((hex) >> 16 & 0xff) / 255.f, (float) ((hex) >> 8 & 0xff) / 255.f,                 \
        (float) ((hex) &0xff) / 255.f, 1.f                                                     \
  }
#define RGBA(hex, alpha)                                                                       \
  {                                                                                            \
    (float) ((hex) >> 16 & 0xff) / 255.f, (float) ((hex) >> 8 & 0xff) / 255.f,                 \
        (float) ((hex) &0xff) / 255.f, (alpha)                                                 \
  }

/* After Okabe and Ito's colours, which most people who see few colours can tell apart; the
 * darker of each pair for light backgrounds. */
static const WgPalette light = {
    .background = RGB (0xffffff),
    .foreground = RGB (0x1e1e1e),
    .dim = RGB (0x5e5c64),
    .lane = RGB (0x8a8a8a),
    .select = RGBA (0x3584e4, 0.16f),
    .accent = RGB (0x1c71d8),
    .lock = RGBA (0xd55e00, 0.10f),
    .good = RGB (0x00663d),
    .layer = {[WG_LAYER_TCP] = RGB (0x6e6e6e),
              [WG_LAYER_TLS] = RGB (0xc25400),
              [WG_LAYER_HTTP] = RGB (0x0072b2),
              [WG_LAYER_WEBSOCKET] = RGB (0x007d5a),
              [WG_LAYER_OTHER] = RGB (0x7a4fa3)},
    .severity = {[WG_SEVERITY_INFO] = RGB (0x005e96),
                 [WG_SEVERITY_LOW] = RGB (0x4f5a00),
                 [WG_SEVERITY_MEDIUM] = RGB (0x855400),
                 [WG_SEVERITY_HIGH] = RGB (0xc01c28),
                 [WG_SEVERITY_CRITICAL] = RGB (0x8f0f3f)},
};

static const WgPalette dark = {
    .background = RGB (0x1e1e1e),
    .foreground = RGB (0xf6f5f4),
    .dim = RGB (0xb8b6b4),
    .lane = RGB (0x8c8c8c),
    .select = RGBA (0x62a0ea, 0.20f),
    .accent = RGB (0x99c1f1),
    .lock = RGBA (0xe69f00, 0.12f),
    .good = RGB (0x5fd3a4),
    .layer = {[WG_LAYER_TCP] = RGB (0xa0a0a0),
              [WG_LAYER_TLS] = RGB (0xe69f00),
              [WG_LAYER_HTTP] = RGB (0x56b4e9),
              [WG_LAYER_WEBSOCKET] = RGB (0x33c79b),
              [WG_LAYER_OTHER] = RGB (0xc3a0e8)},
    .severity = {[WG_SEVERITY_INFO] = RGB (0x8fbdf3),
                 [WG_SEVERITY_LOW] = RGB (0xc0c94a),
                 [WG_SEVERITY_MEDIUM] = RGB (0xf5c211),
                 [WG_SEVERITY_HIGH] = RGB (0xff8f7a),
                 [WG_SEVERITY_CRITICAL] = RGB (0xff8fb4)},
};

static const WgPalette light_contrast = {
    .background = RGB (0xffffff),
    .foreground = RGB (0x000000),
    .dim = RGB (0x2e2e2e),
    .lane = RGB (0x444444),
    .select = RGBA (0x1a5fb4, 0.18f),
    .accent = RGB (0x003f91),
    .lock = RGBA (0x7a3600, 0.14f),
    .good = RGB (0x00492f),
    .layer = {[WG_LAYER_TCP] = RGB (0x3a3a3a),
              [WG_LAYER_TLS] = RGB (0x7a3600),
              [WG_LAYER_HTTP] = RGB (0x003f6b),
              [WG_LAYER_WEBSOCKET] = RGB (0x00492f),
              [WG_LAYER_OTHER] = RGB (0x4a2570)},
    .severity = {[WG_SEVERITY_INFO] = RGB (0x003f6b),
                 [WG_SEVERITY_LOW] = RGB (0x3c4400),
                 [WG_SEVERITY_MEDIUM] = RGB (0x5c3a00),
                 [WG_SEVERITY_HIGH] = RGB (0x8a0009),
                 [WG_SEVERITY_CRITICAL] = RGB (0x620027)},
};

static const WgPalette dark_contrast = {
    .background = RGB (0x000000),
    .foreground = RGB (0xffffff),
    .dim = RGB (0xe0e0e0),
    .lane = RGB (0xc0c0c0),
    .select = RGBA (0x99c1f1, 0.32f),
    .accent = RGB (0xcfe3ff),
    .lock = RGBA (0xffd88a, 0.20f),
    .good = RGB (0x86f0cb),
    .layer = {[WG_LAYER_TCP] = RGB (0xdadada),
              [WG_LAYER_TLS] = RGB (0xffc44d),
              [WG_LAYER_HTTP] = RGB (0x9fd8ff),
              [WG_LAYER_WEBSOCKET] = RGB (0x86f0cb),
              [WG_LAYER_OTHER] = RGB (0xe3cfff)},
    .severity = {[WG_SEVERITY_INFO] = RGB (0xb9d9ff),
                 [WG_SEVERITY_LOW] = RGB (0xe6ee90),
                 [WG_SEVERITY_MEDIUM] = RGB (0xffe27a),
                 [WG_SEVERITY_HIGH] = RGB (0xffb3a3),
                 [WG_SEVERITY_CRITICAL] = RGB (0xffc2d7)},
};

const WgPalette *
wg_palette (gboolean is_dark, gboolean high_contrast)
{
  if (high_contrast)
    return is_dark ? &dark_contrast : &light_contrast;
  return is_dark ? &dark : &light;
}

const WgPalette *
wg_palette_now (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  return wg_palette (adw_style_manager_get_dark (style),
                     adw_style_manager_get_high_contrast (style));
}

static double
luminance (double red, double green, double blue)
{
  const double part[] = {red, green, blue}, weight[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += weight[i]
           * (part[i] <= 0.04045 ? part[i] / 12.92 : pow ((part[i] + 0.055) / 1.055, 2.4));
  return sum;
}

double
wg_palette_contrast (const GdkRGBA *over, const GdkRGBA *under)
{
  double alpha = over->alpha;
  double one = luminance (alpha * over->red + (1 - alpha) * under->red,
                          alpha * over->green + (1 - alpha) * under->green,
                          alpha * over->blue + (1 - alpha) * under->blue);
  double other = luminance (under->red, under->green, under->blue);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

const char *
wg_severity_glyph (WgSeverity severity)
{
  static const char *const glyphs[WG_N_SEVERITIES] = {
      [WG_SEVERITY_DEFAULT] = "", [WG_SEVERITY_INFO] = "○", [WG_SEVERITY_LOW] = "◆",
      [WG_SEVERITY_MEDIUM] = "△", [WG_SEVERITY_HIGH] = "▲", [WG_SEVERITY_CRITICAL] = "■"};
  return glyphs[severity];
}

const char *
wg_severity_word (WgSeverity severity)
{
  static const char *const words[WG_N_SEVERITIES] = {
      [WG_SEVERITY_DEFAULT] = "",       [WG_SEVERITY_INFO] = N_ ("info"),
      [WG_SEVERITY_LOW] = N_ ("low"),   [WG_SEVERITY_MEDIUM] = N_ ("medium"),
      [WG_SEVERITY_HIGH] = N_ ("high"), [WG_SEVERITY_CRITICAL] = N_ ("critical")};
  return severity == WG_SEVERITY_DEFAULT ? "" : _ (words[severity]);
}

const char *
wg_layer_word (WgLayer layer)
{
  static const char *const words[WG_N_LAYERS] = {
      [WG_LAYER_TCP] = "TCP",          [WG_LAYER_TLS] = "TLS",
      [WG_LAYER_HTTP] = "HTTP",        [WG_LAYER_WEBSOCKET] = "WebSocket",
      [WG_LAYER_OTHER] = N_ ("Other"),
  };
  return layer == WG_LAYER_OTHER ? _ (words[layer]) : words[layer];
}
