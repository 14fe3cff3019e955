#include "capture/pick.h"

#include "base/limits.h"
#include "capture/inflate.h"
#include "capture/window.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define AHEAD_LEN (64u * 1024)        /* read at a time where packets follow each other */
#define NEAR_LEN  (16u * 1024)        /* between two packets that do */
#define STEP_LEN  (4u * 1024 * 1024)  /* passed over between two looks at the watch */
#define ROOM_LEN  WG_LIMIT_PACKET_LEN /* for one packet */

struct WgPick
{
  char *path;
  char *name;
  int fd;
  struct stat seen; /* when it was opened */
  gboolean (*go_on) (gpointer user);
  gpointer user;

  guint8 *buffer; /* of ROOM_LEN bytes */
  guint64 at;     /* offset of the first byte in it */
  gsize held;     /* bytes in it */
  guint64 last;   /* end of the last packet that was read from the file */

  gboolean packed;
  gboolean open; /* @windows are */
  WgWindows windows;
};

static gboolean
fail (const WgPick *pick, GError **error, const char *why)
{
  g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", pick->name, why);
  return FALSE;
}

static gssize
read_at (const WgPick *pick, guint64 off, guint8 *out, gsize len)
{
  gsize have = 0;

  while (have < len)
    {
      gssize got = pread (pick->fd, out + have, len - have, (off_t) (off + have));

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      have += (gsize) got;
    }
  return (gssize) have;
}

WgPick *
wg_pick_open (const char *path, GError **error)
{
  g_autoptr (WgPick) pick = g_new0 (WgPick, 1);
  guint8 magic[WG_CODEC_MAGIC_LEN];
  gssize got;

  pick->path = g_strdup (path);
  pick->name = g_filename_display_name (path);
  pick->fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (pick->fd < 0 || fstat (pick->fd, &pick->seen) != 0)
    {
      fail (pick, error, g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (pick->seen.st_mode))
    {
      fail (pick, error, "is no file that can be read again");
      return NULL;
    }
  got = read_at (pick, 0, magic, sizeof magic);
  if (got < 0)
    {
      fail (pick, error, g_strerror (errno));
      return NULL;
    }
  pick->packed = wg_codec_of (wg_slice (magic, (gsize) got)) != WG_CODEC_NONE;
  pick->buffer = g_malloc (ROOM_LEN);
  return g_steal_pointer (&pick);
}

void
wg_pick_free (WgPick *pick)
{
  if (pick == NULL)
    return;
  if (pick->open)
    wg_windows_clear (&pick->windows);
  if (pick->fd >= 0)
    close (pick->fd);
  g_free (pick->buffer);
  g_free (pick->name);
  g_free (pick->path);
  g_free (pick);
}

gboolean
wg_pick_is_direct (const WgPick *pick)
{
  return !pick->packed;
}

void
wg_pick_set_watch (WgPick *pick, gboolean (*go_on) (gpointer user), gpointer user)
{
  pick->go_on = go_on;
  pick->user = user;
}

/* Packets that follow each other closely share a read; one that stands alone costs its own
 * bytes. */
static gboolean
read_direct (WgPick *pick, guint64 off, gsize len, WgSlice *bytes, GError **error)
{
  gboolean is_near = off >= pick->last && off - pick->last < NEAR_LEN;
  gssize got;

  if (off < pick->at || off - pick->at > pick->held || pick->held - (off - pick->at) < len)
    {
      got = read_at (pick, off, pick->buffer, is_near ? MAX (len, AHEAD_LEN) : len);
      pick->at = off;
      pick->held = got > 0 ? (gsize) got : 0;
      if (got < 0)
        return fail (pick, error, g_strerror (errno));
      if ((gsize) got < len)
        return fail (pick, error, "is shorter than it was");
    }
  pick->last = off + len;
  *bytes = wg_slice (pick->buffer + (off - pick->at), len);
  return TRUE;
}

static void
close_packed (WgPick *pick)
{
  if (pick->open)
    wg_windows_clear (&pick->windows);
  pick->open = FALSE;
}

/* From its first byte on. */
static gboolean
open_packed (WgPick *pick, GError **error)
{
  struct stat now;
  WgSource *source;

  close_packed (pick);
  if (stat (pick->path, &now) != 0)
    return fail (pick, error, g_strerror (errno));
  if (now.st_dev != pick->seen.st_dev || now.st_ino != pick->seen.st_ino
      || now.st_size < pick->seen.st_size)
    return fail (pick, error, "is not the file that it was");
  source = wg_source_open (pick->path, error);
  if (source == NULL)
    return FALSE;
  memset (&pick->windows, 0, sizeof pick->windows);
  wg_windows_init (&pick->windows, source, FALSE);
  pick->open = TRUE;
  return TRUE;
}

static gboolean
read_packed (WgPick *pick, guint64 off, gsize len, WgSlice *bytes, GError **error)
{
  if ((!pick->open || wg_windows_tell (&pick->windows) > off) && !open_packed (pick, error))
    return FALSE;
  while (wg_windows_tell (&pick->windows) < off)
    {
      guint64 left = off - wg_windows_tell (&pick->windows);

      if (!wg_windows_skip (&pick->windows, MIN (left, STEP_LEN)))
        return fail (pick, error, "is shorter than it was");
      if (left > STEP_LEN && pick->go_on != NULL && !pick->go_on (pick->user))
        {
          g_set_error (error, WG_ERROR, WG_ERROR_CANCELLED, "stopped on request");
          return FALSE;
        }
    }
  if (!wg_windows_copy (&pick->windows, pick->buffer, len))
    return fail (pick, error, "is shorter than it was");
  *bytes = wg_slice (pick->buffer, len);
  return TRUE;
}

gboolean
wg_pick_read (WgPick *pick, guint64 off, gsize len, WgSlice *bytes, GError **error)
{
  if (len > ROOM_LEN || off > G_MAXINT64 - ROOM_LEN)
    return fail (pick, error, "holds no such packet");
  return pick->packed ? read_packed (pick, off, len, bytes, error)
                      : read_direct (pick, off, len, bytes, error);
}
