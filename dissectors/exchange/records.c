#include "exchange/records.h"

#define MESSAGE(Struct, member)                                                                \
  .offset = G_STRUCT_OFFSET (Struct, message.member),                                          \
  .size = sizeof (((Struct *) NULL)->message.member)
#define MESSAGE_LIST(Struct, member, Item)                                                     \
  .list = 1, .offset = G_STRUCT_OFFSET (Struct, message.member), .size = sizeof (Item)

#define HEADERS_OF(Struct, side)                                                               \
  {.key = "http." side ".line",                                                                \
   .label = "Headers",                                                                         \
   .kind = WG_KIND_HEADER,                                                                     \
   .json = "headers",                                                                          \
   .secret = WG_SECRET_HEADER,                                                                 \
   MESSAGE_LIST (Struct, headers, WgHeader),                                                   \
   .help = "All headers in the order in which they were sent.",                                \
   .source = "RFC 9110 §6.3"},                                                                 \
  {                                                                                            \
    .key = "wiregloss.http." side ".trailers", .label = "Trailers", .kind = WG_KIND_HEADER,    \
    .json = "trailers", .secret = WG_SECRET_HEADER, MESSAGE_LIST (Struct, trailers, WgHeader), \
    .help = "Headers behind the body.", .source = "RFC 9110 §6.5"                             \
  }

#define BODY_OF(Struct, side)                                                                  \
  {.key = "http.content_type",                                                                 \
   .label = "Content type",                                                                    \
   .kind = WG_KIND_TEXT,                                                                       \
   .json = "content_type",                                                                     \
   MESSAGE (Struct, content_type),                                                             \
   .help = "What the sender says the body is.",                                                \
   .source = "RFC 9110 §8.3"},                                                                 \
      {.key = "http.content_encoding",                                                         \
       .label = "Content codings",                                                             \
       .kind = WG_KIND_TEXT,                                                                   \
       .json = "content_encoding",                                                             \
       MESSAGE_LIST (Struct, content_encoding, WgSlice),                                       \
       .help = "How the body was compressed, in the order of application.",                    \
       .source = "RFC 9110 §8.4"},                                                             \
      {.key = "wiregloss.http." side ".body_length",                                           \
       .label = "Body length",                                                                 \
       .kind = WG_KIND_UINT,                                                                   \
       .json = "body_length",                                                                  \
       MESSAGE (Struct, body_length),                                                          \
       .help = "Bytes of the body as sent, without the framing of chunks.",                    \
       .source = "RFC 9112 §6"},                                                               \
      {.key = "wiregloss.http." side ".decoded_length",                                        \
       .label = "Decoded length",                                                              \
       .kind = WG_KIND_INT,                                                                    \
       .json = "decoded_length",                                                               \
       MESSAGE (Struct, decoded_length),                                                       \
       .help = "Bytes of the body once its codings are undone."},                              \
  {                                                                                            \
    .key = "wiregloss.http." side ".body_sha256", .label = "SHA-256 of the body",              \
    .kind = WG_KIND_BYTES, .json = "body_sha256", .hidden = 1, MESSAGE (Struct, body_sha256),  \
    .help = "Of the decoded body."                                                             \
  }

#define KEPT_OF(Struct)                                                                        \
  WG_KEPT (Struct, message.body, WG_KIND_BYTES),                                               \
      WG_KEPT (Struct, message.head, WG_KIND_BYTES),                                           \
      WG_KEPT (Struct, message.head_at, WG_KIND_NONE)

static const WgField request_fields[] = {
    {.key = "wiregloss.http.request.frame",
     .label = "Completed in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttpRequest, frame),
     .help = "The packet that completed the request."},
    {.key = "http.request.method",
     .label = "Request method",
     .kind = WG_KIND_TEXT,
     .json = "method",
     WG_AT (WgHttpRequest, method),
     .help = "What the client asks to be done.",
     .source = "RFC 9110 §9"},
    {.key = "http.request.uri",
     .label = "Request target",
     .kind = WG_KIND_TEXT,
     .json = "target",
     .secret = WG_SECRET_TARGET,
     WG_AT (WgHttpRequest, target),
     .help = "What it is to be done to, as sent.",
     .source = "RFC 9112 §3.2"},
    {.key = "http.host",
     .label = "Host",
     .kind = WG_KIND_TEXT,
     .json = "host",
     WG_AT (WgHttpRequest, host),
     .help = "Which of the server's names is meant.",
     .source = "RFC 9110 §7.2"},
    HEADERS_OF (WgHttpRequest, "request"),
    {.key = "wiregloss.http.request.cookies",
     .label = "Cookies",
     .kind = WG_KIND_TEXT,
     .json = "cookies",
     WG_LIST_AT (WgHttpRequest, cookies, WgSlice),
     .help = "Names of the cookies that were sent along.",
     .source = "RFC 6265 §4.2"},
    BODY_OF (WgHttpRequest, "request"),
    KEPT_OF (WgHttpRequest),
    {0},
};

static const WgField informational_fields[] = {
    {.key = "wiregloss.http.informational.frame",
     .label = "Completed in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttpInformational, frame)},
    {.key = "wiregloss.http.informational.status",
     .label = "Status code",
     .kind = WG_KIND_INT,
     .json = "status",
     WG_AT (WgHttpInformational, status),
     .source = "RFC 9110 §15.2"},
    {.key = "wiregloss.http.informational.reason",
     .label = "Reason phrase",
     .kind = WG_KIND_TEXT,
     .json = "reason",
     WG_AT (WgHttpInformational, reason)},
    {.key = "wiregloss.http.informational.line",
     .label = "Headers",
     .kind = WG_KIND_HEADER,
     .json = "headers",
     .secret = WG_SECRET_HEADER,
     WG_LIST_AT (WgHttpInformational, headers, WgHeader)},
    {0},
};

static const WgField set_cookie_fields[] = {
    {.key = "wiregloss.http.set_cookie.name",
     .label = "Name",
     .kind = WG_KIND_TEXT,
     .json = "name",
     WG_AT (WgHttpSetCookie, name)},
    {.key = "wiregloss.http.set_cookie.value",
     .label = "Value",
     .kind = WG_KIND_TEXT,
     .json = "value",
     .secret = WG_SECRET_VALUE,
     WG_AT (WgHttpSetCookie, value)},
    {.key = "wiregloss.http.set_cookie.domain",
     .label = "Domain",
     .kind = WG_KIND_TEXT,
     .json = "domain",
     WG_AT (WgHttpSetCookie, domain),
     .help = "Sent also to hosts below this one.",
     .source = "RFC 6265 §5.2.3"},
    {.key = "wiregloss.http.set_cookie.path",
     .label = "Path",
     .kind = WG_KIND_TEXT,
     .json = "path",
     WG_AT (WgHttpSetCookie, path),
     .source = "RFC 6265 §5.2.4"},
    {.key = "wiregloss.http.set_cookie.expires",
     .label = "Expires",
     .kind = WG_KIND_TEXT,
     .json = "expires",
     WG_AT (WgHttpSetCookie, expires),
     .source = "RFC 6265 §5.2.1"},
    {.key = "wiregloss.http.set_cookie.max_age",
     .label = "Max-Age",
     .kind = WG_KIND_TEXT,
     .json = "max_age",
     WG_AT (WgHttpSetCookie, max_age),
     .help = "Seconds for which it is kept.",
     .source = "RFC 6265 §5.2.2"},
    {.key = "wiregloss.http.set_cookie.secure",
     .label = "Secure",
     .kind = WG_KIND_BOOL,
     .json = "secure",
     WG_AT (WgHttpSetCookie, secure),
     .help = "Never sent over plain HTTP.",
     .source = "RFC 6265 §5.2.5"},
    {.key = "wiregloss.http.set_cookie.http_only",
     .label = "HttpOnly",
     .kind = WG_KIND_BOOL,
     .json = "http_only",
     WG_AT (WgHttpSetCookie, http_only),
     .help = "Not shown to scripts.",
     .source = "RFC 6265 §5.2.6"},
    {.key = "wiregloss.http.set_cookie.same_site",
     .label = "SameSite",
     .kind = WG_KIND_TEXT,
     .json = "same_site",
     WG_AT (WgHttpSetCookie, same_site),
     .help = "Whether requests that other sites cause carry it.",
     .source = "draft-ietf-httpbis-rfc6265bis §5.6.7"},
    {.key = "wiregloss.http.set_cookie.partitioned",
     .label = "Partitioned",
     .kind = WG_KIND_BOOL,
     .json = "partitioned",
     WG_AT (WgHttpSetCookie, partitioned)},
    {.key = "wiregloss.http.set_cookie.priority",
     .label = "Priority",
     .kind = WG_KIND_TEXT,
     .json = "priority",
     WG_AT (WgHttpSetCookie, priority)},
    {0},
};

static const WgField response_fields[] = {
    {.key = "wiregloss.http.response.frame",
     .label = "Completed in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttpResponse, frame),
     .help = "The packet that completed the response."},
    {.key = "http.response.version",
     .label = "Version",
     .kind = WG_KIND_TEXT,
     .json = "version",
     WG_AT (WgHttpResponse, version),
     .help = "Where it is not the request's.",
     .source = "RFC 9112 §2.3"},
    {.key = "http.response.code",
     .label = "Status code",
     .kind = WG_KIND_INT,
     .json = "status",
     WG_AT (WgHttpResponse, status),
     .help = "How the request fared.",
     .source = "RFC 9110 §15"},
    {.key = "http.response.phrase",
     .label = "Reason phrase",
     .kind = WG_KIND_TEXT,
     .json = "reason",
     WG_AT (WgHttpResponse, reason),
     .source = "RFC 9112 §4"},
    {.key = "http.set_cookie",
     .label = "Cookies set",
     .kind = WG_KIND_OBJECT,
     .json = "set_cookies",
     WG_LIST_AT (WgHttpResponse, set_cookies, WgHttpSetCookie),
     .fields = set_cookie_fields,
     .source = "RFC 6265 §5.2"},
    HEADERS_OF (WgHttpResponse, "response"),
    BODY_OF (WgHttpResponse, "response"),
    KEPT_OF (WgHttpResponse),
    {0},
};

static const WgField simple_response_fields[] = {
    {.key = "wiregloss.http.simple_response.frame",
     .label = "Frame",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttpResponse, frame),
     .help = "The packet that completed the response."},
    BODY_OF (WgHttpResponse, "simple_response"),
    KEPT_OF (WgHttpResponse),
    {0},
};

static const WgField reset_fields[] = {
    {.key = "wiregloss.http.reset.frame",
     .label = "Reset in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttpReset, frame)},
    {.key = "wiregloss.http.reset.from",
     .label = "Reset by",
     .kind = WG_KIND_STRING,
     .json = "from",
     WG_AT (WgHttpReset, from)},
    {.key = "wiregloss.http.reset.error",
     .label = "Error",
     .kind = WG_KIND_STRING,
     .json = "error",
     WG_AT (WgHttpReset, error)},
    {0},
};

static const WgField fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "wiregloss.http.stream",
     .label = "Stream",
     .kind = WG_KIND_INT,
     .json = "stream",
     WG_AT (WgHttpExchange, stream),
     .help = "Of HTTP/2 and HTTP/3."},
    {.key = "http.request.version",
     .label = "Version",
     .kind = WG_KIND_TEXT,
     .json = "version",
     WG_AT (WgHttpExchange, version),
     .source = "RFC 9112 §2.3"},
    {.key = "wiregloss.http.decrypted",
     .label = "Decrypted",
     .kind = WG_KIND_BOOL,
     .json = "decrypted",
     WG_AT (WgHttpExchange, decrypted),
     .help = "It was sent inside TLS."},
    {.key = "http.request",
     .label = "Request",
     .kind = WG_KIND_REF,
     .json = "request",
     WG_AT (WgHttpExchange, request),
     .fields = request_fields},
    {.key = "wiregloss.http.informational",
     .label = "Interim responses",
     .kind = WG_KIND_OBJECT,
     .json = "informational",
     WG_LIST_AT (WgHttpExchange, informational, WgHttpInformational),
     .fields = informational_fields,
     .source = "RFC 9110 §15.2"},
    {.key = "http.response",
     .label = "Response",
     .kind = WG_KIND_REF,
     .json = "response",
     WG_AT (WgHttpExchange, response),
     .fields = response_fields},
    {.key = "wiregloss.http.simple_response",
     .label = "Simple response",
     .kind = WG_KIND_REF,
     .json = "simple_response",
     WG_AT (WgHttpExchange, simple_response),
     .fields = simple_response_fields,
     .help = "The answer of HTTP/0.9: a body without a status line or headers.",
     .source = "RFC 1945 §6"},
    {.key = "wiregloss.http.upgraded_to",
     .label = "Upgraded to",
     .kind = WG_KIND_TEXT,
     .json = "upgraded_to",
     WG_AT (WgHttpExchange, upgraded_to),
     .help = "The protocol that the connection speaks from here on.",
     .source = "RFC 9110 §7.8"},
    {.key = "wiregloss.http.pushed",
     .label = "Pushed",
     .kind = WG_KIND_BOOL,
     .json = "pushed",
     WG_AT (WgHttpExchange, pushed)},
    {.key = "wiregloss.http.reset",
     .label = "Reset",
     .kind = WG_KIND_REF,
     .json = "reset",
     WG_AT (WgHttpExchange, reset),
     .fields = reset_fields},
    {.key = "wiregloss.http.complete",
     .label = "Complete",
     .kind = WG_KIND_BOOL,
     .json = "complete",
     WG_AT (WgHttpExchange, complete),
     .help = "Request and response were seen whole."},
    {0},
};

const WgRecordType wg_http_type = {
    .name = "http",
    .list = "http",
    .fields = fields,
    .help = "An HTTP exchange: a request and what answered it.",
};
