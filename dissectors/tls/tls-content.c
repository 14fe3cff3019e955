#include "tls-decrypt.h"

/* The content of a record by its type, as it was sent or as it was opened. */

/* RFC 5246 §7.1; in TLS 1.3 it says nothing (RFC 8446 §5). */
static void
take_change_cipher_spec (WgTlsState *s, WgDir dir)
{
  WgTlsSide *side = &s->side[dir];

  wg_tls_list_message (s, dir, WG_TLS_LISTED_CCS);
  if (G_UNLIKELY (s->tells))
    wg_tls_tell_change_cipher_spec (s, dir);
  wg_tls_watch_change_cipher_spec (s, dir);
  side->protected_from = TRUE;
  side->n_ccs++;
  if (side->message != NULL)
    g_byte_array_set_size (side->message, 0);
  if (s->server_hello_seen && dir != wg_tls_client (s) && !s->is_13 && !s->handshake_certificate
      && !s->handshake_done && !s->lossy)
    s->record.resumed = TRUE;
  if (!s->datagram)
    wg_tls_keys_new_epoch (s, dir);
}

/* RFC 8446 §6. Two bytes are too few for an encrypted one. */
static void
take_alert (WgTlsState *s, WgDir dir, WgReader body)
{
  WgTlsAlert *out = wg_tls_push (s, &s->record.alerts, sizeof *out, WG_LIMIT_TLS_ALERTS);
  guint8 level = 0, description = 0;

  s->unit.encrypted = wg_reader_left (&body) != 2;
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->dir = dir;
  out->decrypted = s->inside;
  out->encrypted = s->unit.encrypted;
  out->level = out->description = -1;
  if (!out->encrypted && wg_reader_u8 (&body, &level) && wg_reader_u8 (&body, &description))
    {
      out->level = level;
      out->description = description;
    }
  if (G_UNLIKELY (s->tells))
    wg_tls_tell_alert (s, dir, out);
}

/* RFC 6520 §4 */
static void
take_heartbeat (WgTlsState *s, WgDir dir, WgReader body)
{
  WgTlsHeartbeat *out =
      wg_tls_push (s, &s->record.heartbeats, sizeof *out, WG_LIMIT_TLS_ALERTS);
  guint16 length = 0;
  guint8 type = 0;

  s->unit.encrypted = s->side[dir].protected_from && !s->inside;
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->dir = dir;
  out->length = (guint32) wg_reader_left (&body);
  out->encrypted = s->unit.encrypted;
  out->type = -1;
  out->payload_length = -1;
  if (!out->encrypted && wg_reader_u8 (&body, &type) && wg_reader_u16 (&body, &length))
    {
      out->type = type;
      out->payload_length = length;
    }
  if (G_UNLIKELY (s->tells))
    wg_tls_tell_record (s, dir, WG_TLS_SAYS_HEARTBEAT,
                        type == 1   ? WG_SLICE_LITERAL ("request")
                        : type == 2 ? WG_SLICE_LITERAL ("response")
                                    : WG_SLICE_NONE);
}

void
wg_tls_take_content (
    WgTlsState *s, WgDir dir, guint8 type, WgSlice content, gsize pos, gsize len)
{
  WgReader body = wg_reader (content, WG_END_WHOLE);

  s->content_pos = pos;
  if (s->inside && type != WG_TLS_APPLICATION_DATA)
    {
      g_clear_pointer (&s->unit.opened, g_bytes_unref);
      s->unit.opened = g_bytes_new (content.data, content.len);
      s->unit.opened_type = type;
    }
  switch (type)
    {
    case WG_TLS_CHANGE_CIPHER_SPEC:
      take_change_cipher_spec (s, dir);
      break;
    case WG_TLS_ALERT:
      take_alert (s, dir, body);
      break;
    case WG_TLS_HANDSHAKE:
      if (s->datagram)
        wg_dtls_take_handshake (s, dir, content);
      else
        wg_tls_take_handshake (s, dir, content);
      break;
    case WG_TLS_APPLICATION_DATA:
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_opened (s, dir);
      wg_tls_take_plaintext (s, dir, content, pos, len);
      break;
    default:
      take_heartbeat (s, dir, body);
      break;
    }
}
