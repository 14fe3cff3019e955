#include "ui/export/chooser.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  const char *title;
  const char *suffix; /* of the name that is offered */
} kinds[WG_N_EXPORTS] = {
    [WG_EXPORT_DIAGRAM] = {N_ ("Export the Diagram"), "-diagram.svg"},
    [WG_EXPORT_REPORT] = {N_ ("Export the Report"), "-report.html"},
    [WG_EXPORT_PACKETS] = {N_ ("Export the Packets"), "-packets.pcapng"},
    [WG_EXPORT_PAGE] = {N_ ("Export This Step as a Page"), "-step.html"},
};

/* @user is a reference on the window. */
static void
on_done (gpointer user, const char *path, const GError *error)
{
  g_autoptr (WgWindow) window = user;
  g_autofree char *name = g_path_get_basename (path), *text = NULL;

  text = error == NULL ? g_strdup_printf (_ ("Saved %s"), name)
                       : g_strdup_printf (_ ("Not saved: %s"), error->message);
  wg_window_say (window, text);
}

static void export(WgWindow *window, WgExport what, const char *path)
{
  WgView *view = wg_window_view (window);

  if (view == NULL)
    return;
  if (wg_view_is (view, WG_VIEW_REDACTED)
      && (what == WG_EXPORT_REPORT || what == WG_EXPORT_PACKETS))
    wg_window_say (window, _ ("Names and addresses stand in this file as they are"));
  wg_export (view, what, path, on_done, g_object_ref (window));
}

void
wg_export_to (WgWindow *window, const char *path)
{
  for (guint what = 0; what < WG_N_EXPORTS; what++)
    for (const char *const *ending = wg_export_endings ((WgExport) what); *ending != NULL;
         ending++)
      if (g_str_has_suffix (path, *ending))
        {
          export(window, (WgExport) what, path);
          return;
        }
  wg_window_say (window, _ ("Not saved: the name's ending says nothing"));
}

static void
on_chosen (WgWindow *window, int response, GtkFileChooser *chooser)
{
  WgExport what = (WgExport) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "export"));
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    export(window, what, path);
  g_object_unref (chooser);
}

void
wg_export_ask (WgWindow *window, WgExport what)
{
  WgView *view = wg_window_view (window);
  GtkFileChooserNative *chooser;
  g_autofree char *name = NULL, *stem = NULL;
  char *dot;

  if (view == NULL)
    return;
  stem = g_strdup (wg_document_title (wg_view_document (view)));
  dot = strchr (stem, '.');
  if (dot != NULL && dot != stem)
    *dot = '\0';
  name = g_strconcat (stem, kinds[what].suffix, NULL);
  chooser =
      gtk_file_chooser_native_new (_ (kinds[what].title), GTK_WINDOW (window),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  for (const char *const *ending = wg_export_endings (what); *ending != NULL; ending++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_autofree char *label = g_strdup_printf ("*.%s", *ending);

      gtk_file_filter_set_name (filter, label);
      gtk_file_filter_add_suffix (filter, *ending);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
    }
  g_object_set_data (G_OBJECT (chooser), "export", GINT_TO_POINTER (what));
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_chosen), window,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
