#include "websocket-inflate.h"

#include <zlib.h>

#define OUT_LEN 8192

struct WgWsInflate
{
  z_stream stream;
};

WgWsInflate *
wg_ws_inflate_new (void)
{
  WgWsInflate *self = g_new0 (WgWsInflate, 1);

  /* The largest window reads what any smaller one wrote. */
  if (inflateInit2 (&self->stream, -MAX_WBITS) != Z_OK)
    g_error ("zlib cannot begin to inflate");
  return self;
}

void
wg_ws_inflate_free (WgWsInflate *self)
{
  if (self == NULL)
    return;
  inflateEnd (&self->stream);
  g_free (self);
}

void
wg_ws_inflate_reset (WgWsInflate *self)
{
  inflateReset (&self->stream);
}

gboolean
wg_ws_inflate_update (WgWsInflate *self, WgSlice coded, WgWsInflateOut out, gpointer user)
{
  z_stream *stream = &self->stream;
  guint8 plain[OUT_LEN];
  int answer;

  g_assert (coded.len <= G_MAXUINT);
  stream->next_in = (z_const Bytef *) coded.data;
  stream->avail_in = (uInt) coded.len;
  do
    {
      stream->next_out = plain;
      stream->avail_out = sizeof plain;
      answer = inflate (stream, Z_SYNC_FLUSH);
      if (answer != Z_OK && answer != Z_STREAM_END && answer != Z_BUF_ERROR)
        return FALSE;
      if (stream->avail_out < sizeof plain
          && !out (user, wg_slice (plain, sizeof plain - stream->avail_out)))
        return FALSE;
      /* A final block ends the blocks, not the window (RFC 7692 §7.2.3.4). */
      if (answer == Z_STREAM_END && inflateResetKeep (stream) != Z_OK)
        return FALSE;
    }
  while (stream->avail_in > 0 || stream->avail_out == 0);
  return TRUE;
}

gboolean
wg_ws_inflate_finish (WgWsInflate *self, WgWsInflateOut out, gpointer user)
{
  return wg_ws_inflate_update (self, WG_SLICE_LITERAL ("\x00\x00\xff\xff"), out, user);
}
