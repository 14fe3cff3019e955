#include "quic.h"

#include "quic-google.h"
#include "quic-state.h"

const WgNoteType wg_quic_notes[] = {
    [WG_QUIC_NOTE_HEADER] = {"quic-header", "A header cannot be read.", "RFC 9000 §17"},
    [WG_QUIC_NOTE_LENGTH] = {"quic-length", "A packet's length goes past its datagram.",
                             "RFC 9000 §12.2"},
    [WG_QUIC_NOTE_FRAME] = {"quic-frame", "A frame does not fit its packet.", "RFC 9000 §12.4"},
    [WG_QUIC_NOTE_HELLO] = {"quic-hello", "A hello cannot be read to its end.",
                            "RFC 8446 §4.1"},
    [WG_QUIC_NOTE_LIMIT] = {"quic-limit", "More came too early than is kept.", NULL},
    {0},
};

void
wg_quic_note (WgQuicState *state, guint which)
{
  wg_channel_note (state->channel, state->dir, &wg_quic_notes[which], state->pos, state->len,
                   NULL);
}

/* --- which connection --------------------------------------------------------------------- */

static gboolean
has_cid (const WgQuicConnection *c, WgDir dir, WgSlice cid)
{
  return c->has_cid[dir] && wg_slice_equal (cid, wg_slice (c->cid[dir].bytes, c->cid[dir].len));
}

static void
set_cid (WgQuicConnection *c, WgDir dir, WgSlice cid)
{
  if (cid.len > WG_QUIC_CID_MAX)
    return;
  c->has_cid[dir] = TRUE;
  c->cid[dir].len = (guint8) cid.len;
  wg_slice_copy (cid, c->cid[dir].bytes);
}

static WgQuicConnection *
latest (const WgQuicState *s)
{
  guint n = s->connections->len;
  return n > 0 ? g_ptr_array_index (s->connections, n - 1) : NULL;
}

static gboolean
belongs (const WgQuicState *s, const WgQuicConnection *c, const WgQuicPacket *packet)
{
  WgDir dir = s->dir;

  if (has_cid (c, wg_dir_other (dir), packet->dcid)
      && (packet->dcid.len > 0 || !c->has_cid[dir] || has_cid (c, dir, packet->scid)))
    return TRUE;
  if (c->first_dcid.len > 0 && wg_slice_equal (packet->dcid, c->first_dcid))
    return TRUE;
  /* Sent again before the other end has answered. */
  if (packet->dcid.len > 0 && wg_slice_equal (packet->dcid, c->record.connection_id))
    return TRUE;
  return packet->scid.len > 0 && has_cid (c, dir, packet->scid);
}

static WgQuicConnection *
find (WgQuicState *s, const WgQuicPacket *packet)
{
  for (guint i = s->connections->len; i-- > 0;)
    {
      WgQuicConnection *c = g_ptr_array_index (s->connections, i);

      if (!belongs (s, c, packet))
        continue;
      if (i + 1 < s->connections->len)
        {
          g_ptr_array_steal_index (s->connections, i);
          g_ptr_array_add (s->connections, c);
        }
      return c;
    }
  return NULL;
}

/* An Initial packet of it was opened. */
static gboolean
was_opened (const WgQuicConnection *c)
{
  return c->initial_version.prefix != NULL;
}

/* Not every packet of a flow is of its connection: media of a call may go over the same ports.
 * As long as nothing was seen of the other end, an id of no bytes is enough to know this one.
 */
static gboolean
is_foreign (const WgQuicState *s, const WgQuicConnection *c, const WgQuicPacket *packet)
{
  WgDir dir = s->dir, to = wg_dir_other (dir);

  if (!was_opened (c) || packet->type == WG_QUIC_NEGOTIATION)
    return FALSE;
  if (packet->type == WG_QUIC_UNKNOWN)
    return TRUE;
  return !belongs (s, c, packet) && !has_cid (c, to, packet->dcid)
         && (c->has_cid[to] || !has_cid (c, dir, packet->scid));
}

/* An Initial packet with ids that nobody has used begins a connection, unless the server has
 * just asked for another version: then the client begins again. */
static WgQuicConnection *
connection_for (WgQuicState *s, const WgQuicPacket *packet)
{
  WgQuicConnection *c = find (s, packet), *last = latest (s);

  if (c != NULL)
    return c;
  if (last == NULL)
    return wg_quic_connection_new (s, packet);
  if (packet->type != WG_QUIC_INITIAL || packet->dcid.len == 0)
    return last;
  if (last->negotiated && last->client == s->dir)
    {
      last->negotiated = FALSE;
      set_cid (last, s->dir, packet->scid);
      return last;
    }
  if (last->client_known && last->client != s->dir)
    return last;
  return wg_quic_connection_new (s, packet);
}

/* --- packets ------------------------------------------------------------------------------ */

static void
count (WgQuicConnection *c, WgDir dir, WgQuicPacketType type)
{
  WgQuicPackets *packets =
      dir == c->client ? &c->record.packets.client : &c->record.packets.server;
  guint64 *const counts[] = {
      [WG_QUIC_INITIAL] = &packets->initial,         [WG_QUIC_ZERO_RTT] = &packets->zero_rtt,
      [WG_QUIC_HANDSHAKE] = &packets->handshake,     [WG_QUIC_RETRY] = &packets->retry,
      [WG_QUIC_NEGOTIATION] = &packets->negotiation, [WG_QUIC_SHORT] = &packets->one_rtt,
      [WG_QUIC_UNKNOWN] = &packets->unknown,
  };

  (*counts[type])++;
}

static void
take_negotiation (WgQuicConnection *c, const WgQuicPacket *packet)
{
  WgReader r = wg_reader (packet->offers, WG_END_WHOLE);
  guint32 number;

  c->negotiated = TRUE;
  if (c->record.offered.n > 0)
    return;
  while (wg_reader_u32 (&r, &number))
    {
      const char **item =
          wg_quic_push (c, &c->record.offered, sizeof *item, WG_LIMIT_QUIC_VERSIONS);
      if (item == NULL)
        return;
      *item = wg_quic_version_text (c, number);
    }
}

/* Google's hello in the clear. */
static void
take_clear (WgQuicConnection *c, WgSlice payload)
{
  WgQuicHello hello;

  if (c->hello_seen || !wg_quic_find_google_hello (payload, &hello))
    return;
  c->client = c->state->dir;
  c->client_known = TRUE;
  wg_quic_take_google_hello (c, hello.sni, hello.user_agent);
}

static void
take_long (WgQuicState *s, const WgQuicPacket *packet)
{
  WgQuicConnection *c = connection_for (s, packet);

  if (is_foreign (s, c, packet))
    {
      count (c, s->dir, WG_QUIC_UNKNOWN);
      return;
    }
  switch (packet->type)
    {
    case WG_QUIC_NEGOTIATION:
      take_negotiation (c, packet);
      break;
    case WG_QUIC_RETRY:
      c->record.retry = TRUE;
      break;
    case WG_QUIC_INITIAL:
    case WG_QUIC_ZERO_RTT:
    case WG_QUIC_HANDSHAKE:
      if (packet->cut && packet->version.kind != WG_QUIC_GOOGLE_LONG)
        wg_quic_note (s, WG_QUIC_NOTE_LENGTH);
      if (packet->version.kind == WG_QUIC_GOOGLE_LONG)
        take_clear (c, wg_slice_sub (packet->bytes, packet->number_off, packet->bytes.len));
      else
        wg_quic_take_sealed (c, packet);
      break;
    case WG_QUIC_SHORT:
    case WG_QUIC_UNKNOWN:
      break;
    }
  count (c, s->dir, packet->type);
  if (packet->type == WG_QUIC_NEGOTIATION)
    return;
  wg_quic_add_version (c, packet->version.number);
  set_cid (c, s->dir, packet->scid);
}

static gboolean
same_google (const WgQuicConnection *c, WgSlice cid)
{
  return c != NULL && c->google && wg_slice_equal (c->first_dcid, cid);
}

/* Google's packets before Q044; of those without a version only the number counts. */
static void
take_public (WgQuicState *s, WgReader *in)
{
  WgQuicPublic front;
  WgQuicConnection *c = latest (s);
  WgQuicPacket packet = {.type = WG_QUIC_UNKNOWN};

  if (!wg_quic_parse_public (in, &front))
    {
      if (c != NULL)
        count (c, s->dir, c->google ? WG_QUIC_UNKNOWN : WG_QUIC_SHORT);
      return;
    }
  packet.dcid = packet.scid = front.cid;
  if (!same_google (c, front.cid))
    {
      c = wg_quic_connection_new (s, &packet);
      c->google = TRUE;
      c->first_dcid = c->record.connection_id;
    }
  wg_quic_add_version (c, front.version);
  count (c, s->dir, WG_QUIC_UNKNOWN);
  take_clear (c, front.payload);
}

/* A packet with a short header is for the connection whose id it bears; ids that came later are
 * not followed, as nearly always there is but one. */
static WgQuicConnection *
connection_of_short (WgQuicState *s, WgReader in, WgQuicPacket *packet)
{
  WgDir to = wg_dir_other (s->dir);
  WgQuicConnection *c;

  for (guint i = s->connections->len; i-- > 0;)
    {
      WgReader r = in;
      c = g_ptr_array_index (s->connections, i);
      if (wg_quic_parse_short (&r, c->cid[to].len, packet) && has_cid (c, to, packet->dcid))
        return c;
    }
  c = latest (s);
  return c != NULL && wg_quic_parse_short (&in, c->cid[to].len, packet) ? c : NULL;
}

WgQuicConnection *
wg_quic_connection_of (WgQuicState *s, WgDir dir, const WgQuicPacket *packet)
{
  WgQuicConnection *c;

  s->dir = dir;
  c = packet->type != WG_QUIC_SHORT ? find (s, packet) : NULL;
  return c != NULL ? c : latest (s);
}

gboolean
wg_quic_is_google (const WgQuicState *s)
{
  const WgQuicConnection *c = latest (s);
  return c != NULL && c->google;
}

gsize
wg_quic_cid_len (const WgQuicState *s, WgDir to)
{
  const WgQuicConnection *c = latest (s);
  return c != NULL ? c->cid[to].len : 0;
}

static void
take_short (WgQuicState *s, WgReader *in)
{
  WgQuicConnection *c = latest (s);
  WgQuicPacket packet;

  if (c == NULL || c->google)
    {
      take_public (s, in);
      return;
    }
  /* RFC 9001 §4.9.1 */
  if (s->dir == c->client && c->record.cipher >= 0
      && c->space[WG_QUIC_SPACE_INITIAL][0].keys.aead != NULL)
    wg_quic_drop_initial (c);
  if (!c->has_random || wg_channel_secrets (s->channel) == NULL)
    {
      count (c, s->dir, WG_QUIC_SHORT);
      return;
    }
  c = connection_of_short (s, *in, &packet);
  if (c == NULL)
    return;
  count (c, s->dir, WG_QUIC_SHORT);
  wg_quic_take_sealed (c, &packet);
}

/* A header that cannot be read, in the version that is spoken or before one is known. */
static gboolean
is_odd (const WgQuicState *s, const WgReader *in, const WgQuicPacket *packet)
{
  const WgQuicConnection *c = latest (s);

  return in->end == WG_END_WHOLE && packet->version.prefix != NULL
         && (c == NULL || !was_opened (c)
             || packet->version.number == c->initial_version.number);
}

/* Packets stand behind each other; one with a short header is the last (RFC 9000 §12.2). */
static void
datagram (gpointer data, WgDir dir, WgReader *in)
{
  WgQuicState *s = data;
  WgQuicPacket packet;
  guint8 first;

  s->dir = dir;
  while (wg_reader_peek_u8 (in, &first))
    {
      s->pos = wg_reader_tell (in);
      s->len = wg_reader_left (in);
      if (!wg_quic_is_long (first))
        {
          take_short (s, in);
          break;
        }
      if (!wg_quic_parse_long (in, &packet))
        {
          if (is_odd (s, in, &packet))
            wg_quic_note (s, WG_QUIC_NOTE_HEADER);
          break;
        }
      s->len = packet.bytes.len;
      take_long (s, &packet);
    }
  if (!wg_reader_skip (in, wg_reader_left (in)))
    g_assert_not_reached ();
}

/* --- the vtable --------------------------------------------------------------------------- */

static gboolean
knows_offer (WgSlice offers)
{
  WgReader r = wg_reader (offers, WG_END_WHOLE);
  WgQuicVersion version;
  guint32 number;

  while (wg_reader_u32 (&r, &number))
    if (!wg_quic_version_reserved (number) && wg_quic_version_find (number, &version))
      return TRUE;
  return FALSE;
}

/* Reserved versions are many: only one that opens is believed. */
static gboolean
opens (WgQuicPacket *packet)
{
  WgQuicKeys keys[2] = {{0}, {0}};
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  WgQuicHead head;
  WgSlice payload;
  gboolean ok = packet->type == WG_QUIC_INITIAL && !packet->cut
                && wg_quic_open_first (keys, packet, header, plain, &head, &payload);

  wg_quic_keys_clear (&keys[0]);
  wg_quic_keys_clear (&keys[1]);
  return ok;
}

static WgProbe
probe (const WgProbeInput *in)
{
  WgSlice bytes = in->bytes[in->dir];
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  gint first = wg_slice_at (bytes, 0);
  WgQuicPacket packet;
  WgQuicPublic front;

  if (first < 0 || !in->datagram)
    return WG_PROBE_NO;
  if (!wg_quic_is_long ((guint8) first))
    return wg_quic_parse_public (&r, &front) ? WG_PROBE_YES : WG_PROBE_NO;
  if (!wg_quic_parse_long (&r, &packet) || packet.type == WG_QUIC_UNKNOWN)
    return WG_PROBE_NO;
  if (packet.type == WG_QUIC_NEGOTIATION)
    return packet.dcid.len <= WG_QUIC_CID_MAX && knows_offer (packet.offers) ? WG_PROBE_YES
                                                                             : WG_PROBE_NO;
  if ((packet.first & WG_QUIC_FIXED_BIT) == 0)
    return WG_PROBE_NO;
  if (wg_quic_version_reserved (packet.version.number))
    return opens (&packet) ? WG_PROBE_YES : WG_PROBE_NO;
  if (packet.number_off > 0 && wg_slice_sub (packet.bytes, packet.number_off, 20).len < 20)
    return WG_PROBE_NO;
  return WG_PROBE_YES;
}

static gpointer
open_state (WgChannel *channel)
{
  WgQuicState *s = g_new0 (WgQuicState, 1);

  s->channel = channel;
  s->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) wg_quic_connection_close);
  s->header = g_byte_array_new ();
  s->plain = g_byte_array_new ();
  s->text = g_string_new (NULL);
  return s;
}

static void
close_state (gpointer data)
{
  WgQuicState *s = data;

  g_ptr_array_unref (s->connections);
  g_byte_array_unref (s->header);
  g_byte_array_unref (s->plain);
  g_string_free (s->text, TRUE);
  g_free (s);
}

static const WgRecordType *const records[] = {&wg_quic_type, NULL};
static const guint16 ports[] = {443, 784, 853, 4433, 8853, 0};

const WgDissector wg_quic = {
    .id = "quic",
    .title = "QUIC",
    .help = "Streams that TLS 1.3 protects, over UDP.",
    .records = records,
    .fields = wg_quic_fields,
    .notes = wg_quic_notes,
    .ports = ports,
    .probe = probe,
    .open = open_state,
    .datagram = datagram,
    .close = close_state,
    .describe = wg_quic_describe,
};
