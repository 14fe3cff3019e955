#pragma once

#include "crypto/secrets.h"
#include "dissect/channel.h"
#include "stream/tcp.h"

/**
 * WgListener: hears what is said, in order, before anybody reads it, and what was decrypted or
 * unpacked from it.
 * @open: a number, not 0, for the bytes of a channel that stands inside @parent (0: it is the
 * conversation's own). @title: what to call them, %NULL for the conversation's own
 * @said: the next bytes; @origin is where they stand, or what they were taken from
 * @lost: the next bytes are missing
 */
typedef struct WgListener WgListener;
struct WgListener
{
  guint16 (*open) (WgListener *listener, guint16 parent, const char *title);
  void (*said) (
      WgListener *listener, guint16 level, WgDir dir, WgSlice bytes, const WgOrigin *origin);
  void (*lost) (WgListener *listener, guint16 level, WgDir dir, guint64 len);
};

/**
 * WgLender: see wg_channel_lent() and wg_channel_borrow(). Either may be %NULL.
 */
typedef struct WgLender WgLender;
struct WgLender
{
  void (*lent) (WgLender *lender, guint64 conversation, WgSlice name, WgSlice value);
  WgSlice (*borrow) (WgLender *lender, guint64 conversation, WgSlice name);
};

/**
 * WgEngine: what all channels of one session share: where records go, what is wanted, the
 * packet being worked on. Owned by the session, lives as long as its channels.
 * @frame: of the packet being worked on
 * @read_frame: of the newest packet whose bytes are being read, which is an earlier one where
 * they had to wait
 * @tree: of the packet being worked on, or %NULL when nobody looks
 */
typedef struct
{
  WgSink *sink;
  WgWant wants;
  guint32 frame;
  guint32 read_frame;
  gint64 time_ns;
  WgTree *tree;
  WgMessageSink *messages;  /* or %NULL */
  WgListener *listener;     /* or %NULL */
  WgLender *lender;         /* or %NULL */
  const WgSecrets *secrets; /* or %NULL */
  GHashTable *shared;       /* of wg_channel_shared() */
  GPtrArray *releases;      /* their free functions, in pairs with the values */
} WgEngine;

void wg_engine_init (WgEngine *engine, WgSink *sink, WgWant wants);
void wg_engine_clear (WgEngine *engine);

/* A channel for the conversation between @ends. @ends is borrowed and outlives the channel. */
WgChannel *wg_channel_new (WgEngine *engine,
                           const WgEndpoint ends[2],
                           guint8 ip_version,
                           gboolean datagram,
                           guint64 conversation);

/* Ends what is open, as far as wg_channel_eof() did not, and frees. */
void wg_channel_free (WgChannel *channel);

/* Ordered bytes that @dir sent; @origin is where they stand. */
void wg_channel_data (WgChannel *channel, WgDir dir, WgSlice bytes, WgOrigin origin);
void wg_channel_gap (WgChannel *channel, WgDir dir, guint64 len, gboolean cut);
void wg_channel_eof (WgChannel *channel, WgDir dir);
/* This direction's first byte was not captured. */
void wg_channel_set_midstream (WgChannel *channel, WgDir dir);

/* A datagram; @cut: the capture holds only its beginning. */
void wg_channel_take_datagram (
    WgChannel *channel, WgDir dir, WgSlice bytes, WgOrigin origin, gboolean cut);

/* Gives a note that the stream below has made. */
void wg_channel_stream_note (
    WgChannel *channel, const WgNoteType *type, WgOrigin origin, guint64 len, const char *text);

/* Ids of the protocols met so far, outermost first. */
guint wg_channel_n_protocols (const WgChannel *channel);
const WgDissector *wg_channel_protocol (const WgChannel *channel, guint index);
