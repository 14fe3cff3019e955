#include "quic-state.h"

/* Connections: their ids, and what the report says of them in the end. */

gpointer
wg_quic_push (WgQuicConnection *c, WgList *list, gsize size, guint limit)
{
  guint n = list->n;
  guint8 *items;

  if (n >= limit)
    {
      c->full = TRUE;
      return NULL;
    }
  if (n == 0 || (n & (n - 1)) == 0) /* full: room for twice as many */
    {
      items = wg_arena_alloc (c->arena, size * MAX (2 * n, 1));
      if (items == NULL)
        return NULL;
      wg_slice_copy (wg_slice (list->items, size * n), items);
      list->items = items;
    }
  list->n++;
  return (guint8 *) list->items + size * n;
}

const char *
wg_quic_version_text (WgQuicConnection *c, guint32 number)
{
  char text[9];
  char letters[5];
  WgSlice copy;

  g_snprintf (text, sizeof text, "%08x", number);
  if (wg_quic_version_google (number, letters))
    g_strlcpy (text, letters, sizeof text);
  copy = wg_arena_copy (c->arena, wg_slice (text, strlen (text) + 1));
  return (const char *) copy.data;
}

void
wg_quic_add_version (WgQuicConnection *c, guint32 number)
{
  const char **item;
  const char *text;

  if (number == c->last_version)
    return;
  c->last_version = number;
  text = wg_quic_version_text (c, number);
  for (guint i = 0; i < c->record.versions.n; i++)
    if (g_strcmp0 (((const char *const *) c->record.versions.items)[i], text) == 0)
      return;
  item = wg_quic_push (c, &c->record.versions, sizeof *item, WG_LIMIT_QUIC_VERSIONS);
  if (item != NULL)
    *item = text;
}

const char *
wg_quic_from (const WgQuicConnection *c, WgDir dir)
{
  return dir == c->client ? "client" : "server";
}

WgQuicConnection *
wg_quic_connection_new (WgQuicState *state, const WgQuicPacket *packet)
{
  WgQuicConnection *c = g_new0 (WgQuicConnection, 1);
  guint32 frame = wg_channel_frame (state->channel);

  if (state->connections->len == WG_LIMIT_QUIC_CONNECTIONS)
    g_ptr_array_remove_index (state->connections, 0);
  c->state = state;
  c->arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  c->id = wg_channel_open_record (state->channel, &wg_quic_type, frame);
  c->client = packet->type == WG_QUIC_NEGOTIATION || packet->type == WG_QUIC_RETRY
                  ? wg_dir_other (state->dir)
                  : WG_CLIENT;
  c->version = packet->version;
  c->record.connection_id =
      wg_arena_copy (c->arena, c->client == state->dir ? packet->dcid : packet->scid);
  c->record.cipher = c->record.group = -1;
  g_ptr_array_add (state->connections, c);
  return c;
}

static void
clear_space (WgQuicSpace *space)
{
  wg_quic_keys_clear (&space->keys);
  wg_quic_gather_clear (&space->crypto);
  g_clear_pointer (&space->message, g_byte_array_unref);
}

void
wg_quic_connection_close (WgQuicConnection *c)
{
  wg_quic_end_crypto (c);
  wg_quic_end_streams (c);
  wg_quic_sum_up (c);
  wg_channel_close_record (c->state->channel, c->id, &wg_quic_type, &c->record,
                           c->client != WG_CLIENT);
  for (guint i = 0; i < WG_QUIC_SPACES; i++)
    for (guint dir = 0; dir < 2; dir++)
      clear_space (&c->space[i][dir]);
  for (guint dir = 0; dir < 2; dir++)
    {
      wg_quic_keys_clear (&c->update[dir].previous);
      wg_quic_keys_clear (&c->update[dir].next);
    }
  wg_quic_keys_clear (&c->early);
  g_clear_pointer (&c->certificates, g_ptr_array_unref);
  wg_arena_free (c->arena);
  g_free (c);
}
