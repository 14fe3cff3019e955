#include "capture/write.h"
#include "ui/export/export-private.h"

#include <glib/gi18n.h>

#define ENOUGH (1u << 20) /* bytes worth writing */

/* @interfaces: how many of the capture's are written */
typedef struct
{
  const WgExportJob *job;
  WgCapture *capture;
  GOutputStream *out;
  GByteArray *blocks;
  guint interfaces;
} Writing;

static gboolean
flush (Writing *writing, GError **error)
{
  gboolean ok = g_output_stream_write_all (writing->out, writing->blocks->data,
                                           writing->blocks->len, NULL, NULL, error);

  g_byte_array_set_size (writing->blocks, 0);
  return ok;
}

static gboolean
is_wanted (Writing *writing, guint32 frame)
{
  GHashTable *frames = writing->job->frames;
  return frames == NULL || g_hash_table_contains (frames, GUINT_TO_POINTER (frame));
}

/* Interfaces are told before the packets that name them. */
static void
take (Writing *writing, const WgPacket *packet)
{
  for (; writing->interfaces < wg_capture_n_interfaces (writing->capture);
       writing->interfaces++)
    wg_write_interface (writing->blocks,
                        wg_capture_interface (writing->capture, writing->interfaces));
  wg_write_packet (writing->blocks, packet,
                   g_hash_table_lookup (writing->job->notes, GUINT_TO_POINTER (packet->frame)));
}

static gboolean
write_all (Writing *writing, GError **error)
{
  GError *broken = NULL;
  WgPacket packet;

  wg_write_section (writing->blocks, "Wiregloss");
  while (wg_capture_next (writing->capture, &packet, &broken))
    {
      if (is_wanted (writing, packet.frame))
        take (writing, &packet);
      if (writing->blocks->len >= ENOUGH && !flush (writing, error))
        return FALSE;
    }
  if (broken != NULL)
    {
      g_propagate_error (error, broken);
      return FALSE;
    }
  return flush (writing, error);
}

gboolean
wg_export_packets (const WgExportJob *job, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  g_autoptr (GFile) source = g_file_new_for_path (wg_document_path (job->document));
  g_autoptr (WgCapture) capture = NULL;
  g_autoptr (GFileOutputStream) out = NULL;
  g_autoptr (GByteArray) blocks = g_byte_array_new ();
  g_autoptr (GCancellable) drop = g_cancellable_new ();
  Writing writing = {.job = job, .blocks = blocks};

  if (g_file_equal (file, source))
    {
      g_set_error_literal (error, WG_ERROR, WG_ERROR_IO,
                           _ ("That is the capture itself; choose another name"));
      return FALSE;
    }
  writing.capture = capture =
      wg_capture_open (wg_document_path (job->document), TRUE, NULL, NULL, error);
  if (capture == NULL)
    return FALSE;
  out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  if (out == NULL)
    return FALSE;
  writing.out = G_OUTPUT_STREAM (out);
  if (write_all (&writing, error))
    return g_output_stream_close (writing.out, NULL, error);
  /* Closed like this, what was there before stays. */
  g_cancellable_cancel (drop);
  g_output_stream_close (writing.out, drop, NULL);
  return FALSE;
}
