#pragma once

#include "store/store.h"

/**
 * WgRows: which messages of a store are shown, in which order, and what stands between them.
 * Made by looking at the store's rows once; what is added to the store later is taken by
 * wg_rows_update(), in time that depends on what is new alone.
 */
typedef struct WgRows WgRows;

typedef enum
{
  WG_ROW_MESSAGE,
  WG_ROW_PAUSE, /* nothing was said for a while before the message of the next row */
  WG_ROW_SPACE, /* time going by, drawn to scale */
  WG_ROW_LOCK,  /* from the next message on its sender's are encrypted */
} WgRowKind;

/* @message: index in the store; of a pause or space, that of the message after it. */
typedef struct
{
  WgRowKind kind;
  gsize message;
} WgRow;

/**
 * WgRowsChoice: what is wanted.
 * @conversation: its index; -1 for all
 * @layers: one bit each #WgLayer
 * @pauses, @locks: rows of these kinds; @to_scale: spaces too, the more the longer
 * @wants: asked of each message where it is not %NULL: a filter's answer
 */
typedef struct
{
  gint64 conversation;
  guint layers;
  gboolean pauses;
  gboolean to_scale;
  gboolean locks;
  gboolean (*wants) (gpointer user, gsize message);
  gpointer user;
} WgRowsChoice;

WgRows *wg_rows_new (const WgStore *store);
void wg_rows_free (WgRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgRows, wg_rows_free)

/* Begins anew. */
void wg_rows_choose (WgRows *rows, const WgRowsChoice *choice);
const WgRowsChoice *wg_rows_choice (const WgRows *rows);
/* Takes what the store has got since; TRUE when there are new rows. */
gboolean wg_rows_update (WgRows *rows);

guint wg_rows_n (const WgRows *rows);
WgRow wg_rows_get (const WgRows *rows, guint index);
/* The row of that message, or of the one behind it where it is not shown; the number of rows
 * where there is none. */
guint wg_rows_find (const WgRows *rows, gsize message);
/* Messages among the rows, and the number of that one among them, from 1; 0: it is not. */
guint wg_rows_n_messages (const WgRows *rows);
guint wg_rows_number_of (const WgRows *rows, gsize message);
/* The message of that number among them, from 0. */
gsize wg_rows_message (const WgRows *rows, guint number);
/* The message shown @steps (-1, 1 ..) further than @message; stays at the ends. -1: none. */
gint64 wg_rows_step (const WgRows *rows, gint64 message, gint steps);
