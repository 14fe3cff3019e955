#include "tls-messages.h"

#include "names.h"
#include "tls-key-exchange.h"
#include "tls-parse.h"

#define ROW(what, title, stop, sentence, where)                                                \
  {                                                                                            \
    .id = "tls." what, .name = title, .layer = WG_LAYER_TLS, .milestone = stop,                \
    .help = sentence, .source = where                                                          \
  }

/* Handshake messages stand behind the others, in the order of #hands. */
const WgMessageType wg_tls_messages[] = {
    [WG_TLS_SAYS_UNKNOWN] = ROW ("handshake",
                                 "Handshake message",
                                 FALSE,
                                 "A message of the handshake that few implementations use.",
                                 "RFC 8446 §4"),
    [WG_TLS_SAYS_RETRY] = ROW ("hello_retry_request",
                               "HelloRetryRequest",
                               FALSE,
                               "The server can use none of the key shares that were sent, and "
                               "names the group that it wants. The client begins again.",
                               "RFC 8446 §4.1.4"),
    [WG_TLS_SAYS_CCS] = ROW ("change_cipher_spec",
                             "ChangeCipherSpec",
                             TRUE,
                             "From here on this side encrypts. It is a record of its own, no "
                             "message of the handshake.",
                             "RFC 5246 §7.1"),
    [WG_TLS_SAYS_CCS_COMPATIBLE] =
        ROW ("change_cipher_spec_compatible",
             "ChangeCipherSpec",
             FALSE,
             "In TLS 1.3 it says nothing. It is sent so that old boxes on the way take the "
             "connection for a resumed one of TLS 1.2.",
             "RFC 8446 appendix D.4"),
    [WG_TLS_SAYS_ALERT] = ROW ("alert",
                               "Alert",
                               TRUE,
                               "Something is wrong. A fatal alert ends the connection at once; "
                               "the description is often the only hint why.",
                               "RFC 8446 §6.2"),
    [WG_TLS_SAYS_CLOSE_NOTIFY] =
        ROW ("alert.close_notify",
             "Alert",
             TRUE,
             "This side will send nothing more. Without it nobody could tell an end from a "
             "connection that an attacker cut short.",
             "RFC 8446 §6.1"),
    [WG_TLS_SAYS_ENCRYPTED_ALERT] =
        ROW ("alert.encrypted",
             "Encrypted alert",
             TRUE,
             "An alert whose text is secret. At the end of a connection it is nearly always "
             "close_notify.",
             "RFC 5246 §7.2"),
    [WG_TLS_SAYS_HEARTBEAT] =
        ROW ("heartbeat",
             "Heartbeat",
             FALSE,
             "Are you still there? The other side sends the same bytes back. A length that "
             "lies about them was the bug Heartbleed.",
             "RFC 6520 §4"),
    [WG_TLS_SAYS_ENCRYPTED] =
        ROW ("handshake.encrypted",
             "Encrypted handshake message",
             TRUE,
             "The handshake goes on out of sight. In TLS 1.3 the certificate is in here, so "
             "that nobody on the way sees it.",
             "RFC 8446 §2"),
    [WG_TLS_SAYS_DATA] = ROW ("application_data",
                              "Application data",
                              FALSE,
                              "What the connection is there for, encrypted. Its length and its "
                              "timing can be seen all the same.",
                              "RFC 8446 §5.2"),
    [WG_TLS_SAYS_EARLY_DATA] =
        ROW ("early_data",
             "Early data",
             FALSE,
             "Data sent along with the hello, under a key of an earlier connection. It saves "
             "a round trip, but an attacker can send it again.",
             "RFC 8446 §2.3"),
    [WG_TLS_SAYS_SSL2_CLIENT_HELLO] =
        ROW ("ssl2.client_hello",
             "SSL 2.0 ClientHello",
             FALSE,
             "The hello of 1995. Later clients still sent this form so that servers of SSL "
             "2.0 would understand it.",
             "RFC 5246 appendix E.2"),
    [WG_TLS_SAYS_SSL2_SERVER_HELLO] =
        ROW ("ssl2.server_hello",
             "SSL 2.0 ServerHello",
             FALSE,
             "The server's certificate and the ciphers that it can do. In SSL 2.0 the client "
             "chooses.",
             "draft-hickman-netscape-ssl-00 §2.6"),
    [WG_TLS_SAYS_SSL2_MASTER_KEY] =
        ROW ("ssl2.client_master_key",
             "SSL 2.0 ClientMasterKey",
             FALSE,
             "The client's choice of cipher, and the key for it encrypted for the server's "
             "certificate.",
             "draft-hickman-netscape-ssl-00 §2.5"),
    [WG_TLS_SAYS_SSL2_ENCRYPTED] = ROW ("ssl2.encrypted",
                                        "SSL 2.0 encrypted record",
                                        FALSE,
                                        "Behind the master key all of SSL 2.0 is encrypted, "
                                        "the rest of the handshake too.",
                                        "draft-hickman-netscape-ssl-00 §1.1"),

    ROW ("hello_request",
         "HelloRequest",
         FALSE,
         "The server asks the client to begin a new handshake on this connection.",
         "RFC 5246 §7.4.1.1"),
    ROW ("client_hello",
         "ClientHello",
         FALSE,
         "The client begins: versions, cipher suites and extensions that it can do. The name "
         "of the server stands in it in the clear.",
         "RFC 8446 §4.1.2"),
    ROW ("server_hello",
         "ServerHello",
         FALSE,
         "The server picks one version and one cipher suite of those that were offered. In "
         "TLS 1.3 all that follows is encrypted.",
         "RFC 8446 §4.1.3"),
    ROW ("hello_verify_request",
         "HelloVerifyRequest",
         FALSE,
         "A cookie that the client must send back, to show that its address is its own "
         "before the server goes to any expense.",
         "RFC 6347 §4.2.1"),
    ROW ("new_session_ticket",
         "NewSessionTicket",
         FALSE,
         "A ticket that the client may show next time, to shorten the handshake.",
         "RFC 8446 §4.6.1"),
    ROW ("end_of_early_data",
         "EndOfEarlyData",
         FALSE,
         "The client's early data ends; what follows is under the keys of this handshake.",
         "RFC 8446 §4.5"),
    ROW ("encrypted_extensions",
         "EncryptedExtensions",
         FALSE,
         "Answers to the client's extensions that need not be seen by others, such as the "
         "protocol to be spoken.",
         "RFC 8446 §4.3.1"),
    ROW ("certificate",
         "Certificate",
         FALSE,
         "Who this is: a certificate and those that vouch for it. It is public; that its "
         "sender holds the key is shown elsewhere.",
         "RFC 8446 §4.4.2"),
    ROW ("server_key_exchange",
         "ServerKeyExchange",
         FALSE,
         "The server's half of a Diffie-Hellman exchange, signed with the key of its "
         "certificate.",
         "RFC 5246 §7.4.3"),
    ROW ("certificate_request",
         "CertificateRequest",
         FALSE,
         "The server wants a certificate from the client too, and says which kinds it takes.",
         "RFC 8446 §4.3.2"),
    ROW ("server_hello_done",
         "ServerHelloDone",
         FALSE,
         "The server has said all of its part; it is the client's turn.",
         "RFC 5246 §7.4.5"),
    ROW ("certificate_verify",
         "CertificateVerify",
         FALSE,
         "A signature over the handshake so far: proof that its sender holds the key of the "
         "certificate.",
         "RFC 8446 §4.4.3"),
    ROW ("client_key_exchange",
         "ClientKeyExchange",
         FALSE,
         "The client's half of the key: its Diffie-Hellman value, or a secret encrypted for "
         "the server's RSA key.",
         "RFC 5246 §7.4.7"),
    ROW ("finished",
         "Finished",
         TRUE,
         "A sum over the whole handshake under the new keys. If anybody had changed a byte on "
         "the way, it would not fit.",
         "RFC 8446 §4.4.4"),
    ROW ("certificate_status",
         "CertificateStatus",
         FALSE,
         "A fresh word of the certificate's issuer that it has not been revoked, brought "
         "along so that the client need not ask.",
         "RFC 6066 §8"),
    ROW ("key_update",
         "KeyUpdate",
         FALSE,
         "This side encrypts with new keys from here on, made of the old ones.",
         "RFC 8446 §4.6.3"),
    ROW ("compressed_certificate",
         "CompressedCertificate",
         FALSE,
         "A certificate message, compressed to save packets. What it says is the same.",
         "RFC 8879 §4"),
    ROW ("next_protocol",
         "NextProtocol",
         FALSE,
         "The protocol that the client chose of those that the server named: a forerunner of "
         "ALPN.",
         "draft-agl-tls-nextprotoneg-04 §3"),
    {0},
};

static const guint8 hands[] = {
    WG_TLS_HELLO_REQUEST,          WG_TLS_CLIENT_HELLO,
    WG_TLS_SERVER_HELLO,           WG_TLS_HELLO_VERIFY_REQUEST,
    WG_TLS_NEW_SESSION_TICKET,     WG_TLS_END_OF_EARLY_DATA,
    WG_TLS_ENCRYPTED_EXTENSIONS,   WG_TLS_CERTIFICATE,
    WG_TLS_SERVER_KEY_EXCHANGE,    WG_TLS_CERTIFICATE_REQUEST,
    WG_TLS_SERVER_HELLO_DONE,      WG_TLS_CERTIFICATE_VERIFY,
    WG_TLS_CLIENT_KEY_EXCHANGE,    WG_TLS_FINISHED,
    WG_TLS_CERTIFICATE_STATUS,     WG_TLS_KEY_UPDATE,
    WG_TLS_COMPRESSED_CERTIFICATE, WG_TLS_NEXT_PROTOCOL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (wg_tls_messages) == WG_TLS_N_SAYS + G_N_ELEMENTS (hands) + 1);

const WgMessageType *
wg_tls_message_type (guint8 type)
{
  if (type == WG_TLS_HELLO_RETRY_REQUEST)
    return &wg_tls_messages[WG_TLS_SAYS_RETRY];
  for (guint i = 0; i < G_N_ELEMENTS (hands); i++)
    if (hands[i] == type)
      return &wg_tls_messages[WG_TLS_N_SAYS + i];
  return &wg_tls_messages[WG_TLS_SAYS_UNKNOWN];
}

gboolean
wg_tls_is_retry (WgSlice body)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  WgTlsServerHello hello;

  return wg_tls_parse_server_hello (&r, &hello) && hello.retry;
}

/* As people write it, not as the report does. */
static void
add_version (WgDetail *detail, guint16 version)
{
  static const WgName names[] = {
      {0x0002, "SSL 2.0"},  {0x0300, "SSL 3.0"}, {0x0301, "TLS 1.0"},  {0x0302, "TLS 1.1"},
      {0x0303, "TLS 1.2"},  {0x0304, "TLS 1.3"}, {0xfeff, "DTLS 1.0"}, {0xfefd, "DTLS 1.2"},
      {0xfefc, "DTLS 1.3"}, {0, NULL},
  };
  const char *name = wg_name_of (names, version);

  if (name == NULL)
    name = wg_name_of (wg_names_tls_versions, version);
  wg_detail_puts (detail, name != NULL ? name : "an unknown version");
}

static void
add_server_hello (WgDetail *detail, WgReader *r)
{
  WgTlsServerHello hello;
  const char *name;

  if (!wg_tls_parse_server_hello (r, &hello))
    return;
  if (!hello.retry)
    {
      add_version (detail, wg_tls_settled_version (&hello));
      name = wg_tls_cipher_name (hello.cipher);
    }
  else
    name = hello.group >= 0 ? wg_name_of (wg_names_tls_groups, (guint32) hello.group) : NULL;
  if (name != NULL)
    wg_detail_join (detail, wg_slice_str (name));
}

void
wg_tls_message_detail (WgDetail *detail, guint8 type, WgSlice body, gboolean datagram)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  WgTlsClientHello hello;

  if (type == WG_TLS_CLIENT_HELLO && wg_tls_parse_client_hello_of (&r, datagram, &hello))
    wg_detail_add (detail, hello.sni);
  else if (type == WG_TLS_SERVER_HELLO)
    add_server_hello (detail, &r);
}

/* A registry's name in words. */
static void
add_words (WgDetail *detail, const WgName *names, gint32 value)
{
  const char *name = wg_name_of (names, (guint32) value);

  if (name == NULL)
    wg_detail_add_uint (detail, (guint64) value);
  for (; name != NULL && *name != '\0'; name++)
    wg_detail_add (detail, wg_slice (*name == '_' ? " " : name, 1));
}

void
wg_tls_alert_detail (WgDetail *detail, gint32 level, gint32 description)
{
  if (level < 0 || description < 0)
    return;
  add_words (detail, wg_names_tls_alert_levels, level);
  wg_detail_puts (detail, ", ");
  add_words (detail, wg_names_tls_alerts, description);
}
