#include "socks/socks-parse.h"

#define TEXT_MAX 512

static WgSocksResult
back (WgReader *in, gsize start, WgSocksResult result)
{
  wg_reader_seek (in, start);
  return result;
}

/* The next byte, when it is @wanted. */
static WgSocksResult
expect (WgReader *in, guint8 wanted)
{
  guint8 byte;

  if (!wg_reader_u8 (in, &byte))
    return WG_SOCKS_SHORT;
  return byte == wanted ? WG_SOCKS_OK : WG_SOCKS_BAD;
}

static WgSocksResult
text (WgReader *in, WgSlice *out)
{
  if (wg_reader_until (in, 0, out))
    return out->len <= TEXT_MAX ? WG_SOCKS_OK : WG_SOCKS_BAD;
  return wg_reader_left (in) <= TEXT_MAX ? WG_SOCKS_SHORT : WG_SOCKS_BAD;
}

WgSocksResult
wg_socks4_parse_request (WgReader *in, WgSocks4Request *out)
{
  gsize start = wg_reader_tell (in);
  WgSocksResult got = expect (in, 4);
  guint32 address;

  *out = (WgSocks4Request){0};
  if (got == WG_SOCKS_OK && !wg_reader_u8 (in, &out->command))
    got = WG_SOCKS_SHORT;
  if (got == WG_SOCKS_OK && out->command != WG_SOCKS_CONNECT && out->command != WG_SOCKS_BIND)
    got = WG_SOCKS_BAD;
  if (got == WG_SOCKS_OK && (!wg_reader_u16 (in, &out->port) || !wg_reader_u32 (in, &address)))
    got = WG_SOCKS_SHORT;
  if (got == WG_SOCKS_OK)
    got = text (in, &out->user);
  /* 4a: the address 0.0.0.x, x not 0, says that a name follows. */
  if (got == WG_SOCKS_OK && address > 0 && address < 256)
    got = text (in, &out->host);
  return got == WG_SOCKS_OK ? got : back (in, start, got);
}

WgSocksResult
wg_socks4_parse_reply (WgReader *in, guint8 *code)
{
  gsize start = wg_reader_tell (in);
  WgSocksResult got = expect (in, 0);

  if (got == WG_SOCKS_OK && (!wg_reader_u8 (in, code) || !wg_reader_skip (in, 6)))
    got = WG_SOCKS_SHORT;
  return got == WG_SOCKS_OK ? got : back (in, start, got);
}

WgSocksResult
wg_socks5_parse_methods (WgReader *in, WgSlice *methods)
{
  gsize start = wg_reader_tell (in);
  WgSocksResult got = expect (in, 5);
  WgReader list;

  if (got == WG_SOCKS_OK && !wg_reader_sub_u8 (in, &list))
    got = WG_SOCKS_SHORT;
  if (got != WG_SOCKS_OK)
    return back (in, start, got);
  *methods = wg_reader_rest (&list);
  return methods->len > 0 ? WG_SOCKS_OK : back (in, start, WG_SOCKS_BAD);
}

WgSocksResult
wg_socks5_parse_choice (WgReader *in, guint8 *method)
{
  gsize start = wg_reader_tell (in);
  WgSocksResult got = expect (in, 5);

  if (got == WG_SOCKS_OK && !wg_reader_u8 (in, method))
    got = WG_SOCKS_SHORT;
  return got == WG_SOCKS_OK ? got : back (in, start, got);
}

WgSocksResult
wg_socks5_parse_password (WgReader *in, WgSlice *user, WgSlice *password)
{
  gsize start = wg_reader_tell (in);
  WgSocksResult got = expect (in, 1);
  WgReader a, b;

  if (got == WG_SOCKS_OK && (!wg_reader_sub_u8 (in, &a) || !wg_reader_sub_u8 (in, &b)))
    got = WG_SOCKS_SHORT;
  if (got != WG_SOCKS_OK)
    return back (in, start, got);
  *user = wg_reader_rest (&a);
  *password = wg_reader_rest (&b);
  return WG_SOCKS_OK;
}

WgSocksResult
wg_socks5_parse_verdict (WgReader *in, guint8 *status)
{
  gsize start = wg_reader_tell (in);
  guint8 version;

  if (!wg_reader_u8 (in, &version) || !wg_reader_u8 (in, status))
    return back (in, start, WG_SOCKS_SHORT);
  /* Some servers say 5 here. */
  return version == 1 || version == 5 ? WG_SOCKS_OK : back (in, start, WG_SOCKS_BAD);
}

static WgSocksResult
skip_address (WgReader *in)
{
  guint8 type;
  WgReader name;

  if (!wg_reader_u8 (in, &type))
    return WG_SOCKS_SHORT;
  switch (type)
    {
    case 1:
      return wg_reader_skip (in, 4) ? WG_SOCKS_OK : WG_SOCKS_SHORT;
    case 3:
      return wg_reader_sub_u8 (in, &name) ? WG_SOCKS_OK : WG_SOCKS_SHORT;
    case 4:
      return wg_reader_skip (in, 16) ? WG_SOCKS_OK : WG_SOCKS_SHORT;
    default:
      return WG_SOCKS_BAD;
    }
}

WgSocksResult
wg_socks5_parse_request (WgReader *in, guint8 *code)
{
  gsize start = wg_reader_tell (in);
  WgSocksResult got = expect (in, 5);

  if (got == WG_SOCKS_OK && (!wg_reader_u8 (in, code) || !wg_reader_skip (in, 1)))
    got = WG_SOCKS_SHORT;
  if (got == WG_SOCKS_OK)
    got = skip_address (in);
  if (got == WG_SOCKS_OK && !wg_reader_skip (in, 2))
    got = WG_SOCKS_SHORT;
  return got == WG_SOCKS_OK ? got : back (in, start, got);
}
