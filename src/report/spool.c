#include "report/spool.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define CHUNK_LEN (256u * 1024)
/* A text of this length is not gathered in a chunk where there is a file. */
#define MIN_DIRECT_LEN (32u * 1024)

struct WgSpool
{
  GPtrArray *chunks; /* of CHUNK_LEN, those that lie in memory */
  GPtrArray *spare;  /* chunks to be filled again */
  guint64 filed;     /* bytes in the file; the chunks go on from there */
  guint64 end;
  gsize max_memory;
  int fd;
  int error;
};

WgSpool *
wg_spool_new (gsize max_memory)
{
  WgSpool *spool = g_new0 (WgSpool, 1);

  spool->chunks = g_ptr_array_new_with_free_func (g_free);
  spool->spare = g_ptr_array_new_with_free_func (g_free);
  spool->max_memory = MAX (max_memory, CHUNK_LEN);
  spool->fd = -1;
  return spool;
}

void
wg_spool_free (WgSpool *spool)
{
  if (spool == NULL)
    return;
  if (spool->fd >= 0)
    close (spool->fd);
  g_ptr_array_unref (spool->chunks);
  g_ptr_array_unref (spool->spare);
  g_free (spool);
}

/* A file that is gone when we are, however we go. */
static void
open_file (WgSpool *spool)
{
  g_autofree char *path = NULL;

  spool->fd = g_file_open_tmp ("wiregloss-XXXXXX", &path, NULL);
  if (spool->fd < 0)
    spool->error = errno != 0 ? errno : EIO;
  else
    g_unlink (path);
}

/* Memory that was touched once is not given back to be touched anew. */
static void
set_aside (WgSpool *spool)
{
  while (spool->chunks->len > 0)
    g_ptr_array_add (spool->spare,
                     g_ptr_array_steal_index_fast (spool->chunks, spool->chunks->len - 1));
}

static gpointer
new_chunk (WgSpool *spool)
{
  if (spool->spare->len > 0)
    return g_ptr_array_steal_index_fast (spool->spare, spool->spare->len - 1);
  return g_malloc (CHUNK_LEN);
}

static void
write_text (WgSpool *spool, WgSlice text)
{
  gsize done = 0;

  while (done < text.len && spool->error == 0)
    {
      gssize n =
          pwrite (spool->fd, text.data + done, text.len - done, (off_t) (spool->filed + done));
      if (n < 0 && errno != EINTR)
        spool->error = errno;
      done += n > 0 ? (gsize) n : 0;
    }
  spool->filed += text.len;
}

static void
write_chunks (WgSpool *spool)
{
  if (spool->fd < 0 && spool->error == 0)
    open_file (spool);
  for (guint i = 0; i < spool->chunks->len; i++)
    {
      gsize len = (gsize) MIN (spool->end - spool->filed, CHUNK_LEN);
      write_text (spool, wg_slice (g_ptr_array_index (spool->chunks, i), len));
    }
  set_aside (spool);
}

guint64
wg_spool_add (WgSpool *spool, WgSlice text)
{
  guint64 off = spool->end;

  if (spool->fd >= 0 && text.len >= MIN_DIRECT_LEN)
    {
      write_chunks (spool);
      write_text (spool, text);
      spool->end += text.len;
      return off;
    }
  while (text.len > 0)
    {
      gsize held = (gsize) (spool->end - spool->filed), at = held % CHUNK_LEN, n;

      if (at == 0)
        {
          /* with a file, one chunk that stays in the processor's cache */
          if (held >= (spool->fd >= 0 ? CHUNK_LEN : spool->max_memory))
            write_chunks (spool);
          g_ptr_array_add (spool->chunks, new_chunk (spool));
        }
      n = MIN (text.len, CHUNK_LEN - at);
      memcpy ((guint8 *) g_ptr_array_index (spool->chunks, spool->chunks->len - 1) + at,
              text.data, n);
      spool->end += n;
      text = wg_slice (text.data + n, text.len - n);
    }
  return off;
}

/* How much of @len bytes at @off lies in one place. */
static gsize
run_len (const WgSpool *spool, guint64 off, gsize len)
{
  if (off < spool->filed)
    return (gsize) MIN (spool->filed - off, len);
  return MIN (len, CHUNK_LEN - (gsize) (off - spool->filed) % CHUNK_LEN);
}

void
wg_spool_copy (WgSpool *spool, guint64 off, gsize len, WgOutput *output)
{
  while (len > 0 && spool->error == 0)
    {
      gsize n = run_len (spool, off, len), held;

      if (off < spool->filed)
        spool->error = wg_output_copy (output, spool->fd, off, n);
      else
        {
          held = (gsize) (off - spool->filed);
          wg_output_write (
              output,
              (guint8 *) g_ptr_array_index (spool->chunks, (guint) (held / CHUNK_LEN))
                  + held % CHUNK_LEN,
              n);
        }
      off += n;
      len -= n;
    }
}

void
wg_spool_reset (WgSpool *spool)
{
  set_aside (spool);
  spool->filed = spool->end = 0;
}

gboolean
wg_spool_check (const WgSpool *spool, GError **error)
{
  if (spool->error == 0)
    return TRUE;
  g_set_error (error, WG_ERROR, WG_ERROR_IO,
               "the report's temporary file: %s; set TMPDIR to a folder with room",
               g_strerror (spool->error));
  return FALSE;
}
