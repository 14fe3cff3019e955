#include "tls-decrypt.h"
#include "tls-extensions.h"

/* Gathers what rules ask about the conduct of both ends, while the records go by. */

#define TOO_MANY_EMPTY 32u

static void
add_anomaly (WgTlsState *s, WgDir dir, WgTlsAnomalyKind kind, guint32 frame, guint32 value)
{
  WgTlsAnomaly *out;

  if (s->conduct.anomalies.n >= WG_LIMIT_TLS_ANOMALIES)
    return;
  out = wg_tls_push (s, &s->conduct.anomalies, sizeof *out, WG_LIMIT_TLS_ANOMALIES);
  if (out != NULL)
    *out = (WgTlsAnomaly){.kind = kind, .frame = frame, .value = value, .dir = dir};
}

/* Is it in one of the runs? If not, it is now, as long as there is room for it. */
static gboolean
nonce_repeats (WgTlsSide *side, guint64 nonce)
{
  for (guint i = 0; i < side->n_nonces; i++)
    if (nonce >= side->nonces[i].from && nonce <= side->nonces[i].to)
      return TRUE;
  for (guint i = 0; i < side->n_nonces; i++)
    if (nonce == side->nonces[i].to + 1 && nonce != 0)
      {
        side->nonces[i].to = nonce;
        return FALSE;
      }
  if (side->n_nonces < WG_LIMIT_TLS_NONCES)
    side->nonces[side->n_nonces++] = (WgTlsNonces){nonce, nonce};
  return FALSE;
}

/* RFC 5288 §3: the nonce stands before what it protects. */
static void
watch_nonce (WgTlsState *s, WgDir dir, WgSlice begin)
{
  WgTlsSide *side = &s->side[dir];
  WgReader r = wg_reader (begin, WG_END_WHOLE);
  guint64 nonce;

  if (!s->explicit_nonce || side->n_ccs == 0 || s->datagram || !wg_reader_u64 (&r, &nonce)
      || !nonce_repeats (side, nonce))
    return;
  if (side->conduct.n_nonces++ > 0)
    return;
  side->conduct.nonce_frame = s->frame;
  side->conduct.nonce = nonce;
}

/* Behind both Finished of TLS 1.2 a handshake message begins another handshake. */
static void
watch_sealed (WgTlsState *s, WgDir dir)
{
  WgTlsSide *side = &s->side[dir];
  guint own = dir == wg_tls_client (s) ? 1 + s->extra_sealed : 1;
  WgTlsRenegotiation *out;

  if (side->n_ccs == 0)
    return;
  if (side->conduct.sealed == 0)
    side->conduct.sealed = s->frame;
  if (s->is_13 || s->datagram || s->lossy || side->renegotiates)
    return;
  if (++side->n_sealed <= own || s->side[wg_dir_other (dir)].n_sealed == 0)
    return;
  s->side[0].renegotiates = s->side[1].renegotiates = TRUE;
  if (s->conduct.renegotiations.n >= WG_LIMIT_TLS_ANOMALIES)
    return;
  out = wg_tls_push (s, &s->conduct.renegotiations, sizeof *out, WG_LIMIT_TLS_ANOMALIES);
  if (out != NULL)
    *out = (WgTlsRenegotiation){.frame = s->frame, .dir = dir};
}

static void
watch_data (WgTlsState *s, WgDir dir)
{
  WgDir client = wg_tls_client (s);
  WgTlsSide *side = &s->side[dir];

  if (side->conduct.first_data == 0)
    side->conduct.first_data = s->frame;
  if (dir == client && s->early_data
      && s->side[wg_dir_other (dir)].records.types.application_data == 0)
    {
      if (s->conduct.early_records++ == 0)
        s->conduct.early_first = s->frame;
      s->conduct.early_last = s->frame;
    }
  /* no key has been agreed on: SSL 3.0 to TLS 1.2 announce them, TLS 1.3 with its ServerHello
   */
  if (!s->datagram && side->n_ccs == 0 && !s->lossy && s->server_hello_seen && !s->is_13
      && !s->early_data && !side->resync)
    add_anomaly (s, dir, WG_TLS_ANOMALY_CLEAR, s->frame, 0);
}

/* RFC 8446 §5.1: no record of these types is empty. */
static void
watch_empty (WgTlsState *s, WgDir dir, const WgTlsRecord *record)
{
  WgTlsSide *side = &s->side[dir];

  if (record->type == WG_TLS_HANDSHAKE || record->type == WG_TLS_ALERT
      || record->type == WG_TLS_CHANGE_CIPHER_SPEC)
    add_anomaly (s, dir, WG_TLS_ANOMALY_EMPTY, s->frame, record->type);
  if (++side->conduct.n_empty == TOO_MANY_EMPTY + 1)
    add_anomaly (s, dir, WG_TLS_ANOMALY_MANY_EMPTY, s->frame, side->conduct.n_empty);
}

void
wg_tls_watch_record (WgTlsState *s, WgDir dir, const WgTlsRecord *record, WgSlice payload)
{
  WgTlsSide *side = &s->side[dir];

  side->conduct.last_type = record->type;
  side->conduct.last_len = record->len;
  side->conduct.last_frame = s->frame;
  if (record->len == 0)
    watch_empty (s, dir, record);
  if (record->type == WG_TLS_APPLICATION_DATA)
    {
      watch_data (s, dir);
      if (side->nonce_len == WG_TLS_NONCE_LEN)
        watch_nonce (s, dir, wg_slice (side->nonce, side->nonce_len));
      side->nonce_len = 0;
      return;
    }
  if (record->type == WG_TLS_HANDSHAKE)
    watch_sealed (s, dir);
  else if (side->message != NULL && side->message->len > 0 && !s->lossy && !s->datagram)
    add_anomaly (s, dir, WG_TLS_ANOMALY_MIXED, s->frame, record->type);
  if (record->type != WG_TLS_CHANGE_CIPHER_SPEC)
    watch_nonce (s, dir, payload);
}

void
wg_tls_watch_chunk (WgTlsState *s, WgDir dir, WgSlice chunk)
{
  WgTlsSide *side = &s->side[dir];
  WgSlice part;

  if (!s->explicit_nonce || side->nonce_len >= WG_TLS_NONCE_LEN)
    return;
  part = wg_slice_sub (chunk, 0, WG_TLS_NONCE_LEN - side->nonce_len);
  wg_slice_copy (part, side->nonce + side->nonce_len);
  side->nonce_len = (guint8) (side->nonce_len + part.len);
}

void
wg_tls_watch_unknown (WgTlsState *s, WgDir dir, WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  WgTlsRecord record;

  if (s->id == 0 || s->lossy || s->side[dir].resync || !wg_tls_parse_record (&r, &record))
    return;
  if (record.type < WG_TLS_CHANGE_CIPHER_SPEC || record.type > WG_TLS_HEARTBEAT)
    add_anomaly (s, dir, WG_TLS_ANOMALY_TYPE, wg_channel_frame (s->channel), record.type);
  else if (record.version >> 8 != 3)
    add_anomaly (s, dir, WG_TLS_ANOMALY_VERSION, wg_channel_frame (s->channel), record.version);
  else if (record.len == 0)
    add_anomaly (s, dir, WG_TLS_ANOMALY_EMPTY, wg_channel_frame (s->channel), record.type);
  else if (record.len > WG_TLS_RECORD_MAX)
    add_anomaly (s, dir, WG_TLS_ANOMALY_LENGTH, wg_channel_frame (s->channel), record.len);
}

void
wg_tls_watch_message (WgTlsState *s, WgDir dir)
{
  if (s->id != 0 && !s->lossy)
    add_anomaly (s, dir, WG_TLS_ANOMALY_MESSAGE, s->frame, 0);
}

/* CVE-2014-0224. In a resumed session the server's comes first, and neither needs a key to be
 * exchanged. */
void
wg_tls_watch_change_cipher_spec (WgTlsState *s, WgDir dir)
{
  WgTlsSide *side = &s->side[dir];
  gboolean early = !s->client_key_seen;

  side->n_sealed = 0;
  side->renegotiates = FALSE;
  side->n_nonces = 0;
  side->nonce_len = 0;
  if (side->n_ccs > 0 || !s->server_hello_seen || s->lossy || s->is_13)
    return;
  if (dir == wg_tls_client (s))
    early = early && s->side[wg_dir_other (dir)].n_ccs == 0;
  else
    early = early && (s->handshake_certificate || s->conduct.server_key.frame != 0);
  if (early)
    side->conduct.early_ccs = s->frame;
}

static WgSlice
keep (WgTlsState *s, WgReader *part)
{
  return wg_arena_copy (s->arena, wg_slice_sub (wg_reader_rest (part), 0, WG_LIMIT_TLS_KEY));
}

/* RFC 8422 §5.4; of explicit curves the type alone. */
static gboolean
take_point (WgTlsState *s, WgReader *body, WgTlsServerKey *out)
{
  WgReader point;
  guint8 type;
  guint16 group;

  if (!wg_reader_u8 (body, &type))
    return FALSE;
  out->curve_type = type;
  if (type != 3 || !wg_reader_u16 (body, &group) || !wg_reader_sub_u8 (body, &point))
    return FALSE;
  out->public_key = keep (s, &point);
  return TRUE;
}

static gboolean
take_number (WgTlsState *s, WgReader *body, WgSlice *out)
{
  WgReader number;

  if (!wg_reader_sub_u16 (body, &number))
    return FALSE;
  *out = keep (s, &number);
  return TRUE;
}

void
wg_tls_watch_server_key (WgTlsState *s, WgReader *body)
{
  const char *kind = s->key_exchange.kind;
  WgTlsServerKey *out = &s->conduct.server_key;
  WgReader hint;
  WgSlice generator;
  guint16 scheme;
  gboolean ok;

  if (out->frame != 0)
    return;
  out->frame = s->frame;
  if (kind == NULL || (g_str_has_suffix (kind, "psk") && !wg_reader_sub_u16 (body, &hint)))
    return;
  if (g_str_has_prefix (kind, "ec"))
    ok = take_point (s, body, out);
  else if (g_str_has_prefix (kind, "dh"))
    ok = take_number (s, body, &out->prime) && take_number (s, body, &generator)
         && take_number (s, body, &out->public_key);
  else
    ok = g_str_equal (kind, "rsa") && take_number (s, body, &out->prime)
         && take_number (s, body, &out->public_key);
  /* RFC 5246 §4.7 */
  if (ok && (s->version == 0x0303 || s->version == 0xfefd) && wg_reader_u16 (body, &scheme))
    out->scheme = scheme;
}

void
wg_tls_watch_verify (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgTlsEnd *end = &s->side[dir].conduct;
  guint16 scheme;

  if (end->verify_frame != 0)
    return;
  end->verify_frame = s->frame;
  if ((s->is_13 || s->version == 0x0303 || s->version == 0xfefd)
      && wg_reader_u16 (body, &scheme))
    end->verify_scheme = scheme;
}

void
wg_tls_watch_ticket (WgTlsState *s, WgReader *body)
{
  guint32 lifetime;

  if (!wg_reader_u32 (body, &lifetime)
      || (s->conduct.ticket_frame != 0 && lifetime <= s->conduct.ticket_lifetime))
    return;
  s->conduct.ticket_lifetime = lifetime;
  s->conduct.ticket_frame = s->frame;
}

void
wg_tls_watch_plaintext (WgTlsState *s, WgDir dir, WgSlice plain)
{
  WgTlsEnd *end = &s->side[dir].conduct;
  WgSlice part = wg_slice_sub (plain, 0, WG_TLS_PLAIN_BEGIN - end->plain_len);

  wg_slice_copy (part, end->plain + end->plain_len);
  end->plain_len += (guint) part.len;
}

void
wg_tls_finish_conduct (WgTlsState *s, WgDir client)
{
  WgTlsRenegotiation *again = (gpointer) s->conduct.renegotiations.items;
  WgTlsAnomaly *anomalies = (gpointer) s->conduct.anomalies.items;

  for (guint i = 0; i < s->conduct.renegotiations.n; i++)
    again[i].from_client = again[i].dir == client;
  for (guint i = 0; i < s->conduct.anomalies.n; i++)
    anomalies[i].from_client = anomalies[i].dir == client;
  for (guint dir = 0; dir < 2; dir++)
    s->side[dir].conduct.inside_record = s->side[dir].left > 0;
  s->conduct.client = s->side[client].conduct;
  s->conduct.server = s->side[wg_dir_other (client)].conduct;
  s->conduct.lossy = s->lossy || wg_channel_midstream (s->channel, WG_CLIENT)
                     || wg_channel_midstream (s->channel, WG_SERVER);
  s->record.conduct = &s->conduct;
}
