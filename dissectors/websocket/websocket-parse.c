#include "websocket-parse.h"

static gboolean
parse_length (WgReader *r, guint8 low, WgWsHeader *out, gsize *missing)
{
  guint16 length16;

  out->length = low;
  out->minimal = TRUE;
  if (low == 126)
    {
      if (!wg_reader_u16 (r, &length16))
        {
          *missing = 2 - wg_reader_left (r);
          return FALSE;
        }
      out->length = length16;
      out->minimal = length16 > 125;
    }
  else if (low == 127)
    {
      if (!wg_reader_u64 (r, &out->length))
        {
          *missing = 8 - wg_reader_left (r);
          return FALSE;
        }
      out->minimal = out->length > G_MAXUINT16;
    }
  return TRUE;
}

gboolean
wg_ws_header_parse (WgReader *r, WgWsHeader *out, gsize *missing)
{
  WgReader at = *r;
  guint8 first, second;
  WgSlice mask;

  if (!wg_reader_u8 (&at, &first) || !wg_reader_u8 (&at, &second))
    {
      *missing = 2 - wg_reader_left (r);
      return FALSE;
    }
  out->fin = (first & 0x80) != 0;
  out->rsv = first >> 4 & 7;
  out->opcode = first & 15;
  out->masked = (second & 0x80) != 0;
  if (!parse_length (&at, second & 0x7f, out, missing))
    return FALSE;
  if (out->masked)
    {
      if (!wg_reader_take (&at, 4, &mask))
        {
          *missing = 4 - wg_reader_left (&at);
          return FALSE;
        }
      memcpy (out->mask, mask.data, 4);
    }
  *r = at;
  return TRUE;
}

gboolean
wg_ws_opcode_is_known (guint opcode)
{
  return opcode <= WG_WS_BINARY || (opcode >= WG_WS_CLOSE && opcode <= WG_WS_PONG);
}

void
wg_ws_unmask (guint8 *to, WgSlice from, const guint8 mask[4], guint64 at)
{
  const guint8 *bytes = from.data;
  guint8 turned[8];
  guint64 wide, block;
  gsize i = 0;

  for (guint k = 0; k < 8; k++)
    turned[k] = mask[(at + k) & 3];
  memcpy (&wide, turned, 8);
  for (; from.len - i >= 8; i += 8)
    {
      memcpy (&block, bytes + i, 8);
      block ^= wide;
      memcpy (to + i, &block, 8);
    }
  for (; i < from.len; i++)
    to[i] = bytes[i] ^ turned[i & 7];
}

gboolean
wg_ws_close_code_is_allowed (guint code)
{
  if (code == 1004 || code == 1005 || code == 1006)
    return FALSE;
  return (code >= 1000 && code <= 1014) || (code >= 3000 && code <= 4999);
}

/* The first byte of a character of several. */
static void
begin_character (WgWsUtf8 *state, guint8 byte)
{
  state->low = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
  state->high = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
  if (byte < 0xc2 || byte > 0xf4)
    state->bad = TRUE;
  else
    state->left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

void
wg_ws_utf8_update (WgWsUtf8 *state, WgSlice bytes)
{
  const guint8 *p = bytes.data, *end = bytes.data + bytes.len;
  guint64 block;

  while (p < end && !state->bad)
    {
      if (state->left > 0)
        {
          state->bad = *p < state->low || *p > state->high;
          state->low = 0x80;
          state->high = 0xbf;
          state->left--;
          p++;
          continue;
        }
      for (; end - p >= 8; p += 8)
        {
          memcpy (&block, p, 8);
          if ((block & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
            break;
        }
      while (p < end && *p < 0x80)
        p++;
      if (p < end)
        begin_character (state, *p++);
    }
}

gsize
wg_ws_utf8_whole (WgSlice bytes)
{
  for (gsize back = 1; back <= MIN (bytes.len, 3); back++)
    {
      gint byte = wg_slice_at (bytes, bytes.len - back);
      gsize needed = byte > 0xf4    ? 1
                     : byte >= 0xf0 ? 4
                     : byte >= 0xe0 ? 3
                     : byte >= 0xc0 ? 2
                                    : 1;

      if ((byte & 0xc0) == 0x80)
        continue;
      return needed > back ? bytes.len - back : bytes.len;
    }
  return bytes.len;
}
