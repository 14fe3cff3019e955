#include "ui/verbs.h"

#include "ui/export/chooser.h"
#include "ui/note.h"
#include "ui/pages/compare.h"
#include "ui/window.h"

#include <glib/gi18n.h>

static void
show_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AdwViewStack *pages = wg_window_pages (WG_WINDOW (widget));

  if (pages != NULL)
    adw_view_stack_set_visible_child_name (pages, g_variant_get_string (parameter, NULL));
}

static void
compare_with (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AdwViewStack *pages = wg_window_pages (WG_WINDOW (widget));
  GtkWidget *page = pages != NULL ? adw_view_stack_get_child_by_name (pages, "compare") : NULL;

  if (page == NULL)
    return;
  wg_compare_page_open (page, g_variant_get_string (parameter, NULL));
  adw_view_stack_set_visible_child (pages, page);
}

/* Why is this red? */
static void
explain_finding (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WgWindow *window = WG_WINDOW (widget);
  WgView *view = wg_window_view (window);
  gint64 message = view != NULL ? wg_view_message (view) : -1;
  gint finding = message >= 0 ? wg_view_finding_of (view, (gsize) message) : -1;

  if (finding < 0)
    {
      wg_window_say (window, _ ("Nothing was found in this message"));
      return;
    }
  wg_view_select_finding (view, finding);
  adw_view_stack_set_visible_child_name (wg_window_pages (window), "security");
}

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          g_variant_get_string (parameter, NULL));
  wg_window_say (WG_WINDOW (widget), _ ("Copied"));
}

static void
open_uri (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *uri = g_variant_get_string (parameter, NULL);
  g_autofree char *text = g_strdup_printf (_ ("Opening %s in the browser"), uri);

  wg_window_say (WG_WINDOW (widget), text);
  gtk_show_uri (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME);
}

static void export(GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const names[WG_N_EXPORTS] = {"win.export-diagram", "win.export-report",
                                                  "win.export-packets", "win.export-page"};

  for (guint what = 0; what < WG_N_EXPORTS; what++)
    if (g_str_equal (action, names[what]))
      wg_export_ask (WG_WINDOW (widget), (WgExport) what);
}

static void
export_to (GtkWidget *widget, const char *action, GVariant *parameter)
{
  wg_export_to (WG_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
ask_note (GtkWidget *widget, const char *action, GVariant *parameter)
{
  wg_note_ask (WG_WINDOW (widget));
}

void
wg_verbs_install (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "win.page", "s", show_page);
  gtk_widget_class_install_action (class, "win.why", NULL, explain_finding);
  gtk_widget_class_install_action (class, "win.compare-with", "s", compare_with);
  gtk_widget_class_install_action (class, "win.note", NULL, ask_note);
  gtk_widget_class_install_action (class, "win.export-diagram", NULL, export);
  gtk_widget_class_install_action (class, "win.export-report", NULL, export);
  gtk_widget_class_install_action (class, "win.export-packets", NULL, export);
  gtk_widget_class_install_action (class, "win.export-page", NULL, export);
  gtk_widget_class_install_action (class, "win.export-to", "s", export_to);
  gtk_widget_class_install_action (class, "win.copy", "s", copy_text);
  gtk_widget_class_install_action (class, "win.open-uri", "s", open_uri);
}
