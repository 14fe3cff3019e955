#include "capture/source.h"

#include "base/limits.h"
#include "base/reader.h"
#include "capture/inflate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_LEN (128u * 1024)

struct WgSource
{
  char *name;
  int fd; /* -1: memory */
  int cancel_fd;
  gboolean is_stream; /* a read may wait for a writer */
  WgSlice memory;
  gsize chunk;

  WgBytesFunc on_bytes;
  gpointer user;

  guint64 size;
  guint64 stored_off;
  guint64 content_off;
  gboolean is_sniffed;
  gboolean stored_ended;
  gboolean content_ended;
  gboolean cut;
  const char *trouble;

  WgCodec codec;
  WgInflater *inflater;
  gboolean between_frames;
  gboolean has_output; /* the inflater may hold output that did not fit */
  guint8 *buffer;
  WgSlice left; /* stored bytes in the buffer that nobody has taken yet */
};

static WgSource *
source_new (const char *name)
{
  WgSource *source = g_new0 (WgSource, 1);

  source->name = g_filename_display_name (name);
  source->fd = source->cancel_fd = -1;
  source->buffer = g_malloc (BUFFER_LEN);
  return source;
}

static gboolean
check_kind (WgSource *source, GError **error)
{
  struct stat st;

  if (fstat (source->fd, &st) != 0)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", source->name, g_strerror (errno));
      return FALSE;
    }
  if (S_ISDIR (st.st_mode))
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: is a directory", source->name);
      return FALSE;
    }
  if (isatty (source->fd))
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: is a terminal; a capture is wanted",
                   source->name);
      return FALSE;
    }
  source->is_stream = !S_ISREG (st.st_mode) && !S_ISBLK (st.st_mode);
  if (S_ISREG (st.st_mode))
    {
      source->size = (guint64) st.st_size;
      posix_fadvise (source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
  return TRUE;
}

WgSource *
wg_source_open (const char *path, GError **error)
{
  gboolean is_stdin = g_str_equal (path, "-");
  g_autoptr (WgSource) source = source_new (is_stdin ? "standard input" : path);

  source->fd = is_stdin ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                        : open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (source->fd < 0)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", source->name, g_strerror (errno));
      return NULL;
    }
  if (!check_kind (source, error))
    return NULL;
  if (source->is_stream)
    {
      source->cancel_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
      if (source->cancel_fd < 0)
        {
          g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", source->name,
                       g_strerror (errno));
          return NULL;
        }
    }
  return g_steal_pointer (&source);
}

WgSource *
wg_source_new_bytes (WgSlice bytes, gsize chunk)
{
  WgSource *source = source_new ("memory");

  source->memory = bytes;
  source->chunk = chunk > 0 ? chunk : G_MAXSIZE;
  source->size = bytes.len;
  return source;
}

void
wg_source_free (WgSource *source)
{
  if (source == NULL)
    return;
  if (source->fd >= 0)
    close (source->fd);
  if (source->cancel_fd >= 0)
    close (source->cancel_fd);
  wg_inflater_free (source->inflater);
  g_free (source->buffer);
  g_free (source->name);
  g_free (source);
}

void
wg_source_watch (WgSource *source, WgBytesFunc on_bytes, gpointer user)
{
  source->on_bytes = on_bytes;
  source->user = user;
}

/* Waits for a writer. FALSE when cancelled. */
static gboolean
wait_for_writer (WgSource *source)
{
  struct pollfd fds[2] = {{.fd = source->fd, .events = POLLIN},
                          {.fd = source->cancel_fd, .events = POLLIN}};

  while (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
    if (errno != EINTR && errno != EAGAIN)
      return TRUE; /* read() will say what is wrong */
  return fds[1].revents == 0;
}

static gssize
read_fd (WgSource *source, guint8 *out, gsize len, GError **error)
{
  for (;;)
    {
      gssize got;

      if (source->is_stream && !wait_for_writer (source))
        return 0;
      got = read (source->fd, out, len);
      if (got >= 0)
        return got;
      if (errno == EINTR || (errno == EAGAIN && source->is_stream))
        continue;
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: offset %" G_GUINT64_FORMAT ": %s",
                   source->name, source->stored_off, g_strerror (errno));
      return -1;
    }
}

static gssize
read_memory (WgSource *source, guint8 *out, gsize len)
{
  WgSlice piece = wg_slice_sub (source->memory, 0, MIN (len, source->chunk));

  if (piece.len > 0)
    wg_slice_copy (piece, out);
  source->memory = wg_slice_sub (source->memory, piece.len, source->memory.len);
  return (gssize) piece.len;
}

static gssize
read_stored (WgSource *source, guint8 *out, gsize len, GError **error)
{
  gssize got;

  if (source->stored_ended)
    return 0;
  got = source->fd >= 0 ? read_fd (source, out, len, error) : read_memory (source, out, len);
  if (got <= 0)
    source->stored_ended = TRUE;
  if (got > 0)
    {
      source->stored_off += (guint64) got;
      if (source->on_bytes != NULL)
        source->on_bytes (source->user, wg_slice (out, (gsize) got));
    }
  return got;
}

/* Reads until @want stored bytes are left in the buffer, or all that there are. */
static gboolean
gather (WgSource *source, gsize want, GError **error)
{
  g_assert (want <= BUFFER_LEN);
  if (source->left.len >= want)
    return TRUE;
  if (source->left.len > 0)
    memmove (source->buffer, source->left.data, source->left.len);
  source->left.data = source->buffer;
  while (source->left.len < want)
    {
      gssize got = read_stored (source, source->buffer + source->left.len,
                                BUFFER_LEN - source->left.len, error);
      if (got < 0)
        return FALSE;
      if (got == 0)
        break;
      source->left.len += (gsize) got;
    }
  return TRUE;
}

/* Between two frames: another one, or the end? What follows and is none is no content; zeros
 * are the padding of a tape. */
static gboolean
begin_frame (WgSource *source)
{
  guint8 first = 0;
  WgReader r = wg_reader (source->left, WG_END_WHOLE);

  if (wg_codec_of (source->left) == source->codec)
    return TRUE;
  if (wg_reader_u8 (&r, &first) && first != 0)
    source->trouble = "bytes that follow the compressed data were left out";
  source->content_ended = TRUE;
  return FALSE;
}

static void
note_progress (WgSource *source, gsize made, gboolean is_damaged)
{
  source->content_off += made;
  if (is_damaged)
    source->trouble = "the compressed data is damaged from here on";
  else if (source->content_off > WG_LIMIT_INFLATED_FREE
           && source->content_off / WG_LIMIT_INFLATED_RATIO > source->stored_off)
    source->trouble = "the compressed data swells past any sense";
  if (source->trouble != NULL)
    source->content_ended = TRUE;
}

/* Stored bytes for the inflater. FALSE at the end and on failure. */
static gboolean
feed_inflater (WgSource *source, GError **error)
{
  if (!gather (source, source->between_frames ? WG_CODEC_MAGIC_LEN : 1, error))
    return FALSE;
  if (source->left.len == 0)
    {
      source->cut = !source->between_frames;
      source->content_ended = TRUE;
      return FALSE;
    }
  if (source->between_frames && !begin_frame (source))
    return FALSE;
  source->between_frames = FALSE;
  return TRUE;
}

static gssize
read_inflated (WgSource *source, guint8 *out, gsize len, GError **error)
{
  while (!source->content_ended)
    {
      g_autoptr (GError) failure = NULL;
      gsize had, made = 0;
      WgInflateStep step;

      if (!source->has_output && !feed_inflater (source, &failure))
        {
          if (failure == NULL)
            break;
          g_propagate_error (error, g_steal_pointer (&failure));
          return -1;
        }
      had = source->left.len;
      step = wg_inflater_run (source->inflater, &source->left, out, len, &made);
      source->between_frames = step == WG_INFLATE_FRAME_END;
      note_progress (source, made,
                     step == WG_INFLATE_DAMAGED
                         || (step == WG_INFLATE_GOING && made == 0 && had == source->left.len
                             && !source->has_output));
      source->has_output = made == len && step == WG_INFLATE_GOING;
      if (made > 0)
        return (gssize) made;
    }
  return 0;
}

gssize
wg_source_read (WgSource *source, guint8 *out, gsize len, GError **error)
{
  if (!source->is_sniffed)
    {
      if (!gather (source, WG_CODEC_MAGIC_LEN, error))
        return -1;
      source->is_sniffed = TRUE;
      source->codec = wg_codec_of (source->left);
      if (source->codec != WG_CODEC_NONE)
        source->inflater = wg_inflater_new (source->codec);
    }
  if (source->inflater != NULL)
    return read_inflated (source, out, len, error);
  if (source->left.len > 0)
    {
      WgSlice piece = wg_slice_sub (source->left, 0, len);
      wg_slice_copy (piece, out);
      source->left = wg_slice_sub (source->left, piece.len, source->left.len);
      return (gssize) piece.len;
    }
  return read_stored (source, out, len, error);
}

gboolean
wg_source_ready (WgSource *source)
{
  struct pollfd fd = {.fd = source->fd, .events = POLLIN};
  return !source->is_stream || source->left.len > 0 || source->has_output
         || poll (&fd, 1, 0) != 0;
}

void
wg_source_read_rest (WgSource *source)
{
  while (read_stored (source, source->buffer, BUFFER_LEN, NULL) > 0)
    ;
  source->content_ended = TRUE;
  source->left = WG_SLICE_NONE;
}

void
wg_source_cancel (WgSource *source)
{
  static const guint64 one = 1;
  if (source->cancel_fd >= 0)
    while (write (source->cancel_fd, &one, sizeof one) < 0 && errno == EINTR)
      ;
}

const char *
wg_source_name (const WgSource *source)
{
  return source->name;
}

const char *
wg_source_codec_name (const WgSource *source)
{
  return wg_codec_name (source->codec);
}

guint64
wg_source_stored_off (const WgSource *source)
{
  return source->stored_off;
}

guint64
wg_source_size (const WgSource *source)
{
  return source->size;
}

gboolean
wg_source_cut (const WgSource *source)
{
  return source->cut;
}

const char *
wg_source_trouble (const WgSource *source)
{
  return source->trouble;
}
