#include "filter/value.h"

#include "base/text.h"

#include <arpa/inet.h>

static gboolean
keep (WgArena *arena, gconstpointer bytes, gsize len, WgSlice *out)
{
  *out = wg_arena_copy (arena, wg_slice (bytes, len));
  return out->len == len;
}

static gboolean
address_of_text (WgValueOf *value, gboolean v6, WgArena *arena)
{
  char text[INET6_ADDRSTRLEN];
  guint8 bytes[16];

  if (value->bytes.len >= sizeof text)
    return FALSE;
  wg_slice_copy (value->bytes, text);
  text[value->bytes.len] = '\0';
  return inet_pton (v6 ? AF_INET6 : AF_INET, text, bytes) == 1
         && keep (arena, bytes, v6 ? 16 : 4, &value->bytes);
}

static gboolean
number_of_text (WgValueOf *value)
{
  WgSlice digits = wg_slice_trim (value->bytes);
  guint64 number = 0;

  for (gsize i = 0; i < digits.len; i++)
    if (!g_ascii_isdigit ((gchar) digits.data[i])
        || __builtin_mul_overflow (number, 10u, &number)
        || __builtin_add_overflow (number, (guint64) (digits.data[i] - '0'), &number))
      return FALSE;
  value->number = (gint64) number;
  value->huge = number > G_MAXINT64;
  return digits.len > 0;
}

static gboolean
is_reckoned (WgFilterType type)
{
  return type == WG_FILTER_NUMBER || type == WG_FILTER_BOOL || type == WG_FILTER_TIME
         || type == WG_FILTER_DURATION;
}

gboolean
wg_value_coerce (WgValueOf *value, WgFilterType type, WgArena *arena)
{
  WgFilterType from = value->type;

  if (from == type)
    return TRUE;
  value->type = type;
  switch (type)
    {
    case WG_FILTER_PROTOCOL:
      return TRUE;
    case WG_FILTER_BOOL:
      value->number = is_reckoned (from) ? value->number != 0 : 1;
      return TRUE;
    case WG_FILTER_NUMBER:
      return from == WG_FILTER_BOOL || (from == WG_FILTER_TEXT && number_of_text (value));
    case WG_FILTER_TEXT:
      if (from == WG_FILTER_BYTES)
        return TRUE;
      value->type = from;
      value->bytes = wg_value_string (value, arena);
      value->type = type;
      return from != WG_FILTER_PROTOCOL;
    case WG_FILTER_BYTES:
      return from == WG_FILTER_TEXT || from == WG_FILTER_PROTOCOL;
    case WG_FILTER_IPV4:
    case WG_FILTER_IPV6:
      return from == WG_FILTER_TEXT && address_of_text (value, type == WG_FILTER_IPV6, arena);
    case WG_FILTER_MAC:
    case WG_FILTER_TIME:
    case WG_FILTER_DURATION:
    case WG_N_FILTER_TYPES:
      break;
    }
  return FALSE;
}

static int
order_of_prefix (WgSlice a, WgSlice b, guint bits)
{
  gsize whole = bits / 8;
  guint rest = bits % 8;
  int order = wg_slice_compare (wg_slice_sub (a, 0, whole), wg_slice_sub (b, 0, whole));
  guint mask = 0xffu << (8 - rest) & 0xff;

  if (order != 0 || rest == 0 || a.len <= whole || b.len <= whole)
    return order;
  return (gint) (a.data[whole] & mask) - (gint) (b.data[whole] & mask);
}

int
wg_value_order (const WgValueOf *a, const WgValueOf *b, guint prefix)
{
  if (a->type == WG_FILTER_IPV4 || a->type == WG_FILTER_IPV6)
    return order_of_prefix (a->bytes, b->bytes, prefix);
  if (!is_reckoned (a->type))
    return wg_slice_compare (a->bytes, b->bytes);
  if (a->huge != b->huge)
    return a->huge ? 1 : -1;
  if (a->huge)
    return (guint64) a->number < (guint64) b->number ? -1 : a->number != b->number;
  return a->number < b->number ? -1 : a->number > b->number;
}

gboolean
wg_value_contains (WgSlice whole, WgSlice part)
{
  return part.len == 0
         || (whole.len >= part.len
             && memmem (whole.data, whole.len, part.data, part.len) != NULL);
}

/* FALSE where the range does not lie in @len bytes. */
static gboolean
place (const WgRange *range, gsize len, gsize *from, gsize *n)
{
  gint64 all = (gint64) len, start = range->from < 0 ? all + range->from : range->from, end;

  if (range->to_end)
    end = all;
  else if (range->by_len)
    end = start + range->to;
  else
    end = (range->to < 0 ? all + range->to : range->to) + 1;
  if (start < 0 || start > all || end < start || end > all)
    return FALSE;
  *from = (gsize) start;
  *n = (gsize) (end - start);
  return TRUE;
}

gboolean
wg_value_slice (WgSlice bytes, const WgRange *ranges, guint n, WgArena *arena, WgSlice *out)
{
  gsize from, len, total = 0, at = 0;
  guint8 *joined;

  for (guint i = 0; i < n; i++)
    {
      if (!place (&ranges[i], bytes.len, &from, &len))
        return FALSE;
      total += len;
    }
  if (n == 1)
    {
      *out = wg_slice_sub (bytes, from, len);
      return TRUE;
    }
  joined = wg_arena_alloc (arena, total + 1);
  if (joined == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      place (&ranges[i], bytes.len, &from, &len);
      wg_slice_copy (wg_slice_sub (bytes, from, len), joined + at);
      at += len;
    }
  *out = wg_slice (joined, total);
  return TRUE;
}

static void
append_bytes (GString *out, WgSlice bytes, const char *between)
{
  for (gsize i = 0; i < bytes.len; i++)
    {
      g_string_append (out, i > 0 ? between : "");
      wg_hex_append (out, wg_slice_sub (bytes, i, 1));
    }
}

WgSlice
wg_value_string (const WgValueOf *value, WgArena *arena)
{
  g_autoptr (GString) out = g_string_new (NULL);

  switch (value->type)
    {
    case WG_FILTER_BOOL:
      g_string_append (out, value->number != 0 ? "True" : "False");
      break;
    case WG_FILTER_NUMBER:
      if (value->huge)
        wg_uint_append (out, (guint64) value->number);
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, value->number);
      break;
    case WG_FILTER_IPV4:
    case WG_FILTER_IPV6:
      wg_address_append (out, value->bytes.data, (guint) value->bytes.len);
      break;
    case WG_FILTER_MAC:
      append_bytes (out, value->bytes, ":");
      break;
    case WG_FILTER_BYTES:
      append_bytes (out, value->bytes, "");
      break;
    case WG_FILTER_TIME:
      wg_time_append (out, value->number);
      break;
    case WG_FILTER_DURATION:
      wg_duration_append (out, value->number);
      break;
    case WG_FILTER_PROTOCOL:
    case WG_FILTER_TEXT:
    case WG_N_FILTER_TYPES:
      return value->bytes;
    }
  return wg_arena_copy (arena, wg_slice (out->str, out->len));
}

static gboolean
mask_bytes (const WgValueOf *a, const WgValueOf *b, WgArena *arena, WgValueOf *out)
{
  guint8 *bytes = wg_arena_alloc (arena, a->bytes.len + 1);

  if (bytes == NULL || a->bytes.len != b->bytes.len)
    return FALSE;
  for (gsize i = 0; i < a->bytes.len; i++)
    {
      bytes[i] = a->bytes.data[i] & b->bytes.data[i];
      out->number |= bytes[i];
    }
  out->bytes = wg_slice (bytes, a->bytes.len);
  return TRUE;
}

gboolean
wg_value_reckon (
    WgTokenKind op, const WgValueOf *a, const WgValueOf *b, WgArena *arena, WgValueOf *out)
{
  gint64 x = a->number, y = b->number;

  *out = (WgValueOf){.type = a->type, .layer = a->layer};
  if (op == WG_TOKEN_BITS && a->type == WG_FILTER_BYTES)
    return mask_bytes (a, b, arena, out);
  if (op == WG_TOKEN_BITS)
    {
      out->number = x & y;
      out->huge = a->huge && b->huge;
      return TRUE;
    }
  if (a->huge || b->huge)
    return FALSE;
  switch ((guint) op)
    {
    case WG_TOKEN_PLUS:
      return !__builtin_add_overflow (x, y, &out->number);
    case WG_TOKEN_MINUS:
      return !__builtin_sub_overflow (x, y, &out->number);
    case WG_TOKEN_TIMES:
      return !__builtin_mul_overflow (x, y, &out->number);
    default:
      if (y == 0 || (x == G_MININT64 && y == -1))
        return FALSE;
      out->number = op == WG_TOKEN_DIVIDE ? x / y : x % y;
      return TRUE;
    }
}
