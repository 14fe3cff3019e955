#pragma once

#include "base/slice.h"

/* g_string_append_len() without a call where there is room, which is nearly always. */
static inline void
wg_string_put (GString *out, const void *bytes, gsize len)
{
  if (G_UNLIKELY (len >= out->allocated_len - out->len))
    {
      g_string_append_len (out, bytes, (gssize) len);
      return;
    }
  memcpy (out->str + out->len, bytes, len);
  out->len += len;
  out->str[out->len] = '\0';
}

/* Room for @len bytes and a nul behind the text, to be written and then told of. */
static inline char *
wg_string_room (GString *out, gsize len)
{
  if (G_UNLIKELY (len >= out->allocated_len - out->len))
    {
      gsize used = out->len;
      g_string_set_size (out, used + len);
      out->len = used;
    }
  return out->str + out->len;
}

/* The text now ends at @end, in that room or before. */
static inline void
wg_string_end (GString *out, char *end)
{
  out->len = (gsize) (end - out->str);
  *end = '\0';
}

static inline void
wg_string_puts (GString *out, const char *text)
{
  wg_string_put (out, text, strlen (text));
}

/* Bytes from the wire as UTF-8 to show and to write: a byte that is not part of valid UTF-8
 * becomes \xNN, and so does a backslash that would read like one (\x5c). Control characters
 * stay; whoever prints them escapes them. Appends to @out. */
void wg_text_append (GString *out, WgSlice bytes);

/* The same as a string of its own, with control and bidirectional-override characters shown as
 * \xNN or \u{..}, so that it can stand on a terminal. */
char *wg_text_dup (WgSlice bytes);

/* Appends text of our own making that may quote such bytes: characters that could command a
 * terminal are shown as above, backslashes stay what they are. */
void wg_text_append_shown (GString *out, const char *text);

/* Length of the valid UTF-8 sequence that begins @bytes, 1 to 4, or 0. No surrogates, no
 * overlong forms, nothing past U+10FFFF (RFC 3629 §4). */
guint wg_utf8_len (WgSlice bytes);

/* Number of leading bytes of @bytes that are printable ASCII. */
gsize wg_ascii_run (WgSlice bytes);

/* Appends 2 lower-case hex digits a byte. */
void wg_hex_append (GString *out, WgSlice bytes);

/* Appends RFC 3339 UTC with nine decimals; years before 1 and past 9999 get as many digits (and
 * a sign) as they need. @time_ns: since 1970. */
void wg_time_append (GString *out, gint64 time_ns);

/* Appends @duration_ns as seconds with nine decimals. */
void wg_duration_append (GString *out, gint64 duration_ns);

/* Appends @value in decimal. */
void wg_uint_append (GString *out, guint64 value);

/* Appends the address of 4 or 16 bytes; IPv6 in the form of RFC 5952. */
void wg_address_append (GString *out, const guint8 *bytes, guint len);
