#include "ui/glossary.h"

#include "base/slice.h"

#include <string.h>

/* Ended by a row without name. */
typedef struct
{
  const char *name;
  WgGloss gloss;
} Entry;

static const Entry extensions[] = {
    {"server_name",
     {"Names the host, in the clear: the padlock hides what is said, not to whom.",
      "RFC 6066 §3"}},
    {"supported_versions",
     {"The versions that are really offered; the field of old stays at 1.2.",
      "RFC 8446 §4.2.1"}},
    {"key_share",
     {"Public halves of fresh keys, sent along at once so that TLS 1.3 saves a round trip.",
      "RFC 8446 §4.2.8"}},
    {"supported_groups",
     {"Curves and groups on which a secret can be agreed, the best liked first.",
      "RFC 8446 §4.2.7"}},
    {"signature_algorithms",
     {"How the server may sign to prove that it has the key of its certificate.",
      "RFC 8446 §4.2.3"}},
    {"application_layer_protocol_negotiation",
     {"Agrees on what is spoken inside, such as h2 for HTTP/2.", "RFC 7301 §3.1"}},
    {"ec_point_formats",
     {"How points on a curve are written; of no use in TLS 1.3.", "RFC 8422 §5.1.2"}},
    {"session_ticket",
     {"Brings back a ticket of an earlier session, or asks for one.", "RFC 5077 §3.2"}},
    {"encrypt_then_mac",
     {"Check first, then decrypt: closes padding attacks on CBC suites.", "RFC 7366 §2"}},
    {"extended_master_secret",
     {"Ties the keys to the whole handshake, so that nobody can splice two together.",
      "RFC 7627 §5.1"}},
    {"status_request",
     {"Asks for the issuer's word that the certificate is not revoked (OCSP stapling).",
      "RFC 6066 §8"}},
    {"signed_certificate_timestamp",
     {"Proof that the certificate stands in a public log.", "RFC 6962 §3.3.1"}},
    {"renegotiation_info",
     {"Ties a later handshake to the first, so that nobody can put something in front of it.",
      "RFC 5746 §3.2"}},
    {"psk_key_exchange_modes",
     {"Whether a key from before is used alone or with a fresh one.", "RFC 8446 §4.2.9"}},
    {"pre_shared_key",
     {"Keys from before with which to go on without a certificate.", "RFC 8446 §4.2.11"}},
    {"early_data",
     {"Data follow at once (0-RTT). They can be played again by somebody else.",
      "RFC 8446 §4.2.10"}},
    {"cookie", {"Sent back to a server that asked for another hello.", "RFC 8446 §4.2.2"}},
    {"padding", {"Nothing: makes the message longer, for servers of old.", "RFC 7685 §3"}},
    {"compress_certificate", {"The certificate may come compressed.", "RFC 8879 §3"}},
    {"record_size_limit", {"The largest record that this end takes.", "RFC 8449 §4"}},
    {"heartbeat", {"Heartbeats may be sent. A fault in them was Heartbleed.", "RFC 6520 §2"}},
    {"post_handshake_auth",
     {"The client would show a certificate later, when asked.", "RFC 8446 §4.2.6"}},
    {0}};

static const Entry headers[] = {
    {"Authorization",
     {"Proves who asks. “Basic” is name and password, merely written differently: Base64 is no "
      "encryption.",
      "RFC 9110 §11.6.2"}},
    {"WWW-Authenticate", {"How the client is to prove who it is.", "RFC 9110 §11.6.1"}},
    {"User-Agent", {"What the client says it is; it may say anything.", "RFC 9110 §10.1.5"}},
    {"Server", {"What the server says it is, to attackers too.", "RFC 9110 §10.2.4"}},
    {"Referer", {"The page that the request came from.", "RFC 9110 §10.1.3"}},
    {"Origin",
     {"The site whose page asks. A server must look at it to refuse strangers' pages.",
      "RFC 6454 §7"}},
    {"Accept", {"Which kinds of body the client likes.", "RFC 9110 §12.5.1"}},
    {"Accept-Encoding", {"Which ways to compress the client can undo.", "RFC 9110 §12.5.3"}},
    {"Accept-Language", {"Which languages the client's user likes.", "RFC 9110 §12.5.4"}},
    {"Location", {"Where to look instead.", "RFC 9110 §10.2.2"}},
    {"Date", {"When the answer was made, by the server's clock.", "RFC 9110 §6.6.1"}},
    {"Cache-Control", {"Who may keep the answer, and for how long.", "RFC 9111 §5.2"}},
    {"ETag", {"A name for this version of the thing.", "RFC 9110 §8.8.3"}},
    {"Last-Modified", {"When the thing changed last.", "RFC 9110 §8.8.2"}},
    {"If-None-Match", {"Send it only if it has changed.", "RFC 9110 §13.1.2"}},
    {"Strict-Transport-Security",
     {"From now on the browser comes over TLS alone. Counts only over TLS.", "RFC 6797 §6.1"}},
    {"Content-Security-Policy",
     {"From where the page may load and run things: the net below a page that was injected "
      "into.",
      NULL}},
    {"X-Frame-Options", {"Whether other pages may show this one in a frame.", "RFC 7034 §2.1"}},
    {"X-Content-Type-Options",
     {"nosniff: the browser is to believe Content-Type and not to guess.", NULL}},
    {"Referrer-Policy", {"How much of the address other sites are told.", NULL}},
    {"Access-Control-Allow-Origin", {"Which sites' pages may read the answer.", NULL}},
    {"Sec-WebSocket-Key",
     {"Random, no secret and no password: proves that the server understood the question.",
      "RFC 6455 §11.3.1"}},
    {"Sec-WebSocket-Accept",
     {"A hash of the key and a fixed text: the server really speaks WebSocket.",
      "RFC 6455 §11.3.3"}},
    {"Sec-WebSocket-Version", {"13 is the one of the standard.", "RFC 6455 §11.3.5"}},
    {"Sec-WebSocket-Protocol", {"What is to be spoken inside.", "RFC 6455 §11.3.4"}},
    {"Sec-WebSocket-Extensions",
     {"Such as permessage-deflate: compression.", "RFC 6455 §11.3.2"}},
    {0}};

static const Entry codes[] = {
    {"101", {"The server changes to the protocol that was asked for.", "RFC 9110 §15.2.2"}},
    {"200", {"Done.", "RFC 9110 §15.3.1"}},
    {"204", {"Done; there is no body.", "RFC 9110 §15.3.5"}},
    {"206", {"A part, as asked for.", "RFC 9110 §15.3.7"}},
    {"301", {"It has moved for good.", "RFC 9110 §15.4.2"}},
    {"302", {"It is elsewhere for now.", "RFC 9110 §15.4.3"}},
    {"303", {"Look there with GET; usual after a form.", "RFC 9110 §15.4.4"}},
    {"304", {"Not changed: use what you have.", "RFC 9110 §15.4.5"}},
    {"307", {"It is elsewhere for now; ask there in the same way.", "RFC 9110 §15.4.8"}},
    {"308", {"It has moved for good; ask there in the same way.", "RFC 9110 §15.4.9"}},
    {"400", {"The server did not understand the request.", "RFC 9110 §15.5.1"}},
    {"401", {"Say who you are first.", "RFC 9110 §15.5.2"}},
    {"403", {"Understood, and refused.", "RFC 9110 §15.5.4"}},
    {"404", {"There is nothing here.", "RFC 9110 §15.5.5"}},
    {"405", {"Not with this method.", "RFC 9110 §15.5.6"}},
    {"426", {"Come with another protocol or version.", "RFC 9110 §15.5.22"}},
    {"429", {"Too many requests; slow down.", "RFC 6585 §4"}},
    {"500", {"The server has a fault.", "RFC 9110 §15.6.1"}},
    {"502", {"The server behind answered nonsense.", "RFC 9110 §15.6.3"}},
    {"503", {"Not now.", "RFC 9110 §15.6.4"}},
    {0}};

static const Entry methods[] = {
    {"GET", {"Reads and is to change nothing.", "RFC 9110 §9.3.1"}},
    {"HEAD", {"Like GET, without the body.", "RFC 9110 §9.3.2"}},
    {"POST",
     {"Sends something to be worked on. It is no more secret than a GET.", "RFC 9110 §9.3.3"}},
    {"PUT", {"Puts something in that place.", "RFC 9110 §9.3.4"}},
    {"DELETE", {"Takes it away.", "RFC 9110 §9.3.5"}},
    {"CONNECT", {"Asks a proxy for a tunnel.", "RFC 9110 §9.3.6"}},
    {"OPTIONS", {"Asks what may be done.", "RFC 9110 §9.3.7"}},
    {0}};

static const Entry opcodes[] = {
    {"0", {"Continuation: goes on with the message begun before.", "RFC 6455 §5.4"}},
    {"1", {"Text: UTF-8, most often JSON.", "RFC 6455 §5.6"}},
    {"2", {"Binary: bytes in a form of the application's own.", "RFC 6455 §5.6"}},
    {"8", {"Close: this end is done, and says why.", "RFC 6455 §5.5.1"}},
    {"9", {"Ping: are you there?", "RFC 6455 §5.5.2"}},
    {"10", {"Pong: I am.", "RFC 6455 §5.5.3"}},
    {0}};

static const WgGloss *
find (const Entry *entries, WgSlice name)
{
  for (; entries->name != NULL; entries++)
    if (wg_slice_is_nocase (name, entries->name))
      return &entries->gloss;
  return NULL;
}

static WgSlice
up_to (WgSlice text, char end)
{
  const guint8 *at = text.len > 0 ? memchr (text.data, end, text.len) : NULL;
  return at != NULL ? wg_slice (text.data, (gsize) (at - text.data)) : text;
}

const WgGloss *
wg_gloss_of (const WgNode *node)
{
  const char *key = node->field != NULL ? node->field->key : NULL;
  WgSlice text = node->text != NULL ? wg_slice_str (node->text) : WG_SLICE_NONE;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, node->number);

  if (key == NULL || node->note)
    return NULL;
  if (strcmp (key, "tls.handshake.extension") == 0 && wg_slice_has_prefix (text, "Extension: "))
    return find (extensions, wg_slice_sub (text, strlen ("Extension: "), text.len));
  if (strcmp (key, "http.header") == 0)
    return find (headers, up_to (text, ':'));
  if (strcmp (key, "http.response.code") == 0)
    return find (codes, wg_slice_str (number));
  if (strcmp (key, "http.request.method") == 0)
    return find (methods, text);
  if (strcmp (key, "websocket.opcode") == 0)
    return find (opcodes, wg_slice_str (number));
  return NULL;
}
