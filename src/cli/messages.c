#include "cli/messages.h"

#include "cli/cli.h"
#include "cli/outfile.h"
#include "cli/terminal.h"
#include "report/message-list.h"
#include "session/session.h"

#include <unistd.h>

static WgRecordId
ignore_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  return 1;
}

static void
ignore_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
}

static void
ignore_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
}

static void
ignore_note (WgSink *sink,
             const WgNoteType *type,
             gint64 conversation,
             const WgSpan *span,
             const char *text)
{
}

static gboolean
is_in (const WgStoreMessage *message, guint32 frame)
{
  return frame == 0
         || (message->frame <= frame
             && frame <= atomic_load_explicit (&message->last_frame, memory_order_relaxed));
}

static void
print (WgOutput *output,
       const WgStore *store,
       guint32 frame,
       const WgMessageView *view,
       gboolean json)
{
  g_autoptr (GArray) order = wg_message_order (store);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!json && order->len > 0)
    wg_message_list_heading (text, view);
  for (guint i = 0; i < order->len; i++)
    {
      guint32 index = g_array_index (order, guint32, i);

      if (!is_in (wg_store_message (store, index), frame))
        continue;
      if (json)
        wg_message_json_append (text, view->mask, store, index);
      else
        wg_message_list_append (text, view, store, index);
      if (text->len < 65536)
        continue;
      wg_output_write (output, text->str, text->len);
      g_string_truncate (text, 0);
    }
  wg_output_write (output, text->str, text->len);
}

int
wg_cli_show_messages (const char *path,
                      guint32 frame,
                      const WgSecrets *secrets,
                      WgMask *mask,
                      gboolean json,
                      const char *colour)
{
  WgSink nobody = {ignore_open, ignore_part, ignore_close, ignore_note};
  g_autoptr (GError) error = NULL;
  g_autoptr (WgOutFile) output = wg_outfile_open (NULL, &error);
  g_autoptr (WgStore) store = wg_store_new ();
  gboolean terminal = wg_outfile_is_terminal (output);
  const WgMessageView view = {.width = terminal ? wg_terminal_width (STDOUT_FILENO) : 0,
                              .colours = wg_terminal_colours (colour, terminal),
                              .mask = mask};
  const WgSessionOptions session = {.path = path,
                                    .threaded = TRUE,
                                    .wants = WG_WANT_MESSAGES,
                                    .secrets = secrets,
                                    .store = store,
                                    .sink = &nobody};
  WgCaptureFacts facts;
  gboolean ok = wg_session_run (&session, &facts, &error);

  wg_capture_facts_clear (&facts);
  print (wg_outfile_output (output), store, frame, &view, json);
  if (!ok)
    wg_cli_say ("%s", error->message);
  g_clear_error (&error);
  if (!wg_outfile_commit (output, &error))
    return wg_outfile_failed (error);
  if (ok && frame > facts.packets)
    {
      wg_cli_say ("%s: there is no packet %u; the capture has %u", path, frame, facts.packets);
      return WG_EXIT_USAGE;
    }
  return ok ? WG_EXIT_DONE : WG_EXIT_CAPTURE;
}
