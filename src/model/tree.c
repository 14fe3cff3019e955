#include "model/tree.h"

#include "base/text.h"

#define MAX_TREE_LEN (32u * 1024 * 1024)
#define MAX_SOURCES  256u
#define SHOWN_BYTES  32u

struct WgTree
{
  WgArena *arena;
  WgNode *root;
  GArray *sources;
  WgTreeBase base;
};

WgTree *
wg_tree_new (WgSlice packet)
{
  WgTree *tree = g_new0 (WgTree, 1);
  WgTreeSource source = {.title = "Frame"};

  tree->arena = wg_arena_new (MAX_TREE_LEN);
  source.bytes = wg_arena_copy (tree->arena, packet);
  tree->sources = g_array_new (FALSE, FALSE, sizeof (WgTreeSource));
  g_array_append_val (tree->sources, source);
  tree->root = wg_arena_new_of (tree->arena, WgNode);
  return tree;
}

void
wg_tree_free (WgTree *tree)
{
  if (tree == NULL)
    return;
  g_array_unref (tree->sources);
  wg_arena_free (tree->arena);
  g_free (tree);
}

WgNode *
wg_tree_root (WgTree *tree)
{
  return tree->root;
}

guint
wg_tree_n_sources (const WgTree *tree)
{
  return tree->sources->len;
}

const WgTreeSource *
wg_tree_source (const WgTree *tree, guint index)
{
  g_assert (index < tree->sources->len);
  return &g_array_index (tree->sources, WgTreeSource, index);
}

guint16
wg_tree_derive (WgTree *tree,
                const char *title,
                WgSlice bytes,
                guint16 parent,
                guint32 parent_off,
                guint32 parent_len)
{
  WgTreeSource source = {
      .title = title, .parent = parent, .parent_off = parent_off, .parent_len = parent_len};

  if (tree->sources->len >= MAX_SOURCES)
    return parent;
  source.bytes = wg_arena_copy (tree->arena, bytes);
  g_array_append_val (tree->sources, source);
  return (guint16) (tree->sources->len - 1);
}

WgTreeBase
wg_tree_base (const WgTree *tree)
{
  return tree->base;
}

void
wg_tree_set_base (WgTree *tree, WgTreeBase base)
{
  tree->base = base;
}

/* A length on the wire may go past what was captured: a span ends with its source. */
static void
clamp (const WgTree *tree, WgNode *node, gsize off, gsize len)
{
  gsize source_len = wg_tree_source (tree, node->source)->bytes.len;
  gsize from = MIN ((gsize) tree->base.base + off, source_len);

  node->off = (guint32) from;
  node->len = (guint32) MIN (len, source_len - from);
}

WgNode *
wg_tree_add (WgTree *tree, WgNode *parent, const WgField *field, gsize off, gsize len)
{
  WgNode *node = wg_arena_new_of (tree->arena, WgNode);

  if (parent == NULL)
    parent = tree->root;
  if (node == NULL)
    return parent;
  node->field = field;
  node->parent = parent;
  node->source = tree->base.source;
  clamp (tree, node, off, len);
  if (parent->last_child != NULL)
    parent->last_child->next = node;
  else
    parent->first_child = node;
  parent->last_child = node;
  return node;
}

WgNode *
wg_tree_last (const WgTree *tree)
{
  return tree->root->last_child;
}

void
wg_tree_move_last (WgTree *tree, WgNode *before, WgNode *to)
{
  WgNode *root = tree->root, *first, *last;

  if (to == before || to == root->last_child)
    return;
  first = before != NULL ? before->next : root->first_child;
  for (last = first; last != to; last = last->next)
    g_assert (last != NULL);
  if (before != NULL)
    before->next = last->next;
  else
    root->first_child = last->next;
  last->next = NULL;
  root->last_child->next = first;
  root->last_child = last;
}

static void
set_text (WgTree *tree, WgNode *node, const char *text)
{
  WgSlice copy = wg_arena_copy (tree->arena, wg_slice (text, strlen (text) + 1));
  node->text = copy.len > 0 ? (const char *) copy.data : "";
}

static char *
number_text (const WgField *field, guint64 value)
{
  const char *name = wg_name_of (field->names, (guint32) value);
  guint width = field->width > 0 ? field->width : field->size > 0 ? field->size * 2u : 1u;

  if (field->kind == WG_KIND_BOOL)
    return g_strdup (value != 0 ? "yes" : "no");
  if (field->kind == WG_KIND_CODE && name != NULL)
    return g_strdup_printf ("%s (0x%0*" G_GINT64_MODIFIER "x)", name, (int) width, value);
  if (field->kind == WG_KIND_CODE)
    return g_strdup_printf ("0x%0*" G_GINT64_MODIFIER "x", (int) width, value);
  if (name != NULL)
    return g_strdup_printf ("%s (%" G_GUINT64_FORMAT ")", name, value);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

WgNode *
wg_tree_add_uint (
    WgTree *tree, WgNode *parent, const WgField *field, gsize off, gsize len, guint64 value)
{
  WgNode *node = wg_tree_add (tree, parent, field, off, len);
  g_autofree char *text = number_text (field, value);

  if (node == parent)
    return parent;
  node->number = value;
  set_text (tree, node, text);
  return node;
}

static char *
hex_text (WgSlice value)
{
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < MIN (value.len, (gsize) SHOWN_BYTES); i++)
    g_string_append_printf (text, "%02x", value.data[i]);
  if (value.len > SHOWN_BYTES)
    g_string_append_printf (text, ".. (%" G_GSIZE_FORMAT " bytes)", value.len);
  return g_string_free (text, FALSE);
}

WgNode *
wg_tree_add_text (
    WgTree *tree, WgNode *parent, const WgField *field, gsize off, gsize len, WgSlice value)
{
  WgNode *node = wg_tree_add (tree, parent, field, off, len);
  g_autofree char *text = NULL;

  if (node == parent)
    return parent;
  node->bytes = wg_arena_copy (tree->arena, value);
  text = field->kind == WG_KIND_BYTES ? hex_text (value) : wg_text_dup (value);
  set_text (tree, node, text);
  return node;
}

WgNode *
wg_tree_add_format (WgTree *tree,
                    WgNode *parent,
                    const WgField *field,
                    gsize off,
                    gsize len,
                    const char *format,
                    ...)
{
  WgNode *node = wg_tree_add (tree, parent, field, off, len);
  g_autofree char *text = NULL;
  va_list args;

  if (node == parent)
    return parent;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  set_text (tree, node, text);
  return node;
}

WgNode *
wg_tree_add_note (WgTree *tree, WgNode *parent, const char *text)
{
  static const WgField note = {.key = "note", .label = "Note", .kind = WG_KIND_STRING};
  WgNode *node = wg_tree_add_format (tree, parent, &note, 0, 0, "%s", text);

  if (node != parent)
    {
      node->note = TRUE;
      if (parent != NULL)
        {
          node->source = parent->source;
          node->off = parent->off;
          node->len = parent->len;
        }
    }
  return node;
}

void
wg_node_set_len (WgNode *node, gsize len)
{
  node->len = (guint32) len;
}

void
wg_node_set_text (WgTree *tree, WgNode *node, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  set_text (tree, node, text);
}
