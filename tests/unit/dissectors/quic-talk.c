#include "../unit.h"

#include "quic-talk.h"

const guint8 quic_cid_a[8] = {0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8};
const guint8 quic_cid_c[4] = {0xc1, 0xc2, 0xc3, 0xc4};
const guint8 quic_cid_s[4] = {0x51, 0x52, 0x53, 0x54};

/* The secrets of later levels, and where the key log has them. */
const guint8 quic_handshake_secrets[2][33] = {"client handshake secret ........",
                                              "server handshake secret ........"};
const guint8 quic_traffic_secrets[2][33] = {"client traffic secret ..........",
                                            "server traffic secret .........."};

void
quic_talk_set (QuicTalk *t, guint32 number, WgSlice dcid)
{
  t->version = quic_version (number);
  for (guint end = 0; end < 2; end++)
    {
      quic_initial_secret (&t->version, dcid, end == 1, t->secrets[end]);
      t->initial[end] = (QuicSpeaker){
          .version = t->version,
          .type = WG_QUIC_INITIAL,
          .cipher = 0x1301,
          .secret = wg_slice (t->secrets[end], 32),
          .dcid = end == 0 ? dcid : QUIC_CID (quic_cid_c),
          .scid = end == 0 ? QUIC_CID (quic_cid_c) : QUIC_CID (quic_cid_s),
      };
      t->handshake[end] = t->initial[end];
      t->handshake[end].type = WG_QUIC_HANDSHAKE;
      t->handshake[end].secret = wg_slice (quic_handshake_secrets[end], 32);
      t->handshake[end].dcid = end == 0 ? QUIC_CID (quic_cid_s) : QUIC_CID (quic_cid_c);
      t->one_rtt[end] = t->handshake[end];
      t->one_rtt[end].type = WG_QUIC_SHORT;
      t->one_rtt[end].secret = wg_slice (quic_traffic_secrets[end], 32);
    }
}

void
quic_talk_begin (QuicTalk *t, guint32 version)
{
  *t = (QuicTalk){.script = wg_script_new_datagrams (NULL, 443),
                  .frames = g_byte_array_new (),
                  .datagram = g_byte_array_new ()};
  quic_talk_set (t, version, QUIC_CID (quic_cid_a));
}

/* Seals the frames gathered so far into the datagram. */
void
quic_talk_seal (QuicTalk *t, QuicSpeaker *speaker)
{
  while (t->frames->len < 4)
    quic_add_number (t->frames, WG_QUIC_FRAME_PADDING);
  quic_seal (speaker, wire_slice (t->frames), t->datagram);
  g_byte_array_set_size (t->frames, 0);
}

void
quic_talk_send (QuicTalk *t, WgDir dir)
{
  wg_script_say (t->script, dir, wire_slice (t->datagram));
  g_byte_array_set_size (t->datagram, 0);
}

void
quic_talk_say (QuicTalk *t, QuicSpeaker level[2], WgDir dir)
{
  quic_talk_seal (t, &level[dir]);
  quic_talk_send (t, dir);
}

void
quic_talk_crypto (QuicTalk *t, const char *text, gsize from, gsize to)
{
  g_autoptr (GByteArray) bytes = wire (text);
  WgSlice part = wg_slice_sub (wire_slice (bytes), from, MIN (to, bytes->len) - from);

  quic_add_crypto (t->frames, from, part);
}

void
quic_talk_hello (QuicTalk *t)
{
  quic_talk_crypto (t, QUIC_CLIENT_HELLO, 0, 1000);
  quic_talk_seal (t, &t->initial[WG_CLIENT]);
}

void
quic_talk_hex (QuicTalk *t, WgDir dir, const char *text)
{
  g_autoptr (GByteArray) bytes = wire (text);
  wg_script_say (t->script, dir, wire_slice (bytes));
}

WgSecrets *
quic_secrets_of (const guint8 client_traffic[33])
{
  static const char *const labels[] = {"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                                       "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                       "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"};
  const guint8 *values[] = {quic_handshake_secrets[0], quic_handshake_secrets[1],
                            client_traffic, quic_traffic_secrets[1]};
  WgSecrets *secrets = wg_secrets_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  WgKeylogCount count = {0};

  for (guint i = 0; i < 4; i++)
    {
      g_string_append_printf (text, "%s ", labels[i]);
      for (guint k = 0; k < 32; k++)
        g_string_append (text, "2a");
      g_string_append_c (text, ' ');
      for (guint k = 0; k < 32; k++)
        g_string_append_printf (text, "%02x", values[i][k]);
      g_string_append_c (text, '\n');
    }
  wg_secrets_add_text (secrets, wg_slice (text->str, text->len), WG_ORIGIN_KEYLOG, &count);
  assert_int_equal (count.secrets, 4);
  return secrets;
}

void
quic_talk_shake_hands (QuicTalk *t, WgSecrets *secrets)
{
  quic_talk_begin (t, 1);
  wg_script_engine (t->script)->secrets = secrets;
  quic_talk_hello (t);
  quic_talk_send (t, WG_CLIENT);
  quic_talk_crypto (t, QUIC_SERVER_HELLO, 0, 1000);
  quic_talk_seal (t, &t->initial[WG_SERVER]);
  quic_talk_crypto (t, QUIC_EXTENSIONS, 0, 1000);
  quic_talk_say (t, t->handshake, WG_SERVER);
}

void
quic_talk_stream (
    QuicTalk *t, WgDir dir, guint64 id, guint64 offset, gboolean fin, const char *text)
{
  g_autoptr (GByteArray) bytes = wire (text);

  quic_add_stream (t->frames, id, offset, wire_slice (bytes), fin);
  quic_talk_say (t, t->one_rtt, dir);
}

char *
quic_talk_finish (QuicTalk *t)
{
  g_byte_array_unref (t->frames);
  g_byte_array_unref (t->datagram);
  return wg_script_finish (t->script);
}

void
quic_talk_finish_noting (QuicTalk *t, const char *what, guint n)
{
  g_autofree char *out = quic_talk_finish (t);

  assert_int_equal (quic_count_of (out, what), n);
}

guint
quic_count_of (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;
  return n;
}
