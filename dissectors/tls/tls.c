#include "tls.h"
#include "names.h"
#include "tls-certificates.h"
#include "tls-decrypt.h"
#include "tls-probe.h"

/* The record layer of SSL 2.0 to TLS 1.3 over a stream: finds records, counts them, passes
 * over application data, and gives the rest to those that read it. */

static const guint16 ports[] = {443, 465, 563, 636,  853,  989,  990, 992,
                                993, 994, 995, 5061, 8443, 8883, 0};
static const WgRecordType *const record_types[] = {&wg_tls_connection_type, NULL};

const WgNoteType wg_tls_notes[] = {
    [WG_TLS_NOTE_HELLO] = {"tls-malformed-hello", "A hello holds a length that does not fit.",
                           "RFC 8446 §4.1"},
    [WG_TLS_NOTE_MESSAGE] = {"tls-malformed-message",
                             "A handshake message has no known type, or a length that does "
                             "not fit.",
                             "RFC 8446 §4"},
    [WG_TLS_NOTE_RECORD] = {"tls-not-a-record", "Bytes stand where a record should begin.",
                            "RFC 8446 §5.1"},
    [WG_TLS_NOTE_LIMIT] = {"tls-limit", "More than is kept of one connection.", NULL},
    [WG_TLS_NOTE_CERTIFICATE] = {"tls-unreadable-certificate",
                                 "A certificate is not one that can be read.", "RFC 5280"},
    [WG_TLS_NOTE_SEALED] = {"tls-record-not-opened",
                            "A record does not open with the key that opened others: it was "
                            "damaged or changed.",
                            "RFC 8446 §5.2"},
    {NULL, NULL, NULL},
};

gpointer
wg_tls_push (WgTlsState *s, WgList *list, gsize size, guint limit)
{
  gboolean full = list->n == 0 || (list->n >= 4 && (list->n & (list->n - 1)) == 0);
  guint8 *items = (guint8 *) (gpointer) list->items;

  if (list->n >= limit)
    {
      s->full = TRUE;
      return NULL;
    }
  if (full)
    {
      guint8 *more = wg_arena_alloc (s->arena, size * MAX (list->n * 2, 4));
      if (more == NULL)
        {
          s->full = TRUE;
          return NULL;
        }
      if (list->n > 0)
        memcpy (more, items, size * list->n);
      list->items = items = more;
    }
  return items + size * list->n++;
}

void
wg_tls_note (WgTlsState *s, WgDir dir, const WgNoteType *type)
{
  wg_channel_note (s->channel, dir, type, 0, 0, NULL);
  if (type == &wg_tls_notes[WG_TLS_NOTE_MESSAGE])
    wg_tls_watch_message (s, dir);
}

void
wg_tls_list_message (WgTlsState *s, WgDir dir, guint16 type)
{
  guint16 *item = wg_tls_push (s, &s->side[dir].messages, sizeof *item, WG_LIMIT_TLS_MESSAGES);
  if (item != NULL)
    *item = type;
}

void
wg_tls_set_client (WgTlsState *s, WgDir dir)
{
  if (s->client < 0)
    s->client = (int) dir;
}

WgDir
wg_tls_client (const WgTlsState *s)
{
  const WgHandoff *handoff = wg_channel_handoff (s->channel);

  if (s->client >= 0)
    return (WgDir) s->client;
  return handoff != NULL ? handoff->client : WG_CLIENT;
}

const char *
wg_tls_from (const WgTlsState *s, WgDir dir)
{
  return dir == wg_tls_client (s) ? "client" : "server";
}

static void
release_certificate (gpointer certificate)
{
  wg_certificate_unref (certificate);
}

void
wg_tls_add_certificate (WgTlsState *s, WgDir dir, WgTlsCertificates *list, WgSlice der)
{
  WgCertificateFacts *out = wg_tls_push (s, &list->certs, sizeof *out, WG_LIMIT_TLS_CERTS);
  WgTlsSide *side = &s->side[dir];
  WgCertificate *certificate;

  if (out == NULL)
    return;
  certificate = wg_certificate_cache_get (wg_tls_certificate_cache (s->channel), der);
  if (side->held == NULL)
    {
      side->held = g_ptr_array_new_with_free_func (release_certificate);
      side->held_since = wg_channel_time (s->channel);
    }
  g_ptr_array_add (side->held, certificate);
  *out = *wg_certificate_facts (certificate);
  if (!out->readable)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_CERTIFICATE]);
}

void
wg_tls_clear_unit (WgTlsState *s)
{
  g_clear_pointer (&s->unit.whole, g_bytes_unref);
  g_clear_pointer (&s->unit.opened, g_bytes_unref);
  s->unit = (WgTlsUnit){.kind = WG_TLS_UNIT_NONE};
}

/* The first valid record opens the report's. */
void
wg_tls_begin (WgTlsState *s, WgDir dir)
{
  WgSpan span;

  s->frame = wg_channel_frame (s->channel);
  if (s->id != 0)
    return;
  span = wg_channel_span (s->channel, dir, 0, 1);
  s->id = wg_channel_open_record (s->channel, &wg_tls_connection_type, span.frame);
}

static void
count_version (WgTlsSide *side, guint16 version)
{
  WgList *list = &side->records.versions;

  for (guint i = 0; i < list->n; i++)
    if (side->versions[i] == version)
      return;
  if (list->n == WG_TLS_RECORD_VERSIONS)
    return;
  side->versions[list->n++] = version;
  list->items = side->versions;
}

void
wg_tls_count_record (WgTlsSide *side, const WgTlsRecord *record)
{
  count_version (side, record->version);
  switch (record->type)
    {
    case WG_TLS_CHANGE_CIPHER_SPEC:
      side->records.types.change_cipher_spec++;
      break;
    case WG_TLS_ALERT:
      side->records.types.alert++;
      break;
    case WG_TLS_HANDSHAKE:
      side->records.types.handshake++;
      break;
    case WG_TLS_APPLICATION_DATA:
      side->records.types.application_data++;
      side->records.application_bytes += record->len;
      break;
    default:
      side->records.types.heartbeat++;
      break;
    }
}

static void
begin_record (WgTlsState *s, WgDir dir, gsize start, guint32 len)
{
  s->record_at = wg_channel_span (s->channel, dir, start, len);
  s->record_len = len;
}

/* A record that is there as a whole, @pos of this call's reader. */
static void
take_record (WgTlsState *s, WgDir dir, const WgTlsRecord *record, WgSlice payload, gsize pos)
{
  s->record_version = record->version;
  if (G_UNLIKELY (s->tells))
    begin_record (s, dir, pos - WG_TLS_RECORD_HEADER, WG_TLS_RECORD_HEADER + record->len);
  wg_tls_watch_record (s, dir, record, payload);
  wg_tls_count_record (&s->side[dir], record);
  if (wg_tls_opens (s, dir, record->type))
    {
      s->sealed_at = wg_channel_span (s->channel, dir, pos, payload.len);
      if (wg_tls_open_record (s, dir, record, payload, pos, payload.len))
        return;
    }
  wg_tls_take_content (s, dir, record->type, payload, pos, payload.len);
}

/* In TLS 1.3 the first application data behind the ServerHello that stays closed carries the
 * rest of the handshake. */
static void
leave_closed (WgTlsState *s, WgDir dir)
{
  WgTlsSide *side = &s->side[dir];

  if (!s->is_13 || side->told_encrypted || (dir == wg_tls_client (s) && s->early_data))
    return;
  side->told_encrypted = TRUE;
  wg_tls_list_message (s, dir, WG_TLS_LISTED_ENCRYPTED);
}

/* Application data goes by unread where nothing opens it. */
static WgStep
pass_application_data (WgTlsState *s, WgDir dir, const WgTlsRecord *record, gsize start)
{
  WgTlsSide *side = &s->side[dir];

  s->unit.encrypted = TRUE;
  side->passing = *record;
  side->left = record->len;
  side->opens = wg_tls_opens (s, dir, record->type);
  side->part_at = (WgSpan){0, 0, 0};
  if (G_UNLIKELY (s->tells))
    {
      begin_record (s, dir, start, WG_TLS_RECORD_HEADER + record->len);
      side->passing_at = s->record_at;
      if (!side->opens || side->left == 0)
        wg_tls_tell_closed (s, dir);
      side->told = s->flight;
    }
  if (!side->opens)
    leave_closed (s, dir);
  if (side->left > 0)
    return WG_SKIP (side->left);
  wg_tls_watch_record (s, dir, record, WG_SLICE_NONE);
  wg_tls_count_record (side, record);
  return WG_AGAIN;
}

static WgStep
feed_ssl2 (WgTlsState *s, WgDir dir, WgReader *in)
{
  WgTlsSide *side = &s->side[dir];
  WgSsl2Record record;
  WgReader body;
  gsize start = wg_reader_tell (in);

  if (!wg_ssl2_parse_record (in, &record))
    return WG_NEED (1);
  if (!wg_reader_sub (in, record.len, &body))
    {
      wg_reader_seek (in, start);
      return WG_NEED (record.front + (gsize) record.len - wg_reader_left (in));
    }
  wg_tls_begin (s, dir);
  if (G_UNLIKELY (s->tells))
    begin_record (s, dir, start, record.front + (guint32) record.len);
  s->unit.kind = WG_TLS_UNIT_SSL2;
  count_version (side, 0x0002);
  side->records.types.ssl2++;
  wg_tls_take_ssl2 (s, dir, &body);
  return WG_AGAIN;
}

/* Nothing here is a record: the rest of its segment is passed over, and the next one may begin
 * with one. */
static WgStep
pass_unknown (WgTlsState *s, WgDir dir, WgReader *in)
{
  WgTlsSide *side = &s->side[dir];

  if (!side->resync)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_RECORD]);
  wg_tls_watch_unknown (s, dir, wg_reader_rest (in));
  side->resync = TRUE;
  side->passed =
      wg_channel_segment (s->channel, dir, wg_reader_tell (in) + wg_reader_left (in) - 1);
  s->unit.kind = WG_TLS_UNIT_UNKNOWN;
  if (side->message != NULL)
    g_byte_array_set_size (side->message, 0);
  wg_tls_open_gap (s, dir, wg_reader_left (in), FALSE);
  if (!wg_reader_skip (in, wg_reader_left (in)))
    return WG_LOST;
  return WG_AGAIN;
}

static WgStep
feed_record (WgTlsState *s, WgDir dir, WgReader *in)
{
  WgTlsSide *side = &s->side[dir];
  gsize start = wg_reader_tell (in), pos = start + WG_TLS_RECORD_HEADER;
  WgTlsRecord record;
  WgSlice payload = WG_SLICE_NONE;

  if (side->resync && side->passed != 0
      && side->passed == wg_channel_segment (s->channel, dir, start))
    return pass_unknown (s, dir, in);
  if (!wg_tls_parse_record (in, &record))
    {
      if (side->resync && !wg_tls_record_begins (wg_reader_rest (in)))
        return pass_unknown (s, dir, in);
      return WG_NEED (WG_TLS_RECORD_HEADER - wg_reader_left (in));
    }
  if (!wg_tls_record_valid (&record))
    {
      wg_reader_seek (in, start);
      return pass_unknown (s, dir, in);
    }
  if (record.type != WG_TLS_APPLICATION_DATA && !wg_reader_take (in, record.len, &payload))
    {
      gsize left = wg_reader_left (in);
      wg_reader_seek (in, start);
      return WG_NEED (record.len - left);
    }
  side->resync = FALSE;
  wg_tls_begin (s, dir);
  s->unit.kind = WG_TLS_UNIT_RECORD;
  if (record.type == WG_TLS_APPLICATION_DATA)
    return pass_application_data (s, dir, &record, start);
  take_record (s, dir, &record, payload, pos);
  return WG_AGAIN;
}

/* A hello of SSL 2.0 begins the connection or does not occur: 1 it does, 0 not, -1 more bytes
 * will tell. */
static int
begins_with_ssl2 (const WgTlsSide *side, WgSlice bytes)
{
  int client, server;

  if (side->records.versions.n > 0 || side->resync)
    return 0;
  client = wg_ssl2_looks_like_client_hello (bytes);
  server = wg_ssl2_looks_like_server_hello (bytes);
  return client > 0 || server > 0 ? 1 : MIN (client, server);
}

static WgStep
tls_feed (gpointer state, WgDir dir, WgReader *in)
{
  WgTlsState *s = state;
  WgTlsSide *side = &s->side[dir];
  WgStep step;
  int ssl2;

  wg_tls_clear_unit (s);
  side->left = 0;
  ssl2 = side->ssl2 ? 1 : begins_with_ssl2 (side, wg_reader_rest (in));
  if (ssl2 < 0 && in->end == WG_END_MORE)
    return WG_NEED (1);
  if (ssl2 > 0)
    step = feed_ssl2 (s, dir, in);
  else
    step = feed_record (s, dir, in);
  if (s->full && !s->told_full)
    {
      s->told_full = TRUE;
      wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_LIMIT]);
    }
  return step;
}

static void
pass (WgTlsState *s, WgDir dir, guint64 len)
{
  WgTlsSide *side = &s->side[dir];

  side->left -= (guint32) MIN (len, side->left);
  if (side->left > 0)
    return;
  if (G_UNLIKELY (s->tells) && !side->opens)
    wg_channel_message_more (s->channel, side->told, 0);
  wg_tls_watch_record (s, dir, &side->passing, WG_SLICE_NONE);
  wg_tls_count_record (side, &side->passing);
}

/* Where the record that passes stands in the newest packet that has some of it. */
static void
extend_part (WgTlsState *s, WgDir dir, WgSlice chunk)
{
  WgSpan *part = &s->side[dir].part_at;
  WgSpan at = wg_channel_span (s->channel, dir, 0, chunk.len);

  if (at.frame == part->frame && at.off == part->off + part->len)
    part->len += at.len;
  else
    *part = at;
}

static void
recall_record (WgTlsState *s, WgDir dir)
{
  s->record_at = s->side[dir].passing_at;
  s->record_len = WG_TLS_RECORD_HEADER + s->side[dir].passing.len;
}

/* The next piece of a record that is to be opened: whole in one chunk, or put together. */
static void
open_piece (WgTlsState *s, WgDir dir, WgSlice chunk)
{
  WgTlsSide *side = &s->side[dir];
  WgSlice whole = chunk;

  if (side->broken)
    return;
  extend_part (s, dir, chunk);
  if (side->partial == NULL)
    side->partial = g_byte_array_new ();
  if (side->partial->len > 0 || side->left > 0)
    {
      g_byte_array_append (side->partial, chunk.data, (guint) chunk.len);
      whole = wg_slice (side->partial->data, side->partial->len);
    }
  if (side->left > 0)
    return;
  s->record_version = side->passing.version;
  s->sealed_at = side->part_at;
  recall_record (s, dir);
  if (!wg_tls_open_record (s, dir, &side->passing, whole, 0, chunk.len))
    {
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_closed (s, dir);
      leave_closed (s, dir);
    }
  g_byte_array_set_size (side->partial, 0);
}

static void
tls_payload (gpointer state, WgDir dir, WgSlice chunk)
{
  WgTlsState *s = state;
  WgTlsSide *side = &s->side[dir];

  wg_tls_clear_unit (s);
  s->frame = wg_channel_frame (s->channel);
  wg_tls_watch_chunk (s, dir, chunk);
  pass (s, dir, chunk.len);
  if (side->opens)
    open_piece (s, dir, chunk);
  if (side->left == 0)
    side->broken = FALSE;
}

/* Bytes of a record that is passing by. */
static void
gap_inside (WgTlsState *s, WgDir dir, guint64 len, gboolean cut)
{
  WgTlsSide *side = &s->side[dir];

  if (side->opens && !side->broken)
    {
      side->broken = TRUE;
      recall_record (s, dir);
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_closed (s, dir);
      wg_tls_open_broken (s, dir, &side->passing, cut);
      if (side->partial != NULL)
        g_byte_array_set_size (side->partial, 0);
    }
  if (side->nonce_len < WG_TLS_NONCE_LEN)
    side->nonce_len = G_MAXUINT8; /* its beginning is missing */
  pass (s, dir, len);
  if (side->left == 0)
    side->broken = FALSE;
}

static void
tls_gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  WgTlsState *s = state;
  WgTlsSide *side = &s->side[dir];

  s->lossy = TRUE;
  if (side->left > 0)
    {
      gap_inside (s, dir, len, cut);
      return;
    }
  side->resync = TRUE;
  if (side->message != NULL)
    g_byte_array_set_size (side->message, 0);
  wg_tls_open_gap (s, dir, len, cut);
}

static void
tls_eof (gpointer state, WgDir dir)
{
  WgTlsState *s = state;

  s->side[dir].conduct.over = TRUE;
  wg_tls_open_eof (s, dir);
}

WgTlsState *
wg_tls_state_new (WgChannel *channel)
{
  WgTlsState *s = g_new0 (WgTlsState, 1);

  s->channel = channel;
  s->tells = (wg_channel_wants (channel) & WG_WANT_MESSAGES) != 0;
  s->arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  s->text = g_string_sized_new (512);
  s->client = -1;
  s->version = s->cipher = -1;
  s->key_exchange.group = -1;
  s->conduct.server_key.curve_type = s->conduct.server_key.scheme = -1;
  for (guint dir = 0; dir < 2; dir++)
    {
      s->side[dir].resync = wg_channel_midstream (channel, (WgDir) dir);
      s->side[dir].conduct.verify_scheme = s->side[dir].conduct.last_type = -1;
    }
  return s;
}

static gpointer
tls_open (WgChannel *channel)
{
  return wg_tls_state_new (channel);
}

void
wg_tls_state_close (gpointer state)
{
  WgTlsState *s = state;

  if (s->id != 0)
    wg_tls_finish (s);
  wg_tls_decrypt_free (s);
  for (guint dir = 0; dir < 2; dir++)
    {
      g_clear_pointer (&s->side[dir].message, g_byte_array_unref);
      g_clear_pointer (&s->side[dir].partial, g_byte_array_unref);
      g_clear_pointer (&s->side[dir].gather, wg_dtls_gather_free);
      g_clear_pointer (&s->side[dir].held, g_ptr_array_unref);
    }
  wg_tls_clear_unit (s);
  g_clear_pointer (&s->opened, g_ptr_array_unref);
  g_string_free (s->text, TRUE);
  wg_arena_free (s->arena);
  g_free (s);
}

const WgDissector wg_tls = {
    .id = "tls",
    .title = "TLS",
    .help = "Transport Layer Security: hellos, certificates, alerts, and the records around "
            "what is encrypted.",
    .records = record_types,
    .fields = wg_tls_fields,
    .notes = wg_tls_notes,
    .messages = wg_tls_messages,
    .ports = ports,
    .probe = wg_tls_probe,
    .open = tls_open,
    .feed = tls_feed,
    .payload = tls_payload,
    .gap = tls_gap,
    .eof = tls_eof,
    .close = wg_tls_state_close,
    .describe = wg_tls_describe,
};
