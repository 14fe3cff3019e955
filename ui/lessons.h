#pragma once

#include <glib.h>

/**
 * WgLesson: a bundled exercise, as its folder tells.
 * @title, @about: for a person; @capture: path of its capture
 */
typedef struct
{
  char *title;
  char *about;
  char *capture;
} WgLesson;

/* Those of the folder "captures": $WIREGLOSS_CAPTURES, the one installed, or that of the source
 * tree; in the order of their numbers. Free with g_ptr_array_unref(). */
GPtrArray *wg_lessons_list (void);
