#include "quic-state.h"

/* Sealed packets and what opens them. */

WgQuicSpaceKind
wg_quic_space_of (WgQuicPacketType type)
{
  if (type == WG_QUIC_INITIAL)
    return WG_QUIC_SPACE_INITIAL;
  return type == WG_QUIC_HANDSHAKE ? WG_QUIC_SPACE_HANDSHAKE : WG_QUIC_SPACE_APPLICATION;
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
  if (!c->client_known)
    c->record.connection_id = wg_arena_copy (c->arena, packet->dcid);
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

void
wg_quic_drop_initial (WgQuicConnection *c)
{
  for (guint dir = 0; dir < 2; dir++)
    {
      WgQuicSpace *space = &c->space[WG_QUIC_SPACE_INITIAL][dir];

      wg_quic_keys_clear (&space->keys);
      wg_quic_gather_clear (&space->crypto);
      g_clear_pointer (&space->message, g_byte_array_unref);
    }
}

/* --- packets that need secrets ------------------------------------------------------- */

/* Asked for at the 1st, 2nd, 4th, 8th .. packet, as secrets may come late in a capture. */
static gboolean
may_ask (guint32 *n_asked)
{
  guint32 n = ++*n_asked;
  return (n & (n - 1)) == 0;
}

static gboolean
find_keys (WgQuicConnection *c,
           const WgQuicVersion *version,
           WgSecretLabel label,
           guint16 cipher,
           WgQuicKeys *keys,
           WgSecretOrigin *origin)
{
  const WgSecrets *secrets = wg_channel_secrets (c->state->channel);
  WgSlice secret;

  if (secrets == NULL || !c->has_random)
    return FALSE;
  secret = wg_secrets_find (secrets, label, wg_slice (c->random, sizeof c->random), origin);
  return secret.len > 0 && wg_quic_keys_make (keys, version, cipher, secret);
}

static gboolean
has_keys (WgQuicConnection *c, const WgQuicVersion *version, WgQuicSpaceKind kind)
{
  static const WgSecretLabel labels[WG_QUIC_SPACES][2] = {
      [WG_QUIC_SPACE_HANDSHAKE] = {WG_LABEL_CLIENT_HANDSHAKE, WG_LABEL_SERVER_HANDSHAKE},
      [WG_QUIC_SPACE_APPLICATION] = {WG_LABEL_CLIENT_TRAFFIC, WG_LABEL_SERVER_TRAFFIC},
  };
  WgDir dir = c->state->dir;
  WgQuicSpace *space = &c->space[kind][dir];

  if (space->keys.aead != NULL)
    return TRUE;
  return !space->dead && c->record.cipher >= 0 && may_ask (&space->n_asked)
         && find_keys (c, version, labels[kind][dir == c->client ? 0 : 1],
                       (guint16) c->record.cipher, &space->keys, &space->origin);
}

/* Keys that open nothing are wrong and given up. */
static void
count_failure (WgQuicSpace *space)
{
  if (space->opened || ++space->n_failed < WG_LIMIT_QUIC_TRIES)
    return;
  space->dead = TRUE;
  wg_quic_keys_clear (&space->keys);
}

static gboolean
open_handshake (WgQuicConnection *c,
                const WgQuicPacket *packet,
                WgQuicHead *head,
                WgSlice *payload)
{
  WgQuicSpace *space = &c->space[WG_QUIC_SPACE_HANDSHAKE][c->state->dir];

  if (!has_keys (c, &packet->version, WG_QUIC_SPACE_HANDSHAKE))
    return FALSE;
  if (open_with (c, &space->keys, packet, space->next_number, head, payload))
    return TRUE;
  count_failure (space);
  return FALSE;
}

/* The suite of early data is that of the session resumed, which only the secret's length tells
 * of: all that fit are tried. */
static gboolean
open_early (WgQuicConnection *c, const WgQuicPacket *packet, WgQuicHead *head, WgSlice *payload)
{
  static const guint16 ciphers[] = {0x1301, 0x1303, 0x1302};
  guint64 expected = c->space[WG_QUIC_SPACE_APPLICATION][c->client].next_number;

  if (c->early.aead != NULL)
    return open_with (c, &c->early, packet, expected, head, payload);
  if (c->state->dir != c->client || !may_ask (&c->n_asked_early))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (find_keys (c, &packet->version, WG_LABEL_CLIENT_EARLY, ciphers[i], &c->early,
                   &c->origin_early)
        && open_with (c, &c->early, packet, expected, head, payload))
      return TRUE;
  wg_quic_keys_clear (&c->early);
  return FALSE;
}

/* --- 1-RTT and its key updates (RFC 9001 §6) ----------------------------------------- */

static void
update_keys (WgQuicSpace *space, WgQuicUpdate *update, guint64 number)
{
  wg_quic_keys_clear (&update->previous);
  update->next.mask = g_steal_pointer (&space->keys.mask);
  update->previous = space->keys;
  space->keys = update->next;
  update->next = (WgQuicKeys){0};
  update->phase = !update->phase;
  update->first_number = number;
}

static gboolean
open_phase (WgQuicConnection *c, WgQuicSpace *space, const WgQuicHead *head, WgSlice *payload)
{
  WgQuicUpdate *update = &c->update[c->state->dir];
  GByteArray *plain = c->state->plain;
  gboolean phase = (head->first & 4) != 0;

  if (phase == update->phase)
    return wg_quic_unseal (&space->keys, head, plain, payload);
  if (update->previous.aead != NULL && head->number < update->first_number)
    return wg_quic_unseal (&update->previous, head, plain, payload);
  if (update->next.aead == NULL
      && !wg_quic_keys_next (&update->next, &c->version, &space->keys))
    return FALSE;
  if (!wg_quic_unseal (&update->next, head, plain, payload))
    return FALSE;
  update_keys (space, update, head->number);
  return TRUE;
}

static gboolean
open_one_rtt (WgQuicConnection *c,
              const WgQuicPacket *packet,
              WgQuicHead *head,
              WgSlice *payload)
{
  WgQuicSpace *space = &c->space[WG_QUIC_SPACE_APPLICATION][c->state->dir];

  if (!has_keys (c, &c->version, WG_QUIC_SPACE_APPLICATION)
      || !wg_quic_unmask (space->keys.mask, packet, space->next_number, c->state->header, head))
    return FALSE;
  if (open_phase (c, space, head, payload))
    return TRUE;
  count_failure (space);
  return FALSE;
}

/* --- all of them -------------------------------------------------------------------------- */

static gboolean
open_any (WgQuicConnection *c, const WgQuicPacket *packet, WgQuicHead *head, WgSlice *payload)
{
  if (packet->cut)
    return FALSE;
  switch (packet->type)
    {
    case WG_QUIC_INITIAL:
      return open_initial (c, packet, head, payload);
    case WG_QUIC_HANDSHAKE:
      return open_handshake (c, packet, head, payload);
    case WG_QUIC_ZERO_RTT:
      return open_early (c, packet, head, payload);
    case WG_QUIC_SHORT:
      return open_one_rtt (c, packet, head, payload);
    case WG_QUIC_RETRY:
    case WG_QUIC_NEGOTIATION:
    case WG_QUIC_UNKNOWN:
      break;
    }
  return FALSE;
}

void
wg_quic_take_sealed (WgQuicConnection *c, const WgQuicPacket *packet)
{
  WgQuicSpaceKind kind = wg_quic_space_of (packet->type);
  WgQuicSpace *space = &c->space[kind][c->state->dir];
  WgQuicHead head;
  WgSlice payload;

  if (!open_any (c, packet, &head, &payload))
    return;
  if (packet->type == WG_QUIC_ZERO_RTT)
    c->opened_early = TRUE;
  else
    space->opened = TRUE;
  if (head.number >= space->next_number)
    space->next_number = head.number + 1;
  if (packet->type != WG_QUIC_INITIAL)
    c->record.decrypted = TRUE;
  wg_quic_take_payload (c, packet, payload);
}

gboolean
wg_quic_peek_sealed (WgQuicConnection *c,
                     WgDir dir,
                     const WgQuicPacket *packet,
                     WgQuicHead *head,
                     WgSlice *payload)
{
  WgQuicSpace *space = &c->space[wg_quic_space_of (packet->type)][dir];
  const WgQuicUpdate *update = &c->update[dir];
  const WgQuicKeys *keys = packet->type == WG_QUIC_ZERO_RTT ? &c->early : &space->keys;

  if (packet->cut || keys->aead == NULL
      || !wg_quic_unmask (keys->mask, packet, space->next_number, c->state->header, head))
    return FALSE;
  if (packet->type == WG_QUIC_SHORT && ((head->first & 4) != 0) != update->phase)
    keys = &update->previous;
  return keys->aead != NULL && wg_quic_unseal (keys, head, c->state->plain, payload);
}
