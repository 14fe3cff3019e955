#include "quic-state.h"

/* Sealed packets: their keys, their frames. */

static WgQuicSpaceKind
space_of (WgQuicPacketType type)
{
  if (type == WG_QUIC_INITIAL)
    return WG_QUIC_SPACE_INITIAL;
  return type == WG_QUIC_HANDSHAKE ? WG_QUIC_SPACE_HANDSHAKE : WG_QUIC_SPACE_APPLICATION;
}

typedef struct
{
  WgQuicConnection *connection;
  WgQuicSpaceKind space;
} Taker;

static void
take_crypto (gpointer user, WgSlice bytes)
{
  const Taker *taker = user;
  wg_quic_take_crypto (taker->connection, taker->space, bytes);
}

static void
take_close (WgQuicConnection *c, const WgQuicFrame *frame)
{
  WgQuicClose *item = wg_quic_push (c, &c->record.closes, sizeof *item, WG_LIMIT_QUIC_CLOSES);

  if (item == NULL)
    return;
  item->frame = wg_channel_frame (c->state->channel);
  item->from = wg_quic_from (c, c->state->dir);
  item->error = frame->error;
  item->application = frame->type == WG_QUIC_FRAME_CLOSE_APPLICATION;
  item->reason = wg_arena_copy (c->arena, frame->data);
}

static void
take_frame (WgQuicConnection *c, WgQuicSpaceKind kind, const WgQuicFrame *frame)
{
  WgQuicSpace *space = &c->space[kind][c->state->dir];
  Taker taker = {c, kind};

  if (frame->type == WG_QUIC_FRAME_CRYPTO)
    {
      if (!wg_quic_gather_add (&space->crypto, frame->offset, frame->data,
                               WG_LIMIT_QUIC_MESSAGE, WG_LIMIT_QUIC_PIECES, take_crypto,
                               &taker))
        wg_quic_note (c->state, WG_QUIC_NOTE_LIMIT);
    }
  else if (frame->type == WG_QUIC_FRAME_CLOSE || frame->type == WG_QUIC_FRAME_CLOSE_APPLICATION)
    take_close (c, frame);
}

static void
take_payload (WgQuicConnection *c, const WgQuicPacket *packet, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  gboolean google = packet->version.number >> 24 == 'Q' || packet->version.number >> 24 == 'T';
  WgQuicFrame frame;
  guint64 type;

  while (google ? wg_quic_next_google_frame (&r, &frame) : wg_quic_next_frame (&r, &frame))
    take_frame (c, space_of (packet->type), &frame);
  if (wg_reader_left (&r) > 0 && wg_quic_varint (&r, &type)
      && type <= WG_QUIC_FRAME_HANDSHAKE_DONE)
    wg_quic_note (c->state, WG_QUIC_NOTE_FRAME);
}

static gboolean
open_with (WgQuicConnection *c,
           const WgQuicKeys *keys,
           const WgQuicPacket *packet,
           guint64 expected,
           WgQuicHead *head,
           WgSlice *payload)
{
  return keys->aead != NULL
         && wg_quic_unmask (keys->mask, packet, expected, c->state->header, head)
         && wg_quic_unseal (keys, head, c->state->plain, payload);
}

/* --- Initial packets ---------------------------------------------------------------------- */

static void
remember_dcid (WgQuicConnection *c, WgSlice dcid)
{
  wg_slice_copy (dcid, c->first_dcid_bytes);
  c->first_dcid = wg_slice (c->first_dcid_bytes, dcid.len);
}

/* The keys of @dcid, if they open @packet as one of the client's. */
static gboolean
try_client (WgQuicConnection *c,
            const WgQuicPacket *packet,
            WgDir dir,
            WgQuicHead *head,
            WgSlice *payload)
{
  WgQuicKeys keys[2] = {{0}, {0}};
  WgQuicSpace *spaces = c->space[WG_QUIC_SPACE_INITIAL];
  WgQuicPacket copy = *packet;

  if (!wg_quic_open_first (keys, &copy, c->state->header, c->state->plain, head, payload))
    {
      c->n_failed++;
      return FALSE;
    }
  for (guint i = 0; i < 2; i++)
    {
      WgQuicSpace *space = &spaces[i == 0 ? dir : wg_dir_other (dir)];
      wg_quic_keys_clear (&space->keys);
      wg_quic_gather_clear (&space->crypto);
      g_clear_pointer (&space->message, g_byte_array_unref);
      *space = (WgQuicSpace){.keys = keys[i]};
    }
  c->client = dir;
  c->client_known = TRUE;
  c->initial_version = copy.version;
  remember_dcid (c, packet->dcid);
  return TRUE;
}

/* RFC 9368: the server may go on in another version, whose keys come from the same id. */
static gboolean
follow_version (WgQuicConnection *c, const WgQuicPacket *packet)
{
  WgQuicKeys keys[2] = {{0}, {0}};

  if (!c->client_known || c->n_failed >= WG_LIMIT_QUIC_TRIES
      || packet->version.number == c->initial_version.number)
    return FALSE;
  c->n_failed++;
  if (!wg_quic_keys_initial (keys, &packet->version, c->first_dcid))
    return FALSE;
  c->initial_version = packet->version;
  for (guint i = 0; i < 2; i++)
    {
      WgDir dir = i == 0 ? c->client : wg_dir_other (c->client);
      wg_quic_keys_clear (&c->space[WG_QUIC_SPACE_INITIAL][dir].keys);
      c->space[WG_QUIC_SPACE_INITIAL][dir].keys = keys[i];
    }
  return TRUE;
}

/* A client's first packet; one that answers a Retry or a Version Negotiation; one that goes on.
 */
static gboolean
open_initial (WgQuicConnection *c,
              const WgQuicPacket *packet,
              WgQuicHead *head,
              WgSlice *payload)
{
  WgDir dir = c->state->dir;
  WgQuicSpace *space = &c->space[WG_QUIC_SPACE_INITIAL][dir];

  if (open_with (c, &space->keys, packet, space->next_number, head, payload))
    return TRUE;
  if (follow_version (c, packet)
      && open_with (c, &space->keys, packet, space->next_number, head, payload))
    return TRUE;
  if ((c->client_known && dir != c->client) || c->n_failed >= WG_LIMIT_QUIC_TRIES
      || wg_slice_equal (packet->dcid, c->first_dcid))
    return FALSE;
  return try_client (c, packet, dir, head, payload);
}

/* --- all of them -------------------------------------------------------------------------- */

void
wg_quic_take_sealed (WgQuicConnection *c, const WgQuicPacket *packet)
{
  WgQuicSpace *space = &c->space[space_of (packet->type)][c->state->dir];
  WgQuicHead head;
  WgSlice payload;

  if (packet->cut || packet->type != WG_QUIC_INITIAL
      || !open_initial (c, packet, &head, &payload))
    return;
  if (head.number >= space->next_number)
    space->next_number = head.number + 1;
  take_payload (c, packet, payload);
}

gboolean
wg_quic_peek_sealed (WgQuicConnection *c,
                     WgDir dir,
                     const WgQuicPacket *packet,
                     WgQuicHead *head,
                     WgSlice *payload)
{
  WgQuicSpace *space = &c->space[space_of (packet->type)][dir];

  return !packet->cut && open_with (c, &space->keys, packet, space->next_number, head, payload);
}
