#include "ui/pages/compare-step.h"

#include "ui/pages/compare-lines.h"
#include "ui/widgets/cell.h"

#include <glib/gi18n.h>

#define GUTTER 5 /* digits, between the two */

/* Freed with the widget. @asked counts, so that late answers are known. */
typedef struct
{
  GtkWidget *about;
  WgIndexModel *model;
  GArray *lines; /* WgCompareLine */
  guint asked;
} Step;

static void
draw (WgCell *cell, GtkSnapshot *snapshot, guint index, gpointer user)
{
  Step *step = user;
  const WgCompareLine *line = &g_array_index (step->lines, WgCompareLine, index);
  int digit = wg_cell_digit (cell), gutter = GUTTER * digit;
  int half = (wg_cell_width (cell) - gutter) / 2;
  const char *mark = line->left == NULL ? "▶" : line->right == NULL ? "◀" : "≠";

  wg_cell_text (cell, snapshot, line->left, digit, 0, half - digit, WG_CELL_MONO, NULL);
  wg_cell_text (cell, snapshot, mark, half + digit, 0, 3 * digit, WG_CELL_BOLD, NULL);
  wg_cell_text (cell, snapshot, line->right, half + gutter, 0, half - digit, WG_CELL_MONO,
                NULL);
}

static char *
say (guint index, gpointer user)
{
  Step *step = user;
  const WgCompareLine *line = &g_array_index (step->lines, WgCompareLine, index);

  if (line->left == NULL)
    return g_strdup_printf (_ ("only right: %s"), line->right);
  if (line->right == NULL)
    return g_strdup_printf (_ ("only left: %s"), line->left);
  return g_strdup_printf (_ ("left %s, right %s"), line->left, line->right);
}

static const WgCellKind kind = {.lines = 1, .draw = draw, .say = say};

/* What a worker needs, with references of its own. */
typedef struct
{
  GtkWidget *widget;
  WgDocument *document[2];
  WgView *view[2]; /* for the main thread alone */
  gint64 message[2];
  gboolean reveal;
  guint asked;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  g_object_unref (question->widget);
  g_free (question);
}

static void
read_lines (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GPtrArray *lines[2];

  for (guint i = 0; i < 2; i++)
    lines[i] = question->message[i] < 0
                   ? g_ptr_array_new ()
                   : wg_compare_read (wg_document_path (question->document[i]),
                                      wg_document_store (question->document[i]),
                                      wg_document_secrets (question->document[i]),
                                      (gsize) question->message[i], question->reveal);
  g_task_return_pointer (task, wg_compare_lines (lines[0], lines[1]),
                         (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < 2; i++)
    g_ptr_array_unref (lines[i]);
}

/* A task may be let go of by its worker, which no view should be. */
static void
let_go (Question *question)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&question->document[i]);
      g_clear_object (&question->view[i]);
    }
}

static void
show_as (WgView *view, char **line)
{
  char *shown = *line != NULL ? wg_view_shown (view, *line) : NULL;

  g_free (*line);
  *line = shown;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = g_task_get_task_data (G_TASK (result));
  Step *step = g_object_get_data (G_OBJECT (question->widget), "step");
  GArray *lines = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      show_as (question->view[0], &g_array_index (lines, WgCompareLine, i).left);
      show_as (question->view[1], &g_array_index (lines, WgCompareLine, i).right);
    }
  let_go (question);
  if (step == NULL || question->asked != step->asked)
    {
      g_array_unref (lines);
      return;
    }
  g_array_unref (step->lines);
  step->lines = lines;
  wg_index_model_reset (step->model, lines->len);
  text = lines->len == 0
             ? g_strdup (_ ("No field of this step differs"))
             : g_strdup_printf (ngettext ("%u field of this step differs",
                                          "%u fields of this step differ", lines->len),
                                lines->len);
  gtk_label_set_text (GTK_LABEL (step->about), text);
}

void
wg_compare_step_show (
    GtkWidget *widget, WgView *left, gint64 left_message, WgView *right, gint64 right_message)
{
  Step *step = g_object_get_data (G_OBJECT (widget), "step");
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_read, NULL);
  Question *question = g_new0 (Question, 1);

  wg_compare_step_forget (widget);
  question->widget = g_object_ref (widget);
  question->document[0] = g_object_ref (wg_view_document (left));
  question->document[1] = g_object_ref (wg_view_document (right));
  question->view[0] = g_object_ref (left);
  question->view[1] = g_object_ref (right);
  question->message[0] = left_message;
  question->message[1] = right_message;
  question->asked = step->asked;
  question->reveal = wg_view_is (left, WG_VIEW_REVEALED);
  gtk_label_set_text (GTK_LABEL (step->about), _ ("Looking…"));
  g_task_set_task_data (task, question, free_question);
  g_task_run_in_thread (task, read_lines);
}

void
wg_compare_step_forget (GtkWidget *widget)
{
  Step *step = g_object_get_data (G_OBJECT (widget), "step");

  step->asked++;
  wg_index_model_reset (step->model, 0);
  g_array_set_size (step->lines, 0);
  gtk_label_set_text (GTK_LABEL (step->about), _ ("Choose a step to see what differs in it"));
}

static void
free_step (gpointer data)
{
  Step *step = data;

  g_array_unref (step->lines);
  g_object_unref (step->model);
  g_free (step);
}

GtkWidget *
wg_compare_step_new (void)
{
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *list;
  Step *step = g_new0 (Step, 1);

  step->model = wg_index_model_new ();
  step->lines = g_array_new (FALSE, FALSE, sizeof (WgCompareLine));
  step->about = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (step->about), 0);
  gtk_widget_add_css_class (step->about, "heading");
  gtk_widget_add_css_class (step->about, "about");
  list = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (step->model)),
                            wg_cell_factory_new (&kind, step));
  gtk_widget_add_css_class (list, "compare");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What differs in the step"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (widget), step->about);
  gtk_box_append (GTK_BOX (widget), scrolled);
  g_object_set_data_full (G_OBJECT (widget), "step", step, free_step);
  wg_compare_step_forget (widget);
  return widget;
}
