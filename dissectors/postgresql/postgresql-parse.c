#include "postgresql/postgresql-parse.h"

#include "base/text.h"

#define START_MIN 8
#define START_MAX 10000 /* as the server has it */

gboolean
wg_pg_parse_start (WgReader *in, WgPgStart *out)
{
  gsize start = wg_reader_tell (in);

  if (wg_reader_u32 (in, &out->len) && wg_reader_u32 (in, &out->code))
    return TRUE;
  wg_reader_seek (in, start);
  return FALSE;
}

gboolean
wg_pg_is_start (const WgPgStart *start)
{
  if (start->len < START_MIN || start->len > START_MAX)
    return FALSE;
  switch (start->code)
    {
    case WG_PG_TLS_REQUEST:
    case WG_PG_GSS_REQUEST:
      return start->len == START_MIN;
    case WG_PG_CANCEL:
      return start->len >= 16;
    default:
      return start->code >> 16 == 3 && (start->code & 0xffff) < 100;
    }
}

gboolean
wg_pg_parse_parameter (WgSlice body, const char *name, WgSlice *value)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  WgSlice key;

  while (wg_reader_until (&r, 0, &key) && key.len > 0 && wg_reader_until (&r, 0, value))
    if (wg_slice_is (key, name))
      return TRUE;
  *value = WG_SLICE_NONE;
  return FALSE;
}

gboolean
wg_pg_parse_header (WgReader *in, WgPgHeader *out)
{
  gsize start = wg_reader_tell (in);

  if (wg_reader_u8 (in, &out->type) && wg_reader_u32 (in, &out->len))
    {
      /* Too short a length is told by a type that no message has. */
      if (out->len < 4)
        out->type = 0;
      else
        out->len -= 4;
      return TRUE;
    }
  wg_reader_seek (in, start);
  return FALSE;
}

gboolean
wg_pg_parse_sasl (WgSlice body, WgSlice *mechanism, WgSlice *message)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  guint32 len;

  *message = WG_SLICE_NONE;
  if (!wg_reader_until (&r, 0, mechanism) || mechanism->len == 0
      || wg_ascii_run (*mechanism) < mechanism->len || !wg_reader_u32 (&r, &len))
    return FALSE;
  return len == G_MAXUINT32 ? wg_reader_left (&r) == 0
                            : wg_reader_take (&r, len, message) && wg_reader_left (&r) == 0;
}
