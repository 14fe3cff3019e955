#pragma once

#include "capture/packet.h"
#include "model/message.h"
#include "model/record.h"
#include "net/segment.h"
#include "store/column.h"

/**
 * WgStore: what is known of a capture for whoever looks at it while it is still being read: a
 * row a packet, a conversation, a message, a record. One thread adds; any thread reads what is
 * published. Rows stay where they are and do not change, but for the second half of a
 * conversation and what a message still grows by.
 */
typedef struct WgStore WgStore;

/**
 * WgStorePacket: 32 bytes a packet.
 * @conversation: its number, or -1
 * @protocol: IP protocol number of what it carries (6, 17), 0 for others
 */
typedef struct
{
  guint64 file_off;
  gint64 time_ns;
  guint32 len;
  guint32 wire_len;
  gint32 conversation;
  guint16 interface;
  guint8 protocol;
  guint8 has_time;
} WgStorePacket;

/* What a conversation came to, once it is over. */
typedef struct
{
  guint32 last_frame;
  gint64 duration_ns;
  guint64 packets[2]; /* of the client, of the server */
  guint64 bytes[2];
  const char *state;        /* static, or %NULL */
  const char *protocols[8]; /* static, outermost first, %NULL behind the last */
} WgStoreEnd;

typedef struct
{
  WgEndpoint client;
  WgEndpoint server;
  guint8 ip_version;
  guint8 protocol;
  guint32 first_frame;
  gint64 start_ns;
  _Atomic (gboolean) over; /* @end may be read: see wg_store_end() */
  WgStoreEnd end;
} WgStoreConversation;

/* @title: what a list says of it, see wg_store_title() */
typedef struct
{
  const WgRecordType *type;
  gint64 conversation;
  guint32 first_frame;
  guint32 title_len;
  guint64 title_off;
} WgStoreRecord;

/* @frame, @off: where it begins; @dir, @flags: as in #WgMessage; @detail_off: see
 * wg_store_detail() */
typedef struct
{
  const WgMessageType *type;
  guint64 detail_off;
  _Atomic (guint64) len;
  guint32 frame;
  guint32 off;
  _Atomic (guint32) last_frame;
  _Atomic (guint32) parts; /* how often it went on, and once for its beginning */
  gint32 conversation;
  guint16 detail_len;
  guint8 dir;
  guint8 flags;
} WgStoreMessage;

WgStore *wg_store_new (void);
void wg_store_free (WgStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgStore, wg_store_free)

/* The writer. Each returns %FALSE at the store's ceiling, and nothing is added then. */
gboolean wg_store_add_packet (WgStore *store, const WgStorePacket *packet);
/* Conversations are added in the order of their numbers, from 0. */
gboolean wg_store_add_conversation (WgStore *store, const WgStoreConversation *conversation);
/* Once for each that was added. */
void wg_store_end_conversation (WgStore *store, guint64 id, const WgStoreEnd *end);
gboolean wg_store_add_record (WgStore *store,
                              const WgRecordType *type,
                              gint64 conversation,
                              guint32 first_frame,
                              WgSlice title);

/* Its index, or -1 at the ceiling. @message->conversation: as the store counts. */
gint64 wg_store_add_message (WgStore *store, const WgMessage *message);
void wg_store_grow_message (WgStore *store, gsize index, guint64 len, guint32 frame);

/* Readers, any thread. Indices are below the count; pointers live as long as the store. */
gsize wg_store_n_packets (const WgStore *store);
gsize wg_store_n_conversations (const WgStore *store);
gsize wg_store_n_records (const WgStore *store);
gsize wg_store_n_messages (const WgStore *store);
const WgStorePacket *wg_store_packet (const WgStore *store, gsize index);
const WgStoreConversation *wg_store_conversation (const WgStore *store, gsize index);
const WgStoreRecord *wg_store_record (const WgStore *store, gsize index);
const WgStoreMessage *wg_store_message (const WgStore *store, gsize index);

/* What the conversation came to, or %NULL while it goes on. */
const WgStoreEnd *wg_store_end (const WgStoreConversation *conversation);
/* Bytes as they were given, not escaped. */
WgSlice wg_store_title (const WgStore *store, const WgStoreRecord *record);
WgSlice wg_store_detail (const WgStore *store, const WgStoreMessage *message);
