#include "mysql/mysql-parse.h"

#include "base/text.h"

#define WITH_DATABASE 0x8u
#define SECURE        0x8000u
#define WITH_PLUGIN   0x80000u
#define ANSWER_LENENC 0x200000u
#define COM_CHANGE    0x11
#define AUTH_SWITCH   0xfe
#define TLS_LEN       32
#define OLD_TLS_LEN   5
#define VERSION_MAX   64
#define FILLER_LEN    23
#define RESERVED_LEN  10

gboolean
wg_mysql_parse_header (WgReader *in, WgMysqlHeader *out)
{
  gsize start = wg_reader_tell (in);
  guint16 low;
  guint8 high;

  if (wg_reader_u16le (in, &low) && wg_reader_u8 (in, &high) && wg_reader_u8 (in, &out->seq))
    {
      out->len = (guint32) high << 16 | low;
      return TRUE;
    }
  wg_reader_seek (in, start);
  return FALSE;
}

static gboolean
is_version (WgSlice text)
{
  return text.len > 0 && text.len <= VERSION_MAX && wg_ascii_run (text) == text.len;
}

static void
read_plugin (WgReader *r, WgSlice *plugin)
{
  if (!wg_reader_until (r, 0, plugin))
    *plugin = WG_SLICE_NONE;
}

gboolean
wg_mysql_parse_greeting (WgSlice payload, WgMysqlGreeting *out)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint8 protocol, charset, len;
  guint16 low, status, high;
  guint32 thread;
  WgSlice skipped;

  *out = (WgMysqlGreeting){0};
  if (!wg_reader_u8 (&r, &protocol) || protocol != 10 || !wg_reader_until (&r, 0, &out->version)
      || !is_version (out->version) || !wg_reader_u32le (&r, &thread)
      || !wg_reader_take (&r, 9, &skipped) || !wg_reader_u16le (&r, &low))
    return FALSE;
  out->capabilities = low;
  if (!wg_reader_u8 (&r, &charset) || !wg_reader_u16le (&r, &status)
      || !wg_reader_u16le (&r, &high))
    return TRUE;
  out->capabilities |= (guint32) high << 16;
  if (wg_reader_u8 (&r, &len) && wg_reader_skip (&r, RESERVED_LEN)
      && wg_reader_skip (&r, len > 21 ? len - 8u : 13u))
    read_plugin (&r, &out->plugin);
  return TRUE;
}

static gboolean
read_answer (WgReader *r, guint32 capabilities, WgSlice *answer)
{
  guint8 len;
  guint16 wide;

  if ((capabilities & (SECURE | ANSWER_LENENC)) == 0)
    return wg_reader_until (r, 0, answer);
  if (!wg_reader_u8 (r, &len))
    return FALSE;
  if ((capabilities & ANSWER_LENENC) == 0 || len < 0xfb)
    return wg_reader_take (r, len, answer);
  return len == 0xfc && wg_reader_u16le (r, &wide) && wg_reader_take (r, wide, answer);
}

/* HandshakeResponse320, of clients before 4.1 */
static gboolean
parse_old_login (WgSlice payload, WgMysqlLogin *out)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint16 capabilities;

  if (!wg_reader_u16le (&r, &capabilities) || !wg_reader_skip (&r, 3))
    return FALSE;
  out->capabilities = capabilities;
  out->tls = (capabilities & WG_MYSQL_TLS) != 0 && payload.len == OLD_TLS_LEN;
  if (out->tls)
    return TRUE;
  if (!wg_reader_until (&r, 0, &out->user))
    return FALSE;
  if (!wg_reader_until (&r, 0, &out->answer))
    out->answer = wg_reader_rest (&r);
  return TRUE;
}

gboolean
wg_mysql_parse_login (WgSlice payload, WgMysqlLogin *out)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint32 packet_len;
  guint8 charset;
  WgSlice skipped;

  *out = (WgMysqlLogin){0};
  if (!wg_reader_u32le (&r, &out->capabilities))
    return FALSE;
  if ((out->capabilities & WG_MYSQL_PROTOCOL_41) == 0)
    return parse_old_login (payload, out);
  if (!wg_reader_u32le (&r, &packet_len) || !wg_reader_u8 (&r, &charset)
      || !wg_reader_skip (&r, FILLER_LEN))
    return FALSE;
  out->tls = (out->capabilities & WG_MYSQL_TLS) != 0 && payload.len == TLS_LEN;
  if (out->tls)
    return TRUE;
  if (!wg_reader_until (&r, 0, &out->user)
      || !read_answer (&r, out->capabilities, &out->answer))
    return FALSE;
  if ((out->capabilities & WITH_DATABASE) != 0 && !wg_reader_until (&r, 0, &skipped))
    return TRUE;
  if ((out->capabilities & WITH_PLUGIN) != 0)
    read_plugin (&r, &out->plugin);
  return TRUE;
}

gboolean
wg_mysql_parse_change_user (WgSlice payload, guint32 capabilities, WgMysqlLogin *out)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  WgSlice database;
  guint8 command;

  *out = (WgMysqlLogin){.capabilities = capabilities};
  if (!wg_reader_u8 (&r, &command) || command != COM_CHANGE
      || !wg_reader_until (&r, 0, &out->user)
      || !read_answer (&r, capabilities & ~ANSWER_LENENC, &out->answer))
    return FALSE;
  if (wg_reader_until (&r, 0, &database) && wg_reader_skip (&r, 2)
      && (capabilities & WITH_PLUGIN) != 0)
    read_plugin (&r, &out->plugin);
  return TRUE;
}

gboolean
wg_mysql_parse_switch (WgSlice payload, WgSlice *plugin)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint8 status;

  *plugin = WG_SLICE_LITERAL ("mysql_old_password");
  if (!wg_reader_u8 (&r, &status) || status != AUTH_SWITCH)
    return FALSE;
  return wg_reader_left (&r) == 0 || wg_reader_until (&r, 0, plugin);
}
