#include "base/text.h"
#include "names.h"
#include "tls-certificates.h"
#include "tls-describe.h"
#include "tls-extensions.h"

/* The field trees of handshake messages, a function each. What a message holds that nobody
 * reads is shown as its body. */

static void
describe_client_hello (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader child;
  guint32 version;

  if (!wg_tls_pen_number (pen, node, F_VERSION, r, 2, &version)
      || !wg_tls_pen_bytes (pen, node, F_RANDOM, r, 32)
      || !wg_tls_pen_sub (pen, node, F_SESSION_ID_LENGTH, r, 1, &child)
      || !wg_tls_pen_bytes (pen, node, F_SESSION_ID, &child, wg_reader_left (&child)))
    return;
  if (s->datagram
      && (!wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 1, &child)
          || !wg_tls_pen_bytes (pen, node, F_COOKIE, &child, wg_reader_left (&child))))
    return;
  if (!wg_tls_pen_sub (pen, node, F_CIPHERS_LENGTH, r, 2, &child))
    return;
  wg_tls_pen_list (pen, node, F_CIPHER, &child, 2);
  if (!wg_tls_pen_sub (pen, node, F_COMPRESSIONS_LENGTH, r, 1, &child))
    return;
  wg_tls_pen_list (pen, node, F_COMPRESSION, &child, 1);
  wg_tls_describe_extensions (pen, node, r, WG_TLS_CLIENT_HELLO);
}

static void
describe_server_hello (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader child;
  guint32 version, value;
  gboolean short_form;

  if (!wg_tls_pen_number (pen, node, F_VERSION, r, 2, &version)
      || !wg_tls_pen_bytes (pen, node, F_RANDOM, r, 32))
    return;
  short_form = version >= 0x7f00 && version < 0x7f16;
  if (!short_form
      && (!wg_tls_pen_sub (pen, node, F_SESSION_ID_LENGTH, r, 1, &child)
          || !wg_tls_pen_bytes (pen, node, F_SESSION_ID, &child, wg_reader_left (&child))))
    return;
  if (!wg_tls_pen_number (pen, node, F_CIPHER, r, 2, &value))
    return;
  if (!short_form && !wg_tls_pen_number (pen, node, F_COMPRESSION, r, 1, &value))
    return;
  wg_tls_describe_extensions (pen, node, r, WG_TLS_SERVER_HELLO);
}

static void
add_text (WgTlsPen *pen, WgNode *node, WgTlsField field, const WgNode *of, WgSlice text)
{
  if (text.len > 0)
    wg_tree_add_text (pen->tree, node, &wg_tls_fields[field],
                      of->off - wg_tree_base (pen->tree).base, of->len, text);
}

static WgSlice
slice_of (const char *text)
{
  return text != NULL ? wg_slice_str (text) : WG_SLICE_NONE;
}

/* What OpenSSL reads in the certificate that @r holds. */
static void
describe_x509 (WgTlsPen *pen, WgNode *parent, WgReader *r, WgTlsState *s)
{
  g_autoptr (WgCertificate) certificate =
      wg_certificate_cache_get (wg_tls_certificate_cache (s->channel), wg_reader_rest (r));
  const WgCertificateFacts *facts = wg_certificate_facts (certificate);
  WgNode *node = wg_tls_pen_heading (pen, parent, F_X509, r, wg_reader_left (r));
  g_autofree char *name = NULL;

  if (!facts->readable)
    {
      wg_tree_add_note (pen->tree, node, "Not a certificate that can be read.");
      return;
    }
  add_text (pen, node, F_X509_SUBJECT, node, facts->subject);
  add_text (pen, node, F_X509_ISSUER, node, facts->issuer);
  add_text (pen, node, F_X509_SERIAL, node, facts->serial);
  add_text (pen, node, F_X509_NOT_BEFORE, node, slice_of (facts->not_before));
  add_text (pen, node, F_X509_NOT_AFTER, node, slice_of (facts->not_after));
  add_text (pen, node, F_X509_KEY, node, slice_of (facts->key.type));
  add_text (pen, node, F_X509_SIGNATURE, node, slice_of (facts->signature_algorithm));
  for (guint i = 0; i < facts->san.n; i++)
    add_text (pen, node, F_X509_SAN, node, ((const WgSlice *) facts->san.items)[i]);
  name = wg_text_dup (facts->subject);
  wg_node_set_text (pen->tree, node, "Certificate: %s", name);
}

static void
describe_certificate (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader list, child;

  if (s->is_13
      && (!wg_tls_pen_sub (pen, node, F_CERT_CONTEXT_LENGTH, r, 1, &child)
          || !wg_tls_pen_bytes (pen, node, F_BODY, &child, wg_reader_left (&child))))
    return;
  if (!wg_tls_pen_sub (pen, node, F_CERTIFICATES_LENGTH, r, 3, &list))
    return;
  for (guint i = 0; i < WG_LIMIT_TLS_CERTS && wg_reader_left (&list) > 0; i++)
    {
      if (!wg_tls_pen_sub (pen, node, F_CERTIFICATE_LENGTH, &list, 3, &child))
        return;
      describe_x509 (pen, node, &child, s);
      if (s->is_13)
        wg_tls_describe_extensions (pen, node, &list, WG_TLS_CERTIFICATE);
    }
}

static void
describe_server_key_exchange (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader child;
  guint32 value;

  if (g_strcmp0 (s->key_exchange.kind, "ecdhe") == 0 && s->key_exchange.group >= 0)
    {
      if (!wg_tls_pen_number (pen, node, F_CURVE_TYPE, r, 1, &value)
          || !wg_tls_pen_number (pen, node, F_NAMED_CURVE, r, 2, &value)
          || !wg_tls_pen_sub (pen, node, F_POINT_LENGTH, r, 1, &child)
          || !wg_tls_pen_bytes (pen, node, F_POINT, &child, wg_reader_left (&child)))
        return;
    }
  wg_tls_pen_bytes (pen, node, F_KEY_EXCHANGE, r, wg_reader_left (r));
}

/* RFC 5246 §7.4.4 */
static void
describe_certificate_request (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader child;

  if (s->is_13)
    {
      if (wg_tls_pen_sub (pen, node, F_CERT_CONTEXT_LENGTH, r, 1, &child))
        wg_tls_describe_extensions (pen, node, r, WG_TLS_CERTIFICATE_REQUEST);
      return;
    }
  if (!wg_tls_pen_sub (pen, node, F_CERT_TYPES_COUNT, r, 1, &child))
    return;
  wg_tls_pen_list (pen, node, F_CERT_TYPE, &child, 1);
  if (s->version == 0x0303)
    {
      if (!wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 2, &child))
        return;
      wg_tls_pen_list (pen, node, F_SIGNATURE, &child, 2);
    }
  if (wg_tls_pen_sub (pen, node, F_DN_LENGTH, r, 2, &child))
    wg_tls_pen_bytes (pen, node, F_BODY, &child, wg_reader_left (&child));
}

/* RFC 5077 §3.3, RFC 8446 §4.6.1 */
static void
describe_new_session_ticket (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader child;
  guint32 number;

  if (!wg_tls_pen_number (pen, node, F_TICKET_LIFETIME, r, 4, &number))
    return;
  if (s->is_13
      && (!wg_tls_pen_number (pen, node, F_TICKET_AGE_ADD, r, 4, &number)
          || !wg_tls_pen_sub (pen, node, F_TICKET_NONCE_LENGTH, r, 1, &child)
          || !wg_tls_pen_bytes (pen, node, F_TICKET_NONCE, &child, wg_reader_left (&child))))
    return;
  if (wg_tls_pen_sub (pen, node, F_TICKET_LENGTH, r, 2, &child))
    wg_tls_pen_bytes (pen, node, F_TICKET, &child, wg_reader_left (&child));
  if (s->is_13 && wg_reader_left (r) > 0)
    wg_tls_describe_extensions (pen, node, r, WG_TLS_NEW_SESSION_TICKET);
}

/* RFC 6066 §8 */
static void
describe_certificate_status (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  WgReader child;
  guint32 type;

  if (wg_tls_pen_number (pen, node, F_STATUS_TYPE, r, 1, &type)
      && wg_tls_pen_sub (pen, node, F_LIST_LENGTH, r, 3, &child))
    wg_tls_pen_bytes (pen, node, F_STATUS_RESPONSE, &child, wg_reader_left (&child));
}

static void
describe_encrypted_extensions (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *s)
{
  wg_tls_describe_extensions (pen, node, r, WG_TLS_ENCRYPTED_EXTENSIONS);
}

static const struct
{
  guint8 type;
  void (*describe) (WgTlsPen *pen, WgNode *node, WgReader *r, WgTlsState *state);
} rows[] = {
    {WG_TLS_CLIENT_HELLO, describe_client_hello},
    {WG_TLS_SERVER_HELLO, describe_server_hello},
    {WG_TLS_NEW_SESSION_TICKET, describe_new_session_ticket},
    {WG_TLS_ENCRYPTED_EXTENSIONS, describe_encrypted_extensions},
    {WG_TLS_CERTIFICATE, describe_certificate},
    {WG_TLS_SERVER_KEY_EXCHANGE, describe_server_key_exchange},
    {WG_TLS_CERTIFICATE_REQUEST, describe_certificate_request},
    {WG_TLS_CERTIFICATE_STATUS, describe_certificate_status},
};

void
wg_tls_describe_message (WgTlsPen *pen, WgNode *parent, WgReader *r, WgTlsState *s)
{
  WgNode *node = wg_tls_pen_heading (pen, parent, F_HANDSHAKE, r, wg_reader_left (r));
  gsize start = wg_reader_tell (r);
  WgReader body;
  guint32 type;
  const char *name;

  if (!wg_tls_pen_number (pen, node, F_TYPE, r, 1, &type)
      || !wg_tls_pen_sub (pen, node, F_LENGTH, r, 3, &body))
    {
      wg_tls_pen_skip (r);
      return;
    }
  wg_node_set_len (node, wg_reader_tell (r) - start);
  name = wg_name_of (wg_names_tls_messages, type);
  wg_node_set_text (pen->tree, node, "Handshake: %s", name != NULL ? name : "unknown");
  wg_tls_describe_body (pen, node, (guint8) type, &body, s);
}

void
wg_tls_describe_body (WgTlsPen *pen, WgNode *node, guint8 type, WgReader *body, WgTlsState *s)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].type == type)
      {
        rows[i].describe (pen, node, body, s);
        return;
      }
  wg_tls_pen_bytes (pen, node, F_BODY, body, wg_reader_left (body));
}

static void
describe_ssl2_client_hello (WgTlsPen *pen, WgNode *node, WgReader *r)
{
  guint32 version, ciphers, session_id, challenge;
  WgReader child;

  if (!wg_tls_pen_number (pen, node, F_VERSION, r, 2, &version)
      || !wg_tls_pen_number (pen, node, F_CIPHERS_LENGTH, r, 2, &ciphers)
      || !wg_tls_pen_number (pen, node, F_SESSION_ID_LENGTH, r, 2, &session_id)
      || !wg_tls_pen_number (pen, node, F_SSL2_CHALLENGE_LENGTH, r, 2, &challenge)
      || !wg_reader_sub (r, ciphers, &child))
    return;
  wg_tls_pen_list (pen, node, F_CIPHER_SSL2, &child, 3);
  if (wg_tls_pen_bytes (pen, node, F_SESSION_ID, r, session_id))
    wg_tls_pen_bytes (pen, node, F_SSL2_CHALLENGE, r, challenge);
}

static void
describe_ssl2_server_hello (WgTlsPen *pen, WgNode *node, WgReader *r)
{
  guint32 hit, type, version, certificate, ciphers, connection_id;
  WgReader child;

  if (!wg_tls_pen_number (pen, node, F_SSL2_HIT, r, 1, &hit)
      || !wg_tls_pen_number (pen, node, F_CERT_TYPE, r, 1, &type)
      || !wg_tls_pen_number (pen, node, F_VERSION, r, 2, &version)
      || !wg_tls_pen_number (pen, node, F_CERTIFICATE_LENGTH, r, 2, &certificate)
      || !wg_tls_pen_number (pen, node, F_CIPHERS_LENGTH, r, 2, &ciphers)
      || !wg_tls_pen_number (pen, node, F_SSL2_CONNECTION_ID_LENGTH, r, 2, &connection_id)
      || !wg_tls_pen_bytes (pen, node, F_CERTIFICATE, r, certificate)
      || !wg_reader_sub (r, ciphers, &child))
    return;
  wg_tls_pen_list (pen, node, F_CIPHER_SSL2, &child, 3);
  wg_tls_pen_bytes (pen, node, F_SSL2_CONNECTION_ID, r, connection_id);
}

void
wg_tls_describe_ssl2 (WgTlsPen *pen, WgNode *parent, WgReader *r, const WgTlsUnit *unit)
{
  WgNode *node = wg_tls_pen_heading (pen, parent, F_RECORD, r, wg_reader_left (r));
  WgSsl2Record record;
  guint8 type;
  gsize at = wg_tls_pen_at (pen, r);

  if (!wg_ssl2_parse_record (r, &record))
    return;
  wg_tree_add_uint (pen->tree, node, &wg_tls_fields[F_SSL2_LENGTH], at, record.front,
                    record.len);
  at = wg_tls_pen_at (pen, r);
  if (unit->encrypted || !wg_reader_u8 (r, &type))
    {
      wg_tls_pen_heading (pen, node, F_ENCRYPTED, r, wg_reader_left (r));
      return;
    }
  wg_tree_add_uint (pen->tree, node, &wg_tls_fields[F_SSL2_TYPE], at, 1,
                    WG_TLS_LISTED_SSL2 + (guint) type);
  if (type == WG_SSL2_CLIENT_HELLO)
    describe_ssl2_client_hello (pen, node, r);
  else if (type == WG_SSL2_SERVER_HELLO)
    describe_ssl2_server_hello (pen, node, r);
  else
    wg_tls_pen_bytes (pen, node, F_BODY, r, wg_reader_left (r));
}
