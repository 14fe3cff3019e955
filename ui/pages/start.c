#include "ui/pages/start.h"

#include "ui/lessons.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define RECENT 5u

static GtkWidget *
row (const char *title,
     const char *subtitle,
     const char *icon,
     const char *action,
     GVariant *target)
{
  GtkWidget *widget = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (widget), gtk_image_new_from_icon_name (icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  if (target != NULL)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (widget), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), action);
  return widget;
}

static GtkWidget *
lessons (void)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GPtrArray) list = wg_lessons_list ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Exercises"));
  for (guint i = 0; i < list->len; i++)
    {
      const WgLesson *lesson = g_ptr_array_index (list, i);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 row (lesson->title, lesson->about,
                                      "x-office-presentation-symbolic", "win.open-path",
                                      g_variant_new_string (lesson->capture)));
    }
  gtk_widget_set_visible (group, list->len > 0);
  return group;
}

static GtkWidget *
files (void)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Captures"));
  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (group),
      row (_ ("Open a capture…"),
           _ ("pcap, pcapng or snoop, also compressed; or drop one here"),
           "document-open-symbolic", "win.open", NULL));
  return group;
}

static gint
newest_first (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

static void
add_recent (GtkWidget *group, GtkRecentInfo *info)
{
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
  g_autofree char *path = g_file_get_path (file), *folder = NULL;

  if (path == NULL)
    return;
  folder = g_path_get_dirname (path);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             row (gtk_recent_info_get_display_name (info), folder,
                                  "document-open-recent-symbolic", "win.open-path",
                                  g_variant_new_string (path)));
}

static GtkWidget *
recent (void)
{
  GtkWidget *group = adw_preferences_group_new ();
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  items = g_list_sort (items, newest_first);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Recent"));
  for (GList *item = items; item != NULL && n < RECENT; item = item->next)
    if (gtk_recent_info_has_application (item->data, g_get_application_name ())
        && gtk_recent_info_exists (item->data))
      {
        add_recent (group, item->data);
        n++;
      }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  gtk_widget_set_visible (group, n > 0);
  return group;
}

GtkWidget *
wg_start_page_new (void)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *status = adw_status_page_new ();
  GtkWidget *clamp = adw_clamp_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "org.wiregloss.Wiregloss");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("See what went over the wire"));
  adw_status_page_set_description (ADW_STATUS_PAGE (status),
                                   _ ("Open a capture, step through the conversation, and read "
                                      "what puts somebody at risk."));
  gtk_box_append (GTK_BOX (box), lessons ());
  gtk_box_append (GTK_BOX (box), recent ());
  gtk_box_append (GTK_BOX (box), files ());
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_status_page_set_child (ADW_STATUS_PAGE (status), clamp);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), status);
  return scrolled;
}
