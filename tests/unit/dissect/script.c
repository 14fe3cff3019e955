#include "script.h"

#include "base/text.h"
#include "dissect/channel-private.h"
#include "report/json-value.h"

struct WgScript
{
  WgSink sink;
  WgEngine engine;
  WgEndpoint ends[2];
  WgChannel *channel;
  gsize chunk_len;
  GString *out;
  GPtrArray *parts; /* by record id: a table from list to its text */
  WgMessageSink messages;
  GArray *said; /* Said */
  WgJsonStyle style;
  const WgScriptWatch *watch;
  gpointer user; /* of @watch */
};

/* A message, and its detail to be freed. */
typedef struct
{
  WgMessage message;
  char *detail;
} Said;

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgScript *script = (WgScript *) sink;
  g_ptr_array_add (script->parts, g_hash_table_new (NULL, NULL));
  return script->parts->len;
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgScript *script = (WgScript *) sink;
  GHashTable *lists = g_ptr_array_index (script->parts, id - 1);
  GString *text = g_hash_table_lookup (lists, list);

  if (script->watch != NULL && script->watch->part != NULL)
    script->watch->part (script->user, list, item);
  if (text == NULL)
    {
      text = g_string_new ("[");
      g_hash_table_insert (lists, (gpointer) list, text);
    }
  if (text->len > 1)
    g_string_append_c (text, ',');
  wg_json_item (text, list, item, &script->style);
}

static gboolean
put_list (gpointer user, GString *out, const WgField *row)
{
  GString *text = g_hash_table_lookup (user, row);

  if (text == NULL)
    return FALSE;
  g_string_append_printf (out, "%s]", text->str);
  g_string_free (text, TRUE);
  return TRUE;
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  WgScript *script = (WgScript *) sink;

  if (script->watch != NULL && script->watch->record != NULL)
    script->watch->record (script->user, type, record);
  g_string_append_printf (script->out, "%s {", type->list);
  wg_json_fields (script->out, type->fields, record, &script->style, put_list,
                  g_ptr_array_index (script->parts, id - 1));
  g_string_append (script->out, "}\n");
}

static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  WgScript *script = (WgScript *) sink;
  g_string_append_printf (script->out, "note %s @%u+%u:%u\n", type->id, span->frame, span->off,
                          span->len);
}

static WgMessageId
take_message (WgMessageSink *sink, const WgMessage *message)
{
  WgScript *script =
      (WgScript *) (gpointer) ((char *) sink - G_STRUCT_OFFSET (WgScript, messages));
  Said said = {*message, wg_text_dup (message->detail)};

  g_array_append_val (script->said, said);
  return script->said->len;
}

static void
take_more (WgMessageSink *sink, WgMessageId id, guint64 len, guint32 frame)
{
  WgScript *script =
      (WgScript *) (gpointer) ((char *) sink - G_STRUCT_OFFSET (WgScript, messages));
  Said *said = &g_array_index (script->said, Said, id - 1);

  said->message.len += len;
  said->message.last_frame = frame;
}

static void
put_messages (WgScript *script)
{
  for (guint i = 0; i < script->said->len; i++)
    {
      Said *said = &g_array_index (script->said, Said, i);
      const WgMessage *message = &said->message;

      g_string_append_printf (script->out, "message %s %s @%u+%u:%" G_GUINT64_FORMAT,
                              message->type->id, message->dir == 0 ? "client" : "server",
                              message->span.frame, message->span.off, message->len);
      if (message->last_frame != message->span.frame)
        g_string_append_printf (script->out, " to @%u", message->last_frame);
      g_string_append_printf (script->out, "%s%s%s%s%s\n",
                              message->flags & WG_MESSAGE_ENCRYPTED ? " [encrypted]" : "",
                              message->flags & WG_MESSAGE_OPENED ? " [opened]" : "",
                              message->flags & WG_MESSAGE_ODD ? " [odd]" : "",
                              *said->detail != '\0' ? " " : "", said->detail);
      g_free (said->detail);
    }
  g_array_unref (script->said);
}

void
wg_script_take_messages (WgScript *script)
{
  script->engine.wants |= WG_WANT_MESSAGES;
  script->engine.messages = &script->messages;
}

static WgScript *
new_script (const WgDissector *dissector,
            guint16 port,
            WgWant wants,
            gsize chunk_len,
            gboolean datagram)
{
  WgScript *script = g_new0 (WgScript, 1);

  script->sink =
      (WgSink){.open = sink_open, .part = sink_part, .close = sink_close, .note = sink_note};
  wg_engine_init (&script->engine, &script->sink, wants);
  script->messages = (WgMessageSink){take_message, take_more};
  script->said = g_array_new (FALSE, FALSE, sizeof (Said));
  if ((wants & WG_WANT_MESSAGES) != 0)
    wg_script_take_messages (script);
  script->ends[0] = (WgEndpoint){.address = {10, 0, 0, 1}, .port = 40000};
  script->ends[1] = (WgEndpoint){.address = {10, 0, 0, 2}, .port = port};
  script->channel = wg_channel_new (&script->engine, script->ends, 4, datagram, 0);
  script->chunk_len = chunk_len > 0 ? chunk_len : G_MAXSIZE;
  script->out = g_string_new (NULL);
  script->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  script->style.scratch = g_string_new (NULL);
  if (dissector != NULL)
    wg_channel_choose (script->channel, dissector);
  return script;
}

WgScript *
wg_script_new (const WgDissector *dissector, guint16 port, WgWant wants, gsize chunk_len)
{
  return new_script (dissector, port, wants, chunk_len, FALSE);
}

WgScript *
wg_script_new_datagrams (const WgDissector *dissector, guint16 port)
{
  return new_script (dissector, port, 0, 0, TRUE);
}

/* Bytes are handed over in memory of just their size, so that a sanitizer sees any step past
 * it. */
void
wg_script_say (WgScript *script, WgDir dir, WgSlice bytes)
{
  WgOrigin origin = {++script->engine.frame, 54};

  script->engine.time_ns += 1000000;
  if (script->channel->datagram)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes.data, bytes.len);
      wg_channel_take_datagram (script->channel, dir, wg_slice (copy, bytes.len), origin,
                                FALSE);
      return;
    }
  while (bytes.len > 0)
    {
      gsize n = MIN (bytes.len, script->chunk_len);
      g_autofree guint8 *copy = g_memdup2 (bytes.data, n);
      wg_channel_data (script->channel, dir, wg_slice (copy, n), origin);
      bytes = wg_slice (bytes.data + n, bytes.len - n);
      origin.off += (guint32) n;
    }
}

void
wg_script_gap (WgScript *script, WgDir dir, guint64 len)
{
  wg_channel_gap (script->channel, dir, len, FALSE);
}

void
wg_script_eof (WgScript *script, WgDir dir)
{
  wg_channel_eof (script->channel, dir);
}

WgChannel *
wg_script_channel (WgScript *script)
{
  return script->channel;
}

WgEngine *
wg_script_engine (WgScript *script)
{
  return &script->engine;
}

void
wg_script_watch (WgScript *script, const WgScriptWatch *watch, gpointer user)
{
  script->watch = watch;
  script->user = user;
}

char *
wg_script_finish (WgScript *script)
{
  GString *protocols = g_string_new ("protocols");
  char *out;

  for (guint i = 0; i < wg_channel_n_protocols (script->channel); i++)
    g_string_append_printf (protocols, " %s", wg_channel_protocol (script->channel, i)->id);
  wg_channel_free (script->channel);
  wg_engine_clear (&script->engine);
  put_messages (script);
  g_string_append_printf (script->out, "%s\n", protocols->str);
  g_string_free (protocols, TRUE);
  g_ptr_array_unref (script->parts);
  g_string_free (script->style.scratch, TRUE);
  out = g_string_free (script->out, FALSE);
  g_free (script);
  return out;
}
