#include "ui/tree-words.h"

#include "base/text.h"
#include "report/tree-text.h"
#include "ui/glossary.h"

#include <glib/gi18n.h>

#define MAX_DERIVED 16u /* sources above one another */

static void
append_masked (GString *out, WgView *view, const WgNode *node)
{
  wg_node_text_append (out, node, wg_view_mask (view));
}

char *
wg_node_shown (WgView *view, const WgNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  append_masked (text, view, node);
  shown = wg_text_dup (wg_slice (text->str, text->len));
  return wg_view_shown (view, shown);
}

char *
wg_node_line (WgView *view, const WgNode *node)
{
  g_autofree char *value = wg_node_shown (view, node);

  if (node->note || (node->field->kind == WG_KIND_NONE && value[0] != '\0'))
    return g_steal_pointer (&value);
  if (value[0] == '\0')
    return g_strdup (node->field->label);
  return g_strdup_printf ("%s: %s", node->field->label, value);
}

static const WgNode *
with_help (const WgNode *node)
{
  while (node != NULL && (node->field == NULL || node->field->help == NULL))
    node = node->parent;
  return node;
}

/* Tables of the layers write none behind the last word. */
static char *
with_stop (const char *sentence)
{
  gsize len = strlen (sentence);
  return len > 0 && strchr (".?!", sentence[len - 1]) != NULL
             ? g_strdup (sentence)
             : g_strdup_printf ("%s.", sentence);
}

char *
wg_node_sentence (const WgNode *node, const WgMessageType *type)
{
  const WgGloss *gloss = wg_gloss_of (node);
  const WgNode *from = with_help (node);
  g_autofree char *sentence = NULL;

  if (gloss != NULL)
    return g_strdup (gloss->help);
  if (from == NULL)
    return g_strdup (type != NULL && type->help != NULL ? type->help : "");
  sentence = with_stop (from->field->help);
  if (from == node)
    return g_steal_pointer (&sentence);
  return g_strdup_printf (_ ("Part of “%s”: %s"), from->field->label, sentence);
}

const char *
wg_node_source (const WgNode *node, const WgMessageType *type)
{
  const WgGloss *gloss = wg_gloss_of (node);
  const WgNode *from = with_help (node);

  if (gloss != NULL)
    return gloss->source;
  if (node != NULL && node->field != NULL && node->field->source != NULL)
    return node->field->source;
  if (from != NULL && from->field != NULL)
    return from->field->source;
  return type != NULL ? type->source : NULL;
}

char *
wg_source_uri (const char *source)
{
  const char *section;
  char *end;
  guint64 number;

  if (source == NULL || !g_str_has_prefix (source, "RFC "))
    return NULL;
  number = g_ascii_strtoull (source + 4, &end, 10);
  if (number == 0)
    return NULL;
  section = strstr (end, "§");
  if (section != NULL && g_ascii_isdigit (section[strlen ("§")]))
    {
      section += strlen ("§");
      return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT
                              "#section-%.*s",
                              number, (int) strspn (section, "0123456789."), section);
    }
  return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT, number);
}

/* --- nodes and places --------------------------------------------------------------------- */

WgViewField
wg_node_field (const WgNode *node)
{
  return (WgViewField){node->source, node->off, node->len};
}

static gboolean
holds (const WgNode *node, WgViewField field)
{
  return !node->note && node->source == field.source && node->len > 0 && field.off >= node->off
         && field.off - node->off < node->len
         && field.len <= node->len - (field.off - node->off);
}

static void
find_at (const WgNode *parent, WgViewField field, const WgNode **best)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    {
      if (holds (node, field) && (*best == NULL || node->len < (*best)->len))
        *best = node;
      find_at (node, field, best);
    }
}

/* No longer than the source is. */
static WgViewField
clip (const WgTree *tree, WgViewField field)
{
  gsize len;

  if (field.source >= wg_tree_n_sources (tree))
    return (WgViewField){0};
  len = wg_tree_source (tree, field.source)->bytes.len;
  if (field.off >= len)
    return (WgViewField){0};
  field.len = (guint32) MIN (field.len, len - field.off);
  return field;
}

const WgNode *
wg_node_at (const WgLookTree *tree, WgViewField field)
{
  const WgNode *best = NULL;

  field = clip (tree->tree, field);
  if (field.len > 0)
    find_at (wg_tree_root (tree->tree), field, &best);
  return best;
}

WgViewField
wg_field_origin (const WgTree *tree, WgViewField field)
{
  for (guint i = 0; i < MAX_DERIVED && field.source > 0; i++)
    {
      const WgTreeSource *source = wg_tree_source (tree, field.source);
      field = (WgViewField){source->parent, source->parent_off, source->parent_len};
    }
  return field;
}

static gboolean
overlap (WgViewField one, WgViewField other)
{
  return one.off < (guint64) other.off + other.len && other.off < (guint64) one.off + one.len;
}

static gboolean
is_of (const WgNode *node, const char *protocol, gsize len)
{
  const char *key = node->field != NULL ? node->field->key : NULL;
  return key != NULL && strncmp (key, protocol, len) == 0
         && (key[len] == '\0' || key[len] == '.');
}

/* "Handshake: client_hello" for @name "client_hello". @place: where, in the packet; 0 bytes:
 * anywhere. */
static const WgNode *
find_named (const WgNode *parent, const char *name, WgViewField place, guint depth)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    {
      const char *text = node->text != NULL ? strstr (node->text, ": ") : NULL;
      const WgNode *found;

      if (text != NULL && g_str_equal (text + 2, name)
          && (node->source != 0 || place.len == 0 || overlap (wg_node_field (node), place)))
        return node;
      found = depth > 0 ? find_named (node, name, place, depth - 1) : NULL;
      if (found != NULL)
        return found;
    }
  return NULL;
}

const WgNode *
wg_node_of_message (const WgLookTree *tree, const WgStoreMessage *message)
{
  const WgNode *root = wg_tree_root (tree->tree), *best = NULL;
  const char *id = message->type->id, *dot = strchr (id, '.');
  gsize protocol = dot != NULL ? (gsize) (dot - id) : strlen (id);
  guint32 len = (guint32) MIN (atomic_load (&message->len), G_MAXUINT32);
  gboolean here = tree->packet.frame == message->frame; /* else it goes on or ends here */
  WgViewField place = {0, message->off, here ? MAX (len, 1) : 0};

  for (const WgNode *node = root->first_child; node != NULL; node = node->next)
    {
      const WgNode *named;

      if (node->note || !is_of (node, id, protocol))
        continue;
      if (here && !overlap (wg_field_origin (tree->tree, wg_node_field (node)), place))
        continue;
      named = dot != NULL ? find_named (node, dot + 1, place, 2) : NULL;
      if (named != NULL)
        return named;
      if (best == NULL)
        best = node;
    }
  return best;
}

/* --- what must not be shown -----------------------------------------------------------------
 */

/* The part of @node's bytes whose text differs from @shown. */
static WgViewField
differing (const WgNode *node, const char *shown)
{
  const char *text = node->text;
  gsize len = strlen (text), other = strlen (shown), before = 0, behind = 0;

  if (len != node->len)
    return wg_node_field (node);
  while (before < MIN (len, other) && text[before] == shown[before])
    before++;
  while (behind < MIN (len, other) - before
         && text[len - 1 - behind] == shown[other - 1 - behind])
    behind++;
  return (WgViewField){node->source, node->off + (guint32) before,
                       (guint32) (len - before - behind)};
}

static void
add_hidden (WgView *view, const WgNode *parent, GArray *hidden)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    {
      add_hidden (view, node, hidden);
      if (node->text != NULL && node->first_child == NULL && !node->note && node->len > 0)
        {
          g_autoptr (GString) masked = g_string_new (NULL);
          g_autofree char *shown = NULL;

          append_masked (masked, view, node);
          shown = wg_view_shown (view, masked->str);
          if (!g_str_equal (shown, node->text))
            {
              WgViewField field = differing (node, shown);
              g_array_append_val (hidden, field);
            }
        }
    }
}

GArray *
wg_tree_hidden (WgView *view, const WgLookTree *tree)
{
  GArray *hidden = g_array_new (FALSE, FALSE, sizeof (WgViewField));

  if (tree != NULL && (wg_view_mask (view) != NULL || wg_view_is (view, WG_VIEW_REDACTED)))
    add_hidden (view, wg_tree_root (tree->tree), hidden);
  return hidden;
}

gboolean
wg_is_hidden (const GArray *hidden, guint source, guint32 off)
{
  for (guint i = 0; i < hidden->len; i++)
    {
      const WgViewField *field = &g_array_index (hidden, WgViewField, i);
      if (field->source == source && off >= field->off && off - field->off < field->len)
        return TRUE;
    }
  return FALSE;
}
