#include "dns-parse.h"

#include "base/text.h"
#include "names.h"

#include <string.h>

/* Data of records by tables: a type's layout is a string of letters, each a part of its data in
 * order. What the letters stand for is in append_part(). */

typedef struct
{
  GString *out;
  WgReader r; /* the message up to the end of the data */
  gboolean utf8;
} Data;

static const struct
{
  guint16 type;
  const char *layout;
} layouts[] = {
    {1, "4"},          /* A, RFC 1035 */
    {2, "n"},          /* NS */
    {3, "n"},          /* MD */
    {4, "n"},          /* MF */
    {5, "n"},          /* CNAME */
    {6, "nnddddd"},    /* SOA */
    {7, "n"},          /* MB */
    {8, "n"},          /* MG */
    {9, "n"},          /* MR */
    {12, "n"},         /* PTR */
    {13, "tt"},        /* HINFO */
    {14, "nn"},        /* MINFO */
    {15, "wn"},        /* MX */
    {16, "T"},         /* TXT */
    {17, "nn"},        /* RP, RFC 1183 */
    {18, "wn"},        /* AFSDB */
    {21, "wn"},        /* RT */
    {28, "6"},         /* AAAA, RFC 3596 */
    {33, "wwwn"},      /* SRV, RFC 2782 */
    {35, "wwtttn"},    /* NAPTR, RFC 3403 */
    {36, "wn"},        /* KX, RFC 2230 */
    {39, "n"},         /* DNAME, RFC 6672 */
    {43, "wbbX"},      /* DS, RFC 4034 */
    {44, "bbX"},       /* SSHFP, RFC 4255 */
    {46, "ybbdsswnB"}, /* RRSIG, RFC 4034; d is the original TTL */
    {47, "nM"},        /* NSEC */
    {48, "wbbB"},      /* DNSKEY */
    {52, "bbbX"},      /* TLSA, RFC 6698 */
    {53, "bbbX"},      /* SMIMEA, RFC 8162 */
    {59, "wbbX"},      /* CDS, RFC 7344 */
    {60, "wbbB"},      /* CDNSKEY */
    {64, "wnP"},       /* SVCB, RFC 9460 */
    {65, "wnP"},       /* HTTPS */
    {99, "T"},         /* SPF */
    {257, "bkV"},      /* CAA, RFC 8659 */
};

static void
append_type (GString *out, guint16 type)
{
  const char *name = wg_name_of (wg_names_dns_types, type);

  if (name != NULL)
    g_string_append (out, name);
  else
    g_string_append_printf (out, "TYPE%u", type);
}

/* A character string in quotes (RFC 1035 §5.1); UTF-8 stays as it is. */
static void
append_quoted (GString *out, WgSlice text)
{
  g_string_append_c (out, '"');
  while (text.len > 0)
    {
      guint len = wg_utf8_len (text);
      guint8 first = (guint8) wg_slice_at (text, 0);

      if (first == '"' || first == '\\')
        g_string_append_printf (out, "\\%c", first);
      else if (len == 0 || first < ' ' || first == 0x7f)
        g_string_append_printf (out, "\\%03u", first);
      else
        g_string_append_len (out, (const char *) text.data, len);
      text = wg_slice_sub (text, MAX (len, 1), text.len);
    }
  g_string_append_c (out, '"');
}

static gboolean
append_string (Data *data)
{
  WgReader text;

  if (!wg_reader_sub_u8 (&data->r, &text))
    return FALSE;
  append_quoted (data->out, wg_reader_rest (&text));
  return TRUE;
}

static gboolean
append_strings (Data *data)
{
  for (gboolean more = TRUE; more;)
    {
      if (!append_string (data))
        return FALSE;
      more = wg_reader_left (&data->r) > 0;
      if (more)
        g_string_append_c (data->out, ' ');
    }
  return TRUE;
}

static gboolean
append_name (Data *data)
{
  WgDnsName name;

  if (wg_dns_name_parse (&data->r, data->utf8 ? WG_DNS_ZONE_UTF8 : WG_DNS_ZONE, &name)
      != WG_DNS_OK)
    return FALSE;
  g_string_append_len (data->out, name.text, name.len);
  return TRUE;
}

static gboolean
append_address (Data *data, guint len)
{
  WgSlice bytes;

  if (!wg_reader_take (&data->r, len, &bytes))
    return FALSE;
  wg_address_append (data->out, bytes.data, len);
  return TRUE;
}

/* Seconds since 1970 as YYYYMMDDHHmmSS (RFC 4034 §3.2). */
static void
append_moment (GString *out, guint32 seconds)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wg_time_append (text, (gint64) seconds * G_GINT64_CONSTANT (1000000000));
  for (gsize i = 0; i < 19 && i < text->len; i++)
    if (g_ascii_isdigit (text->str[i]))
      g_string_append_c (out, text->str[i]);
}

static gboolean
append_number (Data *data, char part)
{
  guint8 byte = 0;
  guint16 word = 0;
  guint32 number = 0;
  gboolean ok;

  if (part == 'b')
    ok = wg_reader_u8 (&data->r, &byte);
  else if (part == 'w' || part == 'y')
    ok = wg_reader_u16 (&data->r, &word);
  else
    ok = wg_reader_u32 (&data->r, &number);
  if (!ok)
    return FALSE;
  if (part == 'y')
    append_type (data->out, word);
  else if (part == 's')
    append_moment (data->out, number);
  else
    wg_uint_append (data->out, (guint64) byte + word + number);
  return TRUE;
}

/* Type bit maps (RFC 4034 §4.1.2). */
static gboolean
append_types (Data *data)
{
  guint8 block;
  WgReader bits;
  gboolean first = TRUE;

  while (wg_reader_left (&data->r) > 0)
    {
      guint8 byte;
      guint type;

      if (!wg_reader_u8 (&data->r, &block) || !wg_reader_sub_u8 (&data->r, &bits))
        return FALSE;
      for (type = (guint) block << 8; wg_reader_u8 (&bits, &byte); type += 8)
        for (guint i = 0; i < 8; i++)
          {
            if ((byte & (0x80 >> i)) == 0)
              continue;
            if (!first)
              g_string_append_c (data->out, ' ');
            first = FALSE;
            append_type (data->out, (guint16) (type + i));
          }
    }
  return TRUE;
}

static void
append_addresses (GString *out, WgReader *value, guint len)
{
  WgSlice bytes;
  const char *between = "";

  while (wg_reader_take (value, len, &bytes))
    {
      g_string_append (out, between);
      wg_address_append (out, bytes.data, len);
      between = ",";
    }
}

static void
append_alpn (GString *out, WgReader *value)
{
  WgReader id;
  const char *between = "\"";

  while (wg_reader_sub_u8 (value, &id))
    {
      g_string_append (out, between);
      wg_text_append (out, wg_reader_rest (&id));
      between = ",";
    }
  g_string_append_c (out, '"');
}

/* RFC 9460 §2.1 and §7; a key without a form here as keyN="...". */
static gboolean
append_parameters (Data *data)
{
  static const char *const names[] = {"mandatory", "alpn", "no-default-alpn", "port",
                                      "ipv4hint",  "ech",  "ipv6hint"};
  guint16 key, port;
  WgReader value;

  while (wg_reader_left (&data->r) > 0)
    {
      if (!wg_reader_u16 (&data->r, &key) || !wg_reader_sub_u16 (&data->r, &value))
        return FALSE;
      if (key < G_N_ELEMENTS (names))
        g_string_append_printf (data->out, " %s", names[key]);
      else
        g_string_append_printf (data->out, " key%u", key);
      if (wg_reader_left (&value) == 0)
        continue;
      g_string_append_c (data->out, '=');
      if (key == 1)
        append_alpn (data->out, &value);
      else if (key == 3 && wg_reader_u16 (&value, &port))
        wg_uint_append (data->out, port);
      else if (key == 4)
        append_addresses (data->out, &value, 4);
      else if (key == 6)
        append_addresses (data->out, &value, 16);
      else if (key == 5)
        {
          WgSlice ech = wg_reader_rest (&value);
          g_autofree char *text = g_base64_encode (ech.data, ech.len);
          g_string_append (data->out, text);
        }
      else
        append_quoted (data->out, wg_reader_rest (&value));
    }
  return TRUE;
}

static gboolean
append_rest (Data *data, char part)
{
  WgSlice rest = wg_reader_rest (&data->r);
  g_autofree char *base64 = NULL;

  if (part == 'X')
    wg_hex_append (data->out, rest);
  else if (part == 'V')
    append_quoted (data->out, rest);
  else
    {
      base64 = g_base64_encode (rest.data, rest.len);
      g_string_append (data->out, base64);
    }
  return wg_reader_skip (&data->r, rest.len);
}

/* A CAA tag: letters and digits (RFC 8659 §4.1). */
static gboolean
append_tag (Data *data)
{
  WgReader tag;

  if (!wg_reader_sub_u8 (&data->r, &tag))
    return FALSE;
  for (guint8 c; wg_reader_u8 (&tag, &c);)
    {
      if (!g_ascii_isalnum ((gchar) c))
        return FALSE;
      g_string_append_c (data->out, (gchar) c);
    }
  return TRUE;
}

/* n name, t string, T strings, 4 and 6 addresses, b w d numbers of 1, 2, 4 bytes, y type, s
 * moment, M type bit map, P service parameters, k tag, and to the end: X hex, B base64, V
 * quoted. */
static gboolean
append_part (Data *data, char part)
{
  switch (part)
    {
    case 'n':
      return append_name (data);
    case 't':
      return append_string (data);
    case 'T':
      return append_strings (data);
    case '4':
      return append_address (data, 4);
    case '6':
      return append_address (data, 16);
    case 'M':
      return append_types (data);
    case 'P':
      return append_parameters (data);
    case 'k':
      return append_tag (data);
    case 'X':
    case 'B':
    case 'V':
      return append_rest (data, part);
    default:
      return append_number (data, part);
    }
}

static gboolean
append_layout (Data *data, const char *layout)
{
  for (const char *part = layout; *part != '\0'; part++)
    {
      if (part != layout && *part != 'P')
        g_string_append_c (data->out, ' ');
      if (!append_part (data, *part))
        return FALSE;
    }
  return wg_reader_left (&data->r) == 0;
}

/* RFC 3597 §5 */
static void
append_unknown (GString *out, WgSlice bytes)
{
  g_string_append_printf (out, "\\# %" G_GSIZE_FORMAT, bytes.len);
  if (bytes.len == 0)
    return;
  g_string_append_c (out, ' ');
  wg_hex_append (out, bytes);
}

void
wg_dns_rdata_append (GString *out, const WgReader *message, const WgDnsRr *rr, gboolean utf8)
{
  WgSlice upto = wg_slice (message->data, MIN (message->len, rr->data_pos + rr->data_len));
  Data data = {.out = out, .r = wg_reader (upto, WG_END_WHOLE), .utf8 = utf8};
  gsize start = out->len;

  wg_reader_seek (&data.r, MIN (rr->data_pos, upto.len));
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].type == rr->type)
      {
        if (append_layout (&data, layouts[i].layout))
          return;
        g_string_truncate (out, start);
        break;
      }
  append_unknown (out, wg_slice_sub (upto, rr->data_pos, rr->data_len));
}
