#include "ui/widgets/transport.h"

#include <glib/gi18n.h>

#define SCALE_WIDTH 40

/* Freed with the bar. */
typedef struct
{
  WgView *view;
  WgPlayer *player;
  GtkWidget *play;
  GtkWidget *scale;
  GtkWidget *where;
  gboolean moving; /* the scale is being set, not pulled */
} Transport;

static GtkWidget *
button (const char *icon, const char *name, const char *action)
{
  GtkWidget *widget = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (widget, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), action);
  return widget;
}

static void
show_where (Transport *bar)
{
  const WgRows *rows = wg_view_rows (bar->view);
  gint64 message = wg_view_message (bar->view);
  guint n = wg_rows_n_messages (rows);
  guint number = message < 0 ? 0 : wg_rows_number_of (rows, (gsize) message);
  g_autofree char *text = NULL;

  bar->moving = TRUE;
  gtk_range_set_range (GTK_RANGE (bar->scale), 1, MAX (2, n));
  gtk_range_set_value (GTK_RANGE (bar->scale), number);
  bar->moving = FALSE;
  gtk_widget_set_sensitive (bar->scale, n > 1);
  text = n == 0 ? g_strdup (_ ("No messages"))
                : g_strdup_printf (_ ("Step %u of %u: %s"), number, n,
                                   wg_view_selected (bar->view) != NULL
                                       ? wg_view_selected (bar->view)->type->name
                                       : "");
  gtk_label_set_text (GTK_LABEL (bar->where), text);
}

static void
on_pulled (Transport *bar)
{
  const WgRows *rows = wg_view_rows (bar->view);
  gint number = (gint) gtk_range_get_value (GTK_RANGE (bar->scale));

  if (bar->moving || wg_rows_n_messages (rows) == 0)
    return;
  wg_view_select (bar->view, wg_rows_step (rows, wg_rows_step (rows, -1, 1), number - 1));
}

static void
show_playing (Transport *bar)
{
  gboolean playing = wg_player_is_playing (bar->player);
  const char *name = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (GTK_BUTTON (bar->play), playing ? "media-playback-pause-symbolic"
                                                            : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (bar->play, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
on_speed_chosen (WgPlayer *player, GParamSpec *pspec, GtkDropDown *drop)
{
  wg_player_set_speed (player, wg_player_speeds[gtk_drop_down_get_selected (drop)]);
}

static void
show_speed (WgPlayer *player, GParamSpec *pspec, GtkDropDown *drop)
{
  for (guint i = 0; wg_player_speeds[i] >= 0; i++)
    if (wg_player_speeds[i] == wg_player_speed (player))
      gtk_drop_down_set_selected (drop, i);
}

static GtkWidget *
speeds (WgPlayer *player)
{
  GtkStringList *words = gtk_string_list_new (NULL);
  GtkWidget *drop;

  for (guint i = 0; wg_player_speeds[i] >= 0; i++)
    gtk_string_list_take (words, wg_player_speed_word (wg_player_speeds[i]));
  drop = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  gtk_widget_set_tooltip_text (drop, _ ("Speed, beside the capture's own time"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Speed"), -1);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (on_speed_chosen), player,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (player, "notify::speed", G_CALLBACK (show_speed), drop, 0);
  return drop;
}

static void
free_transport (gpointer data)
{
  Transport *bar = data;

  g_signal_handlers_disconnect_by_data (bar->view, bar);
  g_signal_handlers_disconnect_by_data (bar->player, bar);
  g_object_unref (bar->view);
  g_object_unref (bar->player);
  g_free (bar);
}

static GtkWidget *
make_scale (Transport *bar)
{
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 1, 2, 1);

  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  gtk_widget_set_hexpand (scale, TRUE);
  gtk_widget_set_size_request (scale, SCALE_WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Position in the conversation"), -1);
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (on_pulled), bar);
  return scale;
}

GtkWidget *
wg_transport_new (WgView *view, WgPlayer *player)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *steps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  Transport *bar = g_new0 (Transport, 1);

  bar->view = g_object_ref (view);
  bar->player = g_object_ref (player);
  bar->play = button ("media-playback-start-symbolic", _ ("Play"), "win.play");
  bar->scale = make_scale (bar);
  bar->where = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (bar->where), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (bar->where), 6);
  gtk_label_set_max_width_chars (GTK_LABEL (bar->where), 28);
  gtk_label_set_xalign (GTK_LABEL (bar->where), 0);
  gtk_widget_add_css_class (bar->where, "numeric");

  gtk_widget_add_css_class (steps, "linked");
  gtk_box_append (GTK_BOX (steps), button ("go-first-symbolic", _ ("First"), "win.first"));
  gtk_box_append (GTK_BOX (steps), button ("go-previous-symbolic", _ ("Back"), "win.previous"));
  gtk_box_append (GTK_BOX (steps), bar->play);
  gtk_box_append (GTK_BOX (steps), button ("go-next-symbolic", _ ("Forward"), "win.next"));
  gtk_box_append (GTK_BOX (steps), button ("go-last-symbolic", _ ("Last"), "win.last"));
  gtk_box_append (GTK_BOX (box), steps);
  gtk_box_append (GTK_BOX (box), bar->scale);
  gtk_box_append (GTK_BOX (box), bar->where);
  gtk_box_append (GTK_BOX (box), speeds (player));
  gtk_widget_add_css_class (box, "toolbar");

  g_signal_connect_swapped (view, "notify::message", G_CALLBACK (show_where), bar);
  g_signal_connect_swapped (view, "rows-changed", G_CALLBACK (show_where), bar);
  g_signal_connect_swapped (view, "rows-grew", G_CALLBACK (show_where), bar);
  g_signal_connect_swapped (player, "notify::playing", G_CALLBACK (show_playing), bar);
  g_object_set_data_full (G_OBJECT (box), "transport", bar, free_transport);
  show_where (bar);
  return box;
}
