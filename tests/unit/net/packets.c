#include "packets.h"

#include <stdlib.h>

static void
prepend_u8 (GByteArray *packet, guint value)
{
  guint8 byte = (guint8) value;
  g_byte_array_prepend (packet, &byte, 1);
}

static void
prepend_u16 (GByteArray *packet, guint value)
{
  prepend_u8 (packet, value & 0xff);
  prepend_u8 (packet, value >> 8 & 0xff);
}

static void
prepend_hex (GByteArray *packet, const char *hex)
{
  for (gsize n = strlen (hex); n >= 2; n -= 2)
    prepend_u8 (packet, (guint) g_ascii_xdigit_value (hex[n - 2]) << 4
                            | (guint) g_ascii_xdigit_value (hex[n - 1]));
}

static void
prepend_ipv4 (GByteArray *packet, guint protocol, guint id, guint fragment)
{
  guint len = packet->len + 20;

  prepend_hex (packet, "00000a0000010a000002");
  prepend_u8 (packet, protocol);
  prepend_u8 (packet, 64);
  prepend_u16 (packet, fragment);
  prepend_u16 (packet, id);
  prepend_u16 (packet, len);
  prepend_hex (packet, "4500");
}

static void
prepend_ipv6 (GByteArray *packet, guint next)
{
  guint len = packet->len;

  prepend_hex (packet, "20010db8000000000000000000000001"
                       "20010db8000000000000000000000002");
  prepend_u8 (packet, 64);
  prepend_u8 (packet, next);
  prepend_u16 (packet, len);
  prepend_hex (packet, "60000000");
}

static void
prepend_udp (GByteArray *packet, guint port)
{
  guint len = packet->len + 8;

  prepend_u16 (packet, 0);
  prepend_u16 (packet, len);
  prepend_u16 (packet, port);
  prepend_u16 (packet, 40000);
}

static void
prepend_fragment (GByteArray *packet, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 3);
  guint id = (guint) strtoul (parts[0], NULL, 10), off = (guint) strtoul (parts[1], NULL, 10);

  prepend_ipv4 (packet, 17, id, off | (parts[2][0] == '1' ? 0x2000u : 0));
}

static void
prepend_word (GByteArray *packet, const char *word)
{
  const char *colon = strchr (word, ':');
  const char *value = colon != NULL ? colon + 1 : "";
  guint number = (guint) strtoul (value, NULL, 10);

  if (word[0] == 'x')
    prepend_hex (packet, word + 1);
  else if (g_str_has_prefix (word, "eth:"))
    {
      prepend_u16 (packet, (guint) strtoul (value, NULL, 16));
      prepend_hex (packet, "020000000002020000000001");
    }
  else if (g_str_has_prefix (word, "ip4:"))
    prepend_ipv4 (packet, number, 1, 0);
  else if (g_str_has_prefix (word, "frag:"))
    prepend_fragment (packet, value);
  else if (g_str_has_prefix (word, "ip6:"))
    prepend_ipv6 (packet, number);
  else if (g_str_has_prefix (word, "udp:"))
    prepend_udp (packet, number);
  else if (strcmp (word, "tcp") == 0)
    prepend_hex (packet, "9c410050000003e8000007d05018ffff00000000"
                         "68656c6c6f");
  else if (g_str_has_prefix (word, "be2"))
    prepend_u16 (packet, packet->len + (guint) strtol (word + 3, NULL, 10));
  else
    g_error ("no such word: %s", word);
}

GByteArray *
packet_build (const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  GByteArray *packet = g_byte_array_new ();

  for (guint n = g_strv_length (list); n > 0; n--)
    prepend_word (packet, list[n - 1]);
  return packet;
}

static void
on_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
  Bench *bench = user;
  Seen seen = {.segment = *segment,
               .frame = packet->frame,
               .payload = g_bytes_new (segment->payload.data, segment->payload.len)};

  g_assert (segment->payload.len <= segment->payload_len);
  g_assert (segment->ip_version == 4 || segment->ip_version == 6);
  g_assert (segment->protocol == 6 || segment->protocol == 17);
  if (!segment->reassembled)
    {
      g_assert (segment->packet_off <= packet->bytes.len);
      g_assert (segment->payload.len <= packet->bytes.len - segment->packet_off);
      g_assert (segment->payload.data == packet->bytes.data + segment->packet_off);
    }
  g_array_append_val (bench->seen, seen);
}

static void
on_note (
    gpointer user, const WgPacket *packet, const WgNoteType *type, guint32 off, guint32 len)
{
  Bench *bench = user;

  g_assert (off <= packet->bytes.len && len <= packet->bytes.len - off);
  g_string_append_printf (bench->notes, "%s ", type->id);
}

static void
clear_seen (gpointer item)
{
  Seen *seen = item;
  g_bytes_unref (seen->payload);
}

void
bench_init (Bench *bench)
{
  static const WgNetCallbacks callbacks = {on_segment, on_note};

  *bench =
      (Bench){.seen = g_array_new (FALSE, FALSE, sizeof (Seen)), .notes = g_string_new (NULL)};
  g_array_set_clear_func (bench->seen, clear_seen);
  bench->net = wg_net_new (&callbacks, bench);
}

void
bench_clear (Bench *bench)
{
  wg_net_free (bench->net);
  g_array_unref (bench->seen);
  g_string_free (bench->notes, TRUE);
}

void
bench_forget (Bench *bench)
{
  g_array_set_size (bench->seen, 0);
  g_string_truncate (bench->notes, 0);
}

static void
check_nodes (WgTree *tree, const WgNode *node)
{
  for (; node != NULL; node = node->next)
    {
      const WgTreeSource *source = wg_tree_source (tree, node->source);
      g_assert (node->off <= source->bytes.len);
      g_assert (node->len <= source->bytes.len - node->off);
      g_assert (node->field != NULL);
      check_nodes (tree, node->first_child);
    }
}

void
bench_feed (Bench *bench, guint16 linktype, WgSlice bytes, guint32 wire_len, gboolean with_tree)
{
  g_autofree guint8 *block = g_memdup2 (bytes.data, bytes.len);
  WgPacket packet = {.frame = ++bench->frame,
                     .linktype = linktype,
                     .has_time = TRUE,
                     .time_ns = bench->time_ns,
                     .bytes = wg_slice (block, bytes.len),
                     .wire_len = wire_len};
  g_autoptr (WgTree) tree = with_tree ? wg_tree_new (packet.bytes) : NULL;

  wg_net_decode (bench->net, &packet, tree);
  if (tree != NULL)
    check_nodes (tree, wg_tree_root (tree)->first_child);
}

void
bench_feed_words (Bench *bench, guint16 linktype, const char *words)
{
  g_autoptr (GByteArray) packet = packet_build (words);
  bench_feed (bench, linktype, wg_slice (packet->data, packet->len), packet->len, FALSE);
}
