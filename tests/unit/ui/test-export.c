#include "../unit.h"

#include "capture/capture.h"
#include "ui/export/export.h"
#include "ui/export/picture.h"

#include <glib/gstdio.h>
#include <gtk/gtk.h>
#include <string.h>

/* Fonts that were looked up stay so until the program ends. */
const char *__lsan_default_suppressions (void);
__attribute__ ((visibility ("default"))) const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig";
}

/* Without a display: what is drawn for a file does not need one. */

typedef struct
{
  char *dir;
  WgDocument *document;
  WgView *view;
  gboolean done;
  char *message; /* of what went wrong */
} Scene;

static void
on_finished (Scene *scene)
{
  scene->done = TRUE;
}

static void
wait_for (Scene *scene)
{
  while (!scene->done)
    g_main_context_iteration (NULL, TRUE);
}

static int
set_up (void **state)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->dir = g_dir_make_tmp ("wiregloss-export-XXXXXX", NULL);
  scene->document = wg_document_new (WG_EXPORT_CAPTURE, NULL);
  g_signal_connect_swapped (scene->document, "finished", G_CALLBACK (on_finished), scene);
  scene->view = wg_view_new (scene->document);
  wait_for (scene);
  *state = scene;
  return 0;
}

static int
tear_down (void **state)
{
  Scene *scene = *state;
  g_autoptr (GDir) dir = g_dir_open (scene->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (scene->dir, name, NULL);
      g_unlink (path);
    }
  g_rmdir (scene->dir);
  g_object_unref (scene->view);
  g_object_unref (scene->document);
  g_free (scene->message);
  g_free (scene->dir);
  g_free (scene);
  return 0;
}

static void
on_exported (gpointer user, const char *path, const GError *error)
{
  Scene *scene = user;

  scene->message = error != NULL ? g_strdup (error->message) : NULL;
  scene->done = TRUE;
}

/* The bytes of the file. */
static char *
exported (Scene *scene, WgExport what, const char *name, gsize *len)
{
  g_autofree char *path = g_build_filename (scene->dir, name, NULL);
  char *bytes = NULL;

  scene->done = FALSE;
  wg_export (scene->view, what, path, on_exported, scene);
  wait_for (scene);
  if (scene->message != NULL)
    fail_msg ("%s: %s", name, scene->message);
  assert_true (g_file_get_contents (path, &bytes, len, NULL));
  return bytes;
}

static void
pictures_are_drawn (void **state)
{
  g_autofree char *svg = exported (*state, WG_EXPORT_DIAGRAM, "a.svg", NULL);
  g_autofree char *pdf = exported (*state, WG_EXPORT_DIAGRAM, "a.pdf", NULL);

  assert_non_null (strstr (svg, "<svg"));
  assert_non_null (strstr (svg, "</svg>"));
  assert_int_equal (strncmp (pdf, "%PDF-", 5), 0);
}

/* Pixels of that colour in a row of the picture. */
static guint
count_pixels (const guint8 *pixels, int stride, int width, int y, guint32 rgb)
{
  guint n = 0;

  for (int x = 0; x < width; x++)
    {
      guint32 pixel;

      memcpy (&pixel, pixels + y * stride + 4 * x, sizeof pixel);
      n += (pixel & 0xffffff) == rgb;
    }
  return n;
}

/* The arrows are there, each in its layer's colour and from lane to lane. */
static void
arrows_have_their_colours (void **state)
{
  static const guint32 colours[] = {0x6e6e6e, 0xc25400, 0x0072b2, 0x007d5a};
  Scene *scene = *state;
  g_autofree char *path = g_build_filename (scene->dir, "b.png", NULL);
  cairo_surface_t *surface;
  int width, height;

  g_free (exported (scene, WG_EXPORT_DIAGRAM, "b.png", NULL));
  surface = cairo_image_surface_create_from_png (path);
  width = cairo_image_surface_get_width (surface);
  height = cairo_image_surface_get_height (surface);
  assert_true (width >= 2000 && height > 75 * 40);
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      guint arrows = 0;

      for (int y = 0; y < height; y++)
        arrows += count_pixels (cairo_image_surface_get_data (surface),
                                cairo_image_surface_get_stride (surface), width, y, colours[i])
                  > (guint) width / 2;
      assert_true (arrows >= 4);
    }
  cairo_surface_destroy (surface);
}

static void
the_foot_tells_what_is_hidden (void **state)
{
  Scene *scene = *state;
  g_autofree char *plain = wg_picture_foot (scene->view), *hidden = NULL;

  wg_view_set (scene->view, WG_VIEW_REDACTED, TRUE);
  wg_view_show_layers (scene->view, ~(1u << WG_LAYER_TCP) & ((1u << WG_N_LAYERS) - 1));
  hidden = wg_picture_foot (scene->view);
  assert_non_null (strstr (plain, "secrets masked"));
  assert_null (strstr (plain, "names replaced"));
  assert_non_null (strstr (hidden, "hidden: TCP"));
  assert_non_null (strstr (hidden, "names replaced"));
}

static void
a_page_holds_the_step (void **state)
{
  Scene *scene = *state;
  g_autofree char *page = NULL;

  wg_document_set_note (scene->document, 19, "Look: <b>the password</b>");
  wg_view_select_packet (scene->view, 19);
  page = exported (scene, WG_EXPORT_PAGE, "step.html", NULL);
  assert_non_null (strstr (page, "<svg"));
  assert_non_null (strstr (page, "POST /login"));
  assert_non_null (strstr (page, "Look: &lt;b&gt;the password"));
  assert_non_null (strstr (page, "[masked "));
  assert_null (strstr (page, "<b>the"));
}

static void
reports_have_every_format (void **state)
{
  for (const char *const *ending = wg_export_endings (WG_EXPORT_REPORT); *ending != NULL;
       ending++)
    {
      g_autofree char *name = g_strdup_printf ("report.%s", *ending);
      gsize len = 0;

      g_free (exported (*state, WG_EXPORT_REPORT, name, &len));
      assert_true (len > 500);
    }
}

/* Packets of a capture, and how many of them belong to @wanted. */
static guint
n_packets (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WgCapture) capture = wg_capture_open (path, FALSE, NULL, NULL, &error);
  WgPacket packet;
  guint n = 0;

  assert_non_null (capture);
  while (wg_capture_next (capture, &packet, &error))
    n++;
  assert_null (error);
  assert_int_equal (wg_capture_n_skipped (capture), 0);
  return n;
}

static void
packets_are_those_shown (void **state)
{
  Scene *scene = *state;
  g_autofree char *path = g_build_filename (scene->dir, "c.pcapng", NULL), *bytes = NULL;
  gsize len = 0;

  wg_document_set_note (scene->document, 7, "here it begins");
  bytes = exported (scene, WG_EXPORT_PACKETS, "c.pcapng", &len);
  assert_int_equal (n_packets (path), 128);
  assert_non_null (memmem (bytes, len, "here it begins", 14));
  wg_view_show_conversation (scene->view, 1);
  g_free (exported (scene, WG_EXPORT_PACKETS, "c.pcapng", &len));
  assert_true (n_packets (path) > 10 && n_packets (path) <= 22);
}

static void
failure_leaves_nothing (void **state)
{
  Scene *scene = *state;
  static const char *const names[] = {"none/a.pcapng", "none/a.html"};
  const WgExport what[] = {WG_EXPORT_PACKETS, WG_EXPORT_REPORT};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (scene->dir, names[i], NULL);

      scene->done = FALSE;
      wg_export (scene->view, what[i], path, on_exported, scene);
      wait_for (scene);
      assert_non_null (scene->message);
      g_clear_pointer (&scene->message, g_free);
      assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  scene->done = FALSE;
  wg_export (scene->view, WG_EXPORT_PACKETS, WG_EXPORT_CAPTURE, on_exported, scene);
  wait_for (scene);
  assert_non_null (scene->message);
  assert_int_equal (n_packets (WG_EXPORT_CAPTURE), 128);
}

#define TEST(function) cmocka_unit_test_setup_teardown (function, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
      TEST (pictures_are_drawn),
      TEST (arrows_have_their_colours),
      TEST (the_foot_tells_what_is_hidden),
      TEST (a_page_holds_the_step),
      TEST (reports_have_every_format),
      TEST (packets_are_those_shown),
      TEST (failure_leaves_nothing),
  };

  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  return cmocka_run_group_tests (tests, NULL, NULL);
}
