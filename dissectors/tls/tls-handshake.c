#include "tls-decrypt.h"
#include "tls-extensions.h"

/* Handshake messages: put together over records, taken apart by type. */

/* RFC 6066 §8: the answer of an OCSP server; the list of RFC 6961 begins with the one for the
 * server's own certificate. */
static void
take_status (WgTlsState *s, WgReader *body)
{
  WgReader answers, first;
  guint8 type;
  gboolean ok;

  s->record.ocsp_stapled = TRUE;
  ok = wg_reader_u8 (body, &type) && (type == 1 || type == 2);
  answers = *body;
  if (ok && type == 2)
    ok = wg_reader_sub_u24 (body, &answers);
  if (ok && wg_reader_sub_u24 (&answers, &first) && s->record.ocsp_response.len == 0
      && wg_reader_left (&first) <= WG_LIMIT_TLS_STATUS)
    s->record.ocsp_response = wg_arena_copy (s->arena, wg_reader_rest (&first));
}

/* RFC 8446 §4.4.2.1: what TLS 1.2 says in its hello and in messages of their own. */
static void
take_entry_extensions (WgTlsState *s, WgSlice extensions)
{
  WgReader block = wg_reader (extensions, WG_END_WHOLE);
  WgTlsServerHello said = {.group = -1};
  WgTlsExtension extension;

  while (wg_tls_next_extension (&block, &extension))
    if (extension.type == WG_TLS_EXT_STATUS_REQUEST)
      take_status (s, &extension.data);
    else if (extension.type == WG_TLS_EXT_SCT)
      (void) wg_tls_server_extension (&extension, &said);
  s->record.scts += said.n_scts;
}

/* The next certificate of the list, with what stands behind it. */
static gboolean
next_certificate (WgTlsState *s, WgDir dir, WgReader *list, WgSlice *der)
{
  WgSlice extensions = WG_SLICE_NONE;

  if (!s->is_13)
    return wg_tls_next_certificate (list, FALSE, der);
  if (!wg_tls_next_entry (list, der, &extensions))
    return FALSE;
  if (dir != wg_tls_client (s))
    take_entry_extensions (s, extensions);
  return TRUE;
}

static void
take_certificate (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgTlsCertificates *out =
      wg_tls_push (s, &s->side[dir].certificates, sizeof *out, WG_LIMIT_TLS_HELLOS);
  WgReader list;
  WgSlice der;

  s->handshake_certificate = TRUE;
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->decrypted = s->inside;
  if (!wg_tls_parse_certificate_list (body, s->is_13, &list))
    {
      wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
      return;
    }
  while (out->certs.n < WG_LIMIT_TLS_CERTS && next_certificate (s, dir, &list, &der))
    wg_tls_add_certificate (s, dir, out, der);
  if (wg_reader_left (&list) > 0)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
}

static void
append_bounded (gpointer user, WgSlice bytes)
{
  GByteArray *out = user;

  if (bytes.len <= WG_LIMIT_TLS_MESSAGE - out->len)
    g_byte_array_append (out, bytes.data, (guint) bytes.len);
}

/* RFC 8879 §4 */
static void
take_compressed_certificate (WgTlsState *s, WgDir dir, WgReader *body)
{
  static const WgCoding codings[] = {WG_CODING_UNKNOWN, WG_CODING_DEFLATE, WG_CODING_BROTLI,
                                     WG_CODING_ZSTD};
  g_autoptr (WgDecoder) decoder = wg_decoder_new ();
  GByteArray *whole = g_byte_array_new ();
  guint16 algorithm = 0;
  guint32 len;
  WgReader data, inner;
  gboolean ok = wg_reader_u16 (body, &algorithm) && wg_reader_u24 (body, &len)
                && wg_reader_sub_u24 (body, &data) && algorithm > 0
                && algorithm < G_N_ELEMENTS (codings)
                && wg_decoder_begin (decoder, &codings[algorithm], 1, append_bounded, whole);

  while (ok && wg_reader_left (&data) > 0 && wg_decoder_length (decoder) <= len)
    {
      /* in small steps, so that a bomb ends where the message should */
      WgSlice step = wg_slice_sub (wg_reader_rest (&data), 0, 256);
      ok = wg_reader_skip (&data, step.len);
      wg_decoder_feed (decoder, step);
    }
  if (ok)
    {
      ok = wg_decoder_finish (decoder) == WG_DECODE_WHOLE && whole->len == len;
    }
  inner = wg_reader (wg_slice (whole->data, whole->len), WG_END_WHOLE);
  if (ok)
    take_certificate (s, dir, &inner);
  else
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
  g_byte_array_unref (whole);
}

static void
take_server_key_exchange (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgReader again = *body;

  wg_tls_set_client (s, wg_dir_other (dir));
  wg_tls_watch_server_key (s, &again);
  if (!wg_tls_parse_server_key_exchange (body, &s->key_exchange) && s->cipher >= 0)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
}

/* RFC 5246 §7.4.4, RFC 8446 §4.2.4: names that each follow their length. */
static void
take_authorities (WgTlsState *s, WgReader *list)
{
  WgList *out = &s->record.request.authorities;
  WgReader name;

  s->record.request.listed = TRUE;
  while (wg_reader_sub_u16 (list, &name))
    {
      WgSlice *item = wg_tls_push (s, out, sizeof *item, WG_LIMIT_TLS_AUTHORITIES);
      if (item == NULL)
        return;
      *item = wg_arena_copy (s->arena, wg_reader_rest (&name));
    }
}

/* Types, from TLS 1.2 on signature algorithms, names. */
static void
take_request_12 (WgTlsState *s, WgReader *body)
{
  gboolean has_algorithms = s->datagram ? s->version == 0xfefd : s->version == 0x0303;
  WgReader types, algorithms, list;

  if (!wg_reader_sub_u8 (body, &types)
      || (has_algorithms && !wg_reader_sub_u16 (body, &algorithms))
      || !wg_reader_sub_u16 (body, &list))
    return;
  take_authorities (s, &list);
}

static void
take_request_13 (WgTlsState *s, WgReader *body)
{
  WgTlsExtension extension;
  WgReader context, block, list;

  if (!wg_reader_sub_u8 (body, &context) || !wg_reader_sub_u16 (body, &block))
    return;
  s->record.request.listed = TRUE;
  while (wg_tls_next_extension (&block, &extension))
    if (extension.type == WG_TLS_EXT_CERTIFICATE_AUTHORITIES
        && wg_reader_sub_u16 (&extension.data, &list))
      take_authorities (s, &list);
}

static void
take_certificate_request (WgTlsState *s, WgDir dir, WgReader *body)
{
  wg_tls_set_client (s, wg_dir_other (dir));
  s->record.client_certificate_requested = TRUE;
  if (s->record.request.frame != 0)
    return;
  s->record.request.frame = s->frame;
  if (s->is_13)
    take_request_13 (s, body);
  else
    take_request_12 (s, body);
}

static void
take_server_hello_done (WgTlsState *s, WgDir dir, WgReader *body)
{
  wg_tls_set_client (s, wg_dir_other (dir));
  s->handshake_done = TRUE;
}

static void
take_client_key_exchange (WgTlsState *s, WgDir dir, WgReader *body)
{
  wg_tls_set_client (s, dir);
  s->client_key_seen = TRUE;
  s->side[dir].conduct.key_frame = s->frame;
}

static void
take_certificate_verify (WgTlsState *s, WgDir dir, WgReader *body)
{
  wg_tls_watch_verify (s, dir, body);
}

static void
take_ticket (WgTlsState *s, WgDir dir, WgReader *body)
{
  wg_tls_watch_ticket (s, body);
}

static void
take_certificate_status (WgTlsState *s, WgDir dir, WgReader *body)
{
  take_status (s, body);
}

/* RFC 8446 §4.3.1 */
static void
take_encrypted_extensions (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgTlsServerHello hello = {.selected_version = -1, .group = -1};
  WgTlsExtension extension;
  WgReader block;

  if (!wg_reader_sub_u16 (body, &block))
    {
      wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
      return;
    }
  while (wg_tls_next_extension (&block, &extension))
    {
      guint16 *item =
          wg_tls_push (s, &s->record.encrypted_extensions, sizeof *item, WG_LIMIT_TLS_LIST);
      if (item != NULL)
        *item = extension.type;
      if (!wg_tls_server_extension (&extension, &hello))
        wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
    }
  if (hello.alpn.len > 0 && s->record.alpn.len == 0)
    s->record.alpn = wg_arena_copy (s->arena, hello.alpn);
}

static const struct
{
  guint8 type;
  void (*take) (WgTlsState *state, WgDir dir, WgReader *body);
} rows[] = {
    {WG_TLS_CLIENT_HELLO, wg_tls_take_client_hello},
    {WG_TLS_SERVER_HELLO, wg_tls_take_server_hello},
    {WG_TLS_ENCRYPTED_EXTENSIONS, take_encrypted_extensions},
    {WG_TLS_CERTIFICATE, take_certificate},
    {WG_TLS_COMPRESSED_CERTIFICATE, take_compressed_certificate},
    {WG_TLS_SERVER_KEY_EXCHANGE, take_server_key_exchange},
    {WG_TLS_CERTIFICATE_REQUEST, take_certificate_request},
    {WG_TLS_SERVER_HELLO_DONE, take_server_hello_done},
    {WG_TLS_CERTIFICATE_VERIFY, take_certificate_verify},
    {WG_TLS_NEW_SESSION_TICKET, take_ticket},
    {WG_TLS_CLIENT_KEY_EXCHANGE, take_client_key_exchange},
    {WG_TLS_CERTIFICATE_STATUS, take_certificate_status},
};

void
wg_tls_take_message (WgTlsState *s, WgDir dir, guint8 type, WgReader *body, WgSlice front)
{
  WgSlice content = wg_reader_rest (body);

  wg_tls_list_message (s, dir, type);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].type == type)
      rows[i].take (s, dir, body);
  if (G_UNLIKELY (s->tells))
    wg_tls_tell_handshake (s, dir, type, content, front.len);
  wg_tls_keys_message (s, dir, type, front, content);
}

/* Of the message at @pos of what is being taken apart. */
static void
find_beginning (WgTlsState *s, WgDir dir, gsize pos)
{
  gint64 off = (gint64) pos - s->before;

  s->message_at = off >= 0 ? wg_tls_content_at (s, dir, (gsize) off) : s->side[dir].begun_at;
}

/* Whole messages in @bytes; what is left of them is the beginning of another. FALSE where a
 * length is past all reason. */
static gboolean
take_messages (WgTlsState *s, WgDir dir, WgReader *bytes)
{
  WgTlsHandshake front;
  WgReader body;

  while (wg_reader_left (bytes) >= WG_TLS_HANDSHAKE_FRONT)
    {
      gsize start = wg_reader_tell (bytes);

      if (!wg_tls_handshake_begins (wg_reader_rest (bytes)))
        {
          wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_MESSAGE]);
          return FALSE;
        }
      if (!wg_tls_parse_handshake (bytes, &front))
        return FALSE;
      if (!wg_reader_sub (bytes, front.len, &body))
        {
          wg_reader_seek (bytes, start);
          return TRUE;
        }
      if (G_UNLIKELY (s->tells))
        find_beginning (s, dir, start);
      wg_tls_take_message (
          s, dir, front.type, &body,
          wg_slice_sub (wg_reader_since (bytes, start), 0, WG_TLS_HANDSHAKE_FRONT));
    }
  return TRUE;
}

/* Behind a ChangeCipherSpec, or where one may have been lost, bytes count as readable only if
 * they look it: what is encrypted does so once in 2^28. */
static gboolean
is_encrypted (const WgTlsState *s, WgDir dir, WgSlice fragment)
{
  const WgTlsSide *side = &s->side[dir];

  if (s->inside || (side->message != NULL && side->message->len > 0))
    return FALSE;
  if (side->protected_from)
    return !wg_tls_handshake_readable (fragment);
  return !wg_tls_handshake_begins (fragment);
}

/* Remembers where the records of a message meet, and how small they are. */
static void
note_piece (WgTlsSide *side, gsize len)
{
  if (side->message->len == 0)
    {
      side->n_pieces = side->n_cuts = 0;
      side->smallest_piece = 0;
    }
  else if (side->n_cuts < WG_TLS_CUTS)
    side->cuts[side->n_cuts++] = side->message->len;
  if (side->n_pieces > 0 && (side->n_pieces == 1 || side->last_piece < side->smallest_piece))
    side->smallest_piece = side->last_piece;
  side->n_pieces++;
  side->last_piece = (guint) len;
}

/* A message goes on in the records that follow: what has come is kept until it is whole. */
static void
take_pieces (WgTlsState *s, WgDir dir, WgSlice fragment, gsize off)
{
  WgTlsSide *side = &s->side[dir];
  WgReader bytes;
  gsize done;

  if (side->message == NULL)
    side->message = g_byte_array_new ();
  s->before = (gint64) side->message->len - (gint64) off;
  note_piece (side, fragment.len);
  g_byte_array_append (side->message, fragment.data, (guint) fragment.len);
  bytes = wg_reader (wg_slice (side->message->data, side->message->len), WG_END_WHOLE);
  if (!take_messages (s, dir, &bytes))
    {
      g_byte_array_set_size (side->message, 0);
      return;
    }
  done = wg_reader_tell (&bytes);
  if (G_UNLIKELY (s->tells) && wg_reader_left (&bytes) > 0)
    {
      find_beginning (s, dir, done);
      side->begun_at = s->message_at;
    }
  if (done > 0)
    {
      s->unit.whole = g_bytes_new (side->message->data, done);
      g_byte_array_remove_range (side->message, 0, (guint) done);
    }
  s->unit.cut = side->message->len > 0;
}

void
wg_tls_take_handshake (WgTlsState *s, WgDir dir, WgSlice fragment)
{
  WgTlsSide *side = &s->side[dir];
  WgReader bytes = wg_reader (fragment, WG_END_WHOLE);

  s->unit.encrypted = is_encrypted (s, dir, fragment);
  if (s->unit.encrypted)
    {
      wg_tls_list_message (s, dir, WG_TLS_LISTED_ENCRYPTED);
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_record (s, dir, WG_TLS_SAYS_ENCRYPTED, WG_SLICE_NONE);
      return;
    }
  if (side->message != NULL && side->message->len > 0)
    {
      take_pieces (s, dir, fragment, 0);
      return;
    }
  s->before = 0;
  side->n_pieces = side->n_cuts = 0;
  if (take_messages (s, dir, &bytes) && wg_reader_left (&bytes) > 0)
    take_pieces (s, dir, wg_reader_rest (&bytes), wg_reader_tell (&bytes));
}
