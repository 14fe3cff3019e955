#include "ui/player.h"

#include <glib/gi18n.h>
#include <math.h>

#define LONGEST_MS  3000.0
#define SHORTEST_MS 40.0
#define BEAT_MS     1000.0

struct _WgPlayer
{
  GObject parent_instance;
  WgView *view;
  double speed;
  guint timer;
};

enum
{
  PLAYING = 1,
  SPEED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

const double wg_player_speeds[] = {0, 0.1, 1, 10, 100, -1};

G_DEFINE_FINAL_TYPE (WgPlayer, wg_player, G_TYPE_OBJECT)

static void schedule (WgPlayer *self);

static gboolean
on_time (gpointer data)
{
  WgPlayer *self = data;

  self->timer = 0;
  if (wg_view_step (self->view, 1))
    schedule (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PLAYING]);
  return G_SOURCE_REMOVE;
}

/* How long to wait for the message after the selected one. */
static double
wait_ms (WgPlayer *self)
{
  const WgStore *store = wg_view_store (self->view);
  gint64 now = wg_view_message (self->view),
         next = wg_rows_step (wg_view_rows (self->view), now, 1);
  WgDocument *document = wg_view_document (self->view);
  gint64 ns;

  if (self->speed == 0 || now < 0 || next < 0)
    return BEAT_MS;
  ns = wg_document_time_of (document, wg_store_message (store, (gsize) next)->frame)
       - wg_document_time_of (document, wg_store_message (store, (gsize) now)->frame);
  return CLAMP ((double) ns / 1e6 / self->speed, SHORTEST_MS, LONGEST_MS);
}

static void
schedule (WgPlayer *self)
{
  self->timer = g_timeout_add ((guint) wait_ms (self), on_time, self);
}

static void
wg_player_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WgPlayer *self = WG_PLAYER (object);

  if (id == PLAYING)
    g_value_set_boolean (value, self->timer != 0);
  else
    g_value_set_double (value, self->speed);
}

static void
wg_player_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PLAYING)
    wg_player_set_playing (WG_PLAYER (object), g_value_get_boolean (value));
  else
    wg_player_set_speed (WG_PLAYER (object), g_value_get_double (value));
}

static void
wg_player_dispose (GObject *object)
{
  WgPlayer *self = WG_PLAYER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (wg_player_parent_class)->dispose (object);
}

static void
wg_player_class_init (WgPlayerClass *class)
{
  GObjectClass *object = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object->get_property = wg_player_get_property;
  object->set_property = wg_player_set_property;
  object->dispose = wg_player_dispose;
  properties[PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  properties[SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object, N_PROPERTIES, properties);
}

static void
wg_player_init (WgPlayer *self)
{
}

WgPlayer *
wg_player_new (WgView *view)
{
  WgPlayer *self = g_object_new (WG_TYPE_PLAYER, NULL);

  self->view = g_object_ref (view);
  return self;
}

gboolean
wg_player_is_playing (WgPlayer *self)
{
  return self->timer != 0;
}

void
wg_player_set_playing (WgPlayer *self, gboolean playing)
{
  if (playing == (self->timer != 0))
    return;
  if (playing)
    schedule (self);
  else
    g_clear_handle_id (&self->timer, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PLAYING]);
}

double
wg_player_speed (WgPlayer *self)
{
  return self->speed;
}

void
wg_player_set_speed (WgPlayer *self, double speed)
{
  if (fabs (speed - self->speed) < 1e-9)
    return;
  self->speed = speed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[SPEED]);
}

void
wg_player_shift (WgPlayer *self, gint by)
{
  gint at = 0;

  while (wg_player_speeds[at + 1] >= 0 && wg_player_speeds[at] < self->speed)
    at++;
  at = MAX (0, at + by);
  if (wg_player_speeds[at] >= 0)
    wg_player_set_speed (self, wg_player_speeds[at]);
}

char *
wg_player_speed_word (double speed)
{
  if (speed == 0)
    return g_strdup (_ ("steady"));
  return g_strdup_printf ("× %g", speed);
}
