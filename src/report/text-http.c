#include "report/text-kinds.h"

#include "report/human.h"

#define TARGET_WIDTH 600u

/* The value of the first header called @name in @message. */
static WgSlice
header (WgValue message, const char *name)
{
  WgValue headers = wg_value_member (message, "headers");

  for (guint i = 0; i < wg_value_n (headers); i++)
    {
      WgHeader item;
      memcpy (&item, wg_value_item (headers, i).at, sizeof item);
      if (wg_slice_is_nocase (item.name, name))
        return item.value;
    }
  return WG_SLICE_NONE;
}

static void
add_header (WgTextLine *line, WgValue message, const char *name)
{
  WgSlice value = header (message, name);
  WgHeader pair = {wg_slice_str (name), value};
  WgField row = {.key = "", .kind = WG_KIND_HEADER, .secret = WG_SECRET_HEADER};
  g_autofree char *text = NULL;

  if (value.len == 0)
    return;
  text = wg_text_of (line->style, (WgValue){&row, &pair, TRUE}, 200);
  wg_text_add (line, WG_INK_PLAIN, text);
}

static void
add_body (WgTextLine *line, WgValue message)
{
  WgValue length = wg_value_member (message, "body_length");
  WgValue decoded = wg_value_member (message, "decoded_length");
  WgValue codings = wg_value_member (message, "content_encoding");
  g_autoptr (GString) text = g_string_new (NULL);

  wg_text_add_value (line, WG_INK_PLAIN, "", wg_value_member (message, "content_type"), "");
  if (!wg_value_is (length))
    return;
  wg_human_bytes (text, wg_value_uint (length));
  if (wg_value_is (codings))
    {
      g_string_append (text, " ");
      wg_value_append (text, codings, line->style->mask);
    }
  if (wg_value_is (decoded))
    {
      g_string_append (text, ", ");
      wg_human_bytes (text, wg_value_uint (decoded));
      g_string_append (text, " decoded");
    }
  wg_text_add (line, WG_INK_PLAIN, text->str);
}

static void
write_request (GString *out,
               const WgTextStyle *style,
               const WgTextRecord *record,
               WgValue request)
{
  WgTextLine line = wg_text_line (
      out, style, (guint32) wg_value_uint (wg_value_member (request, "frame")), WG_FROM_CLIENT);
  g_autofree char *method = wg_text_of (style, wg_value_member (request, "method"), 40);
  g_autofree char *target =
      wg_text_of (style, wg_value_member (request, "target"), TARGET_WIDTH);
  WgValue cookies = wg_value_member (request, "cookies");

  wg_text_add (&line, WG_INK_BOLD, method);
  wg_text_join (&line, " ", WG_INK_PLAIN, target);
  wg_text_add_value (&line, WG_INK_PLAIN, "", wg_value_member (request, "host"), "");
  wg_text_add_value (&line, WG_INK_DIM, "stream ", wg_text_get (record, "stream"), "");
  add_header (&line, request, "Authorization");
  add_header (&line, request, "Proxy-Authorization");
  wg_text_add_value (&line, WG_INK_PLAIN, "cookies ", cookies, "");
  add_body (&line, request);
  wg_text_line_end (&line);
}

static WgInk
ink_of (guint64 status)
{
  return status >= 400                   ? WG_INK_BAD
         : status >= 200 && status < 300 ? WG_INK_GOOD
                                         : WG_INK_PLAIN;
}

static void
write_response (GString *out, const WgTextStyle *style, WgValue response, WgValue stream)
{
  WgTextLine line =
      wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (response, "frame")),
                    WG_FROM_SERVER);
  guint64 code = wg_value_uint (wg_value_member (response, "status"));
  g_autofree char *status = wg_text_of (style, wg_value_member (response, "status"), 20);
  g_autofree char *reason = wg_text_of (style, wg_value_member (response, "reason"), 60);
  WgValue cookies = wg_value_member (response, "set_cookies");
  g_autoptr (GString) names = g_string_new (NULL);

  wg_text_add (&line, ink_of (code), status);
  wg_text_join (&line, " ", ink_of (code), reason);
  wg_text_add_value (&line, WG_INK_DIM, "stream ", stream, "");
  add_body (&line, response);
  if (code >= 300 && code < 400)
    add_header (&line, response, "Location");
  if (code == 401)
    add_header (&line, response, "WWW-Authenticate");
  for (guint i = 0; i < MIN (wg_value_n (cookies), 16u); i++)
    {
      g_string_append (names, i > 0 ? ", " : "sets cookie ");
      wg_value_append (names, wg_value_member (wg_value_item (cookies, i), "name"),
                       style->mask);
    }
  wg_text_add (&line, WG_INK_PLAIN, names->str);
  wg_text_line_end (&line);
}

static void
write_remarks (GString *out,
               const WgTextStyle *style,
               const WgTextRecord *record,
               gboolean has_request,
               gboolean has_response)
{
  WgValue reset = wg_text_get (record, "reset");
  g_autoptr (GString) text = g_string_new (NULL);
  WgTextLine line = wg_text_line (
      text, style, (guint32) wg_value_uint (wg_value_member (reset, "frame")), WG_FROM_NOBODY);

  if (!has_request)
    wg_text_add (&line, WG_INK_ODD, "the request is not in the capture");
  if (!has_response)
    wg_text_add (&line, WG_INK_ODD, "no response in the capture");
  if (!wg_value_is (wg_text_get (record, "complete")) && has_request && has_response)
    wg_text_add (&line, WG_INK_ODD, "not complete");
  if (wg_value_is (reset))
    {
      WgValue from = wg_value_member (reset, "from");
      g_autofree char *who = wg_text_of (style, from, 20);
      g_autofree char *before = g_strdup_printf ("reset by the %s: ", who);
      wg_text_add_value (&line, WG_INK_BAD, before, wg_value_member (reset, "error"), "");
    }
  wg_text_add_value (&line, WG_INK_BOLD, "from here on ", wg_text_get (record, "upgraded_to"),
                     "");
  if (wg_value_is (wg_text_get (record, "pushed")))
    wg_text_add (&line, WG_INK_PLAIN, "pushed by the server");
  if (line.empty)
    return;
  wg_text_line_end (&line);
  g_string_append (out, text->str);
}

void
wg_text_write_http (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgValue request = wg_text_get (record, "request");
  WgValue response = wg_text_get (record, "response");
  WgValue informational = wg_text_get (record, "informational");
  WgValue stream = wg_text_get (record, "stream");

  if (!wg_value_is (response))
    response = wg_text_get (record, "simple_response");
  if (wg_value_is (request))
    write_request (out, style, record, request);
  for (guint i = 0; i < wg_value_n (informational); i++)
    write_response (out, style, wg_value_item (informational, i), stream);
  if (wg_value_is (response))
    write_response (out, style, response, stream);
  write_remarks (out, style, record, wg_value_is (request), wg_value_is (response));
}

char *
wg_text_tally_http (const WgTextRecord *record)
{
  WgValue status = wg_text_get (record, "response.status");

  if (wg_value_is (wg_text_get (record, "simple_response")))
    return g_strdup ("HTTP/0.9");
  if (!wg_value_is (status))
    return g_strdup ("no response");
  return g_strdup_printf ("%" G_GUINT64_FORMAT, wg_value_uint (status));
}

/* GOAWAY. */
void
wg_text_part_http2 (GString *out,
                    const WgTextStyle *style,
                    const WgField *list,
                    gconstpointer item)
{
  WgValue goaway = {list, item, TRUE};
  WgSlice from = wg_value_bytes (wg_value_member (goaway, "from"));
  WgTextLine line =
      wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (goaway, "frame")),
                    wg_slice_is (from, "server") ? WG_FROM_SERVER : WG_FROM_CLIENT);
  g_autofree char *error = wg_text_of (style, wg_value_member (goaway, "error"), 40);

  wg_text_add (&line, WG_INK_BOLD, "goaway");
  wg_text_add (&line, strcmp (error, "no_error") == 0 ? WG_INK_PLAIN : WG_INK_BAD, error);
  wg_text_add_value (&line, WG_INK_PLAIN, "last stream ",
                     wg_value_member (goaway, "last_stream"), "");
  wg_text_line_end (&line);
}

/* "before: a 1, b 2", broken between two of them. */
static void
add_numbers (WgTextLine *line, const char *before, WgValue numbers)
{
  g_autofree char *text = wg_text_of (line->style, numbers, 1000);
  g_auto (GStrv) parts = g_strsplit (text, ", ", -1);

  for (guint i = 0; parts[i] != NULL && *text != '\0'; i++)
    {
      const char *comma = parts[i + 1] != NULL ? "," : "";
      g_autofree char *part = g_strconcat (i == 0 ? before : "", parts[i], comma, NULL);

      if (i == 0)
        wg_text_add (line, WG_INK_PLAIN, part);
      else
        wg_text_join (line, " ", WG_INK_PLAIN, part);
    }
}

static void
write_connection (GString *out,
                  const WgTextStyle *style,
                  const WgTextRecord *record,
                  const char *what)
{
  WgTextLine line = wg_text_line (out, style, record->frame, WG_FROM_NOBODY);

  wg_text_add (&line, WG_INK_BOLD, what);
  add_numbers (&line, "settings of the client: ", wg_text_get (record, "settings.client"));
  add_numbers (&line, "settings of the server: ", wg_text_get (record, "settings.server"));
  add_numbers (&line, "frames of the client: ", wg_text_get (record, "frames.client"));
  add_numbers (&line, "frames of the server: ", wg_text_get (record, "frames.server"));
  wg_text_line_end (&line);
}

void
wg_text_write_http2 (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  write_connection (out, style, record, "HTTP/2 connection");
  if (record->parts != NULL)
    g_string_append_len (out, record->parts->lines->str, (gssize) record->parts->lines->len);
}

void
wg_text_write_http3 (GString *out, const WgTextStyle *style, const WgTextRecord *record)
{
  WgValue goodbyes = wg_text_get (record, "goaway");

  write_connection (out, style, record, "HTTP/3 connection");
  for (guint i = 0; i < wg_value_n (goodbyes); i++)
    {
      WgValue item = wg_value_item (goodbyes, i);
      gboolean server = wg_slice_is (wg_value_bytes (wg_value_member (item, "from")), "server");
      WgTextLine line =
          wg_text_line (out, style, (guint32) wg_value_uint (wg_value_member (item, "frame")),
                        server ? WG_FROM_SERVER : WG_FROM_CLIENT);

      wg_text_add (&line, WG_INK_BOLD, "says goodbye");
      wg_text_add_value (&line, WG_INK_PLAIN, "streams from ",
                         wg_value_member (item, "last_stream"), " on are not answered");
      wg_text_line_end (&line);
    }
}
