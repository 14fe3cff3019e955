#pragma once

#include "check/rule.h"

/* Counts failed logins by client and service, whatever protocol they came by. */
typedef struct WgGuesses WgGuesses;

WgGuesses *wg_guesses_new (WgCheck *check);
void wg_guesses_free (WgGuesses *guesses);

/* A login at @frame. @secret may be empty where it is not known. Nothing is kept of either. At
 * most %WG_LIMIT_GUESSERS pairs of client and service are followed. */
void wg_guesses_note (WgGuesses *guesses,
                      const WgParties *parties,
                      WgSlice user,
                      WgSlice secret,
                      guint32 frame,
                      gboolean ok);
