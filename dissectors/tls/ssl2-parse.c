#include "ssl2-parse.h"

#define CLIENT_HELLO_FRONT 9u
#define SERVER_HELLO_FRONT 11u

gboolean
wg_ssl2_parse_record (WgReader *r, WgSsl2Record *out)
{
  gsize start = wg_reader_tell (r);
  guint16 word;

  *out = (WgSsl2Record){.front = 2};
  if (!wg_reader_u16 (r, &word))
    return FALSE;
  if ((word & 0x8000) != 0)
    {
      out->len = word & 0x7fff;
      return TRUE;
    }
  out->front = 3;
  out->len = word & 0x3fff;
  if (wg_reader_u8 (r, &out->padding))
    return TRUE;
  wg_reader_seek (r, start);
  return FALSE;
}

/* Versions that a hello of this form asks for. */
static gboolean
known_version (guint16 version)
{
  return version == 0x0002 || (version >= 0x0300 && version <= 0x0304);
}

gboolean
wg_ssl2_parse_client_hello (WgReader *body, WgSsl2ClientHello *out)
{
  guint16 ciphers, session_id, challenge;
  guint8 type;

  if (!wg_reader_u8 (body, &type) || type != WG_SSL2_CLIENT_HELLO)
    return FALSE;
  if (!wg_reader_u16 (body, &out->version) || !wg_reader_u16 (body, &ciphers)
      || !wg_reader_u16 (body, &session_id) || !wg_reader_u16 (body, &challenge))
    return FALSE;
  if (!known_version (out->version) || ciphers == 0 || ciphers % 3 != 0)
    return FALSE;
  if ((session_id != 0 && session_id != 16) || challenge < 16 || challenge > 32)
    return FALSE;
  return wg_reader_take (body, ciphers, &out->ciphers)
         && wg_reader_take (body, session_id, &out->session_id)
         && wg_reader_take (body, challenge, &out->random) && wg_reader_left (body) == 0;
}

gboolean
wg_ssl2_parse_server_hello (WgReader *body, WgSsl2ServerHello *out)
{
  guint16 certificate, ciphers, session_id;
  guint8 type, hit;

  if (!wg_reader_u8 (body, &type) || type != WG_SSL2_SERVER_HELLO)
    return FALSE;
  if (!wg_reader_u8 (body, &hit) || !wg_reader_u8 (body, &out->certificate_type)
      || !wg_reader_u16 (body, &out->version) || !wg_reader_u16 (body, &certificate)
      || !wg_reader_u16 (body, &ciphers) || !wg_reader_u16 (body, &session_id))
    return FALSE;
  if (hit > 1 || out->version != 0x0002 || ciphers % 3 != 0 || session_id > 32)
    return FALSE;
  out->session_id_hit = hit == 1;
  return wg_reader_take (body, certificate, &out->certificate)
         && wg_reader_take (body, ciphers, &out->ciphers)
         && wg_reader_take (body, session_id, &out->session_id) && wg_reader_left (body) == 0;
}

/* The front of a hello: the record's two bytes, then @front bytes that hold the lengths. The
 * parts must make up the record, whether or not they are all there. */
static int
looks_like (WgSlice bytes,
            guint8 want,
            gsize front,
            gboolean (*parse) (WgReader *record, gsize len))
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  WgSsl2Record record;
  guint8 type;

  if (!wg_reader_peek_u8 (&r, &type))
    return -1;
  if ((type & 0x80) == 0)
    return 0;
  if (!wg_ssl2_parse_record (&r, &record))
    return -1;
  if (record.front != 2 || record.len < front)
    return 0;
  if (wg_reader_peek_u8 (&r, &type) && type != want)
    return 0;
  if (wg_reader_left (&r) < front)
    return -1;
  return parse (&r, record.len) ? 1 : 0;
}

static gboolean
client_front (WgReader *r, gsize len)
{
  guint16 version, ciphers, session_id, challenge;

  if (!wg_reader_skip (r, 1) || !wg_reader_u16 (r, &version) || !wg_reader_u16 (r, &ciphers)
      || !wg_reader_u16 (r, &session_id) || !wg_reader_u16 (r, &challenge))
    return FALSE;
  return known_version (version) && ciphers > 0 && ciphers % 3 == 0
         && (session_id == 0 || session_id == 16) && challenge >= 16 && challenge <= 32
         && CLIENT_HELLO_FRONT + (gsize) ciphers + session_id + challenge == len;
}

static gboolean
server_front (WgReader *r, gsize len)
{
  guint16 version, certificate, ciphers, session_id;
  guint8 hit;

  if (!wg_reader_skip (r, 1) || !wg_reader_u8 (r, &hit) || !wg_reader_skip (r, 1)
      || !wg_reader_u16 (r, &version) || !wg_reader_u16 (r, &certificate)
      || !wg_reader_u16 (r, &ciphers) || !wg_reader_u16 (r, &session_id))
    return FALSE;
  return hit <= 1 && version == 0x0002 && ciphers % 3 == 0 && session_id <= 32
         && SERVER_HELLO_FRONT + (gsize) certificate + ciphers + session_id == len;
}

int
wg_ssl2_looks_like_client_hello (WgSlice bytes)
{
  return looks_like (bytes, WG_SSL2_CLIENT_HELLO, CLIENT_HELLO_FRONT, client_front);
}

int
wg_ssl2_looks_like_server_hello (WgSlice bytes)
{
  return looks_like (bytes, WG_SSL2_SERVER_HELLO, SERVER_HELLO_FRONT, server_front);
}
