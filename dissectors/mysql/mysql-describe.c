#include "mysql/mysql-describe.h"

#include "mysql/mysql-parse.h"

enum
{
  PROTOCOL,
  LENGTH,
  NUMBER,
  VERSION,
  USER,
  ANSWER,
  PLUGIN,
  TLS,
  PAYLOAD,
};

const WgField wg_mysql_fields[] = {
    [PROTOCOL] = {.key = "mysql", .label = "MySQL Protocol"},
    [LENGTH] = {.key = "mysql.packet_length",
                .label = "Packet length",
                .kind = WG_KIND_UINT,
                .size = 4},
    [NUMBER] = {.key = "mysql.packet_number",
                .label = "Packet number",
                .kind = WG_KIND_UINT,
                .size = 1},
    [VERSION] = {.key = "mysql.version", .label = "Server version", .kind = WG_KIND_TEXT},
    [USER] = {.key = "mysql.user", .label = "User", .kind = WG_KIND_TEXT},
    [ANSWER] = {.key = "mysql.passwd",
                .label = "Answer to the challenge",
                .kind = WG_KIND_BYTES,
                .secret = WG_SECRET_VALUE},
    [PLUGIN] = {.key = "mysql.client_auth_plugin",
                .label = "Authentication",
                .kind = WG_KIND_TEXT},
    [TLS] = {.key = "mysql.tls_request",
             .label = "Asks for TLS",
             .help = "What follows is a TLS connection."},
    [PAYLOAD] = {.key = "mysql.payload", .label = "Payload"},
    {0},
};

static void
add_part (WgTree *tree, WgNode *top, guint field, WgSlice unit, WgSlice part)
{
  if (part.len > 0)
    wg_tree_add_text (tree, top, wg_mysql_fields + field, (gsize) (part.data - unit.data),
                      part.len, part);
}

static void
describe_payload (
    WgTree *tree, WgNode *top, WgDir dir, gboolean login, WgSlice unit, WgSlice body)
{
  gsize off = (gsize) (body.data - unit.data);
  WgMysqlGreeting greeting;
  WgMysqlLogin answer;

  if (dir == WG_SERVER && wg_mysql_parse_greeting (body, &greeting))
    {
      add_part (tree, top, VERSION, unit, greeting.version);
      add_part (tree, top, PLUGIN, unit, greeting.plugin);
    }
  else if (dir == WG_CLIENT && login && wg_mysql_parse_login (body, &answer))
    {
      if (answer.tls)
        wg_tree_add (tree, top, wg_mysql_fields + TLS, off, body.len);
      add_part (tree, top, USER, unit, answer.user);
      add_part (tree, top, ANSWER, unit, answer.answer);
      add_part (tree, top, PLUGIN, unit, answer.plugin);
    }
  else
    wg_tree_add (tree, top, wg_mysql_fields + PAYLOAD, off, body.len);
}

void
wg_mysql_describe_packets (WgDir dir, gboolean login, WgSlice unit, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgMysqlHeader header;
  gsize start = 0;

  while (wg_mysql_parse_header (&r, &header))
    {
      gsize left = wg_reader_left (&r);
      WgNode *top = wg_tree_add (tree, NULL, wg_mysql_fields + PROTOCOL, start,
                                 4 + MIN ((gsize) header.len, left));
      WgSlice body = WG_SLICE_NONE;

      wg_tree_add_uint (tree, top, wg_mysql_fields + LENGTH, start, 3, header.len);
      wg_tree_add_uint (tree, top, wg_mysql_fields + NUMBER, start + 3, 1, header.seq);
      if (wg_reader_take (&r, MIN ((gsize) header.len, left), &body) && body.len > 0)
        describe_payload (tree, top, dir, login, unit, body);
      start = wg_reader_tell (&r);
    }
}
