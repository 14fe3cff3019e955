#include "dhcp/dhcp.h"

#include "base/text.h"
#include "dhcp/dhcp-describe.h"
#include "dhcp/dhcp-parse.h"
#include "dhcp/dhcp-records.h"

#define SERVER_PORT 67
#define CLIENT_PORT 68

typedef enum
{
  NOTE_SHORT,
  NOTE_OPEN,
  NOTE_LENGTH,
  NOTE_OVERLOAD,
  NOTE_MANY,
} Note;

static const WgNoteType notes[] = {
    [NOTE_SHORT] = {"dhcp-option-short", "An option goes past the end of the options.",
                    "RFC 2132 §2"},
    [NOTE_OPEN] = {"dhcp-no-end", "No end option closes the options.", "RFC 2131 §4.1"},
    [NOTE_LENGTH] = {"dhcp-option-length", "An option has a length that its kind cannot have.",
                     "RFC 2132 §2"},
    [NOTE_OVERLOAD] = {"dhcp-overload",
                       "The option that names further fields with options has no known value, "
                       "or stands in one of those fields.",
                       "RFC 2132 §9.3"},
    [NOTE_MANY] = {"dhcp-many", "More options or addresses than are looked at.", NULL},
    {0},
};

typedef struct
{
  WgChannel *channel;
} Dhcp;

static const WgRecordType *const records[] = {&wg_dhcp_type, NULL};
static const guint16 ports[] = {SERVER_PORT, CLIENT_PORT, 0};

/* RFC 2131 §4.1: a server's port and a client's. Elsewhere nothing may be odd. */
static WgProbe
probe (const WgProbeInput *in)
{
  WgReader r = wg_reader (in->bytes[in->dir], WG_END_WHOLE);
  WgDhcpMessage message;

  if (!in->datagram || !wg_dhcp_parse (&r, &message))
    return WG_PROBE_NO;
  if (message.odd == 0 && message.type > 0)
    return WG_PROBE_YES;
  return in->port == SERVER_PORT || in->port == CLIENT_PORT ? WG_PROBE_YES : WG_PROBE_NO;
}

static gpointer
begin (WgChannel *channel)
{
  Dhcp *s = g_new0 (Dhcp, 1);

  s->channel = channel;
  return s;
}

static WgSlice
copied (WgArena *arena, GString *text)
{
  return wg_arena_copy (arena, wg_slice (text->str, text->len));
}

static WgSlice
address_text (WgArena *arena, guint32 address)
{
  const guint8 bytes[4] = {(guint8) (address >> 24), (guint8) (address >> 16 & 0xff),
                           (guint8) (address >> 8 & 0xff), (guint8) (address & 0xff)};
  g_autoptr (GString) text = g_string_new (NULL);

  if (address == 0)
    return WG_SLICE_NONE;
  wg_address_append (text, bytes, 4);
  return copied (arena, text);
}

static WgSlice
hardware_text (WgArena *arena, WgSlice hardware)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < hardware.len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ':');
      wg_hex_append (text, wg_slice_sub (hardware, i, 1));
    }
  return copied (arena, text);
}

static WgList
address_list (WgArena *arena, const WgDhcpAddresses *list)
{
  WgSlice *items = wg_arena_alloc (arena, MAX (list->n, 1) * sizeof (WgSlice));
  guint n = 0;

  for (guint i = 0; i < list->n && items != NULL; i++)
    {
      items[n] = address_text (arena, list->address[i]);
      n += items[n].len > 0;
    }
  return (WgList){items, n};
}

static void
tell_odd (Dhcp *s, WgDir dir, gsize pos, gsize len, guint odd)
{
  for (guint i = 0; i <= NOTE_MANY; i++)
    if ((odd & 1u << i) != 0)
      wg_channel_note (s->channel, dir, &notes[i], pos, len, NULL);
}

/* A message being told. */
typedef struct
{
  Dhcp *dhcp;
  WgDir dir;
  gsize pos; /* of @bytes in the reader that the channel gave */
  WgSlice bytes;
} Place;

static WgSpan
span_of (const Place *place, WgSlice value)
{
  if (value.len == 0)
    return (WgSpan){0};
  return wg_channel_span (place->dhcp->channel, place->dir,
                          place->pos + (gsize) (value.data - place->bytes.data), value.len);
}

static void
emit (const Place *place, const WgDhcpMessage *m)
{
  g_autoptr (WgArena) arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  WgChannel *channel = place->dhcp->channel;
  gboolean reply = m->head.op == WG_DHCP_REPLY;
  WgDhcpRecord record = {.frame = wg_channel_frame (channel),
                         .from = reply ? "server" : "client",
                         .type = m->type,
                         .id = m->head.id,
                         .hardware = hardware_text (arena, m->head.hardware),
                         .client = address_text (arena, m->head.client),
                         .your = address_text (arena, m->head.your),
                         .server = address_text (arena, m->head.server),
                         .relay = address_text (arena, m->head.relay),
                         .requested = address_text (arena, m->requested),
                         .server_id = address_text (arena, m->server_id),
                         .mask = address_text (arena, m->mask),
                         .routers = address_list (arena, &m->routers),
                         .dns = address_list (arena, &m->dns),
                         .lease = m->lease,
                         .host_name = m->host_name,
                         .domain = m->domain,
                         .vendor_class = m->vendor_class,
                         .client_id = m->client_id,
                         .wpad = m->wpad,
                         .reply = reply,
                         .card = m->head.hardware,
                         .your_ip = m->head.your,
                         .mask_ip = m->mask,
                         .relay_ip = m->head.relay,
                         .server_id_at = span_of (place, m->server_id_at),
                         .routers_at = span_of (place, m->routers.at),
                         .dns_at = span_of (place, m->dns.at),
                         .wpad_at = span_of (place, m->wpad)};
  WgRecordId id = wg_channel_open_record (channel, &wg_dhcp_type, record.frame);

  wg_channel_close_record (channel, id, &wg_dhcp_type, &record,
                           (place->dir == WG_SERVER) != reply);
}

static void
datagram (gpointer state, WgDir dir, WgReader *in)
{
  gsize pos = wg_reader_tell (in);
  Place place = {state, dir, pos, wg_reader_rest (in)};
  WgDhcpMessage message;

  if (wg_dhcp_parse (in, &message))
    {
      tell_odd (state, dir, pos, place.bytes.len, message.odd);
      emit (&place, &message);
    }
  if (!wg_reader_skip (in, wg_reader_left (in)))
    g_assert_not_reached ();
}

static void
finish (gpointer state)
{
  g_free (state);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  wg_dhcp_describe (unit, tree);
}

const WgDissector wg_dhcp = {
    .id = "dhcp",
    .title = "Dynamic Host Configuration Protocol",
    .help = "Gives machines their addresses, and tells them their router and name servers.",
    .records = records,
    .fields = wg_dhcp_fields,
    .notes = notes,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .datagram = datagram,
    .close = finish,
    .describe = describe,
};
