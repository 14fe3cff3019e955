#include "tls-decrypt.h"
#include "tls.h"

/* DTLS 1.0 and 1.2: the record layer over datagrams. What is inside is TLS. */

static const guint16 ports[] = {443, 684, 853, 2221, 4433, 5349, 5684, 10161, 0};
static const WgRecordType *const record_types[] = {&wg_tls_connection_type, NULL};

static WgProbe
dtls_probe (const WgProbeInput *in)
{
  if (!in->datagram)
    return WG_PROBE_NO;
  return wg_dtls_looks_like (in->bytes[in->dir]) ? WG_PROBE_YES : WG_PROBE_NO;
}

/* RFC 6347 §4.2.2: pieces of messages, several in one record. */
void
wg_dtls_take_handshake (WgTlsState *s, WgDir dir, WgSlice content)
{
  WgTlsSide *side = &s->side[dir];
  WgReader r = wg_reader (content, WG_END_WHOLE);
  WgDtlsHandshake front;
  WgSlice piece;

  while (wg_reader_left (&r) > 0)
    {
      GBytes *whole;
      gsize len;
      const guint8 *data;
      WgReader body;

      if (!wg_dtls_parse_handshake (&r, &front)
          || !wg_reader_take (&r, front.piece_len, &piece))
        {
          wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
          return;
        }
      if (side->gather == NULL)
        side->gather = wg_dtls_gather_new ();
      whole = wg_dtls_gather_add (side->gather, &front, piece);
      if (whole == NULL)
        continue;
      data = g_bytes_get_data (whole, &len);
      wg_dtls_make_front (&front, s->front);
      s->message_at = s->record_at;
      body = wg_reader (wg_slice (data, len), WG_END_WHOLE);
      wg_tls_take_message (s, dir, front.type, &body, wg_slice (s->front, sizeof s->front));
      g_bytes_unref (whole);
    }
}

/* RFC 6347 §4.1: a new epoch has new keys; records of an old one may come late. */
static gboolean
open_record (WgTlsState *s, WgDir dir, const WgDtlsRecord *record, WgSlice payload, gsize pos)
{
  WgTlsSide *side = &s->side[dir];
  WgTlsRecord plain = {record->type, record->version, record->len};
  guint64 number = (guint64) record->epoch << 48 | record->number;

  if (record->version == WG_DTLS_BAD_VERSION)
    {
      /* it counted and authenticated as TLS 1.0 does */
      plain.version = 0x0301;
      number = record->number;
    }
  if (record->epoch > side->epoch)
    {
      side->epoch = record->epoch;
      wg_tls_keys_new_epoch (s, dir);
    }
  if (record->epoch < side->epoch || !wg_tls_opens (s, dir, record->type))
    return FALSE;
  wg_tls_set_number (s, number);
  return wg_tls_open_record (s, dir, &plain, payload, pos, payload.len);
}

static void
take_record (WgTlsState *s, WgDir dir, const WgDtlsRecord *record, WgSlice payload, gsize pos)
{
  const WgTlsRecord plain = {record->type, record->version, record->len};
  WgTlsSide *side = &s->side[dir];

  s->record_version = record->version;
  wg_tls_watch_record (s, dir, &plain, payload);
  wg_tls_count_record (side, &plain);
  if (record->epoch == 0)
    {
      if (record->type != WG_TLS_APPLICATION_DATA) /* which is never sent in the clear */
        wg_tls_take_content (s, dir, record->type, payload, pos, payload.len);
      return;
    }
  side->protected_from = TRUE;
  if (open_record (s, dir, record, payload, pos))
    return;
  if (record->type == WG_TLS_APPLICATION_DATA)
    {
      if (s->tells)
        wg_tls_tell_closed (s, dir);
    }
  else if (record->type == WG_TLS_HANDSHAKE)
    {
      wg_tls_list_message (s, dir, WG_TLS_LISTED_ENCRYPTED);
      if (s->tells)
        wg_tls_tell_record (s, dir, WG_TLS_SAYS_ENCRYPTED, WG_SLICE_NONE);
    }
  else
    wg_tls_take_content (s, dir, record->type, payload, pos, payload.len);
}

/* What is no record is of another protocol that shares the ports (RFC 7983), or of DTLS 1.3
 * behind its hellos. */
static void
dtls_datagram (gpointer state, WgDir dir, WgReader *in)
{
  WgTlsState *s = state;
  WgDtlsRecord record;
  WgSlice payload;

  wg_tls_clear_unit (s);
  if (s->opened != NULL)
    g_ptr_array_set_size (s->opened, 0);
  for (gsize start = wg_reader_tell (in);
       wg_dtls_parse_record (in, &record) && wg_dtls_record_valid (&record);
       start = wg_reader_tell (in))
    {
      gsize pos = wg_reader_tell (in);

      if (!wg_reader_take (in, record.len, &payload))
        return;
      wg_tls_begin (s, dir);
      s->record_len = (guint32) (pos - start) + record.len;
      s->record_at = wg_channel_span (s->channel, dir, start, s->record_len);
      take_record (s, dir, &record, payload, pos);
      if (s->opened == NULL)
        s->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_ptr_array_add (s->opened, g_steal_pointer (&s->unit.opened));
    }
}

static gpointer
dtls_open (WgChannel *channel)
{
  WgTlsState *s = wg_tls_state_new (channel);
  s->datagram = TRUE;
  return s;
}

const WgDissector wg_dtls = {
    .id = "dtls",
    .title = "DTLS",
    .help = "TLS over datagrams: hellos, certificates, alerts, and the records around what is "
            "encrypted.",
    .records = record_types,
    .fields = wg_tls_fields,
    .notes = wg_tls_notes,
    .messages = wg_tls_messages,
    .ports = ports,
    .probe = dtls_probe,
    .open = dtls_open,
    .datagram = dtls_datagram,
    .close = wg_tls_state_close,
    .describe = wg_dtls_describe,
};
