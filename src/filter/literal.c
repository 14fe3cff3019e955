#include "filter/node.h"

#include <arpa/inet.h>

/* The word in lower case without what separates words: "ServerHello" is "server_hello". */
static char *
plain_name (WgSlice text)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] != '_' && text.data[i] != '-' && text.data[i] != ' ')
      g_string_append_c (out, g_ascii_tolower ((gchar) text.data[i]));
  return g_string_free (out, FALSE);
}

static gboolean
number_of_name (WgSlice text, const WgName *names, gint64 *number)
{
  g_autofree char *wanted = plain_name (text);

  for (; names != NULL && names->name != NULL; names++)
    {
      g_autofree char *name = plain_name (wg_slice_str (names->name));
      if (strcmp (name, wanted) != 0)
        continue;
      *number = names->value;
      return TRUE;
    }
  return FALSE;
}

/* Decimal, 0x, 0b, octal after a 0. */
static gboolean
parse_number (const char *text, WgValueOf *value)
{
  gboolean negative = *text == '-';
  const char *digits = text + (negative ? 1 : 0);
  guint base = 10;
  guint64 number;

  if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
    base = 16;
  else if (digits[0] == '0' && (digits[1] == 'b' || digits[1] == 'B'))
    base = 2;
  else if (digits[0] == '0' && digits[1] != '\0')
    base = 8;
  if (base == 16 || base == 2)
    digits += 2;
  if (!g_ascii_string_to_unsigned (digits, base, 0, G_MAXUINT64, &number, NULL)
      || (negative && number > G_MAXINT64))
    return FALSE;
  value->huge = number > G_MAXINT64;
  value->number = negative ? -(gint64) number : (gint64) number;
  return TRUE;
}

static gboolean
parse_bool (const char *text, WgValueOf *value)
{
  WgValueOf number = {0};

  if (g_ascii_strcasecmp (text, "true") == 0)
    value->number = 1;
  else if (g_ascii_strcasecmp (text, "false") == 0)
    value->number = 0;
  else if (parse_number (text, &number))
    value->number = number.number != 0;
  else
    return FALSE;
  return TRUE;
}

/* Hex digits, one or two a byte, with one kind of separator or none. */
static GByteArray *
parse_bytes (const char *text)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  char separator = '\0';

  if (g_str_has_prefix (text, "0x") && strlen (text) <= 4)
    text += 2;
  while (*text != '\0')
    {
      gint high = g_ascii_xdigit_value (*text++);
      gint low = high >= 0 ? g_ascii_xdigit_value (*text) : -1;
      guint8 byte = (guint8) (low >= 0 ? high << 4 | low : high);

      if (high < 0)
        return NULL;
      text += low >= 0 ? 1 : 0;
      g_byte_array_append (out, &byte, 1);
      if (*text == '\0')
        break;
      if (g_ascii_isxdigit (*text) && low >= 0)
        continue;
      if (strchr (":.-", *text) == NULL || (separator != '\0' && separator != *text))
        return NULL;
      separator = *text++;
      if (*text == '\0') /* a colon behind a single byte makes it one */
        break;
    }
  return out->len > 0 ? g_steal_pointer (&out) : NULL;
}

static gboolean
keep_bytes (WgCompiler *c, WgValueOf *value, gconstpointer bytes, gsize len)
{
  value->bytes = wg_arena_copy (c->filter->arena, wg_slice (bytes, len));
  return TRUE;
}

static gboolean
parse_address (WgCompiler *c, const char *text, gboolean v6, WgValueOf *value, guint *prefix)
{
  const char *slash = strchr (text, '/');
  g_autofree char *address =
      slash != NULL ? g_strndup (text, (gsize) (slash - text)) : g_strdup (text);
  guint bits = v6 ? 128 : 32;
  guint8 bytes[16];
  guint64 number = bits;

  if (slash != NULL
      && (prefix == NULL
          || !g_ascii_string_to_unsigned (slash + 1, 10, 0, bits, &number, NULL)))
    return FALSE;
  if (inet_pton (v6 ? AF_INET6 : AF_INET, address, bytes) != 1)
    return FALSE;
  if (prefix != NULL)
    *prefix = (guint) number;
  return keep_bytes (c, value, bytes, bits / 8);
}

/* Seconds with at most nine decimals that count. */
static gboolean
parse_seconds (const char *text, gint64 *ns)
{
  gboolean negative = *text == '-';
  gint64 seconds = 0, fraction = 0, unit = G_USEC_PER_SEC * 1000;

  text += negative ? 1 : 0;
  if (!g_ascii_isdigit (*text) && *text != '.')
    return FALSE;
  for (; g_ascii_isdigit (*text); text++)
    if (__builtin_mul_overflow (seconds, 10, &seconds)
        || __builtin_add_overflow (seconds, *text - '0', &seconds))
      return FALSE;
  if (*text == '.')
    for (text++; g_ascii_isdigit (*text); text++)
      {
        unit /= 10;
        fraction += unit * (*text - '0');
      }
  if (*text != '\0' || __builtin_mul_overflow (seconds, G_GINT64_CONSTANT (1000000000), ns)
      || __builtin_add_overflow (*ns, fraction, ns))
    return FALSE;
  *ns = negative ? -*ns : *ns;
  return TRUE;
}

/* Of "2020-07-04T12:34:56.789Z"; @seconds: from the first digit of them on. */
static gboolean
join_time (GDateTime *minute, const char *seconds, gint64 *ns)
{
  gint64 part;

  if (minute == NULL || !parse_seconds (seconds, &part) || part < 0
      || part >= 61 * G_GINT64_CONSTANT (1000000000)
      || __builtin_mul_overflow (g_date_time_to_unix (minute), G_GINT64_CONSTANT (1000000000),
                                 ns))
    return FALSE;
  return !__builtin_add_overflow (*ns, part, ns);
}

/* The zone at the end of @text, which is cut off; without one it is UTC. */
static GTimeZone *
take_zone (char *text)
{
  gsize len = strlen (text);
  GTimeZone *zone;

  if (g_str_has_suffix (text, "UTC"))
    text[len - 3] = '\0';
  else if (len > 0 && (text[len - 1] == 'Z' || text[len - 1] == 'z'))
    text[len - 1] = '\0';
  else if (len > 16 && strpbrk (text + 16, "+-") != NULL)
    {
      char *sign = strpbrk (text + 16, "+-");
      zone = g_time_zone_new_identifier (sign);
      *sign = '\0';
      g_strchomp (text);
      return zone;
    }
  g_strchomp (text);
  return g_time_zone_new_utc ();
}

static gboolean
two_digits (const char **text, gint *number)
{
  guint n = 0;

  for (*number = 0; n < 2 && g_ascii_isdigit (**text); n++, (*text)++)
    *number = *number * 10 + (**text - '0');
  return n > 0;
}

/* hh[:mm[:ss[.frac]]] behind a date. */
static gboolean
parse_clock (const char *text, GTimeZone *zone, gint year, gint month, gint day, gint64 *ns)
{
  g_autoptr (GDateTime) minute = NULL;
  gint hours = 0, minutes = 0;
  const char *seconds = "0";

  while (*text == ' ' || *text == 'T')
    text++;
  if (*text != '\0' && !two_digits (&text, &hours))
    return FALSE;
  if (*text == ':' && (text++, !two_digits (&text, &minutes)))
    return FALSE;
  if (*text == ':')
    seconds = text + 1;
  else if (*text != '\0')
    return FALSE;
  minute = g_date_time_new (zone, year, month, day, hours, minutes, 0);
  return join_time (minute, seconds, ns);
}

static gint
month_of (const char *text)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (gint i = 0; i < 12; i++)
    if (strncmp (text, names + 3 * i, 3) == 0)
      return i + 1;
  return 0;
}

/* "2020-07-04 12:34:56" and "Sep 26, 2004 23:18:04.954975", or seconds since 1970. */
static gboolean
parse_time (const char *text, gint64 *ns)
{
  g_autofree char *copy = g_strdup (text);
  g_autoptr (GTimeZone) zone = NULL;
  gint year = 0, month = month_of (text), day = 0;
  const char *p = copy;

  if (parse_seconds (text, ns))
    return TRUE;
  zone = take_zone (copy);
  if (zone == NULL)
    return FALSE;
  if (month > 0)
    {
      for (p += 3; *p == ' ';)
        p++;
      if (!two_digits (&p, &day))
        return FALSE;
      while (*p == ',' || *p == ' ')
        p++;
    }
  for (guint n = 0; n < 4 && g_ascii_isdigit (*p); n++, p++)
    year = year * 10 + (*p - '0');
  if (month == 0
      && (*p++ != '-' || !two_digits (&p, &month) || *p++ != '-' || !two_digits (&p, &day)))
    return FALSE;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31)
    return FALSE;
  return parse_clock (p, zone, year, month, day, ns);
}

static gboolean
literal_bytes (
    WgCompiler *c, const WgToken *token, const char *text, gsize len, WgValueOf *value)
{
  g_autoptr (GByteArray) bytes = NULL;

  if (token->kind != WG_TOKEN_WORD)
    {
      value->bytes = token->text;
      return len == 0 || token->text.len == len;
    }
  bytes = parse_bytes (text);
  return bytes != NULL && (len == 0 || bytes->len == len)
         && keep_bytes (c, value, bytes->data, bytes->len);
}

static gboolean
literal_number (const WgToken *token, const char *text, const WgName *names, WgValueOf *value)
{
  if (token->kind == WG_TOKEN_CHAR)
    {
      value->number = token->text.data[0];
      return TRUE;
    }
  return (token->kind == WG_TOKEN_WORD && parse_number (text, value))
         || number_of_name (token->text, names, &value->number);
}

gboolean
wg_filter_literal (WgCompiler *c,
                   const WgToken *token,
                   WgFilterType type,
                   const WgName *names,
                   WgValueOf *value,
                   guint *prefix)
{
  g_autofree char *text = g_strndup ((const char *) token->text.data, token->text.len);

  *value = (WgValueOf){.type = type};
  switch (type)
    {
    case WG_FILTER_BOOL:
      return parse_bool (text, value);
    case WG_FILTER_NUMBER:
      return literal_number (token, text, names, value);
    case WG_FILTER_TEXT:
      value->bytes = token->text;
      return TRUE;
    case WG_FILTER_PROTOCOL:
    case WG_FILTER_BYTES:
      return literal_bytes (c, token, text, 0, value);
    case WG_FILTER_MAC:
      return token->kind == WG_TOKEN_WORD && literal_bytes (c, token, text, 6, value);
    case WG_FILTER_IPV4:
    case WG_FILTER_IPV6:
      return parse_address (c, text, type == WG_FILTER_IPV6, value, prefix);
    case WG_FILTER_TIME:
      return parse_time (text, &value->number);
    case WG_FILTER_DURATION:
      return parse_seconds (text, &value->number);
    case WG_N_FILTER_TYPES:
      break;
    }
  return FALSE;
}
