#pragma once

#include "capture/capture.h"
#include "check/check.h"
#include "crypto/secrets.h"
#include "dissect/channel.h"
#include "store/store.h"
#include "stream/flow.h"

/**
 * WgSession: one capture through the whole pipeline.
 *
 * Where @threaded is set, reading the file has a thread of its own, and so has the sink; both
 * are gone when the call returns. The rest runs on the caller's thread. The records that reach
 * the sink, and their order, do not depend on it.
 */

/* @path: a file, or "-" for standard input.
 * @chunk_len: hand bytes to dissectors in pieces of at most so many, which must not change a
 * record (the contract suite); 0 is as they come
 * @store: takes a row for each packet and conversation as it is read, and with
 * %WG_WANT_MESSAGES for each message, for a view on another thread; may be %NULL. The numbers
 * in it count from 0
 * @secrets: to open encrypted records with, besides those in the capture; may be %NULL
 * @check: how findings are to be made, which go to @sink behind the records; %NULL for none
 * @first_conversation: id of the first conversation, so that ids count over several captures
 * @flow: told of each conversation when its first packet is read, on the caller's thread and
 * before the sink hears of it; may be %NULL
 * @sink: takes records and notes
 * @tree_first, @tree_last: packets whose field trees are made and given to @tree; 0 for none
 * @wants_tree: which of them; %NULL for all
 * @tree: the tree is freed after the call unless it returns TRUE, which takes it
 * @progress: called now and then; FALSE cancels. @size is 0 where it is not known. May be
 * %NULL. */
typedef struct
{
  const char *path;
  gboolean threaded;
  WgWant wants;
  gsize chunk_len;
  const WgSecrets *secrets;
  WgStore *store;
  const WgCheckOptions *check;
  guint64 first_conversation;
  void (*flow) (gpointer user, const WgFlow *flow);
  WgSink *sink;
  guint32 tree_first;
  guint32 tree_last;
  gboolean (*wants_tree) (gpointer user, guint32 frame);
  gboolean (*tree) (gpointer user, const WgPacket *packet, WgTree *tree);
  gboolean (*progress) (gpointer user, guint64 done, guint64 size, guint32 packets);
  gpointer user;
} WgSessionOptions;

/* What is known of a capture as a whole. @first and @last are those of the file's order,
 * @earliest and @latest those of the clock; valid when @has_time. */
typedef struct
{
  guint32 packets;
  guint32 snapped_packets;
  guint64 conversations;
  guint64 bytes;
  guint64 wire_bytes;
  gboolean has_time;
  gint64 first_ns, last_ns, earliest_ns, latest_ns;
  gboolean cut_short;
  guint32 secrets; /* lines of key logs in the file */
  guint64 findings[WG_N_SEVERITIES];
  guint8 sha256[32];
  const char *format;
  GArray *interfaces; /* WgInterface, names owned by it */
  GArray *skipped;    /* WgSkipped */
  GArray *comments;   /* WgComment, texts owned by it */
} WgCaptureFacts;

void wg_capture_facts_clear (WgCaptureFacts *facts);

/* Runs to the end. @facts is filled as far as reading went, also on failure, and is cleared by
 * the caller. Fails as wg_capture_open() does, with WG_ERROR_IO when reading fails midway, and
 * with WG_ERROR_CANCELLED. */
gboolean
wg_session_run (const WgSessionOptions *options, WgCaptureFacts *facts, GError **error);
