#include "ui/chart/ladder.h"

#include "report/human.h"
#include "ui/chart/shapes.h"

#include <glib/gi18n.h>
#include <math.h>

#define DIMMED       0.35f
#define LOCK_LINES   0.7
#define LABEL_WIDTHS 12 /* digits that a label gets at least, whatever the lanes leave */

static void
clear_lane (gpointer item)
{
  WgLadderLane *lane = item;
  g_free (lane->title);
}

WgLadder *
wg_ladder_new (WgView *view, PangoContext *context)
{
  WgLadder *ladder = g_new0 (WgLadder, 1);

  ladder->view = g_object_ref (view);
  ladder->context = g_object_ref (context);
  ladder->palette = wg_palette (FALSE, FALSE);
  ladder->spotlight = -1;
  ladder->lanes = g_array_new (FALSE, TRUE, sizeof (WgLadderLane));
  g_array_set_clear_func (ladder->lanes, clear_lane);
  wg_ladder_refresh (ladder);
  return ladder;
}

void
wg_ladder_free (WgLadder *ladder)
{
  if (ladder == NULL)
    return;
  g_array_unref (ladder->lanes);
  g_object_unref (ladder->context);
  g_object_unref (ladder->view);
  g_free (ladder);
}

/* --- sizes and lanes ---------------------------------------------------------------------- */

static void
measure (WgLadder *ladder)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (ladder->context, NULL, NULL);

  ladder->line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  ladder->digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
  ladder->row_height = 2 * ladder->line + ladder->line / 3;
  ladder->header_height = 2 * ladder->line + ladder->line / 2;
  ladder->gutter = 9 * ladder->digit;
}

static guint
lane_of (const WgLadder *ladder, const WgEndpoint *end, guint8 ip_version)
{
  const WgLadderLane *lanes = (const WgLadderLane *) ladder->lanes->data;
  gsize len = ip_version == 4 ? 4 : 16;

  for (guint i = 0; i < ladder->lanes->len; i++)
    if (lanes[i].ip_version == ip_version && memcmp (lanes[i].address, end->address, len) == 0)
      return i;
  return ladder->lanes->len;
}

static void
add_lane (WgLadder *ladder, const WgEndpoint *end, guint8 ip_version, gboolean is_client)
{
  guint at = lane_of (ladder, end, ip_version);
  WgLadderLane *lane;

  if (at == ladder->lanes->len)
    {
      WgLadderLane new = {.ip_version = ip_version};

      if (at == WG_LADDER_LANES)
        return;
      memcpy (new.address, end->address, sizeof new.address);
      new.title = wg_view_address (ladder->view, end, ip_version, FALSE);
      g_array_append_val (ladder->lanes, new);
    }
  lane = &g_array_index (ladder->lanes, WgLadderLane, at);
  lane->is_client |= is_client;
  lane->is_server |= !is_client;
}

gboolean
wg_ladder_grow (WgLadder *ladder)
{
  const WgStore *store = wg_view_store (ladder->view);
  const WgRows *rows = wg_view_rows (ladder->view);
  guint before = ladder->lanes->len, n = wg_rows_n (rows);
  gint32 last = -1;

  for (; ladder->lanes_seen < n; ladder->lanes_seen++)
    {
      gsize index = wg_rows_get (rows, ladder->lanes_seen).message;
      gint32 conversation = wg_store_message (store, index)->conversation;
      const WgStoreConversation *talk;

      if (conversation < 0 || conversation == last)
        continue;
      last = conversation;
      talk = wg_store_conversation (store, (gsize) conversation);
      add_lane (ladder, &talk->client, talk->ip_version, TRUE);
      add_lane (ladder, &talk->server, talk->ip_version, FALSE);
    }
  return ladder->lanes->len != before;
}

void
wg_ladder_refresh (WgLadder *ladder)
{
  measure (ladder);
  g_array_set_size (ladder->lanes, 0);
  ladder->lanes_seen = 0;
  wg_ladder_grow (ladder);
}

/* What stands left and right of the outer lanes, less where there is little room. */
static int
margin (const WgLadder *ladder)
{
  return CLAMP (ladder->width / 12, 5 * ladder->digit, 9 * ladder->digit);
}

int
wg_ladder_min_width (const WgLadder *ladder)
{
  return ladder->gutter + 10 * ladder->digit
         + (int) MAX (1, ladder->lanes->len - (ladder->lanes->len > 0)) * 18 * ladder->digit;
}

void
wg_ladder_set_width (WgLadder *ladder, int width)
{
  ladder->width = MAX (width, wg_ladder_min_width (ladder));
}

double
wg_ladder_lane_x (const WgLadder *ladder, guint lane)
{
  double room = ladder->width - ladder->gutter - 2 * margin (ladder);
  guint n = ladder->lanes->len;

  if (n < 2)
    return ladder->gutter + margin (ladder) + room / 2;
  return round (ladder->gutter + margin (ladder) + room * MIN (lane, n - 1) / (n - 1));
}

guint
wg_ladder_lane_at (const WgLadder *ladder, double x)
{
  guint nearest = 0;

  for (guint i = 1; i < ladder->lanes->len; i++)
    if (fabs (wg_ladder_lane_x (ladder, i) - x) < fabs (wg_ladder_lane_x (ladder, nearest) - x))
      nearest = i;
  return nearest;
}

void
wg_ladder_move_lane (WgLadder *ladder, guint from, guint to)
{
  WgLadderLane *lanes = (WgLadderLane *) ladder->lanes->data, moved;

  if (from >= ladder->lanes->len || to >= ladder->lanes->len)
    return;
  moved = lanes[from];
  if (from < to)
    memmove (&lanes[from], &lanes[from + 1], (to - from) * sizeof moved);
  else
    memmove (&lanes[to + 1], &lanes[to], (from - to) * sizeof moved);
  lanes[to] = moved;
}

/* --- text --------------------------------------------------------------------------------- */

static PangoLayout *
layout_of (WgLadder *ladder, const char *text, int width)
{
  PangoLayout *layout = pango_layout_new (ladder->context);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  if (width > 0)
    {
      pango_layout_set_width (layout, width * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  return layout;
}

static void
draw_layout (
    GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

/* @align: 0 begins at @x, 0.5 is centred on it, 1 ends there. */
static void
draw_text (WgLadder *ladder,
           GtkSnapshot *snapshot,
           const char *text,
           double x,
           double y,
           double align,
           int max_width,
           const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = layout_of (ladder, text, max_width);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  pango_layout_set_width (layout, -1);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
  if (max_width > 0 && width >= max_width)
    {
      pango_layout_set_width (layout, max_width * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  draw_layout (snapshot, layout, round (x - align * width), y, colour);
}

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

static PangoAttribute *
colour_attribute (const GdkRGBA *colour)
{
  return pango_attr_foreground_new ((guint16) (colour->red * 65535),
                                    (guint16) (colour->green * 65535),
                                    (guint16) (colour->blue * 65535));
}

/* A pencil, and what somebody wrote. */
static void
append_note (WgLadder *ladder,
             const WgStoreMessage *message,
             GString *text,
             PangoAttrList *list)
{
  g_autofree char *note = wg_view_note (ladder->view, message->frame);
  guint start = (guint) text->len;

  if (note == NULL)
    return;
  g_string_append_printf (text, "   ✎ %s", note);
  add_attribute (list, pango_attr_style_new (PANGO_STYLE_ITALIC), start, (guint) text->len);
  add_attribute (list, colour_attribute (&ladder->palette->accent), start, (guint) text->len);
}

/* Name in bold, detail, then the finding's shape and word in its colour. */
static PangoLayout *
label_layout (WgLadder *ladder, const WgRow *row, int width)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (ladder->view), row->message);
  gint finding = wg_view_finding_of (ladder->view, row->message);
  g_autofree char *label = wg_view_label (ladder->view, row->message);
  g_autoptr (GString) text = g_string_new (NULL);
  PangoAttrList *list = pango_attr_list_new ();
  gsize name = g_str_has_prefix (label, message->type->name) ? strlen (message->type->name)
                                                             : strcspn (label, " ");
  PangoLayout *layout;

  if (finding >= 0)
    {
      WgDocument *document = wg_view_document (ladder->view);
      WgSeverity severity =
          (WgSeverity) wg_document_finding (document, (guint) finding)->severity;

      g_string_printf (text, "%s %s   ", wg_severity_glyph (severity),
                       wg_severity_word (severity));
      add_attribute (list, colour_attribute (&ladder->palette->severity[severity]), 0,
                     (guint) text->len);
    }
  add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), 0,
                 (guint) (text->len + name));
  g_string_append (text, label);
  append_note (ladder, message, text, list);
  layout = layout_of (ladder, text->str, width);
  pango_layout_set_attributes (layout, list);
  pango_attr_list_unref (list);
  return layout;
}

/* --- rows --------------------------------------------------------------------------------- */

static GdkRGBA
shade (const WgLadder *ladder, GdkRGBA colour, gboolean dimmed)
{
  if (dimmed)
    colour.alpha *= DIMMED;
  return colour;
}

static void
draw_lanes (WgLadder *ladder, GtkSnapshot *snapshot, double y, double height)
{
  for (guint i = 0; i < ladder->lanes->len; i++)
    {
      gboolean dimmed = ladder->spotlight >= 0 && ladder->spotlight != (gint) i;
      GdkRGBA colour = shade (ladder, ladder->palette->lane, dimmed);

      wg_shape_line (snapshot, wg_ladder_lane_x (ladder, i), y, 1, height, &colour);
    }
}

/* Where what an end sends is encrypted, its lane stands in a band. */
static void
draw_locks (
    WgLadder *ladder, GtkSnapshot *snapshot, const WgRow *row, const guint lane[2], double y)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (ladder->view), row->message);

  for (guint dir = 0; dir < 2; dir++)
    {
      gint64 from = wg_view_encrypted_from (ladder->view, message->conversation, dir);
      double half = ladder->digit;

      if (from < 0 || (gsize) from > row->message)
        continue;
      wg_shape_line (snapshot, wg_ladder_lane_x (ladder, lane[dir]) - half, y, 2 * half + 1,
                     ladder->row_height, &ladder->palette->lock);
    }
}

static void
draw_gutter (WgLadder *ladder, GtkSnapshot *snapshot, const WgStoreMessage *message, double y)
{
  gint64 ns = wg_document_time_of (wg_view_document (ladder->view), message->frame);
  g_autofree char *number = g_strdup_printf ("%u", message->frame);
  g_autofree char *time = g_strdup_printf (
      ns < 100 * G_GINT64_CONSTANT (1000000000) ? "%.4f" : "%.2f", (double) ns / 1e9);

  draw_text (ladder, snapshot, number, ladder->gutter - ladder->digit, y + ladder->line / 6.0,
             1, 0, &ladder->palette->dim);
  draw_text (ladder, snapshot, time, ladder->gutter - ladder->digit,
             y + ladder->line * 7.0 / 6.0, 1, 0, &ladder->palette->dim);
}

static void
draw_arrow (WgLadder *ladder,
            GtkSnapshot *snapshot,
            const WgStoreMessage *message,
            const guint lane[2],
            WgSeverity severity,
            double y)
{
  double from = wg_ladder_lane_x (ladder, lane[message->dir]);
  double to = wg_ladder_lane_x (ladder, lane[!message->dir]);
  gboolean right = to >= from, thin = message->type->layer == WG_LAYER_TCP;
  GdkRGBA colour = shade (ladder, ladder->palette->layer[message->type->layer],
                          ladder->spotlight >= 0 && ladder->spotlight != (gint) lane[0]
                              && ladder->spotlight != (gint) lane[1]);
  double left = MIN (from, to) + 1, width = fabs (to - from) - 1;
  double head = MAX (7, ladder->line * 0.5), weight = MAX (1, ladder->line / 9.0);

  if (thin)
    weight = MAX (1, weight / 2);
  if (lane[0] == lane[1])
    {
      width = 6 * ladder->digit;
      right = FALSE;
    }
  weight = round (weight);
  if ((message->flags & WG_MESSAGE_ODD) != 0)
    wg_shape_dashes (snapshot, left, y - weight / 2, width, weight, head, &colour);
  else if (severity == WG_SEVERITY_CRITICAL)
    {
      wg_shape_line (snapshot, left, y - weight - 1, width, weight, &colour);
      wg_shape_line (snapshot, left, y + 1, width, weight, &colour);
    }
  else
    wg_shape_line (snapshot, left, y - weight / 2, width, weight, &colour);
  wg_shape_arrow_head (snapshot, right ? left + width : left, y, head, right, &colour);
}

/* @left: where it begins */
static PangoLayout *
place_label (WgLadder *ladder, const WgRow *row, const guint lane[2], double *left)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (ladder->view), row->message);
  double a = wg_ladder_lane_x (ladder, lane[0]), b = wg_ladder_lane_x (ladder, lane[1]);
  double room = MAX (fabs (b - a) - 2 * ladder->digit, LABEL_WIDTHS * ladder->digit);
  double lock = (message->flags & WG_MESSAGE_ENCRYPTED) != 0
                    ? ladder->line * LOCK_LINES + ladder->digit
                    : 0;
  PangoLayout *layout = label_layout (ladder, row, (int) (room - lock));
  PangoRectangle ink;

  pango_layout_get_pixel_extents (layout, NULL, &ink);
  *left = round ((a + b) / 2 - ink.width / 2.0 + lock / 2) - ink.x;
  return layout;
}

static void
draw_label (
    WgLadder *ladder, GtkSnapshot *snapshot, const WgRow *row, const guint lane[2], double y)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (ladder->view), row->message);
  double lock = ladder->line * LOCK_LINES, left;
  g_autoptr (PangoLayout) layout = place_label (ladder, row, lane, &left);
  GdkRGBA colour = shade (ladder, ladder->palette->foreground,
                          ladder->spotlight >= 0 && ladder->spotlight != (gint) lane[0]
                              && ladder->spotlight != (gint) lane[1]);

  if ((message->flags & WG_MESSAGE_ENCRYPTED) != 0)
    wg_shape_lock (snapshot, left - lock - ladder->digit * 0.7, round (y + ladder->line * 0.28),
                   round (lock), (message->flags & WG_MESSAGE_OPENED) != 0,
                   &ladder->palette->layer[WG_LAYER_TLS]);
  draw_layout (snapshot, layout, left, y + ladder->line / 6.0, &colour);
}

static void
draw_between (
    WgLadder *ladder, GtkSnapshot *snapshot, const WgRow *row, const guint lane[2], double y)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (ladder->view), row->message);
  double middle = (wg_ladder_lane_x (ladder, 0)
                   + wg_ladder_lane_x (ladder, MAX (ladder->lanes->len, 1) - 1))
                  / 2;
  double at = y + ladder->row_height / 2.0;
  g_autoptr (GString) text = g_string_new (NULL);

  if (row->kind == WG_ROW_LOCK)
    {
      gboolean right = wg_ladder_lane_x (ladder, lane[message->dir])
                       > wg_ladder_lane_x (ladder, lane[!message->dir]);
      double x = wg_ladder_lane_x (ladder, lane[message->dir]);
      double size = round (ladder->line * 0.8);

      wg_shape_lock (snapshot,
                     round (right ? x - 2 * ladder->digit - size : x + 2 * ladder->digit),
                     round (at - size / 2), size, FALSE, &ladder->palette->layer[WG_LAYER_TLS]);
      draw_text (ladder, snapshot,
                 message->dir == 0 ? _ ("the client encrypts from here on")
                                   : _ ("the server encrypts from here on"),
                 right ? x - 3 * ladder->digit - size : x + 3 * ladder->digit + size,
                 at - ladder->line / 2.0, right ? 1 : 0, 0, &ladder->palette->dim);
      return;
    }
  if (row->kind == WG_ROW_SPACE)
    return;
  {
    const WgRows *rows = wg_view_rows (ladder->view);
    gint64 before = wg_rows_step (rows, (gint64) row->message, -1);
    WgDocument *document = wg_view_document (ladder->view);
    const WgStore *store = wg_view_store (ladder->view);

    if (before < 0)
      return;
    wg_human_duration (
        text,
        wg_document_time_of (document, message->frame)
            - wg_document_time_of (document, wg_store_message (store, (gsize) before)->frame));
    g_string_append (text, _ (" later"));
  }
  wg_shape_dashes (snapshot, middle - 14 * ladder->digit, at, 7 * ladder->digit, 1,
                   ladder->digit / 2.0, &ladder->palette->lane);
  wg_shape_dashes (snapshot, middle + 7 * ladder->digit, at, 7 * ladder->digit, 1,
                   ladder->digit / 2.0, &ladder->palette->lane);
  draw_text (ladder, snapshot, text->str, middle, at - ladder->line / 2.0, 0.5, 0,
             &ladder->palette->dim);
}

static void
lanes_of (const WgLadder *ladder, const WgStoreMessage *message, guint lane[2])
{
  const WgStoreConversation *talk;

  if (message->conversation < 0)
    return;
  talk = wg_store_conversation (wg_view_store (ladder->view), (gsize) message->conversation);
  lane[0] = MIN (lane_of (ladder, &talk->client, talk->ip_version), ladder->lanes->len - 1);
  lane[1] = MIN (lane_of (ladder, &talk->server, talk->ip_version), ladder->lanes->len - 1);
}

gboolean
wg_ladder_is_on_finding (WgLadder *ladder, guint index, double x)
{
  WgRow row = wg_rows_get (wg_view_rows (ladder->view), index);
  const WgStoreMessage *message = wg_store_message (wg_view_store (ladder->view), row.message);
  gint finding = wg_view_finding_of (ladder->view, row.message);
  g_autoptr (PangoLayout) layout = NULL;
  guint lane[2] = {0, 0};
  WgSeverity severity;
  PangoRectangle end;
  double left;

  if (row.kind != WG_ROW_MESSAGE || finding < 0)
    return FALSE;
  severity = (WgSeverity) wg_document_finding (wg_view_document (ladder->view), (guint) finding)
                 ->severity;
  lanes_of (ladder, message, lane);
  layout = place_label (ladder, &row, lane, &left);
  pango_layout_index_to_pos (
      layout,
      (int) (strlen (wg_severity_glyph (severity)) + 1 + strlen (wg_severity_word (severity))),
      &end);
  return x >= left - ladder->digit && x <= left + PANGO_PIXELS (end.x) + ladder->digit;
}

void
wg_ladder_draw_row (WgLadder *ladder, GtkSnapshot *snapshot, guint index, double y)
{
  WgRow row = wg_rows_get (wg_view_rows (ladder->view), index);
  const WgStore *store = wg_view_store (ladder->view);
  const WgStoreMessage *message = wg_store_message (store, row.message);
  guint lane[2] = {0, 0};
  gint finding;
  WgSeverity severity = WG_SEVERITY_DEFAULT;

  lanes_of (ladder, message, lane);
  draw_locks (ladder, snapshot, &row, lane, y);
  draw_lanes (ladder, snapshot, y, ladder->row_height);
  if (row.kind != WG_ROW_MESSAGE)
    {
      draw_between (ladder, snapshot, &row, lane, y);
      return;
    }
  if (!ladder->plain && wg_view_message (ladder->view) == (gint64) row.message)
    {
      wg_shape_line (snapshot, 0, y, ladder->width, ladder->row_height,
                     &ladder->palette->select);
      wg_shape_line (snapshot, 0, y, MAX (3, ladder->digit / 3), ladder->row_height,
                     &ladder->palette->accent);
    }
  finding = wg_view_finding_of (ladder->view, row.message);
  if (finding >= 0)
    severity =
        (WgSeverity) wg_document_finding (wg_view_document (ladder->view), (guint) finding)
            ->severity;
  draw_gutter (ladder, snapshot, message, y);
  draw_label (ladder, snapshot, &row, lane, y);
  draw_arrow (ladder, snapshot, message, lane, severity, round (y + ladder->line * 1.75));
}

void
wg_ladder_draw_gap (WgLadder *ladder, GtkSnapshot *snapshot, double y)
{
  draw_lanes (ladder, snapshot, y, ladder->row_height);
}

void
wg_ladder_draw_header (WgLadder *ladder, GtkSnapshot *snapshot)
{
  int share = ladder->lanes->len > 1
                  ? (int) (wg_ladder_lane_x (ladder, 1) - wg_ladder_lane_x (ladder, 0))
                  : 40 * ladder->digit;

  wg_shape_line (snapshot, 0, 0, ladder->width, ladder->header_height,
                 &ladder->palette->background);
  for (guint i = 0; i < ladder->lanes->len; i++)
    {
      const WgLadderLane *lane = &g_array_index (ladder->lanes, WgLadderLane, i);
      gboolean dimmed = ladder->spotlight >= 0 && ladder->spotlight != (gint) i;
      GdkRGBA name = shade (ladder, ladder->palette->foreground, dimmed);
      GdkRGBA role = shade (ladder, ladder->palette->dim, dimmed);
      double x = wg_ladder_lane_x (ladder, i);

      draw_text (ladder, snapshot, lane->title, x, ladder->line / 8.0, 0.5, share, &name);
      draw_text (ladder, snapshot,
                 lane->is_client && lane->is_server ? _ ("client and server")
                 : lane->is_client                  ? _ ("client")
                                                    : _ ("server"),
                 x, ladder->line * 9 / 8.0, 0.5, share, &role);
    }
  wg_shape_line (snapshot, 0, ladder->header_height - 1, ladder->width, 1,
                 &ladder->palette->lane);
}
