#include "dhcp/dhcp-describe.h"

#include "base/text.h"
#include "dhcp/dhcp-parse.h"

enum
{
  PROTOCOL,
  OP,
  HTYPE,
  HLEN,
  HOPS,
  ID,
  SECS,
  FLAGS,
  CLIENT,
  YOUR,
  SERVER,
  RELAY,
  HARDWARE,
  SNAME,
  FILE_NAME,
  COOKIE,
  OPTION,
  CODE,
  LENGTH,
  TYPE,
  LEASE,
  ADDRESS,
  TEXT,
  VALUE,
};

static const WgName ops[] = {{1, "request"}, {2, "reply"}, {0, NULL}};

/* clang-format off */
static const WgName options[] = {
    {1, "subnet mask"}, {3, "router"}, {6, "name servers"}, {12, "host name"}, {15, "domain"},
    {28, "broadcast address"}, {33, "static routes"}, {42, "time servers"}, {43, "vendor's"},
    {44, "NetBIOS name servers"}, {50, "address asked for"}, {51, "lease time"},
    {52, "overload"}, {53, "message type"}, {54, "server"}, {55, "options asked for"},
    {56, "message"}, {57, "longest message"}, {58, "renewal time"}, {59, "rebinding time"},
    {60, "vendor class"}, {61, "client identifier"}, {66, "boot server"}, {67, "boot file"},
    {81, "client's full name"}, {82, "relay's information"}, {119, "domains searched"},
    {121, "classless static routes"}, {252, "proxy configuration"}, {0, NULL},
};
/* clang-format on */

const WgField wg_dhcp_fields[] = {
    [PROTOCOL] = {.key = "dhcp",
                  .label = "Dynamic Host Configuration Protocol",
                  .help = "How a machine gets its address."},
    [OP] = {.key = "dhcp.type",
            .label = "Direction",
            .kind = WG_KIND_ENUM,
            .names = ops,
            .source = "RFC 2131 §2"},
    [HTYPE] = {.key = "dhcp.hw.type", .label = "Kind of card", .kind = WG_KIND_UINT, .size = 1},
    [HLEN] = {.key = "dhcp.hw.len",
              .label = "Length of its address",
              .kind = WG_KIND_UINT,
              .size = 1},
    [HOPS] = {.key = "dhcp.hops", .label = "Relays passed", .kind = WG_KIND_UINT, .size = 1},
    [ID] = {.key = "dhcp.id", .label = "Transaction", .kind = WG_KIND_BYTES},
    [SECS] = {.key = "dhcp.secs",
              .label = "Seconds since the client began",
              .kind = WG_KIND_UINT,
              .size = 2},
    [FLAGS] = {.key = "dhcp.flags",
               .label = "Flags",
               .kind = WG_KIND_CODE,
               .size = 2,
               .width = 4,
               .help = "The first bit asks for answers to everybody."},
    [CLIENT] = {.key = "dhcp.ip.client", .label = "Client's address", .kind = WG_KIND_TEXT},
    [YOUR] = {.key = "dhcp.ip.your", .label = "Address given", .kind = WG_KIND_TEXT},
    [SERVER] = {.key = "dhcp.ip.server", .label = "Next server", .kind = WG_KIND_TEXT},
    [RELAY] = {.key = "dhcp.ip.relay", .label = "Relay", .kind = WG_KIND_TEXT},
    [HARDWARE] = {.key = "dhcp.hw.addr", .label = "Client's card", .kind = WG_KIND_BYTES},
    [SNAME] = {.key = "dhcp.server", .label = "Server's name", .kind = WG_KIND_TEXT},
    [FILE_NAME] = {.key = "dhcp.file", .label = "Boot file", .kind = WG_KIND_TEXT},
    [COOKIE] = {.key = "dhcp.cookie",
                .label = "Magic cookie",
                .kind = WG_KIND_BYTES,
                .source = "RFC 2131 §3"},
    [OPTION] = {.key = "dhcp.option", .label = "Option", .source = "RFC 2132 §2"},
    [CODE] = {.key = "dhcp.option.type",
              .label = "Code",
              .kind = WG_KIND_UINT,
              .size = 1,
              .names = options},
    [LENGTH] = {.key = "dhcp.option.length",
                .label = "Length",
                .kind = WG_KIND_UINT,
                .size = 1},
    [TYPE] = {.key = "dhcp.option.dhcp",
              .label = "Message",
              .kind = WG_KIND_ENUM,
              .names = wg_dhcp_types,
              .source = "RFC 2132 §9.6"},
    [LEASE] = {.key = "dhcp.option.ip_address_lease_time",
               .label = "Lease time",
               .kind = WG_KIND_UINT,
               .size = 4},
    [ADDRESS] = {.key = "wiregloss.dhcp.address", .label = "Address", .kind = WG_KIND_TEXT},
    [TEXT] = {.key = "wiregloss.dhcp.text", .label = "Text", .kind = WG_KIND_TEXT},
    [VALUE] = {.key = "dhcp.option.value", .label = "Value", .kind = WG_KIND_BYTES},
    {0},
};

typedef struct
{
  WgTree *tree;
  WgSlice unit;
} Describer;

static gsize
offset (const Describer *d, WgSlice part)
{
  return (gsize) (part.data - d->unit.data);
}

static void
add_address (Describer *d, WgNode *parent, guint field, gsize off, WgSlice bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wg_address_append (text, bytes.data, 4);
  wg_tree_add_text (d->tree, parent, wg_dhcp_fields + field, off, 4,
                    wg_slice (text->str, text->len));
}

/* Text up to the first NUL, in a field of fixed length. */
static void
add_padded (Describer *d, WgNode *parent, guint field, WgSlice bytes)
{
  gssize end = wg_slice_find (bytes, '\0');
  WgSlice text = end < 0 ? bytes : wg_slice_sub (bytes, 0, (gsize) end);

  if (text.len > 0)
    wg_tree_add_text (d->tree, parent, wg_dhcp_fields + field, offset (d, bytes), bytes.len,
                      text);
}

static void
add_value (Describer *d, WgNode *node, const WgDhcpOption *option)
{
  WgSlice value = option->value;
  gsize off = offset (d, value);
  WgReader r = wg_reader (value, WG_END_WHOLE);
  WgSlice address;
  guint32 seconds;

  switch (option->code)
    {
    case WG_DHCP_SUBNET_MASK:
    case WG_DHCP_ROUTER:
    case WG_DHCP_DNS:
    case WG_DHCP_REQUESTED:
    case WG_DHCP_SERVER_ID:
      for (guint i = 0; i < WG_LIMIT_DHCP_ADDRESSES && wg_reader_take (&r, 4, &address); i++)
        add_address (d, node, ADDRESS, offset (d, address), address);
      break;
    case WG_DHCP_MESSAGE_TYPE:
      if (value.len == 1)
        wg_tree_add_uint (d->tree, node, wg_dhcp_fields + TYPE, off, 1,
                          (guint64) wg_slice_at (value, 0));
      break;
    case WG_DHCP_LEASE_TIME:
      if (wg_reader_u32 (&r, &seconds))
        wg_tree_add_uint (d->tree, node, wg_dhcp_fields + LEASE, off, 4, seconds);
      break;
    case WG_DHCP_HOST_NAME:
    case WG_DHCP_DOMAIN:
    case WG_DHCP_VENDOR_CLASS:
    case WG_DHCP_WPAD:
      wg_tree_add_text (d->tree, node, wg_dhcp_fields + TEXT, off, value.len, value);
      break;
    default:
      wg_tree_add_text (d->tree, node, wg_dhcp_fields + VALUE, off, value.len, value);
      break;
    }
}

static void
add_options (Describer *d, WgNode *top, const WgDhcpHead *head, const WgReader *r)
{
  WgDhcpOptions all;
  WgDhcpOption option;

  wg_dhcp_options_init (&all, head, r);
  while (wg_dhcp_options_next (&all, &option))
    {
      gsize off = offset (d, option.value) - 2;
      const char *name = wg_name_of (options, option.code);
      WgNode *node =
          wg_tree_add (d->tree, top, wg_dhcp_fields + OPTION, off, option.value.len + 2);

      wg_node_set_text (d->tree, node, "%s (%u)", name != NULL ? name : "option", option.code);
      wg_tree_add_uint (d->tree, node, wg_dhcp_fields + CODE, off, 1, option.code);
      wg_tree_add_uint (d->tree, node, wg_dhcp_fields + LENGTH, off + 1, 1, option.value.len);
      if (option.value.len > 0)
        add_value (d, node, &option);
    }
}

void
wg_dhcp_describe (WgSlice unit, WgTree *tree)
{
  static const guint addresses[] = {CLIENT, YOUR, SERVER, RELAY};
  Describer d = {tree, unit};
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tree_add (tree, NULL, wg_dhcp_fields + PROTOCOL, 0, unit.len);
  WgDhcpHead head;

  if (!wg_dhcp_parse_head (&r, &head))
    return;
  wg_tree_add_uint (tree, top, wg_dhcp_fields + OP, 0, 1, head.op);
  wg_tree_add_uint (tree, top, wg_dhcp_fields + HTYPE, 1, 1, head.htype);
  wg_tree_add_uint (tree, top, wg_dhcp_fields + HLEN, 2, 1, head.hlen);
  wg_tree_add_uint (tree, top, wg_dhcp_fields + HOPS, 3, 1, head.hops);
  wg_tree_add_text (tree, top, wg_dhcp_fields + ID, 4, 4, head.id);
  wg_tree_add_uint (tree, top, wg_dhcp_fields + SECS, 8, 2, head.secs);
  wg_tree_add_uint (tree, top, wg_dhcp_fields + FLAGS, 10, 2, head.flags);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    add_address (&d, top, addresses[i], 12 + 4 * i, wg_slice_sub (unit, 12 + 4 * i, 4));
  if (head.hardware.len > 0)
    wg_tree_add_text (tree, top, wg_dhcp_fields + HARDWARE, 28, head.hardware.len,
                      head.hardware);
  add_padded (&d, top, SNAME, head.sname);
  add_padded (&d, top, FILE_NAME, head.file);
  wg_tree_add_text (tree, top, wg_dhcp_fields + COOKIE, 236, 4, wg_slice_sub (unit, 236, 4));
  add_options (&d, top, &head, &r);
}
