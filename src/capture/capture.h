#pragma once

#include "capture/packet.h"

#include "base/error.h"

/**
 * WgCapture: packets out of a capture file: pcap, pcapng or snoop, plain or compressed with
 * gzip, zstd or lz4, from a file or from standard input, larger than memory.
 *
 * The file is read in large windows, on a thread of its own where @threads allows, so that
 * nothing is copied per packet and a file that shrinks meanwhile is only a short read.
 */
typedef struct WgCapture WgCapture;

typedef enum
{
  WG_FORMAT_UNKNOWN,
  WG_FORMAT_PCAP,
  WG_FORMAT_PCAPNG,
  WG_FORMAT_SNOOP,
} WgFormat;

typedef struct
{
  guint16 linktype; /* LINKTYPE number */
  guint32 snaplen;  /* 0: no limit */
  const char *name; /* UTF-8, "" where the file has none */
} WgInterface;

/* A damaged stretch that was passed over. @why is a static sentence. */
typedef struct
{
  guint64 off;
  const char *why;
} WgSkipped;

/* Sees the file's bytes as stored, compressed or not, in order; runs on the reading thread, and
 * on the caller's within wg_capture_drain(). */
typedef void (*WgBytesFunc) (gpointer user, WgSlice bytes);

/* @threaded: read ahead on a thread of its own. @on_bytes: may be %NULL.
 * @path: "-" is standard input. Fails with WG_ERROR_IO, or WG_ERROR_FORMAT for what is no
 * capture; the message names the file, and the offset where there is one. */
WgCapture *wg_capture_open (
    const char *path, gboolean threaded, WgBytesFunc on_bytes, gpointer user, GError **error);
void wg_capture_free (WgCapture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgCapture, wg_capture_free)

/* The next packet. %FALSE at the end, and at the first thing that cannot be read; in the latter
 * case
 * @error is set only when reading failed (WG_ERROR_IO): a file that breaks off inside a packet
 * ends and wg_capture_cut_short() says so; damage that cannot be passed over ends it with an
 * entry in wg_capture_skipped(). */
gboolean wg_capture_next (WgCapture *capture, WgPacket *packet, GError **error);

/* Reads what is left behind the last packet, so that @on_bytes has seen the whole file. */
void wg_capture_drain (WgCapture *capture);

WgFormat wg_capture_format (const WgCapture *capture);
const char *wg_capture_format_name (const WgCapture *capture);
gboolean wg_capture_cut_short (const WgCapture *capture);

/* Interfaces seen so far, over all sections. */
guint wg_capture_n_interfaces (const WgCapture *capture);
const WgInterface *wg_capture_interface (const WgCapture *capture, guint index);

guint wg_capture_n_skipped (const WgCapture *capture);
const WgSkipped *wg_capture_skipped (const WgCapture *capture, guint index);

/* What somebody wrote on a packet. @text: UTF-8 that cannot command a terminal; it may have
 * line feeds. Owned by the capture. */
typedef struct
{
  guint32 frame;
  const char *text;
} WgComment;

/* Comments on the packets read so far, in their order, as far as they are kept; a packet may
 * have several. */
guint wg_capture_n_comments (const WgCapture *capture);
const WgComment *wg_capture_comment (const WgCapture *capture, guint index);

#define WG_SECRETS_TLS_KEYLOG 0x544c534bu

/* Decryption secrets blocks seen so far: type as in the pcapng draft (%WG_SECRETS_TLS_KEYLOG is
 * a TLS key log) and their bytes, both valid until the capture is freed. */
guint wg_capture_n_secrets (const WgCapture *capture);
WgSlice wg_capture_secrets (const WgCapture *capture, guint index, guint32 *type);

/* Bytes of the file consumed so far and its size (0 when not known), for a progress bar. */
void wg_capture_progress (const WgCapture *capture, guint64 *done, guint64 *size);
