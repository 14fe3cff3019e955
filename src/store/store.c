#include "store/store.h"

/* Titles lie in blocks; none spans two. */
#define TEXT_BLOCK (1u << 20)

struct WgStore
{
  WgColumn packets;
  WgColumn conversations;
  WgColumn records;
  WgColumn messages;
  WgColumn interfaces;
  WgColumn pieces;
  WgColumn secrets;
  WgColumn loans;
  _Atomic (char *) text[WG_LIMIT_STORE_CHUNKS];
  guint64 text_len; /* the writer's */
};

WgStore *
wg_store_new (void)
{
  WgStore *store = g_new0 (WgStore, 1);

  wg_column_init (&store->packets, sizeof (WgStorePacket));
  wg_column_init (&store->conversations, sizeof (WgStoreConversation));
  wg_column_init (&store->records, sizeof (WgStoreRecord));
  wg_column_init (&store->messages, sizeof (WgStoreMessage));
  wg_column_init (&store->interfaces, sizeof (guint16));
  wg_column_init (&store->pieces, sizeof (WgStorePiece));
  wg_column_init (&store->secrets, sizeof (WgSlice));
  wg_column_init (&store->loans, sizeof (WgStoreLoan));
  return store;
}

void
wg_store_free (WgStore *store)
{
  if (store == NULL)
    return;
  wg_column_clear (&store->packets);
  wg_column_clear (&store->conversations);
  wg_column_clear (&store->records);
  wg_column_clear (&store->messages);
  for (gsize i = 0; i < wg_store_n_secrets (store); i++)
    g_free ((gpointer) wg_store_secrets (store, i).data);
  wg_column_clear (&store->interfaces);
  wg_column_clear (&store->pieces);
  wg_column_clear (&store->secrets);
  wg_column_clear (&store->loans);
  for (gsize i = 0; i < WG_LIMIT_STORE_CHUNKS; i++)
    g_free (atomic_load_explicit (&store->text[i], memory_order_relaxed));
  g_free (store);
}

gboolean
wg_store_add_packet (WgStore *store, const WgStorePacket *packet)
{
  WgStorePacket *row = wg_column_next (&store->packets);

  if (row == NULL)
    return FALSE;
  *row = *packet;
  wg_column_publish (&store->packets);
  return TRUE;
}

gboolean
wg_store_add_conversation (WgStore *store, const WgStoreConversation *conversation)
{
  WgStoreConversation *row = wg_column_next (&store->conversations);

  if (row == NULL)
    return FALSE;
  row->client = conversation->client;
  row->server = conversation->server;
  row->stream = conversation->stream;
  row->ip_version = conversation->ip_version;
  row->protocol = conversation->protocol;
  row->first_frame = conversation->first_frame;
  row->start_ns = conversation->start_ns;
  atomic_init (&row->over, FALSE);
  wg_column_publish (&store->conversations);
  return TRUE;
}

void
wg_store_end_conversation (WgStore *store, guint64 id, const WgStoreEnd *end)
{
  WgStoreConversation *row;

  if (id >= wg_column_n (&store->conversations))
    return;
  row = (WgStoreConversation *) wg_column_get (&store->conversations, id);
  row->end = *end;
  atomic_store_explicit (&row->over, TRUE, memory_order_release);
}

/* A place for @title, which is published with the row that it belongs to. */
static gboolean
keep_title (WgStore *store, WgSlice title, guint64 *off)
{
  guint64 left = TEXT_BLOCK - store->text_len % TEXT_BLOCK;
  gsize block;
  char *text;

  if (title.len > left)
    store->text_len += left;
  block = store->text_len / TEXT_BLOCK;
  if (block >= WG_LIMIT_STORE_CHUNKS)
    return FALSE;
  text = atomic_load_explicit (&store->text[block], memory_order_relaxed);
  if (text == NULL)
    {
      text = g_malloc (TEXT_BLOCK);
      atomic_store_explicit (&store->text[block], text, memory_order_relaxed);
    }
  *off = store->text_len;
  if (title.len > 0)
    memcpy (text + store->text_len % TEXT_BLOCK, title.data, title.len);
  store->text_len += title.len;
  return TRUE;
}

gboolean
wg_store_add_record (WgStore *store,
                     const WgRecordType *type,
                     gint64 conversation,
                     guint32 first_frame,
                     WgSlice title)
{
  WgStoreRecord *row = wg_column_next (&store->records);

  title.len = MIN (title.len, WG_LIMIT_STORE_TITLE);
  if (row == NULL || !keep_title (store, title, &row->title_off))
    return FALSE;
  row->type = type;
  row->conversation = conversation;
  row->first_frame = first_frame;
  row->title_len = (guint32) title.len;
  wg_column_publish (&store->records);
  return TRUE;
}

gint64
wg_store_add_message (WgStore *store, const WgMessage *message)
{
  WgStoreMessage *row = wg_column_next (&store->messages);
  WgSlice detail = wg_slice_sub (message->detail, 0, WG_LIMIT_STORE_TITLE);

  if (row == NULL || !keep_title (store, detail, &row->detail_off))
    return -1;
  row->type = message->type;
  row->frame = message->span.frame;
  row->off = message->span.off;
  row->conversation = (gint32) message->conversation;
  row->detail_len = (guint16) detail.len;
  row->dir = message->dir;
  row->flags = message->flags;
  atomic_init (&row->len, message->len);
  atomic_init (&row->last_frame, message->last_frame);
  atomic_init (&row->parts, 1);
  wg_column_publish (&store->messages);
  return (gint64) wg_column_n (&store->messages) - 1;
}

void
wg_store_grow_message (WgStore *store, gsize index, guint64 len, guint32 frame)
{
  WgStoreMessage *row;

  if (index >= wg_column_n (&store->messages))
    return;
  row = (WgStoreMessage *) wg_column_get (&store->messages, index);
  atomic_fetch_add_explicit (&row->len, len, memory_order_relaxed);
  if (len > 0)
    atomic_fetch_add_explicit (&row->parts, 1, memory_order_relaxed);
  atomic_store_explicit (&row->last_frame, frame, memory_order_relaxed);
}

gsize
wg_store_n_packets (const WgStore *store)
{
  return wg_column_n (&store->packets);
}

gsize
wg_store_n_conversations (const WgStore *store)
{
  return wg_column_n (&store->conversations);
}

gsize
wg_store_n_records (const WgStore *store)
{
  return wg_column_n (&store->records);
}

gsize
wg_store_n_messages (const WgStore *store)
{
  return wg_column_n (&store->messages);
}

const WgStorePacket *
wg_store_packet (const WgStore *store, gsize index)
{
  return wg_column_get (&store->packets, index);
}

const WgStoreConversation *
wg_store_conversation (const WgStore *store, gsize index)
{
  return wg_column_get (&store->conversations, index);
}

const WgStoreRecord *
wg_store_record (const WgStore *store, gsize index)
{
  return wg_column_get (&store->records, index);
}

const WgStoreMessage *
wg_store_message (const WgStore *store, gsize index)
{
  return wg_column_get (&store->messages, index);
}

const WgStoreEnd *
wg_store_end (const WgStoreConversation *conversation)
{
  return atomic_load_explicit (&conversation->over, memory_order_acquire) ? &conversation->end
                                                                          : NULL;
}

static WgSlice
title_at (const WgStore *store, guint64 off, gsize len)
{
  const char *text;

  if (len == 0)
    return WG_SLICE_NONE;
  text = atomic_load_explicit (&store->text[off / TEXT_BLOCK], memory_order_relaxed);
  return wg_slice (text + off % TEXT_BLOCK, len);
}

WgSlice
wg_store_title (const WgStore *store, const WgStoreRecord *record)
{
  return title_at (store, record->title_off, record->title_len);
}

WgSlice
wg_store_detail (const WgStore *store, const WgStoreMessage *message)
{
  return title_at (store, message->detail_off, message->detail_len);
}

gboolean
wg_store_add_interface (WgStore *store, guint16 linktype)
{
  guint16 *row = wg_column_next (&store->interfaces);

  if (row == NULL)
    return FALSE;
  *row = linktype;
  wg_column_publish (&store->interfaces);
  return TRUE;
}

gsize
wg_store_n_interfaces (const WgStore *store)
{
  return wg_column_n (&store->interfaces);
}

guint16
wg_store_interface (const WgStore *store, gsize index)
{
  return *(const guint16 *) wg_column_get (&store->interfaces, index);
}

gboolean
wg_store_add_secrets (WgStore *store, WgSlice text)
{
  WgSlice *row = wg_column_next (&store->secrets);

  if (row == NULL)
    return FALSE;
  *row = wg_slice (g_memdup2 (text.data, text.len), text.len);
  wg_column_publish (&store->secrets);
  return TRUE;
}

gsize
wg_store_n_secrets (const WgStore *store)
{
  return wg_column_n (&store->secrets);
}

WgSlice
wg_store_secrets (const WgStore *store, gsize index)
{
  return *(const WgSlice *) wg_column_get (&store->secrets, index);
}

gboolean
wg_store_add_loan (WgStore *store, gint64 conversation, WgSlice name, WgSlice value)
{
  WgStoreLoan *row = wg_column_next (&store->loans);

  if (row == NULL || name.len > sizeof row->name || value.len > sizeof row->value)
    return FALSE;
  row->conversation = (gint32) conversation;
  row->name_len = (guint8) name.len;
  row->value_len = (guint8) value.len;
  wg_slice_copy (name, row->name);
  wg_slice_copy (value, row->value);
  wg_column_publish (&store->loans);
  return TRUE;
}

gsize
wg_store_n_loans (const WgStore *store)
{
  return wg_column_n (&store->loans);
}

const WgStoreLoan *
wg_store_loan (const WgStore *store, gsize index)
{
  return wg_column_get (&store->loans, index);
}

gboolean
wg_store_add_piece (WgStore *store, guint32 frame, guint32 previous)
{
  WgStorePiece *row = wg_column_next (&store->pieces);

  if (row == NULL)
    return FALSE;
  *row = (WgStorePiece){frame, previous};
  wg_column_publish (&store->pieces);
  return TRUE;
}

gsize
wg_store_n_pieces (const WgStore *store)
{
  return wg_column_n (&store->pieces);
}

const WgStorePiece *
wg_store_piece (const WgStore *store, gsize index)
{
  return wg_column_get (&store->pieces, index);
}

gsize
wg_store_find_piece (const WgStore *store, guint32 frame)
{
  gsize from = 0, to = wg_store_n_pieces (store);

  while (from < to)
    {
      gsize middle = from + (to - from) / 2;

      if (wg_store_piece (store, middle)->frame < frame)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}
