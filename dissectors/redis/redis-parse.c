#include "redis/redis-parse.h"

#define BULK_MAX (512u * 1024 * 1024) /* as the server has it */

/* A length that may be -1, "null". */
static gboolean
parse_count (WgSlice line, guint64 *out)
{
  WgReader r = wg_reader (line, WG_END_WHOLE);

  *out = 0;
  if (wg_slice_is (line, "-1"))
    return TRUE;
  return wg_reader_decimal (&r, BULK_MAX, out) && wg_reader_left (&r) == 0;
}

WgRespResult
wg_resp_parse_element (WgReader *in, WgRespElement *out)
{
  gsize left = wg_reader_left (in);
  gboolean null;
  guint64 count;
  WgSlice line;

  *out = (WgRespElement){0};
  if (!wg_reader_line (in, WG_LIMIT_LINE, &line))
    return left < WG_LIMIT_LINE ? WG_RESP_SHORT : WG_RESP_BAD;
  out->type = wg_slice_at (line, 0);
  out->line = wg_slice_sub (line, 1, line.len);
  if (out->type < 0)
    return WG_RESP_BAD;
  switch (out->type)
    {
    case '$':
    case '=':
    case '!':
      null = wg_slice_is (out->line, "-1");
      if (!parse_count (out->line, &count))
        return WG_RESP_BAD;
      out->bytes = null ? 0 : count + 2;
      return WG_RESP_OK;
    case '*':
    case '~':
    case '>':
      return parse_count (out->line, &out->children) ? WG_RESP_OK : WG_RESP_BAD;
    case '%':
    case '|':
      if (!parse_count (out->line, &count))
        return WG_RESP_BAD;
      out->children = 2 * count;
      return WG_RESP_OK;
    default:
      return strchr ("+-:_,#(", out->type) != NULL ? WG_RESP_OK : WG_RESP_BAD;
    }
}

static void
split_words (WgSlice line, WgRedisCommand *out)
{
  while (line.len > 0 && out->n < WG_REDIS_ARGS)
    {
      gssize at = wg_slice_find (line, ' ');
      gsize len = at < 0 ? line.len : (gsize) at;

      if (len > 0)
        out->args[out->n++] = wg_slice_sub (line, 0, len);
      line = wg_slice_sub (line, len + 1, line.len);
    }
}

static WgRespResult
parse_strings (WgReader *in, WgRedisCommand *out)
{
  WgRespElement head, string;
  WgRespResult got = wg_resp_parse_element (in, &head);
  WgSlice bytes;

  if (got != WG_RESP_OK || head.children == 0 || head.children > WG_REDIS_ARGS)
    return got == WG_RESP_SHORT ? got : WG_RESP_BAD;
  for (out->n = 0; out->n < head.children; out->n++)
    {
      got = wg_resp_parse_element (in, &string);
      if (got != WG_RESP_OK || string.type != '$' || string.bytes < 2
          || string.bytes > WG_LIMIT_LINE)
        return got == WG_RESP_SHORT ? got : WG_RESP_BAD;
      if (!wg_reader_take (in, (gsize) string.bytes, &bytes))
        return WG_RESP_SHORT;
      out->args[out->n] = wg_slice_sub (bytes, 0, bytes.len - 2);
    }
  return WG_RESP_OK;
}

WgRespResult
wg_redis_parse_command (WgReader *in, WgRedisCommand *out)
{
  gsize start = wg_reader_tell (in), left = wg_reader_left (in);
  WgRespResult got = WG_RESP_OK;
  WgSlice line;
  guint8 first = 0;

  out->n = 0;
  if (!wg_reader_peek_u8 (in, &first))
    return WG_RESP_SHORT;
  if (first == '*')
    got = parse_strings (in, out);
  else if (wg_reader_line (in, WG_LIMIT_LINE, &line))
    split_words (line, out);
  else
    got = left < WG_LIMIT_LINE ? WG_RESP_SHORT : WG_RESP_BAD;
  if (got != WG_RESP_OK)
    wg_reader_seek (in, start);
  return got;
}

gboolean
wg_redis_parse_auth (const WgRedisCommand *command, WgSlice *user, WgSlice *password)
{
  guint at = 0;

  *user = WG_SLICE_NONE;
  if (command->n == 0)
    return FALSE;
  if (wg_slice_is_nocase (command->args[0], "HELLO"))
    while (at < command->n && !wg_slice_is_nocase (command->args[at], "AUTH"))
      at++;
  if (at >= command->n || !wg_slice_is_nocase (command->args[at], "AUTH"))
    return FALSE;
  if (at + 2 < command->n)
    *user = command->args[at + 1];
  else if (at + 1 >= command->n)
    return FALSE;
  *password = command->args[at + 2 < command->n ? at + 2 : at + 1];
  return TRUE;
}
