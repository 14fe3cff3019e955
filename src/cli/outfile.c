#include "cli/outfile.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_LEN 4096u

struct WgOutFile
{
  int fd;
  char *name;  /* for messages */
  char *final; /* %NULL: written in place */
  char *unfinished;
  WgOutput *output;
};

/* For the signal handler, which may only look at this and call what is safe there. */
static volatile sig_atomic_t to_remove;
static char to_remove_path[PATH_LEN];
static volatile sig_atomic_t stderr_is_terminal;

static void
on_signal (int number)
{
  static const char erase[] = "\r\033[K";
  ssize_t ignored = 0;

  if (to_remove)
    unlink (to_remove_path);
  if (stderr_is_terminal)
    ignored = write (STDERR_FILENO, erase, sizeof erase - 1);
  (void) ignored;
  _exit (128 + number);
}

void
wg_outfile_setup (void)
{
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action = {.sa_handler = on_signal};

  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0
        && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
      _exit (WG_EXIT_OUTPUT);
  stderr_is_terminal = isatty (STDERR_FILENO);
  sigemptyset (&action.sa_mask);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      struct sigaction old;
      if (sigaction (numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction (numbers[i], &action, NULL);
    }
  signal (SIGPIPE, SIG_IGN);
}

static gboolean
fail (GError **error, const char *name, int number)
{
  g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: cannot write: %s", name, g_strerror (number));
  return FALSE;
}

/* In place: what is no plain file, and names that stand for open descriptors. */
static gboolean
is_written_in_place (const char *path)
{
  struct stat st;

  return g_str_has_prefix (path, "/dev/") || g_str_has_prefix (path, "/proc/")
         || (stat (path, &st) == 0 && !S_ISREG (st.st_mode));
}

static gboolean
open_unfinished (WgOutFile *file, GError **error)
{
  struct stat st;
  mode_t mask = umask (0), mode;

  umask (mask);
  mode = stat (file->final, &st) == 0 ? st.st_mode & 0777 : 0666 & ~mask;
  file->unfinished = g_strdup_printf ("%s.XXXXXX", file->final);
  file->fd = mkostemp (file->unfinished, O_CLOEXEC);
  if (file->fd < 0)
    {
      g_clear_pointer (&file->unfinished, g_free);
      return fail (error, file->name, errno);
    }
  if (g_strlcpy (to_remove_path, file->unfinished, PATH_LEN) < PATH_LEN)
    to_remove = 1;
  if (fchmod (file->fd, mode) < 0)
    return fail (error, file->name, errno);
  return TRUE;
}

static gboolean
open_file (WgOutFile *file, const char *path, GError **error)
{
  char *real;

  if (is_written_in_place (path))
    {
      file->fd = open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
      return file->fd >= 0 || fail (error, path, errno);
    }
  real = realpath (path, NULL); /* a symbolic link stays one */
  file->final = g_strdup (real != NULL ? real : path);
  free (real);
  return open_unfinished (file, error);
}

WgOutFile *
wg_outfile_open (const char *path, GError **error)
{
  g_autoptr (WgOutFile) file = g_new0 (WgOutFile, 1);
  gboolean standard = path == NULL || strcmp (path, "-") == 0;

  file->fd = STDOUT_FILENO;
  file->name = g_strdup (standard ? "standard output" : path);
  if (!standard && !open_file (file, path, error))
    return NULL;
  file->output = wg_output_new (file->fd, file->name);
  return g_steal_pointer (&file);
}

WgOutput *
wg_outfile_output (WgOutFile *file)
{
  return file->output;
}

gboolean
wg_outfile_commit (WgOutFile *file, GError **error)
{
  int fd;

  if (!wg_output_flush (file->output, error))
    return FALSE;
  if (file->fd == STDOUT_FILENO)
    return TRUE;
  fd = file->fd;
  file->fd = STDOUT_FILENO; /* closed, whatever close() says */
  if (close (fd) < 0)
    return fail (error, file->name, errno);
  if (file->unfinished != NULL)
    {
      if (rename (file->unfinished, file->final) < 0)
        return fail (error, file->name, errno);
      to_remove = 0;
      g_clear_pointer (&file->unfinished, g_free);
    }
  return TRUE;
}

void
wg_outfile_free (WgOutFile *file)
{
  if (file == NULL)
    return;
  if (file->fd > STDERR_FILENO)
    close (file->fd);
  if (file->unfinished != NULL)
    {
      unlink (file->unfinished);
      to_remove = 0;
    }
  g_free (file->name);
  g_free (file->final);
  g_free (file->unfinished);
  wg_output_free (file->output);
  g_free (file);
}

gboolean
wg_outfile_is_terminal (const WgOutFile *file)
{
  return isatty (file->fd);
}

gboolean
wg_outfile_replaces (const WgOutFile *file, const char *path)
{
  struct stat ours, theirs;

  return file->final != NULL && stat (file->final, &ours) == 0 && stat (path, &theirs) == 0
         && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

int
wg_outfile_failed (const GError *error)
{
  wg_cli_say ("%s; the report is not complete", error->message);
  return WG_EXIT_OUTPUT;
}

int
wg_outfile_print (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WgOutFile) file = wg_outfile_open (NULL, &error);

  wg_output_puts (wg_outfile_output (file), text);
  return wg_outfile_commit (file, &error) ? WG_EXIT_DONE : wg_outfile_failed (error);
}
