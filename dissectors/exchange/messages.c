#include "exchange/messages.h"

#include "dissect/detail.h"

#define ROW(what, title, sentence, where)                                                      \
  {                                                                                            \
    .id = "http." what, .name = title, .layer = WG_LAYER_HTTP, .help = sentence,               \
    .source = where                                                                            \
  }
#define REQUEST(what, title, sentence, where)                                                  \
  {                                                                                            \
    .id = "http.request." what, .name = title, .layer = WG_LAYER_HTTP,                         \
    .secret = WG_SECRET_TARGET, .help = sentence, .source = where                              \
  }
#define RESPONSE(code, sentence, where) ROW ("response." code, code, sentence, where)
#define TURN(what, title, sentence, where)                                                     \
  {                                                                                            \
    .id = "http.response." what, .name = title, .layer = WG_LAYER_HTTP, .milestone = TRUE,     \
    .help = sentence, .source = where                                                          \
  }

/* Of what has no row of its own. */
enum
{
  OTHER_REQUEST,
  TUNNEL,
  OTHER_STATUS, /* and one for each class behind it */
  SIMPLE = OTHER_STATUS + 6,
  N_OTHERS,
};

const WgMessageType wg_http_messages[] = {
    [OTHER_REQUEST] =
        REQUEST ("other",
                 "Request",
                 "A request with a less common method. What it does is up to the server that "
                 "knows the method.",
                 "RFC 9110 §9"),
    [TUNNEL] = TURN ("tunnel",
                     "2xx",
                     "The proxy has connected. From here on it passes bytes on unread, most "
                     "often TLS.",
                     "RFC 9110 §9.3.6"),
    [OTHER_STATUS] = ROW ("response.other",
                          "Response",
                          "An answer with a status that no class of HTTP has.",
                          "RFC 9110 §15"),
    ROW ("response.1xx",
         "1xx",
         "News on the way: the request is being worked on, the real answer follows.",
         "RFC 9110 §15.2"),
    ROW ("response.2xx",
         "2xx",
         "The request was received, understood and done.",
         "RFC 9110 §15.3"),
    ROW ("response.3xx",
         "3xx",
         "More has to be done before the client has what it wants, mostly to ask elsewhere.",
         "RFC 9110 §15.4"),
    ROW ("response.4xx",
         "4xx",
         "The server holds that something is wrong with the request.",
         "RFC 9110 §15.5"),
    ROW ("response.5xx",
         "5xx",
         "The request may be right, but the server could not do it.",
         "RFC 9110 §15.6"),
    [SIMPLE] = ROW ("response.simple",
                    "Response",
                    "An answer of HTTP/0.9: the page alone, with no status and no headers. It "
                    "ends where the connection does.",
                    "RFC 1945 §6"),

    REQUEST ("get",
             "GET",
             "Asks for a resource. It should change nothing on the server, so it may be "
             "repeated, cached and bookmarked.",
             "RFC 9110 §9.3.1"),
    REQUEST ("head",
             "HEAD",
             "Asks for what a GET would be answered with, but without the body: is it there, "
             "how long is it, has it changed?",
             "RFC 9110 §9.3.2"),
    REQUEST ("post",
             "POST",
             "Hands data to the server to work on: a form, a login, a call of an API. Sent "
             "twice, it may act twice.",
             "RFC 9110 §9.3.3"),
    REQUEST ("put",
             "PUT",
             "Stores what the body holds under this name. Sent twice, it leaves the same as "
             "sent once.",
             "RFC 9110 §9.3.4"),
    REQUEST ("delete",
             "DELETE",
             "Asks the server to remove what this name stands for.",
             "RFC 9110 §9.3.5"),
    REQUEST ("connect",
             "CONNECT",
             "Asks a proxy for a tunnel to another host. This is how a browser does HTTPS "
             "through a proxy that cannot read it.",
             "RFC 9110 §9.3.6"),
    REQUEST ("options",
             "OPTIONS",
             "Asks what may be done. Browsers send it before some requests to other sites: "
             "the preflight of CORS.",
             "RFC 9110 §9.3.7"),
    REQUEST ("trace",
             "TRACE",
             "Asks for the request itself to be sent back, to see what proxies on the way "
             "made of it.",
             "RFC 9110 §9.3.8"),
    REQUEST ("patch",
             "PATCH",
             "Changes a part of a resource; the body says what is to be different.",
             "RFC 5789 §2"),

    RESPONSE ("100",
              "Go on: the client asked before sending a large body, and the server wants it.",
              "RFC 9110 §15.2.1"),
    TURN ("101",
          "101",
          "The server agrees to change the protocol. What follows on this connection is no "
          "longer HTTP/1: often WebSocket.",
          "RFC 9110 §15.2.2"),
    RESPONSE ("103",
              "Links that the page will need, sent ahead so that the browser can fetch them "
              "while the server still works.",
              "RFC 8297 §2"),
    RESPONSE (
        "200", "The request worked. What was asked for is in the body.", "RFC 9110 §15.3.1"),
    RESPONSE ("201",
              "The request made something new; the Location header often says where it is.",
              "RFC 9110 §15.3.2"),
    RESPONSE ("204",
              "It worked, and there is nothing to show for it: no body follows.",
              "RFC 9110 §15.3.5"),
    RESPONSE ("206",
              "A part of the resource, as the client asked: a download that goes on, a video "
              "that jumps.",
              "RFC 9110 §15.3.7"),
    RESPONSE ("301",
              "It has moved for good. Browsers remember the new place and ask there at once "
              "the next time.",
              "RFC 9110 §15.4.2"),
    RESPONSE ("302",
              "It is elsewhere for now: the browser goes on to Location. Usual behind a login "
              "form.",
              "RFC 9110 §15.4.3"),
    RESPONSE ("303",
              "See another page for the result. The browser fetches it with GET, so that a "
              "reload does not send the form again.",
              "RFC 9110 §15.4.4"),
    RESPONSE ("304",
              "What the client keeps in its cache is still good, so no body is sent.",
              "RFC 9110 §15.4.5"),
    RESPONSE ("307",
              "Elsewhere for now; unlike with 302 the client repeats the same method and "
              "body there.",
              "RFC 9110 §15.4.8"),
    RESPONSE ("308",
              "Moved for good; unlike with 301 the client repeats the same method and body "
              "there.",
              "RFC 9110 §15.4.9"),
    RESPONSE ("400", "The server could not make sense of the request.", "RFC 9110 §15.5.1"),
    RESPONSE ("401",
              "Who are you? The WWW-Authenticate header says how the client may log in.",
              "RFC 9110 §15.5.2"),
    RESPONSE ("403",
              "Understood, but not allowed; to log in again would not help.",
              "RFC 9110 §15.5.4"),
    RESPONSE ("404",
              "There is nothing under this name, or the server does not want to say that "
              "there is.",
              "RFC 9110 §15.5.5"),
    RESPONSE ("405",
              "The resource exists but not for this method; Allow lists those it takes.",
              "RFC 9110 §15.5.6"),
    RESPONSE ("407",
              "A proxy on the way wants to know who asks, as a server does with 401.",
              "RFC 9110 §15.5.8"),
    RESPONSE (
        "408", "The server waited for the rest of a request and gave up.", "RFC 9110 §15.5.9"),
    RESPONSE ("409",
              "The request does not fit the state that the resource is in, such as an edit "
              "of an old version.",
              "RFC 9110 §15.5.10"),
    RESPONSE (
        "413", "The body is larger than the server is willing to take.", "RFC 9110 §15.5.14"),
    RESPONSE ("415", "The server does not take bodies of this type.", "RFC 9110 §15.5.16"),
    RESPONSE ("421",
              "This server does not answer for that host. It happens where one connection "
              "serves several names.",
              "RFC 9110 §15.5.20"),
    RESPONSE ("426",
              "The server wants another protocol; Upgrade names it. A WebSocket server says "
              "so to a version it does not speak.",
              "RFC 9110 §15.5.22"),
    RESPONSE ("429",
              "Too many requests in too short a time; Retry-After may say how long to wait.",
              "RFC 6585 §4"),
    RESPONSE ("500",
              "Something broke in the server while it worked on the request.",
              "RFC 9110 §15.6.1"),
    RESPONSE ("502",
              "The server passes requests on, and the one behind it gave no sensible answer.",
              "RFC 9110 §15.6.3"),
    RESPONSE ("503",
              "The server cannot answer now: overloaded, or down for a while.",
              "RFC 9110 §15.6.4"),
    RESPONSE ("504",
              "The server passes requests on, and the one behind it did not answer in time.",
              "RFC 9110 §15.6.5"),
    {0},
};

const WgMessageType *
wg_http_request_message (WgSlice method)
{
  for (const WgMessageType *type = wg_http_messages + N_OTHERS; type->secret != 0; type++)
    if (wg_slice_is (method, type->name))
      return type;
  return &wg_http_messages[OTHER_REQUEST];
}

const WgMessageType *
wg_http_response_message (gint64 status, gboolean tunnel)
{
  char name[4] = {(char) ('0' + status / 100 % 10), (char) ('0' + status / 10 % 10),
                  (char) ('0' + status % 10), '\0'};

  if (tunnel)
    return &wg_http_messages[TUNNEL];
  if (status < 0)
    return &wg_http_messages[SIMPLE];
  if (status < 100 || status > 599)
    return &wg_http_messages[OTHER_STATUS];
  for (const WgMessageType *type = wg_http_messages + N_OTHERS; type->id != NULL; type++)
    if (strcmp (type->name, name) == 0)
      return type;
  return &wg_http_messages[OTHER_STATUS + status / 100];
}

static void
add_stream (WgDetail *detail, gint64 stream)
{
  if (stream < 0)
    return;
  wg_detail_join (detail, WG_SLICE_LITERAL ("stream "));
  wg_detail_add_uint (detail, (guint64) stream);
}

static gboolean
nobody_listens (const WgChannel *channel)
{
  return (wg_channel_wants (channel) & WG_WANT_MESSAGES) == 0;
}

WgMessageId
wg_http_tell_request (WgChannel *channel,
                      WgDir dir,
                      WgSpan span,
                      guint64 len,
                      const WgHttpRequest *request,
                      gint64 stream)
{
  const WgMessageType *type;
  WgDetail detail;

  if (G_LIKELY (nobody_listens (channel)))
    return 0;
  type = wg_http_request_message (request->method);
  wg_detail_clear (&detail);
  if (type == &wg_http_messages[OTHER_REQUEST])
    {
      wg_detail_add (&detail, request->method);
      wg_detail_puts (&detail, " ");
    }
  wg_detail_add (&detail, request->target.len > 0 ? request->target : request->host);
  add_stream (&detail, stream);
  return wg_channel_message_at (channel, dir, type, 0, span, len, wg_detail_text (&detail));
}

static WgMessageId
tell_status (WgChannel *channel,
             WgDir dir,
             WgSpan span,
             guint64 len,
             const WgMessageType *type,
             const WgHttpResponse *response,
             gint64 stream)
{
  WgDetail detail;

  wg_detail_clear (&detail);
  if (!g_ascii_isdigit (type->name[1]) && response->status >= 0)
    {
      wg_detail_add_uint (&detail, (guint64) response->status);
      wg_detail_puts (&detail, response->reason.len > 0 ? " " : "");
    }
  wg_detail_add (&detail, response->reason);
  wg_detail_join (&detail, response->message.content_type);
  add_stream (&detail, stream);
  return wg_channel_message_at (channel, dir, type, 0, span, len, wg_detail_text (&detail));
}

WgMessageId
wg_http_tell_response (WgChannel *channel,
                       WgDir dir,
                       WgSpan span,
                       guint64 len,
                       const WgHttpResponse *response,
                       gboolean tunnel,
                       gint64 stream)
{
  if (G_LIKELY (nobody_listens (channel)))
    return 0;
  return tell_status (channel, dir, span, len,
                      wg_http_response_message (response->status, tunnel), response, stream);
}

WgMessageId
wg_http_tell_informational (WgChannel *channel,
                            WgDir dir,
                            WgSpan span,
                            guint64 len,
                            gint64 status,
                            WgSlice reason,
                            gint64 stream)
{
  const WgHttpResponse response = {.status = status, .reason = reason};

  return wg_http_tell_response (channel, dir, span, len, &response, FALSE, stream);
}
