#pragma once

#include "net/net.h"

/* A packet out of words, outermost header first: "eth:0800 ip4:6 tcp".
 *   xHEX          those bytes
 *   eth:TYPE      Ethernet with addresses 02..02 and 02..01
 *   ip4:PROTO     IPv4 from 10.0.0.1 to 10.0.0.2, lengths filled in
 *   frag:ID,OFF,M the same with protocol 17, as a fragment (OFF in units of 8; M: more follow)
 *   ip6:NEXT      IPv6 from 2001:db8::1 to 2001:db8::2, length filled in
 *   udp:PORT      from port 40000, length filled in
 *   tcp           from 40001 to 80, seq 1000, ack 2000, PSH and ACK, "hello"
 *   be2, be2+N, be2-N  the length of what follows (plus or less N) in two bytes
 * PROTO and NEXT are decimal, TYPE is hexadecimal. Freed with g_byte_array_unref(). */
GByteArray *packet_build (const char *words);

/* What one packet, or several, gave. Payloads are copied. */
typedef struct
{
  WgSegment segment;
  guint32 frame;
  GBytes *payload;
} Seen;

typedef struct
{
  WgNet *net;
  GArray *seen;   /* Seen */
  GString *notes; /* ids, each followed by a space */
  guint32 frame;
  gint64 time_ns;
} Bench;

void bench_init (Bench *bench);
void bench_clear (Bench *bench);
void bench_forget (Bench *bench); /* what was seen so far */

/* Decodes bytes in a block of their own, so that a sanitizer sees each byte too far. With
 * @with_tree also makes the field tree and checks that its nodes lie in their sources. */
void bench_feed (
    Bench *bench, guint16 linktype, WgSlice bytes, guint32 wire_len, gboolean with_tree);
void bench_feed_words (Bench *bench, guint16 linktype, const char *words);
