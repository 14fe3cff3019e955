#pragma once

#include "check/http/view.h"

/* Cookies, by what their names say they are for. One table for all rules. */

typedef enum
{
  WG_COOKIE_OTHER,
  WG_COOKIE_SESSION,  /* who has it is logged in: PHPSESSID, remember_me, *token* */
  WG_COOKIE_CSRF,     /* scripts must read it */
  WG_COOKIE_TRACKING, /* analytics, consent, bots */
  WG_COOKIE_AFFINITY, /* a load balancer's */
} WgCookieKind;

WgCookieKind wg_cookie_kind (WgSlice name);

/* Takes the next cookie of a request: over all its Cookie headers. @at, @rest begin as 0. */
typedef struct
{
  guint at;
  WgSlice rest;
} WgCookieWalk;
gboolean
wg_cookie_next (const WgHttpView *view, WgCookieWalk *walk, WgSlice *name, WgSlice *value);
/* The value of a request's cookie; FALSE without it. */
gboolean wg_cookie_find (const WgHttpView *view, WgSlice name, WgSlice *value);
/* Whether the request brings a cookie of a session; which. */
gboolean wg_cookie_session (const WgHttpView *view, WgSlice *name, WgSlice *value);

/* Cookies that a response sets. */
const WgHttpSetCookie *wg_cookies_set (const WgHttpView *view, guint *n);

/* "", "deleted", "null" and the like. */
gboolean wg_cookie_is_unset (WgSlice value);
/* Long enough for a secret: 16 characters or 64 bits. */
gboolean wg_cookie_is_secret (WgSlice value);

/* How long it is kept, in seconds; 0: it is deleted; -1: as long as the browser runs.
 * @now: seconds since 1970, 0 where nobody knows. */
gint64 wg_cookie_lifetime (const WgHttpSetCookie *cookie, gint64 now);

/* A date as in RFC 6265 §5.1.1 and RFC 9110 §5.6.7, in seconds since 1970. */
gboolean wg_http_date (WgSlice text, gint64 *seconds);

/* When the response was sent: its Date, else the time of capture, else 0. */
gint64 wg_view_now (const WgHttpView *view);

/* A number that stands for a cookie of a host, its letters folded: to find it again. */
gint64 wg_cookie_key (WgSlice name, WgSlice value, WgSlice host);
