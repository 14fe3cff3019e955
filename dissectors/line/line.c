#include "line/line.h"

#define COMMAND_LEN 32 /* by then a tag and a command have been said */

WgLineResult
wg_line_next (WgLineSide *side, WgReader *in, WgSlice *line)
{
  WgSlice rest = wg_reader_rest (in);
  gsize known = MIN (side->scanned, rest.len);
  gssize at = wg_slice_find (wg_slice_sub (rest, known, rest.len), '\n');
  gsize len = at < 0 ? rest.len : known + (gsize) at + 1;
  gboolean is_long = side->skipping || len > WG_LIMIT_LINE;

  *line = WG_SLICE_NONE;
  if (at < 0 && !is_long)
    {
      side->scanned = rest.len;
      return WG_LINE_NEED;
    }
  if (!wg_reader_take (in, len, line))
    return WG_LINE_NEED;
  side->scanned = 0;
  side->skipping = at < 0;
  if (is_long)
    {
      *line = WG_SLICE_NONE;
      return WG_LINE_LONG;
    }
  line->len--;
  if (line->len > 0 && wg_slice_at (*line, line->len - 1) == '\r')
    line->len--;
  return WG_LINE_WHOLE;
}

gboolean
wg_line_is_there (const WgReader *in)
{
  return wg_reader_left (in) >= WG_LIMIT_LINE || wg_slice_find (wg_reader_rest (in), '\n') >= 0;
}

void
wg_line_side_clear (WgLineSide *side)
{
  *side = (WgLineSide){0};
}

typedef enum
{
  DOT_NO,
  DOT_NEED,
  DOT_YES,
} Dot;

/* Does the line of one dot stand at @rest? */
static Dot
dot_at (WgSlice rest, gsize *len)
{
  static const char *const endings[] = {".\r\n", ".\n"};

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      *len = strlen (endings[i]);
      if (wg_slice_has_prefix (rest, endings[i]))
        return DOT_YES;
      if (rest.len < *len && (rest.len == 0 || memcmp (endings[i], rest.data, rest.len) == 0))
        return DOT_NEED;
    }
  return DOT_NO;
}

gboolean
wg_line_skip_dotted (gboolean *mid_line, WgReader *in)
{
  WgSlice rest = wg_reader_rest (in);
  gboolean over = FALSE;
  gsize pos = 0;

  while (TRUE)
    {
      WgSlice here = wg_slice_sub (rest, pos, rest.len);
      gsize len;
      Dot dot = *mid_line ? DOT_NO : dot_at (here, &len);
      gssize at;

      if (dot == DOT_YES)
        pos += len;
      over = dot == DOT_YES;
      if (dot != DOT_NO)
        break;
      at = wg_slice_find (here, '\n');
      *mid_line = at < 0;
      pos = at < 0 ? rest.len : pos + (gsize) at + 1;
      if (at < 0)
        break;
    }
  return wg_reader_skip (in, pos) && over;
}

WgSlice
wg_line_word (WgSlice *line)
{
  gssize at = wg_slice_find (*line, ' ');
  WgSlice word = wg_slice_sub (*line, 0, at < 0 ? line->len : (gsize) at);

  *line = wg_slice_sub (*line, word.len, line->len);
  while (line->len > 0 && wg_slice_at (*line, 0) == ' ')
    *line = wg_slice_sub (*line, 1, line->len);
  return word;
}

gboolean
wg_line_reply_code (WgSlice line, guint *code, gboolean *more)
{
  WgReader r = wg_reader (wg_slice_sub (line, 0, 3), WG_END_WHOLE);
  guint64 value;
  gint next;

  if (line.len < 3 || !wg_reader_decimal (&r, 699, &value) || wg_reader_left (&r) > 0
      || value < 100)
    return FALSE;
  next = wg_slice_at (line, 3);
  if (next >= 0 && next != ' ' && next != '-' && next != '\r' && next != '\n')
    return FALSE;
  *code = (guint) value;
  *more = next == '-';
  return TRUE;
}

gboolean
wg_line_is_reply (WgSlice line)
{
  gboolean more;
  guint code;

  return wg_line_reply_code (line, &code, &more);
}

WgProbe
wg_line_probe (const WgProbeInput *in, WgProbe (*as) (const WgProbeInput *in, WgDir client))
{
  WgProbe one, other;

  if (in->datagram)
    return WG_PROBE_NO;
  one = as (in, WG_CLIENT);
  other = as (in, WG_SERVER);
  return MAX (one, other);
}

gboolean
wg_line_begins (WgSlice bytes, const char *word)
{
  gsize len = strlen (word);
  gint next;

  if (!wg_slice_has_prefix_nocase (bytes, word))
    return FALSE;
  next = wg_slice_at (bytes, len);
  return next < 0 || next == ' ' || next == '\r' || next == '\n';
}

gboolean
wg_line_begins_any (WgSlice bytes, const char *const *words)
{
  for (; *words != NULL; words++)
    if (wg_line_begins (bytes, *words))
      return TRUE;
  return FALSE;
}

gboolean
wg_line_first_has (WgSlice bytes, const char *text)
{
  gssize at = wg_slice_find (bytes, '\n');
  gsize len = at < 0 ? bytes.len : (gsize) at;

  for (gsize i = 0; i < len; i++)
    if (wg_slice_has_prefix_nocase (wg_slice_sub (bytes, i, len - i), text))
      return TRUE;
  return FALSE;
}

WgProbe
wg_line_not_yet (WgSlice bytes)
{
  gboolean begun = bytes.len > 0 && bytes.len < COMMAND_LEN && wg_line_is_text (bytes)
                   && wg_slice_find (bytes, '\n') < 0;
  return begun ? WG_PROBE_NEED : WG_PROBE_NO;
}

gboolean
wg_line_is_told (const WgProbeInput *in, WgDir dir)
{
  return in->ended[dir] || wg_slice_find (in->bytes[dir], '\n') >= 0;
}

gboolean
wg_line_is_text (WgSlice bytes)
{
  for (gsize i = 0; i < bytes.len; i++)
    if ((wg_slice_at (bytes, i) < 0x20 && strchr ("\t\r\n", wg_slice_at (bytes, i)) == NULL)
        || wg_slice_at (bytes, i) == 0 || wg_slice_at (bytes, i) == 0x7f)
      return FALSE;
  return TRUE;
}

gboolean
wg_line_is_tls (WgSlice bytes)
{
  guint8 type, major, minor;
  guint16 len;
  WgReader r = wg_reader (bytes, WG_END_MORE);

  if (!wg_reader_u8 (&r, &type) || !wg_reader_u8 (&r, &major) || !wg_reader_u8 (&r, &minor))
    return FALSE;
  if ((type == 0x16 || type == 0x15) && major == 3 && minor <= 4)
    return wg_reader_u16 (&r, &len) && len > 0 && len <= 0x4800;
  return type == 0x80 && minor == 1 && major >= 9;
}

void
wg_pending_push (WgPending *pending, guint8 kind)
{
  if (pending->untold > 0 || pending->n == WG_LIMIT_LINE_OPEN)
    pending->untold++;
  else
    pending->kinds[(pending->first + pending->n++) % WG_LIMIT_LINE_OPEN] = kind;
}

guint8
wg_pending_peek (const WgPending *pending)
{
  return pending->n > 0 ? pending->kinds[pending->first] : 0;
}

guint8
wg_pending_pop (WgPending *pending)
{
  guint8 kind = wg_pending_peek (pending);

  if (pending->n > 0)
    {
      pending->first = (pending->first + 1) % WG_LIMIT_LINE_OPEN;
      pending->n--;
    }
  else if (pending->untold > 0)
    pending->untold--;
  return kind;
}

void
wg_pending_clear (WgPending *pending)
{
  *pending = (WgPending){0};
}
