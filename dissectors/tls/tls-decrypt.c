#include "tls-decrypt.h"

/* The handshake as far as it matters for keys: randoms, suite, secrets, and when they change.
 */

WgTlsDecrypt *
wg_tls_decrypt_get (WgTlsState *s)
{
  const WgSecrets *secrets;
  WgTlsDecrypt *d;

  if (s->decrypt != NULL)
    return s->decrypt;
  secrets = wg_channel_secrets (s->channel);
  if (secrets == NULL)
    return NULL;
  s->decrypt = d = g_new0 (WgTlsDecrypt, 1);
  d->secrets = secrets;
  d->prefix = "tls13 ";
  d->search_left = WG_LIMIT_TLS_SEARCH_LEN;
  d->session_id = g_byte_array_new ();
  d->ticket = g_byte_array_new ();
  d->new_ticket = g_byte_array_new ();
  d->premaster = g_byte_array_new ();
  d->messages = g_byte_array_new ();
  return d;
}

static void
clear_side (WgTlsOpenSide *side)
{
  for (guint i = 0; i < WG_TLS_PHASES; i++)
    g_clear_pointer (&side->epoch[i].opener, wg_tls_opener_free);
  g_clear_pointer (&side->inflater, wg_decoder_free);
  g_clear_pointer (&side->inflated, g_byte_array_unref);
  g_clear_pointer (&side->sum, wg_sha256_free);
}

void
wg_tls_decrypt_free (WgTlsState *s)
{
  WgTlsDecrypt *d = g_steal_pointer (&s->decrypt);

  if (d == NULL)
    return;
  clear_side (&d->side[0]);
  clear_side (&d->side[1]);
  g_byte_array_unref (d->session_id);
  g_byte_array_unref (d->ticket);
  g_byte_array_unref (d->new_ticket);
  g_byte_array_unref (d->premaster);
  g_byte_array_unref (d->messages);
  g_free (d);
}

static void
set_bytes (GByteArray *to, WgSlice bytes)
{
  g_byte_array_set_size (to, 0);
  if (bytes.len > 0)
    g_byte_array_append (to, bytes.data, (guint) bytes.len);
}

gboolean
wg_tls_set_epoch (
    WgTlsState *s, WgDir dir, WgTlsPhase phase, WgSlice secret, WgSecretOrigin origin)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsEpoch *epoch = &d->side[dir].epoch[phase];
  WgTlsWriteKeys keys;

  g_clear_pointer (&epoch->opener, wg_tls_opener_free);
  if (secret.len != wg_hash_len (d->protection.suite.prf) || d->protection.suite.aead < 0)
    return FALSE;
  memmove (epoch->secret, secret.data, secret.len);
  epoch->secret_len = (guint8) secret.len;
  epoch->origin = origin;
  wg_tls13_write_keys (&d->protection.suite, d->prefix, secret, &keys);
  epoch->opener = wg_tls_opener_new (&d->protection, &keys);
  return epoch->opener != NULL;
}

WgTlsOpener *
wg_tls_opener_of_master (WgTlsState *s, WgDir dir, const guint8 *master)
{
  const WgTlsDecrypt *d = s->decrypt;
  WgTlsWriteKeys keys;

  wg_tls_write_keys (&d->protection.suite, d->protection.version,
                     wg_slice (master, WG_TLS_MASTER_LEN), wg_slice (d->client_random, 32),
                     wg_slice (d->server_random, 32), dir != d->client, &keys);
  return wg_tls_opener_new (&d->protection, &keys);
}

/* The secret of TLS 1.3 that the key logs have for one phase of one direction. */
static void
look_up (WgTlsState *s, WgDir dir, WgTlsPhase phase, WgSecretLabel label)
{
  WgTlsDecrypt *d = s->decrypt;
  WgSecretOrigin origin = WG_ORIGIN_NONE;
  WgSlice secret =
      wg_secrets_find (d->secrets, label, wg_slice (d->client_random, 32), &origin);

  d->side[dir].epoch[phase].missing = secret.len == 0;
  if (secret.len > 0)
    wg_tls_set_epoch (s, dir, phase, secret, origin);
}

/* RFC 8446 §4.2.10: what the client sends at once is sealed with a suite that only the session
 * before it knew; the first record tells. */
static void
expect_early_data (WgTlsState *s, WgDir dir, const WgTlsClientHello *hello)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsEpoch *early = &d->side[dir].epoch[WG_TLS_EARLY];
  WgSlice secret = wg_secrets_find (d->secrets, WG_LABEL_CLIENT_EARLY,
                                    wg_slice (d->client_random, 32), &early->origin);

  early->missing = secret.len == 0;
  early->secret_len = (guint8) secret.len;
  wg_slice_copy (secret, early->secret);
  d->offered_ciphers =
      wg_arena_copy (s->arena, wg_slice_sub (hello->ciphers, 0, 2 * (gsize) WG_LIMIT_TLS_LIST));
  d->side[dir].phase = WG_TLS_EARLY;
}

void
wg_tls_keys_client_hello (WgTlsState *s,
                          WgDir dir,
                          WgSlice random,
                          const WgTlsClientHello *hello)
{
  WgTlsDecrypt *d = wg_tls_decrypt_get (s);
  gboolean again;

  if (d == NULL || random.len > sizeof d->client_random)
    return;
  d->client = dir;
  again = random.len == 32 && wg_slice_equal (random, wg_slice (d->client_random, 32));
  /* a shorter challenge of SSL 2.0 stands at the end: RFC 5246 §E.2 */
  memset (d->client_random, 0, sizeof d->client_random);
  wg_slice_copy (random, d->client_random + sizeof d->client_random - random.len);
  d->has_master = FALSE;
  g_byte_array_set_size (d->messages, 0);
  g_byte_array_set_size (d->premaster, 0);
  g_byte_array_set_size (d->new_ticket, 0);
  d->session_hash_len = 0;
  if (hello == NULL)
    return;
  set_bytes (d->ticket, hello->ticket);
  if (hello->early_data && !again)
    expect_early_data (s, dir, hello);
}

static void
set_13 (WgTlsState *s, guint16 version)
{
  WgTlsDecrypt *d = s->decrypt;
  WgDir client = d->client, server = wg_dir_other (client);
  guint draft = version == 0x0304 ? 0 : version & 0xffu;

  d->is_13 = TRUE;
  d->protection.version = 0x0304;
  d->protection.no_aad = draft > 0 && draft < 25;
  d->prefix = draft > 0 && draft < 20 ? "TLS 1.3, " : "tls13 ";
  look_up (s, client, WG_TLS_IN_HANDSHAKE, WG_LABEL_CLIENT_HANDSHAKE);
  look_up (s, server, WG_TLS_IN_HANDSHAKE, WG_LABEL_SERVER_HANDSHAKE);
  look_up (s, client, WG_TLS_TRAFFIC, WG_LABEL_CLIENT_TRAFFIC);
  look_up (s, server, WG_TLS_TRAFFIC, WG_LABEL_SERVER_TRAFFIC);
  d->side[server].phase = WG_TLS_IN_HANDSHAKE;
  if (d->side[client].epoch[WG_TLS_EARLY].secret_len == 0)
    d->side[client].phase = WG_TLS_IN_HANDSHAKE;
}

void
wg_tls_keys_server_hello (WgTlsState *s, WgDir dir, const WgTlsServerHello *hello)
{
  WgTlsDecrypt *d = s->decrypt;
  guint16 version = wg_tls_settled_version (hello);

  if (d == NULL || hello->retry)
    return;
  if (version >= 0xfefd) /* DTLS 1.2 is TLS 1.2, DTLS 1.0 TLS 1.1 over datagrams */
    version = version == 0xfefd ? 0x0303 : 0x0302;
  if (version == WG_DTLS_BAD_VERSION)
    version = 0x0302;
  d->client = wg_dir_other (dir);
  wg_slice_copy (hello->random, d->server_random);
  set_bytes (d->session_id, hello->session_id);
  d->protection = (WgTlsProtection){.version = version};
  d->has_suite = version >= 0x0300 && version != 0xfefc
                 && wg_tls_suite_find (hello->cipher, &d->protection.suite);
  d->unsupported = !d->has_suite;
  d->is_13 = FALSE;
  if (!d->has_suite)
    return;
  if (wg_tls_is_13 (version))
    {
      set_13 (s, version);
      return;
    }
  d->extended_master = hello->extended_master;
  d->compressed = hello->compression == WG_TLS_COMPRESSION_DEFLATE;
  d->protection.encrypt_then_mac = hello->encrypt_then_mac && d->protection.suite.aead < 0
                                   && wg_cipher_block_len (d->protection.suite.cipher) > 0;
  d->protection.truncated_mac = hello->truncated_mac && d->protection.suite.aead < 0;
}

/* RFC 5246 §7.4.7.1: behind two bytes of length, which SSL 3.0 and the first DTLS did without;
 * in RSA_PSK behind the identity (RFC 4279 §4). */
static void
keep_premaster (WgTlsDecrypt *d, WgReader body)
{
  WgReader part, whole;

  g_byte_array_set_size (d->premaster, 0);
  if (d->protection.suite.kex == WG_TLS_KEX_RSA_PSK && !wg_reader_sub_u16 (&body, &part))
    return;
  whole = body;
  if (wg_reader_sub_u16 (&body, &part) && wg_reader_left (&body) == 0)
    set_bytes (d->premaster, wg_reader_rest (&part));
  else
    set_bytes (d->premaster, wg_reader_rest (&whole));
}

/* RFC 5077 §3.3 */
static void
keep_ticket (WgTlsState *s, WgReader body)
{
  WgTlsDecrypt *d = s->decrypt;
  guint32 lifetime;
  WgReader ticket;

  if (!wg_reader_u32 (&body, &lifetime) || !wg_reader_sub_u16 (&body, &ticket))
    return;
  set_bytes (d->new_ticket, wg_reader_rest (&ticket));
  wg_tls_remember_session (s);
}

static void
keep_message (WgTlsDecrypt *d, guint8 type, WgSlice front, WgSlice content)
{
  if (type == WG_TLS_HELLO_REQUEST || type == WG_TLS_HELLO_VERIFY_REQUEST
      || !wg_secrets_any_keys (d->secrets)
      || front.len + content.len > WG_LIMIT_TLS_TRANSCRIPT - d->messages->len)
    return;
  g_byte_array_append (d->messages, front.data, (guint) front.len);
  g_byte_array_append (d->messages, content.data, (guint) content.len);
  if (type == WG_TLS_CLIENT_KEY_EXCHANGE && d->has_suite)
    d->session_hash_len =
        wg_tls_session_hash (d->protection.version, d->protection.suite.prf,
                             wg_slice (d->messages->data, d->messages->len), d->session_hash);
}

/* RFC 8446 §7.2: the sender's next records are sealed with another key. */
static void
update_key (WgTlsState *s, WgDir dir)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsEpoch *epoch = &d->side[dir].epoch[WG_TLS_TRAFFIC];
  guint8 secret[WG_SECRET_LEN_MAX];

  if (d->side[dir].phase != WG_TLS_TRAFFIC || epoch->opener == NULL)
    return;
  memcpy (secret, epoch->secret, epoch->secret_len);
  wg_tls13_update (&d->protection.suite, d->prefix, secret, epoch->secret_len);
  wg_tls_set_epoch (s, dir, WG_TLS_TRAFFIC, wg_slice (secret, epoch->secret_len),
                    epoch->origin);
}

static void
move_on (WgTlsOpenSide *side, WgTlsPhase phase)
{
  while (side->phase < phase)
    g_clear_pointer (&side->epoch[side->phase++].opener, wg_tls_opener_free);
}

void
wg_tls_keys_message (WgTlsState *s, WgDir dir, guint8 type, WgSlice front, WgSlice content)
{
  WgTlsDecrypt *d = s->decrypt;
  WgReader body = wg_reader (content, WG_END_WHOLE);

  if (d == NULL)
    return;
  if (!d->is_13)
    {
      keep_message (d, type, front, content);
      if (type == WG_TLS_CLIENT_KEY_EXCHANGE)
        keep_premaster (d, body);
      else if (type == WG_TLS_NEW_SESSION_TICKET)
        keep_ticket (s, body);
      return;
    }
  if (!s->inside)
    return;
  if (type == WG_TLS_END_OF_EARLY_DATA)
    move_on (&d->side[dir], WG_TLS_IN_HANDSHAKE);
  else if (type == WG_TLS_FINISHED)
    move_on (&d->side[dir], WG_TLS_TRAFFIC);
  else if (type == WG_TLS_KEY_UPDATE)
    update_key (s, dir);
}

void
wg_tls_keys_new_epoch (WgTlsState *s, WgDir dir)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side;

  if (d == NULL || d->is_13 || !d->has_suite)
    return;
  side = &d->side[dir];
  side->phase = WG_TLS_TRAFFIC;
  g_clear_pointer (&side->epoch[WG_TLS_TRAFFIC].opener, wg_tls_opener_free);
  g_clear_pointer (&side->inflater, wg_decoder_free);
  side->pending = TRUE;
  side->given_up = FALSE;
  side->failures = 0;
  side->lost = 0;
}
