#pragma once

#include "dissect/engine.h"
#include "dissect/window.h"

typedef struct
{
  WgWindow window; /* bytes kept from earlier packets */
  WgSlice direct;  /* or, when it is empty, the packet's own bytes */
  WgOrigin origin; /* of @direct */
  gsize taken;     /* bytes of @direct that are consumed */
  guint16 source;  /* of the tree, where @direct is derived */
  guint64 skip;    /* payload bytes still to pass by */
  gsize need;      /* bytes in the window before the dissector wants to look again */
  guint32 frame;   /* the newest packet that gave it bytes */
  guint32 unknown; /* a packet in whose bytes no protocol was found */
  WgEnd end;
  gboolean midstream;
  gboolean waiting;
  gboolean lost;
  gboolean ended;
} WgHalf;

struct WgChannel
{
  WgEngine *engine;
  WgChannel *parent; /* whose records these bytes were taken out of, or NULL */
  const char *title; /* what to call them */
  const WgEndpoint *ends;
  guint64 conversation;
  const WgDissector *dissector; /* NULL while probing */
  gpointer state;
  WgHalf half[2];
  const WgDissector *protocols[WG_LIMIT_CHANNEL_DEPTH];
  WgHandoff handoff;
  guint32 n_notes;
  guint8 n_protocols;
  guint8 depth;  /* protocols around the one that reads */
  guint8 probes; /* looks that found nothing */
  guint8 ip_version;
  guint16 level; /* the listener's number of its bytes, or 0 */
  gboolean datagram;
  gboolean opaque;
  gboolean progress;
  gboolean handed_off;
  gboolean decrypted;
};

/* The conversation's own channel. */
WgChannel *wg_channel_root (WgChannel *channel);

/* Lets the engine's listener hear of bytes that come, or (%NULL) are missing. */
void wg_channel_listen (
    WgChannel *channel, WgDir dir, WgSlice bytes, const WgOrigin *origin, guint64 lost);

/* Sets the dissector, or gives up. */
void wg_channel_choose (WgChannel *channel, const WgDissector *dissector);

/* Makes nodes for bytes at the beginning of the view of @dir; those that were added behind
 * @before while it was read, of what was inside it, follow them. */
void wg_channel_describe (
    WgChannel *channel, WgDir dir, WgSlice unit, gboolean payload, WgNode *before);
