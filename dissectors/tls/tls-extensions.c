#include "tls-extensions.h"

typedef struct
{
  guint16 type;
  gboolean (*parse) (WgReader *data, WgTlsClientHello *hello);
} ClientRow;

typedef struct
{
  guint16 type;
  gboolean (*parse) (WgReader *data, WgTlsServerHello *hello);
} ServerRow;

/* A list behind its own length, the only thing in the extension. */
static gboolean
list_u16 (WgReader *data, WgSlice *out)
{
  WgReader list;
  if (!wg_reader_sub_u16 (data, &list))
    return FALSE;
  *out = wg_reader_rest (&list);
  return TRUE;
}

static gboolean
list_u8 (WgReader *data, WgSlice *out)
{
  WgReader list;
  if (!wg_reader_sub_u8 (data, &list))
    return FALSE;
  *out = wg_reader_rest (&list);
  return TRUE;
}

/* RFC 6066 §3 */
static gboolean
client_server_name (WgReader *data, WgTlsClientHello *hello)
{
  hello->has_sni = TRUE;
  hello->n_names += wg_tls_count_names (*data);
  return wg_tls_parse_sni (data, &hello->sni);
}

/* RFC 8422 §5.1.1, RFC 7919, RFC 8446 §4.2.7 */
static gboolean
client_groups (WgReader *data, WgTlsClientHello *hello)
{
  return list_u16 (data, &hello->groups);
}

/* RFC 8422 §5.1.2 */
static gboolean
client_point_formats (WgReader *data, WgTlsClientHello *hello)
{
  return list_u8 (data, &hello->point_formats);
}

/* RFC 8446 §4.2.3 */
static gboolean
client_signature_algorithms (WgReader *data, WgTlsClientHello *hello)
{
  return list_u16 (data, &hello->signature_algorithms);
}

/* RFC 7301 §3.1 */
static gboolean
client_alpn (WgReader *data, WgTlsClientHello *hello)
{
  hello->has_alpn = TRUE;
  return list_u16 (data, &hello->alpn);
}

/* RFC 5077 §3.2 */
static gboolean
client_ticket (WgReader *data, WgTlsClientHello *hello)
{
  hello->ticket = wg_reader_rest (data);
  hello->ticket_len = (gint64) wg_reader_left (data);
  return TRUE;
}

/* RFC 8446 §4.2.11 */
static gboolean
client_psk (WgReader *data, WgTlsClientHello *hello)
{
  hello->psk = TRUE;
  return TRUE;
}

/* RFC 8446 §4.2.10 */
static gboolean
client_early_data (WgReader *data, WgTlsClientHello *hello)
{
  hello->early_data = TRUE;
  return TRUE;
}

/* RFC 8446 §4.2.1 */
static gboolean
client_supported_versions (WgReader *data, WgTlsClientHello *hello)
{
  return list_u8 (data, &hello->supported_versions);
}

/* RFC 8446 §4.2.9 */
static gboolean
client_psk_modes (WgReader *data, WgTlsClientHello *hello)
{
  return list_u8 (data, &hello->psk_modes);
}

/* RFC 8446 §4.2.8 */
static gboolean
client_key_share (WgReader *data, WgTlsClientHello *hello)
{
  return list_u16 (data, &hello->key_shares);
}

/* RFC 7685 */
static gboolean
client_padding (WgReader *data, WgTlsClientHello *hello)
{
  hello->padding = (gint64) wg_reader_left (data);
  return TRUE;
}

static const ClientRow client_rows[] = {
    {WG_TLS_EXT_SERVER_NAME, client_server_name},
    {WG_TLS_EXT_SUPPORTED_GROUPS, client_groups},
    {WG_TLS_EXT_POINT_FORMATS, client_point_formats},
    {WG_TLS_EXT_SIGNATURE_ALGORITHMS, client_signature_algorithms},
    {WG_TLS_EXT_ALPN, client_alpn},
    {WG_TLS_EXT_PADDING, client_padding},
    {WG_TLS_EXT_SESSION_TICKET, client_ticket},
    {WG_TLS_EXT_KEY_SHARE_DRAFT, client_key_share},
    {WG_TLS_EXT_PRE_SHARED_KEY, client_psk},
    {WG_TLS_EXT_EARLY_DATA, client_early_data},
    {WG_TLS_EXT_SUPPORTED_VERSIONS, client_supported_versions},
    {WG_TLS_EXT_PSK_MODES, client_psk_modes},
    {WG_TLS_EXT_KEY_SHARE, client_key_share},
};

gboolean
wg_tls_client_extension (WgTlsExtension *extension, WgTlsClientHello *hello)
{
  for (guint i = 0; i < G_N_ELEMENTS (client_rows); i++)
    if (client_rows[i].type == extension->type)
      return client_rows[i].parse (&extension->data, hello);
  return TRUE;
}

static gboolean
server_point_formats (WgReader *data, WgTlsServerHello *hello)
{
  return list_u8 (data, &hello->point_formats);
}

/* RFC 7301 §3.1: a list of one */
static gboolean
server_alpn (WgReader *data, WgTlsServerHello *hello)
{
  WgReader list;
  return wg_reader_sub_u16 (data, &list) && wg_tls_next_name (&list, &hello->alpn);
}

/* RFC 6962 §3.3.1: a list of lists */
static gboolean
server_sct (WgReader *data, WgTlsServerHello *hello)
{
  WgReader list, sct;

  if (!wg_reader_sub_u16 (data, &list))
    return FALSE;
  while (wg_reader_sub_u16 (&list, &sct))
    hello->n_scts++;
  return wg_reader_left (&list) == 0;
}

static gboolean
server_psk (WgReader *data, WgTlsServerHello *hello)
{
  hello->psk = TRUE;
  return TRUE;
}

static gboolean
server_supported_versions (WgReader *data, WgTlsServerHello *hello)
{
  guint16 version;
  if (!wg_reader_u16 (data, &version))
    return FALSE;
  hello->selected_version = version;
  return TRUE;
}

/* RFC 8446 §4.2.8: the server's share, or in a HelloRetryRequest the group alone */
static gboolean
server_key_share (WgReader *data, WgTlsServerHello *hello)
{
  WgReader key;
  guint16 group;
  if (!wg_reader_u16 (data, &group))
    return FALSE;
  hello->group = group;
  if (wg_reader_sub_u16 (data, &key))
    hello->key = wg_reader_rest (&key);
  return TRUE;
}

/* draft-agl-tls-nextprotoneg-04 §3 */
static gboolean
server_npn (WgReader *data, WgTlsServerHello *hello)
{
  hello->npn = wg_reader_rest (data);
  return TRUE;
}

static gboolean
server_extended_master (WgReader *data, WgTlsServerHello *hello)
{
  hello->extended_master = TRUE;
  return TRUE;
}

static gboolean
server_encrypt_then_mac (WgReader *data, WgTlsServerHello *hello)
{
  hello->encrypt_then_mac = TRUE;
  return TRUE;
}

static gboolean
server_truncated_mac (WgReader *data, WgTlsServerHello *hello)
{
  hello->truncated_mac = TRUE;
  return TRUE;
}

static const ServerRow server_rows[] = {
    {WG_TLS_EXT_TRUNCATED_HMAC, server_truncated_mac},
    {WG_TLS_EXT_ENCRYPT_THEN_MAC, server_encrypt_then_mac},
    {WG_TLS_EXT_EXTENDED_MASTER, server_extended_master},
    {WG_TLS_EXT_POINT_FORMATS, server_point_formats},
    {WG_TLS_EXT_ALPN, server_alpn},
    {WG_TLS_EXT_SCT, server_sct},
    {WG_TLS_EXT_KEY_SHARE_DRAFT, server_key_share},
    {WG_TLS_EXT_PRE_SHARED_KEY, server_psk},
    {WG_TLS_EXT_SUPPORTED_VERSIONS, server_supported_versions},
    {WG_TLS_EXT_KEY_SHARE, server_key_share},
    {WG_TLS_EXT_NPN, server_npn},
};

gboolean
wg_tls_server_extension (WgTlsExtension *extension, WgTlsServerHello *hello)
{
  for (guint i = 0; i < G_N_ELEMENTS (server_rows); i++)
    if (server_rows[i].type == extension->type)
      return server_rows[i].parse (&extension->data, hello);
  return TRUE;
}
