#pragma once

#include "ui/window.h"

/* Asks for a note on the packet of the selected message. Notes go into exported captures as
 * comments, which Wireshark shows too. */
void wg_note_ask (WgWindow *window);
