#include "tls-parse.h"

#include "names.h"
#include "tls-extensions.h"

/* SHA-256 of "HelloRetryRequest", RFC 8446 §4.1.3. */
static const guint8 retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

gboolean
wg_tls_parse_record (WgReader *r, WgTlsRecord *out)
{
  if (wg_reader_left (r) < WG_TLS_RECORD_HEADER)
    return FALSE;
  return wg_reader_u8 (r, &out->type) && wg_reader_u16 (r, &out->version)
         && wg_reader_u16 (r, &out->len);
}

gboolean
wg_tls_record_valid (const WgTlsRecord *record)
{
  if (record->type < WG_TLS_CHANGE_CIPHER_SPEC || record->type > WG_TLS_HEARTBEAT)
    return FALSE;
  if (record->version < 0x0300 || record->version > 0x0304)
    return FALSE;
  if (record->len == 0 && record->type != WG_TLS_APPLICATION_DATA)
    return FALSE;
  return record->len <= WG_TLS_RECORD_MAX;
}

gboolean
wg_tls_record_begins (WgSlice bytes)
{
  gint type = wg_slice_at (bytes, 0), major = wg_slice_at (bytes, 1);
  return type >= WG_TLS_CHANGE_CIPHER_SPEC && type <= WG_TLS_HEARTBEAT
         && (major == 3 || major < 0);
}

gboolean
wg_tls_parse_handshake (WgReader *r, WgTlsHandshake *out)
{
  if (wg_reader_left (r) < WG_TLS_HANDSHAKE_FRONT)
    return FALSE;
  return wg_reader_u8 (r, &out->type) && wg_reader_u24 (r, &out->len);
}

/* Those that a stream carries; the rest are DTLS's, or never sent. */
static gboolean
known_message (guint8 type)
{
  switch (type)
    {
    case WG_TLS_HELLO_VERIFY_REQUEST:
    case WG_TLS_REQUEST_CONNECTION_ID:
    case WG_TLS_NEW_CONNECTION_ID:
    case WG_TLS_MESSAGE_HASH:
      return FALSE;
    default:
      return wg_name_of (wg_names_tls_messages, type) != NULL;
    }
}

gboolean
wg_tls_handshake_begins (WgSlice fragment)
{
  WgReader r = wg_reader (fragment, WG_END_WHOLE);
  WgTlsHandshake message;
  guint8 type;

  if (wg_tls_parse_handshake (&r, &message))
    return known_message (message.type) && message.len <= WG_LIMIT_TLS_MESSAGE;
  return wg_reader_peek_u8 (&r, &type) && known_message (type);
}

gboolean
wg_tls_handshake_readable (WgSlice fragment)
{
  WgReader r = wg_reader (fragment, WG_END_WHOLE);
  WgTlsHandshake message;

  while (wg_reader_left (&r) > 0)
    if (!wg_tls_handshake_begins (wg_reader_rest (&r)) || !wg_tls_parse_handshake (&r, &message)
        || !wg_reader_skip (&r, message.len))
      return FALSE;
  return TRUE;
}

gboolean
wg_tls_is_grease (guint16 value)
{
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

gboolean
wg_tls_is_13 (guint16 version)
{
  return version == 0x0304 || version == 0xfefc || version >> 8 == 0x7f || version >> 8 == 0x7e
         || version >> 8 == 0xfb;
}

gboolean
wg_tls_next_extension (WgReader *block, WgTlsExtension *out)
{
  gsize start = wg_reader_tell (block);

  if (wg_reader_u16 (block, &out->type) && wg_reader_sub_u16 (block, &out->data))
    return TRUE;
  wg_reader_seek (block, start);
  return FALSE;
}

gboolean
wg_tls_next_name (WgReader *block, WgSlice *name)
{
  WgReader child;

  if (!wg_reader_sub_u8 (block, &child))
    return FALSE;
  *name = wg_reader_rest (&child);
  return TRUE;
}

gboolean
wg_tls_next_key_share (WgReader *block, guint16 *group, WgSlice *key)
{
  gsize start = wg_reader_tell (block);
  WgReader child;

  if (!wg_reader_u16 (block, group) || !wg_reader_sub_u16 (block, &child))
    {
      wg_reader_seek (block, start);
      return FALSE;
    }
  *key = wg_reader_rest (&child);
  return TRUE;
}

gboolean
wg_tls_parse_sni (WgReader *data, WgSlice *host)
{
  WgReader list, name;
  guint8 type;

  if (!wg_reader_sub_u16 (data, &list))
    return FALSE;
  while (wg_reader_left (&list) > 0)
    {
      if (!wg_reader_u8 (&list, &type) || !wg_reader_sub_u16 (&list, &name))
        return FALSE;
      if (type == 0)
        {
          *host = wg_reader_rest (&name);
          return TRUE;
        }
    }
  return TRUE;
}

guint
wg_tls_count_names (WgReader data)
{
  WgReader list, name;
  guint8 type;
  guint n = 0;

  if (!wg_reader_sub_u16 (&data, &list))
    return 0;
  while (wg_reader_u8 (&list, &type) && wg_reader_sub_u16 (&list, &name))
    n += type == 0;
  return n;
}

guint16
wg_tls_u16_at (WgSlice list, guint index)
{
  WgReader r = wg_reader (list, WG_END_WHOLE);
  guint16 value = 0;

  if (!wg_reader_skip (&r, 2 * (gsize) index) || !wg_reader_u16 (&r, &value))
    return 0;
  return value;
}

/* The bytes behind a length of one or two. */
static gboolean
take_u8 (WgReader *r, WgSlice *out)
{
  WgReader child;
  if (!wg_reader_sub_u8 (r, &child))
    return FALSE;
  *out = wg_reader_rest (&child);
  return TRUE;
}

static gboolean
take_u16 (WgReader *r, WgSlice *out)
{
  WgReader child;
  if (!wg_reader_sub_u16 (r, &child))
    return FALSE;
  *out = wg_reader_rest (&child);
  return TRUE;
}

/* The block of extensions that may end a hello; what of it does not fit its length is left to
 * the walk over it. */
static gboolean
take_extensions (WgReader *body, WgSlice *out)
{
  guint16 len;

  if (wg_reader_left (body) == 0)
    return TRUE; /* RFC 5246 §7.4.1.2: a hello without any */
  if (!wg_reader_u16 (body, &len))
    return FALSE;
  if (wg_reader_take (body, len, out))
    return wg_reader_left (body) == 0;
  *out = wg_reader_rest (body);
  return FALSE;
}

gboolean
wg_tls_parse_client_hello (WgReader *body, WgTlsClientHello *out)
{
  return wg_tls_parse_client_hello_of (body, FALSE, out);
}

gboolean
wg_tls_parse_client_hello_of (WgReader *body, gboolean datagram, WgTlsClientHello *out)
{
  WgTlsExtension extension;
  WgReader block;
  WgSlice cookie;

  *out = (WgTlsClientHello){.ticket_len = -1, .padding = -1};
  if (!wg_reader_u16 (body, &out->version) || !wg_reader_take (body, 32, &out->random))
    return FALSE;
  if (!take_u8 (body, &out->session_id) || (datagram && !take_u8 (body, &cookie))
      || !take_u16 (body, &out->ciphers) || !take_u8 (body, &out->compression)
      || !take_extensions (body, &out->extensions))
    out->malformed = TRUE;
  block = wg_reader (out->extensions, WG_END_WHOLE);
  while (wg_tls_next_extension (&block, &extension))
    {
      out->n_extensions++;
      if (!wg_tls_client_extension (&extension, out))
        out->malformed = TRUE;
    }
  if (wg_reader_left (&block) > 0)
    out->malformed = TRUE;
  return TRUE;
}

gboolean
wg_tls_parse_server_hello (WgReader *body, WgTlsServerHello *out)
{
  WgTlsExtension extension;
  WgReader block;

  *out = (WgTlsServerHello){.selected_version = -1, .group = -1};
  if (!wg_reader_u16 (body, &out->version) || !wg_reader_take (body, 32, &out->random))
    return FALSE;
  out->short_form = out->version >= 0x7f00 && out->version < 0x7f16;
  out->retry = wg_slice_equal (out->random, wg_slice (retry_random, sizeof retry_random));
  if (!out->short_form && !take_u8 (body, &out->session_id))
    return FALSE;
  if (!wg_reader_u16 (body, &out->cipher))
    return FALSE;
  if (!out->short_form && !wg_reader_u8 (body, &out->compression))
    return FALSE;
  out->malformed = !take_extensions (body, &out->extensions);
  block = wg_reader (out->extensions, WG_END_WHOLE);
  while (wg_tls_next_extension (&block, &extension))
    {
      out->n_extensions++;
      if (!wg_tls_server_extension (&extension, out))
        out->malformed = TRUE;
    }
  if (wg_reader_left (&block) > 0)
    out->malformed = TRUE;
  return TRUE;
}

guint16
wg_tls_settled_version (const WgTlsServerHello *hello)
{
  return hello->selected_version >= 0 ? (guint16) hello->selected_version : hello->version;
}

const char *
wg_tls_downgrade_sentinel (WgSlice random)
{
  WgSlice last = wg_slice_sub (random, 24, 8);

  if (last.len != 8 || !wg_slice_has_prefix (last, "DOWNGRD"))
    return NULL;
  if (wg_slice_equal (wg_slice_sub (last, 7, 1), wg_slice ("\x01", 1)))
    return "tls1.2";
  if (wg_slice_equal (wg_slice_sub (last, 7, 1), wg_slice ("\x00", 1)))
    return "tls1.1";
  return NULL;
}

gboolean
wg_tls_parse_certificate_list (WgReader *body, gboolean tls13, WgReader *list)
{
  WgSlice context;

  if (tls13 && !take_u8 (body, &context))
    return FALSE;
  return wg_reader_sub_u24 (body, list);
}

gboolean
wg_tls_next_certificate (WgReader *list, gboolean tls13, WgSlice *der)
{
  WgReader entry;
  WgSlice extensions;

  if (tls13)
    return wg_tls_next_entry (list, der, &extensions);
  if (!wg_reader_sub_u24 (list, &entry))
    return FALSE;
  *der = wg_reader_rest (&entry);
  return TRUE;
}

gboolean
wg_tls_next_entry (WgReader *list, WgSlice *der, WgSlice *extensions)
{
  WgReader entry;

  if (!wg_reader_sub_u24 (list, &entry))
    return FALSE;
  *der = wg_reader_rest (&entry);
  return take_u16 (list, extensions);
}
