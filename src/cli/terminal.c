#include "cli/terminal.h"

#include "cli/cli.h"

#include <string.h>
#include <sys/ioctl.h>

#define DEFAULT_WIDTH 100u

guint
wg_terminal_width (int fd)
{
  const char *columns = g_getenv ("COLUMNS");
  struct winsize size;
  guint64 width = 0;

  if (columns == NULL || !g_ascii_string_to_unsigned (columns, 10, 1, 9999, &width, NULL))
    width = ioctl (fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
  return width == 0 ? DEFAULT_WIDTH : (guint) CLAMP (width, 60, 240);
}

gboolean
wg_terminal_colours (const char *when, gboolean is_terminal)
{
  const char *none = g_getenv ("NO_COLOR"), *kind = g_getenv ("TERM");

  if (g_strcmp0 (when, "always") == 0)
    return TRUE;
  if (g_strcmp0 (when, "never") == 0 || (none != NULL && *none != '\0'))
    return FALSE;
  return is_terminal && kind != NULL && strcmp (kind, "dumb") != 0;
}

gboolean
wg_terminal_colour_known (const char *when, const char *command)
{
  if (when == NULL || strcmp (when, "auto") == 0 || strcmp (when, "always") == 0
      || strcmp (when, "never") == 0)
    return TRUE;
  wg_cli_say ("%s: --color takes auto, always or never, not '%s'", command, when);
  return FALSE;
}
