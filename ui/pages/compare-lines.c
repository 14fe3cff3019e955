#include "ui/pages/compare-lines.h"

#include "report/tree-text.h"
#include "session/look.h"
#include "ui/models/align.h"

#include <string.h>

#define PACKETS 16u /* that a message may take and still be read whole */

/* "Version: TLS 1.2" and "Version: TLS 1.3" are about the same; numbers of a list are not part
 * of a name. */
static gsize
name_len (const char *line)
{
  const char *colon = strstr (line, ": ");
  return colon != NULL ? (gsize) (colon - line) : strlen (line);
}

typedef struct
{
  GPtrArray *left;
  GPtrArray *right;
} Lines;

static guint
alike (gpointer user, guint left, guint right)
{
  Lines *lines = user;
  const char *a = g_ptr_array_index (lines->left, left);
  const char *b = g_ptr_array_index (lines->right, right);
  gsize len = name_len (a);

  if (strcmp (a, b) == 0)
    return 4;
  return len == name_len (b) && strncmp (a, b, len) == 0 ? 1 : 0;
}

static char *
line_at (GPtrArray *lines, gint32 index)
{
  return index < 0 ? NULL : g_strdup (g_strchug (g_ptr_array_index (lines, (guint) index)));
}

static void
clear_line (gpointer item)
{
  WgCompareLine *line = item;

  g_free (line->left);
  g_free (line->right);
}

GArray *
wg_compare_lines (GPtrArray *left, GPtrArray *right)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (WgCompareLine));
  Lines lines = {left, right};
  g_autoptr (GArray) rows = wg_align (left->len, right->len, alike, &lines);

  g_array_set_clear_func (out, clear_line);
  for (guint i = 0; i < rows->len; i++)
    {
      WgAlignRow row = g_array_index (rows, WgAlignRow, i);
      WgCompareLine line;

      if (row.left >= 0 && row.right >= 0
          && strcmp (g_ptr_array_index (left, (guint) row.left),
                     g_ptr_array_index (right, (guint) row.right))
                 == 0)
        continue;
      line = (WgCompareLine){line_at (left, row.left), line_at (right, row.right)};
      g_array_append_val (out, line);
    }
  return out;
}

static gboolean
is_below (const char *line)
{
  static const char *const names[] = {
      "Frame",         "Ethernet", "Linux cooked",  "Internet Protocol", "Transmission Control",
      "User Datagram", "802.1Q",   "Null/Loopback", "Raw packet"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (line, names[i]))
      return TRUE;
  return FALSE;
}

static void
take_tree (GPtrArray *out, const WgLookTree *look, WgMask *mask)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  gboolean below = TRUE;

  wg_tree_text_append (text, &look->packet, look->tree, mask, FALSE);
  lines = g_strsplit (text->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL && out->len < WG_ALIGN_MOST; i++)
    {
      if (lines[i][0] != ' ')
        below = is_below (lines[i]);
      if (!below && lines[i][0] != '\0')
        g_ptr_array_add (out, g_strdup (lines[i]));
    }
}

GPtrArray *
wg_compare_read (
    const char *path, WgStore *store, const WgSecrets *secrets, gsize index, gboolean reveal)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  const WgStoreMessage *message = wg_store_message (store, index);
  guint32 last = atomic_load (&message->last_frame);
  WgLookRequest request = {.frame = message->frame,
                           .conversation = message->conversation,
                           .parts = WG_LOOK_TREES,
                           .first = message->frame,
                           .last = message->frame};
  g_autoptr (WgLook) look = wg_look_new (path, store, secrets, NULL);
  g_autoptr (WgLookResult) result = NULL;
  g_autoptr (WgMask) mask = reveal ? NULL : wg_mask_new ();

  if (last > message->frame && last - message->frame < PACKETS)
    request.last = last;
  if (look != NULL)
    result = wg_look_run (look, &request, NULL);
  for (guint i = 0; result != NULL && i < result->trees->len; i++)
    take_tree (out, &g_array_index (result->trees, WgLookTree, i), mask);
  return out;
}
