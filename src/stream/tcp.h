#pragma once

#include "net/segment.h"

/* One TCP connection's bytes put in order. The policies stand in stream/README.md. */

/* Where a run of ordered bytes stands in the capture: packet and offset of its first byte.
 * @derived_len: 0, or the length there of what all of the run was taken out of */
typedef struct
{
  guint32 frame;
  guint32 off;
  guint32 derived_len;
} WgOrigin;

typedef enum
{
  WG_TCP_NOTE_OVERLAP, /* bytes sent twice, the second time with other content */
  WG_TCP_NOTE_GAP,     /* bytes that the capture never saw */
  WG_TCP_NOTE_LATE,    /* they came after all, too late to be read */
} WgTcpNote;

/* What a stream tells; @dir is the index of the sender's half. Bytes are borrowed for the call.
 */
typedef struct
{
  void (*data) (gpointer user, guint dir, WgSlice bytes, WgOrigin origin);
  /* @cut: the packet was captured, but not these of its bytes. */
  void (*gap) (gpointer user, guint dir, guint64 len, gboolean cut);
  void (*eof) (gpointer user, guint dir);
  void (*note) (gpointer user, guint dir, WgTcpNote note, WgOrigin origin, guint64 len);
} WgTcpCallbacks;

typedef struct WgTcpEarly WgTcpEarly;

/* A segment that was read, in so far as its like can be known again: @head mixes the first
 * bytes and @len of them. */
typedef struct
{
  guint32 seq;
  guint32 len;
  guint32 head;
  guint32 tail;
} WgTcpMark;

#define WG_TCP_MARKS 4u /* a power of two */

/* One direction: what its sender has sent. */
typedef struct
{
  guint64 packets;
  guint64 bytes;  /* payload by the headers, repeats included */
  guint64 unique; /* sequence numbers covered at least once */
  guint64 lost;
  guint32 retransmissions;
  guint32 out_of_order;
  guint32 low_seq;  /* lowest sequence number covered */
  guint32 next_seq; /* next one to be delivered */
  guint32 fin_seq;
  guint32 acked; /* highest number that the receiver acknowledged */
  guint8 started;
  guint8 syn;
  guint8 fin;
  guint8 acked_known;
  guint8 ended; /* eof was told */
  guint8 hops;  /* time to live of its last segment that was no reset; 0 where none was */
  guint8 n_marks;
  WgTcpMark marks[WG_TCP_MARKS];
  WgTcpEarly *early; /* segments ahead of next_seq, and holes that were given up; mostly NULL */
} WgTcpHalf;

typedef struct
{
  WgTcpHalf half[2];
  guint8 reset;
} WgTcp;

/* Memory held for early segments over all streams, against %WG_LIMIT_EARLY_TOTAL. */
typedef struct
{
  const WgTcpCallbacks *callbacks;
  gsize early_len;
} WgTcpShared;

/* Takes a segment that the end @dir sent. */
void wg_tcp_segment (WgTcp *tcp,
                     WgTcpShared *shared,
                     guint dir,
                     const WgSegment *segment,
                     guint32 frame,
                     gpointer user);

/* Delivers what is held, giving up the holes; called when nothing more is to come. */
void wg_tcp_flush (WgTcp *tcp, WgTcpShared *shared, gpointer user);
void wg_tcp_clear (WgTcp *tcp, WgTcpShared *shared);
