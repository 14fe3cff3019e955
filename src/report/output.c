#include "report/output.h"

#include <errno.h>
#include <sys/sendfile.h>
#include <unistd.h>

#define BUFFER_LEN (256u * 1024)
/* Shorter pieces are gathered in the buffer. */
#define MIN_SENT (32u * 1024)

struct WgOutput
{
  int fd;
  int error; /* errno of the first failure; another thread may look */
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
        g_atomic_int_set (&output->error, errno);
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

/* As much as the system hands from file to file by itself; the rest, which may be all, is
 * copied by hand: to a file that is appended to, for one. */
static gsize
send_file (WgOutput *output, int from, guint64 off, gsize len)
{
  gsize sent = 0;

  write_all (output, output->buffer, output->used);
  output->used = 0;
  while (sent < len && output->error == 0)
    {
      off_t at = (off_t) (off + sent);
      gssize n = sendfile (output->fd, from, &at, len - sent);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      sent += (gsize) n;
    }
  return sent;
}

int
wg_output_copy (WgOutput *output, int from, guint64 off, gsize len)
{
  gsize done = len >= MIN_SENT ? send_file (output, from, off, len) : 0;

  while (done < len && output->error == 0)
    {
      gssize n;

      if (output->used == BUFFER_LEN)
        {
          write_all (output, output->buffer, output->used);
          output->used = 0;
        }
      n = pread (from, output->buffer + output->used,
                 MIN (len - done, BUFFER_LEN - output->used), (off_t) (off + done));
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : EIO;
      output->used += (gsize) n;
      done += (gsize) n;
    }
  return 0;
}

void
wg_output_puts (WgOutput *output, const char *text)
{
  wg_output_write (output, text, strlen (text));
}

gboolean
wg_output_failed (const WgOutput *output)
{
  return g_atomic_int_get (&output->error) != 0;
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
