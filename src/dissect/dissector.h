#pragma once

#include "base/limits.h"
#include "base/reader.h"
#include "model/message.h"
#include "model/note.h"
#include "model/record.h"
#include "model/tree.h"

/* Who sent it: the end that began the conversation, or the other. */
typedef enum
{
  WG_CLIENT,
  WG_SERVER,
} WgDir;

static inline WgDir
wg_dir_other (WgDir dir)
{
  return dir == WG_CLIENT ? WG_SERVER : WG_CLIENT;
}

typedef struct WgDissector WgDissector;
typedef struct WgChannel WgChannel;

/**
 * WgStep: what a dissector says after looking at the window of one direction.
 *
 * - AGAIN: one unit was consumed (the reader moved); call again if bytes are left.
 * - NEED: nothing was consumed; call again when at least @n more bytes are there.
 * - SKIP: what the reader moved over is consumed, and the next @n bytes are payload that need
 * no window: they go to `payload` in chunks as they come and then `feed` goes on.
 *   %WG_UNTIL_EOF: all that is to come.
 * - WAIT: nothing can be said before the other direction moves (a request to switch protocols
 *   awaits its answer).
 * - HANDOFF: the reader's position is where another protocol begins in this direction, and in
 * the other wherever that one stands. @next %NULL: whatever probing finds.
 * - LOST: the rest of this direction is opaque.
 */
typedef enum
{
  WG_STEP_AGAIN,
  WG_STEP_NEED,
  WG_STEP_SKIP,
  WG_STEP_WAIT,
  WG_STEP_HANDOFF,
  WG_STEP_LOST,
} WgStepKind;

#define WG_UNTIL_EOF G_MAXUINT64

typedef struct
{
  WgStepKind kind;
  guint64 n;
  const WgDissector *next;
} WgStep;

#define WG_AGAIN       ((WgStep){WG_STEP_AGAIN, 0, NULL})
#define WG_NEED(count) ((WgStep){WG_STEP_NEED, (count), NULL})
#define WG_SKIP(count) ((WgStep){WG_STEP_SKIP, (count), NULL})
#define WG_WAIT        ((WgStep){WG_STEP_WAIT, 0, NULL})
#define WG_HANDOFF(to) ((WgStep){WG_STEP_HANDOFF, 0, (to)})
#define WG_LOST        ((WgStep){WG_STEP_LOST, 0, NULL})

/* Answer of a probe. MAYBE loses to another's YES and wins by port; NEED asks for more bytes.
 */
typedef enum
{
  WG_PROBE_NO,
  WG_PROBE_NEED,
  WG_PROBE_MAYBE,
  WG_PROBE_YES,
} WgProbe;

/**
 * WgProbeInput: the first bytes of both directions (either may be empty), at most
 * %WG_LIMIT_PROBE_LEN each.
 * @port: the server's port (of the likelier end); a hint, never enough alone
 * @midstream: the bytes are not the first that were sent
 * @ended: no more of that direction will come
 * @datagram: they are one UDP datagram, sent by @dir
 */
typedef struct
{
  WgSlice bytes[2];
  gboolean ended[2];
  guint16 port;
  gboolean midstream;
  gboolean datagram;
  WgDir dir;
} WgProbeInput;

/**
 * WgDissector: the shape that every protocol's room has. See dissectors/README.md.
 * @id: as in the report's `protocols` ("http")
 * @records, @fields, @notes: the tables, each ended by %NULL or a row without key or id
 * @messages: the same of what is told with wg_channel_message(); rooms may share one
 * @ports: usual ports, ended by 0, to break ties
 * @probe: is this it?
 * @open: state for one channel; read wg_channel_handoff() here
 * @feed: streams: look at the window of direction @dir
 * @payload: streams: the next chunk of skipped bytes; %NULL where nobody wants them
 * @gap: streams: @len bytes were lost here (@cut: the capture cut them off, else they were
 * never captured). Inside a SKIP they count against it; elsewhere the window was thrown away
 * (where the capture cut, after one more look by a reader that is CUT), and the dissector
 * resynchronises in `feed`, which is then given one segment at a time, or says LOST
 * @eof: streams: this direction ended; %NULL where nobody wants to know
 * @datagram: UDP: one datagram
 * @close: the conversation is over: emit what is open, free the state
 * @describe: nodes for bytes just consumed: what `feed` consumed in one step, a chunk of
 * payload, or a datagram; called after it, only when somebody looks
 */
struct WgDissector
{
  const char *id;
  const char *title;
  const char *help;
  const WgRecordType *const *records;
  const WgField *fields;
  const WgNoteType *notes;
  const WgMessageType *messages;
  const guint16 *ports;
  WgProbe (*probe) (const WgProbeInput *in);
  gpointer (*open) (WgChannel *channel);
  WgStep (*feed) (gpointer state, WgDir dir, WgReader *in);
  void (*payload) (gpointer state, WgDir dir, WgSlice chunk);
  void (*gap) (gpointer state, WgDir dir, guint64 len, gboolean cut);
  void (*eof) (gpointer state, WgDir dir);
  void (*datagram) (gpointer state, WgDir dir, WgReader *in);
  void (*close) (gpointer state);
  void (*describe) (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree);
};

/* Every dissector, in the order in which they are asked; ended by %NULL. Made by dissectors/.
 */
extern const WgDissector *const wg_dissectors[];

const WgDissector *wg_dissector_find (const char *id);
