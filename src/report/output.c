#include "report/output.h"

#include <errno.h>
#include <unistd.h>

#define BUFFER_LEN (256u * 1024)

struct WgOutput
{
  int fd;
  int error; /* errno of the first failure */
  char *name;
  gsize used;
  guint8 buffer[BUFFER_LEN];
};

WgOutput *
wg_output_new (int fd, const char *name)
{
  WgOutput *output = g_new (WgOutput, 1);

  output->fd = fd;
  output->error = 0;
  output->name = g_strdup (name);
  output->used = 0;
  return output;
}

void
wg_output_free (WgOutput *output)
{
  if (output == NULL)
    return;
  g_free (output->name);
  g_free (output);
}

static void
write_all (WgOutput *output, const guint8 *bytes, gsize len)
{
  while (len > 0 && output->error == 0)
    {
      gssize n = write (output->fd, bytes, len);
      if (n < 0 && errno != EINTR)
        output->error = errno;
      if (n <= 0)
        continue;
      bytes += n;
      len -= (gsize) n;
    }
}

void
wg_output_write (WgOutput *output, const void *bytes, gsize len)
{
  if (len > BUFFER_LEN - output->used)
    {
      write_all (output, output->buffer, output->used);
      output->used = 0;
    }
  if (len > BUFFER_LEN)
    {
      write_all (output, bytes, len);
      return;
    }
  memcpy (output->buffer + output->used, bytes, len);
  output->used += len;
}

void
wg_output_puts (WgOutput *output, const char *text)
{
  wg_output_write (output, text, strlen (text));
}

gboolean
wg_output_failed (const WgOutput *output)
{
  return output->error != 0;
}

gboolean
wg_output_flush (WgOutput *output, GError **error)
{
  write_all (output, output->buffer, output->used);
  output->used = 0;
  if (output->error == 0)
    return TRUE;
  g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: cannot write: %s", output->name,
               g_strerror (output->error));
  return FALSE;
}
