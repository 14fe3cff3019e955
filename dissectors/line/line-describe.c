#include "line/line-describe.h"

static WgSlice
without_ending (WgSlice unit)
{
  if (unit.len > 0 && wg_slice_at (unit, unit.len - 1) == '\n')
    unit.len--;
  if (unit.len > 0 && wg_slice_at (unit, unit.len - 1) == '\r')
    unit.len--;
  return unit;
}

WgNode *
wg_line_describe_command (WgTree *tree,
                          const WgLineFields *fields,
                          WgSlice unit,
                          gboolean is_secret)
{
  WgSlice line = without_ending (unit), rest = line;
  WgSlice word = wg_line_word (&rest);
  const WgField *rest_field =
      is_secret && fields->secret != NULL ? fields->secret : fields->rest;
  WgNode *top = wg_tree_add (tree, NULL, fields->protocol, 0, unit.len);
  WgNode *node =
      wg_tree_add_text (tree, top, fields->line, 0, unit.len, is_secret ? word : line);

  wg_tree_add_text (tree, node, fields->word, 0, word.len, word);
  if (rest.len > 0)
    wg_tree_add_text (tree, node, rest_field, (gsize) (rest.data - unit.data), rest.len, rest);
  return node;
}

WgNode *
wg_line_describe_reply (WgTree *tree, const WgLineFields *fields, WgSlice unit)
{
  WgSlice line = without_ending (unit), rest;
  WgNode *top = wg_tree_add (tree, NULL, fields->protocol, 0, unit.len);
  WgNode *node = wg_tree_add_text (tree, top, fields->line, 0, unit.len, line);
  gboolean more;
  guint code;

  if (!wg_line_reply_code (line, &code, &more))
    {
      wg_tree_add_text (tree, node, fields->rest, 0, line.len, line);
      return node;
    }
  wg_tree_add_uint (tree, node, fields->word, 0, 3, code);
  rest = wg_slice_sub (line, 4, line.len);
  if (rest.len > 0)
    wg_tree_add_text (tree, node, fields->rest, 4, rest.len, rest);
  return node;
}

void
wg_line_describe_block (WgTree *tree,
                        const WgField *protocol,
                        const WgField *field,
                        WgSlice unit)
{
  WgNode *top = wg_tree_add (tree, NULL, protocol, 0, unit.len);

  wg_tree_add_format (tree, top, field, 0, unit.len, "%" G_GSIZE_FORMAT " bytes", unit.len);
}

void
wg_line_describe_secret (WgTree *tree, const WgLineFields *fields, WgSlice unit)
{
  WgSlice line = without_ending (unit);
  WgNode *top = wg_tree_add (tree, NULL, fields->protocol, 0, unit.len);

  wg_tree_add_text (tree, top, fields->secret, 0, line.len, line);
}
