#pragma once

#include "ui/player.h"

#include <gio/gio.h>

/* The verbs that step, play and switch an open capture, as actions: each has a key or a menu
 * item, and each can be called over the bus by scripts and tests (`org.gtk.Actions` of the
 * window). */

/**
 * WgStepsHooks: what a window does for them.
 * @say: tells a person something, in a few words
 * @step_finding: goes to the next finding (1) or the one before (-1); FALSE: there is none
 */
typedef struct
{
  void (*say) (gpointer user, const char *text);
  gboolean (*step_finding) (gpointer user, gint by);
} WgStepsHooks;

/* Adds them to @map, a window's. @hooks is static. */
void wg_steps_add (
    GActionMap *map, WgView *view, WgPlayer *player, const WgStepsHooks *hooks, gpointer user);
/* Takes them away, before @view goes. */
void wg_steps_remove (GActionMap *map);
