#include "quic-google.h"

#define PUBLIC_VERSION 0x01u
#define PUBLIC_RESET   0x02u
#define PUBLIC_CID     0x08u
#define PUBLIC_UNUSED  0xc0u
#define CID_LEN        8u

static gboolean
parse_public (WgReader *r, WgQuicPublic *out)
{
  static const guint8 number_lens[] = {1, 2, 4, 6};
  WgQuicVersion version;

  if (!wg_reader_u8 (r, &out->flags) || (out->flags & PUBLIC_UNUSED) != 0
      || (out->flags & PUBLIC_RESET) != 0 || (out->flags & PUBLIC_VERSION) == 0
      || (out->flags & PUBLIC_CID) == 0)
    return FALSE;
  if (!wg_reader_take (r, CID_LEN, &out->cid) || !wg_reader_u32 (r, &out->version)
      || !wg_quic_version_find (out->version, &version) || version.kind != WG_QUIC_GOOGLE)
    return FALSE;
  return wg_reader_skip (r, number_lens[(out->flags >> 4) & 3u])
         && wg_reader_take (r, wg_reader_left (r), &out->payload);
}

gboolean
wg_quic_parse_public (WgReader *r, WgQuicPublic *out)
{
  gsize start = wg_reader_tell (r);

  *out = (WgQuicPublic){0};
  if (parse_public (r, out))
    return TRUE;
  wg_reader_seek (r, start);
  return FALSE;
}

/* A table of tags and of where their values end, then the values. */
gboolean
wg_quic_parse_google_hello (WgReader *r, WgQuicHello *out)
{
  guint16 n, pad;
  WgSlice index;
  WgReader tags;
  guint32 end, before = 0;

  *out = (WgQuicHello){0};
  if (!wg_reader_literal (r, "CHLO") || !wg_reader_u16le (r, &n) || !wg_reader_u16le (r, &pad)
      || n > WG_LIMIT_QUIC_TAGS || !wg_reader_take (r, 8u * (gsize) n, &index))
    return FALSE;
  tags = wg_reader (index, WG_END_WHOLE);
  for (guint i = 0; i < n; i++)
    {
      WgSlice tag, value;

      if (!wg_reader_take (&tags, 4, &tag) || !wg_reader_u32le (&tags, &end) || end < before
          || !wg_reader_take (r, end - before, &value))
        return FALSE;
      before = end;
      if (wg_slice_equal (tag, wg_slice ("SNI\0", 4)))
        out->sni = value;
      else if (wg_slice_equal (tag, WG_SLICE_LITERAL ("UAID")))
        out->user_agent = value;
    }
  return TRUE;
}

gboolean
wg_quic_find_google_hello (WgSlice payload, WgQuicHello *out)
{
  const guint8 *at = payload.len > 0 ? memmem (payload.data, payload.len, "CHLO", 4) : NULL;
  WgReader r;

  if (at == NULL)
    return FALSE;
  r = wg_reader (wg_slice (at, payload.len - (gsize) (at - payload.data)), WG_END_WHOLE);
  return wg_quic_parse_google_hello (&r, out);
}
