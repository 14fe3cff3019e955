#include "ui/chart/bits.h"

#include "ui/chart/shapes.h"

#include <glib/gi18n.h>
#include <math.h>

#define COLUMNS      8u
#define COLUMN_WIDTH 5 /* digits */

/* --- which cells -------------------------------------------------------------------------- */

static const WgNode *
child (const WgNode *parent, const char *key)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    if (node->field != NULL && g_str_equal (node->field->key, key))
      return node;
  return NULL;
}

static void
add (GArray *cells, guint columns, guint64 value, const char *name, const WgNode *node)
{
  WgBitsCell cell = {.columns = columns, .name = name, .node = node};

  for (guint i = 0; i < columns; i++)
    cell.digits[i] = (char) ('0' + (value >> (columns - 1 - i) & 1));
  g_array_append_val (cells, cell);
}

/* The words of the field's value without its number: "Text" of "Text (1)". */
static void
set_word (GArray *cells, const WgNode *node)
{
  WgBitsCell *cell = &g_array_index (cells, WgBitsCell, cells->len - 1);

  if (node == NULL || node->text == NULL)
    return;
  g_strlcpy (cell->word, node->text, sizeof cell->word);
  cell->word[strcspn (cell->word, "(")] = '\0';
  g_strchomp (cell->word);
}

static void
add_websocket (GArray *cells, WgSlice bytes, const WgNode *frame)
{
  const WgNode *rsv = child (frame, "websocket.rsv"), *key;
  const WgNode *opcode = child (frame, "websocket.opcode");
  const WgNode *length = child (frame, "websocket.payload_length");
  const char *const names[] = {_ ("key 0"), _ ("key 1"), _ ("key 2"), _ ("key 3")};
  guint64 first = (guint64) wg_slice_at (bytes, frame->off);
  guint64 second = (guint64) wg_slice_at (bytes, (gsize) frame->off + 1);

  add (cells, 1, first >> 7, "FIN", child (frame, "websocket.fin"));
  add (cells, 1, first >> 6, "RSV1", rsv);
  add (cells, 1, first >> 5, "RSV2", rsv);
  add (cells, 1, first >> 4, "RSV3", rsv);
  add (cells, 4, first, _ ("opcode"), opcode);
  set_word (cells, opcode);
  add (cells, 1, second >> 7, "MASK", child (frame, "websocket.mask"));
  add (cells, 7, second, _ ("length"), length);
  set_word (cells, length);
  key = child (frame, "websocket.masking_key");
  for (guint i = 0; key != NULL && i < 4; i++)
    {
      WgBitsCell *cell;

      add (cells, 2, 0, names[i], key);
      cell = &g_array_index (cells, WgBitsCell, cells->len - 1);
      cell->is_byte = TRUE;
      g_snprintf (cell->digits, sizeof cell->digits, "%02x",
                  (guint) wg_slice_at (bytes, (gsize) key->off + i));
    }
}

static void
add_tcp (GArray *cells, WgSlice bytes, const WgNode *tcp)
{
  static const char *const names[] = {"CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"};
  static const char *const keys[] = {"tcp.flags.cwr", "tcp.flags.ece",  "tcp.flags.urg",
                                     "tcp.flags.ack", "tcp.flags.push", "tcp.flags.reset",
                                     "tcp.flags.syn", "tcp.flags.fin"};
  const WgNode *flags = child (tcp, "tcp.flags"), *length = child (tcp, "tcp.hdr_len");
  guint64 first, second;

  if (flags == NULL)
    return;
  first = (guint64) wg_slice_at (bytes, flags->off);
  second = (guint64) wg_slice_at (bytes, (gsize) flags->off + 1);
  add (cells, 4, first >> 4, _ ("header length"), length);
  add (cells, 3, first >> 1, _ ("reserved"), NULL);
  add (cells, 1, first, "AE", child (flags, "tcp.flags.ae"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add (cells, 1, second >> (7 - i), names[i], child (flags, keys[i]));
}

GArray *
wg_bits_of (const WgLookTree *tree, const WgNode *node)
{
  GArray *cells;
  WgSlice bytes;

  while (node != NULL && node->field != NULL && !g_str_equal (node->field->key, "websocket")
         && !g_str_equal (node->field->key, "tcp"))
    node = node->parent;
  if (node == NULL || node->field == NULL)
    return NULL;
  bytes = wg_tree_source (tree->tree, node->source)->bytes;
  if (wg_slice_at (bytes, (gsize) node->off + 1) < 0)
    return NULL;
  cells = g_array_new (FALSE, TRUE, sizeof (WgBitsCell));
  if (g_str_equal (node->field->key, "tcp"))
    add_tcp (cells, bytes, node);
  else if (child (node, "websocket.opcode") != NULL)
    add_websocket (cells, bytes, node);
  if (cells->len > 0)
    return cells;
  g_array_unref (cells);
  return NULL;
}

/* --- drawing ------------------------------------------------------------------------------ */

typedef struct
{
  int digit, line, column, row;
} Sizes;

static Sizes
measure (const WgBitsStyle *style)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (style->context, NULL, NULL);
  Sizes sizes;

  sizes.line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  sizes.digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
  sizes.column = COLUMN_WIDTH * sizes.digit;
  sizes.row = 2 * sizes.line + sizes.line / 2;
  return sizes;
}

int
wg_bits_width (const WgBitsStyle *style)
{
  Sizes sizes = measure (style);
  return (int) COLUMNS * sizes.column + 1;
}

static guint
n_rows (const GArray *cells)
{
  guint columns = 0;

  for (guint i = 0; i < cells->len; i++)
    columns += g_array_index (cells, WgBitsCell, i).columns;
  return (columns + COLUMNS - 1) / COLUMNS;
}

int
wg_bits_height (const WgBitsStyle *style, const GArray *cells)
{
  return (int) n_rows (cells) * measure (style).row + 1;
}

static void
draw_text (const WgBitsStyle *style,
           GtkSnapshot *snapshot,
           const char *text,
           double centre,
           double y,
           int width,
           gboolean bold,
           const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (style->context);

  if (bold)
    {
      PangoAttrList *list = pango_attr_list_new ();
      pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, list);
      pango_attr_list_unref (list);
    }
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (centre - width / 2.0), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_cell (const WgBitsStyle *style,
           GtkSnapshot *snapshot,
           const Sizes *sizes,
           const WgBitsCell *cell,
           double x,
           double y)
{
  int width = (int) cell->columns * sizes->column;
  gboolean set = cell->columns == 1 && cell->digits[0] == '1';
  gboolean selected = cell->node != NULL && cell->node == style->selected;
  g_autofree char *name = cell->word[0] != '\0'
                              ? g_strdup_printf ("%s: %s", cell->name, cell->word)
                              : g_strdup (cell->name);

  if (set || selected)
    wg_shape_line (snapshot, x, y, width, sizes->row, &style->palette->select);
  for (guint i = 0; !cell->is_byte && i < cell->columns; i++)
    {
      char digit[] = {cell->digits[i], '\0'};
      draw_text (style, snapshot, digit, x + (i + 0.5) * sizes->column, y + sizes->line / 8.0,
                 sizes->column, digit[0] == '1', &style->palette->foreground);
    }
  if (cell->is_byte)
    draw_text (style, snapshot, cell->digits, x + width / 2.0, y + sizes->line / 8.0, width,
               TRUE, &style->palette->foreground);
  draw_text (style, snapshot, name, x + width / 2.0, y + sizes->line * 9 / 8.0, width, FALSE,
             &style->palette->foreground);
  wg_shape_frame (snapshot, x, y, width + 1, sizes->row + 1, 1, &style->palette->lane);
  if (selected)
    wg_shape_frame (snapshot, x, y, width + 1, sizes->row + 1, 2, &style->palette->accent);
}

void
wg_bits_draw (const WgBitsStyle *style, const GArray *cells, GtkSnapshot *snapshot)
{
  Sizes sizes = measure (style);
  guint column = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      const WgBitsCell *cell = &g_array_index (cells, WgBitsCell, i);
      double x = (double) (column % COLUMNS) * sizes.column;
      double y = (double) (column / COLUMNS) * sizes.row;

      draw_cell (style, snapshot, &sizes, cell, x, y);
      column += cell->columns;
    }
}

const WgNode *
wg_bits_at (const WgBitsStyle *style, const GArray *cells, double x, double y)
{
  Sizes sizes = measure (style);
  guint column = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      const WgBitsCell *cell = &g_array_index (cells, WgBitsCell, i);
      double left = (double) (column % COLUMNS) * sizes.column;
      double top = (double) (column / COLUMNS) * sizes.row;

      if (x >= left && x < left + cell->columns * (double) sizes.column && y >= top
          && y < top + sizes.row)
        return cell->node;
      column += cell->columns;
    }
  return NULL;
}

void
wg_bits_append_text (GString *out, const GArray *cells)
{
  g_string_append (out, _ ("Header bits: "));
  for (guint i = 0; i < cells->len; i++)
    {
      const WgBitsCell *cell = &g_array_index (cells, WgBitsCell, i);

      g_string_append_printf (out, "%s%s %s", i > 0 ? ", " : "", cell->name, cell->digits);
      if (cell->word[0] != '\0')
        g_string_append_printf (out, " (%s)", cell->word);
    }
  g_string_append_c (out, '.');
}
