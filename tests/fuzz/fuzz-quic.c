/* Packets that open: a connection shakes hands, then the input says what its packets hold.
 *
 * Input: a byte of settings (1: no handshake before, 2: without secrets), then steps: a byte
 * with the direction in bit 0 and the packet in bits 1 and 2 (0: the bytes are a datagram, 1:
 * Initial, 2: Handshake, 3: 1-RTT), a byte with the number of bytes that follow, and these.
 */

#include "fuzz.h"

#include "quic-talk.h"
#include "quic/quic-google.h"

static void
parse (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  WgQuicPacket packet;
  WgQuicFrame frame;
  WgQuicHello hello;

  while (wg_quic_parse_long (&r, &packet))
    g_assert_cmpuint (packet.number_off, <=, packet.bytes.len);
  r = wg_reader (bytes, WG_END_WHOLE);
  while (wg_quic_next_frame (&r, &frame))
    g_assert_cmpuint (frame.data.len, <=, bytes.len);
  if (wg_quic_find_google_hello (bytes, &hello))
    g_assert_cmpuint (hello.sni.len, <=, bytes.len);
}

static void
step (QuicTalk *t, guint8 what, WgSlice bytes)
{
  WgDir dir = (what & 1) != 0 ? WG_SERVER : WG_CLIENT;
  QuicSpeaker *const speakers[] = {NULL, &t->initial[dir], &t->handshake[dir],
                                   &t->one_rtt[dir]};
  QuicSpeaker *speaker = speakers[(what >> 1) & 3];

  g_byte_array_append (speaker != NULL ? t->frames : t->datagram, bytes.data,
                       (guint) bytes.len);
  if (speaker != NULL)
    quic_talk_seal (t, speaker);
  quic_talk_send (t, dir);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WgReader r = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  guint8 settings, what, len;
  WgSlice bytes;
  QuicTalk t;

  parse (wg_slice (data, size));
  if (!wg_reader_u8 (&r, &settings))
    return 0;
  if ((settings & 1) != 0)
    quic_talk_begin (&t, 1);
  else
    quic_talk_shake_hands (&t, (settings & 2) != 0 ? NULL : secrets);
  while (wg_reader_u8 (&r, &what) && wg_reader_u8 (&r, &len))
    {
      if (!wg_reader_take (&r, MIN ((gsize) len, wg_reader_left (&r)), &bytes))
        g_assert_not_reached ();
      if (bytes.len > 0)
        step (&t, what, bytes);
    }
  g_free (quic_talk_finish (&t));
  return 0;
}
