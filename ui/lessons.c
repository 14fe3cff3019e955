#include "ui/lessons.h"

#include "config.h"

#include <string.h>

#define README_LEN 4096u

static void
free_lesson (gpointer data)
{
  WgLesson *lesson = data;

  g_free (lesson->title);
  g_free (lesson->about);
  g_free (lesson->capture);
  g_free (lesson);
}

static const char *
folder (void)
{
  const char *named = g_getenv ("WIREGLOSS_CAPTURES");

  if (named != NULL)
    return named;
  return g_file_test (WG_CAPTURES_INSTALLED, G_FILE_TEST_IS_DIR) ? WG_CAPTURES_INSTALLED
                                                                 : WG_CAPTURES_SOURCE;
}

/* Without line breaks and without the marks of Markdown. */
static char *
first_sentence (const char *paragraph)
{
  GString *out = g_string_new (NULL);

  for (const char *c = paragraph; *c != '\0'; c++)
    {
      if (*c != '`')
        g_string_append_c (out, *c == '\n' ? ' ' : *c);
      if (*c == '.' && (c[1] == ' ' || c[1] == '\n'))
        break;
    }
  return g_string_free (out, FALSE);
}

/* The heading of a README and the first sentence below it. */
static void
read_about (WgLesson *lesson, const char *path)
{
  g_autofree char *text = NULL, *readme = g_build_filename (path, "README.md", NULL);
  g_auto (GStrv) parts = NULL;

  if (!g_file_get_contents (readme, &text, NULL, NULL))
    return;
  text[MIN (strlen (text), README_LEN)] = '\0';
  parts = g_strsplit (text, "\n\n", 3);
  if (parts[0] == NULL || !g_str_has_prefix (parts[0], "# "))
    return;
  g_free (lesson->title);
  lesson->title = g_strdup (parts[0] + 2);
  if (parts[1] != NULL)
    lesson->about = first_sentence (parts[1]);
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const WgLesson *const *) a)->capture,
                 (*(const WgLesson *const *) b)->capture);
}

GPtrArray *
wg_lessons_list (void)
{
  static const char *const names[] = {"capture.pcapng", "capture.pcap"};
  GPtrArray *list = g_ptr_array_new_with_free_func (free_lesson);
  g_autoptr (GDir) dir = g_dir_open (folder (), 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *path = g_build_filename (folder (), name, NULL);
        g_autofree char *capture = g_build_filename (path, names[i], NULL);
        WgLesson *lesson;

        if (!g_ascii_isdigit (name[0]) || !g_file_test (capture, G_FILE_TEST_IS_REGULAR))
          continue;
        lesson = g_new0 (WgLesson, 1);
        lesson->title = g_strdup (name);
        lesson->capture = g_steal_pointer (&capture);
        read_about (lesson, path);
        g_ptr_array_add (list, lesson);
        break;
      }
  g_ptr_array_sort (list, by_name);
  return list;
}
