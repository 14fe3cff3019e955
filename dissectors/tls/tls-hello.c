#include "base/sum.h"
#include "names.h"
#include "tls-decrypt.h"
#include "tls-extensions.h"
#include "tls-fingerprint.h"

/* Hellos become records: lists in the order of the wire, copied into the connection's arena. */

static guint
count (WgTlsState *s, gsize n)
{
  if (n > WG_LIMIT_TLS_LIST)
    s->full = TRUE;
  return (guint) MIN (n, (gsize) WG_LIMIT_TLS_LIST);
}

static WgList
copy_u8 (WgTlsState *s, WgSlice bytes)
{
  WgSlice copy = wg_arena_copy (s->arena, wg_slice_sub (bytes, 0, count (s, bytes.len)));
  return (WgList){copy.data, (guint) copy.len};
}

static WgList
copy_u16 (WgTlsState *s, WgSlice bytes)
{
  guint n = count (s, bytes.len / 2);
  guint16 *items = n > 0 ? wg_arena_alloc (s->arena, n * sizeof *items) : NULL;
  WgReader r = wg_reader (bytes, WG_END_WHOLE);

  if (items == NULL)
    return (WgList){NULL, 0};
  for (guint i = 0; i < n; i++)
    if (!wg_reader_u16 (&r, &items[i]))
      break;
  return (WgList){items, n};
}

static WgList
copy_u24 (WgTlsState *s, WgSlice bytes)
{
  guint n = count (s, bytes.len / 3);
  guint32 *items = n > 0 ? wg_arena_alloc (s->arena, n * sizeof *items) : NULL;
  WgReader r = wg_reader (bytes, WG_END_WHOLE);

  if (items == NULL)
    return (WgList){NULL, 0};
  for (guint i = 0; i < n; i++)
    if (!wg_reader_u24 (&r, &items[i]))
      break;
  return (WgList){items, n};
}

static WgList
copy_extensions (WgTlsState *s, WgSlice extensions, guint n)
{
  WgReader block = wg_reader (extensions, WG_END_WHOLE);
  guint16 *items;
  WgTlsExtension extension;
  guint i = 0;

  n = count (s, n);
  items = n > 0 ? wg_arena_alloc (s->arena, n * sizeof *items) : NULL;
  if (items == NULL)
    return (WgList){NULL, 0};
  while (i < n && wg_tls_next_extension (&block, &extension))
    items[i++] = extension.type;
  return (WgList){items, i};
}

static WgList
copy_names (WgTlsState *s, WgSlice names)
{
  WgReader r = wg_reader (names, WG_END_WHOLE);
  WgList list = {NULL, 0};
  WgSlice name;

  while (wg_tls_next_name (&r, &name))
    {
      WgSlice *item = wg_tls_push (s, &list, sizeof *item, WG_LIMIT_TLS_LIST);
      if (item == NULL)
        break;
      *item = wg_arena_copy (s->arena, name);
    }
  return list;
}

static WgList
copy_key_shares (WgTlsState *s, WgSlice block, WgList *sums)
{
  WgReader r = wg_reader (block, WG_END_WHOLE);
  WgList list = {NULL, 0};
  guint16 group;
  WgSlice key;

  *sums = (WgList){NULL, 0};
  while (wg_tls_next_key_share (&r, &group, &key))
    {
      guint16 *item = wg_tls_push (s, &list, sizeof *item, WG_LIMIT_TLS_LIST);
      guint64 *sum = wg_tls_push (s, sums, sizeof *sum, WG_LIMIT_TLS_LIST);
      if (item == NULL || sum == NULL)
        break;
      *item = group;
      *sum = wg_sum (key);
    }
  return list;
}

/* The scratch text from @start on, kept. */
static const char *
keep_text (WgTlsState *s, gsize start)
{
  WgSlice copy =
      wg_arena_copy (s->arena, wg_slice (s->text->str + start, s->text->len - start + 1));
  return (const char *) copy.data;
}

static gboolean
has_cipher (WgSlice ciphers, guint16 cipher)
{
  for (guint i = 0; i < MIN (ciphers.len / 2, (gsize) WG_LIMIT_TLS_LIST); i++)
    if (wg_tls_u16_at (ciphers, i) == cipher)
      return TRUE;
  return FALSE;
}

static void
fingerprint_client (WgTlsState *s, const WgTlsClientHello *hello, WgTlsClientHelloRecord *out)
{
  gsize start;

  g_string_truncate (s->text, 0);
  wg_tls_ja3 (hello, s->text);
  out->ja3 = keep_text (s, 0);
  start = s->text->len;
  wg_tls_md5 (wg_slice (s->text->str, start), s->text);
  out->ja3_hash = keep_text (s, start);
  start = s->text->len;
  wg_tls_ja4 (hello, s->datagram ? 'd' : 't', s->text);
  out->ja4 = keep_text (s, start);
}

static gboolean
is_cut (const WgTlsSide *side, gsize from, gsize to)
{
  for (guint i = 0; i < side->n_cuts; i++)
    if (side->cuts[i] > from && side->cuts[i] < to)
      return TRUE;
  return FALSE;
}

/* How the hello came: what rules ask and the report does not list. @message: its body */
static void
note_arrival (WgTlsState *s,
              WgDir dir,
              const WgTlsClientHello *hello,
              WgSlice message,
              WgTlsClientHelloRecord *out)
{
  const WgTlsSide *side = &s->side[dir];

  out->psk_modes = copy_u8 (s, hello->psk_modes);
  out->names = hello->n_names;
  out->padding = hello->padding;
  out->malformed = hello->malformed;
  out->second = s->hello_waits;
  out->pieces = s->datagram ? 1 : MAX (side->n_pieces, 1);
  out->smallest_piece = side->smallest_piece;
  if (hello->sni.len > 0 && !s->datagram)
    {
      gsize at = (gsize) (hello->sni.data - message.data) + WG_TLS_HANDSHAKE_FRONT;
      out->sni_cut = is_cut (side, at, at + hello->sni.len);
    }
}

void
wg_tls_take_client_hello (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgSlice message = wg_reader_rest (body);
  WgTlsClientHello hello;
  WgTlsClientHelloRecord *out;

  if (!wg_tls_parse_client_hello_of (body, s->datagram, &hello))
    {
      wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_HELLO]);
      return;
    }
  if (hello.malformed)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_HELLO]);
  wg_tls_set_client (s, dir);
  s->early_data = hello.early_data;
  wg_tls_keys_client_hello (s, dir, hello.random, &hello);
  out = wg_tls_push (s, &s->record.client_hellos, sizeof *out, WG_LIMIT_TLS_HELLOS);
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->record_version = s->record_version;
  out->version = hello.version;
  out->random = wg_arena_copy (s->arena, hello.random);
  out->session_id = wg_arena_copy (s->arena, hello.session_id);
  out->ciphers = copy_u16 (s, hello.ciphers);
  out->compression = copy_u8 (s, hello.compression);
  out->extensions = copy_extensions (s, hello.extensions, hello.n_extensions);
  out->sni = wg_arena_copy (s->arena, hello.sni);
  out->alpn = copy_names (s, hello.alpn);
  out->groups = copy_u16 (s, hello.groups);
  out->ec_point_formats = copy_u8 (s, hello.point_formats);
  out->signature_algorithms = copy_u16 (s, hello.signature_algorithms);
  out->supported_versions = copy_u16 (s, hello.supported_versions);
  out->key_shares = copy_key_shares (s, hello.key_shares, &out->key_share_sums);
  out->session_ticket = hello.ticket_len;
  out->psk = hello.psk;
  out->early_data = hello.early_data;
  out->fallback_scsv = has_cipher (hello.ciphers, 0x5600);
  fingerprint_client (s, &hello, out);
  note_arrival (s, dir, &hello, message, out);
  s->hello_waits = TRUE;
}

/* How records and handshakes of this kind look, protected. */
static void
settle_sealing (WgTlsState *s, const WgTlsServerHello *hello)
{
  const char *name = wg_tls_cipher_name (hello->cipher);
  WgReader block = wg_reader (hello->extensions, WG_END_WHOLE);
  WgTlsExtension extension;

  s->explicit_nonce = !s->is_13 && name != NULL && strstr (name, "_GCM_") != NULL;
  s->extra_sealed = 0;
  while (wg_tls_next_extension (&block, &extension))
    s->extra_sealed += extension.type == WG_TLS_EXT_NPN
                       || (extension.type >= WG_TLS_EXT_CHANNEL_ID_OLD
                           && extension.type <= WG_TLS_EXT_CHANNEL_ID);
}

/* What the hello settles for the rest of the connection. */
static void
settle (WgTlsState *s, WgDir dir, const WgTlsServerHello *hello)
{
  guint16 version = wg_tls_settled_version (hello);

  s->version = version;
  s->cipher = hello->cipher;
  s->is_13 = wg_tls_is_13 (version);
  s->server_hello_seen = TRUE;
  s->handshake_certificate = s->handshake_done = FALSE;
  if (hello->alpn.len > 0 && s->record.alpn.len == 0)
    s->record.alpn = wg_arena_copy (s->arena, hello->alpn);
  s->record.scts += hello->n_scts;
  settle_sealing (s, hello);
  if (!s->is_13)
    {
      s->key_exchange = (WgTlsKeyExchange){
          .kind = wg_tls_key_exchange_of_cipher (hello->cipher), .group = -1};
      return;
    }
  s->record.resumed = s->record.resumed || hello->psk;
  s->key_exchange = (WgTlsKeyExchange){.kind = hello->psk ? "psk" : NULL, .group = -1};
  if (hello->group >= 0)
    s->key_exchange = wg_tls_key_exchange_of_group ((guint16) hello->group);
}

void
wg_tls_take_server_hello (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgTlsServerHello hello;
  WgTlsServerHelloRecord *out;
  gsize start;

  if (!wg_tls_parse_server_hello (body, &hello))
    {
      wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_HELLO]);
      return;
    }
  if (hello.malformed)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_HELLO]);
  wg_tls_set_client (s, wg_dir_other (dir));
  s->hello_waits = FALSE;
  if (!hello.retry)
    settle (s, dir, &hello);
  wg_tls_keys_server_hello (s, dir, &hello);
  out = wg_tls_push (s, &s->record.server_hellos, sizeof *out, WG_LIMIT_TLS_HELLOS);
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->record_version = s->record_version;
  out->version = hello.version;
  out->random = wg_arena_copy (s->arena, hello.random);
  out->session_id = wg_arena_copy (s->arena, hello.session_id);
  out->cipher = hello.cipher;
  out->cipher_name = wg_tls_cipher_name (hello.cipher);
  out->compression = hello.short_form ? -1 : hello.compression;
  out->extensions = copy_extensions (s, hello.extensions, hello.n_extensions);
  out->ec_point_formats = copy_u8 (s, hello.point_formats);
  out->group = hello.group;
  out->npn = copy_names (s, hello.npn);
  out->hello = (gint32) s->record.client_hellos.n - 1;
  out->key_share_sum = hello.key.len > 0 ? wg_sum (hello.key) : 0;
  out->alpn = wg_arena_copy (s->arena, hello.alpn);
  out->malformed = hello.malformed;
  out->hello_retry_request = hello.retry;
  out->downgrade_sentinel =
      s->is_13 || hello.retry ? NULL : wg_tls_downgrade_sentinel (hello.random);
  if (hello.selected_version >= 0)
    {
      guint16 *version =
          wg_tls_push (s, &out->supported_versions, sizeof *version, WG_LIMIT_TLS_LIST);
      if (version != NULL)
        *version = (guint16) hello.selected_version;
    }
  g_string_truncate (s->text, 0);
  wg_tls_ja3s (&hello, s->text);
  out->ja3s = keep_text (s, 0);
  start = s->text->len;
  wg_tls_md5 (wg_slice (s->text->str, start), s->text);
  out->ja3s_hash = keep_text (s, start);
}

static void
take_ssl2_client_hello (WgTlsState *s, WgDir dir, const WgSsl2ClientHello *hello)
{
  WgTlsClientHelloRecord *out =
      wg_tls_push (s, &s->record.client_hellos, sizeof *out, WG_LIMIT_TLS_HELLOS);

  wg_tls_set_client (s, dir);
  wg_tls_keys_client_hello (s, dir, hello->random, NULL);
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->record_version = 0x0002;
  out->version = hello->version;
  out->random = wg_arena_copy (s->arena, hello->random);
  out->session_id = wg_arena_copy (s->arena, hello->session_id);
  out->ssl2_ciphers = copy_u24 (s, hello->ciphers);
  out->session_ticket = out->padding = -1;
  out->pieces = 1;
  out->sslv2 = TRUE;
}

static void
take_ssl2_server_hello (WgTlsState *s, WgDir dir, const WgSsl2ServerHello *hello)
{
  WgTlsServerHelloRecord *out =
      wg_tls_push (s, &s->record.server_hellos, sizeof *out, WG_LIMIT_TLS_HELLOS);
  WgTlsCertificates *list;

  wg_tls_set_client (s, wg_dir_other (dir));
  s->version = 0x0002;
  s->server_hello_seen = TRUE;
  s->side[0].ssl2 = s->side[1].ssl2 = TRUE;
  s->record.resumed = hello->session_id_hit;
  if (out == NULL)
    return;
  out->frame = s->frame;
  out->record_version = 0x0002;
  out->version = hello->version;
  out->session_id = wg_arena_copy (s->arena, hello->session_id);
  out->cipher = out->compression = out->group = -1;
  out->hello = (gint32) s->record.client_hellos.n - 1;
  out->ssl2_ciphers = copy_u24 (s, hello->ciphers);
  out->sslv2 = TRUE;
  if (hello->certificate.len == 0)
    return;
  list = wg_tls_push (s, &s->side[dir].certificates, sizeof *list, WG_LIMIT_TLS_HELLOS);
  if (list == NULL)
    return;
  list->frame = s->frame;
  wg_tls_add_certificate (s, dir, list, hello->certificate);
}

/* In SSL 2.0 the hellos and the master key are readable, all that follows is not. */
void
wg_tls_take_ssl2 (WgTlsState *s, WgDir dir, WgReader *body)
{
  WgSsl2ClientHello client;
  WgSsl2ServerHello server;
  gsize start = wg_reader_tell (body);
  guint8 type = WG_SSL2_ERROR;

  s->unit.encrypted = s->side[dir].ssl2_protected;
  if (!s->unit.encrypted && wg_ssl2_parse_client_hello (body, &client))
    {
      take_ssl2_client_hello (s, dir, &client);
      wg_tls_list_message (s, dir, WG_TLS_LISTED_SSL2 + WG_SSL2_CLIENT_HELLO);
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_record (s, dir, WG_TLS_SAYS_SSL2_CLIENT_HELLO, WG_SLICE_NONE);
      return;
    }
  wg_reader_seek (body, start);
  if (!s->unit.encrypted && wg_ssl2_parse_server_hello (body, &server))
    {
      take_ssl2_server_hello (s, dir, &server);
      wg_tls_list_message (s, dir, WG_TLS_LISTED_SSL2 + WG_SSL2_SERVER_HELLO);
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_record (s, dir, WG_TLS_SAYS_SSL2_SERVER_HELLO, WG_SLICE_NONE);
      s->side[dir].ssl2_protected = TRUE;
      return;
    }
  wg_reader_seek (body, start);
  if (!s->unit.encrypted && wg_reader_u8 (body, &type) && type == WG_SSL2_CLIENT_MASTER_KEY)
    {
      wg_tls_list_message (s, dir, WG_TLS_LISTED_SSL2 + WG_SSL2_CLIENT_MASTER_KEY);
      if (G_UNLIKELY (s->tells))
        wg_tls_tell_record (s, dir, WG_TLS_SAYS_SSL2_MASTER_KEY, WG_SLICE_NONE);
      if (wg_reader_u24 (body, &s->conduct.ssl2_kind))
        s->conduct.ssl2_frame = s->frame;
      s->side[dir].ssl2_protected = TRUE;
      return;
    }
  s->side[dir].ssl2_protected = TRUE;
  wg_tls_list_message (s, dir, WG_TLS_LISTED_ENCRYPTED);
  if (G_UNLIKELY (s->tells))
    wg_tls_tell_ssl2 (s, dir);
}
