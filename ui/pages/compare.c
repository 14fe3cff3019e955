#include "ui/pages/compare.h"

#include "ui/models/align.h"
#include "ui/pages/compare-pick.h"
#include "ui/pages/compare-step.h"
#include "ui/widgets/cell.h"

#include "ui/chart/ladder.h"
#include "ui/chart/shapes.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define GUTTER 13 /* digits, between the two */
#define NARROW 70 /* digits: there is no room for both */

typedef enum
{
  LEFT,
  RIGHT,
  N_SIDES,
} Side;

/* Freed with the page. @messages: of that side, by their place among its steps; @shown: indices
 * of @rows; @alone: the side that fills the page, N_SIDES for both */
typedef struct
{
  WgView *view;
  WgView *side[N_SIDES];
  WgLadder *ladder[N_SIDES];
  GArray *messages[N_SIDES]; /* gsize */
  GtkWidget *pick[N_SIDES];
  GArray *rows;  /* WgAlignRow */
  GArray *shown; /* guint */
  WgIndexModel *model;
  WgIndexModel *head_model;
  GtkWidget *list;
  GtkWidget *head;
  GtkWidget *summary;
  GtkWidget *step;
  gboolean only_differences;
  Side alone;
} Compare;

/* --- rows --------------------------------------------------------------------------------- */

static gsize
message_of (Compare *page, Side side, gint32 step)
{
  return g_array_index (page->messages[side], gsize, step);
}

static const WgStoreMessage *
stored (Compare *page, Side side, gint32 step)
{
  return wg_store_message (wg_view_store (page->side[side]), message_of (page, side, step));
}

/* 4: as long, and the same is told of it; 3: the same is told; 2: the same kind of message from
 * the same end. */
static guint
alike (gpointer user, guint left, guint right)
{
  Compare *page = user;
  const WgStoreMessage *a = stored (page, LEFT, (gint32) left);
  const WgStoreMessage *b = stored (page, RIGHT, (gint32) right);

  if (a->type != b->type || a->dir != b->dir)
    return 0;
  if (!wg_slice_equal (wg_store_detail (wg_view_store (page->side[LEFT]), a),
                       wg_store_detail (wg_view_store (page->side[RIGHT]), b)))
    return 2;
  return atomic_load (&a->len) == atomic_load (&b->len) ? 4 : 3;
}

typedef enum
{
  SAME,
  DIFFERS,
  ONLY_LEFT,
  ONLY_RIGHT,
  N_VERDICTS,
} Verdict;

static Verdict
judge (Compare *page, const WgAlignRow *row)
{
  if (row->left < 0)
    return ONLY_RIGHT;
  if (row->right < 0)
    return ONLY_LEFT;
  return alike (page, (guint) row->left, (guint) row->right) == 4 ? SAME : DIFFERS;
}

static const char *const verdict_words[N_VERDICTS] = {N_ ("= same"), N_ ("≠ differs"),
                                                      N_ ("◀ only left"), N_ ("▶ only right")};

static const WgAlignRow *
row_at (Compare *page, guint index)
{
  return &g_array_index (page->rows, WgAlignRow, g_array_index (page->shown, guint, index));
}

static void
fill_messages (Compare *page, Side side)
{
  const WgRows *rows = wg_view_rows (page->side[side]);

  g_array_set_size (page->messages[side], 0);
  for (guint i = 0; i < wg_rows_n (rows); i++)
    {
      WgRow row = wg_rows_get (rows, i);
      if (row.kind == WG_ROW_MESSAGE)
        g_array_append_val (page->messages[side], row.message);
    }
  wg_ladder_refresh (page->ladder[side]);
}

static void
count_steps (Compare *page)
{
  guint n[N_VERDICTS] = {0};
  g_autofree char *text = NULL;

  for (guint i = 0; i < page->rows->len; i++)
    n[judge (page, &g_array_index (page->rows, WgAlignRow, i))]++;
  text = g_strdup_printf (_ ("%u steps: %u same, %u differ, %u only left, %u only right"),
                          page->rows->len, n[SAME], n[DIFFERS], n[ONLY_LEFT], n[ONLY_RIGHT]);
  gtk_label_set_text (GTK_LABEL (page->summary), text);
}

static void
show_rows (Compare *page)
{
  g_array_set_size (page->shown, 0);
  for (guint i = 0; i < page->rows->len; i++)
    if (!page->only_differences
        || judge (page, &g_array_index (page->rows, WgAlignRow, i)) != SAME)
      g_array_append_val (page->shown, i);
  wg_index_model_reset (page->model, page->shown->len);
  wg_index_model_reset (page->head_model, 1); /* draws it anew */
}

static void
align (Compare *page)
{
  for (Side side = LEFT; side < N_SIDES; side++)
    fill_messages (page, side);
  g_array_unref (page->rows);
  page->rows = wg_align (page->messages[LEFT]->len, page->messages[RIGHT]->len, alike, page);
  count_steps (page);
  wg_compare_step_forget (page->step);
  show_rows (page);
}

/* --- drawing ------------------------------------------------------------------------------ */

static Side
alone_of (Compare *page, WgCell *cell)
{
  gboolean narrow = wg_cell_width (cell) < NARROW * wg_cell_digit (cell);
  return page->alone == N_SIDES && narrow ? LEFT : page->alone;
}

/* Where that side is drawn; a @width of 0: it is not. */
static void
place_of (Compare *page, WgCell *cell, Side side, int *x, int *width)
{
  int all = wg_cell_width (cell), gutter = GUTTER * wg_cell_digit (cell);
  int half = (all - gutter) / 2;
  Side alone = alone_of (page, cell);

  *x = side == LEFT || alone == side ? 0 : half + gutter;
  if (alone != N_SIDES)
    *width = alone == side ? all - gutter : 0;
  else
    *width = half;
}

static void
draw_side (Compare *page, WgCell *cell, GtkSnapshot *snapshot, Side side, gint32 step)
{
  WgLadder *ladder = page->ladder[side];
  int x, width, height = gtk_widget_get_height (GTK_WIDGET (cell));

  place_of (page, cell, side, &x, &width);
  if (width == 0 || ladder == NULL)
    return;
  ladder->palette = wg_palette_now ();
  ladder->gutter = 7 * wg_cell_digit (cell);
  ladder->row_height = height;
  wg_ladder_set_width (ladder, width);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, 0));
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (step == -2)
    wg_ladder_draw_header (ladder, snapshot);
  else if (step < 0)
    wg_ladder_draw_gap (ladder, snapshot, 0);
  else
    wg_ladder_draw_row (
        ladder, snapshot,
        wg_rows_find (wg_view_rows (page->side[side]), message_of (page, side, step)), 0);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
draw_verdict (Compare *page, WgCell *cell, GtkSnapshot *snapshot, Verdict verdict)
{
  const WgPalette *palette = wg_palette_now ();
  const GdkRGBA *colours[N_VERDICTS] = {&palette->dim, &palette->severity[WG_SEVERITY_HIGH],
                                        &palette->layer[WG_LAYER_TLS],
                                        &palette->layer[WG_LAYER_HTTP]};
  int gutter = GUTTER * wg_cell_digit (cell), x;

  x = alone_of (page, cell) != N_SIDES ? wg_cell_width (cell) - gutter
                                       : (wg_cell_width (cell) - gutter) / 2;
  wg_cell_text (cell, snapshot, _ (verdict_words[verdict]), x + wg_cell_digit (cell), 0,
                gutter - wg_cell_digit (cell), verdict == SAME ? WG_CELL_PLAIN : WG_CELL_BOLD,
                colours[verdict]);
}

static void
draw (WgCell *cell, GtkSnapshot *snapshot, guint index, gpointer user)
{
  Compare *page = user;
  const WgAlignRow *row = row_at (page, index);
  float width = (float) wg_cell_width (cell),
        height = (float) gtk_widget_get_height (GTK_WIDGET (cell));

  wg_shape_line (snapshot, 0, 0, width, height, &wg_palette_now ()->background);
  if (wg_index_model_selected (page->model) == index)
    {
      wg_shape_line (snapshot, 0, 0, width, height, &wg_palette_now ()->select);
      wg_shape_line (snapshot, 0, 0, 4, height, &wg_palette_now ()->accent);
    }
  draw_side (page, cell, snapshot, LEFT, row->left);
  draw_side (page, cell, snapshot, RIGHT, row->right);
  draw_verdict (page, cell, snapshot, judge (page, row));
}

static char *
say (guint index, gpointer user)
{
  Compare *page = user;
  const WgAlignRow *row = row_at (page, index);
  g_autofree char *left = NULL, *right = NULL;

  if (row->left >= 0)
    left = wg_view_sentence (page->side[LEFT], message_of (page, LEFT, row->left));
  if (row->right >= 0)
    right = wg_view_sentence (page->side[RIGHT], message_of (page, RIGHT, row->right));
  if (left == NULL || right == NULL)
    return g_strdup_printf ("%s: %s", _ (verdict_words[judge (page, row)]),
                            left != NULL ? left : right);
  return g_strdup_printf (_ ("%s: left: %s; right: %s"), _ (verdict_words[judge (page, row)]),
                          left, right);
}

static const WgCellKind kind = {.lines = 2, .draw = draw, .say = say};

static void
draw_head (WgCell *cell, GtkSnapshot *snapshot, guint index, gpointer user)
{
  wg_shape_line (snapshot, 0, 0, (float) wg_cell_width (cell),
                 (float) gtk_widget_get_height (GTK_WIDGET (cell)),
                 &wg_palette_now ()->background);
  draw_side (user, cell, snapshot, LEFT, -2);
  draw_side (user, cell, snapshot, RIGHT, -2);
}

static char *
say_head (guint index, gpointer user)
{
  return g_strdup (_ ("Ends of the two conversations"));
}

static const WgCellKind head_kind = {.lines = 2, .draw = draw_head, .say = say_head};

/* --- what people do ----------------------------------------------------------------------- */

static void
on_picked (Compare *page, guint position)
{
  const WgAlignRow *row = row_at (page, position);

  wg_index_model_select (page->model, position);
  wg_compare_step_show (page->step, page->side[LEFT],
                        row->left < 0 ? -1 : (gint64) message_of (page, LEFT, row->left),
                        page->side[RIGHT],
                        row->right < 0 ? -1 : (gint64) message_of (page, RIGHT, row->right));
  if (row->left >= 0)
    wg_view_select (page->view, (gint64) message_of (page, LEFT, row->left));
  else if (wg_view_document (page->side[RIGHT]) == wg_view_document (page->view))
    wg_view_select (page->view, (gint64) message_of (page, RIGHT, row->right));
}

static void
show_alone (Compare *page, Side side)
{
  GtkWidget *child;

  page->alone = side;
  for (child = gtk_widget_get_first_child (page->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_queue_draw (gtk_widget_get_first_child (child));
  for (child = gtk_widget_get_first_child (page->head); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_queue_draw (gtk_widget_get_first_child (child));
  for (Side i = LEFT; i < N_SIDES; i++)
    gtk_widget_set_opacity (page->pick[i], side == N_SIDES || side == i ? 1 : 0.5);
}

/* b: the other one in the same place, as two slides laid over each other show what moves. */
static gboolean
on_key (Compare *page, guint key, guint code, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_b)
    show_alone (page, page->alone == LEFT ? RIGHT : LEFT);
  else if (key == GDK_KEY_Escape && page->alone != N_SIDES)
    show_alone (page, N_SIDES);
  else
    return FALSE;
  return TRUE;
}

static void
on_blink (Compare *page)
{
  show_alone (page, page->alone == LEFT ? RIGHT : page->alone == RIGHT ? N_SIDES : LEFT);
}

static void
on_only (GtkToggleButton *toggle, GParamSpec *pspec, Compare *page)
{
  page->only_differences = gtk_toggle_button_get_active (toggle);
  show_rows (page);
}

static void
on_chosen (GtkWidget *pick, GParamSpec *pspec, Compare *page)
{
  Side side = pick == page->pick[LEFT] ? LEFT : RIGHT;
  gint64 conversation = wg_compare_pick_chosen (pick);

  if (conversation < 0 || conversation == wg_view_conversation (page->side[side]))
    return;
  wg_view_show_conversation (page->side[side], conversation);
  wg_view_select (page->side[side], -1);
  align (page);
}

/* --- whose conversations ------------------------------------------------------------------ */

static void
offer (Compare *page)
{
  gint64 pair[N_SIDES];

  wg_compare_pick_pair (wg_view_store (page->side[LEFT]), wg_view_store (page->side[RIGHT]),
                        wg_view_conversation (page->view), pair);
  for (Side side = LEFT; side < N_SIDES; side++)
    {
      wg_view_show_conversation (page->side[side], pair[side]);
      wg_view_select (page->side[side], -1);
      g_signal_handlers_block_by_func (page->pick[side], on_chosen, page);
      wg_compare_pick_fill (page->pick[side], page->side[side], pair[side]);
      g_signal_handlers_unblock_by_func (page->pick[side], on_chosen, page);
    }
  align (page);
}

/* What is shown of names has changed. */
static void
on_names (Compare *page)
{
  for (Side side = LEFT; side < N_SIDES && page->side[side] != NULL; side++)
    {
      gint64 chosen = wg_view_conversation (page->side[side]);

      g_signal_handlers_block_by_func (page->pick[side], on_chosen, page);
      wg_compare_pick_fill (page->pick[side], page->side[side], chosen);
      g_signal_handlers_unblock_by_func (page->pick[side], on_chosen, page);
    }
  if (page->side[LEFT] != NULL)
    align (page);
}

static void
set_side (Compare *page, Side side, WgDocument *document)
{
  static const char *const shared[] = {"redacted", "revealed", "eavesdropper"};
  WgView *other = page->side[side == LEFT ? RIGHT : LEFT];

  if (page->side[side] != NULL
      && (other == NULL || wg_view_document (other) != wg_view_document (page->side[side])))
    g_signal_handlers_disconnect_by_data (wg_view_document (page->side[side]), page);
  g_clear_pointer (&page->ladder[side], wg_ladder_free);
  g_clear_object (&page->side[side]);
  page->side[side] = wg_view_new (document);
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    g_object_bind_property (page->view, shared[i], page->side[side], shared[i],
                            G_BINDING_SYNC_CREATE);
  page->ladder[side] =
      wg_ladder_new (page->side[side], gtk_widget_get_pango_context (page->list));
  if (other == NULL || wg_view_document (other) != document)
    g_signal_connect_swapped (document, "finished", G_CALLBACK (offer), page);
}

/* Not before somebody looks: a side has rows of its own, which cost as much as the capture is
 * large. */
static void
begin (Compare *page)
{
  if (page->side[LEFT] != NULL)
    return;
  for (Side side = LEFT; side < N_SIDES; side++)
    set_side (page, side, wg_view_document (page->view));
  offer (page);
}

void
wg_compare_page_open (GtkWidget *widget, const char *path)
{
  Compare *page = g_object_get_data (G_OBJECT (widget), "compare-page");
  g_autoptr (WgDocument) document = wg_document_new (path, NULL);

  begin (page);
  set_side (page, RIGHT, document);
  offer (page);
}

static void
on_file (Compare *page, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (chooser);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    gtk_widget_activate_action (page->list, "win.compare-with", "s", path);
  g_object_unref (chooser);
}

static void
choose_file (Compare *page)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Compare With a Capture"), GTK_WINDOW (gtk_widget_get_root (page->list)),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  g_signal_connect_swapped (chooser, "response", G_CALLBACK (on_file), page);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- making it ---------------------------------------------------------------------------- */

static GtkWidget *
list_of (WgIndexModel *model, const WgCellKind *cells, Compare *page, const char *name)
{
  GtkWidget *list = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (model)),
                                       wg_cell_factory_new (cells, page));

  gtk_widget_add_css_class (list, "compare");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return list;
}

static GtkWidget *
scrolled (GtkWidget *child)
{
  GtkWidget *widget = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (widget), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (widget), child);
  gtk_widget_set_vexpand (widget, TRUE);
  return widget;
}

static GtkWidget *
make_tools (Compare *page)
{
  GtkWidget *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *verbs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *aside = gtk_scrolled_window_new ();
  GtkWidget *only = gtk_toggle_button_new_with_label (_ ("Differences only"));
  GtkWidget *blink = gtk_button_new_with_label (_ ("Blink"));
  GtkWidget *file = gtk_button_new_with_label (_ ("Another capture…"));

  page->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (page->summary), 0);
  gtk_label_set_ellipsize (GTK_LABEL (page->summary), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (page->summary, TRUE);
  gtk_widget_set_margin_start (page->summary, 6);
  gtk_widget_set_tooltip_text (blink, _ ("Left, right, both in the same place (b)"));
  gtk_widget_set_tooltip_text (file, _ ("Show a second capture at the right"));
  gtk_widget_add_css_class (tools, "toolbar");
  g_signal_connect (only, "notify::active", G_CALLBACK (on_only), page);
  g_signal_connect_swapped (blink, "clicked", G_CALLBACK (on_blink), page);
  g_signal_connect_swapped (file, "clicked", G_CALLBACK (choose_file), page);
  gtk_box_append (GTK_BOX (verbs), only);
  gtk_box_append (GTK_BOX (verbs), blink);
  gtk_box_append (GTK_BOX (verbs), file);
  /* Where the window is narrow they are scrolled to. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (aside), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (aside), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (aside), verbs);
  gtk_box_append (GTK_BOX (tools), page->summary);
  gtk_box_append (GTK_BOX (tools), aside);
  return tools;
}

static GtkWidget *
make_picks (Compare *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  static const char *const names[N_SIDES] = {N_ ("Conversation at the left"),
                                             N_ ("Conversation at the right")};

  gtk_widget_add_css_class (box, "toolbar");
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  for (Side side = LEFT; side < N_SIDES; side++)
    {
      page->pick[side] = wg_compare_pick_new (_ (names[side]));
      g_signal_connect (page->pick[side], "notify::selected", G_CALLBACK (on_chosen), page);
      gtk_box_append (GTK_BOX (box), page->pick[side]);
    }
  return box;
}

static GtkWidget *
make_ladders (Compare *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();

  page->head = list_of (page->head_model, &head_kind, page, _ ("Ends"));
  gtk_widget_set_focusable (page->head, FALSE);
  gtk_widget_set_can_target (page->head, FALSE);
  page->list = list_of (page->model, &kind, page, _ ("Steps of the two conversations"));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), page);
  gtk_widget_add_controller (page->list, keys);
  gtk_box_append (GTK_BOX (box), page->head);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), scrolled (page->list));
  return box;
}

static void
free_page (gpointer data)
{
  Compare *page = data;

  for (Side side = LEFT; side < N_SIDES; side++)
    {
      if (page->side[side] != NULL)
        g_signal_handlers_disconnect_by_data (wg_view_document (page->side[side]), page);
      wg_ladder_free (page->ladder[side]);
      g_clear_object (&page->side[side]);
      g_array_unref (page->messages[side]);
    }
  g_array_unref (page->rows);
  g_array_unref (page->shown);
  g_object_unref (page->model);
  g_object_unref (page->head_model);
  g_signal_handlers_disconnect_by_data (page->view, page);
  g_object_unref (page->view);
  g_free (page);
}

static Compare *
page_new (WgView *view)
{
  Compare *page = g_new0 (Compare, 1);

  page->view = g_object_ref (view);
  page->alone = N_SIDES;
  page->model = wg_index_model_new ();
  page->head_model = wg_index_model_new ();
  page->step = wg_compare_step_new ();
  wg_index_model_reset (page->head_model, 1);
  page->rows = g_array_new (FALSE, FALSE, sizeof (WgAlignRow));
  page->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  for (Side side = LEFT; side < N_SIDES; side++)
    page->messages[side] = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_signal_connect_swapped (page->model, "picked", G_CALLBACK (on_picked), page);
  /* after the bindings that hand it on to the sides */
  g_signal_connect_data (view, "notify::redacted", G_CALLBACK (on_names), page, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_data (view, "notify::revealed", G_CALLBACK (on_names), page, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return page;
}

GtkWidget *
wg_compare_page_new (WgView *view)
{
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);
  Compare *page = page_new (view);

  gtk_box_append (GTK_BOX (widget), make_tools (page));
  gtk_box_append (GTK_BOX (widget), make_picks (page));
  gtk_paned_set_start_child (GTK_PANED (paned), make_ladders (page));
  gtk_paned_set_end_child (GTK_PANED (paned), page->step);
  gtk_paned_set_position (GTK_PANED (paned), 400);
  gtk_widget_set_vexpand (paned, TRUE);
  gtk_box_append (GTK_BOX (widget), paned);
  g_signal_connect_swapped (widget, "map", G_CALLBACK (begin), page);
  g_object_set_data_full (G_OBJECT (widget), "compare-page", page, free_page);
  return widget;
}
