#pragma once

#include "dissect/channel.h"

/* What the protocols of command and answer lines share (SMTP, POP, IMAP, FTP, IRC). Lines end
 * in LF or CR LF and are at most %WG_LIMIT_LINE long; longer ones are passed over. */

/**
 * WgLineSide: where one direction stands between lines.
 * @scanned: bytes at the window's start that hold no LF, so that a line that comes byte by byte
 * is looked at once
 * @skipping: inside a line past the ceiling
 */
typedef struct
{
  gsize scanned;
  gboolean skipping;
} WgLineSide;

/**
 * WgLineResult:
 * @WG_LINE_NEED: no whole line is there; nothing was consumed
 * @WG_LINE_WHOLE: one line was consumed
 * @WG_LINE_LONG: a part, or the end, of a line past the ceiling was consumed
 */
typedef enum
{
  WG_LINE_NEED,
  WG_LINE_WHOLE,
  WG_LINE_LONG,
} WgLineResult;

/* The next line of @in, without its ending, into @line; valid as long as the reader's bytes. */
WgLineResult wg_line_next (WgLineSide *side, WgReader *in, WgSlice *line);

/* Forgets the place, after a gap. */
void wg_line_side_clear (WgLineSide *side);

/* Passes over the text of a mail as SMTP and POP send it, up to and with the line of one dot
 * (RFC 5321 §4.5.2). TRUE when that line was consumed; else as much as could be was.
 * @mid_line: state between calls, FALSE at first. */
gboolean wg_line_skip_dotted (gboolean *mid_line, WgReader *in);

/* A whole line stands at the reader, or as much of one as is looked at. */
gboolean wg_line_is_there (const WgReader *in);

/* The word up to the next space, and behind the spaces in @line what follows. Empty at its end.
 */
WgSlice wg_line_word (WgSlice *line);

/* Three digits from 100 to 699, then a space, a hyphen or the end (RFC 5321 §4.2, RFC 959
 * §4.2);
 * @more: a hyphen, so lines of the same answer follow. */
gboolean wg_line_reply_code (WgSlice line, guint *code, gboolean *more);

/* A line begins so. */
gboolean wg_line_is_reply (WgSlice line);

/* What @as finds at its best, whoever of the two is the client. Datagrams hold no lines. */
WgProbe wg_line_probe (const WgProbeInput *in,
                       WgProbe (*as) (const WgProbeInput *in, WgDir client));

/* The bytes begin with @word, in any case, and then a space or line ending. */
gboolean wg_line_begins (WgSlice bytes, const char *word);

/* The same for any of @words, which a %NULL ends. */
gboolean wg_line_begins_any (WgSlice bytes, const char *const *words);

/* @text stands in the first line of @bytes, in any case. */
gboolean wg_line_first_has (WgSlice bytes, const char *text);

/* For probes that find no command in @bytes: NEED where a line of text has only begun, else NO.
 */
WgProbe wg_line_not_yet (WgSlice bytes);

/* The first line of @dir is there, or as much of it as there will be. */
gboolean wg_line_is_told (const WgProbeInput *in, WgDir dir);

/* What stands so far can be the beginning of a line of readable text: neither NUL nor other
 * control bytes but tab and the line ending. */
gboolean wg_line_is_text (WgSlice bytes);

/* Looks like the beginning of a TLS record with a handshake, or of an SSLv2 ClientHello. */
gboolean wg_line_is_tls (WgSlice bytes);

/**
 * WgPending: commands that wait for their answers, in order, by kinds that the room numbers
 * from 1. Commands past the ceiling are counted and come out as 0.
 */
typedef struct
{
  guint8 kinds[WG_LIMIT_LINE_OPEN];
  guint first;
  guint n;
  guint64 untold;
} WgPending;

void wg_pending_push (WgPending *pending, guint8 kind);
/* The oldest, taken out; 0 where none waits or nothing is known of it. */
guint8 wg_pending_pop (WgPending *pending);
/* The oldest, left in. */
guint8 wg_pending_peek (const WgPending *pending);
void wg_pending_clear (WgPending *pending);
