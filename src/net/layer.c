/* Field trees out of tables: a row says where in the header its bits are. */
#include "net/decode.h"

#include "base/text.h"

char *
wg_net_address_text (WgSlice address)
{
  GString *text = g_string_new (NULL);

  if (address.len == 4 || address.len == 16)
    wg_address_append (text, address.data, (guint) address.len);
  else
    for (gsize i = 0; i < address.len; i++)
      {
        if (i > 0)
          g_string_append_c (text, ':');
        wg_hex_append (text, wg_slice_sub (address, i, 1));
      }
  return g_string_free (text, FALSE);
}

const WgField *
wg_net_row (const WgField *fields, const char *key)
{
  for (; fields->key != NULL; fields++)
    if (strcmp (fields->key, key) == 0)
      return fields;
  g_assert_not_reached ();
}

/* Up to 64 bits that begin at bit @off; %FALSE where the header does not reach so far. */
static gboolean
bits (WgSlice header, guint off, guint n, guint64 *out)
{
  WgReader r = wg_reader (wg_slice_sub (header, off / 8, (off % 8 + n + 7) / 8), WG_END_WHOLE);
  guint64 value = 0;
  guint8 byte;

  if (wg_reader_left (&r) * 8 < off % 8 + n)
    return FALSE;
  while (wg_reader_u8 (&r, &byte))
    value = value << 8 | byte;
  value >>= (8 - (off + n) % 8) % 8;
  *out = n < 64 ? value & ((G_GUINT64_CONSTANT (1) << n) - 1) : value;
  return TRUE;
}

static WgNode *
add_row (WgDecode *d, WgNode *parent, const WgField *row, gsize base, WgSlice header)
{
  gsize first = row->offset / 8u, len = (row->offset % 8u + row->size + 7u) / 8u;
  WgSlice part = wg_slice_sub (header, first, len);
  guint64 value;

  if (part.len < len)
    return NULL;
  if (row->kind == WG_KIND_BYTES)
    return wg_tree_add_text (d->tree, parent, row, base + first, len, part);
  if (row->kind == WG_KIND_STRING)
    {
      g_autofree char *text = wg_net_address_text (part);
      WgNode *node = wg_tree_add_format (d->tree, parent, row, base + first, len, "%s", text);
      return node;
    }
  if (!bits (header, row->offset, row->size, &value))
    return NULL;
  if (row->kind == WG_KIND_UINT && row->width > 1)
    value *= row->width;
  return wg_tree_add_uint (d->tree, parent, row, base + first, len, value);
}

/* Whether @key continues @prefix: "ip.flags.df" does "ip.flags". */
static gboolean
continues (const char *key, const char *prefix)
{
  gsize len = strlen (prefix);
  return strncmp (key, prefix, len) == 0 && key[len] == '.';
}

WgNode *
wg_net_layer (WgDecode *d, const WgField *fields, WgSlice header)
{
  gsize base = wg_net_off (d, header.data);
  WgNode *heading = wg_tree_add (d->tree, NULL, &fields[0], base, header.len);
  WgNode *last = heading;

  wg_node_set_text (d->tree, heading, "%s", fields[0].label);
  for (const WgField *row = fields + 1; row->key != NULL; row++)
    {
      WgNode *parent = last, *node;
      if (row->size == 0)
        continue;
      while (parent != heading && parent->field != NULL
             && !continues (row->key, parent->field->key))
        parent = parent->parent;
      node = add_row (d, parent, row, base, header);
      if (node != NULL && node != parent)
        last = node;
    }
  return heading;
}
