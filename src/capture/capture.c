#include "capture/capture.h"

#include "base/limits.h"
#include "base/text.h"
#include "capture/capture-private.h"

#define PROBE_LEN 16u

static const struct
{
  WgFormat format;
  gboolean (*probe) (WgSlice head);
  gboolean (*open) (WgCapture *capture, GError **error);
} formats[] = {
    {WG_FORMAT_PCAP, wg_pcap_probe, wg_pcap_open},
    {WG_FORMAT_PCAPNG, wg_pcapng_probe, wg_pcapng_open},
    {WG_FORMAT_SNOOP, wg_snoop_probe, wg_snoop_open},
};

/* What people hand over in place of a capture. */
static const struct
{
  const char *magic;
  const char *what;
} strangers[] = {
    {"\xfd"
     "7zXZ",
     "is compressed with xz; unpack it first"},
    {"BZh", "is compressed with bzip2; unpack it first"},
    {"PK\x03\x04", "is a zip archive; unpack it first"},
    {"Rar!", "is a rar archive; unpack it first"},
    {"GMBU", "is a Network Monitor capture, which is not supported"},
    {"RTSS", "is a Network Monitor capture, which is not supported"},
    {"XCP", "is a NetXRay capture, which is not supported"},
    {"TRSNIFF data", "is a Sniffer capture, which is not supported"},
};

static void
clear_comment (gpointer item)
{
  g_free ((char *) ((WgComment *) item)->text);
}

static void
clear_interface (gpointer item)
{
  WgInterface *interface = item;
  g_free ((gpointer) interface->name);
}

static void
clear_secrets (gpointer item)
{
  WgSecretsBlock *secrets = item;
  g_free ((gpointer) secrets->bytes.data);
}

static gboolean
is_text (WgSlice head)
{
  WgReader r = wg_reader (head, WG_END_WHOLE);
  guint8 byte;

  while (wg_reader_u8 (&r, &byte))
    if (!g_ascii_isprint ((gchar) byte) && !g_ascii_isspace ((gchar) byte))
      return FALSE;
  return TRUE;
}

static void
set_not_a_capture (const WgCapture *capture, GError **error)
{
  WgReader r = wg_windows_reader (&capture->in);
  WgSlice head = wg_slice_sub (wg_reader_rest (&r), 0, PROBE_LEN);
  const char *what = NULL, *trouble = wg_source_trouble (capture->in.source);

  for (guint i = 0; i < G_N_ELEMENTS (strangers) && what == NULL; i++)
    if (wg_slice_has_prefix (head, strangers[i].magic))
      what = strangers[i].what;
  if (what == NULL && capture->in.ended && trouble != NULL)
    what = trouble;
  else if (what == NULL && head.len == 0)
    what = wg_source_stored_off (capture->in.source) > 0 ? "holds nothing once it is unpacked"
                                                         : "is empty";
  else if (what == NULL)
    what = is_text (head) ? "is text, not a capture file (pcap, pcapng or snoop)"
                          : "is not a capture file (pcap, pcapng or snoop)";
  g_set_error (error, WG_ERROR, WG_ERROR_FORMAT, "%s: %s", wg_source_name (capture->in.source),
               what);
}

static gboolean
begin (WgCapture *capture, GError **error)
{
  WgSlice head;
  WgReader r;

  wg_windows_need (&capture->in, PROBE_LEN);
  if (capture->in.ended)
    {
      GError *failure = wg_windows_steal_error (&capture->in);
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
    }
  r = wg_windows_reader (&capture->in);
  head = wg_reader_rest (&r);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].probe (head))
      {
        capture->format = formats[i].format;
        return formats[i].open (capture, error);
      }
  set_not_a_capture (capture, error);
  return FALSE;
}

static WgCapture *
open_source (WgSource *take_source,
             gboolean threaded,
             WgBytesFunc on_bytes,
             gpointer user,
             GError **error)
{
  g_autoptr (WgCapture) capture = g_new0 (WgCapture, 1);

  wg_source_watch (take_source, on_bytes, user);
  wg_windows_init (&capture->in, take_source, threaded);
  capture->interfaces = g_array_new (FALSE, FALSE, sizeof (WgInterface));
  g_array_set_clear_func (capture->interfaces, clear_interface);
  capture->skipped = g_array_new (FALSE, FALSE, sizeof (WgSkipped));
  capture->secrets = g_array_new (FALSE, FALSE, sizeof (WgSecretsBlock));
  g_array_set_clear_func (capture->secrets, clear_secrets);
  capture->comments = g_array_new (FALSE, FALSE, sizeof (WgComment));
  g_array_set_clear_func (capture->comments, clear_comment);
  if (!begin (capture, error))
    return NULL;
  return g_steal_pointer (&capture);
}

WgCapture *
wg_capture_open (
    const char *path, gboolean threaded, WgBytesFunc on_bytes, gpointer user, GError **error)
{
  WgSource *source = wg_source_open (path, error);
  return source != NULL ? open_source (source, threaded, on_bytes, user, error) : NULL;
}

WgCapture *
wg_capture_open_bytes (WgSlice bytes,
                       gsize chunk,
                       gboolean threaded,
                       WgBytesFunc on_bytes,
                       gpointer user,
                       GError **error)
{
  return open_source (wg_source_new_bytes (bytes, chunk), threaded, on_bytes, user, error);
}

void
wg_capture_free (WgCapture *capture)
{
  if (capture == NULL)
    return;
  wg_windows_clear (&capture->in);
  if (capture->format == WG_FORMAT_PCAPNG)
    wg_pcapng_clear (&capture->pcapng);
  g_array_unref (capture->interfaces);
  g_array_unref (capture->skipped);
  g_array_unref (capture->secrets);
  g_array_unref (capture->comments);
  g_free (capture);
}

/* Its lines one by one, as a line feed is all that may command. */
static char *
clean (WgSlice text)
{
  GString *out = g_string_sized_new (text.len);

  for (;;)
    {
      gssize end = wg_slice_find (text, '\n');
      g_autofree char *line =
          wg_text_dup (end < 0 ? text : wg_slice_sub (text, 0, (gsize) end));

      g_string_append (out, line);
      if (end < 0)
        return g_string_free (out, FALSE);
      g_string_append_c (out, '\n');
      text = wg_slice_sub (text, (gsize) end + 1, text.len);
    }
}

void
wg_capture_add_comment (WgCapture *capture, WgSlice text)
{
  WgComment comment = {capture->frame + 1, NULL};

  if (text.len == 0 || capture->comments->len >= WG_LIMIT_COMMENTS
      || text.len > WG_LIMIT_COMMENTS_LEN - capture->comments_len)
    return;
  comment.text = clean (text);
  capture->comments_len += text.len;
  g_array_append_val (capture->comments, comment);
}

void
wg_capture_add_skipped (WgCapture *capture, guint64 off, const char *why)
{
  WgSkipped skipped = {off, why};
  if (capture->skipped->len < WG_LIMIT_SKIPPED_RANGES)
    g_array_append_val (capture->skipped, skipped);
}

gboolean
wg_capture_add_interface (WgCapture *capture,
                          guint16 linktype,
                          guint32 snaplen,
                          char *take_name)
{
  WgInterface interface = {linktype, snaplen, take_name != NULL ? take_name : g_strdup ("")};

  if (capture->interfaces->len >= WG_LIMIT_INTERFACES)
    {
      clear_interface (&interface);
      return FALSE;
    }
  g_array_append_val (capture->interfaces, interface);
  return TRUE;
}

/* libpcap's max_snaplen_for_dlt(). */
guint32
wg_capture_max_packet_len (guint16 linktype)
{
  switch (linktype)
    {
    case 231: /* D-Bus */
      return 128u * 1024 * 1024;
    case 249: /* USBPcap */
      return 1024u * 1024;
    case 279: /* EBHSCR */
      return 8u * 1024 * 1024;
    default:
      return WG_LIMIT_PACKET_LEN;
    }
}

gboolean
wg_capture_pass_pending (WgCapture *capture)
{
  guint64 pending = capture->pending;

  capture->pending = 0;
  if (wg_windows_skip (&capture->in, pending))
    return TRUE;
  capture->cut_short = TRUE;
  return FALSE;
}

/* Why there are no more packets. */
static gboolean
finish (WgCapture *capture, GError **error)
{
  const WgSource *source = capture->in.source;
  GError *failure;

  capture->ended = TRUE;
  if (!capture->in.ended)
    return FALSE;
  failure = wg_windows_steal_error (&capture->in);
  if (failure != NULL)
    {
      capture->cut_short = FALSE;
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (wg_source_cut (source))
    capture->cut_short = TRUE;
  if (wg_source_trouble (source) != NULL)
    wg_capture_add_skipped (capture, capture->in.end_off, wg_source_trouble (source));
  return FALSE;
}

gboolean
wg_capture_next (WgCapture *capture, WgPacket *packet, GError **error)
{
  if (G_UNLIKELY (capture->ended))
    return FALSE;
  if (G_UNLIKELY (capture->pending > 0) && !wg_capture_pass_pending (capture))
    return finish (capture, error);
  if (G_UNLIKELY (!capture->next (capture, packet)))
    return finish (capture, error);
  if (G_UNLIKELY (capture->frame == G_MAXUINT32))
    {
      wg_capture_add_skipped (capture, packet->file_off, "more packets than can be numbered");
      capture->ended = TRUE;
      return FALSE;
    }
  packet->frame = ++capture->frame;
  return TRUE;
}

void
wg_capture_drain (WgCapture *capture)
{
  wg_windows_drain (&capture->in);
  capture->ended = TRUE;
}

WgFormat
wg_capture_format (const WgCapture *capture)
{
  return capture->format;
}

const char *
wg_capture_format_name (const WgCapture *capture)
{
  switch (capture->format)
    {
    case WG_FORMAT_PCAP:
      return "pcap";
    case WG_FORMAT_PCAPNG:
      return "pcapng";
    case WG_FORMAT_SNOOP:
      return "snoop";
    case WG_FORMAT_UNKNOWN:
    default:
      return "unknown";
    }
}

gboolean
wg_capture_cut_short (const WgCapture *capture)
{
  return capture->cut_short;
}

guint
wg_capture_n_interfaces (const WgCapture *capture)
{
  return capture->interfaces->len;
}

const WgInterface *
wg_capture_interface (const WgCapture *capture, guint index)
{
  g_assert (index < capture->interfaces->len);
  return &g_array_index (capture->interfaces, WgInterface, index);
}

guint
wg_capture_n_skipped (const WgCapture *capture)
{
  return capture->skipped->len;
}

const WgSkipped *
wg_capture_skipped (const WgCapture *capture, guint index)
{
  g_assert (index < capture->skipped->len);
  return &g_array_index (capture->skipped, WgSkipped, index);
}

guint
wg_capture_n_comments (const WgCapture *capture)
{
  return capture->comments->len;
}

const WgComment *
wg_capture_comment (const WgCapture *capture, guint index)
{
  g_assert (index < capture->comments->len);
  return &g_array_index (capture->comments, WgComment, index);
}

guint
wg_capture_n_secrets (const WgCapture *capture)
{
  return capture->secrets->len;
}

WgSlice
wg_capture_secrets (const WgCapture *capture, guint index, guint32 *type)
{
  const WgSecretsBlock *secrets;

  g_assert (index < capture->secrets->len);
  secrets = &g_array_index (capture->secrets, WgSecretsBlock, index);
  if (type != NULL)
    *type = secrets->type;
  return secrets->bytes;
}

void
wg_capture_progress (const WgCapture *capture, guint64 *done, guint64 *size)
{
  *done = wg_windows_stored_off (&capture->in);
  *size = wg_source_size (capture->in.source);
}
