#include "report/text-kinds.h"

#include "report/human.h"

#define MAX_MEMBERS 24u

static WgFrom
from_of (WgValue from)
{
  if (!wg_value_is (from))
    return WG_FROM_NOBODY;
  return wg_slice_is (wg_value_bytes (from), "server") ? WG_FROM_SERVER : WG_FROM_CLIENT;
}

static void
write_close (GString *out, const WgTextStyle *style, WgValue close)
{
  WgTextLine line =
      wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (close, "frame")),
                    from_of (wg_value_member (close, "from")));

  wg_text_add (&line, WG_INK_BOLD, "close");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_value_member (close, "code"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "“", wg_value_member (close, "reason"), "”");
  wg_text_line_end (&line);
}

static void
write_message (GString *out, const WgTextStyle *style, WgValue message)
{
  WgValue frames = wg_value_member (message, "frames");
  guint n = wg_value_n (frames);
  guint32 frame = n > 0 ? (guint32) wg_value_uint (wg_value_item (frames, n - 1)) : 0;
  WgTextLine line =
      wg_text_line (out, style, frame, from_of (wg_value_member (message, "from")));
  WgValue decoded = wg_value_member (message, "decoded_length");
  g_autofree char *kind = wg_text_of (style, wg_value_member (message, "kind"), 20);
  g_autofree char *text = NULL;
  g_autoptr (GString) size = g_string_new (NULL);

  wg_human_bytes (size, wg_value_uint (wg_value_member (message, "length")));
  if (wg_value_is (decoded))
    {
      g_string_append (size, ", ");
      wg_human_bytes (size, wg_value_uint (decoded));
      g_string_append (size, " inflated");
    }
  wg_text_add (&line, WG_INK_BOLD, kind);
  wg_text_add (&line, WG_INK_DIM, size->str);
  if (line.used + 16 < style->width)
    text = wg_text_of (style, wg_value_member (message, "text"), style->width - line.used - 3);
  wg_text_add (&line, WG_INK_PLAIN, text != NULL ? text : "");
  wg_text_line_end (&line);
}

void
wg_text_part_websocket (GString *out,
                        const WgTextStyle *style,
                        const WgField *list,
                        gconstpointer item)
{
  write_message (out, style, (WgValue){list, item, TRUE});
}

void
wg_text_write_websocket (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgValue close = wg_text_get (record, "close"), messages = wg_text_get (record, "messages");
  WgTextLine line =
      wg_text_line (out, style, (guint32) wg_value_uint (wg_text_get (record, "request_frame")),
                    WG_FROM_NOBODY);

  wg_text_add (&line, WG_INK_BOLD, "WebSocket");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_text_get (record, "path"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_text_get (record, "host"), "");
  wg_text_add_value (&line, WG_INK_DIM, "stream ", wg_text_get (record, "stream"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "origin ", wg_text_get (record, "origin"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "subprotocol ", wg_text_get (record, "subprotocol"),
                     "");
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_text_get (record, "extensions"), "");
  if (!wg_value_is (wg_text_get (record, "accept_ok"))
      && wg_value_is (wg_text_get (record, "status"))
      && !wg_value_is (wg_text_get (record, "stream")))
    wg_text_add (&line, WG_INK_ODD, "the key was not accepted as it should be");
  wg_text_line_end (&line);
  for (guint i = 0; i < MIN (wg_value_n (messages), 200u); i++)
    write_message (out, style, wg_value_item (messages, i));
  if (record->parts != NULL)
    g_string_append_len (out, record->parts->lines->str, (gssize) record->parts->lines->len);
  if (record->parts != NULL && record->parts->n_hidden > 0)
    {
      WgTextLine more = wg_text_line (out, style, 0, WG_FROM_NOBODY);
      g_autoptr (GString) text = g_string_new ("and ");
      wg_human_plural (text, record->parts->n_hidden, "more message", "more messages");
      wg_text_add (&more, WG_INK_DIM, text->str);
      wg_text_line_end (&more);
    }
  for (guint i = 0; i < wg_value_n (close); i++)
    write_close (out, style, wg_value_item (close, i));
}

void
wg_text_write_dns (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgValue response = wg_text_get (record, "response"), query = wg_text_get (record, "query");
  WgValue answers = wg_value_member (response, "answers");
  WgValue first = wg_value_is (query) ? query : response;
  WgTextLine line =
      wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (first, "frame")),
                    wg_value_is (query) ? WG_FROM_CLIENT : WG_FROM_SERVER);
  g_autofree char *type = wg_text_of (style, wg_text_get (record, "type"), 20);
  g_autofree char *name = wg_text_of (style, wg_text_get (record, "name"), 260);
  g_autofree char *rcode = wg_text_of (style, wg_value_member (response, "rcode"), 40);
  guint n = wg_value_n (answers);

  wg_text_add (&line, WG_INK_BOLD, type);
  wg_text_join (&line, " ", WG_INK_PLAIN, *name != '\0' ? name : "(unasked)");
  if (!wg_value_is (response) && strcmp (record->type->list, "dns") == 0)
    wg_text_add (&line, WG_INK_ODD, "no answer in the capture");
  else if (!wg_value_is (response))
    wg_text_add (&line, WG_INK_DIM, "asked");
  else if (g_ascii_strcasecmp (rcode, "NOERROR") != 0)
    wg_text_add (&line, WG_INK_BAD, rcode);
  else if (n == 0)
    wg_text_add (&line, WG_INK_PLAIN, "no such data");
  for (guint i = 0; i < MIN (n, 4u); i++)
    {
      WgValue item = wg_value_item (answers, i);
      g_autofree char *kind = wg_text_of (style, wg_value_member (item, "type"), 20);
      g_autofree char *data = wg_text_of (style, wg_value_member (item, "data"), 120);
      g_autofree char *part =
          strcmp (kind, type) != 0 ? g_strdup_printf ("%s %s", kind, data) : g_strdup (data);
      wg_text_join (&line, i == 0 ? " · " : ", ", WG_INK_PLAIN, part);
    }
  if (n > 4)
    wg_text_addf (&line, WG_INK_DIM, "and %u more", n - 4);
  wg_text_line_end (&line);
}

char *
wg_text_tally_dns (const WgTextRecord *record)
{
  GString *text = g_string_new (NULL);

  if (!wg_value_is (wg_text_get (record, "response")))
    return g_string_free (g_string_append (text, "no answer"), FALSE);
  wg_value_append (text, wg_text_get (record, "response.rcode"), NULL);
  return g_string_free (text, FALSE);
}

void
wg_text_write_login (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgTextLine line = wg_text_line (
      out, style, (guint32) wg_value_uint (wg_text_get (record, "frame")), WG_FROM_CLIENT);
  g_autofree char *protocol = wg_text_of (style, wg_text_get (record, "protocol"), 40);
  g_autofree char *ok = wg_text_of (style, wg_text_get (record, "ok"), 10);

  wg_text_addf (&line, WG_INK_BOLD, "login %s", protocol);
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_text_get (record, "mechanism"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "user ", wg_text_get (record, "user"), "");
  wg_text_add_value (&line, WG_INK_PLAIN, "secret ", wg_text_get (record, "secret"), "");
  if (strcmp (ok, "yes") == 0)
    wg_text_add (&line, WG_INK_GOOD, "accepted");
  else if (strcmp (ok, "no") == 0)
    wg_text_add (&line, WG_INK_BAD, "refused");
  else
    wg_text_add (&line, WG_INK_DIM, "no answer seen");
  wg_text_line_end (&line);
}

void
wg_text_write_any (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgTextLine line = wg_text_line (out, style, record->frame, WG_FROM_NOBODY);
  guint n = 0;

  wg_text_add (&line, WG_INK_BOLD, record->type->name);
  for (const WgField *row = record->type->fields; row->key != NULL && n < MAX_MEMBERS; row++)
    {
      g_autofree char *before = g_strdup_printf ("%s ", row->label);
      WgValue value = row->json != NULL ? wg_text_get (record, row->json) : (WgValue){0};

      if (!wg_value_is (value) || row->fields != NULL
          || strcmp (row->json, "conversation") == 0)
        continue;
      wg_text_add_value (&line, WG_INK_PLAIN, before, value, "");
      n++;
    }
  wg_text_line_end (&line);
}

static const WgTextKind kinds[] = {
    {.list = "http",
     .one = "HTTP exchange",
     .many = "HTTP exchanges",
     .write = wg_text_write_http,
     .tally = wg_text_tally_http},
    {.list = "http2",
     .one = "HTTP/2 connection",
     .many = "HTTP/2 connections",
     .write = wg_text_write_http2,
     .streamed = "goaway",
     .part = wg_text_part_http2},
    {.list = "http3",
     .one = "HTTP/3 connection",
     .many = "HTTP/3 connections",
     .write = wg_text_write_http3},
    {.list = "tls",
     .one = "TLS connection",
     .many = "TLS connections",
     .write = wg_text_write_tls,
     .tally = wg_text_tally_tls},
    {.list = "websocket",
     .one = "WebSocket connection",
     .many = "WebSocket connections",
     .write = wg_text_write_websocket,
     .streamed = "messages",
     .part = wg_text_part_websocket},
    {.list = "quic",
     .one = "QUIC connection",
     .many = "QUIC connections",
     .write = wg_text_write_quic,
     .tally = wg_text_tally_quic},
    {.list = "logins", .one = "login", .many = "logins", .write = wg_text_write_login},
    {.list = "starttls",
     .one = "STARTTLS dialogue",
     .many = "STARTTLS dialogues",
     .write = wg_text_write_any},
    {.list = "dns",
     .one = "DNS question",
     .many = "DNS questions",
     .apart = TRUE,
     .write = wg_text_write_dns,
     .tally = wg_text_tally_dns},
    {.list = "mdns",
     .one = "mDNS question",
     .many = "mDNS questions",
     .apart = TRUE,
     .write = wg_text_write_dns},
    {.list = "llmnr",
     .one = "LLMNR question",
     .many = "LLMNR questions",
     .apart = TRUE,
     .write = wg_text_write_dns},
    {.list = "dhcp",
     .one = "DHCP message",
     .many = "DHCP messages",
     .write = wg_text_write_any},
    {.list = "ssh",
     .one = "SSH connection",
     .many = "SSH connections",
     .write = wg_text_write_any},
    {.list = "ftp_data",
     .one = "FTP data address",
     .many = "FTP data addresses",
     .write = wg_text_write_any},
    {.list = NULL, .write = wg_text_write_any},
};

const WgTextKind *
wg_text_kind (const WgRecordType *type)
{
  const WgTextKind *kind = kinds;

  while (kind->list != NULL && strcmp (kind->list, type->list) != 0)
    kind++;
  return kind;
}
