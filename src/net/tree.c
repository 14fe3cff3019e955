/* Field trees of the layers that have more to tell than a table can. */
#include "net/decode.h"
#include "net/fields.h"

#define MAX_OPTIONS 64u

static void
summary (WgDecode *d, const char *text)
{
  wg_node_set_text (d->tree, wg_tree_root (d->tree), "%s", text);
}

/* The node of a row that wg_net_layer() has added below @parent. */
static WgNode *
child (WgNode *parent, const char *key)
{
  for (WgNode *node = parent->first_child; node != NULL; node = node->next)
    if (node->field != NULL && strcmp (node->field->key, key) == 0)
      return node;
  return NULL;
}

/* Reads a number of @n bytes into a row without a fixed place. */
static void
later (
    WgDecode *d, WgNode *parent, const WgField *fields, const char *key, WgReader *r, gsize n)
{
  const WgField *row = wg_net_row (fields, key);
  gsize off = wg_net_off (d, r->data) + wg_reader_tell (r);
  guint64 value = 0;
  WgSlice bytes;

  if (!wg_reader_take (r, n, &bytes))
    return;
  if (row->kind == WG_KIND_BYTES)
    {
      wg_tree_add_text (d->tree, parent, row, off, n, bytes);
      return;
    }
  for (WgReader b = wg_reader (bytes, WG_END_WHOLE); wg_reader_left (&b) > 0;)
    {
      guint8 byte = 0;
      if (wg_reader_u8 (&b, &byte))
        value = value << 8 | byte;
    }
  wg_tree_add_uint (d->tree, parent, row, off, n, value);
}

static void
tcp_option (WgDecode *d, WgNode *parent, guint8 kind, WgReader *r)
{
  const WgField *fields = wg_net_fields_tcp;

  switch (kind)
    {
    case 2:
      later (d, parent, fields, "tcp.options.mss_val", r, 2);
      break;
    case 3:
      later (d, parent, fields, "tcp.options.wscale.shift", r, 1);
      break;
    case 4:
      wg_tree_add (d->tree, parent, wg_net_row (fields, "tcp.options.sack_perm"),
                   wg_net_off (d, r->data) - 2, 2);
      break;
    case 5:
      later (d, parent, fields, "tcp.options.sack", r, wg_reader_left (r));
      break;
    case 8:
      later (d, parent, fields, "tcp.options.timestamp.tsval", r, 4);
      later (d, parent, fields, "tcp.options.timestamp.tsecr", r, 4);
      break;
    default:
      later (d, parent, fields, "tcp.options.unknown", r, wg_reader_left (r));
      break;
    }
}

/* RFC 9293 §3.1: a kind, and but for the first two a length that counts both. */
static void
tcp_options (WgDecode *d, WgNode *parent, WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE), option;
  guint8 kind, len;

  for (guint n = 0; n < MAX_OPTIONS && wg_reader_u8 (&r, &kind) && kind != 0; n++)
    if (kind != 1)
      {
        if (!wg_reader_u8 (&r, &len) || len < 2 || !wg_reader_sub (&r, len - 2u, &option))
          {
            wg_tree_add_note (d->tree, parent, "The options end inside one");
            return;
          }
        tcp_option (d, parent, kind, &option);
      }
}

/* "SYN, ACK", or "none". */
static GString *
tcp_flag_names (guint8 flags)
{
  static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((flags >> i & 1) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", names[i]);
  return text->len > 0 ? text : g_string_append (text, "none");
}

void
wg_net_tree_tcp (WgDecode *d, WgSlice header, guint8 flags, gsize payload_len)
{
  const WgSegment *s = &d->segment;
  WgNode *node = wg_net_layer (d, wg_net_fields_tcp, header), *below;
  WgSlice options = wg_slice_sub (header, 20, G_MAXSIZE);
  g_autoptr (GString) names = tcp_flag_names (flags);

  wg_node_set_text (
      d->tree, node,
      "Transmission Control Protocol, Src Port: %u, Dst Port: %u [%s], Seq: %u, Len: "
      "%" G_GSIZE_FORMAT,
      s->src.port, s->dst.port, names->str, s->seq, payload_len);
  below = child (node, "tcp.flags");
  if (below != NULL)
    wg_node_set_text (d->tree, below, "0x%03x (%s)", flags, names->str);
  if (options.len > 0)
    {
      below = wg_tree_add_text (d->tree, node, wg_net_row (wg_net_fields_tcp, "tcp.options"),
                                wg_net_off (d, options.data), options.len, options);
      tcp_options (d, below, options);
    }
  wg_tree_add_uint (d->tree, node, wg_net_row (wg_net_fields_tcp, "tcp.len"),
                    wg_net_off (d, header.data), 0, payload_len);
}

void
wg_net_tree_udp (WgDecode *d, WgSlice header)
{
  const WgSegment *s = &d->segment;
  WgNode *node = wg_net_layer (d, wg_net_fields_udp, header);

  wg_node_set_text (d->tree, node, "User Datagram Protocol, Src Port: %u, Dst Port: %u",
                    s->src.port, s->dst.port);
}

void
wg_net_tree_stream (WgTree *tree, guint32 stream)
{
  WgNode *node = wg_tree_last (tree);
  const WgField *row = NULL;

  if (node != NULL && node->field == wg_net_fields_tcp)
    row = wg_net_row (wg_net_fields_tcp, "tcp.stream");
  else if (node != NULL && node->field == wg_net_fields_udp)
    row = wg_net_row (wg_net_fields_udp, "udp.stream");
  if (row != NULL)
    wg_tree_add_uint (tree, node, row, 0, 0, stream);
}

void
wg_net_tree_icmp (WgDecode *d, WgSlice header, guint8 type, gboolean v6)
{
  const WgField *fields = v6 ? wg_net_fields_icmpv6 : wg_net_fields_icmp;
  WgNode *node = wg_net_layer (d, fields, header);
  const char *name = wg_name_of (fields[1].names, type);
  gboolean echo = v6 ? type == 128 || type == 129 : type == 0 || type == 8;
  WgReader r = wg_reader (header, WG_END_WHOLE);
  g_autofree char *text =
      g_strdup_printf ("%s %s", v6 ? "ICMPv6" : "ICMP", name != NULL ? name : "message");

  if (echo && wg_reader_skip (&r, 4))
    {
      later (d, node, fields, v6 ? "icmpv6.echo.identifier" : "icmp.ident", &r, 2);
      later (d, node, fields, v6 ? "icmpv6.echo.sequence_number" : "icmp.seq", &r, 2);
    }
  summary (d, text);
}

void
wg_net_tree_gre (WgDecode *d, WgSlice header, guint16 flags)
{
  const WgField *fields = wg_net_fields_gre;
  WgNode *node = wg_net_layer (d, fields, header);
  WgReader r = wg_reader (header, WG_END_WHOLE);
  gboolean ok = wg_reader_skip (&r, 4);

  if (ok && (flags & 0xc000) != 0)
    {
      later (d, node, fields, "gre.checksum", &r, 2);
      ok = wg_reader_skip (&r, 2);
    }
  if (ok && (flags & 0x2000) != 0)
    later (d, node, fields, "gre.key", &r, 4);
  if (ok && (flags & 0x1000) != 0)
    later (d, node, fields, "gre.sequence_number", &r, 4);
  if (ok && (flags & 0x0087) == 0x0081)
    later (d, node, fields, "gre.ack_number", &r, 4);
}

/* RFC 826 as people say it. */
void
wg_net_tree_arp (WgDecode *d, WgSlice header, guint16 opcode)
{
  WgSlice sender = wg_slice_sub (header, 14, 4), target = wg_slice_sub (header, 24, 4);
  g_autofree char *from = wg_net_address_text (sender);
  g_autofree char *to = wg_net_address_text (target);
  g_autofree char *mac = wg_net_address_text (wg_slice_sub (header, 8, 6));
  g_autofree char *text = NULL;

  wg_net_layer (d, wg_net_fields_arp, header);
  if (target.len == 4 && opcode == 1)
    text = g_strdup_printf ("ARP: who has %s? Tell %s", to, from);
  else if (target.len == 4 && opcode == 2)
    text = g_strdup_printf ("ARP: %s is at %s", from, mac);
  summary (d, text != NULL ? text : "ARP");
}

/* RFC 791 §3.1: as TCP's options. */
void
wg_net_tree_ip (WgDecode *d, WgSlice header, gboolean v6)
{
  gsize off = v6 ? 8 : 12, len = v6 ? 16 : 4;
  g_autofree char *src = wg_net_address_text (wg_slice_sub (header, off, len));
  g_autofree char *dst = wg_net_address_text (wg_slice_sub (header, off + len, len));
  WgNode *node = wg_net_layer (d, v6 ? wg_net_fields_ipv6 : wg_net_fields_ip, header);
  WgReader r = wg_reader (wg_slice_sub (header, 20, G_MAXSIZE), WG_END_WHOLE);
  guint8 kind, option_len;

  wg_node_set_text (d->tree, node, "Internet Protocol Version %u, Src: %s, Dst: %s", v6 ? 6 : 4,
                    src, dst);
  for (guint n = 0; !v6 && n < MAX_OPTIONS && wg_reader_u8 (&r, &kind) && kind != 0; n++)
    {
      gsize start = wg_reader_tell (&r) - 1;
      if (kind != 1
          && (!wg_reader_u8 (&r, &option_len) || option_len < 2
              || !wg_reader_skip (&r, option_len - 2u)))
        {
          wg_tree_add_note (d->tree, node, "The options end inside one");
          return;
        }
      wg_tree_add_text (d->tree, node, wg_net_row (wg_net_fields_ip, "ip.opt"),
                        wg_net_off (d, r.data) + start, wg_reader_tell (&r) - start,
                        wg_reader_since (&r, start));
    }
}
