/* pcapng as in draft-ietf-opsawg-pcapng; section numbers in here are that draft's. */
#include "capture/capture-private.h"

#include "base/limits.h"
#include "base/text.h"

#define BLOCK_SHB     0x0a0d0d0au /* the same in both byte orders */
#define BLOCK_IDB     1u
#define BLOCK_PB      2u
#define BLOCK_SPB     3u
#define BLOCK_EPB     6u
#define BLOCK_JOURNAL 9u
#define BLOCK_DSB     10u
#define BLOCK_CUSTOM  0x00000badu
#define BLOCK_CUSTOM2 0x40000badu /* not to be copied */

#define ORDER_MAGIC   0x1a2b3c4du
#define BLOCK_MIN_LEN 12u
#define HEAD_LEN      8u /* type and length */
#define TRAILER_LEN   4u
#define SHB_MIN_LEN   28u
#define OPENING_LEN   16u /* of the SHB, as far as the version */

#define OPTION_END      0u
#define OPTION_COMMENT  1
#define OPTION_HEAD_LEN 4u
#define OPTION_NAME     2u
#define OPTION_TSRESOL  9u
#define OPTION_TSOFFSET 14u

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  guint32 type;
  guint32 len;     /* as told */
  gsize whole_len; /* up to the next block */
  gsize seen_len;  /* what of it stands in the window */
  WgReader body;   /* without the trailer, as far as it is seen */
} Block;

typedef enum
{
  FOUND_NOTHING, /* on to the next block */
  FOUND_PACKET,
} Found;

gboolean
wg_pcapng_probe (WgSlice head)
{
  WgReader r = wg_reader (head, WG_END_WHOLE);
  guint32 type;
  return wg_reader_u32 (&r, &type) && type == BLOCK_SHB;
}

static gboolean
read_order (WgReader *r, gboolean *is_big_endian)
{
  guint32 magic;

  if (!wg_reader_u32 (r, &magic))
    return FALSE;
  *is_big_endian = magic == ORDER_MAGIC;
  return magic == ORDER_MAGIC || magic == GUINT32_SWAP_LE_BE (ORDER_MAGIC);
}

/* ---- options ---- */

static gboolean
next_option (gboolean big, WgReader *r, guint16 *code, WgReader *value)
{
  guint16 len;

  if (!wg_order_u16 (big, r, code) || *code == OPTION_END || !wg_order_u16 (big, r, &len)
      || !wg_reader_sub (r, len, value))
    return FALSE;
  /* Padding that the last option forgot is no reason to lose it. */
  if (len % 4 != 0 && !wg_reader_skip (r, 4 - len % 4u))
    wg_reader_seek (r, r->len);
  return TRUE;
}

static WgPcapngClock
clock_of (guint8 tsresol)
{
  WgPcapngClock clock = {.is_known = TRUE, .per_second = 1};
  guint exponent = tsresol & 0x7f;

  if ((tsresol & 0x80) != 0)
    {
      clock.is_known = exponent < 64;
      clock.per_second = clock.is_known ? G_GUINT64_CONSTANT (1) << exponent : 1;
    }
  else
    {
      clock.is_known = exponent <= 19; /* 10^19 is the largest that 64 bits hold */
      for (guint i = 0; clock.is_known && i < exponent; i++)
        clock.per_second *= 10;
    }
  if (clock.per_second <= NS_PER_S && NS_PER_S % clock.per_second == 0)
    clock.unit_ns = NS_PER_S / clock.per_second;
  return clock;
}

static char *
name_of (WgSlice value)
{
  gssize nul = wg_slice_find (value, 0);
  GString *name = g_string_new (NULL);

  if (nul >= 0)
    value.len = (gsize) nul;
  wg_text_append (name, wg_slice_sub (value, 0, WG_LIMIT_INTERFACE_NAME));
  return g_string_free (name, FALSE);
}

/* ---- blocks that describe ---- */

/* §4.2 */
static void
read_interface (WgCapture *capture, Block *block, guint64 off)
{
  WgPcapng *pcapng = &capture->pcapng;
  gboolean big = pcapng->is_big_endian;
  WgPcapngClock clock = clock_of (6);
  g_autofree char *name = NULL;
  WgReader value;
  guint16 linktype, code;
  guint32 snaplen;

  if (!wg_order_u16 (big, &block->body, &linktype) || !wg_reader_skip (&block->body, 2)
      || !wg_order_u32 (big, &block->body, &snaplen))
    {
      wg_capture_add_skipped (capture, off, "an interface description that is too short");
      return;
    }
  while (next_option (big, &block->body, &code, &value))
    {
      guint32 first, second;
      guint8 tsresol;

      if (code == OPTION_NAME && name == NULL)
        name = name_of (wg_reader_rest (&value));
      else if (code == OPTION_TSRESOL && wg_reader_u8 (&value, &tsresol))
        {
          gint64 offset_s = clock.offset_s;
          clock = clock_of (tsresol);
          clock.offset_s = offset_s;
        }
      else if (code == OPTION_TSOFFSET && wg_order_u32 (big, &value, &first)
               && wg_order_u32 (big, &value, &second))
        clock.offset_s =
            (gint64) (big ? (guint64) first << 32 | second : (guint64) second << 32 | first);
    }
  if (!clock.is_known)
    wg_capture_add_skipped (capture, off,
                            "a time resolution that cannot be; no times are told");
  if (!wg_capture_add_interface (capture, linktype, snaplen, g_steal_pointer (&name)))
    wg_capture_add_skipped (capture, off, "more interfaces than are kept");
  else
    g_array_append_val (pcapng->clocks, clock);
}

/* §4.1: another section, whose interfaces are counted from 0 again. */
static void
read_section (WgCapture *capture, Block *block, guint64 off)
{
  WgPcapng *pcapng = &capture->pcapng;
  guint16 major = 0;

  pcapng->first = capture->interfaces->len;
  pcapng->is_unknown = !wg_reader_skip (&block->body, 4)
                       || !wg_order_u16 (pcapng->is_big_endian, &block->body, &major)
                       || major != 1;
  if (pcapng->is_unknown)
    wg_capture_add_skipped (capture, off, "a section of a version that is not supported");
}

/* §4.7. Its length may be far beyond a window. */
static gboolean
read_secrets (WgCapture *capture, const Block *block, guint64 off)
{
  gboolean big = capture->pcapng.is_big_endian;
  WgReader head = block->body;
  WgSecretsBlock secrets = {0};
  guint32 len = 0;
  guint8 *copy;

  if (!wg_order_u32 (big, &head, &secrets.type) || !wg_order_u32 (big, &head, &len)
      || len > block->whole_len - HEAD_LEN - 8 - TRAILER_LEN)
    {
      wg_capture_add_skipped (capture, off, "decryption secrets longer than their block");
      return wg_windows_skip (&capture->in, block->whole_len);
    }
  if (len > WG_LIMIT_SECRETS_LEN - capture->secrets_len
      || capture->secrets->len >= WG_LIMIT_SECRETS)
    {
      wg_capture_add_skipped (capture, off, "more decryption secrets than are kept");
      return wg_windows_skip (&capture->in, block->whole_len);
    }
  copy = g_malloc (MAX (len, 1));
  if (!wg_windows_skip (&capture->in, HEAD_LEN + 8)
      || !wg_windows_copy (&capture->in, copy, len)
      || !wg_windows_skip (&capture->in, block->whole_len - HEAD_LEN - 8 - len))
    {
      g_free (copy);
      return FALSE;
    }
  secrets.bytes = wg_slice (copy, len);
  capture->secrets_len += len;
  g_array_append_val (capture->secrets, secrets);
  return TRUE;
}

/* ---- blocks that carry a packet ---- */

/* Beyond the ends of time (the years 1677 and 2262) it stands still. */
static gint64
slow_time (const WgPcapngClock *clock, guint64 units)
{
  guint64 frac = units % clock->per_second;
  __extension__ typedef __int128 Wide;
  Wide seconds = (Wide) (units / clock->per_second) + clock->offset_s;
  Wide ns = seconds * (gint64) NS_PER_S + (Wide) frac * (gint64) NS_PER_S / clock->per_second;

  return (gint64) CLAMP (ns, G_MININT64, G_MAXINT64);
}

static void
set_time (const WgPcapngClock *clock, guint32 high, guint32 low, WgPacket *packet)
{
  guint64 units = (guint64) high << 32 | low;

  packet->has_time = clock->is_known;
  if (G_LIKELY (clock->unit_ns > 0 && clock->offset_s == 0
                && units <= (guint64) G_MAXINT64 / clock->unit_ns))
    packet->time_ns = (gint64) (units * clock->unit_ns);
  else
    packet->time_ns = slow_time (clock, units);
}

static inline const WgPcapngClock *
interface_of (WgCapture *capture, guint32 id, WgPacket *packet)
{
  const WgPcapng *pcapng = &capture->pcapng;

  if (id >= capture->interfaces->len - pcapng->first)
    return NULL;
  packet->interface = pcapng->first + id;
  packet->linktype =
      g_array_index (capture->interfaces, WgInterface, packet->interface).linktype;
  return &g_array_index (pcapng->clocks, WgPcapngClock, packet->interface);
}

/* The captured bytes, next in the body. What is longer than a packet can be is no packet; what
 * its link type allows is given as far as the ceiling. */
static Found
take_packet (WgCapture *capture, Block *block, guint32 captured, guint64 off, WgPacket *packet)
{
  guint32 given = MIN (captured, WG_LIMIT_PACKET_LEN);

  if (captured > WG_LIMIT_PACKET_LEN && captured > wg_capture_max_packet_len (packet->linktype))
    {
      wg_capture_add_skipped (capture, off, "a packet longer than any can be");
      return FOUND_NOTHING;
    }
  if (captured > block->whole_len - HEAD_LEN - TRAILER_LEN
      || !wg_reader_take (&block->body, given, &packet->bytes))
    {
      wg_capture_add_skipped (capture, off, "a packet longer than its block");
      return FOUND_NOTHING;
    }
  packet->file_off = off + HEAD_LEN + wg_reader_tell (&block->body) - given;
  return FOUND_PACKET;
}

/* §3.5: what people wrote on the packet, behind its bytes. */
static void
take_comments (WgCapture *capture, Block *block, gsize captured)
{
  WgReader value;
  guint16 code;

  if (!wg_reader_skip (&block->body, -captured & 3))
    return;
  while (next_option (capture->pcapng.is_big_endian, &block->body, &code, &value))
    if (code == OPTION_COMMENT)
      wg_capture_add_comment (capture, wg_reader_rest (&value));
}

/* §4.3, and §B of what it replaced, which has 16 bits of interface and 16 of drops. */
static Found
read_packet (WgCapture *capture, Block *block, guint64 off, WgPacket *packet)
{
  gboolean big = capture->pcapng.is_big_endian;
  WgReader *r = &block->body;
  const WgPcapngClock *clock;
  guint32 id = 0, high, low, captured;
  guint16 short_id = 0;

  if (block->type == BLOCK_PB ? !wg_order_u16 (big, r, &short_id) || !wg_reader_skip (r, 2)
                              : !wg_order_u32 (big, r, &id))
    goto too_short;
  if (!wg_order_u32 (big, r, &high) || !wg_order_u32 (big, r, &low)
      || !wg_order_u32 (big, r, &captured) || !wg_order_u32 (big, r, &packet->wire_len))
    goto too_short;
  clock = interface_of (capture, id + short_id, packet);
  if (G_UNLIKELY (clock == NULL))
    {
      wg_capture_add_skipped (capture, off, "a packet of an interface that is not described");
      return FOUND_NOTHING;
    }
  set_time (clock, high, low, packet);
  if (take_packet (capture, block, captured, off, packet) == FOUND_NOTHING)
    return FOUND_NOTHING;
  if (G_UNLIKELY (wg_reader_left (r) > OPTION_HEAD_LEN) && block->seen_len == block->whole_len)
    take_comments (capture, block, captured);
  return FOUND_PACKET;

too_short:
  wg_capture_add_skipped (capture, off, "a packet block that is too short");
  return FOUND_NOTHING;
}

/* §4.4: of the first interface, without a time, as long as that one's snap length allows. */
static Found
read_simple_packet (WgCapture *capture, Block *block, guint64 off, WgPacket *packet)
{
  guint32 captured, snaplen;

  if (!wg_order_u32 (capture->pcapng.is_big_endian, &block->body, &packet->wire_len))
    {
      wg_capture_add_skipped (capture, off, "a packet block that is too short");
      return FOUND_NOTHING;
    }
  if (interface_of (capture, 0, packet) == NULL)
    {
      wg_capture_add_skipped (capture, off, "a packet of an interface that is not described");
      return FOUND_NOTHING;
    }
  snaplen = g_array_index (capture->interfaces, WgInterface, packet->interface).snaplen;
  captured = snaplen > 0 ? MIN (packet->wire_len, snaplen) : packet->wire_len;
  packet->has_time = FALSE;
  packet->time_ns = 0;
  return take_packet (capture, block, captured, off, packet);
}

/* ---- from block to block ---- */

static gboolean
is_sane_len (guint32 type, guint32 len)
{
  guint32 min_len = type == BLOCK_SHB ? SHB_MIN_LEN : BLOCK_MIN_LEN;
  return len >= min_len && len <= WG_LIMIT_BLOCK_LEN;
}

/* Type and length of the block at @off from here. A section header tells its own byte order,
 * which becomes @big. */
static gboolean
peek_head (WgCapture *capture, gsize off, guint32 *type, guint32 *len, gboolean *big)
{
  WgReader r, order;

  if (!wg_windows_need (&capture->in, off + BLOCK_MIN_LEN))
    return FALSE;
  r = wg_windows_reader (&capture->in);
  if (!wg_reader_skip (&r, off) || !wg_order_u32 (*big, &r, type))
    return FALSE;
  order = r;
  if (*type == BLOCK_SHB && (!wg_reader_skip (&order, 4) || !read_order (&order, big)))
    return FALSE;
  return wg_order_u32 (*big, &r, len);
}

static gboolean
trailer_is (WgCapture *capture, gsize off, gboolean big, guint32 len)
{
  WgReader r;
  guint32 trailer;

  if (!wg_windows_need (&capture->in, off + TRAILER_LEN))
    return FALSE;
  r = wg_windows_reader (&capture->in);
  return wg_reader_skip (&r, off) && wg_order_u32 (big, &r, &trailer) && trailer == len;
}

/* Whether a block that is known by type, and whole, stands @off from here. */
static gboolean
is_block (WgCapture *capture, gsize off)
{
  gboolean big = capture->pcapng.is_big_endian;
  guint32 type, len;

  if (!peek_head (capture, off, &type, &len, &big))
    return FALSE;
  if ((type == 0 || type > BLOCK_EPB) && type != BLOCK_DSB && type != BLOCK_SHB)
    return FALSE;
  return is_sane_len (type, len) && len % 4 == 0 && len <= WG_WINDOW_HEADROOM - off
         && trailer_is (capture, off + len - TRAILER_LEN, big, len);
}

/* Behind damage the next thing that looks like a block in every way is one. Each byte is looked
 * at once. */
static gboolean
resync (WgCapture *capture, const char *why)
{
  wg_capture_add_skipped (capture, wg_windows_tell (&capture->in), why);
  while (wg_windows_need (&capture->in, BLOCK_MIN_LEN + 1))
    {
      wg_windows_take (&capture->in, 1);
      if (is_block (capture, 0))
        return TRUE;
    }
  wg_windows_skip (&capture->in, wg_windows_left (&capture->in));
  return FALSE;
}

/* The two lengths of a block differ: the first is right where another block follows there. */
static gboolean
pass_mismatch (WgCapture *capture, const Block *block)
{
  if (is_block (capture, block->whole_len))
    {
      wg_capture_add_skipped (capture, wg_windows_tell (&capture->in),
                              "a block whose two lengths differ");
      wg_windows_take (&capture->in, block->whole_len);
      return TRUE;
    }
  return resync (capture, "a block whose length cannot be");
}

typedef enum
{
  BLOCK_READ,
  BLOCK_PASSED,
  BLOCK_NONE, /* the end, or nothing that can be read */
} BlockResult;

/* The next block, as much of it as fits a window; not consumed yet. */
static BlockResult
begin_block (WgCapture *capture, Block *block)
{
  WgPcapng *pcapng = &capture->pcapng;
  gboolean big = pcapng->is_big_endian;
  WgReader r;

  if (!wg_capture_begin_record (capture, BLOCK_MIN_LEN))
    return BLOCK_NONE;
  if (!peek_head (capture, 0, &block->type, &block->len, &big)
      || !is_sane_len (block->type, block->len))
    return resync (capture, "a block whose length cannot be") ? BLOCK_PASSED : BLOCK_NONE;

  /* Some writers forget to count the padding. */
  block->whole_len = ((gsize) block->len + 3) & ~(gsize) 3;
  block->seen_len = MIN (block->whole_len, WG_WINDOW_HEADROOM);
  if (!wg_capture_need (capture, block->seen_len))
    return BLOCK_NONE;
  if (block->seen_len == block->whole_len
      && G_UNLIKELY (!trailer_is (capture, block->whole_len - TRAILER_LEN, big, block->len)))
    return pass_mismatch (capture, block) ? BLOCK_PASSED : BLOCK_NONE;
  pcapng->is_big_endian = big;

  r = wg_windows_reader (&capture->in);
  if (!wg_reader_skip (&r, HEAD_LEN)
      || !wg_reader_sub (&r, block->seen_len - HEAD_LEN - TRAILER_LEN, &block->body))
    return BLOCK_NONE;
  return BLOCK_READ;
}

static gboolean
is_packet (guint32 type)
{
  return type == BLOCK_EPB || type == BLOCK_SPB || type == BLOCK_PB;
}

/* What Wireshark shows as a record of its own and so gives a number to, as packets around it
 * must have the same numbers here. */
static gboolean
has_number (guint32 type)
{
  static const guint32 types[] = {
      BLOCK_JOURNAL, BLOCK_CUSTOM, BLOCK_CUSTOM2, 0x204, 0x208,
      0x216,         0x217,        0x221,         0x222, /* events of sysdig */
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i] == type)
      return TRUE;
  return FALSE;
}

/* Everything but packets. FALSE when the file ends in it. */
static gboolean
read_other (WgCapture *capture, Block *block)
{
  guint64 off = wg_windows_tell (&capture->in);
  gboolean whole;

  if (block->type == BLOCK_DSB && !capture->pcapng.is_unknown)
    whole = read_secrets (capture, block, off);
  else
    {
      if (block->type == BLOCK_SHB)
        read_section (capture, block, off);
      else if (block->type == BLOCK_IDB && !capture->pcapng.is_unknown)
        read_interface (capture, block, off);
      else if (has_number (block->type) && capture->frame < G_MAXUINT32)
        capture->frame++;
      whole = wg_windows_skip (&capture->in, block->whole_len);
    }
  if (!whole)
    capture->cut_short = TRUE;
  return whole;
}

static gboolean
next_packet (WgCapture *capture, WgPacket *packet)
{
  for (;;)
    {
      Block block;
      BlockResult result = begin_block (capture, &block);

      if (G_UNLIKELY (result == BLOCK_NONE))
        return FALSE;
      if (G_UNLIKELY (result == BLOCK_PASSED))
        continue;
      if (G_LIKELY (is_packet (block.type)))
        {
          guint64 off = wg_windows_tell (&capture->in);
          Found found = FOUND_NOTHING;

          if (G_LIKELY (!capture->pcapng.is_unknown))
            found = block.type == BLOCK_SPB ? read_simple_packet (capture, &block, off, packet)
                                            : read_packet (capture, &block, off, packet);
          wg_windows_take (&capture->in, block.seen_len);
          capture->pending = block.whole_len - block.seen_len;
          if (found == FOUND_PACKET)
            return TRUE;
          if (!wg_capture_pass_pending (capture))
            return FALSE;
        }
      else if (!read_other (capture, &block))
        return FALSE;
    }
}

gboolean
wg_pcapng_open (WgCapture *capture, GError **error)
{
  const char *name = wg_source_name (capture->in.source);
  gboolean big = FALSE;
  guint16 major = 0, minor = 0;
  WgReader r;

  wg_windows_need (&capture->in, OPENING_LEN);
  r = wg_windows_reader (&capture->in);
  if (wg_reader_left (&r) < OPENING_LEN)
    {
      g_set_error (
          error, WG_ERROR, WG_ERROR_FORMAT,
          "%s: breaks off inside the pcapng section header, at offset %" G_GSIZE_FORMAT, name,
          wg_reader_left (&r));
      return FALSE;
    }
  if (!wg_reader_skip (&r, HEAD_LEN) || !read_order (&r, &big)
      || !wg_order_u16 (big, &r, &major) || !wg_order_u16 (big, &r, &minor))
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
                   "%s: not a capture file: begins like pcapng, but without its byte order "
                   "at offset %u",
                   name, HEAD_LEN);
      return FALSE;
    }
  if (major != 1)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
                   "%s: pcapng version %u.%u is not supported", name, major, minor);
      return FALSE;
    }
  capture->pcapng.clocks = g_array_new (FALSE, FALSE, sizeof (WgPcapngClock));
  capture->next = next_packet;
  return TRUE;
}

void
wg_pcapng_clear (WgPcapng *pcapng)
{
  g_clear_pointer (&pcapng->clocks, g_array_unref);
}
