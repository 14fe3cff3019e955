#include "build.h"

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

void
put_bytes (GByteArray *out, const void *bytes, gsize len)
{
  g_byte_array_append (out, bytes, (guint) len);
}

void
put_u8 (GByteArray *out, guint8 value)
{
  put_bytes (out, &value, 1);
}

static void
put_number (GByteArray *out, gboolean big, guint64 value, guint len)
{
  for (guint i = 0; i < len; i++)
    put_u8 (out, (guint8) (value >> 8 * (big ? len - 1 - i : i)));
}

void
put_u16 (GByteArray *out, gboolean big, guint16 value)
{
  put_number (out, big, value, 2);
}

void
put_u32 (GByteArray *out, gboolean big, guint32 value)
{
  put_number (out, big, value, 4);
}

void
put_u64 (GByteArray *out, gboolean big, guint64 value)
{
  put_number (out, big, value, 8);
}

void
put_noise (GByteArray *out, guint seed, gsize len)
{
  guint32 state = seed * 2654435761u + 1;
  for (gsize i = 0; i < len; i++)
    {
      state = state * 1664525u + 1013904223u;
      put_u8 (out, (guint8) (state >> 24));
    }
}

void
put_pcap_header_full (GByteArray *out,
                      gboolean big,
                      guint32 magic,
                      guint16 major,
                      guint16 minor,
                      guint32 snaplen,
                      guint32 network)
{
  put_u32 (out, big, magic);
  put_u16 (out, big, major);
  put_u16 (out, big, minor);
  put_u64 (out, big, 0);
  put_u32 (out, big, snaplen);
  put_u32 (out, big, network);
}

void
put_pcap_header (GByteArray *out, gboolean big, guint32 magic, guint32 network)
{
  put_pcap_header_full (out, big, magic, 2, 4, 65535, network);
}

void
put_pcap_record (GByteArray *out, gboolean big, guint32 sec, guint32 frac, guint32 len)
{
  put_u32 (out, big, sec);
  put_u32 (out, big, frac);
  put_u32 (out, big, len);
  put_u32 (out, big, len);
  put_noise (out, sec, len);
}

void
put_block (GByteArray *out, gboolean big, guint32 type, GByteArray *take_body)
{
  while (take_body->len % 4 != 0)
    put_u8 (take_body, 0);
  put_u32 (out, big, type);
  put_u32 (out, big, take_body->len + 12);
  put_bytes (out, take_body->data, take_body->len);
  put_u32 (out, big, take_body->len + 12);
  g_byte_array_unref (take_body);
}

void
put_section (GByteArray *out, gboolean big)
{
  GByteArray *body = g_byte_array_new ();

  put_u32 (body, big, 0x1a2b3c4d);
  put_u16 (body, big, 1);
  put_u16 (body, big, 0);
  put_u64 (body, big, G_MAXUINT64);
  put_block (out, big, 0x0a0d0d0a, body);
}

void
put_option (GByteArray *out, gboolean big, guint16 code, const void *value, gsize len)
{
  put_u16 (out, big, code);
  put_u16 (out, big, (guint16) len);
  put_bytes (out, value, len);
  while (out->len % 4 != 0)
    put_u8 (out, 0);
}

void
put_interface (
    GByteArray *out, gboolean big, guint16 linktype, guint32 snaplen, GByteArray *take_options)
{
  GByteArray *body = g_byte_array_new ();

  put_u16 (body, big, linktype);
  put_u16 (body, big, 0);
  put_u32 (body, big, snaplen);
  if (take_options != NULL)
    {
      put_bytes (body, take_options->data, take_options->len);
      put_u32 (body, big, 0);
      g_byte_array_unref (take_options);
    }
  put_block (out, big, 1, body);
}

void
put_packet (GByteArray *out, gboolean big, guint32 interface, guint64 units, guint32 len)
{
  GByteArray *body = g_byte_array_new ();

  put_u32 (body, big, interface);
  put_u32 (body, big, (guint32) (units >> 32));
  put_u32 (body, big, (guint32) units);
  put_u32 (body, big, len);
  put_u32 (body, big, len);
  put_noise (body, (guint) units, len);
  put_block (out, big, 6, body);
}

GByteArray *
body_with_u32 (gboolean big, guint32 value)
{
  GByteArray *body = g_byte_array_new ();
  put_u32 (body, big, value);
  return body;
}

void
put_secrets (GByteArray *out, gboolean big, guint32 told, const void *bytes, gsize len)
{
  GByteArray *body = body_with_u32 (big, 0x544c534b);
  put_u32 (body, big, told);
  put_bytes (body, bytes, len);
  put_block (out, big, 10, body);
}

WgSlice
slice_of (const GByteArray *bytes)
{
  return wg_slice (bytes->data, bytes->len);
}

GByteArray *
gzipped (WgSlice bytes)
{
  GByteArray *out = g_byte_array_new ();
  z_stream z = {0};

  assert_int_equal (deflateInit2 (&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
                    Z_OK);
  g_byte_array_set_size (out, (guint) deflateBound (&z, bytes.len) + 64);
  z.next_in = (z_const Bytef *) bytes.data;
  z.avail_in = (guint) bytes.len;
  z.next_out = out->data;
  z.avail_out = out->len;
  assert_int_equal (deflate (&z, Z_FINISH), Z_STREAM_END);
  g_byte_array_set_size (out, (guint) z.total_out);
  deflateEnd (&z);
  return out;
}

GByteArray *
zstd_compressed (WgSlice bytes)
{
  GByteArray *out = g_byte_array_new ();
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  gsize len;

  g_byte_array_set_size (out, (guint) ZSTD_compressBound (bytes.len));
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
  len = ZSTD_compress2 (context, out->data, out->len, bytes.data, bytes.len);
  ZSTD_freeCCtx (context);
  assert_false (ZSTD_isError (len));
  g_byte_array_set_size (out, (guint) len);
  return out;
}

GByteArray *
lz4_compressed (WgSlice bytes)
{
  GByteArray *out = g_byte_array_new ();
  LZ4F_preferences_t prefs = {.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled};
  gsize len;

  g_byte_array_set_size (out, (guint) LZ4F_compressFrameBound (bytes.len, &prefs));
  len = LZ4F_compressFrame (out->data, out->len, bytes.data, bytes.len, &prefs);
  assert_false (LZ4F_isError (len));
  g_byte_array_set_size (out, (guint) len);
  return out;
}

/* ---- reading back ---- */

static void
seen_free (gpointer data)
{
  Seen *seen = data;
  g_byte_array_unref (seen->bytes);
  g_free (seen);
}

static void
unref_bytes (gpointer data)
{
  g_byte_array_unref (data);
}

static void
watch (gpointer user, WgSlice bytes)
{
  put_bytes (user, bytes.data, bytes.len);
}

static void
clear_name (gpointer item)
{
  WgInterface *interface = item;
  g_free ((gpointer) interface->name);
}

static Reading *
reading_new (void)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->packets = g_ptr_array_new_with_free_func (seen_free);
  reading->secrets = g_ptr_array_new_with_free_func (unref_bytes);
  reading->interfaces = g_array_new (FALSE, FALSE, sizeof (WgInterface));
  g_array_set_clear_func (reading->interfaces, clear_name);
  reading->skipped = g_array_new (FALSE, FALSE, sizeof (WgSkipped));
  reading->stored = g_byte_array_new ();
  return reading;
}

static void
take_facts (Reading *reading, WgCapture *capture)
{
  reading->format = wg_capture_format (capture);
  reading->cut_short = wg_capture_cut_short (capture);
  for (guint i = 0; i < wg_capture_n_interfaces (capture); i++)
    {
      WgInterface interface = *wg_capture_interface (capture, i);
      interface.name = g_strdup (interface.name);
      g_array_append_val (reading->interfaces, interface);
    }
  for (guint i = 0; i < wg_capture_n_skipped (capture); i++)
    g_array_append_val (reading->skipped, *wg_capture_skipped (capture, i));
  for (guint i = 0; i < wg_capture_n_secrets (capture); i++)
    {
      GByteArray *copy = g_byte_array_new ();
      guint32 type;
      WgSlice bytes = wg_capture_secrets (capture, i, &type);

      assert_int_equal (type, 0x544c534b);
      put_bytes (copy, bytes.data, bytes.len);
      g_ptr_array_add (reading->secrets, copy);
    }
}

/* Takes @capture. */
static void
read_capture (Reading *reading, WgCapture *capture, WgSlice content)
{
  WgPacket packet;

  if (capture == NULL)
    return;
  reading->opened = TRUE;
  while (wg_capture_next (capture, &packet, &reading->error))
    {
      Seen *seen = g_new0 (Seen, 1);

      seen->packet = packet;
      seen->bytes = g_byte_array_new ();
      put_bytes (seen->bytes, packet.bytes.data, packet.bytes.len);
      seen->packet.bytes = slice_of (seen->bytes);
      g_ptr_array_add (reading->packets, seen);
      if (content.len > 0)
        assert_true (wg_slice_equal (
            packet.bytes, wg_slice_sub (content, packet.file_off, packet.bytes.len)));
    }
  assert_false (wg_capture_next (capture, &packet, NULL));
  wg_capture_drain (capture);
  assert_false (wg_capture_next (capture, &packet, NULL));
  take_facts (reading, capture);
  wg_capture_free (capture);
}

Reading *
read_bytes (WgSlice bytes, How how)
{
  Reading *reading = reading_new ();

  read_capture (reading,
                wg_capture_open_bytes (bytes, how.chunk, how.threaded, watch, reading->stored,
                                       &reading->error),
                how.is_compressed ? WG_SLICE_NONE : bytes);
  if (reading->opened)
    assert_true (wg_slice_equal (slice_of (reading->stored), bytes));
  else
    assert_non_null (reading->error);
  return reading;
}

Reading *
read_file (const char *path, gboolean threaded)
{
  Reading *reading = reading_new ();

  read_capture (reading,
                wg_capture_open (path, threaded, watch, reading->stored, &reading->error),
                WG_SLICE_NONE);
  return reading;
}

void
reading_free (Reading *reading)
{
  g_clear_error (&reading->error);
  g_ptr_array_unref (reading->packets);
  g_ptr_array_unref (reading->secrets);
  g_array_unref (reading->interfaces);
  g_array_unref (reading->skipped);
  g_byte_array_unref (reading->stored);
  g_free (reading);
}

const WgPacket *
packet_of (const Reading *reading, guint index)
{
  assert_true (index < reading->packets->len);
  return &((const Seen *) reading->packets->pdata[index])->packet;
}

const char *
why_skipped (const Reading *reading, guint index)
{
  return index < reading->skipped->len ? g_array_index (reading->skipped, WgSkipped, index).why
                                       : "nothing";
}

static void
assert_same (const Reading *a, const Reading *b)
{
  assert_int_equal (a->opened, b->opened);
  assert_int_equal (a->cut_short, b->cut_short);
  assert_int_equal (a->packets->len, b->packets->len);
  assert_int_equal (a->interfaces->len, b->interfaces->len);
  assert_int_equal (a->skipped->len, b->skipped->len);
  assert_int_equal (a->secrets->len, b->secrets->len);
  for (guint i = 0; i < a->packets->len; i++)
    {
      const WgPacket *p = packet_of (a, i), *q = packet_of (b, i);

      assert_int_equal (p->frame, q->frame);
      assert_int_equal (p->interface, q->interface);
      assert_int_equal (p->linktype, q->linktype);
      assert_int_equal (p->has_time, q->has_time);
      assert_true (p->time_ns == q->time_ns);
      assert_int_equal (p->wire_len, q->wire_len);
      assert_true (p->file_off == q->file_off);
      assert_true (wg_slice_equal (p->bytes, q->bytes));
    }
  for (guint i = 0; i < a->skipped->len; i++)
    {
      const WgSkipped *p = &g_array_index (a->skipped, WgSkipped, i),
                      *q = &g_array_index (b->skipped, WgSkipped, i);
      assert_true (p->off == q->off);
      assert_string_equal (p->why, q->why);
    }
}

Reading *
read_in_every_way (WgSlice bytes, gboolean is_compressed)
{
  static const How ways[] = {{1, FALSE}, {7, TRUE}, {0, TRUE}};
  Reading *reading = read_bytes (bytes, (How){0, FALSE, is_compressed});

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (Reading) other =
          read_bytes (bytes, (How){ways[i].chunk, ways[i].threaded, is_compressed});
      assert_same (reading, other);
    }
  return reading;
}

void
assert_refused (WgSlice bytes, gboolean is_compressed, const char *message)
{
  g_autoptr (Reading) reading = read_in_every_way (bytes, is_compressed);

  assert_true (g_error_matches (reading->error, WG_ERROR, WG_ERROR_FORMAT));
  assert_string_equal (reading->error->message, message);
}
