#include "capture/write.h"

#include <string.h>

#define BLOCK_SECTION   0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET    6u
#define ORDER_MAGIC     0x1a2b3c4du
#define OPTION_COMMENT  1u
#define OPTION_NAME     2u
#define OPTION_USER     4u
#define OPTION_TSRESOL  9u
#define NANOSECONDS     9u /* 10^-9 */
#define OPTION_MOST     65532u

static void
put_u16 (GByteArray *out, guint value)
{
  guint16 bytes = GUINT16_TO_LE ((guint16) value);
  g_byte_array_append (out, (const guint8 *) &bytes, sizeof bytes);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 bytes = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &bytes, sizeof bytes);
}

static void
put_padded (GByteArray *out, gconstpointer bytes, gsize len)
{
  static const guint8 padding[4] = {0};

  g_byte_array_append (out, bytes, (guint) len);
  g_byte_array_append (out, padding, (guint) (-len & 3));
}

static void
put_option (GByteArray *out, guint code, gconstpointer bytes, gsize len)
{
  put_u16 (out, code);
  put_u16 (out, (guint) len);
  put_padded (out, bytes, len);
}

/* Text that is not there is no option. */
static void
put_text (GByteArray *out, guint code, const char *text)
{
  gsize len = text != NULL ? strlen (text) : 0;

  if (len > OPTION_MOST)
    len = (gsize) (g_utf8_find_prev_char (text, text + OPTION_MOST + 1) - text);
  if (len > 0)
    put_option (out, code, text, len);
}

/* Begins a block; its lengths are told by end_block(). */
static guint
begin_block (GByteArray *out, guint32 type)
{
  guint at = out->len;

  put_u32 (out, type);
  put_u32 (out, 0);
  return at;
}

static void
end_block (GByteArray *out, guint at)
{
  guint32 len = GUINT32_TO_LE (out->len - at + 4);

  memcpy (out->data + at + 4, &len, sizeof len);
  g_byte_array_append (out, (const guint8 *) &len, sizeof len);
}

void
wg_write_section (GByteArray *out, const char *application)
{
  guint at = begin_block (out, BLOCK_SECTION);

  put_u32 (out, ORDER_MAGIC);
  put_u16 (out, 1);
  put_u16 (out, 0);
  put_u32 (out, G_MAXUINT32); /* of a length that is not told */
  put_u32 (out, G_MAXUINT32);
  put_text (out, OPTION_USER, application);
  put_u32 (out, 0); /* no more options */
  end_block (out, at);
}

void
wg_write_interface (GByteArray *out, const WgInterface *interface)
{
  guint at = begin_block (out, BLOCK_INTERFACE);
  const guint8 resolution = NANOSECONDS;

  put_u16 (out, interface->linktype);
  put_u16 (out, 0);
  put_u32 (out, interface->snaplen);
  put_text (out, OPTION_NAME, interface->name);
  put_option (out, OPTION_TSRESOL, &resolution, sizeof resolution);
  put_u32 (out, 0);
  end_block (out, at);
}

void
wg_write_packet (GByteArray *out, const WgPacket *packet, const char *comment)
{
  guint at = begin_block (out, BLOCK_PACKET);
  guint64 time = packet->has_time ? (guint64) packet->time_ns : 0;

  put_u32 (out, packet->interface);
  put_u32 (out, (guint32) (time >> 32));
  put_u32 (out, (guint32) time);
  put_u32 (out, (guint32) packet->bytes.len);
  put_u32 (out, packet->wire_len);
  put_padded (out, packet->bytes.data, packet->bytes.len);
  if (comment != NULL && comment[0] != '\0')
    {
      put_text (out, OPTION_COMMENT, comment);
      put_u32 (out, 0);
    }
  end_block (out, at);
}
