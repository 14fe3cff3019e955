#pragma once

#include <glib.h>

/* The field reference, made from the same tables as trees and JSON. */

/* Every protocol with its title and number of fields. */
void wg_fields_list_append (GString *out);
/* The fields of one, by its id ("tls") or the first word of their names ("tcp"). FALSE: nothing
 * has that name. */
gboolean wg_fields_append (GString *out, const char *protocol);
