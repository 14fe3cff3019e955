#include "ssh/ssh-parse.h"

#define COOKIE_LEN 16

gboolean
wg_ssh_parse_ident (WgSlice line, WgSshIdent *out)
{
  WgReader r = wg_reader (line, WG_END_WHOLE);
  WgSlice rest;
  guint64 major, minor;
  gssize end;
  gsize start;

  if (!wg_reader_literal (&r, "SSH-"))
    return FALSE;
  start = wg_reader_tell (&r);
  if (!wg_reader_decimal (&r, 99, &major) || !wg_reader_literal (&r, ".")
      || !wg_reader_decimal (&r, 999, &minor))
    return FALSE;
  out->version = wg_reader_since (&r, start);
  if (!wg_reader_literal (&r, "-"))
    return FALSE;
  rest = wg_reader_rest (&r);
  end = wg_slice_find (rest, ' ');
  out->software = end < 0 ? rest : wg_slice_sub (rest, 0, (gsize) end);
  out->major = major == 1 && minor == 99 ? 2 : (guint) major;
  return TRUE;
}

WgSshResult
wg_ssh_parse_packet (WgReader *in, WgSlice *payload, gsize *missing)
{
  gsize start = wg_reader_tell (in);
  guint32 len;
  WgReader packet;
  guint8 padding;

  *missing = 1;
  if (!wg_reader_u32 (in, &len))
    return WG_SSH_SHORT;
  if (len < 2 || len > WG_LIMIT_SSH_PACKET)
    {
      wg_reader_seek (in, start);
      return WG_SSH_BAD;
    }
  if (!wg_reader_sub (in, len, &packet))
    {
      *missing = len - wg_reader_left (in);
      wg_reader_seek (in, start);
      return WG_SSH_SHORT;
    }
  if (!wg_reader_u8 (&packet, &padding) || padding >= wg_reader_left (&packet)
      || !wg_reader_take (&packet, wg_reader_left (&packet) - padding, payload))
    {
      wg_reader_seek (in, start);
      return WG_SSH_BAD;
    }
  return WG_SSH_OK;
}

gboolean
wg_ssh_parse_kexinit (WgSlice payload, WgSshKexinit *out)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint8 kind;
  guint32 len;

  if (!wg_reader_u8 (&r, &kind) || kind != WG_SSH_MSG_KEXINIT
      || !wg_reader_skip (&r, COOKIE_LEN))
    return FALSE;
  for (guint i = 0; i < WG_SSH_N_LISTS; i++)
    if (!wg_reader_u32 (&r, &len) || !wg_reader_take (&r, len, &out->list[i]))
      return FALSE;
  return TRUE;
}

static WgSlice
next_name (WgSlice *list)
{
  gssize end = wg_slice_find (*list, ',');
  WgSlice name = end < 0 ? *list : wg_slice_sub (*list, 0, (gsize) end);

  *list = end < 0 ? WG_SLICE_NONE : wg_slice_sub (*list, (gsize) end + 1, list->len);
  return name;
}

WgSlice
wg_ssh_agreed (WgSlice client, WgSlice server)
{
  for (guint i = 0; i < WG_LIMIT_SSH_NAMES && client.len > 0; i++)
    {
      WgSlice name = next_name (&client), rest = server;

      for (guint j = 0; j < WG_LIMIT_SSH_NAMES && rest.len > 0; j++)
        if (wg_slice_equal (name, next_name (&rest)) && name.len > 0)
          return name;
    }
  return WG_SLICE_NONE;
}
