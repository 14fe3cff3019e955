#include "report/human.h"
#include "report/text-kinds.h"

#define MAX_LISTED 24u

/* "version 2", "draft 29"; others as they stand. */
static char *
version_of (const WgTextStyle *style, WgValue value)
{
  char *text = wg_text_of (style, value, 20);
  guint64 number = 0;
  char *end = NULL;

  if (strlen (text) == 8)
    number = g_ascii_strtoull (text, &end, 16);
  if (end == NULL || *end != '\0')
    return text;
  if (number != 1 && number != 0x6b3343cf && number >> 8 != 0xff0000)
    return text;
  g_free (text);
  if (number >> 8 == 0xff0000)
    return g_strdup_printf ("draft %u", (guint) (number & 0xff));
  return g_strdup (number == 1 ? "version 1" : "version 2");
}

static void
add_versions (WgTextLine *line, const char *before, WgValue list, gboolean offered)
{
  for (guint i = 0; i < MIN (wg_value_n (list), MAX_LISTED); i++)
    {
      g_autofree char *version = version_of (line->style, wg_value_item (list, i));
      g_autofree char *part = g_strconcat (i == 0 ? before : "", version, NULL);

      if (i == 0)
        wg_text_add (line, WG_INK_PLAIN, part);
      else
        wg_text_join (line, offered ? ", " : ", then ", WG_INK_PLAIN, part);
    }
}

static guint64
packets_of (const WgTextRecord *record, const char *end)
{
  static const char *const kinds[] = {"initial", "zero_rtt",    "handshake", "retry",
                                      "one_rtt", "negotiation", "unknown"};
  guint64 n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("packets.%s.%s", end, kinds[i]);
      n += wg_value_uint (wg_text_get (record, path));
    }
  return n;
}

static void
write_close (GString *out, const WgTextStyle *style, WgValue close)
{
  gboolean server = wg_slice_is (wg_value_bytes (wg_value_member (close, "from")), "server");
  guint64 code = wg_value_uint (wg_value_member (close, "code"));
  WgValue name = wg_value_member (close, "error");
  WgTextLine line =
      wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (close, "frame")),
                    server ? WG_FROM_SERVER : WG_FROM_CLIENT);

  wg_text_add (&line, WG_INK_BOLD, "closes");
  if (wg_value_is (name))
    wg_text_add_value (&line, WG_INK_PLAIN, "", name, "");
  else
    wg_text_addf (&line, WG_INK_PLAIN, "error 0x%" G_GINT64_MODIFIER "x", code);
  wg_text_add_value (&line, WG_INK_PLAIN, "“", wg_value_member (close, "reason"), "”");
  wg_text_line_end (&line);
}

static void
write_certificate (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgValue messages = wg_text_get (record, "certificates.server");
  WgValue message, list, certificate;
  WgTextLine line;

  if (wg_value_n (messages) == 0)
    return;
  message = wg_value_item (messages, 0);
  list = wg_value_member (message, "certs");
  if (wg_value_n (list) == 0)
    return;
  certificate = wg_value_item (list, 0);
  line = wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (message, "frame")),
                       WG_FROM_SERVER);
  wg_text_add (&line, WG_INK_BOLD, "Certificate");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_value_member (certificate, "subject"), "");
  if (wg_value_is (wg_value_member (certificate, "self_signed")))
    wg_text_add (&line, WG_INK_ODD, "self-signed");
  else
    wg_text_add_value (&line, WG_INK_PLAIN, "issued by ",
                       wg_value_member (certificate, "issuer"), "");
  wg_text_add_value (&line, WG_INK_ODD, "chain: ", wg_text_get (record, "chain.problem"), "");
  wg_text_line_end (&line);
}

/* Opened with what, missing what, wrong what; nothing where there were no keys at all. */
static void
add_keys (WgTextLine *line, const WgTextRecord *record)
{
  if (wg_value_n (wg_text_get (record, "keys.missing")) > 0)
    wg_text_add_value (line, WG_INK_ODD, "no key: ", wg_text_get (record, "keys.missing"), "");
  if (wg_value_n (wg_text_get (record, "keys.wrong")) > 0)
    wg_text_add_value (line, WG_INK_ODD, "wrong key: ", wg_text_get (record, "keys.wrong"), "");
}

/* What was agreed on, and how much there was. */
static void
write_outcome (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgTextLine line = wg_text_line (out, style, 0, WG_FROM_NOBODY);

  wg_text_add_value (&line, WG_INK_BOLD, "", wg_text_get (record, "cipher_name"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "group ", wg_text_get (record, "group"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "ALPN ", wg_text_get (record, "alpn_chosen"), "");
  if (wg_value_is (wg_text_get (record, "resumed")))
    wg_text_add (&line, WG_INK_PLAIN, "resumed");
  wg_text_addf (&line, WG_INK_PLAIN, "packets %" G_GUINT64_FORMAT " → %" G_GUINT64_FORMAT " ←",
                packets_of (record, "client"), packets_of (record, "server"));
  if (wg_value_is (wg_text_get (record, "decrypted")))
    wg_text_add (&line, WG_INK_GOOD, "decrypted");
  add_keys (&line, record);
  wg_text_line_end (&line);
}

void
wg_text_write_quic (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgTextLine line = wg_text_line (out, style, record->frame, WG_FROM_CLIENT);
  WgValue closes = wg_text_get (record, "close");

  wg_text_add (&line, WG_INK_BOLD, "QUIC");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_text_get (record, "sni"), "");
  add_versions (&line, "", wg_text_get (record, "versions"), FALSE);
  add_versions (&line, "the server offers ", wg_text_get (record, "offered_versions"), TRUE);
  if (wg_value_is (wg_text_get (record, "retry")))
    wg_text_add (&line, WG_INK_PLAIN, "after a Retry");
  wg_text_add_value (&line, WG_INK_PLAIN, "ALPN ", wg_text_get (record, "alpn"), "");
  if (wg_value_is (wg_text_get (record, "early_data")))
    wg_text_add (&line, WG_INK_PLAIN, "early data");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_text_get (record, "user_agent"), "");
  wg_text_add_value (&line, WG_INK_DIM, "JA4 ", wg_text_get (record, "ja4"), "");
  wg_text_add_value (&line, WG_INK_DIM, "connection id ", wg_text_get (record, "connection_id"),
                     "");
  wg_text_line_end (&line);
  write_certificate (out, style, record);
  write_outcome (out, style, record);
  for (guint i = 0; i < MIN (wg_value_n (closes), MAX_LISTED); i++)
    write_close (out, style, wg_value_item (closes, i));
}

char *
wg_text_tally_quic (const WgTextRecord *record)
{
  WgValue versions = wg_text_get (record, "versions");
  WgTextStyle style = {.width = 80};
  guint n = wg_value_n (versions);

  return n > 0 ? version_of (&style, wg_value_item (versions, n - 1))
               : g_strdup ("no version seen");
}
