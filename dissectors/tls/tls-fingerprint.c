#include "tls-fingerprint.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "tls-extensions.h"

#define JA4_HASH_LEN 12

static guint
count_u16 (WgSlice list)
{
  return (guint) MIN (list.len / 2, (gsize) WG_LIMIT_TLS_LIST);
}

static void
append_decimals (GString *out, WgSlice list)
{
  gsize start = out->len;

  for (guint i = 0; i < count_u16 (list); i++)
    {
      guint16 value = wg_tls_u16_at (list, i);
      if (wg_tls_is_grease (value))
        continue;
      if (out->len > start)
        g_string_append_c (out, '-');
      wg_uint_append (out, value);
    }
}

static void
append_extensions (GString *out, WgSlice extensions)
{
  WgReader block = wg_reader (extensions, WG_END_WHOLE);
  WgTlsExtension extension;
  gsize start = out->len;

  while (wg_tls_next_extension (&block, &extension))
    {
      if (wg_tls_is_grease (extension.type))
        continue;
      if (out->len > start)
        g_string_append_c (out, '-');
      wg_uint_append (out, extension.type);
    }
}

void
wg_tls_ja3 (const WgTlsClientHello *hello, GString *out)
{
  WgReader formats = wg_reader (hello->point_formats, WG_END_WHOLE);
  guint8 format;

  wg_uint_append (out, hello->version);
  g_string_append_c (out, ',');
  append_decimals (out, hello->ciphers);
  g_string_append_c (out, ',');
  append_extensions (out, hello->extensions);
  g_string_append_c (out, ',');
  append_decimals (out, hello->groups);
  g_string_append_c (out, ',');
  for (gboolean first = TRUE; wg_reader_u8 (&formats, &format); first = FALSE)
    {
      if (!first)
        g_string_append_c (out, '-');
      wg_uint_append (out, format);
    }
}

void
wg_tls_ja3s (const WgTlsServerHello *hello, GString *out)
{
  wg_uint_append (out, hello->version);
  g_string_append_c (out, ',');
  wg_uint_append (out, hello->cipher);
  g_string_append_c (out, ',');
  append_extensions (out, hello->extensions);
}

void
wg_tls_md5 (WgSlice text, GString *out)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_MD5);

  g_checksum_update (sum, text.data, (gssize) text.len);
  g_string_append (out, g_checksum_get_string (sum));
}

static const char *
ja4_version (guint16 version)
{
  switch (version)
    {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    case 0xfeff:
      return "d1";
    case 0xfefd:
      return "d2";
    case 0xfefc:
      return "d3";
    default:
      return "00";
    }
}

static guint16
highest_version (const WgTlsClientHello *hello)
{
  guint16 highest = 0;

  for (guint i = 0; i < count_u16 (hello->supported_versions); i++)
    {
      guint16 version = wg_tls_u16_at (hello->supported_versions, i);
      if (!wg_tls_is_grease (version))
        highest = MAX (highest, version);
    }
  return highest > 0 ? highest : hello->version;
}

static void
append_alpn (GString *out, const WgTlsClientHello *hello)
{
  static const char digits[] = "0123456789abcdef";
  WgReader names = wg_reader (hello->alpn, WG_END_WHOLE);
  WgReader ends;
  WgSlice name;
  guint8 first, last;

  if (!wg_tls_next_name (&names, &name) || name.len == 0)
    {
      g_string_append (out, "00");
      return;
    }
  ends = wg_reader (name, WG_END_WHOLE);
  if (!wg_reader_u8 (&ends, &first))
    return;
  wg_reader_seek (&ends, name.len - 1);
  if (!wg_reader_u8 (&ends, &last))
    return;
  if (g_ascii_isalnum ((gchar) first) && g_ascii_isalnum ((gchar) last))
    {
      g_string_append_c (out, (gchar) first);
      g_string_append_c (out, (gchar) last);
      return;
    }
  g_string_append_c (out, digits[first >> 4]);
  g_string_append_c (out, digits[last & 15]);
}

static void
append_count (GString *out, guint n)
{
  n = MIN (n, 99);
  g_string_append_c (out, (gchar) ('0' + n / 10));
  g_string_append_c (out, (gchar) ('0' + n % 10));
}

static int
compare_u16 (const void *a, const void *b)
{
  return (int) *(const guint16 *) a - (int) *(const guint16 *) b;
}

static void
append_hex_list (GString *out, const guint16 *values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 bytes[2] = {(guint8) (values[i] >> 8), (guint8) values[i]};
      if (i > 0)
        g_string_append_c (out, ',');
      wg_hex_append (out, wg_slice (bytes, 2));
    }
}

/* The text from @start on gives way to the beginning of its SHA-256. */
static void
hash_from (GString *out, gsize start)
{
  guint8 sum[WG_SHA256_LEN];

  wg_sha256 (wg_slice (out->str + start, out->len - start), sum);
  g_string_truncate (out, start);
  wg_hex_append (out, wg_slice (sum, JA4_HASH_LEN / 2));
}

void
wg_tls_ja4 (const WgTlsClientHello *hello, char transport, GString *out)
{
  guint16 ciphers[WG_LIMIT_TLS_LIST], extensions[WG_LIMIT_TLS_LIST];
  guint n_ciphers = 0, n_extensions = 0, n_all = 0, n_signatures = 0;
  WgReader block = wg_reader (hello->extensions, WG_END_WHOLE);
  WgTlsExtension extension;
  gsize start;

  for (guint i = 0; i < count_u16 (hello->ciphers); i++)
    {
      guint16 value = wg_tls_u16_at (hello->ciphers, i);
      if (!wg_tls_is_grease (value))
        ciphers[n_ciphers++] = value;
    }
  while (n_extensions < WG_LIMIT_TLS_LIST && wg_tls_next_extension (&block, &extension))
    {
      if (wg_tls_is_grease (extension.type))
        continue;
      n_all++;
      if (extension.type != WG_TLS_EXT_SERVER_NAME && extension.type != WG_TLS_EXT_ALPN)
        extensions[n_extensions++] = extension.type;
    }
  g_string_append_c (out, transport);
  g_string_append (out, ja4_version (highest_version (hello)));
  g_string_append_c (out, hello->has_sni ? 'd' : 'i');
  append_count (out, n_ciphers);
  append_count (out, n_all);
  append_alpn (out, hello);
  g_string_append_c (out, '_');
  qsort (ciphers, n_ciphers, sizeof ciphers[0], compare_u16);
  qsort (extensions, n_extensions, sizeof extensions[0], compare_u16);
  start = out->len;
  append_hex_list (out, ciphers, n_ciphers);
  if (n_ciphers > 0)
    hash_from (out, start);
  else
    g_string_append (out, "000000000000");
  g_string_append_c (out, '_');
  start = out->len;
  append_hex_list (out, extensions, n_extensions);
  for (guint i = 0; i < count_u16 (hello->signature_algorithms); i++)
    {
      guint16 value = wg_tls_u16_at (hello->signature_algorithms, i);
      if (wg_tls_is_grease (value))
        continue;
      g_string_append_c (out, n_signatures++ == 0 ? '_' : ',');
      append_hex_list (out, &value, 1);
    }
  if (n_extensions > 0)
    hash_from (out, start);
  else
    {
      g_string_truncate (out, start);
      g_string_append (out, "000000000000");
    }
}
