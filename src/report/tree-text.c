#include "report/tree-text.h"

#include "base/text.h"
#include "dissect/dissector.h"
#include "report/human.h"

#define MAX_DEPTH 64u

#define BOLD   "\033[1m"
#define DIM    "\033[2m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[0m"

/* The name of a header whose value stands in @node: the node before it, where both are of one
 * header. */
static const WgNode *
name_of_header (const WgNode *node)
{
  const WgNode *parent = node->parent;

  if (node->field->secret != WG_SECRET_HEADER || parent == NULL || parent->field == NULL
      || parent->field->secret != WG_SECRET_HEADER || parent->first_child == node)
    return NULL;
  return parent->first_child;
}

void
wg_node_text_append (GString *out, const WgNode *node, WgMask *mask)
{
  WgSecret kind = (WgSecret) node->field->secret;
  const WgNode *name = name_of_header (node);
  WgSlice text = node->text != NULL ? wg_slice_str (node->text) : WG_SLICE_NONE;

  if (mask == NULL)
    g_string_append_len (out, (const char *) text.data, (gssize) text.len);
  else if (name != NULL)
    wg_mask_append (mask, out, WG_SECRET_HEADER, name->bytes, text);
  else if (kind == WG_SECRET_NONE || kind == WG_SECRET_HEADER)
    wg_mask_append (mask, out, WG_SECRET_TEXT, WG_SLICE_NONE, text);
  else
    wg_mask_append (mask, out, kind, WG_SLICE_NONE, text);
}

static void
append_shown (GString *out, const WgNode *node, WgMask *mask)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wg_node_text_append (text, node, mask);
  wg_text_append_shown (out, text->str);
}

static void
append_line (GString *out, const WgNode *node, guint depth, WgMask *mask, gboolean colours)
{
  const char *label = node->field->label;
  gboolean heading = node->field->kind == WG_KIND_NONE;

  for (guint i = 0; i < depth; i++)
    g_string_append (out, "  ");
  if (node->note)
    {
      g_string_append_printf (out, "%s(!) ", colours ? YELLOW : "");
      append_shown (out, node, mask);
      g_string_append_printf (out, "%s\n", colours ? PLAIN : "");
      return;
    }
  if (colours)
    g_string_append (out, depth == 0 ? BOLD : heading ? "" : DIM);
  if (!heading || node->text == NULL)
    g_string_append (out, label);
  if (!heading && node->text != NULL)
    g_string_append (out, ": ");
  if (colours && depth > 0)
    g_string_append (out, PLAIN);
  append_shown (out, node, mask);
  if (colours && depth == 0)
    g_string_append (out, PLAIN);
  g_string_append_c (out, '\n');
}

static void
append_nodes (GString *out, const WgNode *first, guint depth, WgMask *mask, gboolean colours)
{
  for (const WgNode *node = first; node != NULL; node = node->next)
    {
      append_line (out, node, depth, mask, colours);
      if (depth < MAX_DEPTH)
        append_nodes (out, node->first_child, depth + 1, mask, colours);
    }
}

void
wg_tree_text_append (
    GString *out, const WgPacket *packet, WgTree *tree, WgMask *mask, gboolean colours)
{
  const WgNode *root = wg_tree_root (tree);

  g_string_append_printf (out, "%sFrame %u: ", colours ? BOLD : "", packet->frame);
  wg_human_plural (out, packet->wire_len, "byte", "bytes");
  g_string_append (out, " on the wire");
  if (packet->bytes.len != packet->wire_len)
    {
      g_string_append (out, ", ");
      wg_human_count (out, packet->bytes.len);
      g_string_append (out, " captured");
    }
  if (packet->has_time)
    {
      g_string_append (out, ", ");
      wg_time_append (out, packet->time_ns);
    }
  g_string_append (out, colours ? PLAIN "\n" : "\n");
  append_nodes (out, root->first_child, 0, mask, colours);
}

static const WgNode *
last_heading (const WgNode *root)
{
  const WgNode *heading = NULL;

  for (const WgNode *node = root->first_child; node != NULL; node = node->next)
    if (!node->note)
      heading = node;
  return heading;
}

/* The protocol of a heading, short: a dissector's title, else its key in capitals. */
static const char *
short_name (const WgNode *heading)
{
  static const struct
  {
    const char *key, *name;
  } names[] = {
      {"eth", "Ethernet"},  {"ip", "IPv4"},     {"ipv6", "IPv6"},
      {"tcp", "TCP"},       {"udp", "UDP"},     {"icmp", "ICMP"},
      {"icmpv6", "ICMPv6"}, {"arp", "ARP"},     {"igmp", "IGMP"},
      {"sctp", "SCTP"},     {"vlan", "VLAN"},   {"gre", "GRE"},
      {"ppp", "PPP"},       {"pppoe", "PPPoE"}, {"mpls", "MPLS"},
      {"sll", "SLL"},       {"wlan", "802.11"}, {"llc", "LLC"},
      {"http", "HTTP"},     {"tls", "TLS"},     {"websocket", "WebSocket"},
      {"dns", "DNS"},
  };
  const char *key = heading->field->key;
  const WgDissector *dissector = wg_dissector_find (key);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].key, key) == 0)
      return names[i].name;
  return dissector != NULL ? dissector->title : heading->field->label;
}

static const char *
child_text (const WgNode *parent, const char *key)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    if (strcmp (node->field->key, key) == 0)
      return node->text;
  return NULL;
}

/* Addresses of the innermost header that has some. */
static void
find_addresses (const WgNode *root, WgTreeSummary *out)
{
  static const char *const keys[][2] = {{"ip.src", "ip.dst"},
                                        {"ipv6.src", "ipv6.dst"},
                                        {"eth.src", "eth.dst"},
                                        {"wlan.sa", "wlan.da"},
                                        {"arp.src.proto_ipv4", "arp.dst.proto_ipv4"}};

  for (const WgNode *node = root->first_child; node != NULL; node = node->next)
    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
      {
        const char *source = child_text (node, keys[i][0]);
        const char *destination = child_text (node, keys[i][1]);
        if (source == NULL && destination == NULL)
          continue;
        out->source = source;
        out->destination = destination;
      }
}

/* A heading's text without the protocol's name in front, which has a column of its own. */
static const char *
info_of (const WgNode *heading)
{
  const char *label = heading->field->label, *text = heading->text;

  if (text == NULL)
    return heading->first_child != NULL ? heading->first_child->text : NULL;
  if (!g_str_has_prefix (text, label))
    return text;
  text += strlen (label);
  while (*text == ',' || *text == ':' || *text == ' ')
    text++;
  return text;
}

/* What a unit is called: "finished" of "Handshake: finished". */
static const char *
unit_name (const WgNode *node)
{
  const char *colon = node->text != NULL ? strstr (node->text, ": ") : NULL;
  return colon != NULL ? colon + 2 : node->text;
}

static void
append_unit (GString *out, const WgNode *node)
{
  const char *name = unit_name (node);

  if (name == NULL || node->note)
    return;
  if (out->len > 0)
    g_string_append (out, ", ");
  g_string_append (out, name);
}

static gboolean
is_message (const WgNode *node)
{
  return node->text != NULL && g_str_has_prefix (node->text, "Handshake: ");
}

static gboolean
holds_messages (const WgNode *node)
{
  for (node = node != NULL ? node->first_child : NULL; node != NULL; node = node->next)
    if (is_message (node))
      return TRUE;
  return FALSE;
}

/* The handshake messages in a record, else the record. One whose bytes were opened is told by
 * what was in them, which stands under the next heading. */
static void
append_record (GString *out, const WgNode *record, const WgNode *next)
{
  if (holds_messages (record))
    {
      for (const WgNode *node = record->first_child; node != NULL; node = node->next)
        if (is_message (node))
          append_unit (out, node);
    }
  else if (is_message (record) || !holds_messages (next))
    append_unit (out, record);
}

/* All records of a packet of TLS, whose headings have no words of their own. */
static void
append_records (GString *out, const WgNode *root, const WgNode *last)
{
  if (strcmp (last->field->key, "tls") != 0 || last->text != NULL)
    return;
  for (const WgNode *node = root->first_child; node != NULL; node = node->next)
    if (node->field == last->field)
      for (const WgNode *child = node->first_child; child != NULL; child = child->next)
        append_record (out, child, node->next);
}

void
wg_tree_summarise (WgTree *tree, WgTreeSummary *out)
{
  WgNode *root = wg_tree_root (tree);
  const WgNode *heading = last_heading (root);
  g_autoptr (GString) records = g_string_new (NULL);

  memset (out, 0, sizeof *out);
  find_addresses (root, out);
  if (heading == NULL)
    return;
  out->protocol = short_name (heading);
  if (root->text == NULL)
    append_records (records, root, heading);
  if (records->len > 0)
    wg_node_set_text (tree, root, "%s", records->str);
  out->info = root->text != NULL ? root->text : info_of (heading);
}
