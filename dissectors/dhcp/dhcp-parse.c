#include "dhcp/dhcp-parse.h"

#define COOKIE       0x63825363u
#define HARDWARE_MAX 16u
#define HOPS_MAX     16u
#define OPTION_PAD   0
#define OPTION_END   255

/* Values of option 52. */
#define OVERLOAD_FILE  1u
#define OVERLOAD_SNAME 2u

/* RFC 2132 §9.6, RFC 3203 §4, RFC 4388 §6.1, RFC 6926 §6.2.1, RFC 7724 §5.2.1 */
const WgName wg_dhcp_types[] = {
    {1, "discover"},
    {2, "offer"},
    {3, "request"},
    {4, "decline"},
    {5, "ack"},
    {6, "nak"},
    {7, "release"},
    {8, "inform"},
    {9, "force_renew"},
    {10, "lease_query"},
    {11, "lease_unassigned"},
    {12, "lease_unknown"},
    {13, "lease_active"},
    {14, "bulk_lease_query"},
    {15, "lease_query_done"},
    {16, "active_lease_query"},
    {17, "lease_query_status"},
    {18, "tls"},
    {0, NULL},
};

/* RFC 2131 §2 figure 1; the cookie is that of §3. */
gboolean
wg_dhcp_parse_head (WgReader *in, WgDhcpHead *out)
{
  gsize start = wg_reader_tell (in);
  WgSlice hardware;
  guint32 cookie;

  if (wg_reader_u8 (in, &out->op) && (out->op == WG_DHCP_REQUEST || out->op == WG_DHCP_REPLY)
      && wg_reader_u8 (in, &out->htype) && wg_reader_u8 (in, &out->hlen)
      && out->hlen <= HARDWARE_MAX && wg_reader_u8 (in, &out->hops) && out->hops <= HOPS_MAX
      && wg_reader_take (in, 4, &out->id) && wg_reader_u16 (in, &out->secs)
      && wg_reader_u16 (in, &out->flags) && wg_reader_u32 (in, &out->client)
      && wg_reader_u32 (in, &out->your) && wg_reader_u32 (in, &out->server)
      && wg_reader_u32 (in, &out->relay) && wg_reader_take (in, HARDWARE_MAX, &hardware)
      && wg_reader_take (in, 64, &out->sname) && wg_reader_take (in, 128, &out->file)
      && wg_reader_u32 (in, &cookie) && cookie == COOKIE)
    {
      out->hardware = wg_slice_sub (hardware, 0, out->hlen);
      return TRUE;
    }
  wg_reader_seek (in, start);
  return FALSE;
}

void
wg_dhcp_options_init (WgDhcpOptions *options, const WgDhcpHead *head, const WgReader *in)
{
  *options = (WgDhcpOptions){
      .r = wg_reader (wg_reader_rest (in), in->end), .file = head->file, .sname = head->sname};
}

/* The next field that holds options. The main one may have been cut by the capture; then what
 * it would have said of the others is not known. */
static gboolean
next_field (WgDhcpOptions *o)
{
  while (o->field < 2)
    {
      guint bit = o->field == 0 ? OVERLOAD_FILE : OVERLOAD_SNAME;
      WgSlice bytes = o->field == 0 ? o->file : o->sname;

      o->field++;
      if ((o->overload & bit) != 0)
        {
          o->r = wg_reader (bytes, WG_END_WHOLE);
          return TRUE;
        }
    }
  return FALSE;
}

static void
take_overload (WgDhcpOptions *o, WgSlice value)
{
  gint overload = wg_slice_at (value, 0);

  if (o->field > 0 || value.len != 1 || overload < 1 || overload > 3)
    o->odd |= WG_DHCP_ODD_OVERLOAD;
  else
    o->overload = (guint8) overload;
}

/* RFC 2132 §2 */
gboolean
wg_dhcp_options_next (WgDhcpOptions *o, WgDhcpOption *out)
{
  for (;;)
    {
      WgReader value;

      if (!wg_reader_u8 (&o->r, &out->code))
        {
          if (o->r.end == WG_END_WHOLE)
            o->odd |= WG_DHCP_ODD_OPEN;
          if (!next_field (o))
            return FALSE;
          continue;
        }
      if (out->code == OPTION_PAD)
        continue;
      if (out->code == OPTION_END)
        {
          if (!next_field (o))
            return FALSE;
          continue;
        }
      if (o->n == WG_LIMIT_DHCP_OPTIONS)
        {
          o->odd |= WG_DHCP_ODD_MANY;
          return FALSE;
        }
      if (!wg_reader_sub_u8 (&o->r, &value))
        {
          if (o->r.end == WG_END_WHOLE)
            o->odd |= WG_DHCP_ODD_SHORT;
          if (!next_field (o))
            return FALSE;
          continue;
        }
      o->n++;
      out->value = wg_reader_rest (&value);
      if (out->code == WG_DHCP_OVERLOAD)
        take_overload (o, out->value);
      return TRUE;
    }
}

static gboolean
number (WgSlice value, guint32 *out)
{
  WgReader r = wg_reader (value, WG_END_WHOLE);

  return value.len == 4 && wg_reader_u32 (&r, out);
}

static void
take_addresses (WgDhcpMessage *m, WgDhcpAddresses *list, WgSlice value)
{
  WgReader r = wg_reader (value, WG_END_WHOLE);
  guint32 address;

  if (value.len == 0 || value.len % 4 != 0)
    m->odd |= WG_DHCP_ODD_LENGTH;
  if (list->n == 0)
    list->at = value;
  while (wg_reader_u32 (&r, &address))
    {
      if (list->n == WG_LIMIT_DHCP_ADDRESSES)
        {
          m->odd |= WG_DHCP_ODD_MANY;
          return;
        }
      list->address[list->n++] = address;
    }
}

/* Text of at least one byte; some senders end it with a NUL (RFC 2132 §2). */
static void
take_text (WgDhcpMessage *m, WgSlice *text, WgSlice value)
{
  if (value.len == 0)
    m->odd |= WG_DHCP_ODD_LENGTH;
  while (value.len > 0 && wg_slice_at (value, value.len - 1) == '\0')
    value.len--;
  if (text->len == 0)
    *text = value;
}

static void
take_number (WgDhcpMessage *m, guint32 *out, WgSlice value)
{
  if (!number (value, out))
    m->odd |= WG_DHCP_ODD_LENGTH;
}

static void
take_option (WgDhcpMessage *m, const WgDhcpOption *option)
{
  WgSlice value = option->value;
  guint32 lease;

  switch ((WgDhcpOptionCode) option->code)
    {
    case WG_DHCP_SUBNET_MASK:
      take_number (m, &m->mask, value);
      break;
    case WG_DHCP_ROUTER:
      take_addresses (m, &m->routers, value);
      break;
    case WG_DHCP_DNS:
      take_addresses (m, &m->dns, value);
      break;
    case WG_DHCP_HOST_NAME:
      take_text (m, &m->host_name, value);
      break;
    case WG_DHCP_DOMAIN:
      take_text (m, &m->domain, value);
      break;
    case WG_DHCP_REQUESTED:
      take_number (m, &m->requested, value);
      break;
    case WG_DHCP_LEASE_TIME:
      if (number (value, &lease))
        m->lease = lease;
      else
        m->odd |= WG_DHCP_ODD_LENGTH;
      break;
    case WG_DHCP_MESSAGE_TYPE:
      if (value.len == 1)
        m->type = wg_slice_at (value, 0);
      else
        m->odd |= WG_DHCP_ODD_LENGTH;
      break;
    case WG_DHCP_SERVER_ID:
      take_number (m, &m->server_id, value);
      m->server_id_at = value;
      break;
    case WG_DHCP_VENDOR_CLASS:
      take_text (m, &m->vendor_class, value);
      break;
    case WG_DHCP_CLIENT_ID:
      m->client_id = value;
      break;
    case WG_DHCP_WPAD:
      take_text (m, &m->wpad, value);
      break;
    case WG_DHCP_OVERLOAD:
      break;
    }
}

gboolean
wg_dhcp_parse (WgReader *in, WgDhcpMessage *out)
{
  WgDhcpOptions options;
  WgDhcpOption option;

  *out = (WgDhcpMessage){.type = -1, .lease = -1};
  if (!wg_dhcp_parse_head (in, &out->head))
    return FALSE;
  wg_dhcp_options_init (&options, &out->head, in);
  while (wg_dhcp_options_next (&options, &option))
    take_option (out, &option);
  out->odd |= options.odd;
  wg_reader_seek (in, in->len);
  return TRUE;
}
