#include "quic-state.h"

/* The field tree of a datagram: its packets, and the frames of those that are open. */

enum
{
  F_QUIC,
  F_FORM,
  F_FIXED_BIT,
  F_TYPE,
  F_VERSION,
  F_DCID,
  F_SCID,
  F_TOKEN,
  F_OFFER,
  F_LENGTH,
  F_SPIN,
  F_KEY_PHASE,
  F_NUMBER,
  F_PAYLOAD,
  F_FRAME,
  F_FRAME_TYPE,
  F_ACK_LARGEST,
  F_STREAM_ID,
  F_STREAM_OFFSET,
  F_STREAM_FIN,
  F_STREAM_DATA,
  F_CRYPTO_OFFSET,
  F_CRYPTO_DATA,
  F_RESET_STREAM_ID,
  F_RESET_ERROR,
  F_RESET_SIZE,
  F_STOP_STREAM_ID,
  F_STOP_ERROR,
  F_NEW_TOKEN,
  F_MAX_DATA,
  F_MAX_STREAM_ID,
  F_MAX_STREAM_DATA,
  F_MAX_STREAMS,
  F_BLOCKED_STREAM_ID,
  F_BLOCKED_LIMIT,
  F_NEW_ID_SEQUENCE,
  F_NEW_ID,
  F_RETIRE_SEQUENCE,
  F_PATH_DATA,
  F_CLOSE_ERROR,
  F_CLOSE_FRAME,
  F_CLOSE_REASON,
  F_DATAGRAM,
  F_ANY_DATA,
};

#define ROW(id, wireshark, name, type, where)                                                  \
  [id] = {.key = wireshark, .label = name, .kind = WG_KIND_##type, .source = where}

const WgField wg_quic_fields[] = {
    ROW (F_QUIC, "quic", "QUIC", NONE, "RFC 9000"),
    [F_FORM] = {.key = "quic.header_form",
                .label = "Long header",
                .kind = WG_KIND_BOOL,
                .source = "RFC 8999 §5"},
    ROW (F_FIXED_BIT, "quic.fixed_bit", "Fixed bit", BOOL, "RFC 9000 §17.2"),
    [F_TYPE] = {.key = "quic.long.packet_type",
                .label = "Kind of packet",
                .kind = WG_KIND_ENUM,
                .names = wg_names_quic_packets,
                .source = "RFC 9000 §17.2"},
    [F_VERSION] = {.key = "quic.version",
                   .label = "Version",
                   .kind = WG_KIND_CODE,
                   .width = 8,
                   .source = "RFC 9000 §15"},
    ROW (F_DCID, "quic.dcid", "Connection id of the receiver", BYTES, "RFC 9000 §5.1"),
    ROW (F_SCID, "quic.scid", "Connection id of the sender", BYTES, "RFC 9000 §5.1"),
    ROW (F_TOKEN, "quic.token", "Token", BYTES, "RFC 9000 §8.1"),
    [F_OFFER] = {.key = "quic.supported_version",
                 .label = "Supported version",
                 .kind = WG_KIND_CODE,
                 .width = 8,
                 .source = "RFC 9000 §6"},
    ROW (F_LENGTH, "quic.length", "Length", UINT, "RFC 9000 §17.2"),
    ROW (F_SPIN, "quic.spin_bit", "Spin bit", BOOL, "RFC 9000 §17.4"),
    ROW (F_KEY_PHASE, "quic.key_phase", "Key phase", BOOL, "RFC 9001 §6"),
    ROW (F_NUMBER, "quic.packet_number", "Packet number", UINT, "RFC 9000 §12.3"),
    ROW (F_PAYLOAD, "quic.protected_payload", "Sealed payload", BYTES, "RFC 9001 §5"),
    ROW (F_FRAME, "quic.frame", "Frame", NONE, "RFC 9000 §12.4"),
    [F_FRAME_TYPE] = {.key = "quic.frame_type",
                      .label = "Type",
                      .kind = WG_KIND_ENUM,
                      .names = wg_names_quic_frames,
                      .source = "RFC 9000 §19"},
    ROW (F_ACK_LARGEST,
         "quic.ack.largest_acknowledged",
         "Largest number acknowledged",
         UINT,
         "RFC 9000 §19.3"),
    ROW (F_STREAM_ID, "quic.stream.stream_id", "Stream", UINT, "RFC 9000 §19.8"),
    ROW (F_STREAM_OFFSET, "quic.stream.offset", "Offset", UINT, "RFC 9000 §19.8"),
    ROW (F_STREAM_FIN, "quic.stream.fin", "Ends the stream", BOOL, "RFC 9000 §19.8"),
    ROW (F_STREAM_DATA, "quic.stream_data", "Data", BYTES, "RFC 9000 §19.8"),
    ROW (F_CRYPTO_OFFSET, "quic.crypto.offset", "Offset", UINT, "RFC 9000 §19.6"),
    ROW (F_CRYPTO_DATA, "quic.crypto.crypto_data", "Handshake data", BYTES, "RFC 9000 §19.6"),
    ROW (F_RESET_STREAM_ID, "quic.rsts.stream_id", "Stream", UINT, "RFC 9000 §19.4"),
    ROW (F_RESET_ERROR, "quic.rsts.application_error_code", "Error", UINT, "RFC 9000 §19.4"),
    ROW (F_RESET_SIZE, "quic.rsts.final_size", "Final size", UINT, "RFC 9000 §19.4"),
    ROW (F_STOP_STREAM_ID, "quic.ss.stream_id", "Stream", UINT, "RFC 9000 §19.5"),
    ROW (F_STOP_ERROR, "quic.ss.application_error_code", "Error", UINT, "RFC 9000 §19.5"),
    ROW (F_NEW_TOKEN, "quic.nt.token", "Token", BYTES, "RFC 9000 §19.7"),
    ROW (F_MAX_DATA, "quic.md.maximum_data", "Limit", UINT, "RFC 9000 §19.9"),
    ROW (F_MAX_STREAM_ID, "quic.msd.stream_id", "Stream", UINT, "RFC 9000 §19.10"),
    ROW (F_MAX_STREAM_DATA, "quic.msd.maximum_stream_data", "Limit", UINT, "RFC 9000 §19.10"),
    ROW (F_MAX_STREAMS, "quic.ms.max_streams", "Limit", UINT, "RFC 9000 §19.11"),
    ROW (F_BLOCKED_STREAM_ID, "quic.sdb.stream_id", "Stream", UINT, "RFC 9000 §19.13"),
    ROW (F_BLOCKED_LIMIT, "wiregloss.quic.blocked_at", "Limit", UINT, "RFC 9000 §19.12"),
    ROW (F_NEW_ID_SEQUENCE, "quic.nci.sequence", "Sequence number", UINT, "RFC 9000 §19.15"),
    ROW (F_NEW_ID, "quic.nci.connection_id", "Connection id", BYTES, "RFC 9000 §19.15"),
    ROW (F_RETIRE_SEQUENCE, "quic.rci.sequence", "Sequence number", UINT, "RFC 9000 §19.16"),
    ROW (F_PATH_DATA, "quic.path_challenge.data", "Data", BYTES, "RFC 9000 §19.17"),
    ROW (F_CLOSE_ERROR, "quic.cc.error_code", "Error", UINT, "RFC 9000 §19.19"),
    ROW (F_CLOSE_FRAME, "quic.cc.frame_type", "Type of the frame", UINT, "RFC 9000 §19.19"),
    ROW (F_CLOSE_REASON, "quic.cc.reason_phrase", "Reason", TEXT, "RFC 9000 §19.19"),
    ROW (F_DATAGRAM, "quic.dg", "Datagram", BYTES, "RFC 9221 §4"),
    ROW (F_ANY_DATA, "wiregloss.quic.unread", "Not read", BYTES, NULL),
    {0},
};

/* What a frame's members are called; 0 is none of them. */
typedef struct
{
  guint64 first, last;
  guint id, offset, error, data;
} FrameRows;

static const FrameRows frame_rows[] = {
    {WG_QUIC_FRAME_ACK, WG_QUIC_FRAME_ACK_ECN, 0, F_ACK_LARGEST, 0, 0},
    {WG_QUIC_FRAME_RESET_STREAM, WG_QUIC_FRAME_RESET_STREAM, F_RESET_STREAM_ID, F_RESET_SIZE,
     F_RESET_ERROR, 0},
    {WG_QUIC_FRAME_STOP_SENDING, WG_QUIC_FRAME_STOP_SENDING, F_STOP_STREAM_ID, 0, F_STOP_ERROR,
     0},
    {WG_QUIC_FRAME_CRYPTO, WG_QUIC_FRAME_CRYPTO, 0, F_CRYPTO_OFFSET, 0, F_CRYPTO_DATA},
    {WG_QUIC_FRAME_NEW_TOKEN, WG_QUIC_FRAME_NEW_TOKEN, 0, 0, 0, F_NEW_TOKEN},
    {WG_QUIC_FRAME_STREAM, WG_QUIC_FRAME_STREAM_LAST, F_STREAM_ID, F_STREAM_OFFSET, 0,
     F_STREAM_DATA},
    {WG_QUIC_FRAME_MAX_DATA, WG_QUIC_FRAME_MAX_DATA, 0, F_MAX_DATA, 0, 0},
    {WG_QUIC_FRAME_MAX_STREAM_DATA, WG_QUIC_FRAME_MAX_STREAM_DATA, F_MAX_STREAM_ID,
     F_MAX_STREAM_DATA, 0, 0},
    {WG_QUIC_FRAME_MAX_STREAMS_BIDI, WG_QUIC_FRAME_MAX_STREAMS_UNI, 0, F_MAX_STREAMS, 0, 0},
    {WG_QUIC_FRAME_DATA_BLOCKED, WG_QUIC_FRAME_DATA_BLOCKED, 0, F_BLOCKED_LIMIT, 0, 0},
    {WG_QUIC_FRAME_STREAM_DATA_BLOCKED, WG_QUIC_FRAME_STREAM_DATA_BLOCKED, F_BLOCKED_STREAM_ID,
     F_BLOCKED_LIMIT, 0, 0},
    {WG_QUIC_FRAME_STREAMS_BLOCKED_BIDI, WG_QUIC_FRAME_STREAMS_BLOCKED_UNI, 0, F_BLOCKED_LIMIT,
     0, 0},
    {WG_QUIC_FRAME_NEW_CONNECTION_ID, WG_QUIC_FRAME_NEW_CONNECTION_ID, F_NEW_ID_SEQUENCE, 0, 0,
     F_NEW_ID},
    {WG_QUIC_FRAME_RETIRE_CONNECTION_ID, WG_QUIC_FRAME_RETIRE_CONNECTION_ID, F_RETIRE_SEQUENCE,
     0, 0, 0},
    {WG_QUIC_FRAME_PATH_CHALLENGE, WG_QUIC_FRAME_PATH_RESPONSE, 0, 0, 0, F_PATH_DATA},
    {WG_QUIC_FRAME_CLOSE, WG_QUIC_FRAME_CLOSE, F_CLOSE_FRAME, 0, F_CLOSE_ERROR, F_CLOSE_REASON},
    {WG_QUIC_FRAME_CLOSE_APPLICATION, WG_QUIC_FRAME_CLOSE_APPLICATION, 0, 0, F_CLOSE_ERROR,
     F_CLOSE_REASON},
    {WG_QUIC_FRAME_DATAGRAM, WG_QUIC_FRAME_DATAGRAM_LENGTH, 0, 0, 0, F_DATAGRAM},
};

static const FrameRows *
rows_of (guint64 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (frame_rows); i++)
    if (type >= frame_rows[i].first && type <= frame_rows[i].last)
      return &frame_rows[i];
  return NULL;
}

/* @base: the bytes that the node's source begins with */
static void
add_bytes (WgTree *tree, WgNode *parent, guint field, WgSlice base, WgSlice bytes)
{
  if (bytes.len > 0)
    wg_tree_add_text (tree, parent, &wg_quic_fields[field], (gsize) (bytes.data - base.data),
                      bytes.len, bytes);
}

static void
add_number (WgTree *tree, WgNode *parent, guint field, gsize off, gsize len, guint64 number)
{
  if (field != 0)
    wg_tree_add_uint (tree, parent, &wg_quic_fields[field], off, len, number);
}

/* --- frames -------------------------------------------------------------------------- */

static void
add_frame (WgTree *tree, WgNode *root, WgSlice payload, gsize start, gsize end, WgQuicFrame *f)
{
  const FrameRows *rows = rows_of (f->type);
  const char *name = wg_name_of (wg_names_quic_frames, (guint32) f->type);
  WgNode *node = wg_tree_add (tree, root, &wg_quic_fields[F_FRAME], start, end - start);
  gsize front = f->data.len > 0 ? (gsize) (f->data.data - payload.data) - start : end - start;

  wg_node_set_text (tree, node, "%s", name != NULL ? name : "?");
  add_number (tree, node, F_FRAME_TYPE, start, 1, f->type);
  if (rows == NULL)
    return;
  add_number (tree, node, rows->id, start, front, f->id);
  add_number (tree, node, rows->offset, start, front, f->offset);
  add_number (tree, node, rows->error, start, front, f->error);
  if (rows->id == F_STREAM_ID)
    {
      wg_node_set_text (tree, node,
                        "STREAM %" G_GUINT64_FORMAT ", offset %" G_GUINT64_FORMAT
                        ", %" G_GSIZE_FORMAT " bytes%s",
                        f->id, f->offset, f->data.len, f->fin ? ", the last" : "");
      add_number (tree, node, F_STREAM_FIN, start, 1, f->fin ? 1 : 0);
    }
  if (rows->data != 0)
    add_bytes (tree, node, rows->data, payload, f->data);
}

static void
add_frames (WgTree *tree, WgNode *root, WgSlice payload, gboolean google)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  gsize start = 0;
  WgQuicFrame frame;

  while (google ? wg_quic_next_google_frame (&r, &frame) : wg_quic_next_frame (&r, &frame))
    {
      add_frame (tree, root, payload, start, wg_reader_tell (&r), &frame);
      start = wg_reader_tell (&r);
    }
  add_bytes (tree, root, F_ANY_DATA, payload, wg_reader_rest (&r));
}

/* What was sealed, as a source of its own. */
static void
add_payload (WgTree *tree,
             WgNode *node,
             WgSlice unit,
             const WgQuicPacket *packet,
             const WgQuicHead *head,
             WgSlice payload)
{
  WgTreeBase old = wg_tree_base (tree);
  gsize off = (gsize) (head->sealed.data - unit.data);
  guint16 source = wg_tree_derive (tree, "Decrypted QUIC", payload, old.source,
                                   old.base + (guint32) off, (guint32) head->sealed.len);
  char letters[5];

  wg_tree_set_base (tree, (WgTreeBase){source, 0});
  add_frames (tree, node, payload, wg_quic_version_google (packet->version.number, letters));
  wg_tree_set_base (tree, old);
}

/* --- packets ------------------------------------------------------------------------- */

static void
add_long_header (WgTree *tree, WgNode *node, WgSlice unit, gsize off, const WgQuicPacket *p)
{
  WgReader offers = wg_reader (p->offers, WG_END_WHOLE);
  gsize at = p->offers.len > 0 ? (gsize) (p->offers.data - unit.data) : 0;
  guint32 number;

  add_number (tree, node, F_VERSION, off + 1, 4, p->version.number);
  add_bytes (tree, node, F_DCID, unit, p->dcid);
  add_bytes (tree, node, F_SCID, unit, p->scid);
  add_bytes (tree, node, F_TOKEN, unit, p->token);
  for (; wg_reader_u32 (&offers, &number); at += 4)
    add_number (tree, node, F_OFFER, at, 4, number);
  if (p->length > 0)
    add_number (tree, node, F_LENGTH, off, p->number_off, p->length);
}

static void
add_packet (WgQuicState *s, WgDir dir, WgSlice unit, const WgQuicPacket *p, WgTree *tree)
{
  gsize off = (gsize) (p->bytes.data - unit.data);
  WgNode *node = wg_tree_add (tree, NULL, &wg_quic_fields[F_QUIC], off, p->bytes.len);
  WgQuicConnection *c = wg_quic_connection_of (s, dir, p);
  const char *name = wg_name_of (wg_names_quic_packets, p->type);
  gboolean is_long = wg_quic_is_long (p->first);
  WgQuicHead head;
  WgSlice payload;

  wg_node_set_text (tree, node, "QUIC, %s packet", name);
  add_number (tree, node, F_FORM, off, 1, is_long ? 1 : 0);
  add_number (tree, node, F_FIXED_BIT, off, 1, (p->first & WG_QUIC_FIXED_BIT) != 0);
  if (is_long)
    {
      add_number (tree, node, F_TYPE, off, 1, p->type);
      add_long_header (tree, node, unit, off, p);
    }
  else
    {
      add_number (tree, node, F_SPIN, off, 1, (p->first & 0x20) != 0);
      add_bytes (tree, node, F_DCID, unit, p->dcid);
    }
  if (c != NULL && p->number_off > 0 && wg_quic_peek_sealed (c, dir, p, &head, &payload))
    {
      wg_node_set_text (tree, node, "QUIC, %s packet %" G_GUINT64_FORMAT, name, head.number);
      if (!is_long)
        add_number (tree, node, F_KEY_PHASE, off, 1, (head.first & 4) != 0);
      add_number (tree, node, F_NUMBER, off + p->number_off, head.number_len, head.number);
      add_payload (tree, node, unit, p, &head, payload);
    }
  else if (p->number_off > 0)
    add_bytes (tree, node, p->version.kind == WG_QUIC_GOOGLE_LONG ? F_ANY_DATA : F_PAYLOAD,
               unit, wg_slice_sub (p->bytes, p->number_off, p->bytes.len));
}

void
wg_quic_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgQuicState *s = state;
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgQuicPacket packet;
  guint8 first;

  while (wg_reader_peek_u8 (&r, &first))
    {
      gboolean ok;

      if (!wg_quic_is_long (first) && wg_quic_is_google (s))
        break;
      ok = wg_quic_is_long (first)
               ? wg_quic_parse_long (&r, &packet)
               : wg_quic_parse_short (&r, wg_quic_cid_len (s, wg_dir_other (dir)), &packet);
      if (!ok)
        break;
      add_packet (s, dir, unit, &packet, tree);
    }
  if (wg_reader_left (&r) > 0)
    {
      WgNode *node = wg_tree_add (tree, NULL, &wg_quic_fields[F_QUIC], wg_reader_tell (&r),
                                  wg_reader_left (&r));
      add_bytes (tree, node, F_ANY_DATA, unit, wg_reader_rest (&r));
    }
}
