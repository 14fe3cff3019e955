#pragma once

#include "check/match/form.h"
#include "check/rule.h"
#include "exchange/records.h"

/* An HTTP exchange as rules look at it: its headers by name, its target in parts. */

/* clang-format off */
#define WG_VIEW_HEADERS(X)                                                                     \
  X (ACCEPT, "accept")                                                                         \
  X (ACAC, "access-control-allow-credentials")                                                 \
  X (ACAO, "access-control-allow-origin")                                                      \
  X (AGE, "age")                                                                               \
  X (AUTHORITY, ":authority")                                                                  \
  X (AUTHORIZATION, "authorization")                                                           \
  X (CACHE_CONTROL, "cache-control")                                                           \
  X (CF_CACHE_STATUS, "cf-cache-status")                                                       \
  X (CONTENT_DISPOSITION, "content-disposition")                                               \
  X (CONTENT_ENCODING, "content-encoding")                                                     \
  X (CONTENT_LENGTH, "content-length")                                                         \
  X (CONTENT_LOCATION, "content-location")                                                     \
  X (CONTENT_TYPE, "content-type")                                                             \
  X (COOKIE, "cookie")                                                                         \
  X (CSP, "content-security-policy")                                                           \
  X (CSP_REPORT_ONLY, "content-security-policy-report-only")                                   \
  X (DATE, "date")                                                                             \
  X (EXPECT, "expect")                                                                         \
  X (EXPECT_CT, "expect-ct")                                                                   \
  X (EXPIRES, "expires")                                                                       \
  X (HOST, "host")                                                                             \
  X (HPKP, "public-key-pins")                                                                  \
  X (LINK, "link")                                                                             \
  X (LOCATION, "location")                                                                     \
  X (ORIGIN, "origin")                                                                         \
  X (PROXY_AUTHENTICATE, "proxy-authenticate")                                                 \
  X (PROXY_AUTHORIZATION, "proxy-authorization")                                               \
  X (RANGE, "range")                                                                           \
  X (REFERER, "referer")                                                                       \
  X (REFERRER_POLICY, "referrer-policy")                                                       \
  X (REFRESH, "refresh")                                                                       \
  X (REQUESTED_WITH, "x-requested-with")                                                       \
  X (SEC_FETCH_SITE, "sec-fetch-site")                                                         \
  X (SERVER, "server")                                                                         \
  X (SET_COOKIE, "set-cookie")                                                                 \
  X (STS, "strict-transport-security")                                                         \
  X (TRANSFER_ENCODING, "transfer-encoding")                                                   \
  X (UPGRADE, "upgrade")                                                                       \
  X (UPGRADE_INSECURE, "upgrade-insecure-requests")                                            \
  X (USER_AGENT, "user-agent")                                                                 \
  X (VARY, "vary")                                                                             \
  X (VIA, "via")                                                                               \
  X (WS_EXTENSIONS, "sec-websocket-extensions")                                                \
  X (WS_KEY, "sec-websocket-key")                                                              \
  X (WS_PROTOCOL, "sec-websocket-protocol")                                                    \
  X (WS_VERSION, "sec-websocket-version")                                                      \
  X (WWW_AUTHENTICATE, "www-authenticate")                                                     \
  X (X_ASPNET_VERSION, "x-aspnet-version")                                                     \
  X (X_CACHE, "x-cache")                                                                       \
  X (X_CSP, "x-content-security-policy")                                                       \
  X (X_CONTENT_TYPE_OPTIONS, "x-content-type-options")                                         \
  X (X_FORWARDED_FOR, "x-forwarded-for")                                                       \
  X (X_FORWARDED_HOST, "x-forwarded-host")                                                     \
  X (X_FRAME_OPTIONS, "x-frame-options")                                                       \
  X (X_GENERATOR, "x-generator")                                                               \
  X (X_POWERED_BY, "x-powered-by")                                                             \
  X (X_XSS_PROTECTION, "x-xss-protection")
/* clang-format on */

typedef enum
{
#define WG_VIEW_ENUM(name, text) WG_VIEW_##name,
  WG_VIEW_HEADERS (WG_VIEW_ENUM)
#undef WG_VIEW_ENUM
      WG_VIEW_N_HEADERS,
} WgViewHeader;

/**
 * WgViewHeaders: those of one message.
 * @value: of the first of each name; @count: how many there are
 * @all: every header, in order
 */
typedef struct
{
  const WgHeader *all;
  guint n;
  WgSlice value[WG_VIEW_N_HEADERS];
  guint8 count[WG_VIEW_N_HEADERS];
} WgViewHeaders;

/* What is read of a page or of a form when the first rule asks; page.h, submission.h. */
typedef struct WgPage WgPage;
typedef struct WgSubmission WgSubmission;

/**
 * WgHttpView: all slices borrow from the record.
 * @parties: the exchange's; @secure: it came inside TLS or QUIC
 * @host: asked for, in the case it was sent, without port; empty where none was named
 * @origin_form: target without scheme and authority; @path, @query: its parts, without '?'
 * @status: 0 without a response
 * @request, @response: %NULL where the capture has none
 * @request_body, @response_body: beginning of the decoded body, as far as it was kept: at most
 * %WG_LIMIT_BODY_KEPT bytes, nothing of images and the like
 * @request_type, @response_type: media type without parameters
 * @is_html, @is_script, @is_json: what the response is by its type
 */
typedef struct
{
  WgCheck *check;
  const WgParties *parties;
  const WgHttpExchange *exchange;
  const WgHttpRequest *request;
  const WgHttpResponse *response;
  gboolean secure;
  gint64 status;
  guint32 request_frame;
  guint32 response_frame;
  WgSlice method;
  WgSlice target;
  WgSlice host;
  WgSlice path;
  WgSlice query;
  WgSlice request_type;
  WgSlice response_type;
  WgSlice request_body;
  WgSlice response_body;
  gboolean is_html;
  gboolean is_script;
  gboolean is_json;
  WgViewHeaders in;  /* of the request */
  WgViewHeaders out; /* of the response */
  WgPage *page;
  WgSubmission *submission;
} WgHttpView;

/* The next header of that name from *@at on, which moves behind it. FALSE: no more. */
gboolean
wg_view_next (const WgViewHeaders *headers, WgViewHeader name, guint *at, WgSlice *value);

/* Whether the response has a status from @from to @to. */
static inline gboolean
wg_view_answered (const WgHttpView *view, gint64 from, gint64 to)
{
  return view->status >= from && view->status <= to;
}

/* "GET", as methods are told apart. */
static inline gboolean
wg_view_is (const WgHttpView *view, const char *method)
{
  return wg_slice_is (view->method, method);
}

/* Whether there is a header of the request, of the response. */
static inline gboolean
wg_view_asks (const WgHttpView *view, WgViewHeader name)
{
  return view->in.count[name] > 0;
}

static inline gboolean
wg_view_says (const WgHttpView *view, WgViewHeader name)
{
  return view->out.count[name] > 0;
}

/* A page for a person: an answer of HTML with a body that is no part of another page. */
gboolean wg_view_is_document (const WgHttpView *view);

/* Whether a host is written as an address. */
gboolean wg_host_is_address (WgSlice host);
gboolean wg_same_site (WgSlice host, WgSlice other);
/* Whether @text has @part in it, letters folded. */

/* Where headers' names are found by a hash: the first of each, and those behind it, from 1 on.
 */
#define WG_VIEW_HASHES 256u

typedef struct
{
  guint8 first[WG_VIEW_HASHES];
  guint8 next[WG_VIEW_N_HEADERS];
} WgViewNames;

void wg_view_names_init (WgViewNames *table);

void wg_http_view_fill (WgHttpView *view,
                        const WgViewNames *table,
                        WgCheck *check,
                        const WgParties *parties,
                        const WgHttpExchange *exchange);

/**
 * WgHttpRules: rules over exchanges that share a state; see #WgRules. @judge is given each
 * exchange that has a request or a response, @flow_over each conversation; all but @judge may
 * be %NULL.
 */
typedef struct
{
  const char *name;
  gpointer (*open) (WgCheck *check);
  void (*judge) (gpointer state, const WgHttpView *view);
  void (*flow_over) (gpointer state, const WgParties *parties, const WgFlow *flow);
  void (*encrypted) (gpointer state, const WgParties *parties, WgSlice name, guint32 frame);
  void (*finish) (gpointer state);
  void (*close) (gpointer state);
} WgHttpRules;

extern const WgHttpRules wg_http_cache_rules;
extern const WgHttpRules wg_http_cookie_rules;
extern const WgHttpRules wg_http_cookie_value_rules;
extern const WgHttpRules wg_http_credential_rules;
extern const WgHttpRules wg_http_websocket_rules;
extern const WgHttpRules wg_http_ocsp_rules;
extern const WgHttpRules wg_http_jwt_rules;
extern const WgHttpRules wg_http_oauth_rules;
extern const WgHttpRules wg_http_file_rules;
extern const WgHttpRules wg_http_inject_rules;
extern const WgHttpRules wg_http_load_rules;
extern const WgHttpRules wg_http_recon_rules;
extern const WgHttpRules wg_http_syntax_rules;
extern const WgHttpRules wg_http_web_login_rules;
extern const WgHttpRules wg_http_cross_origin_rules;
extern const WgHttpRules wg_http_disclosure_rules;
extern const WgHttpRules wg_http_exposed_rules;
extern const WgHttpRules wg_http_form_rules;
extern const WgHttpRules wg_http_header_rules;
extern const WgHttpRules wg_http_hsts_rules;
extern const WgHttpRules wg_http_page_rules;
extern const WgHttpRules wg_http_scheme_rules;
extern const WgHttpRules wg_http_secret_rules;
extern const WgHttpRules wg_http_session_id_rules;
extern const WgHttpRules wg_http_session_rules;
extern const WgHttpRules wg_http_target_rules;
extern const WgHttpRules wg_http_url_rules;

/* "http://[::1]:8080/x?y#z" in parts, as RFC 3986 §3 has them; FALSE where it has no scheme and
 * authority. */
typedef struct
{
  WgSlice scheme;
  WgSlice userinfo;
  gboolean has_userinfo;
  WgSlice host; /* without brackets */
  gint32 port;  /* -1 where none stands there */
  WgSlice path;
  WgSlice query;
  WgSlice fragment;
} WgUri;

gboolean wg_uri_parse (WgSlice text, WgUri *out);

/* "/a" and "//host/a" as they stand in @view's response: with its scheme and host. FALSE where
 * it goes nowhere on the web. @out borrows from both. */
gboolean wg_uri_resolve (const WgHttpView *view, WgSlice text, WgUri *out);

/* The registrable domain, nearly: the last two labels, three behind the usual second-level
 * names ("co.uk"); the whole of an address. */
WgSlice wg_site_of (WgSlice host);
