#pragma once

#include "line/line.h"

/* Commands that log in or change what follows; all others are %WG_IMAP_OTHER. */
typedef enum
{
  WG_IMAP_OTHER,
  WG_IMAP_LOGIN,
  WG_IMAP_AUTHENTICATE,
  WG_IMAP_STARTTLS,
  WG_IMAP_COMPRESS,
} WgImapVerb;

typedef struct
{
  WgImapVerb verb;
  WgSlice tag;
  WgSlice name;
  WgSlice argument;
} WgImapCommand;

typedef enum
{
  WG_IMAP_UNTAGGED, /* "* .." */
  WG_IMAP_GO_AHEAD, /* "+ .." */
  WG_IMAP_OK,
  WG_IMAP_NO, /* "NO" or "BAD" */
  WG_IMAP_NEITHER,
} WgImapStatus;

/* A command line without its ending (RFC 9051 §2.2.1); parts are borrowed from @line. FALSE
 * where there is no tag with a command behind it. */
gboolean wg_imap_parse_command (WgSlice line, WgImapCommand *out);

/* Whose answer it is and how it went; @tag is empty where it has none. */
WgImapStatus wg_imap_parse_answer (WgSlice line, WgSlice *tag);

/* The line announces a literal of @len bytes at its end (RFC 9051 §4.3). @wait: the sender
 * waits for a go-ahead (no "+" of RFC 7888 behind the number). */
gboolean wg_imap_parse_literal (WgSlice line, guint64 *len, gboolean *wait);

/* The next atom or quoted string of @rest, which then begins behind it. FALSE at the end and at
 * a literal. @out: room for %WG_LIMIT_LINE bytes, which the result borrows where quotes had to
 * be undone. */
gboolean wg_imap_parse_string (WgSlice *rest, guint8 *out, WgSlice *value);

/* The first bytes begin with a tag and a command of IMAP. */
gboolean wg_imap_is_client (WgSlice bytes);
