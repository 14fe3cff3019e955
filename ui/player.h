#pragma once

#include "ui/view.h"

/**
 * WgPlayer: plays the messages shown, one after another, as far apart in time as they were
 * captured, or faster. Long pauses are cut to a few seconds.
 *
 * Properties: "playing", "speed" (as a multiple of the capture's time; 0: a steady beat of one
 * a second).
 */
G_DECLARE_FINAL_TYPE (WgPlayer, wg_player, WG, PLAYER, GObject)
#define WG_TYPE_PLAYER (wg_player_get_type ())

WgPlayer *wg_player_new (WgView *view);
gboolean wg_player_is_playing (WgPlayer *player);
void wg_player_set_playing (WgPlayer *player, gboolean playing);
double wg_player_speed (WgPlayer *player);
void wg_player_set_speed (WgPlayer *player, double speed);
/* To the next faster (1) or slower (-1) of the speeds that a menu offers. */
void wg_player_shift (WgPlayer *player, gint by);

/* The speeds that a menu offers, ended by a negative number. */
extern const double wg_player_speeds[];
/* "steady", "× 1", ...; free with g_free(). */
char *wg_player_speed_word (double speed);
