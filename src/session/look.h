#pragma once

#include "dissect/channel.h"
#include "store/store.h"

/**
 * WgLook: one packet or conversation of a capture looked at again, as the index pass kept a row
 * of each packet and nothing more. Only the packets that belong to it are read and dissected:
 * those of the conversation from its first on, and the fragments that its datagrams came in.
 * What comes out is what reading the whole capture gives for the same packets, with these
 * exceptions: secrets that stand in the capture open what stands before them too, and ceilings
 * that count over all conversations are met later or never.
 *
 * A look belongs to one thread at a time; the store may be written meanwhile.
 */
typedef struct WgLook WgLook;

/* @path: as the store was filled from; a regular file, kept open
 * @store, @secrets: borrowed, outlive the look; @secrets may be %NULL. The numbers of
 * conversations are the store's. Fails as wg_pick_open() does. */
WgLook *
wg_look_new (const char *path, const WgStore *store, const WgSecrets *secrets, GError **error);
void wg_look_free (WgLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgLook, wg_look_free)

typedef enum
{
  WG_LOOK_TREES = 1 << 0,
  WG_LOOK_RECORDS = 1 << 1, /* and notes */
  WG_LOOK_SAID = 1 << 2,
} WgLookParts;

/**
 * WgLookRequest:
 * @frame: the packet that somebody looks at; 0 where @conversation is given and none is meant
 * @conversation: where @frame is 0, else it is the packet's own
 * @parts: what is wanted; trees alone end with the last of them, the rest needs the whole
 * conversation
 * @first, @last: packets of the conversation whose trees are made; both 0: @frame alone.
 * Records of these are kept first, where there is more than is kept
 * @wants: for records: hashes
 * @max_said: bytes of one level that are kept, around @frame; 0 and more than
 * %WG_LIMIT_LOOK_SAID are that
 * @progress: called now and then on the caller's thread; FALSE cancels. May be %NULL
 */
typedef struct
{
  guint32 frame;
  gint64 conversation;
  guint parts; /* WgLookParts */
  guint32 first;
  guint32 last;
  WgWant wants;
  gsize max_said;
  gboolean (*progress) (gpointer user, guint64 done, guint64 packets);
  gpointer user;
} WgLookRequest;

/* @packet: its bytes are those of the tree's source 0 */
typedef struct
{
  WgPacket packet;
  WgTree *tree;
} WgLookTree;

/* An item of a streamed list, told in packet @frame. */
typedef struct
{
  const WgField *list;
  gconstpointer item;
  guint32 frame;
} WgLookPart;

/**
 * WgLookRecord: @record is the struct of @type, copied as far as rows tell of it; members that
 * none tells of are zero.
 * @last_frame: packet in which all was known
 * @order: place among all records of the conversation, by when they began
 * @parts: of #WgLookPart, or %NULL
 */
typedef struct
{
  const WgRecordType *type;
  gconstpointer record;
  GArray *parts;
  guint32 first_frame;
  guint32 last_frame;
  guint64 order;
} WgLookRecord;

/* @text: adds to the type's, may be %NULL; @conversation: -1 where it is the packet's alone */
typedef struct
{
  const WgNoteType *type;
  const char *text;
  gint64 conversation;
  WgSpan span;
} WgLookNote;

/**
 * WgLookRun: bytes that one end said without a break, or (@lost) that are missing.
 * @frame, @off: where the first of them stands, or what they were taken out of. @frame is 0 for
 * missing ones
 * @at, @len: place in the level's bytes; @len is 0 for missing ones
 */
typedef struct
{
  guint32 frame;
  guint32 off;
  gint64 time_ns;
  guint64 lost;
  gsize at;
  guint32 len;
  guint8 dir; /* WgDir */
  guint8 has_time;
} WgLookRun;

/**
 * WgLookLevel: what was said, in order: by TCP or UDP, or taken out of it.
 * @title: "Decrypted TLS"; %NULL for the conversation's own bytes. Static
 * @parent: index of the level that these bytes were taken out of, or -1
 * @before, @after: bytes of each end that were left out in front of the first run and behind
 * the last
 */
typedef struct
{
  const char *title;
  gint parent;
  GArray *runs; /* of WgLookRun */
  GByteArray *bytes;
  guint64 before[2];
  guint64 after[2];
} WgLookLevel;

/**
 * WgLookResult: owns all that it shows; nothing in it changes.
 * @conversation: -1 where the packet has none
 * @trees, @records, @notes, @levels: never %NULL
 * @packets: that were read
 * @trees_left, @records_left, @parts_left, @notes_left: how many there were that the ceilings
 * left out; of @levels_left, levels
 */
typedef struct
{
  gint64 conversation;
  guint64 packets;
  GArray *trees;      /* of WgLookTree, in the file's order */
  GPtrArray *records; /* of WgLookRecord, in the order in which they began */
  GArray *notes;      /* of WgLookNote */
  GPtrArray *levels;  /* of WgLookLevel; the conversation's own bytes first */
  guint64 trees_left;
  guint64 records_left;
  guint64 parts_left;
  guint64 notes_left;
  guint64 levels_left;
  GPtrArray *memory; /* behind records and notes */
} WgLookResult;

/* Fails with WG_ERROR_CANCELLED, with WG_ERROR_IO where the file cannot be read any more, and
 * with WG_ERROR_FORMAT for a packet or conversation that is not there. The result is the
 * caller's and does not need the look any more. */
WgLookResult *wg_look_run (WgLook *look, const WgLookRequest *request, GError **error);
void wg_look_result_free (WgLookResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgLookResult, wg_look_result_free)

/* Tells @sink of the records, with their parts, and the notes. */
void wg_look_result_tell (const WgLookResult *result, WgSink *sink);

/* Numbers (guint32) of the packets of @conversation that the store knows by now, in order. */
GArray *wg_look_packets (const WgStore *store, gint64 conversation);
