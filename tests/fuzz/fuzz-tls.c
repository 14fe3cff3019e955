#include "pieces.h"

#include "dissect/channel-private.h"
#include "tls/ssl2-parse.h"
#include "tls/tls-fingerprint.h"
#include "tls/tls-key-exchange.h"
#include "tls/tls.h"

/* The first byte says what the rest is: 'h' the body of a ClientHello, 's' of a ServerHello,
 * 'k' of a ServerKeyExchange behind a cipher suite, 'c' of a Certificate message, '2' a record
 * of SSL 2.0, anything else a conversation in pieces. */

static gboolean
within (WgSlice part, WgSlice whole)
{
  return part.len == 0
         || (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void
client_hello (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  g_autoptr (GString) text = g_string_new (NULL);
  WgTlsClientHello hello;

  if (!wg_tls_parse_client_hello (&r, &hello))
    return;
  g_assert (within (hello.random, bytes) && within (hello.session_id, bytes));
  g_assert (within (hello.ciphers, bytes) && within (hello.extensions, bytes));
  g_assert (within (hello.sni, hello.extensions) && within (hello.alpn, hello.extensions));
  g_assert (within (hello.key_shares, hello.extensions));
  g_assert (hello.n_extensions <= hello.extensions.len / 4);
  wg_tls_ja3 (&hello, text);
  g_string_truncate (text, 0);
  wg_tls_ja4 (&hello, 't', text);
  g_assert (text->len == 36);
}

static void
server_hello (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  g_autoptr (GString) text = g_string_new (NULL);
  WgTlsServerHello hello;

  if (!wg_tls_parse_server_hello (&r, &hello))
    return;
  g_assert (within (hello.alpn, hello.extensions) && within (hello.npn, hello.extensions));
  wg_tls_ja3s (&hello, text);
  wg_tls_downgrade_sentinel (hello.random);
}

static void
key_exchange (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  WgTlsKeyExchange out = {.group = -1};
  guint16 cipher;

  if (!wg_reader_u16 (&r, &cipher))
    return;
  out.kind = wg_tls_key_exchange_of_cipher (cipher);
  if (wg_tls_parse_server_key_exchange (&r, &out))
    g_assert (out.kind != NULL);
}

static void
certificates (WgSlice bytes, gboolean tls13)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE), list;
  WgSlice der;

  if (!wg_tls_parse_certificate_list (&r, tls13, &list))
    return;
  while (wg_tls_next_certificate (&list, tls13, &der))
    g_assert (within (der, bytes));
}

static void
ssl2 (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE), body;
  WgSsl2Record record;
  WgSsl2ClientHello client;
  WgSsl2ServerHello server;

  if (!wg_ssl2_parse_record (&r, &record) || !wg_reader_sub (&r, record.len, &body))
    return;
  if (wg_ssl2_parse_client_hello (&body, &client))
    g_assert (wg_ssl2_looks_like_client_hello (bytes) == (record.front == 2));
  wg_reader_seek (&body, 0);
  if (wg_ssl2_parse_server_hello (&body, &server))
    g_assert (wg_ssl2_looks_like_server_hello (bytes) == (record.front == 2));
}

static void
conversation (WgSlice input)
{
  static const WgEndpoint ends[2];
  WgSink sink = wary_sink ();
  WgReader r = wg_reader (input, WG_END_WHOLE);
  WgEngine engine;
  WgChannel *channel;
  Piece piece;

  wg_engine_init (&engine, &sink, 0);
  channel = wg_channel_new (&engine, ends, 4, FALSE, 0);
  wg_channel_choose (channel, &wg_tls);
  while (next_piece (&r, &piece))
    {
      WgSlice bytes;
      g_autofree guint8 *copy = NULL;

      if (piece.lost)
        {
          wg_channel_gap (channel, piece.dir, piece.len + 1, FALSE);
          continue;
        }
      if (!wg_reader_take (&r, piece.len, &bytes) || bytes.len == 0)
        continue;
      copy = g_memdup2 (bytes.data, bytes.len);
      engine.frame++;
      engine.tree = wg_tree_new (bytes);
      wg_channel_data (channel, piece.dir, wg_slice (copy, bytes.len),
                       (WgOrigin){engine.frame, 0, 0});
      g_clear_pointer (&engine.tree, wg_tree_free);
    }
  wg_channel_free (channel);
  wg_engine_clear (&engine);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WgSlice all = wg_slice (data, size), rest = wg_slice_sub (all, 1, size);

  switch (wg_slice_at (all, 0))
    {
    case 'h':
      client_hello (rest);
      break;
    case 's':
      server_hello (rest);
      break;
    case 'k':
      key_exchange (rest);
      break;
    case 'c':
      certificates (rest, FALSE);
      certificates (rest, TRUE);
      break;
    case '2':
      ssl2 (rest);
      break;
    default:
      conversation (rest);
    }
  return 0;
}
