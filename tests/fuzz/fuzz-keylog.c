#include "pieces.h"

#include "dissect/channel-private.h"
#include "tls/tls.h"

/* A key log, then a byte of 0 (a stream) or 1 (datagrams) and a conversation that it may open:
 * pieces. */

/* Every third packet has a tree. */
static void
say (WgEngine *engine, WgChannel *channel, WgDir dir, WgSlice piece)
{
  WgOrigin origin = {++engine->frame, 0};

  engine->tree = engine->frame % 3 == 0 ? wg_tree_new (piece) : NULL;
  if (channel->datagram)
    wg_channel_take_datagram (channel, dir, piece, origin, FALSE);
  else
    wg_channel_data (channel, dir, piece, origin);
  g_clear_pointer (&engine->tree, wg_tree_free);
}

static void
conversation (const WgSecrets *secrets, gboolean datagram, WgReader r)
{
  static const WgEndpoint ends[2];
  WgSink sink = wary_sink ();
  WgEngine engine;
  WgChannel *channel;
  Piece piece;

  wg_engine_init (&engine, &sink, WG_WANT_HASHES);
  engine.secrets = secrets;
  channel = wg_channel_new (&engine, ends, 4, datagram, 0);
  wg_channel_choose (channel, datagram ? &wg_dtls : &wg_tls);
  while (next_piece (&r, &piece))
    {
      WgSlice bytes;

      if (piece.lost && !datagram)
        wg_channel_gap (channel, piece.dir, piece.len, FALSE);
      else if (wg_reader_take (&r, piece.len, &bytes))
        say (&engine, channel, piece.dir, bytes);
    }
  if (!datagram)
    wg_channel_eof (channel, WG_CLIENT);
  wg_channel_free (channel);
  wg_engine_clear (&engine);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  WgReader r = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  WgSlice text = wg_slice (data, size);
  WgKeylogCount count = {0};
  gboolean open = FALSE;
  guint8 kind = 0;

  for (guint8 end = 0; end < 2 && !open; end++)
    if (wg_reader_until (&r, end, &text))
      {
        kind = end;
        open = TRUE;
      }
  wg_secrets_add_text (secrets, text, WG_ORIGIN_KEYLOG, &count);
  g_assert (count.secrets + count.bad <= count.lines);
  g_assert (count.dropped <= count.secrets);
  if (open)
    conversation (secrets, kind == 1, r);
  return 0;
}
