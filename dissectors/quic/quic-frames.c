#include "quic-state.h"

/* What stands in opened packets. */

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
take_crypto_frame (WgQuicConnection *c, WgQuicSpaceKind kind, const WgQuicFrame *frame)
{
  WgQuicSpace *space = &c->space[kind][c->state->dir];
  Taker taker = {c, kind};

  if (!wg_quic_gather_add (&space->crypto, frame->offset, frame->data, WG_LIMIT_QUIC_MESSAGE,
                           WG_LIMIT_QUIC_PIECES, take_crypto, &taker))
    wg_quic_note (c->state, WG_QUIC_NOTE_LIMIT);
}

/* RFC 9001 §4.8: alerts of TLS have numbers of their own. */
static const char *
transport_error (guint64 error)
{
  if (error >= 0x100 && error <= 0x1ff)
    return wg_name_of (wg_names_tls_alerts, (guint32) error - 0x100);
  return error <= G_MAXUINT32 ? wg_name_of (wg_names_quic_errors, (guint32) error) : NULL;
}

static void
take_close (WgQuicConnection *c, const WgQuicFrame *frame)
{
  gboolean application = frame->type == WG_QUIC_FRAME_CLOSE_APPLICATION;
  WgQuicClose *item;

  item = wg_quic_push (c, &c->record.closes, sizeof *item, WG_LIMIT_QUIC_CLOSES);
  if (item == NULL)
    return;
  item->frame = wg_channel_frame (c->state->channel);
  item->from = wg_quic_from (c, c->state->dir);
  item->error = frame->error;
  item->application = application;
  if (!application)
    item->name = transport_error (frame->error);
  else if (wg_quic_speaks_http3 (c))
    item->name = wg_http3_error_name (frame->error);
  item->reason = wg_arena_copy (c->arena, frame->data);
}

static void
take_frame (WgQuicConnection *c, WgQuicSpaceKind kind, const WgQuicFrame *frame)
{
  switch (frame->type)
    {
    case WG_QUIC_FRAME_CRYPTO:
      take_crypto_frame (c, kind, frame);
      break;
    case WG_QUIC_FRAME_CLOSE:
    case WG_QUIC_FRAME_CLOSE_APPLICATION:
      take_close (c, frame);
      break;
    case WG_QUIC_FRAME_RESET_STREAM:
      if (kind == WG_QUIC_SPACE_APPLICATION)
        wg_quic_reset_stream (c, frame);
      break;
    default:
      if (frame->type >= WG_QUIC_FRAME_STREAM && frame->type <= WG_QUIC_FRAME_STREAM_LAST
          && kind == WG_QUIC_SPACE_APPLICATION)
        wg_quic_take_stream (c, frame);
      break;
    }
}

/* Types of extensions are not known, and what follows them cannot be read; nobody is accused.
 */
static gboolean
known_type (WgReader r)
{
  guint64 type;
  return wg_quic_varint (&r, &type) && type <= WG_QUIC_FRAME_HANDSHAKE_DONE;
}

void
wg_quic_take_payload (WgQuicConnection *c, const WgQuicPacket *packet, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  char letters[5];
  gboolean google = wg_quic_version_google (packet->version.number, letters);
  WgQuicSpaceKind kind = wg_quic_space_of (packet->type);
  WgQuicFrame frame;

  while (google ? wg_quic_next_google_frame (&r, &frame) : wg_quic_next_frame (&r, &frame))
    take_frame (c, kind, &frame);
  if (known_type (r))
    wg_quic_note (c->state, WG_QUIC_NOTE_FRAME);
}
