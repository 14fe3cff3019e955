#include "ui/steps.h"

#include <glib/gi18n.h>

/* What each action is given; freed with the last of them. */
typedef struct
{
  WgView *view;
  WgPlayer *player;
  const WgStepsHooks *hooks;
  gpointer user;
} Steps;

static void
step (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  Steps *steps = user;
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "next"))
    wg_view_step (steps->view, 1);
  else if (g_str_equal (name, "previous"))
    wg_view_step (steps->view, -1);
  else if (g_str_equal (name, "first"))
    wg_view_step_end (steps->view, FALSE);
  else
    wg_view_step_end (steps->view, TRUE);
}

static void
step_far (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  Steps *steps = user;
  const char *name = g_action_get_name (G_ACTION (action));
  gint by = g_str_has_prefix (name, "next") ? 1 : -1;

  if (g_str_has_suffix (name, "milestone"))
    {
      if (!wg_view_step_milestone (steps->view, by))
        steps->hooks->say (steps->user, _ ("No further milestone in what is shown"));
    }
  else if (!steps->hooks->step_finding (steps->user, by))
    steps->hooks->say (steps->user, _ ("No further finding in what is shown"));
}

/* To the message of that number among those shown, from 1. */
static void
go_to (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  Steps *steps = user;
  const WgRows *rows = wg_view_rows (steps->view);
  gint number = g_variant_get_int32 (parameter);

  if (number > 0 && (guint) number <= wg_rows_n_messages (rows))
    wg_view_select (steps->view, wg_rows_step (rows, wg_rows_step (rows, -1, 1), number - 1));
}

static void
play (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  Steps *steps = user;
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "play"))
    wg_player_set_playing (steps->player, !wg_player_is_playing (steps->player));
  else
    wg_player_shift (steps->player, g_str_equal (name, "faster") ? 1 : -1);
}

static void
toggle_layer (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  Steps *steps = user;
  guint layer = (guint) g_variant_get_int32 (parameter);

  if (layer < WG_N_LAYERS)
    wg_view_show_layers (steps->view, wg_view_layers (steps->view) ^ 1u << layer);
}

static void
cancel (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  Steps *steps = user;
  wg_document_cancel (wg_view_document (steps->view));
}

static const GActionEntry entries[] = {
    {.name = "next", .activate = step},
    {.name = "previous", .activate = step},
    {.name = "first", .activate = step},
    {.name = "last", .activate = step},
    {.name = "next-milestone", .activate = step_far},
    {.name = "previous-milestone", .activate = step_far},
    {.name = "next-finding", .activate = step_far},
    {.name = "previous-finding", .activate = step_far},
    {.name = "goto", .activate = go_to, .parameter_type = "i"},
    {.name = "play", .activate = play},
    {.name = "faster", .activate = play},
    {.name = "slower", .activate = play},
    {.name = "layer", .activate = toggle_layer, .parameter_type = "i"},
    {.name = "cancel", .activate = cancel},
};

/* The view's own properties; a menu shows whether they are on. */
static const char *const switches[] = {"to-scale", "eavesdropper", "redacted", "revealed"};

void
wg_steps_add (
    GActionMap *map, WgView *view, WgPlayer *player, const WgStepsHooks *hooks, gpointer user)
{
  Steps *steps = g_new (Steps, 1);

  *steps = (Steps){view, player, hooks, user};
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), steps);
  g_object_set_data_full (G_OBJECT (map), "steps", steps, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (switches[i], view, switches[i]);
      g_action_map_add_action (map, G_ACTION (action));
    }
}

void
wg_steps_remove (GActionMap *map)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (map, entries[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    g_action_map_remove_action (map, switches[i]);
  g_object_set_data (G_OBJECT (map), "steps", NULL);
}
