#pragma once

#include "capture/capture.h"

/**
 * WgSource: the bytes of one file, standard input, or memory, inflated where they are
 * compressed. Read by one thread at a time; only wg_source_cancel() may be called from another.
 *
 * Two kinds of bytes: the stored ones, which the watcher sees, and the content.
 */
typedef struct WgSource WgSource;

/* @path: "-" is standard input. Fails with WG_ERROR_IO, naming the file. */
WgSource *wg_source_open (const char *path, GError **error);

/* @bytes stay the caller's and outlive the source. @chunk: at most so many come at a time; 0 is
 * no limit. */
WgSource *wg_source_new_bytes (WgSlice bytes, gsize chunk);

void wg_source_free (WgSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgSource, wg_source_free)

void wg_source_watch (WgSource *source, WgBytesFunc on_bytes, gpointer user);

/* At most @len bytes of content; 0 at the end, -1 with @error (WG_ERROR_IO). */
gssize wg_source_read (WgSource *source, guint8 *out, gsize len, GError **error);

/* Whether wg_source_read() would not wait for a writer. */
gboolean wg_source_ready (WgSource *source);

/* Reads the stored bytes that are left, for the watcher alone. */
void wg_source_read_rest (WgSource *source);

/* Ends a read that waits for a writer, now and from now on. From any thread. */
void wg_source_cancel (WgSource *source);

/* How to call it in a message. */
const char *wg_source_name (const WgSource *source);

/* "gzip", "zstd", "lz4" or "plain", once something was read. */
const char *wg_source_codec_name (const WgSource *source);

/* Stored bytes read so far, and all of them (0: not known). */
guint64 wg_source_stored_off (const WgSource *source);
guint64 wg_source_size (const WgSource *source);

/* After the end of the content: whether compressed data broke off, and a static sentence on
 * what else was wrong with it, or %NULL. */
gboolean wg_source_cut (const WgSource *source);
const char *wg_source_trouble (const WgSource *source);
