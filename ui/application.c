#include "ui/application.h"

#include "config.h"
#include "ui/window.h"

#include <glib/gi18n.h>

struct _WgApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (WgApplication, wg_application, ADW_TYPE_APPLICATION)

static void
wg_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (wg_window_new (GTK_APPLICATION (application)));
  gtk_window_present (window);
}

static void
wg_application_open (GApplication *application, GFile **files, int n, const char *hint)
{
  for (int i = 0; i < n; i++)
    {
      GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));
      WgWindow *window = WG_IS_WINDOW (active) && !wg_window_is_open (WG_WINDOW (active))
                             ? WG_WINDOW (active)
                             : wg_window_new (GTK_APPLICATION (application));
      g_autofree char *path = g_file_get_path (files[i]);

      gtk_window_present (GTK_WINDOW (window));
      if (path != NULL)
        wg_window_open (window, path);
      else
        wg_window_say (window, _ ("Only files of this machine can be opened"));
    }
}

static void
new_window (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  gtk_window_present (GTK_WINDOW (wg_window_new (GTK_APPLICATION (user))));
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (user))) != NULL)
    gtk_window_destroy (GTK_WINDOW (windows->data));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user));

  adw_show_about_window (
      window, "application-name", "Wiregloss", "application-icon", WG_APPLICATION_ID, "version",
      WG_VERSION, "license-type", GTK_LICENSE_APACHE_2_0, "comments",
      _ ("Reads captures of network traffic, draws the conversation, and says what is insecure "
         "in it."),
      NULL);
}

static void
set_keys (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } keys[] = {
      {"win.open", {"<Control>o"}},
      {"app.new-window", {"<Control><Shift>n"}},
      {"app.quit", {"<Control>q"}},
      {"window.close", {"<Control>w"}},
      {"win.side", {"F9", "<Control>l"}},
      {"win.filter", {"<Control>f"}},
      {"win.next-finding", {"<Control>n"}},
      {"win.note", {"<Control>m"}},
      {"win.export-diagram", {"<Control>e"}},
      {"win.next-pane", {"F6"}},
      {"win.previous-pane", {"<Shift>F6"}},
      {"win.zoom-in", {"<Control>plus", "<Control>equal"}},
      {"win.zoom-out", {"<Control>minus"}},
      {"win.zoom-reset", {"<Control>0"}},
      {"win.presenter", {"F11"}},
      {"win.cancel", {"Escape"}},
      {"win.show-help-overlay", {"<Control>question", "<Control>slash"}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].keys);
}

static void
wg_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
      {.name = "new-window", .activate = new_window},
      {.name = "quit", .activate = quit},
      {.name = "about", .activate = about},
  };

  G_APPLICATION_CLASS (wg_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  set_keys (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (WG_APPLICATION_ID);
}

static void
wg_application_class_init (WgApplicationClass *class)
{
  GApplicationClass *application = G_APPLICATION_CLASS (class);

  application->activate = wg_application_activate;
  application->open = wg_application_open;
  application->startup = wg_application_startup;
}

static void
wg_application_init (WgApplication *self)
{
}

WgApplication *
wg_application_new (void)
{
  return g_object_new (WG_TYPE_APPLICATION, "application-id", WG_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/wiregloss/Wiregloss", NULL);
}
