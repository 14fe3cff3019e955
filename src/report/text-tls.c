#include "report/text-kinds.h"

#include "report/human.h"
#include "report/place.h"

/* Lines of a handshake, put in the order of their packets. */
typedef struct
{
  WgPlace place; /* first */
  char *text;
} Line;

typedef struct
{
  const WgTextStyle *style;
  GArray *lines;
} Lines;

static void
clear_line (gpointer item)
{
  g_free (((Line *) item)->text);
}

static void
keep (Lines *lines, guint32 frame, GString *text)
{
  Line line = {{frame, lines->lines->len}, g_strdup (text->str)};
  g_array_append_val (lines->lines, line);
}

static guint32
frame_of (WgValue value)
{
  return (guint32) wg_value_uint (wg_value_member (value, "frame"));
}

/* Versions as people write them, GREASE left out. */
static char *
versions_text (WgValue list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < wg_value_n (list); i++)
    {
      WgValue item = wg_value_item (list, i);
      const char *name = wg_name_of (item.row->names, (guint32) wg_value_uint (item));
      g_autofree char *version = NULL;

      if ((wg_value_uint (item) & 0x0f0f) == 0x0a0a)
        continue;
      if (name == NULL)
        {
          g_string_append_printf (text, "%s0x%04x", text->len > 0 ? ", " : "",
                                  (guint) wg_value_uint (item));
          continue;
        }
      version = wg_text_version (name);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", version);
    }
  return g_string_free (text, FALSE);
}

/* What the legacy version field says. */
static char *
version_text (WgValue value)
{
  static const struct
  {
    guint16 code;
    const char *name;
  } names[] = {{0x0002, "SSL 2.0"},  {0x0300, "SSL 3.0"}, {0x0301, "TLS 1.0"},
               {0x0302, "TLS 1.1"},  {0x0303, "TLS 1.2"}, {0x0304, "TLS 1.3"},
               {0xfeff, "DTLS 1.0"}, {0xfefd, "DTLS 1.2"}};

  if (!wg_value_is (value))
    return g_strdup ("");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].code == wg_value_uint (value))
      return g_strdup (names[i].name);
  return g_strdup_printf ("version 0x%04x", (guint) wg_value_uint (value));
}

static void
write_client_hello (Lines *lines, WgValue hello)
{
  g_autoptr (GString) out = g_string_new (NULL);
  WgTextLine line = wg_text_line (out, lines->style, frame_of (hello), WG_FROM_CLIENT);
  WgValue versions = wg_value_member (hello, "supported_versions");
  g_autofree char *offered = wg_value_is (versions)
                                 ? versions_text (versions)
                                 : version_text (wg_value_member (hello, "version"));
  guint n_ciphers = wg_value_n (wg_value_member (hello, "ciphers"));

  wg_text_add (&line, WG_INK_BOLD, "ClientHello");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_value_member (hello, "sni"), "");
  wg_text_addf (&line, WG_INK_PLAIN, "offers %s", offered);
  wg_text_add_value (&line, WG_INK_PLAIN, "ALPN ", wg_value_member (hello, "alpn"), "");
  wg_text_addf (&line, WG_INK_PLAIN, "%u cipher suite%s", n_ciphers, n_ciphers == 1 ? "" : "s");
  if (wg_value_is (wg_value_member (hello, "psk")))
    wg_text_add (&line, WG_INK_PLAIN, "pre-shared key");
  if (wg_value_uint (wg_value_member (hello, "session_ticket")) > 0)
    wg_text_add (&line, WG_INK_PLAIN, "session ticket");
  if (wg_value_is (wg_value_member (hello, "early_data")))
    wg_text_add (&line, WG_INK_PLAIN, "early data");
  if (wg_value_is (wg_value_member (hello, "fallback_scsv")))
    wg_text_add (&line, WG_INK_PLAIN, "fallback SCSV");
  wg_text_add_value (&line, WG_INK_DIM, "JA4 ", wg_value_member (hello, "ja4"), "");
  wg_text_line_end (&line);
  keep (lines, frame_of (hello), out);
}

static void
write_server_hello (Lines *lines, WgValue hello)
{
  g_autoptr (GString) out = g_string_new (NULL);
  WgTextLine line = wg_text_line (out, lines->style, frame_of (hello), WG_FROM_SERVER);
  WgValue versions = wg_value_member (hello, "supported_versions");
  g_autofree char *chosen = wg_value_is (versions)
                                ? versions_text (versions)
                                : version_text (wg_value_member (hello, "version"));
  WgValue name = wg_value_member (hello, "cipher_name");
  gboolean retry = wg_value_is (wg_value_member (hello, "hello_retry_request"));

  wg_text_add (&line, WG_INK_BOLD, retry ? "HelloRetryRequest" : "ServerHello");
  wg_text_add (&line, WG_INK_PLAIN, chosen);
  if (wg_value_is (name))
    wg_text_add_value (&line, WG_INK_PLAIN, "", name, "");
  else if (wg_value_is (wg_value_member (hello, "cipher")))
    wg_text_addf (&line, WG_INK_PLAIN, "cipher suite 0x%04x",
                  (guint) wg_value_uint (wg_value_member (hello, "cipher")));
  wg_text_add_value (&line, WG_INK_PLAIN, "group ", wg_value_member (hello, "group"), "");
  wg_text_add_value (&line, WG_INK_ODD, "downgrade sentinel ",
                     wg_value_member (hello, "downgrade_sentinel"), "");
  wg_text_line_end (&line);
  keep (lines, frame_of (hello), out);
}

/* "2021-01-01" of an RFC 3339 time. */
static char *
date_of (const WgTextStyle *style, WgValue value)
{
  char *text = wg_text_of (style, value, 40);

  if (strlen (text) > 10 && text[10] == 'T')
    text[10] = '\0';
  return text;
}

/* The common name of a distinguished name (RFC 4514), else the organisation, else all of it. */
static char *
name_of (const WgTextStyle *style, WgValue value)
{
  static const char *const keys[] = {"CN=", "O="};
  g_autofree char *name = wg_text_of (style, value, 1000);
  GString *shown = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys) && shown->len == 0; i++)
    for (const char *at = name; (at = strstr (at, keys[i])) != NULL; at++)
      {
        const char *end = at + strlen (keys[i]);

        if (at > name && at[-1] != ',' && at[-1] != '+')
          continue;
        while (*end != '\0' && (*end != ',' || end[-1] == '\\'))
          end++;
        g_string_append_len (shown, at + strlen (keys[i]),
                             end - at - (gssize) strlen (keys[i]));
        break;
      }
  if (shown->len == 0)
    g_string_append (shown, name);
  return g_string_free (shown, FALSE);
}

static void
add_certificate (WgTextLine *line, WgValue certificate)
{
  const WgTextStyle *style = line->style;
  g_autofree char *subject = name_of (style, wg_value_member (certificate, "subject"));
  g_autofree char *issuer = name_of (style, wg_value_member (certificate, "issuer"));
  g_autofree char *from = date_of (style, wg_value_member (certificate, "not_before"));
  g_autofree char *until = date_of (style, wg_value_member (certificate, "not_after"));
  WgValue bits = wg_value_member (certificate, "key.bits");
  WgValue names = wg_value_member (certificate, "san");
  g_autofree char *key = wg_text_of (style, wg_value_member (certificate, "key.type"), 40);

  wg_text_add (line, WG_INK_PLAIN, subject);
  if (wg_value_is (wg_value_member (certificate, "self_signed")))
    wg_text_add (line, WG_INK_ODD, "self-signed");
  else if (*issuer != '\0')
    wg_text_addf (line, WG_INK_PLAIN, "issued by %s", issuer);
  if (*from != '\0')
    wg_text_addf (line, WG_INK_PLAIN, "valid %s to %s", from, until);
  if (*key != '\0')
    wg_text_addf (line, WG_INK_PLAIN, "%s key of %" G_GUINT64_FORMAT " bits", key,
                  wg_value_uint (bits));
  if (wg_value_n (names) > 0)
    {
      g_autofree char *first = wg_text_of (style, wg_value_item (names, 0), 80);
      g_autofree char *more = wg_value_n (names) > 1
                                  ? g_strdup_printf (" and %u more", wg_value_n (names) - 1)
                                  : g_strdup ("");
      wg_text_addf (line, WG_INK_PLAIN, "for %s%s", first, more);
    }
}

static void
write_certificates (Lines *lines, WgValue messages, WgFrom from, WgValue problem)
{
  for (guint i = 0; i < wg_value_n (messages); i++)
    {
      WgValue message = wg_value_item (messages, i);
      WgValue certificates = wg_value_member (message, "certs");
      guint n = wg_value_n (certificates);
      g_autoptr (GString) out = g_string_new (NULL);
      WgTextLine line = wg_text_line (out, lines->style, frame_of (message), from);

      wg_text_add (&line, WG_INK_BOLD, "Certificate");
      if (n == 0)
        wg_text_add (&line, WG_INK_PLAIN, "none sent");
      else
        add_certificate (&line, wg_value_item (certificates, 0));
      if (n > 1)
        wg_text_addf (&line, WG_INK_PLAIN, "chain of %u", n);
      if (!wg_slice_is (wg_value_bytes (problem), "self_signed"))
        wg_text_add_value (&line, WG_INK_ODD, "chain: ", problem, "");
      wg_text_line_end (&line);
      keep (lines, frame_of (message), out);
    }
}

static void
write_alert (Lines *lines, WgValue alert)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean server = wg_slice_is (wg_value_bytes (wg_value_member (alert, "from")), "server");
  WgTextLine line = wg_text_line (out, lines->style, frame_of (alert),
                                  server ? WG_FROM_SERVER : WG_FROM_CLIENT);
  g_autofree char *level = wg_text_of (lines->style, wg_value_member (alert, "level"), 40);
  gboolean fatal = strcmp (level, "fatal") == 0;

  wg_text_add (&line, fatal ? WG_INK_BAD : WG_INK_BOLD, "Alert");
  if (wg_value_is (wg_value_member (alert, "encrypted")))
    wg_text_add (&line, WG_INK_PLAIN, "encrypted");
  wg_text_add (&line, WG_INK_PLAIN, level);
  wg_text_add_value (&line, fatal ? WG_INK_BAD : WG_INK_PLAIN, "",
                     wg_value_member (alert, "description"), "");
  wg_text_line_end (&line);
  keep (lines, frame_of (alert), out);
}

static gboolean
has_hello (const WgTextRecord *record)
{
  return wg_value_is (wg_text_get (record, "client_hellos"))
         || wg_value_is (wg_text_get (record, "server_hellos"));
}

/* Opened with what, missing what, wrong what; nothing where there were no keys at all. */
static void
write_keys (WgTextLine *line, const WgTextRecord *record)
{
  WgValue with = wg_text_get (record, "keys.opened_with");

  if (wg_value_n (with) > 0)
    wg_text_add_value (line, WG_INK_GOOD, "decrypted with ", with, "");
  else if (wg_value_is (wg_text_get (record, "decrypted")))
    wg_text_add (line, WG_INK_GOOD, "decrypted");
  if (wg_value_n (wg_text_get (record, "keys.missing")) > 0)
    wg_text_add_value (line, WG_INK_ODD, "no key: ", wg_text_get (record, "keys.missing"), "");
  if (wg_value_n (wg_text_get (record, "keys.wrong")) > 0)
    wg_text_add_value (line, WG_INK_ODD, "wrong key: ", wg_text_get (record, "keys.wrong"), "");
  if (wg_value_is (wg_text_get (record, "keys.unsupported")))
    wg_text_add (line, WG_INK_ODD, "no key opens this cipher here");
}

/* What was agreed on and how much went through, after the handshake's lines. */
static void
write_outcome (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgTextLine line = wg_text_line (out, style, 0, WG_FROM_NOBODY);
  WgValue version = wg_text_get (record, "version");
  g_autofree char *name = wg_text_of (style, version, 40);
  g_autofree char *shown = wg_text_version (name);
  g_autoptr (GString) data = g_string_new (NULL);
  guint64 sent = wg_value_uint (wg_text_get (record, "records.client.application_bytes"));
  guint64 received = wg_value_uint (wg_text_get (record, "records.server.application_bytes"));

  if (wg_value_is (version))
    wg_text_add (&line, WG_INK_BOLD, shown);
  else
    wg_text_add (&line, WG_INK_BOLD,
                 has_hello (record) ? "TLS, no version agreed on"
                                    : "TLS, the handshake is not in the capture");
  wg_text_add_value (&line, WG_INK_PLAIN, "ALPN ", wg_text_get (record, "alpn"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "key exchange ",
                     wg_text_get (record, "key_exchange.kind"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "started by ", wg_text_get (record, "started_by"),
                     "");
  wg_text_add_value (&line, WG_INK_PLAIN, "inside ", wg_text_get (record, "inside"), "");
  if (wg_value_is (wg_text_get (record, "resumed")))
    wg_text_add (&line, WG_INK_PLAIN, "resumed");
  if (wg_value_is (wg_text_get (record, "client_certificate_requested")))
    wg_text_add (&line, WG_INK_PLAIN, "asks for a client certificate");
  if (wg_value_is (wg_text_get (record, "ocsp_stapled")))
    wg_text_add (&line, WG_INK_PLAIN, "OCSP stapled");
  wg_text_add_value (&line, WG_INK_ODD, "", wg_text_get (record, "renegotiations"),
                     " renegotiations");
  if (sent > 0 || received > 0)
    {
      wg_human_bytes (data, sent);
      g_string_append (data, " → ");
      wg_human_bytes (data, received);
      g_string_append (data, " ←");
    }
  wg_text_add (&line, WG_INK_PLAIN, data->str);
  write_keys (&line, record);
  wg_text_line_end (&line);
}

void
wg_text_write_tls (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  Lines lines = {style, g_array_new (FALSE, FALSE, sizeof (Line))};
  WgValue client = wg_text_get (record, "client_hellos");
  WgValue server = wg_text_get (record, "server_hellos");
  WgValue alerts = wg_text_get (record, "alerts");

  g_array_set_clear_func (lines.lines, clear_line);
  for (guint i = 0; i < wg_value_n (client); i++)
    write_client_hello (&lines, wg_value_item (client, i));
  for (guint i = 0; i < wg_value_n (server); i++)
    write_server_hello (&lines, wg_value_item (server, i));
  write_certificates (&lines, wg_text_get (record, "certificates.server"), WG_FROM_SERVER,
                      wg_text_get (record, "chain.problem"));
  write_certificates (&lines, wg_text_get (record, "certificates.client"), WG_FROM_CLIENT,
                      (WgValue){0});
  for (guint i = 0; i < wg_value_n (alerts); i++)
    write_alert (&lines, wg_value_item (alerts, i));
  g_array_sort (lines.lines, wg_place_compare);
  for (guint i = 0; i < lines.lines->len; i++)
    g_string_append (out, g_array_index (lines.lines, Line, i).text);
  g_array_unref (lines.lines);
  write_outcome (out, style, record);
}

char *
wg_text_tally_tls (const WgTextRecord *record)
{
  g_autoptr (GString) name = g_string_new (NULL);

  wg_value_append (name, wg_text_get (record, "version"), NULL);
  if (name->len > 0)
    return wg_text_version (name->str);
  return g_strdup (has_hello (record) ? "no version agreed on" : "without handshake");
}
