#include "names.h"
#include "tls-describe.h"
#include "tls-extensions.h"

/* The field trees of extensions, a function each. @client: in a ClientHello, where most of them
 * hold a list of what is offered and not one that was chosen. */

static void
describe_server_name (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader list, name;
  guint32 type;

  if (wg_reader_left (r) == 0 || !wg_tls_pen_sub (pen, node, F_SNI_LIST_LENGTH, r, 2, &list))
    return;
  while (wg_reader_left (&list) > 0)
    if (!wg_tls_pen_number (pen, node, F_SNI_TYPE, &list, 1, &type)
        || !wg_tls_pen_sub (pen, node, F_SNI_LENGTH, &list, 2, &name)
        || !wg_tls_pen_bytes (pen, node, F_SNI, &name, wg_reader_left (&name)))
      return;
}

static void
list_of (WgTlsPen *pen, WgNode *node, WgReader *r, gsize front, WgTlsField field, gsize size)
{
  WgReader list;
  if (wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, front, &list))
    wg_tls_pen_list (pen, node, field, &list, size);
}

static void
describe_groups (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  list_of (pen, node, r, 2, F_GROUP, 2);
}

static void
describe_point_formats (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  list_of (pen, node, r, 1, F_POINT_FORMAT, 1);
}

static void
describe_signature_algorithms (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  list_of (pen, node, r, 2, F_SIGNATURE, 2);
}

static void
describe_alpn (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader list, name;

  if (!wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &list))
    return;
  while (wg_reader_left (&list) > 0)
    if (!wg_tls_pen_sub (pen, node, F_ALPN_LENGTH, &list, 1, &name)
        || !wg_tls_pen_bytes (pen, node, F_ALPN, &name, wg_reader_left (&name)))
      return;
}

static void
describe_npn (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader name;

  while (wg_reader_left (r) > 0)
    if (!wg_tls_pen_sub (pen, node, F_ALPN_LENGTH, r, 1, &name)
        || !wg_tls_pen_bytes (pen, node, F_NPN, &name, wg_reader_left (&name)))
      return;
}

static void
describe_supported_versions (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  guint32 version;

  if (client)
    list_of (pen, node, r, 1, F_SUPPORTED_VERSION, 2);
  else
    wg_tls_pen_number (pen, node, F_SUPPORTED_VERSION, r, 2, &version);
}

static gboolean
describe_share (WgTlsPen *pen, WgNode *node, WgReader *r)
{
  WgReader key;
  guint32 group;

  return wg_tls_pen_number (pen, node, F_KEY_SHARE_GROUP, r, 2, &group)
         && wg_tls_pen_sub (pen, node, F_KEY_SHARE_LENGTH, r, 2, &key)
         && wg_tls_pen_bytes (pen, node, F_KEY_SHARE_KEY, &key, wg_reader_left (&key));
}

static void
describe_key_share (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader list;
  guint32 group;

  if (!client && wg_reader_left (r) == 2)
    {
      wg_tls_pen_number (pen, node, F_SELECTED_GROUP, r, 2, &group);
      return;
    }
  if (!client)
    {
      describe_share (pen, node, r);
      return;
    }
  if (!wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &list))
    return;
  while (wg_reader_left (&list) > 0)
    if (!describe_share (pen, node, &list))
      return;
}

static void
describe_psk_modes (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  list_of (pen, node, r, 1, F_PSK_MODE, 1);
}

/* RFC 8446 §4.2.11 */
static void
describe_psk (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader list, identity;
  guint32 value;

  if (!client)
    {
      wg_tls_pen_number (pen, node, F_PSK_SELECTED, r, 2, &value);
      return;
    }
  if (!wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &list))
    return;
  while (wg_reader_left (&list) > 0)
    if (!wg_tls_pen_sub (pen, node, F_PSK_IDENTITY_LENGTH, &list, 2, &identity)
        || !wg_tls_pen_bytes (pen, node, F_PSK_IDENTITY, &identity, wg_reader_left (&identity))
        || !wg_tls_pen_number (pen, node, F_PSK_AGE, &list, 4, &value))
      return;
  if (wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &list))
    wg_tls_pen_bytes (pen, node, F_PSK_BINDER, &list, wg_reader_left (&list));
}

static void
describe_status_request (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  guint32 type;

  if (wg_reader_left (r) == 0 || !wg_tls_pen_number (pen, node, F_OCSP_TYPE, r, 1, &type))
    return;
  wg_tls_pen_bytes (pen, node, F_EXTENSION_DATA, r, wg_reader_left (r));
}

/* RFC 6962 §3.3.1 */
static void
describe_sct (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader list, sct;

  if (wg_reader_left (r) == 0 || !wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &list))
    return;
  while (wg_reader_left (&list) > 0)
    if (!wg_tls_pen_sub (pen, node, F_SCT_LENGTH, &list, 2, &sct)
        || !wg_tls_pen_bytes (pen, node, F_SCT, &sct, wg_reader_left (&sct)))
      return;
}

static void
describe_compress_certificate (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  list_of (pen, node, r, 1, F_CERT_COMPRESSION, 2);
}

static void
describe_renegotiation_info (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader data;
  if (wg_tls_pen_sub (pen, node, F_RENEGOTIATION_LENGTH, r, 1, &data))
    wg_tls_pen_bytes (pen, node, F_EXTENSION_DATA, &data, wg_reader_left (&data));
}

static void
describe_cookie (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  WgReader data;
  if (wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &data))
    wg_tls_pen_bytes (pen, node, F_COOKIE, &data, wg_reader_left (&data));
}

static void
describe_heartbeat (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  guint32 mode;
  wg_tls_pen_number (pen, node, F_HEARTBEAT_MODE, r, 1, &mode);
}

static void
describe_record_size_limit (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  guint32 size;
  wg_tls_pen_number (pen, node, F_RECORD_SIZE, r, 2, &size);
}

static void
describe_max_fragment (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  guint32 size;
  wg_tls_pen_number (pen, node, F_FRAGMENT_SIZE, r, 1, &size);
}

static void
describe_early_data (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client)
{
  guint32 size;
  if (wg_reader_left (r) == 4)
    wg_tls_pen_number (pen, node, F_EARLY_DATA_SIZE, r, 4, &size);
}

static const struct
{
  guint16 type;
  void (*describe) (WgTlsPen *pen, WgNode *node, WgReader *r, gboolean client);
} rows[] = {
    {WG_TLS_EXT_SERVER_NAME, describe_server_name},
    {WG_TLS_EXT_MAX_FRAGMENT_LENGTH, describe_max_fragment},
    {WG_TLS_EXT_STATUS_REQUEST, describe_status_request},
    {WG_TLS_EXT_SUPPORTED_GROUPS, describe_groups},
    {WG_TLS_EXT_POINT_FORMATS, describe_point_formats},
    {WG_TLS_EXT_SIGNATURE_ALGORITHMS, describe_signature_algorithms},
    {WG_TLS_EXT_HEARTBEAT, describe_heartbeat},
    {WG_TLS_EXT_ALPN, describe_alpn},
    {WG_TLS_EXT_SCT, describe_sct},
    {WG_TLS_EXT_COMPRESS_CERTIFICATE, describe_compress_certificate},
    {WG_TLS_EXT_RECORD_SIZE_LIMIT, describe_record_size_limit},
    {WG_TLS_EXT_KEY_SHARE_DRAFT, describe_key_share},
    {WG_TLS_EXT_PRE_SHARED_KEY, describe_psk},
    {WG_TLS_EXT_EARLY_DATA, describe_early_data},
    {WG_TLS_EXT_SUPPORTED_VERSIONS, describe_supported_versions},
    {WG_TLS_EXT_COOKIE, describe_cookie},
    {WG_TLS_EXT_PSK_MODES, describe_psk_modes},
    {WG_TLS_EXT_SIGNATURE_ALGORITHMS_CERT, describe_signature_algorithms},
    {WG_TLS_EXT_KEY_SHARE, describe_key_share},
    {WG_TLS_EXT_NPN, describe_npn},
    {WG_TLS_EXT_RENEGOTIATION_INFO, describe_renegotiation_info},
};

static void
describe_data (WgTlsPen *pen, WgNode *node, guint32 type, WgReader *data, gboolean client)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].type == type)
      {
        rows[i].describe (pen, node, data, client);
        return;
      }
  wg_tls_pen_bytes (pen, node, F_EXTENSION_DATA, data, wg_reader_left (data));
}

void
wg_tls_describe_extensions (WgTlsPen *pen, WgNode *parent, WgReader *r, guint8 message)
{
  gboolean client = message == WG_TLS_CLIENT_HELLO || message == WG_TLS_CERTIFICATE_REQUEST;
  WgReader block;

  if (wg_reader_left (r) == 0
      || !wg_tls_pen_sub (pen, parent, F_EXTENSIONS_LENGTH, r, 2, &block))
    return;
  for (guint i = 0; i < WG_LIMIT_TLS_LIST && wg_reader_left (&block) > 0; i++)
    {
      WgNode *node = wg_tls_pen_heading (pen, parent, F_EXTENSION, &block, 4);
      gsize start = wg_reader_tell (&block);
      WgReader data;
      guint32 type;
      const char *name;

      if (!wg_tls_pen_number (pen, node, F_EXTENSION_TYPE, &block, 2, &type)
          || !wg_tls_pen_sub (pen, node, F_EXTENSION_LEN, &block, 2, &data))
        return;
      wg_node_set_len (node, wg_reader_tell (&block) - start);
      name = wg_name_of (wg_names_tls_extensions, type);
      if (name == NULL)
        name = wg_tls_is_grease ((guint16) type) ? "GREASE" : "unknown";
      wg_node_set_text (pen->tree, node, "Extension: %s", name);
      describe_data (pen, node, type, &data, client);
    }
}
