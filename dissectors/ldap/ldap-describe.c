#include "ldap/ldap-describe.h"

#include "ldap/ldap-parse.h"

enum
{
  PROTOCOL,
  ID,
  OP,
  VERSION,
  NAME,
  SIMPLE,
  MECHANISM,
  CREDENTIALS,
  RESULT,
  REQUEST_NAME,
};

static const WgName ops[] = {
    {0x60, "bindRequest"},          {0x61, "bindResponse"},
    {0x42, "unbindRequest"},        {0x63, "searchRequest"},
    {0x64, "searchResEntry"},       {0x65, "searchResDone"},
    {0x73, "searchResRef"},         {0x66, "modifyRequest"},
    {0x67, "modifyResponse"},       {0x68, "addRequest"},
    {0x69, "addResponse"},          {0x4a, "delRequest"},
    {0x6b, "delResponse"},          {0x6c, "modDNRequest"},
    {0x6d, "modDNResponse"},        {0x6e, "compareRequest"},
    {0x6f, "compareResponse"},      {0x50, "abandonRequest"},
    {0x77, "extendedRequest"},      {0x78, "extendedResponse"},
    {0x79, "intermediateResponse"}, {0, NULL},
};

const WgField wg_ldap_fields[] = {
    [PROTOCOL] = {.key = "ldap", .label = "Lightweight Directory Access Protocol"},
    [ID] = {.key = "ldap.messageID",
            .label = "Message id",
            .kind = WG_KIND_UINT,
            .size = 4,
            .source = "RFC 4511 §4.1.1.1"},
    [OP] = {.key = "ldap.protocolOp",
            .label = "Operation",
            .kind = WG_KIND_CODE,
            .size = 1,
            .width = 2,
            .names = ops,
            .source = "RFC 4511 §4.1.1"},
    [VERSION] = {.key = "ldap.version", .label = "Version", .kind = WG_KIND_UINT, .size = 1},
    [NAME] = {.key = "ldap.name", .label = "Name", .kind = WG_KIND_TEXT},
    [SIMPLE] = {.key = "ldap.simple",
                .label = "Password",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE,
                .source = "RFC 4511 §4.2"},
    [MECHANISM] = {.key = "ldap.mechanism", .label = "SASL mechanism", .kind = WG_KIND_TEXT},
    [CREDENTIALS] = {.key = "ldap.credentials",
                     .label = "SASL credentials",
                     .kind = WG_KIND_BYTES,
                     .secret = WG_SECRET_VALUE},
    [RESULT] = {.key = "ldap.resultCode",
                .label = "Result code",
                .kind = WG_KIND_UINT,
                .size = 4,
                .source = "RFC 4511 §4.1.9"},
    [REQUEST_NAME] = {.key = "ldap.requestName", .label = "Request name", .kind = WG_KIND_TEXT},
    {0},
};

static void
add_part (WgTree *tree, WgNode *top, guint field, WgSlice unit, WgSlice part)
{
  if (part.len > 0)
    wg_tree_add_text (tree, top, wg_ldap_fields + field, (gsize) (part.data - unit.data),
                      part.len, part);
}

static void
describe_content (WgTree *tree, WgNode *top, guint8 op, WgSlice unit, WgSlice content)
{
  gsize off = (gsize) (content.data - unit.data);
  WgLdapBind bind;
  WgSlice name;
  guint32 code;

  if (op == WG_LDAP_BIND_REQUEST && wg_ldap_parse_bind (content, &bind))
    {
      wg_tree_add_uint (tree, top, wg_ldap_fields + VERSION, off + 2, 1, bind.version);
      add_part (tree, top, NAME, unit, bind.name);
      add_part (tree, top, MECHANISM, unit, bind.mechanism);
      add_part (tree, top, bind.choice == WG_LDAP_SIMPLE ? SIMPLE : CREDENTIALS, unit,
                bind.credentials);
    }
  else if (op == WG_LDAP_EXTENDED_REQUEST && wg_ldap_parse_extended (content, &name))
    add_part (tree, top, REQUEST_NAME, unit, name);
  else if (wg_ldap_is_response (op) && op != 0x64 && wg_ldap_parse_result (content, &code))
    wg_tree_add_uint (tree, top, wg_ldap_fields + RESULT, off + 2, 1, code);
}

void
wg_ldap_describe_message (WgSlice unit, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tree_add (tree, NULL, wg_ldap_fields + PROTOCOL, 0, unit.len);
  WgLdapHead head;
  WgSlice content;

  if (wg_ldap_parse_head (&r, &head) != WG_BER_OK)
    return;
  wg_tree_add_uint (tree, top, wg_ldap_fields + ID, 0, wg_reader_tell (&r), head.id);
  wg_tree_add_uint (tree, top, wg_ldap_fields + OP, 0, wg_reader_tell (&r), head.op);
  if (wg_reader_take (&r, (gsize) head.op_len, &content))
    describe_content (tree, top, head.op, unit, content);
}
