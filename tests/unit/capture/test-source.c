#include "build.h"

#include "base/limits.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

/* ---- compressed ---- */

typedef GByteArray *(*Compress) (WgSlice bytes);

static const Compress codecs[] = {gzipped, zstd_compressed, lz4_compressed};

static GByteArray *
small_capture (guint n)
{
  GByteArray *file = g_byte_array_new ();

  put_pcap_header (file, FALSE, 0xa1b2c3d4, 1);
  for (guint i = 0; i < n; i++)
    put_pcap_record (file, FALSE, i, i, 50 + i % 1000);
  return file;
}

static void
every_codec_gives_the_same (void **state)
{
  g_autoptr (GByteArray) file = small_capture (300);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autoptr (GByteArray) stored = codecs[i](slice_of (file));
      g_autoptr (Reading) reading = read_in_every_way (slice_of (stored), TRUE);

      assert_int_equal (reading->packets->len, 300);
      assert_false (reading->cut_short);
      assert_int_equal (reading->skipped->len, 0);
    }
}

/* Members and frames one after the other, empty ones too, skippable ones where there are such,
 * and a tape's zeros behind. */
static void
frames_follow_each_other (void **state)
{
  static const guint8 skippable[] = {0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};
  g_autoptr (GByteArray) file = small_capture (100);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autoptr (GByteArray) stored = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      if (codecs[i] == zstd_compressed)
        put_bytes (stored, skippable, sizeof skippable);
      for (gsize off = 0; off <= file->len; off += 5000)
        {
          g_autoptr (GByteArray) frame = codecs[i](wg_slice_sub (slice_of (file), off, 5000)),
                                 empty = codecs[i](WG_SLICE_LITERAL (""));
          put_bytes (stored, frame->data, frame->len);
          put_bytes (stored, empty->data, empty->len);
        }
      for (guint n = 0; n < 600; n++)
        put_u8 (stored, 0);
      reading = read_in_every_way (slice_of (stored), TRUE);
      assert_int_equal (reading->packets->len, 100);
      assert_false (reading->cut_short);
      assert_int_equal (reading->skipped->len, 0);
    }
}

static void
what_follows_is_left_out (void **state)
{
  g_autoptr (GByteArray) file = small_capture (10);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autoptr (GByteArray) stored = codecs[i](slice_of (file));
      g_autoptr (Reading) reading = NULL;

      put_bytes (stored, "more", 4);
      reading = read_in_every_way (slice_of (stored), TRUE);
      assert_int_equal (reading->packets->len, 10);
      assert_false (reading->cut_short);
      assert_string_equal (why_skipped (reading, 0),
                           "bytes that follow the compressed data were left out");
      assert_true (g_array_index (reading->skipped, WgSkipped, 0).off == file->len);
    }
}

static void
cut_compressed_data_gives_what_was_readable (void **state)
{
  g_autoptr (GByteArray) file = small_capture (40);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autoptr (GByteArray) stored = codecs[i](slice_of (file));
      guint most = 0;

      for (gsize cut = 0; cut < stored->len; cut += cut < 40 || cut + 20 > stored->len ? 1 : 97)
        {
          g_autoptr (Reading) reading =
              read_bytes (wg_slice (stored->data, cut), (How){cut % 3, cut % 2 == 1, TRUE});
          if (!reading->opened)
            continue;
          assert_true (reading->cut_short);
          assert_int_equal (reading->skipped->len, 0);
          assert_true (reading->packets->len >= most);
          most = reading->packets->len;
        }
      assert_true (most >= (codecs[i] == gzipped ? 39 : 0));
    }
}

/* In the middle, and in the checksum behind the last byte of content. */
static void
damaged_compressed_data_ends_there (void **state)
{
  g_autoptr (GByteArray) file = small_capture (2000);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (codecs); i++)
    {
      Compress compress = codecs[i / 2];
      g_autoptr (GByteArray) stored = compress (slice_of (file));
      gboolean at_end = i % 2 == 1;
      g_autoptr (Reading) reading = NULL;

      memset (stored->data + (at_end ? stored->len - 4 : stored->len / 2), 0xa5, 4);
      reading = read_in_every_way (slice_of (stored), TRUE);
      assert_true (reading->opened);
      assert_true (reading->skipped->len > 0);
      if (!at_end)
        continue;
      assert_int_equal (reading->packets->len, 2000);
      assert_string_equal (why_skipped (reading, 0),
                           "the compressed data is damaged from here on");
    }
}

/* Zeros, which are packets without a byte: more of them than the ceiling of what is free, in
 * data that is so small that the ratio counts. */
static void
swelling_has_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      gsize len = WG_LIMIT_INFLATED_FREE + past * 2u * 1024 * 1024;
      g_autofree guint8 *zeros = g_malloc0 (len);
      g_autoptr (GByteArray) header = g_byte_array_new (), stored = NULL;
      g_autoptr (WgCapture) capture = NULL;
      WgPacket packet;

      put_pcap_header (header, FALSE, 0xa1b2c3d4, 1);
      memcpy (zeros, header->data, header->len);
      stored = zstd_compressed (wg_slice (zeros, len));
      assert_true (stored->len < WG_LIMIT_INFLATED_FREE / WG_LIMIT_INFLATED_RATIO);
      capture = wg_capture_open_bytes (slice_of (stored), 0, TRUE, NULL, NULL, NULL);
      while (wg_capture_next (capture, &packet, NULL))
        ;
      assert_int_equal (wg_capture_n_skipped (capture), past);
      if (past == 1)
        assert_string_equal (wg_capture_skipped (capture, 0)->why,
                             "the compressed data swells past any sense");
    }
}

static GByteArray *
zstd_with_window (WgSlice bytes, int window_log)
{
  GByteArray *out = g_byte_array_new ();
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  ZSTD_outBuffer to;
  ZSTD_inBuffer from = {bytes.data, bytes.len, 0};

  g_byte_array_set_size (out, (guint) ZSTD_compressBound (bytes.len));
  to = (ZSTD_outBuffer){out->data, out->len, 0};
  assert_false (ZSTD_isError (ZSTD_CCtx_setParameter (context, ZSTD_c_windowLog, window_log)));
  /* In two steps, so that the length is not known and the window stands in the frame. */
  assert_false (ZSTD_isError (ZSTD_compressStream2 (context, &to, &from, ZSTD_e_flush)));
  assert_false (ZSTD_isError (ZSTD_compressStream2 (context, &to, &from, ZSTD_e_end)));
  g_byte_array_set_size (out, (guint) to.pos);
  ZSTD_freeCCtx (context);
  return out;
}

static void
memory_for_zstd_has_a_ceiling (void **state)
{
  g_autoptr (GByteArray) file = small_capture (3);

  for (int past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) stored =
          zstd_with_window (slice_of (file), WG_LIMIT_ZSTD_LOG + past);
      g_autoptr (Reading) reading = read_bytes (slice_of (stored), (How){0, TRUE, TRUE});

      assert_int_equal (reading->opened, past == 0);
      if (past == 1)
        assert_string_equal (reading->error->message,
                             "memory: the compressed data is damaged from here on");
    }
}

static void
compressed_strangers_are_refused (void **state)
{
  static const struct
  {
    const char *content;
    const char *message;
  } cases[] = {
      {"", "memory: holds nothing once it is unpacked"},
      {"hello, this is a letter",
       "memory: is text, not a capture file (pcap, pcapng or snoop)"},
      {"\x01\x02\x03", "memory: is not a capture file (pcap, pcapng or snoop)"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (codecs); i++)
    {
      g_autoptr (GByteArray) stored = codecs[i % G_N_ELEMENTS (codecs)](
          wg_slice_str (cases[i / G_N_ELEMENTS (codecs)].content));
      assert_refused (slice_of (stored), TRUE, cases[i / G_N_ELEMENTS (codecs)].message);
    }
}

static void
strangers_are_named (void **state)
{
  static const struct
  {
    WgSlice bytes;
    const char *message;
  } cases[] = {
      {{(const guint8 *) "\xfd"
                         "7zXZ\0\0",
        7},
       "memory: is compressed with xz; unpack it first"},
      {{(const guint8 *) "BZh91AY&SY", 10},
       "memory: is compressed with bzip2; unpack it first"},
      {{(const guint8 *) "PK\3\4\0\0", 6}, "memory: is a zip archive; unpack it first"},
      {{(const guint8 *) "GMBU\0\0", 6},
       "memory: is a Network Monitor capture, which is not supported"},
      {{(const guint8 *) "text\n", 5},
       "memory: is text, not a capture file (pcap, pcapng or snoop)"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].bytes, FALSE, cases[i].message);
}

/* ---- files and pipes ---- */

static int
make_folder (void **state)
{
  *state = g_dir_make_tmp ("wg-capture-XXXXXX", NULL);
  return *state == NULL;
}

static int
remove_folder (void **state)
{
  static const char *const names[] = {"plain", "fifo", "empty", "shrinking"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (*state, names[i], NULL);
      g_unlink (path);
    }
  g_rmdir (*state);
  g_free (*state);
  return 0;
}

static char *
make_file (void **state, const char *name, WgSlice bytes)
{
  char *path = g_build_filename (*state, name, NULL);
  assert_true (g_file_set_contents (path, (const char *) bytes.data, (gssize) bytes.len, NULL));
  return path;
}

static void
a_file_is_read_and_watched (void **state)
{
  g_autoptr (GByteArray) file = small_capture (30000);
  g_autofree char *path = make_file (state, "plain", slice_of (file));

  for (gboolean threaded = FALSE; threaded <= TRUE; threaded++)
    {
      g_autoptr (Reading) reading = read_file (path, threaded);
      assert_null (reading->error);
      assert_int_equal (reading->packets->len, 30000);
      assert_true (wg_slice_equal (slice_of (reading->stored), slice_of (file)));
    }
}

static void
progress_ends_at_the_size (void **state)
{
  g_autoptr (GByteArray) file = small_capture (30000);
  g_autofree char *path = make_file (state, "plain", slice_of (file));
  g_autoptr (WgCapture) capture = wg_capture_open (path, TRUE, NULL, NULL, NULL);
  guint64 done, size, before = 0;
  WgPacket packet;

  while (wg_capture_next (capture, &packet, NULL))
    {
      wg_capture_progress (capture, &done, &size);
      assert_true (done >= before && done <= size && done > packet.file_off);
      before = done;
    }
  assert_int_equal (before, file->len);
  assert_int_equal (size, file->len);
}

static void
bad_paths_say_why (void **state)
{
  g_autofree char *missing = g_build_filename (*state, "missing", NULL);
  g_autofree char *empty = make_file (state, "empty", WG_SLICE_LITERAL (""));
  const struct
  {
    const char *path;
    WgError code;
    const char *why;
  } cases[] = {
      {missing, WG_ERROR_IO, ": No such file or directory"},
      {*state, WG_ERROR_IO, ": is a directory"},
      {empty, WG_ERROR_FORMAT, ": is empty"},
      {"/dev/null", WG_ERROR_FORMAT, ": is empty"},
      {"/proc/self/mem", WG_ERROR_IO, ": offset 0: Input/output error"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *message = g_strconcat (cases[i].path, cases[i].why, NULL);

      assert_null (wg_capture_open (cases[i].path, i % 2 == 0, NULL, NULL, &error));
      assert_true (g_error_matches (error, WG_ERROR, (gint) cases[i].code));
      assert_string_equal (error->message, message);
    }
}

typedef struct
{
  const char *path;
  WgSlice bytes;
  int hold; /* reads a byte from there before it ends; -1: ends at once */
} Writer;

/* In pieces of odd lengths. */
static gpointer
write_pipe (gpointer data)
{
  const Writer *writer = data;
  int fd = g_open (writer->path, O_WRONLY | O_CLOEXEC, 0);
  char byte;

  for (gsize off = 0; off < writer->bytes.len;)
    {
      WgSlice piece = wg_slice_sub (writer->bytes, off, 1 + off % 5003);
      gssize put = write (fd, piece.data, piece.len);
      if (put < 0)
        break;
      off += (gsize) put;
    }
  if (writer->hold >= 0 && read (writer->hold, &byte, 1) < 0)
    return NULL;
  close (fd);
  return NULL;
}

static void
a_pipe_is_read (void **state)
{
  g_autoptr (GByteArray) file = small_capture (3000);
  g_autofree char *path = g_build_filename (*state, "fifo", NULL);

  g_unlink (path);
  assert_int_equal (mkfifo (path, 0600), 0);
  for (gboolean threaded = FALSE; threaded <= TRUE; threaded++)
    {
      Writer writer = {path, slice_of (file), -1};
      GThread *thread = g_thread_new ("writer", write_pipe, &writer);
      g_autoptr (Reading) reading = read_file (path, threaded);

      g_thread_join (thread);
      assert_int_equal (reading->packets->len, 3000);
      assert_false (reading->cut_short);
    }
}

/* Whoever writes to the pipe has written whole packets and is quiet: all of them come, and then
 * the capture can be freed although its thread waits. */
static void
a_quiet_writer_holds_nobody_up (void **state)
{
  g_autoptr (GByteArray) file = small_capture (4);
  g_autofree char *path = g_build_filename (*state, "fifo", NULL);
  int hold[2];
  Writer writer = {path, slice_of (file), -1};
  GThread *thread;
  WgCapture *capture;
  WgPacket packet;

  g_unlink (path);
  assert_int_equal (mkfifo (path, 0600), 0);
  assert_int_equal (pipe (hold), 0);
  writer.hold = hold[0];
  thread = g_thread_new ("writer", write_pipe, &writer);
  capture = wg_capture_open (path, TRUE, NULL, NULL, NULL);
  assert_non_null (capture);
  for (guint i = 0; i < 4; i++)
    assert_true (wg_capture_next (capture, &packet, NULL));
  wg_capture_free (capture);
  assert_int_equal (write (hold[1], "x", 1), 1);
  g_thread_join (thread);
  close (hold[0]);
  close (hold[1]);
}

static void
a_capture_is_freed_in_the_middle (void **state)
{
  g_autoptr (GByteArray) file = small_capture (30000);
  g_autofree char *path = make_file (state, "plain", slice_of (file));

  for (guint n = 0; n < 20; n++)
    {
      WgCapture *capture = wg_capture_open (path, TRUE, NULL, NULL, NULL);
      WgPacket packet;
      for (guint i = 0; i < n * n; i++)
        assert_true (wg_capture_next (capture, &packet, NULL));
      wg_capture_free (capture);
    }
}

static void
collect (gpointer user, WgSlice bytes)
{
  put_bytes (user, bytes.data, bytes.len);
}

static void
drain_shows_the_watcher_what_was_not_read (void **state)
{
  g_autoptr (GByteArray) file = small_capture (30000), stored = gzipped (slice_of (file));
  const WgSlice all[] = {slice_of (file), slice_of (stored)};

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GByteArray) seen = g_byte_array_new ();
      g_autofree char *path = make_file (state, "plain", all[i % 2]);
      g_autoptr (WgCapture) capture = wg_capture_open (path, i >= 2, collect, seen, NULL);
      WgPacket packet;

      assert_true (wg_capture_next (capture, &packet, NULL));
      wg_capture_drain (capture);
      assert_false (wg_capture_next (capture, &packet, NULL));
      wg_capture_drain (capture);
      assert_true (wg_slice_equal (slice_of (seen), all[i % 2]));
    }
}

static void
a_file_that_shrinks_is_cut_short (void **state)
{
  g_autoptr (GByteArray) file = small_capture (30000);
  g_autofree char *path = make_file (state, "shrinking", slice_of (file));
  g_autoptr (WgCapture) capture = wg_capture_open (path, FALSE, NULL, NULL, NULL);
  WgPacket packet;
  guint n = 0;

  assert_true (wg_capture_next (capture, &packet, NULL));
  assert_int_equal (truncate (path, 5000000), 0);
  while (wg_capture_next (capture, &packet, NULL))
    n++;
  assert_true (wg_capture_cut_short (capture));
  assert_true (n > 1000 && n < 29999);
}

static void
standard_input_is_read (void **state)
{
  g_autoptr (GByteArray) file = small_capture (10);
  g_autofree char *path = make_file (state, "plain", slice_of (file));
  int saved = dup (STDIN_FILENO), fd = g_open (path, O_RDONLY, 0);
  g_autoptr (Reading) reading = NULL;

  assert_int_equal (dup2 (fd, STDIN_FILENO), STDIN_FILENO);
  reading = read_file ("-", TRUE);
  dup2 (saved, STDIN_FILENO);
  close (saved);
  close (fd);
  assert_int_equal (reading->packets->len, 10);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown (test, make_folder, remove_folder)

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_codec_gives_the_same),
      cmocka_unit_test (frames_follow_each_other),
      cmocka_unit_test (what_follows_is_left_out),
      cmocka_unit_test (cut_compressed_data_gives_what_was_readable),
      cmocka_unit_test (damaged_compressed_data_ends_there),
      cmocka_unit_test (swelling_has_a_ceiling),
      cmocka_unit_test (memory_for_zstd_has_a_ceiling),
      cmocka_unit_test (compressed_strangers_are_refused),
      cmocka_unit_test (strangers_are_named),
      WITH_FOLDER (a_file_is_read_and_watched),
      WITH_FOLDER (progress_ends_at_the_size),
      WITH_FOLDER (bad_paths_say_why),
      WITH_FOLDER (a_pipe_is_read),
      WITH_FOLDER (a_quiet_writer_holds_nobody_up),
      WITH_FOLDER (a_capture_is_freed_in_the_middle),
      WITH_FOLDER (drain_shows_the_watcher_what_was_not_read),
      WITH_FOLDER (a_file_that_shrinks_is_cut_short),
      WITH_FOLDER (standard_input_is_read),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
