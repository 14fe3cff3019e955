#include "dissect/channel-private.h"

/* What dissectors ask of their channel. */

guint32
wg_channel_frame (const WgChannel *channel)
{
  return channel->engine->read_frame;
}

gint64
wg_channel_time (const WgChannel *channel)
{
  return channel->engine->time_ns;
}

gint64
wg_channel_conversation (const WgChannel *channel)
{
  return (gint64) channel->conversation;
}

WgWant
wg_channel_wants (const WgChannel *channel)
{
  return channel->engine->wants;
}

const WgSecrets *
wg_channel_secrets (const WgChannel *channel)
{
  const WgSecrets *secrets = channel->engine->secrets;
  return wg_secrets_any (secrets) ? secrets : NULL;
}

gboolean
wg_channel_is_datagram (const WgChannel *channel)
{
  return channel->datagram;
}

gboolean
wg_channel_midstream (const WgChannel *channel, WgDir dir)
{
  return channel->half[dir].midstream;
}

guint8
wg_channel_ip_version (const WgChannel *channel)
{
  return channel->ip_version;
}

const WgEndpoint *
wg_channel_endpoint (const WgChannel *channel, WgDir dir)
{
  return &channel->ends[dir];
}

WgSpan
wg_channel_span (const WgChannel *channel, WgDir dir, gsize pos, gsize len)
{
  const WgHalf *half = &channel->half[dir];

  if (half->direct.len > 0 && half->origin.derived_len > 0)
    return (WgSpan){half->origin.frame, half->origin.off, half->origin.derived_len};
  if (half->direct.len > 0)
    return (WgSpan){half->origin.frame, half->origin.off + (guint32) pos, (guint32) len};
  return wg_window_span (&half->window, pos, len);
}

guint64
wg_channel_segment (const WgChannel *channel, WgDir dir, gsize pos)
{
  WgSpan span = wg_channel_span (channel, dir, pos, 1);
  return channel->parent != NULL ? (guint64) span.frame << 32 | span.off : span.frame;
}

WgMessageId
wg_channel_message_at (WgChannel *channel,
                       WgDir dir,
                       const WgMessageType *type,
                       guint flags,
                       WgSpan span,
                       guint64 len,
                       WgSlice detail)
{
  WgMessageSink *sink = channel->engine->messages;
  WgMessage message = {.type = type,
                       .conversation = (gint64) channel->conversation,
                       .dir = (guint8) dir,
                       .flags = (guint8) flags,
                       .span = span,
                       .last_frame = channel->engine->read_frame,
                       .len = len,
                       .detail = detail};

  if (sink == NULL)
    return 0;
  if (channel->decrypted)
    message.flags |= WG_MESSAGE_ENCRYPTED | WG_MESSAGE_OPENED;
  return sink->message (sink, &message);
}

WgMessageId
wg_channel_message (WgChannel *channel,
                    WgDir dir,
                    const WgMessageType *type,
                    guint flags,
                    gsize pos,
                    gsize len,
                    WgSlice detail)
{
  if (channel->engine->messages == NULL)
    return 0;
  return wg_channel_message_at (channel, dir, type, flags,
                                wg_channel_span (channel, dir, pos, len), len, detail);
}

void
wg_channel_message_more (WgChannel *channel, WgMessageId id, guint64 len)
{
  WgMessageSink *sink = channel->engine->messages;

  if (sink != NULL && id != 0)
    sink->more (sink, id, len, channel->engine->read_frame);
}

void
wg_channel_set_handoff (WgChannel *channel, const WgHandoff *handoff)
{
  channel->handoff = *handoff;
  channel->handoff.decrypted = handoff->decrypted || channel->decrypted;
}

const WgHandoff *
wg_channel_handoff (const WgChannel *channel)
{
  return channel->handed_off ? &channel->handoff : NULL;
}

guint
wg_channel_n_protocols (const WgChannel *channel)
{
  return channel->n_protocols;
}

const WgDissector *
wg_channel_protocol (const WgChannel *channel, guint index)
{
  g_assert (index < channel->n_protocols);
  return channel->protocols[index];
}

gpointer
wg_channel_shared (WgChannel *channel,
                   const void *key,
                   gpointer (*make) (void),
                   GDestroyNotify free_value)
{
  WgEngine *engine = channel->engine;
  gpointer value = g_hash_table_lookup (engine->shared, key);

  if (value == NULL)
    {
      value = make ();
      g_hash_table_insert (engine->shared, (gpointer) key, value);
      g_ptr_array_add (engine->releases, (gpointer) (guintptr) free_value);
      g_ptr_array_add (engine->releases, value);
    }
  return value;
}

void
wg_channel_lent (WgChannel *channel, WgSlice name, WgSlice value)
{
  WgLender *lender = channel->engine->lender;

  if (lender != NULL && lender->lent != NULL)
    lender->lent (lender, channel->conversation, name, value);
}

WgSlice
wg_channel_borrow (const WgChannel *channel, WgSlice name)
{
  WgLender *lender = channel->engine->lender;

  if (lender == NULL || lender->borrow == NULL)
    return WG_SLICE_NONE;
  return lender->borrow (lender, channel->conversation, name);
}

WgRecordId
wg_channel_open_record (WgChannel *channel, const WgRecordType *type, guint32 first_frame)
{
  WgSink *sink = channel->engine->sink;
  return sink->open (sink, type, first_frame > 0 ? first_frame : channel->engine->read_frame);
}

void
wg_channel_part (WgChannel *channel, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgSink *sink = channel->engine->sink;
  sink->part (sink, id, list, item);
}

void
wg_channel_close_record (WgChannel *channel,
                         WgRecordId id,
                         const WgRecordType *type,
                         gpointer record,
                         gboolean reversed)
{
  WgSink *sink = channel->engine->sink;
  WgRecordHead *head = record;

  head->conversation = (gint64) channel->conversation;
  head->reversed = reversed;
  sink->close (sink, id, type, record);
}

static void
give_note (WgChannel *channel, const WgNoteType *type, const WgSpan *span, const char *text)
{
  WgSink *sink = channel->engine->sink;
  WgChannel *root = wg_channel_root (channel);

  if (channel->engine->tree != NULL)
    wg_tree_add_note (channel->engine->tree, NULL, type->text);
  if (root->n_notes >= WG_LIMIT_NOTES)
    return;
  root->n_notes++;
  sink->note (sink, type, (gint64) channel->conversation, span, text);
}

void
wg_channel_note_at (WgChannel *channel, const WgNoteType *type, WgSpan span, const char *text)
{
  if (span.frame == 0)
    span.frame = channel->engine->read_frame;
  give_note (channel, type, &span, text);
}

void
wg_channel_note (WgChannel *channel,
                 WgDir dir,
                 const WgNoteType *type,
                 gsize pos,
                 gsize len,
                 const char *text)
{
  wg_channel_note_at (channel, type, wg_channel_span (channel, dir, pos, len), text);
}

void
wg_channel_stream_note (
    WgChannel *channel, const WgNoteType *type, WgOrigin origin, guint64 len, const char *text)
{
  WgSpan span = {origin.frame, origin.off, (guint32) MIN (len, G_MAXUINT32)};
  give_note (channel, type, &span, text);
}
