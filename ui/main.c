#include "config.h"
#include "ui/application.h"

#include <epoxy/gl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

/* Where OpenGL is software, drawing with cairo takes a third of the time and memory. It has to
 * be decided before the first window is there. */
static gboolean
has_fast_gl (GdkDisplay *display)
{
  g_autoptr (GdkGLContext) context = gdk_display_create_gl_context (display, NULL);
  const char *renderer;

  if (context == NULL || !gdk_gl_context_realize (context, NULL))
    return FALSE;
  gdk_gl_context_make_current (context);
  renderer = (const char *) glGetString (GL_RENDERER);
  gdk_gl_context_clear_current ();
  return renderer != NULL && strstr (renderer, "llvmpipe") == NULL
         && strstr (renderer, "softpipe") == NULL;
}

static void
choose_renderer (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL && g_getenv ("GSK_RENDERER") == NULL && !has_fast_gl (display))
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr (WgApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, WG_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Wiregloss");
  if (gtk_init_check ())
    choose_renderer ();
  application = wg_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
