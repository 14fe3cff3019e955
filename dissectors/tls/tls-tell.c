#include "tls-messages.h"
#include "tls-state.h"

/* Messages of a connection, as they are said. Callers look at @tells first, which is FALSE
 * where nobody takes them. */

static guint
flags_of (const WgTlsState *s)
{
  return s->inside ? WG_MESSAGE_ENCRYPTED | WG_MESSAGE_OPENED : 0;
}

static void
tell (WgTlsState *s,
      WgDir dir,
      const WgMessageType *type,
      guint flags,
      WgSpan at,
      guint64 len,
      WgSlice detail)
{
  s->flight = 0;
  s->flight_type = NULL;
  wg_channel_message_at (s->channel, dir, type, flags, at, len, detail);
}

WgSpan
wg_tls_content_at (const WgTlsState *s, WgDir dir, gsize off)
{
  WgSpan at = s->record_at;

  if (s->inside || s->datagram)
    return at;
  return wg_channel_span (s->channel, dir, s->content_pos + off, 1);
}

static void
add_context (WgTlsState *s, WgDir dir, guint8 type, WgDetail *detail)
{
  const WgTlsSide *side = &s->side[dir];
  const WgTlsCertificates *list = side->certificates.items;
  const WgCertificateFacts *facts;
  const char *name = NULL;

  if ((type == WG_TLS_CERTIFICATE || type == WG_TLS_COMPRESSED_CERTIFICATE)
      && side->certificates.n > 0)
    {
      list += side->certificates.n - 1;
      facts = list->certs.items;
      if (list->certs.n > 0)
        wg_detail_add (detail,
                       facts->common_name.len > 0 ? facts->common_name : facts->subject);
    }
  else if (type == WG_TLS_SERVER_KEY_EXCHANGE && s->key_exchange.group >= 0)
    name = wg_name_of (wg_names_tls_groups, (guint32) s->key_exchange.group);
  else if (type == WG_TLS_SERVER_KEY_EXCHANGE)
    name = s->key_exchange.kind;
  else if (type == WG_TLS_CERTIFICATE_VERIFY && side->conduct.verify_scheme >= 0)
    name = wg_name_of (wg_names_tls_signature_schemes, (guint32) side->conduct.verify_scheme);
  else if (type == WG_TLS_ENCRYPTED_EXTENSIONS)
    wg_detail_add (detail, s->record.alpn);
  if (name != NULL)
    wg_detail_puts (detail, name);
}

void
wg_tls_tell_handshake (WgTlsState *s, WgDir dir, guint8 type, WgSlice body, gsize front)
{
  const WgMessageType *row = wg_tls_message_type (type);
  WgDetail detail;

  wg_detail_clear (&detail);
  if (type == WG_TLS_SERVER_HELLO && wg_tls_is_retry (body))
    {
      row = &wg_tls_messages[WG_TLS_SAYS_RETRY];
      s->retried = TRUE;
    }
  wg_tls_message_detail (&detail, type, body, s->datagram);
  add_context (s, dir, type, &detail);
  tell (s, dir, row, flags_of (s), s->message_at, front + body.len, wg_detail_text (&detail));
}

/* A record that is a message. */
void
wg_tls_tell_record (WgTlsState *s, WgDir dir, WgTlsSays says, WgSlice detail)
{
  gboolean sealed = says == WG_TLS_SAYS_ENCRYPTED || says == WG_TLS_SAYS_ENCRYPTED_ALERT;

  tell (s, dir, &wg_tls_messages[says], sealed ? WG_MESSAGE_ENCRYPTED : flags_of (s),
        s->record_at, s->record_len, detail);
}

void
wg_tls_tell_change_cipher_spec (WgTlsState *s, WgDir dir)
{
  gboolean compatible = s->is_13 || s->retried || s->early_data;

  wg_tls_tell_record (s, dir, compatible ? WG_TLS_SAYS_CCS_COMPATIBLE : WG_TLS_SAYS_CCS,
                      WG_SLICE_NONE);
}

void
wg_tls_tell_alert (WgTlsState *s, WgDir dir, const WgTlsAlert *alert)
{
  WgDetail detail;
  gboolean bye = alert->description == 0;

  wg_detail_clear (&detail);
  wg_tls_alert_detail (&detail, alert->level, alert->description);
  wg_tls_tell_record (s, dir,
                      alert->encrypted ? WG_TLS_SAYS_ENCRYPTED_ALERT
                      : bye            ? WG_TLS_SAYS_CLOSE_NOTIFY
                                       : WG_TLS_SAYS_ALERT,
                      wg_detail_text (&detail));
}

/* Records of one direction with nothing of the other between are one message. */
static void
fly (WgTlsState *s, WgDir dir, WgTlsSays says, guint flags)
{
  const WgMessageType *type = &wg_tls_messages[says];

  if (s->flight != 0 && s->flight_dir == dir && s->flight_type == type
      && s->flight_flags == flags)
    {
      wg_channel_message_more (s->channel, s->flight, s->record_len);
      return;
    }
  s->flight_type = type;
  s->flight_flags = flags;
  s->flight_dir = dir;
  s->flight = wg_channel_message_at (s->channel, dir, type, flags, s->record_at, s->record_len,
                                     WG_SLICE_NONE);
}

void
wg_tls_tell_opened (WgTlsState *s, WgDir dir)
{
  fly (s, dir, WG_TLS_SAYS_DATA, flags_of (s));
}

void
wg_tls_tell_ssl2 (WgTlsState *s, WgDir dir)
{
  fly (s, dir, WG_TLS_SAYS_SSL2_ENCRYPTED, WG_MESSAGE_ENCRYPTED);
}

/* In TLS 1.3 the server's first flight is its handshake, and the client's first record ends it.
 */
void
wg_tls_tell_closed (WgTlsState *s, WgDir dir)
{
  gboolean from_client = dir == wg_tls_client (s);
  gboolean goes_on = s->flight_dir == dir && !from_client
                     && s->flight_type == &wg_tls_messages[WG_TLS_SAYS_ENCRYPTED];
  WgTlsSays says = WG_TLS_SAYS_DATA;

  if (from_client && s->early_data && !s->server_hello_seen)
    says = WG_TLS_SAYS_EARLY_DATA;
  else if (s->is_13 && !(from_client && s->early_data)
           && (!s->side[dir].told_encrypted || goes_on))
    says = WG_TLS_SAYS_ENCRYPTED;
  fly (s, dir, says, WG_MESSAGE_ENCRYPTED);
}
