#pragma once

#include "dissect/engine.h"

/**
 * WgScript: a conversation from a script, for tests of dissectors: what client and server say,
 * in order, each piece in a packet of its own; what comes out, as lines of JSON.
 */
typedef struct WgScript WgScript;

/* @dissector: %NULL to have it probed. @port: the server's. @chunk_len: deliver at most so many
 * bytes at once, 0 for whole packets. */
WgScript *
wg_script_new (const WgDissector *dissector, guint16 port, WgWant wants, gsize chunk_len);
/* The same for datagrams. */
WgScript *wg_script_new_datagrams (const WgDissector *dissector, guint16 port);
/* What %WG_WANT_MESSAGES does, before a dissector is chosen. */
void wg_script_take_messages (WgScript *script);

void wg_script_say (WgScript *script, WgDir dir, WgSlice bytes);
#define wg_script_client(script, text)                                                         \
  wg_script_say ((script), WG_CLIENT, WG_SLICE_LITERAL (text))
#define wg_script_server(script, text)                                                         \
  wg_script_say ((script), WG_SERVER, WG_SLICE_LITERAL (text))
void wg_script_gap (WgScript *script, WgDir dir, guint64 len);
void wg_script_eof (WgScript *script, WgDir dir);

/* Borrowed, for what a script cannot say. */
WgChannel *wg_script_channel (WgScript *script);
WgEngine *wg_script_engine (WgScript *script);

/**
 * WgScriptWatch: for what records hold and JSON does not tell; called before each is written.
 * @part, @record: either may be %NULL
 */
typedef struct
{
  void (*part) (gpointer user, const WgField *list, gconstpointer item);
  void (*record) (gpointer user, const WgRecordType *type, gconstpointer record);
} WgScriptWatch;

/* @watch is borrowed until the script is over. */
void wg_script_watch (WgScript *script, const WgScriptWatch *watch, gpointer user);

/* Ends the conversation and frees the script. Lines, in the order in which records ended:
 * `LIST {..}` and `note ID @FRAME+OFFSET:LENGTH`; with %WG_WANT_MESSAGES then `message ID
 * client|server @FRAME+OFFSET:LENGTH [to @FRAME] [[encrypted]] [[opened]] [[odd]] [DETAIL]` in
 * the order in which they were told; then `protocols A B`. Free with g_free(). */
char *wg_script_finish (WgScript *script);
