#pragma once

#include "capture/capture.h"

/* Captures written anew: the blocks of a pcapng file, appended to @out in the order of a file:
 * a section, its interfaces, its packets. In little-endian order, times in nanoseconds. */

/* @application: what wrote it, UTF-8. draft-ietf-opsawg-pcapng §4.1 */
void wg_write_section (GByteArray *out, const char *application);
/* §4.2; the first one is interface 0 */
void wg_write_interface (GByteArray *out, const WgInterface *interface);
/* §4.3; of @packet the interface, time, bytes and length on the wire. @comment: UTF-8, or
 * %NULL; what is longer than an option can be is cut between characters. Where @packet has no
 * time it says 1970. */
void wg_write_packet (GByteArray *out, const WgPacket *packet, const char *comment);
