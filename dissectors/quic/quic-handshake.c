#include "quic-google.h"
#include "quic-state.h"
#include "tls/tls-extensions.h"
#include "tls/tls-fingerprint.h"
#include "tls/tls-key-exchange.h"

/* The handshake of TLS 1.3 that CRYPTO frames carry (RFC 9001 §4). */

static void
copy_alpn (WgQuicConnection *c, WgSlice names)
{
  WgReader r = wg_reader (names, WG_END_WHOLE);
  WgSlice name, *item;

  c->record.alpn = (WgList){NULL, 0};
  while (wg_tls_next_name (&r, &name))
    {
      item = wg_quic_push (c, &c->record.alpn, sizeof *item, WG_LIMIT_TLS_LIST);
      if (item == NULL)
        return;
      *item = wg_arena_copy (c->arena, name);
    }
}

/* The scratch text from @start on, kept. */
static const char *
keep_text (WgQuicConnection *c, gsize start)
{
  GString *text = c->state->text;
  WgSlice copy = wg_arena_copy (c->arena, wg_slice (text->str + start, text->len - start + 1));

  return (const char *) copy.data;
}

static void
fingerprint (WgQuicConnection *c, const WgTlsClientHello *hello)
{
  GString *text = c->state->text;
  gsize start;

  g_string_truncate (text, 0);
  wg_tls_ja3 (hello, text);
  c->record.ja3 = keep_text (c, 0);
  start = text->len;
  wg_tls_md5 (wg_slice (text->str, start), text);
  c->record.ja3_hash = keep_text (c, start);
  start = text->len;
  wg_tls_ja4 (hello, 'q', text);
  c->record.ja4 = keep_text (c, start);
}

/* A second one, after a HelloRetryRequest, says the same names. */
static void
take_client_hello (WgQuicConnection *c, WgReader *body)
{
  WgTlsClientHello hello;

  gboolean ok = wg_tls_parse_client_hello (body, &hello);

  if (!ok || hello.malformed)
    wg_quic_note (c->state, WG_QUIC_NOTE_HELLO);
  if (!ok)
    return;
  c->record.early_data = c->record.early_data || hello.early_data;
  if (c->hello_seen)
    return;
  c->hello_seen = TRUE;
  c->record.hello_frame = wg_channel_frame (c->state->channel);
  if (hello.random.len == sizeof c->random)
    {
      wg_slice_copy (hello.random, c->random);
      c->has_random = TRUE;
    }
  c->record.sni = wg_arena_copy (c->arena, hello.sni);
  copy_alpn (c, hello.alpn);
  fingerprint (c, &hello);
}

static void
take_server_hello (WgQuicConnection *c, WgReader *body)
{
  WgTlsServerHello hello;

  gboolean ok = wg_tls_parse_server_hello (body, &hello);

  if (!ok || hello.malformed)
    wg_quic_note (c->state, WG_QUIC_NOTE_HELLO);
  if (!ok || hello.retry)
    return;
  c->record.answer_frame = wg_channel_frame (c->state->channel);
  c->record.cipher = hello.cipher;
  c->record.cipher_name = wg_tls_cipher_name (hello.cipher);
  c->record.group = hello.group;
  c->record.resumed = hello.psk;
}

/* RFC 8446 §4.3.1. */
static void
take_encrypted_extensions (WgQuicConnection *c, WgReader *body)
{
  WgTlsExtension extension;
  WgReader block, names;
  WgSlice name;

  if (!wg_reader_sub_u16 (body, &block))
    return;
  while (wg_tls_next_extension (&block, &extension))
    if (extension.type == WG_TLS_EXT_ALPN && wg_reader_sub_u16 (&extension.data, &names)
        && wg_tls_next_name (&names, &name))
      c->record.alpn_chosen = wg_arena_copy (c->arena, name);
}

static void
take_message (WgQuicConnection *c, guint8 type, WgReader *body)
{
  gboolean from_client = c->state->dir == c->client;

  if (type == WG_TLS_CLIENT_HELLO && from_client)
    take_client_hello (c, body);
  else if (type == WG_TLS_SERVER_HELLO && !from_client)
    take_server_hello (c, body);
  else if (type == WG_TLS_ENCRYPTED_EXTENSIONS && !from_client)
    take_encrypted_extensions (c, body);
  else if (type == WG_TLS_CERTIFICATE)
    wg_quic_take_certificate (c, body);
}

/* Q050 has its own hello in the place of TLS. */
static gboolean
take_google (WgQuicConnection *c, GByteArray *message)
{
  WgReader r = wg_reader (wg_slice (message->data, message->len), WG_END_MORE);
  WgQuicHello hello;

  if (c->version.kind != WG_QUIC_GOOGLE_SEALED)
    return FALSE;
  if (wg_quic_parse_google_hello (&r, &hello))
    wg_quic_take_google_hello (c, hello.sni, hello.user_agent);
  return TRUE;
}

void
wg_quic_take_google_hello (WgQuicConnection *c, WgSlice sni, WgSlice user_agent)
{
  c->hello_seen = TRUE;
  if (c->record.sni.len == 0)
    c->record.sni = wg_arena_copy (c->arena, sni);
  if (c->record.user_agent.len == 0)
    c->record.user_agent = wg_arena_copy (c->arena, user_agent);
}

void
wg_quic_take_crypto (WgQuicConnection *c, WgQuicSpaceKind kind, WgSlice bytes)
{
  WgQuicSpace *space = &c->space[kind][c->state->dir];
  WgTlsHandshake head;
  WgReader r, body;
  gsize done = 0;

  if (space->message == NULL)
    space->message = g_byte_array_new ();
  if (bytes.len > WG_LIMIT_QUIC_MESSAGE - MIN (space->message->len, WG_LIMIT_QUIC_MESSAGE))
    {
      wg_quic_note (c->state, WG_QUIC_NOTE_LIMIT);
      return;
    }
  g_byte_array_append (space->message, bytes.data, (guint) bytes.len);
  if (take_google (c, space->message))
    return;
  r = wg_reader (wg_slice (space->message->data, space->message->len), WG_END_MORE);
  while (wg_tls_parse_handshake (&r, &head) && wg_reader_sub (&r, head.len, &body))
    {
      done = wg_reader_tell (&r);
      take_message (c, head.type, &body);
    }
  if (done > 0)
    g_byte_array_remove_range (space->message, 0, (guint) done);
}

void
wg_quic_end_crypto (WgQuicConnection *c)
{
  GByteArray *message = c->space[WG_QUIC_SPACE_INITIAL][c->client].message;
  WgTlsClientHello hello;
  WgTlsHandshake head;
  WgReader r;

  if (c->hello_seen || message == NULL || c->version.kind != WG_QUIC_TLS)
    return;
  r = wg_reader (wg_slice (message->data, message->len), WG_END_CUT);
  if (!wg_tls_parse_handshake (&r, &head) || head.type != WG_TLS_CLIENT_HELLO
      || !wg_tls_parse_client_hello (&r, &hello))
    return;
  c->record.sni = wg_arena_copy (c->arena, hello.sni);
  copy_alpn (c, hello.alpn);
}
