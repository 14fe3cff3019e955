#include "ui/chart/unmask.h"

#include "ui/chart/shapes.h"

#include <glib/gi18n.h>

#define COLUMN_WIDTH 3 /* digits of the monospace font */
#define GUTTER_WIDTH 8 /* digits */
#define BAND_ROWS    4
#define BYTE_ROWS    3 /* below: one byte in bits */

/* --- what is drawn ------------------------------------------------------------------------ */

static const WgNode *
find_key (const WgNode *frame)
{
  for (const WgNode *node = frame->first_child; node != NULL; node = node->next)
    if (node->field != NULL && g_str_equal (node->field->key, "websocket.masking_key"))
      return node;
  return NULL;
}

static const WgNode *
find_frame (const WgLookTree *tree, const WgNode *node)
{
  while (node != NULL && node->field != NULL && !g_str_equal (node->field->key, "websocket"))
    node = node->parent;
  return node != NULL && node->field != NULL ? node : NULL;
}

gboolean
wg_unmask_of (const WgLookTree *tree, const WgNode *node, WgUnmask *out)
{
  const WgNode *frame = find_frame (tree, node);
  const WgNode *key = frame != NULL ? find_key (frame) : NULL;
  guint64 payload = key != NULL ? (guint64) key->off + key->len : 0;

  for (guint i = 1; key != NULL && i < wg_tree_n_sources (tree->tree); i++)
    {
      const WgTreeSource *source = wg_tree_source (tree->tree, i);
      WgSlice sent;

      if (source->parent != key->source || source->parent_off != payload
          || source->bytes.len == 0)
        continue;
      sent = wg_tree_source (tree->tree, source->parent)->bytes;
      *out = (WgUnmask){.source = i, .sent_off = source->parent_off, .all = source->bytes.len};
      out->len = (guint) MIN (MIN (WG_UNMASK_BYTES, source->bytes.len),
                              sent.len - MIN (sent.len, payload));
      for (guint j = 0; j < 4; j++)
        out->key[j] = (guint8) wg_slice_at (sent, (gsize) key->off + j);
      for (guint j = 0; j < out->len; j++)
        {
          out->sent[j] = (guint8) wg_slice_at (sent, source->parent_off + (gsize) j);
          out->plain[j] = (guint8) wg_slice_at (source->bytes, j);
        }
      return out->len > 0 && (out->sent[0] ^ out->key[0]) == out->plain[0];
    }
  return FALSE;
}

/* --- drawing ------------------------------------------------------------------------------ */

typedef struct
{
  PangoFontDescription *font;
  int digit, line, column, gutter;
  guint per_band;
} Sizes;

static Sizes
measure (const WgBitsStyle *style, int width)
{
  Sizes sizes = {.font = pango_font_description_copy (
                     pango_context_get_font_description (style->context))};
  PangoFontMetrics *metrics;

  pango_font_description_set_family (sizes.font, "monospace");
  metrics = pango_context_get_metrics (style->context, sizes.font, NULL);
  sizes.line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics)) + 2;
  sizes.digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
  sizes.column = COLUMN_WIDTH * sizes.digit;
  sizes.gutter = GUTTER_WIDTH * sizes.digit;
  sizes.per_band = (guint) MAX (4, (width - sizes.gutter + sizes.digit) / sizes.column);
  return sizes;
}

int
wg_unmask_min_width (const WgBitsStyle *style)
{
  Sizes sizes = measure (style, 0);

  pango_font_description_free (sizes.font);
  return sizes.gutter + 6 * sizes.column;
}

static double
band_height (const Sizes *sizes)
{
  return BAND_ROWS * sizes->line + sizes->line / 2.0;
}

static guint
n_bands (const Sizes *sizes, const WgUnmask *unmask)
{
  return (unmask->len + sizes->per_band - 1) / sizes->per_band;
}

int
wg_unmask_height (const WgBitsStyle *style, const WgUnmask *unmask, int width)
{
  Sizes sizes = measure (style, width);
  int height = (int) (n_bands (&sizes, unmask) * band_height (&sizes))
               + (BYTE_ROWS + (unmask->len < unmask->all)) * sizes.line;

  pango_font_description_free (sizes.font);
  return height;
}

static void
draw_text (const WgBitsStyle *style,
           const Sizes *sizes,
           GtkSnapshot *snapshot,
           const char *text,
           double x,
           double y,
           const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (style->context);

  pango_layout_set_font_description (layout, sizes->font);
  pango_layout_set_text (layout, text, -1);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
text_of (const WgUnmask *unmask, gint row, guint i, char out[8])
{
  guint8 plain = unmask->plain[i];

  if (unmask->hidden[i] && row != 1)
    g_strlcpy (out, row == 3 ? " ▒" : "▒▒", 8);
  else if (row == 3)
    g_snprintf (out, 8, " %c", g_ascii_isprint (plain) ? plain : '.');
  else
    g_snprintf (out, 8, "%02x",
                row == 0   ? unmask->sent[i]
                : row == 1 ? unmask->key[i % 4]
                           : plain);
}

static void
draw_band (const WgBitsStyle *style,
           const Sizes *sizes,
           const WgUnmask *unmask,
           guint band,
           guint selected,
           GtkSnapshot *snapshot)
{
  const char *const names[BAND_ROWS] = {_ ("sent"), _ ("⊕ key"), _ ("= text"), ""};
  double top = band * band_height (sizes);
  guint first = band * sizes->per_band, last = MIN (first + sizes->per_band, unmask->len);

  if (selected >= first && selected < last)
    {
      double x = sizes->gutter + (selected - first) * (double) sizes->column;
      wg_shape_line (snapshot, x - sizes->digit / 2.0, top, sizes->column,
                     BAND_ROWS * sizes->line, &style->palette->select);
      wg_shape_frame (snapshot, x - sizes->digit / 2.0, top, sizes->column,
                      BAND_ROWS * sizes->line, 1, &style->palette->accent);
    }
  for (gint row = 0; row < BAND_ROWS; row++)
    {
      draw_text (style, sizes, snapshot, names[row], 0, top + row * sizes->line,
                 &style->palette->dim);
      for (guint i = first; i < last; i++)
        {
          char text[8];

          text_of (unmask, row, i, text);
          draw_text (style, sizes, snapshot, text,
                     sizes->gutter + (i - first) * (double) sizes->column,
                     top + row * sizes->line, &style->palette->foreground);
        }
    }
  wg_shape_line (snapshot, sizes->gutter - sizes->digit / 2.0, top + 2 * sizes->line,
                 (last - first) * (double) sizes->column, 1, &style->palette->lane);
}

static void
append_bits (GString *out, guint8 byte)
{
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (out, "%s%u", i == 4 ? " " : "", (guint) byte >> (7 - i) & 1u);
}

/* The same for one byte, bit below bit. */
static void
draw_byte (const WgBitsStyle *style,
           const Sizes *sizes,
           const WgUnmask *unmask,
           guint selected,
           double y,
           GtkSnapshot *snapshot)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append (text, "  ");
  append_bits (text, unmask->sent[selected]);
  g_string_append (text, "\n⊕ ");
  append_bits (text, unmask->key[selected % 4]);
  g_string_append (text, "\n= ");
  append_bits (text, unmask->plain[selected]);
  draw_text (style, sizes, snapshot, text->str, sizes->gutter - 2 * sizes->digit, y,
             &style->palette->foreground);
}

void
wg_unmask_draw (const WgBitsStyle *style,
                const WgUnmask *unmask,
                guint selected,
                int width,
                GtkSnapshot *snapshot)
{
  Sizes sizes = measure (style, width);
  guint bands = n_bands (&sizes, unmask);
  double y = bands * band_height (&sizes);

  for (guint band = 0; band < bands; band++)
    draw_band (style, &sizes, unmask, band, selected, snapshot);
  if (selected < unmask->len && !unmask->hidden[selected])
    draw_byte (style, &sizes, unmask, selected, y, snapshot);
  if (unmask->len < unmask->all)
    {
      g_autofree char *text = g_strdup_printf (_ ("the first %u of %" G_GSIZE_FORMAT " bytes"),
                                               unmask->len, unmask->all);
      draw_text (style, &sizes, snapshot, text, 0, y + BYTE_ROWS * sizes.line,
                 &style->palette->dim);
    }
  pango_font_description_free (sizes.font);
}

gint
wg_unmask_at (const WgBitsStyle *style, const WgUnmask *unmask, int width, double x, double y)
{
  Sizes sizes = measure (style, width);
  double in_row = x - sizes.gutter + sizes.digit / 2.0;
  guint band = (guint) (MAX (y, 0) / band_height (&sizes));
  gint at = -1;

  if (y >= 0 && in_row >= 0 && in_row < sizes.per_band * (double) sizes.column)
    at = (gint) (band * sizes.per_band + (guint) (in_row / sizes.column));
  pango_font_description_free (sizes.font);
  return at >= 0 && (guint) at < unmask->len ? at : -1;
}

void
wg_unmask_append_text (GString *out, const WgUnmask *unmask)
{
  g_string_append_printf (out,
                          _ ("Unmasked with the key %02x %02x %02x %02x by exclusive or: "),
                          unmask->key[0], unmask->key[1], unmask->key[2], unmask->key[3]);
  for (guint i = 0; i < unmask->len; i++)
    {
      char sent[8], key[8], plain[8];

      text_of (unmask, 0, i, sent);
      text_of (unmask, 1, i, key);
      text_of (unmask, 2, i, plain);
      g_string_append_printf (out, "%s%s ⊕ %s = %s", i > 0 ? ", " : "", sent, key, plain);
    }
}
