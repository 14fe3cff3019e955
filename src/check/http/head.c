#include "check/http/head.h"

#include "exchange/chars.h"

#define MANY 100u         /* headers */
#define LONG (8u * 1024u) /* a line */

static void
odd (WgHead *out, guint bit, WgSlice line)
{
  if (out->odd == 0)
    out->part = wg_slice_sub (line, 0, 200);
  out->odd |= bit;
}

static void
scan_line (WgSlice line, WgSlice *name, WgHead *out)
{
  gsize run = wg_slice_run (line, wg_http_token_chars);
  gssize colon;
  WgSlice trimmed;

  if (line.len > LONG)
    odd (out, WG_HEAD_LONG, line);
  if (run > 0 && wg_slice_at (line, run) == ':')
    {
      *name = wg_slice (line.data, run);
      return;
    }
  if (wg_slice_at (line, 0) == ' ' || wg_slice_at (line, 0) == '\t')
    {
      /* white space before the first header folds nothing */
      odd (out, name->len > 0 ? WG_HEAD_FOLD : WG_HEAD_BAD_NAME, line);
      if (wg_slice_is_nocase (*name, "transfer-encoding"))
        out->odd |= WG_HEAD_TE_FOLD;
      return;
    }
  colon = wg_slice_find (line, ':');
  if (colon <= 0)
    {
      odd (out, colon < 0 ? WG_HEAD_NO_COLON : WG_HEAD_EMPTY_NAME, line);
      return;
    }
  *name = wg_slice_sub (line, 0, (gsize) colon);
  trimmed = wg_slice_trim (*name);
  if (trimmed.len < name->len && wg_slice_run (trimmed, wg_http_token_chars) == trimmed.len)
    {
      odd (out, WG_HEAD_SPACE_COLON, line);
      if (wg_slice_is_nocase (trimmed, "transfer-encoding"))
        out->odd |= WG_HEAD_TE_SPACE;
    }
  else
    odd (out, WG_HEAD_BAD_NAME, line);
  *name = trimmed;
}

/* Is there a NUL byte, or a CR without its LF? */
static gboolean
has_odd_bytes (WgSlice head)
{
  guint crs = 0, pairs = 0, nuls = 0;

  for (gsize i = 0; i < head.len; i++)
    crs += head.data[i] == '\r';
  for (gsize i = 0; i < head.len; i++)
    nuls += head.data[i] == '\0';
  for (gsize i = 1; i < head.len; i++)
    pairs += (head.data[i - 1] == '\r') & (head.data[i] == '\n');
  return nuls > 0 || crs != pairs;
}

void
wg_head_scan (WgSlice head, WgHead *out)
{
  WgSlice name = WG_SLICE_NONE, rest = head, line;
  guint n = 0, bare = 0;
  gboolean odd_bytes = has_odd_bytes (head);
  gssize lf;

  memset (out, 0, sizeof *out);
  while ((lf = wg_slice_find (rest, '\n')) >= 0)
    {
      gboolean crlf = lf > 0 && rest.data[lf - 1] == '\r';

      line = wg_slice_sub (rest, 0, (gsize) lf - (crlf ? 1u : 0u));
      rest = wg_slice_sub (rest, (gsize) lf + 1, rest.len);
      if (!crlf)
        bare++;
      if (odd_bytes && line.len > 0 && wg_slice_find (line, '\r') >= 0)
        odd (out, WG_HEAD_BARE_CR, line);
      if (n++ > 0 && line.len > 0)
        scan_line (line, &name, out);
    }
  if (bare > 0)
    out->odd |= bare == n ? WG_HEAD_LF_ONLY : WG_HEAD_BARE_LF;
  if (n > MANY + 2)
    odd (out, WG_HEAD_MANY, head);
  if (odd_bytes && wg_slice_find (head, '\0') >= 0)
    odd (out, WG_HEAD_NUL, wg_slice_sub (head, (gsize) wg_slice_find (head, '\0'), 40));
}
