#include "dtls-parse.h"

gboolean
wg_dtls_parse_record (WgReader *r, WgDtlsRecord *out)
{
  guint16 high;
  guint32 low;

  if (wg_reader_left (r) < WG_DTLS_RECORD_HEADER)
    return FALSE;
  if (!wg_reader_u8 (r, &out->type) || !wg_reader_u16 (r, &out->version)
      || !wg_reader_u16 (r, &out->epoch) || !wg_reader_u16 (r, &high)
      || !wg_reader_u32 (r, &low) || !wg_reader_u16 (r, &out->len))
    return FALSE;
  out->number = (guint64) high << 32 | low;
  return TRUE;
}

gboolean
wg_dtls_record_valid (const WgDtlsRecord *record)
{
  if (record->type < WG_TLS_CHANGE_CIPHER_SPEC || record->type > WG_TLS_HEARTBEAT)
    return FALSE;
  if (record->version != 0xfeff && record->version != 0xfefd
      && record->version != WG_DTLS_BAD_VERSION)
    return FALSE;
  return record->len > 0 && record->len <= WG_TLS_RECORD_MAX;
}

gboolean
wg_dtls_parse_handshake (WgReader *r, WgDtlsHandshake *out)
{
  gsize start = wg_reader_tell (r);

  if (wg_reader_u8 (r, &out->type) && wg_reader_u24 (r, &out->len)
      && wg_reader_u16 (r, &out->number) && wg_reader_u24 (r, &out->off)
      && wg_reader_u24 (r, &out->piece_len))
    return TRUE;
  wg_reader_seek (r, start);
  return FALSE;
}

void
wg_dtls_make_front (const WgDtlsHandshake *front, guint8 out[WG_DTLS_HANDSHAKE_FRONT])
{
  const guint32 values[] = {front->type, front->len, front->number, 0, front->len};
  const guint8 sizes[] = {1, 3, 2, 3, 3};
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    for (guint k = sizes[i]; k > 0; k--)
      out[n++] = (guint8) (values[i] >> 8 * (k - 1));
}

/* An unprotected handshake names its message; else two things have to be right: the version and
 * the lengths. */
gboolean
wg_dtls_looks_like (WgSlice datagram)
{
  WgReader r = wg_reader (datagram, WG_END_WHOLE);
  WgDtlsRecord record;
  WgDtlsHandshake front;
  WgReader body;

  do
    {
      if (!wg_dtls_parse_record (&r, &record) || !wg_dtls_record_valid (&record)
          || !wg_reader_sub (&r, record.len, &body))
        return FALSE;
      if (record.epoch == 0 && record.type == WG_TLS_HANDSHAKE
          && (!wg_dtls_parse_handshake (&body, &front) || front.off > front.len
              || front.piece_len > front.len || front.len > WG_LIMIT_TLS_MESSAGE))
        return FALSE;
      if (record.version == WG_DTLS_BAD_VERSION && record.type != WG_TLS_HANDSHAKE
          && record.type != WG_TLS_APPLICATION_DATA)
        return FALSE;
    }
  while (wg_reader_left (&r) > 0);
  return TRUE;
}
