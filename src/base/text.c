#include "base/text.h"

#define NS_PER_S  G_GINT64_CONSTANT (1000000000)
#define S_PER_DAY 86400

static const char hex_digits[] = "0123456789abcdef";

guint
wg_utf8_len (WgSlice bytes)
{
  const guint8 *p = bytes.data;
  guint len;

  if (bytes.len == 0)
    return 0;
  if (p[0] < 0x80)
    return 1;
  if (p[0] < 0xc2 || p[0] > 0xf4)
    return 0;
  len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
  if (bytes.len < len)
    return 0;
  for (guint i = 1; i < len; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)
      || (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
    return 0;
  return len;
}

gsize
wg_ascii_run (WgSlice bytes)
{
  gsize n = 0;
  while (n < bytes.len && bytes.data[n] >= 0x20 && bytes.data[n] < 0x7f)
    n++;
  return n;
}

static void
append_escape (GString *out, guint8 byte)
{
  char text[4] = {'\\', 'x', hex_digits[byte >> 4], hex_digits[byte & 15]};
  wg_string_put (out, text, sizeof text);
}

/* A backslash that would read as one of our escapes: \xNN with two lower-case hex digits. */
static gboolean
reads_like_escape (WgSlice bytes)
{
  return bytes.len >= 4 && bytes.data[1] == 'x' && g_ascii_isxdigit ((gchar) bytes.data[2])
         && g_ascii_isxdigit ((gchar) bytes.data[3]);
}

void
wg_text_append (GString *out, WgSlice bytes)
{
  gsize pos = 0;

  while (pos < bytes.len)
    {
      WgSlice rest = wg_slice (bytes.data + pos, bytes.len - pos);
      guint len = wg_utf8_len (rest);

      if (len == 0 || (rest.data[0] == '\\' && reads_like_escape (rest)))
        {
          append_escape (out, rest.data[0]);
          pos++;
          continue;
        }
      wg_string_put (out, rest.data, len);
      pos += len;
    }
}

/* Characters that move the cursor, hide or reorder what stands around them. */
static gboolean
is_treacherous (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f)
         || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static void
append_shown (GString *out, WgSlice bytes, gboolean from_wire)
{
  gsize pos = 0;

  while (pos < bytes.len)
    {
      WgSlice rest = wg_slice (bytes.data + pos, bytes.len - pos);
      guint len = wg_utf8_len (rest);
      gunichar c = len > 0 ? g_utf8_get_char ((const char *) rest.data) : 0;

      if (len == 0 || (len == 1 && is_treacherous (c))
          || (from_wire && c == '\\' && reads_like_escape (rest)))
        append_escape (out, rest.data[0]);
      else if (is_treacherous (c))
        g_string_append_printf (out, "\\u{%x}", c);
      else
        wg_string_put (out, rest.data, len);
      pos += MAX (len, 1);
    }
}

char *
wg_text_dup (WgSlice bytes)
{
  GString *safe = g_string_sized_new (bytes.len);

  append_shown (safe, bytes, TRUE);
  return g_string_free (safe, FALSE);
}

void
wg_text_append_shown (GString *out, const char *text)
{
  append_shown (out, wg_slice_str (text), FALSE);
}

void
wg_hex_append (GString *out, WgSlice bytes)
{
  gsize at = out->len;

  g_string_set_size (out, at + 2 * bytes.len);
  for (gsize i = 0; i < bytes.len; i++)
    {
      out->str[at + 2 * i] = hex_digits[bytes.data[i] >> 4];
      out->str[at + 2 * i + 1] = hex_digits[bytes.data[i] & 15];
    }
}

void
wg_uint_append (GString *out, guint64 value)
{
  static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                              "25262728293031323334353637383940414243444546474849"
                              "50515253545556575859606162636465666768697071727374"
                              "75767778798081828384858687888990919293949596979899";
  char text[20];
  gsize at = sizeof text;

  for (; value >= 100; value /= 100)
    memcpy (text + (at -= 2), pairs + 2 * (value % 100), 2);
  if (value >= 10)
    memcpy (text + (at -= 2), pairs + 2 * value, 2);
  else
    text[--at] = (char) ('0' + value);
  wg_string_put (out, text + at, sizeof text - at);
}

static void
append_padded (GString *out, gint64 value, guint width)
{
  char text[20];

  for (guint i = width; i-- > 0; value /= 10)
    text[i] = (char) ('0' + value % 10);
  wg_string_put (out, text, width);
}

/* Days since 1970 to a date of the proleptic Gregorian calendar, in eras of 400 years. */
static void
civil_date (gint64 days, gint64 *year, gint64 *month, gint64 *day)
{
  gint64 z = days + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  gint64 doe = z - era * 146097;
  gint64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  gint64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  gint64 mp = (5 * doy + 2) / 153;

  *day = doy - (153 * mp + 2) / 5 + 1;
  *month = mp < 10 ? mp + 3 : mp - 9;
  *year = yoe + era * 400 + (*month <= 2);
}

void
wg_time_append (GString *out, gint64 time_ns)
{
  gint64 seconds = time_ns / NS_PER_S, ns = time_ns % NS_PER_S;
  gint64 days, year, month, day;

  if (ns < 0)
    {
      ns += NS_PER_S;
      seconds--;
    }
  days = seconds / S_PER_DAY;
  seconds %= S_PER_DAY;
  if (seconds < 0)
    {
      seconds += S_PER_DAY;
      days--;
    }
  civil_date (days, &year, &month, &day);
  append_padded (out, year, 4); /* 64-bit nanoseconds end in the year 2262 */
  wg_string_put (out, "-", 1);
  append_padded (out, month, 2);
  wg_string_put (out, "-", 1);
  append_padded (out, day, 2);
  wg_string_put (out, "T", 1);
  append_padded (out, seconds / 3600, 2);
  wg_string_put (out, ":", 1);
  append_padded (out, seconds / 60 % 60, 2);
  wg_string_put (out, ":", 1);
  append_padded (out, seconds % 60, 2);
  wg_string_put (out, ".", 1);
  append_padded (out, ns, 9);
  wg_string_put (out, "Z", 1);
}

void
wg_duration_append (GString *out, gint64 duration_ns)
{
  guint64 magnitude = duration_ns < 0 ? 0 - (guint64) duration_ns : (guint64) duration_ns;

  if (duration_ns < 0)
    wg_string_put (out, "-", 1);
  wg_uint_append (out, magnitude / (guint64) NS_PER_S);
  wg_string_put (out, ".", 1);
  append_padded (out, (gint64) (magnitude % (guint64) NS_PER_S), 9);
}

static void
append_ipv6 (GString *out, const guint8 *bytes)
{
  guint group[8], best = 8, best_len = 0;

  for (guint i = 0; i < 8; i++)
    group[i] = (guint) bytes[2 * i] << 8 | bytes[2 * i + 1];
  for (guint i = 0; i < 8; i++)
    {
      guint n = 0;
      while (i + n < 8 && group[i + n] == 0)
        n++;
      if (n > best_len && n > 1)
        {
          best = i;
          best_len = n;
        }
    }
  for (guint i = 0; i < 8; i++)
    {
      if (i == best)
        {
          wg_string_puts (out, "::");
          i += best_len - 1;
          continue;
        }
      if (i > 0 && i != best + best_len)
        wg_string_put (out, ":", 1);
      g_string_append_printf (out, "%x", group[i]);
    }
}

void
wg_address_append (GString *out, const guint8 *bytes, guint len)
{
  if (len == 16)
    {
      append_ipv6 (out, bytes);
      return;
    }
  for (guint i = 0; i < 4; i++)
    {
      if (i > 0)
        wg_string_put (out, ".", 1);
      wg_uint_append (out, bytes[i]);
    }
}
