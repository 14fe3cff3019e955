#include "ui/window.h"

#include "ui/pages/compare.h"
#include "ui/pages/conversations.h"
#include "ui/pages/diagram.h"
#include "ui/pages/messages.h"
#include "ui/pages/packets.h"
#include "ui/pages/security.h"
#include "ui/pages/start.h"
#include "ui/panes/panes.h"
#include "ui/player.h"
#include "ui/steps.h"
#include "ui/text-scale.h"
#include "ui/verbs.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/transport.h"

#include <glib/gi18n.h>

#define SIDE_FOLDS_BELOW 80  /* digits that fit beside each other */
#define PAGES_HEIGHT     360 /* of a window that is not yet shown */
#define PROGRESS_AFTER   3u  /* ticks of a document before a bar is shown */

struct _WgWindow
{
  AdwApplicationWindow parent_instance;
  AdwToastOverlay *toasts;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *switcher_bar;
  GtkToggleButton *side_button;
  GtkToggleButton *filter_button;
  GtkProgressBar *progress;
  GtkRevealer *banner;
  GtkLabel *banner_text;
  GtkButton *banner_button;
  GtkStack *body;
  AdwFlap *flap;
  AdwViewStack *pages;
  GtkPaned *split; /* pages above, panes below */
  GtkWidget *panes;
  GtkWidget *transport;
  GtkWidget *filter;
  int split_at; /* where the last document's was */
  WgDocument *document;
  WgView *view;
  WgPlayer *player;
  guint ticks;
};

G_DEFINE_FINAL_TYPE (WgWindow, wg_window, ADW_TYPE_APPLICATION_WINDOW)

void
wg_window_say (WgWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
show_banner (WgWindow *self, const char *text)
{
  if (text != NULL)
    gtk_label_set_text (self->banner_text, text);
  gtk_revealer_set_reveal_child (self->banner, text != NULL);
}

/* --- what is open ------------------------------------------------------------------------- */

static void
on_grew (WgWindow *self)
{
  double progress = wg_document_progress (self->document);

  if (wg_document_state (self->document) != WG_DOCUMENT_LOADING
      || self->ticks++ < PROGRESS_AFTER)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  if (progress < 0)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, progress);
}

/* The tab says how many findings weigh something. */
static void
count_findings (WgWindow *self)
{
  GtkWidget *page = adw_view_stack_get_child_by_name (self->pages, "security");
  guint n = wg_document_n_findings (self->document), heavy = 0;

  for (; heavy < n; heavy++)
    if (wg_document_finding (self->document, heavy)->severity < WG_SEVERITY_MEDIUM)
      break;
  adw_view_stack_page_set_badge_number (adw_view_stack_get_page (self->pages, page), heavy);
  adw_view_stack_page_set_needs_attention (adw_view_stack_get_page (self->pages, page),
                                           heavy > 0);
}

static void
on_finished (WgWindow *self)
{
  const GError *error = wg_document_error (self->document);

  count_findings (self);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel", FALSE);
  switch (wg_document_state (self->document))
    {
    case WG_DOCUMENT_FAILED:
      show_banner (self, error->message);
      break;
    case WG_DOCUMENT_CANCELLED:
      show_banner (self, _ ("Reading was stopped. What was read until then is shown."));
      break;
    case WG_DOCUMENT_WHOLE:
    case WG_DOCUMENT_LOADING:
    default:
      show_banner (self, wg_document_remark (self->document));
    }
}

static void
add_page (
    WgWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  AdwViewStackPage *added = adw_view_stack_add_titled (self->pages, page, name, title);
  adw_view_stack_page_set_icon_name (added, icon);
}

static GtkPaned *
make_split (WgWindow *self)
{
  GtkPaned *split = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_VERTICAL));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_paned_set_start_child (split, GTK_WIDGET (self->pages));
  gtk_paned_set_end_child (split, self->panes);
  gtk_paned_set_resize_start_child (split, TRUE);
  gtk_paned_set_resize_end_child (split, TRUE);
  gtk_paned_set_shrink_start_child (split, FALSE);
  gtk_paned_set_shrink_end_child (split, TRUE);
  gtk_paned_set_position (split, self->split_at > 0 ? self->split_at
                                 : height > 0       ? height / 2 - 40
                                                    : PAGES_HEIGHT);
  gtk_widget_set_vexpand (GTK_WIDGET (split), TRUE);
  return split;
}

/* What differs in a step has a place of its own there, and takes theirs. */
static void
on_page (WgWindow *self)
{
  gtk_widget_set_visible (
      self->panes,
      g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "compare") != 0);
}

static GtkWidget *
make_content (WgWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->pages = ADW_VIEW_STACK (adw_view_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->pages), TRUE);
  add_page (self, wg_diagram_page_new (self->view), "diagram", _ ("Diagram"),
            "network-transmit-receive-symbolic");
  add_page (self, wg_messages_page_new (self->view), "messages", _ ("Messages"),
            "view-list-symbolic");
  add_page (self, wg_packets_page_new (self->view), "packets", _ ("Packets"),
            "view-continuous-symbolic");
  add_page (self, wg_security_page_new (self->view), "security", _ ("Security"),
            "security-medium-symbolic");
  add_page (self, wg_compare_page_new (self->view), "compare", _ ("Compare"),
            "view-dual-symbolic");
  self->filter = wg_filter_bar_new (self->view);
  gtk_box_append (GTK_BOX (box), self->filter);
  self->panes = wg_panes_new (self->view);
  self->split = make_split (self);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (on_page), self,
                           G_CONNECT_SWAPPED);
  self->transport = wg_transport_new (self->view, self->player);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->split));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), self->transport);
  return box;
}

static void
show_document (WgWindow *self)
{
  GtkWidget *side = wg_conversations_new (self->view);

  self->flap = ADW_FLAP (adw_flap_new ());
  adw_flap_set_flap (self->flap, side);
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (self->flap, make_content (self));
  g_object_bind_property (self->flap, "reveal-flap", self->side_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_widget_set_visible (GTK_WIDGET (self->side_button), TRUE);
  g_object_bind_property (self->filter, "search-mode-enabled", self->filter_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_button), TRUE);
  gtk_stack_add_named (self->body, GTK_WIDGET (self->flap), "document");
  gtk_stack_set_visible_child (self->body, GTK_WIDGET (self->flap));
  adw_view_switcher_title_set_stack (self->switcher, self->pages);
  adw_view_switcher_bar_set_stack (self->switcher_bar, self->pages);
  adw_view_switcher_title_set_title (self->switcher, wg_document_title (self->document));
  gtk_window_set_title (GTK_WINDOW (self), wg_document_title (self->document));
}

static void
close_document (WgWindow *self)
{
  if (self->document == NULL)
    return;
  wg_document_cancel (self->document);
  g_signal_handlers_disconnect_by_data (self->document, self);
  wg_player_set_playing (self->player, FALSE);
  wg_steps_remove (G_ACTION_MAP (self));
  adw_view_switcher_title_set_stack (self->switcher, NULL);
  adw_view_switcher_bar_set_stack (self->switcher_bar, NULL);
  self->split_at = gtk_paned_get_position (self->split);
  gtk_stack_remove (self->body, GTK_WIDGET (self->flap));
  self->flap = NULL;
  self->split = NULL;
  self->panes = NULL;
  self->transport = NULL;
  self->filter = NULL;
  self->pages = NULL;
  g_clear_object (&self->player);
  g_clear_object (&self->view);
  g_clear_object (&self->document);
}

static void
say (gpointer user, const char *text)
{
  wg_window_say (user, text);
}

/* On the page of findings by its list, else by the messages. */
static gboolean
step_finding (gpointer user, gint by)
{
  WgWindow *self = user;

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "security") == 0)
    return wg_security_page_step (adw_view_stack_get_visible_child (self->pages), by);
  return wg_view_step_finding (self->view, by);
}

static const WgStepsHooks steps_hooks = {.say = say, .step_finding = step_finding};

static void update_actions (WgWindow *self);

void
wg_window_open (WgWindow *self, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  close_document (self);
  show_banner (self, NULL);
  self->ticks = 0;
  self->document = wg_document_new (path, NULL);
  self->view = wg_view_new (self->document);
  self->player = wg_player_new (self->view);
  g_signal_connect_swapped (self->document, "grew", G_CALLBACK (on_grew), self);
  g_signal_connect_swapped (self->document, "finished", G_CALLBACK (on_finished), self);
  wg_steps_add (G_ACTION_MAP (self), self->view, self->player, &steps_hooks, self);
  show_document (self);
  update_actions (self);
  if (uri != NULL)
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

gboolean
wg_window_is_open (WgWindow *self)
{
  return self->document != NULL;
}

WgView *
wg_window_view (WgWindow *self)
{
  return self->view;
}

AdwViewStack *
wg_window_pages (WgWindow *self)
{
  return self->pages;
}

/* --- verbs -------------------------------------------------------------------------------- */

static void
on_chosen (WgWindow *self, int response, GtkFileChooser *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        wg_window_open (self, path);
      else
        wg_window_say (self, _ ("Only files of this machine can be opened"));
    }
  g_object_unref (chooser);
}

static void
open_chooser (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Open a Capture"), GTK_WINDOW (widget),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  GtkFileFilter *captures = gtk_file_filter_new (), *all = gtk_file_filter_new ();
  static const char *const suffixes[] = {"pcap", "pcapng", "cap", "snoop", "gz", "zst", "lz4"};

  gtk_file_filter_set_name (captures, _ ("Captures"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (captures, suffixes[i]);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), captures);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  g_signal_connect_swapped (chooser, "response", G_CALLBACK (on_chosen), widget);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
  g_object_unref (captures);
  g_object_unref (all);
}

static void
open_path (GtkWidget *widget, const char *action, GVariant *parameter)
{
  wg_window_open (WG_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
toggle_side (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WgWindow *self = WG_WINDOW (widget);

  if (self->flap != NULL)
    adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

/* To the next of: conversations, page, Explain, Bytes, transport. */
static void
cycle_panes (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WgWindow *self = WG_WINDOW (widget);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkWidget *places[] = {self->flap != NULL && adw_flap_get_reveal_flap (self->flap)
                             ? adw_flap_get_flap (self->flap)
                             : NULL,
                         GTK_WIDGET (self->pages), NULL, NULL, self->transport};
  gint at = -1, step = g_str_equal (action, "win.next-pane") ? 1 : -1;
  gint n = G_N_ELEMENTS (places);

  if (self->panes == NULL)
    return;
  for (gint i = 0; focus != NULL && i < n; i++)
    if (places[i] != NULL && gtk_widget_is_ancestor (focus, places[i]))
      at = i;
  if (wg_panes_focus (self->panes) >= 0)
    at = 2 + wg_panes_focus (self->panes);
  for (gint i = 1; i <= n; i++)
    {
      gint next = (at + n + (at < 0 && step > 0 ? i : step * i)) % n;
      if (next == 2 || next == 3)
        wg_panes_set_focus (self->panes, next - 2);
      else if (places[next] != NULL)
        gtk_widget_child_focus (places[next], GTK_DIR_TAB_FORWARD);
      else
        continue;
      return;
    }
}

static void
scale_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (g_str_equal (action, "win.zoom-in"))
    wg_text_scale_shift (1);
  else if (g_str_equal (action, "win.zoom-out"))
    wg_text_scale_shift (-1);
  else
    wg_text_scale_set (100);
}

static void
toggle_presenter (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WgWindow *self = WG_WINDOW (widget);
  gboolean on = !gtk_window_is_fullscreen (GTK_WINDOW (self));

  if (on)
    gtk_window_fullscreen (GTK_WINDOW (self));
  else
    gtk_window_unfullscreen (GTK_WINDOW (self));
  wg_text_scale_set (on ? 150 : 100);
  if (self->flap != NULL)
    adw_flap_set_reveal_flap (self->flap, !on);
}

static void
open_filter (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WgWindow *self = WG_WINDOW (widget);

  if (self->filter != NULL)
    wg_filter_bar_open (self->filter);
}

/* "win.filter-like" with an expression: what passes it alone is shown. */
static void
filter_like (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WgWindow *self = WG_WINDOW (widget);

  if (self->filter != NULL)
    wg_filter_bar_set (self->filter, g_variant_get_string (parameter, NULL), FALSE);
}

static const char *const needs_document[] = {"win.filter", "win.filter-like", "win.side",
                                             "win.next-pane", "win.previous-pane"};

static void
update_actions (WgWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (needs_document); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), needs_document[i],
                                   self->document != NULL);
}

static void
on_banner_button (WgWindow *self)
{
  show_banner (self, NULL);
}

static gboolean
on_drop (WgWindow *self, const GValue *value)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path == NULL)
    return FALSE;
  wg_window_open (self, path);
  return TRUE;
}

/* The list at the side lies over the page where there is no room for both, as on a small
 * projector with large text. */
static void
on_size (WgWindow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean narrow = width > 0 && width < SIDE_FOLDS_BELOW * digit;

  pango_font_metrics_unref (metrics);
  if (self->flap == NULL || narrow == adw_flap_get_folded (self->flap))
    return;
  adw_flap_set_fold_policy (self->flap,
                            narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !narrow);
}

static void
on_size_idle (gpointer data)
{
  g_autoptr (WgWindow) self = data;
  on_size (self);
}

static void
wg_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (wg_window_parent_class)->size_allocate (widget, width, height, baseline);
  g_idle_add_once (on_size_idle, g_object_ref (widget));
}

/* --- the object --------------------------------------------------------------------------- */

static void
wg_window_dispose (GObject *object)
{
  WgWindow *self = WG_WINDOW (object);

  if (self->body != NULL)
    close_document (self);
  G_OBJECT_CLASS (wg_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget)
{
  static const char *const scales[] = {"win.zoom-in", "win.zoom-out", "win.zoom-reset"};

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    gtk_widget_class_install_action (widget, scales[i], NULL, scale_text);
  gtk_widget_class_install_action (widget, "win.next-pane", NULL, cycle_panes);
  gtk_widget_class_install_action (widget, "win.previous-pane", NULL, cycle_panes);
  gtk_widget_class_install_action (widget, "win.side", NULL, toggle_side);
  gtk_widget_class_install_action (widget, "win.presenter", NULL, toggle_presenter);
  gtk_widget_class_install_action (widget, "win.filter", NULL, open_filter);
  gtk_widget_class_install_action (widget, "win.filter-like", "s", filter_like);
  gtk_widget_class_install_action (widget, "win.open", NULL, open_chooser);
  wg_verbs_install (widget);
  gtk_widget_class_install_action (widget, "win.open-path", "s", open_path);
}

static void
wg_window_class_init (WgWindowClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = wg_window_dispose;
  widget->size_allocate = wg_window_size_allocate;
  gtk_widget_class_set_template_from_resource (widget, "/org/wiregloss/Wiregloss/window.ui");
  gtk_widget_class_bind_template_child (widget, WgWindow, toasts);
  gtk_widget_class_bind_template_child (widget, WgWindow, switcher);
  gtk_widget_class_bind_template_child (widget, WgWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget, WgWindow, side_button);
  gtk_widget_class_bind_template_child (widget, WgWindow, filter_button);
  gtk_widget_class_bind_template_child (widget, WgWindow, progress);
  gtk_widget_class_bind_template_child (widget, WgWindow, banner);
  gtk_widget_class_bind_template_child (widget, WgWindow, banner_text);
  gtk_widget_class_bind_template_child (widget, WgWindow, banner_button);
  gtk_widget_class_bind_template_child (widget, WgWindow, body);
  install_actions (widget);
}

static void
wg_window_init (WgWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_stack_add_named (self->body, wg_start_page_new (), "start");
  g_signal_connect_swapped (self->banner_button, "clicked", G_CALLBACK (on_banner_button),
                            self);
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  update_actions (self);
}

WgWindow *
wg_window_new (GtkApplication *application)
{
  return g_object_new (WG_TYPE_WINDOW, "application", application, NULL);
}
