#include "report/html.h"

#include "base/text.h"
#include "dissect/login.h"
#include "dns/dns-records.h"
#include "exchange/records.h"
#include "report/human.h"
#include "report/text-line.h"
#include "report/value.h"
#include "session/conversation.h"
#include "tls/tls-records.h"
#include "websocket/websocket-records.h"

/* What the arrows of a diagram say. */

#define LABEL_WIDTH 52u

static WgHtmlTalk *
talk_of (WgHtmlLook *look, gint64 conversation)
{
  return g_hash_table_lookup (look->talks, &conversation);
}

/* @label is taken. Of far more events than are shown the first stay. */
static void
add (WgHtmlLook *look, WgHtmlTalk *talk, guint32 frame, WgHtmlDir dir, GString *label)
{
  WgHtmlEvent event = {{frame, look->order++}, dir, NULL};
  g_autoptr (GString) fit = g_string_new (NULL);

  if (frame == 0 || talk->events->len >= 8 * WG_HTML_EVENTS)
    {
      talk->n_hidden += frame != 0;
      g_string_free (label, TRUE);
      return;
    }
  wg_human_fit (fit, label->str, LABEL_WIDTH, FALSE);
  event.label = g_strdup (fit->str);
  g_array_append_val (talk->events, event);
  g_string_free (label, TRUE);
}

static WgHtmlDir
direction (const WgRecordHead *head, gboolean from_client)
{
  return from_client != head->reversed ? WG_HTML_TO_SERVER : WG_HTML_TO_CLIENT;
}

/* A member of a record as text: masked, safe. */
static void
append (GString *out,
        WgHtmlLook *look,
        const WgRecordType *type,
        gconstpointer record,
        const char *path)
{
  wg_value_append (out, wg_value_get (type->fields, record, path), look->report->mask);
}

static void
take_http (WgHtmlLook *look, WgHtmlTalk *talk, const WgHttpExchange *exchange)
{
  const WgHttpResponse *response =
      exchange->response != NULL ? exchange->response : exchange->simple_response;

  if (exchange->request != NULL)
    {
      GString *label = g_string_new (NULL);

      append (label, look, &wg_http_type, exchange, "request.method");
      g_string_append_c (label, ' ');
      append (label, look, &wg_http_type, exchange, "request.target");
      add (look, talk, exchange->request->frame, direction (&exchange->head, TRUE), label);
    }
  if (response != NULL)
    {
      GString *label = g_string_new (NULL);

      append (label, look, &wg_http_type, exchange, "response.status");
      g_string_append_c (label, ' ');
      append (label, look, &wg_http_type, exchange, "response.reason");
      if (response->message.content_type.len > 0)
        g_string_append (label, " · ");
      append (label, look, &wg_http_type, exchange, "response.content_type");
      add (look, talk, response->frame, direction (&exchange->head, FALSE), label);
    }
}

static void
take_hellos (WgHtmlLook *look, WgHtmlTalk *talk, const WgTlsConnection *tls)
{
  const WgTlsClientHelloRecord *client = tls->client_hellos.items;
  const WgTlsServerHelloRecord *server = tls->server_hellos.items;

  for (guint i = 0; i < tls->client_hellos.n; i++)
    {
      GString *label = g_string_new ("ClientHello");
      if (client[i].sni.len > 0)
        {
          g_autofree char *sni = wg_text_dup (client[i].sni);
          g_string_append_printf (label, " for %s", sni);
        }
      g_string_append_printf (label, " · %u suites", client[i].ciphers.n);
      add (look, talk, client[i].frame, direction (&tls->head, TRUE), label);
    }
  for (guint i = 0; i < tls->server_hellos.n; i++)
    {
      GString *label =
          g_string_new (server[i].hello_retry_request ? "HelloRetryRequest" : "ServerHello");
      g_autoptr (GString) version = g_string_new (NULL);
      g_autofree char *name = NULL;

      append (version, look, &wg_tls_connection_type, tls, "version");
      name = wg_text_version (version->str);
      if (version->len > 0)
        g_string_append_printf (label, " · %s", name);
      if (server[i].cipher_name != NULL)
        g_string_append_printf (label, " · %s", server[i].cipher_name);
      add (look, talk, server[i].frame, direction (&tls->head, FALSE), label);
    }
}

static void
take_certificate (WgHtmlLook *look, guint32 frame, const WgCertificateFacts *facts)
{
  WgHtmlCertificate one = {.frame = frame};
  g_autoptr (GString) sha256 = g_string_new (NULL), names = g_string_new (NULL);
  const WgSlice *san = facts->san.items;

  wg_hex_append (sha256, facts->sha256);
  if (look->certificates->len >= WG_HTML_CERTS
      || g_hash_table_contains (look->seen_certificates, sha256->str))
    return;
  for (guint i = 0; i < MIN (facts->san.n, 6); i++)
    {
      g_autofree char *name = wg_text_dup (san[i]);
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  if (facts->san.n > 6)
    g_string_append_printf (names, " and %u more", facts->san.n - 6);
  one.sha256 = g_strdup (sha256->str);
  one.subject = wg_text_dup (facts->subject);
  one.issuer = facts->self_signed ? g_strdup ("itself") : wg_text_dup (facts->issuer);
  one.dates =
      g_strdup_printf ("%.10s to %.10s", facts->not_before != NULL ? facts->not_before : "?",
                       facts->not_after != NULL ? facts->not_after : "?");
  one.key = g_strdup_printf (
      "%s %u bits, %s", facts->key.type != NULL ? facts->key.type : "key", facts->key.bits,
      facts->signature_algorithm != NULL ? facts->signature_algorithm : "");
  one.names = g_strdup (names->str);
  g_array_append_val (look->certificates, one);
  g_hash_table_add (look->seen_certificates, one.sha256);
}

static void
take_certificates (WgHtmlLook *look,
                   WgHtmlTalk *talk,
                   const WgTlsConnection *tls,
                   gboolean from_client)
{
  const WgList *list = from_client ? &tls->certificates.client : &tls->certificates.server;
  const WgTlsCertificates *message = list->items;

  for (guint i = 0; i < list->n; i++)
    {
      const WgCertificateFacts *certs = message[i].certs.items;
      GString *label = NULL;

      for (guint j = 0; j < message[i].certs.n; j++)
        take_certificate (look, message[i].frame, &certs[j]);
      if (talk == NULL)
        continue;
      label = g_string_new ("Certificate");
      if (message[i].certs.n > 0)
        {
          g_autofree char *subject = wg_text_dup (certs[0].subject);
          g_string_append_printf (label, " %s", subject);
        }
      add (look, talk, message[i].frame, direction (&tls->head, from_client), label);
    }
}

static void
take_tls (WgHtmlLook *look, WgHtmlTalk *talk, const WgTlsConnection *tls)
{
  const WgTlsAlert *alerts = tls->alerts.items;

  if (talk != NULL)
    take_hellos (look, talk, tls);
  take_certificates (look, talk, tls, FALSE);
  take_certificates (look, talk, tls, TRUE);
  if (talk == NULL)
    return;
  for (guint i = 0; i < tls->alerts.n; i++)
    {
      GString *label = g_string_new (alerts[i].encrypted ? "Alert, encrypted" : "Alert ");
      WgValue list = wg_value_get (wg_tls_connection_type.fields, tls, "alerts");

      if (!alerts[i].encrypted && i < wg_value_n (list))
        wg_value_append (label, wg_value_member (wg_value_item (list, i), "description"), NULL);
      add (look, talk, alerts[i].frame,
           direction (&tls->head, g_strcmp0 (alerts[i].from, "client") == 0), label);
    }
}

static void
take_dns (WgHtmlLook *look, WgHtmlTalk *talk, const WgRecordType *type, const WgDnsRecord *dns)
{
  if (dns->query != NULL)
    {
      GString *label = g_string_new (NULL);

      append (label, look, type, dns, "type");
      g_string_append_c (label, ' ');
      append (label, look, type, dns, "name");
      g_string_append_c (label, '?');
      add (look, talk, dns->query->frame, direction (&dns->head, TRUE), label);
    }
  if (dns->response != NULL)
    {
      GString *label = g_string_new (NULL);

      append (label, look, type, dns, "response.rcode");
      g_string_append (label, " · ");
      wg_human_plural (label, dns->response->answers.n, "answer", "answers");
      add (look, talk, dns->response->frame, direction (&dns->head, FALSE), label);
    }
}

static void
take_login (WgHtmlLook *look, WgHtmlTalk *talk, const WgLogin *login)
{
  GString *label = g_string_new (NULL);

  g_string_append_printf (label, "login %s ", login->protocol);
  append (label, look, &wg_login_type, login, "mechanism");
  g_string_append_c (label, ' ');
  append (label, look, &wg_login_type, login, "user");
  add (look, talk, login->frame, direction (&login->head, TRUE), label);
  if (login->response_frame == 0 || login->ok == NULL)
    return;
  add (look, talk, login->response_frame, direction (&login->head, FALSE),
       g_string_new (strcmp (login->ok, "yes") == 0 ? "accepted" : "refused"));
}

static char *
end_of (const WgPeer *peer)
{
  return g_strdup_printf (strchr (peer->ip, ':') != NULL ? "[%s]:%" G_GINT64_FORMAT
                                                         : "%s:%" G_GINT64_FORMAT,
                          peer->ip, peer->port);
}

static void
take_conversation (WgHtmlTalk *talk, const WgConversation *conversation)
{
  const char *const *protocols = conversation->protocols.items;
  GString *about = g_string_new (NULL);

  talk->client = end_of (&conversation->client);
  talk->server = end_of (&conversation->server);
  for (guint i = 0; i < conversation->protocols.n; i++)
    g_string_append_printf (about, "%s%s", i > 0 ? " + " : "", protocols[i]);
  if (conversation->protocols.n == 0)
    g_string_append (about, conversation->transport);
  g_string_append (about, " · ");
  wg_human_plural (about, conversation->packets.client + conversation->packets.server, "packet",
                   "packets");
  g_string_append (about, " · ");
  wg_human_duration (about, conversation->duration_ns);
  if (conversation->state != NULL)
    g_string_append_printf (about, " · %s", conversation->state);
  talk->about = g_string_free (about, FALSE);
}

void
wg_html_look_take (WgHtmlLook *look, const WgRecordType *type, gconstpointer record)
{
  WgHtmlTalk *talk;

  if (type == &wg_conversation_type)
    {
      talk = talk_of (look, ((const WgConversation *) record)->id);
      if (talk != NULL && talk->client == NULL)
        take_conversation (talk, record);
      return;
    }
  talk = talk_of (look, ((const WgRecordHead *) record)->conversation);
  if (type == &wg_tls_connection_type)
    take_tls (look, talk, record);
  if (talk == NULL)
    return;
  if (type == &wg_http_type)
    take_http (look, talk, record);
  else if (type == &wg_login_type)
    take_login (look, talk, record);
  else if (type == &wg_dns_type || type == &wg_mdns_type || type == &wg_llmnr_type)
    take_dns (look, talk, type, record);
}

static void
take_message (WgHtmlLook *look, WgHtmlTalk *talk, const WgField *list, const WgWsMessage *said)
{
  const guint32 *frames = said->frames.items;
  GString *label = g_string_new ("WebSocket ");

  g_string_append (label, said->kind);
  if (said->text.len > 0)
    g_string_append_c (label, ' ');
  wg_value_append (label, wg_value_get (list->fields, said, "text"), look->report->mask);
  add (look, talk, said->frames.n > 0 ? frames[0] : 0,
       strcmp (said->from, "client") == 0 ? WG_HTML_TO_SERVER : WG_HTML_TO_CLIENT, label);
}

/* A part comes before its record tells the conversation, so the packet tells it. */
static WgHtmlTalk *
talk_of_frame (WgHtmlLook *look, guint32 frame)
{
  const WgStore *store = look->report->base.store;
  gint64 conversation = -1;

  if (frame > 0 && frame <= wg_store_n_packets (store))
    conversation = wg_store_packet (store, frame - 1)->conversation;
  return conversation < 0
             ? NULL
             : talk_of (look, conversation + (gint64) look->report->first_conversation);
}

static void
take_close (WgHtmlLook *look, WgHtmlTalk *talk, const WgWsClose *close)
{
  GString *label = g_string_new ("WebSocket close");

  if (close->code >= 0)
    g_string_append_printf (label, " %" G_GINT64_FORMAT, close->code);
  add (look, talk, close->frame,
       g_strcmp0 (close->from, "client") == 0 ? WG_HTML_TO_SERVER : WG_HTML_TO_CLIENT, label);
}

void
wg_html_look_part (WgHtmlLook *look, const WgField *list, gconstpointer item)
{
  const WgWsMessage *said = list == wg_websocket_messages ? item : NULL;
  const WgWsClose *close = list == wg_websocket_closes ? item : NULL;
  guint32 frame = close != NULL ? close->frame : 0;
  WgHtmlTalk *talk;

  if (said != NULL && said->frames.n > 0)
    frame = *(const guint32 *) said->frames.items;
  talk = talk_of_frame (look, frame);
  if (talk != NULL && said != NULL)
    take_message (look, talk, list, said);
  else if (talk != NULL && close != NULL)
    take_close (look, talk, close);
}
