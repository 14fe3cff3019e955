#include "postgresql/postgresql-describe.h"

#include "postgresql/postgresql-parse.h"

enum
{
  PROTOCOL,
  TYPE,
  LENGTH,
  CODE,
  USER,
  VERDICT,
  SECRET,
  AUTH,
  BODY,
};

static const WgName codes[] = {
    {WG_PG_PROTOCOL_3, "Start-up, version 3.0"},
    {WG_PG_CANCEL, "Cancel request"},
    {WG_PG_TLS_REQUEST, "TLS request"},
    {WG_PG_GSS_REQUEST, "GSSAPI encryption request"},
    {0, NULL},
};

static const WgName auths[] = {
    {WG_PG_AUTH_OK, "Success"},
    {WG_PG_AUTH_CLEAR, "Plain-text password"},
    {WG_PG_AUTH_MD5, "MD5 password"},
    {WG_PG_AUTH_GSS, "GSSAPI"},
    {WG_PG_AUTH_SSPI, "SSPI"},
    {WG_PG_AUTH_SASL, "SASL"},
    {11, "SASL, continued"},
    {12, "SASL, final"},
    {0, NULL},
};

const WgField wg_pg_fields[] = {
    [PROTOCOL] = {.key = "pgsql", .label = "PostgreSQL"},
    [TYPE] = {.key = "pgsql.type", .label = "Type", .kind = WG_KIND_TEXT},
    [LENGTH] = {.key = "pgsql.length", .label = "Length", .kind = WG_KIND_UINT, .size = 4},
    [CODE] = {.key = "pgsql.code",
              .label = "Request",
              .kind = WG_KIND_CODE,
              .size = 4,
              .width = 8,
              .names = codes},
    [USER] = {.key = "pgsql.user", .label = "User", .kind = WG_KIND_TEXT},
    [VERDICT] = {.key = "pgsql.tls_response",
                 .label = "Answer to the request for encryption",
                 .kind = WG_KIND_TEXT,
                 .help = "S or G: it begins now. N: not with this server."},
    [SECRET] = {.key = "pgsql.password",
                .label = "Password or answer to a challenge",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE},
    [AUTH] = {.key = "pgsql.authtype",
              .label = "Authentication",
              .kind = WG_KIND_UINT,
              .size = 4,
              .names = auths},
    [BODY] = {.key = "pgsql.body", .label = "Body"},
    {0},
};

void
wg_pg_describe_start (WgSlice unit, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tree_add (tree, NULL, wg_pg_fields + PROTOCOL, 0, unit.len);
  WgPgStart start;
  WgSlice user;

  if (!wg_pg_parse_start (&r, &start))
    return;
  wg_tree_add_uint (tree, top, wg_pg_fields + LENGTH, 0, 4, start.len);
  wg_tree_add_uint (tree, top, wg_pg_fields + CODE, 4, 4, start.code);
  if (wg_pg_parse_parameter (wg_reader_rest (&r), "user", &user))
    wg_tree_add_text (tree, top, wg_pg_fields + USER, (gsize) (user.data - unit.data), user.len,
                      user);
}

void
wg_pg_describe_verdict (WgSlice unit, WgTree *tree)
{
  WgNode *top = wg_tree_add (tree, NULL, wg_pg_fields + PROTOCOL, 0, unit.len);

  wg_tree_add_text (tree, top, wg_pg_fields + VERDICT, 0, 1, wg_slice_sub (unit, 0, 1));
}

static void
describe_body (WgTree *tree, WgNode *top, guint8 type, gsize off, WgSlice body)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  guint32 auth;

  if (type == 'p')
    wg_tree_add_text (tree, top, wg_pg_fields + SECRET, off, body.len, body);
  else if (type == 'R' && wg_reader_u32 (&r, &auth))
    wg_tree_add_uint (tree, top, wg_pg_fields + AUTH, off, 4, auth);
  else if (body.len > 0)
    wg_tree_add (tree, top, wg_pg_fields + BODY, off, body.len);
}

void
wg_pg_describe_messages (WgSlice unit, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgPgHeader header;
  gsize start = 0;

  while (wg_pg_parse_header (&r, &header))
    {
      gsize body_len = MIN ((gsize) header.len, wg_reader_left (&r));
      WgNode *top = wg_tree_add (tree, NULL, wg_pg_fields + PROTOCOL, start, 5 + body_len);
      WgSlice body;

      wg_tree_add_text (tree, top, wg_pg_fields + TYPE, start, 1,
                        wg_slice_sub (unit, start, 1));
      wg_tree_add_uint (tree, top, wg_pg_fields + LENGTH, start + 1, 4, header.len);
      if (wg_reader_take (&r, body_len, &body))
        describe_body (tree, top, header.type, start + 5, body);
      start = wg_reader_tell (&r);
    }
}
