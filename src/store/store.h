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
 * WgStorePacket: 32 bytes a packet, the one with number N at index N - 1. A number that the
 * file gave to something else has a row without bytes and conversation.
 * @file_off: of its bytes, in the uncompressed file
 * @interface: index of its row, see wg_store_interface()
 * @conversation: its number, or -1
 * @tcp_flags, @dir: of what it carries of its conversation; @dir: 0 from the client
 * @payload: it carries bytes for the other end
 * @plain: one IP header and one segment or datagram: the conversation's row says all about them
 */
typedef struct
{
  guint64 file_off;
  gint64 time_ns;
  guint32 len;
  guint32 wire_len;
  gint32 conversation;
  guint16 interface;
  guint8 tcp_flags;
  guint8 has_time : 1;
  guint8 dir : 1;
  guint8 payload : 1;
  guint8 plain : 1;
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
  guint32 stream; /* as counted for TCP and UDP apart */
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

/* A packet that is a piece of a fragmented datagram, also the one that completes it.
 * @previous: the piece of it that came before, or 0. Rows are in the order of @frame, which has
 * several where datagrams stand in each other. */
typedef struct
{
  guint32 frame;
  guint32 previous;
} WgStorePiece;

#define WG_STORE_LOAN_NAME  32u
#define WG_STORE_LOAN_VALUE 64u

/* What @conversation took over from an earlier one, see wg_channel_lent(). */
typedef struct
{
  gint32 conversation;
  guint8 name_len;
  guint8 value_len;
  guint8 name[WG_STORE_LOAN_NAME];
  guint8 value[WG_STORE_LOAN_VALUE];
} WgStoreLoan;

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

/* What a second look at packets needs besides their rows. Interfaces are added in the order of
 * their numbers. @text: of a key log that stands in the file; copied. */
gboolean wg_store_add_interface (WgStore *store, guint16 linktype);
gboolean wg_store_add_piece (WgStore *store, guint32 frame, guint32 previous);
gboolean wg_store_add_secrets (WgStore *store, WgSlice text);
/* Nothing is added where one of the two is longer than there is room for. */
gboolean wg_store_add_loan (WgStore *store, gint64 conversation, WgSlice name, WgSlice value);

/* Readers, any thread. Indices are below the count; pointers live as long as the store. */
gsize wg_store_n_packets (const WgStore *store);
gsize wg_store_n_conversations (const WgStore *store);
gsize wg_store_n_records (const WgStore *store);
gsize wg_store_n_messages (const WgStore *store);
const WgStorePacket *wg_store_packet (const WgStore *store, gsize index);
const WgStoreConversation *wg_store_conversation (const WgStore *store, gsize index);
const WgStoreRecord *wg_store_record (const WgStore *store, gsize index);
const WgStoreMessage *wg_store_message (const WgStore *store, gsize index);

gsize wg_store_n_interfaces (const WgStore *store);
guint16 wg_store_interface (const WgStore *store, gsize index); /* its LINKTYPE number */
gsize wg_store_n_secrets (const WgStore *store);
WgSlice wg_store_secrets (const WgStore *store, gsize index);
gsize wg_store_n_loans (const WgStore *store);
const WgStoreLoan *wg_store_loan (const WgStore *store, gsize index);
gsize wg_store_n_pieces (const WgStore *store);
const WgStorePiece *wg_store_piece (const WgStore *store, gsize index);
/* Index of the first piece in packet @frame, or of the first behind it. */
gsize wg_store_find_piece (const WgStore *store, guint32 frame);

/* What the conversation came to, or %NULL while it goes on. */
const WgStoreEnd *wg_store_end (const WgStoreConversation *conversation);
/* Bytes as they were given, not escaped. */
WgSlice wg_store_title (const WgStore *store, const WgStoreRecord *record);
WgSlice wg_store_detail (const WgStore *store, const WgStoreMessage *message);
