/* Runs a fuzz target without a fuzzer: every seed given (files, or folders of them), the
 * beginnings of each and copies with a few bytes changed. The same inputs on every run, so that
 * this is a test. Each input stands flush against a page that cannot be read: one byte too far
 * is a crash, with or without a sanitizer. */
#include "fuzz.h"

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_SEED     (1u << 20)
#define MAX_PREFIXES 512u
#define MUTATIONS    128u

static guint8 *guard; /* first byte of the page that must not be read */
static guint64 n_inputs;

static void
run (const guint8 *data, gsize len)
{
  guint8 *input = guard - len;
  if (len > 0)
    memcpy (input, data, len);
  LLVMFuzzerTestOneInput (input, len);
  n_inputs++;
}

static void
run_prefixes (const guint8 *data, gsize len)
{
  gsize step = len / MAX_PREFIXES + 1;
  for (gsize n = 0; n < len; n += step)
    run (data, n);
}

static void
run_mutations (const guint8 *data, gsize len)
{
  static const guint8 favourites[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '\r', '\n', ' '};
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) len);
  g_autofree guint8 *copy = g_malloc (len);

  for (guint i = 0; i < MUTATIONS; i++)
    {
      memcpy (copy, data, len);
      for (gint32 n = g_rand_int_range (rand, 1, 5); n > 0; n--)
        {
          guint32 at = g_rand_int (rand) % (guint32) len;
          guint32 pick = g_rand_int (rand);
          copy[at] = pick & 0x100 ? favourites[pick % sizeof favourites] : (guint8) pick;
        }
      run (copy, len);
    }
}

static guint
run_path (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  if (dir != NULL)
    {
      guint n = 0;
      for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);
          n += run_path (child);
        }
      return n;
    }

  g_autofree char *text = NULL;
  gsize len;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &text, &len, &error))
    g_error ("%s", error->message);
  if (len > MAX_SEED)
    g_error ("%s: a seed of %" G_GSIZE_FORMAT " bytes, more than %u", path, len, MAX_SEED);

  const guint8 *data = (const guint8 *) text;
  run (data, len);
  run_prefixes (data, len);
  if (len > 0)
    run_mutations (data, len);
  return 1;
}

int
main (int argc, char **argv)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  guint8 *memory =
      mmap (NULL, MAX_SEED + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect (memory + MAX_SEED, page, PROT_NONE) != 0)
    g_error ("no memory for the inputs");
  guard = memory + MAX_SEED;

  guint n_seeds = 0;
  for (int i = 1; i < argc; i++)
    n_seeds += run_path (argv[i]);
  munmap (memory, MAX_SEED + page);
  g_print ("%u seeds, %" G_GUINT64_FORMAT " inputs\n", n_seeds, n_inputs);
  return n_seeds > 0 ? 0 : 1; /* a target without a seed tests nothing */
}
