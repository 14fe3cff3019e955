#include "report/tree-text.h"

#include "base/text.h"
#include "report/json-value.h"

#define MAX_DEPTH 64u

static void
append_text (GString *out, const char *key, const WgNode *node, WgMask *mask)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wg_node_text_append (text, node, mask);
  g_string_append_printf (out, ",\"%s\":", key);
  wg_json_text (out, wg_slice (text->str, text->len));
}

static gboolean
is_number (const WgNode *node)
{
  switch (node->field->kind)
    {
    case WG_KIND_BOOL:
    case WG_KIND_UINT:
    case WG_KIND_INT:
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
      return TRUE;
    case WG_KIND_NONE:
    case WG_KIND_TEXT:
    case WG_KIND_STRING:
    case WG_KIND_BYTES:
    case WG_KIND_TIME:
    case WG_KIND_DURATION:
    case WG_KIND_HEADER:
    case WG_KIND_NUMBERS:
    case WG_KIND_OBJECT:
    case WG_KIND_REF:
      return FALSE;
    }
  return FALSE;
}

static void
append_number (GString *out, const char *key, guint64 value)
{
  g_string_append_printf (out, ",\"%s\":", key);
  wg_uint_append (out, value);
}

static void append_nodes (GString *out, const WgNode *first, guint depth, WgMask *mask);

static void
append_node (GString *out, const WgNode *node, guint depth, WgMask *mask)
{
  g_string_append (out, "{\"key\":");
  wg_json_string (out, node->field->key);
  g_string_append (out, ",\"label\":");
  wg_json_string (out, node->field->label);
  if (node->text != NULL)
    append_text (out, "text", node, mask);
  if (is_number (node) && node->text != NULL)
    append_number (out, "value", node->number);
  append_number (out, "source", node->source);
  append_number (out, "offset", node->off);
  append_number (out, "length", node->len);
  if (node->note)
    g_string_append (out, ",\"note\":true");
  if (node->first_child != NULL && depth < MAX_DEPTH)
    {
      g_string_append (out, ",\"children\":");
      append_nodes (out, node->first_child, depth + 1, mask);
    }
  g_string_append_c (out, '}');
}

static void
append_nodes (GString *out, const WgNode *first, guint depth, WgMask *mask)
{
  g_string_append_c (out, '[');
  for (const WgNode *node = first; node != NULL; node = node->next)
    {
      if (node != first)
        g_string_append_c (out, ',');
      append_node (out, node, depth, mask);
    }
  g_string_append_c (out, ']');
}

static void
append_sources (GString *out, const WgTree *tree)
{
  g_string_append (out, ",\"sources\":[");
  for (guint i = 0; i < wg_tree_n_sources (tree); i++)
    {
      const WgTreeSource *source = wg_tree_source (tree, i);

      g_string_append (out, i > 0 ? ",{\"title\":" : "{\"title\":");
      wg_json_string (out, source->title);
      append_number (out, "length", source->bytes.len);
      if (i > 0)
        {
          append_number (out, "parent", source->parent);
          append_number (out, "parent_offset", source->parent_off);
          append_number (out, "parent_length", source->parent_len);
        }
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

void
wg_tree_json_append (GString *out, const WgPacket *packet, WgTree *tree, WgMask *mask)
{
  g_string_append (out, "{\"frame\":");
  wg_uint_append (out, packet->frame);
  if (packet->has_time)
    {
      g_string_append (out, ",\"time\":\"");
      wg_time_append (out, packet->time_ns);
      g_string_append_c (out, '"');
    }
  append_number (out, "captured", packet->bytes.len);
  append_number (out, "wire", packet->wire_len);
  append_sources (out, tree);
  g_string_append (out, ",\"tree\":");
  append_nodes (out, wg_tree_root (tree)->first_child, 0, mask);
  g_string_append (out, "}\n");
}
