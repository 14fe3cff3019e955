/* The first byte is the handshake: what was agreed on, whether sums are wanted, how bytes are
 * cut. Then pieces: who speaks (or loses bytes), a length, the bytes. */
#include "fuzz.h"

#include "script.h"
#include "websocket/websocket-parse.h"
#include "websocket/websocket.h"

#define HEADER(name, value)                                                                    \
  {                                                                                            \
    WG_SLICE_LITERAL (name), WG_SLICE_LITERAL (value)                                          \
  }

static const WgHeader request[] = {HEADER ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                                   HEADER ("Sec-WebSocket-Version", "13")};
static const WgHeader plain[] = {HEADER ("Sec-WebSocket-Extensions", "x-other")};
static const WgHeader takeover[] = {HEADER ("Sec-WebSocket-Extensions", "permessage-deflate")};
static const WgHeader no_takeover[] = {
    HEADER ("Sec-WebSocket-Extensions",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover")};
static const WgHeader *const responses[] = {plain, takeover, no_takeover, takeover};

/* Stands in for HTTP. */
static gpointer
starter_open (WgChannel *channel)
{
  return channel;
}

static WgStep
starter_feed (gpointer state, WgDir dir, WgReader *in)
{
  WgHandoff handoff = {.by = "http", .how = "upgrade", .status = 101, .request = {request, 2}};
  guint8 shake;

  if (!wg_reader_u8 (in, &shake))
    g_assert_not_reached ();
  handoff.response = (WgList){responses[shake & 3], 1};
  handoff.client = (shake & 8) != 0 ? WG_SERVER : WG_CLIENT;
  wg_channel_set_handoff (state, &handoff);
  return WG_HANDOFF (&wg_websocket);
}

static void
starter_close (gpointer state)
{
}

static const WgDissector starter = {
    .id = "starter", .open = starter_open, .feed = starter_feed, .close = starter_close};

static void
play (WgScript *script, WgReader *r)
{
  guint8 what, len;
  WgSlice bytes;

  while (wg_reader_u8 (r, &what) && wg_reader_u8 (r, &len))
    {
      WgDir dir = (what & 1) != 0 ? WG_SERVER : WG_CLIENT;

      if ((what & 2) != 0)
        wg_script_gap (script, dir, len + 1u);
      if (!wg_reader_take (r, MIN (len, wg_reader_left (r)), &bytes))
        g_assert_not_reached ();
      if (bytes.len > 0)
        wg_script_say (script, dir, bytes);
    }
}

/* A mask put on twice is off; text is as valid whole as in two pieces. */
static void
check_bytes (WgSlice bytes)
{
  static const guint8 mask[] = {1, 2, 0x80, 0xff};
  g_autofree guint8 *copy = g_malloc (bytes.len + 1);
  WgWsUtf8 whole = {0}, pieces = {0};
  gsize cut = bytes.len / 3;

  wg_ws_unmask (copy, bytes, mask, 0);
  wg_ws_unmask (copy + cut, wg_slice (copy + cut, bytes.len - cut), mask, cut);
  wg_ws_unmask (copy, wg_slice (copy, cut), mask, 0);
  g_assert_true (wg_slice_equal (wg_slice (copy, bytes.len), bytes));
  wg_ws_utf8_update (&whole, bytes);
  wg_ws_utf8_update (&pieces, wg_slice_sub (bytes, 0, cut));
  wg_ws_utf8_update (&pieces, wg_slice_sub (bytes, cut, bytes.len));
  g_assert_cmpint (wg_ws_utf8_is_valid (&whole), ==, wg_ws_utf8_is_valid (&pieces));
  if (wg_slice_find (bytes, 0) < 0)
    g_assert_cmpint (wg_ws_utf8_is_valid (&whole), ==,
                     g_utf8_validate_len ((const char *) bytes.data, bytes.len, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WgReader r = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  WgScript *script;
  guint8 first;

  if (!wg_reader_u8 (&r, &first))
    return 0;
  check_bytes (wg_slice (data, size));
  script = wg_script_new (&starter, 80, (first & 4) != 0 ? WG_WANT_HASHES : 0, first >> 4);
  wg_script_say (script, WG_SERVER, wg_slice (&first, 1));
  play (script, &r);
  g_free (wg_script_finish (script));
  return 0;
}
