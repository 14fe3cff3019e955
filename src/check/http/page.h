#pragma once

#include "base/limits.h"
#include "check/http/view.h"

/* What rules want to know of a page of HTML, read in one walk. */

typedef enum
{
  WG_PAGE_ACTIVE,  /* runs or shapes the page: script, style sheet, frame, object */
  WG_PAGE_PASSIVE, /* is shown: image, sound */
  WG_PAGE_FORM,    /* where a form goes */
  WG_PAGE_LINK,
} WgPageUse;

/* @url: as it stands there, entities and all; @tag: its name */
typedef struct
{
  WgPageUse use;
  WgSlice tag;
  WgSlice url;
} WgPageUrl;

/**
 * WgPage: all slices borrow from the body.
 * @urls: absolute ones of plain HTTP, with user information or with a session's id in them;
 * no more than %WG_LIMIT_PAGE_URLS
 * @has_form: one that is sent with POST; @has_password: a field for a password
 * @article: it shows source text: it has <pre> or <code> beside <article> or the like
 * @upgrades: its policy makes the browser load all by HTTPS
 */
struct WgPage
{
  gboolean made;
  gboolean has_now; /* see wg_view_now() */
  gint64 now;
  guint8 date[40]; /* a header's that was read before, its seconds */
  guint8 date_len;
  gint64 date_at;
  WgSlice title;
  WgSlice csp;
  WgSlice csp_report_only;
  WgSlice referrer;
  WgSlice refresh;
  gboolean has_form;
  gboolean has_password;
  gboolean article;
  gboolean upgrades;
  WgPageUrl urls[WG_LIMIT_PAGE_URLS];
  guint n_urls;
};

/* %NULL where the response is no HTML or its body was not kept. */
const WgPage *wg_view_page (const WgHttpView *view);

/* Whether a URL holds a session's id, and which: ";jsessionid=..", "?PHPSESSID=..". */
gboolean wg_url_session (WgSlice url, WgSlice *name, WgSlice *value);

/* The address of "0; url=http://.."; empty without one. */
WgSlice wg_refresh_url (WgSlice value);
