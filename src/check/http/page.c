#include "check/http/page.h"

#include "check/match/html.h"

static const struct
{
  const char *tag, *attribute;
  WgPageUse use;
} places[] = {
    {"script", "src", WG_PAGE_ACTIVE},     {"link", "href", WG_PAGE_ACTIVE},
    {"iframe", "src", WG_PAGE_ACTIVE},     {"frame", "src", WG_PAGE_ACTIVE},
    {"object", "data", WG_PAGE_ACTIVE},    {"embed", "src", WG_PAGE_ACTIVE},
    {"img", "src", WG_PAGE_PASSIVE},       {"audio", "src", WG_PAGE_PASSIVE},
    {"video", "src", WG_PAGE_PASSIVE},     {"source", "src", WG_PAGE_PASSIVE},
    {"form", "action", WG_PAGE_FORM},      {"button", "formaction", WG_PAGE_FORM},
    {"input", "formaction", WG_PAGE_FORM}, {"a", "href", WG_PAGE_LINK},
    {"area", "href", WG_PAGE_LINK},
};

/* Characters that ids are made of. */
static gsize
id_len (WgSlice text)
{
  gsize len = 0;

  while (len < text.len
         && (g_ascii_isalnum (text.data[len]) || strchr ("-_.,~%", text.data[len]) != NULL))
    len++;
  return len;
}

/* Of a song or a station, as "sid" may be: ids of sessions have letters. */
static gboolean
is_number (WgSlice value)
{
  for (gsize i = 0; i < value.len; i++)
    if (!g_ascii_isdigit (value.data[i]))
      return FALSE;
  return TRUE;
}

gboolean
wg_url_session (WgSlice url, WgSlice *name, WgSlice *value)
{
  static const struct
  {
    const char *name;
    gsize min;
  } ids[] = {{"jsessionid", 14},   {"phpsessid", 14}, {"sessionid", 14}, {"session_id", 14},
             {"aspsessionid", 14}, {"sessid", 14},    {"sid", 14}};

  for (gsize i = 0; i < url.len; i++)
    {
      gint before = url.data[i];
      WgSlice rest;

      if (before != ';' && before != '?' && before != '&' && before != '(')
        continue;
      rest = wg_slice_sub (url, i + 1, url.len);
      if (before == '(')
        {
          gsize len = wg_slice_at (rest, 0) == 'S' && wg_slice_at (rest, 1) == '('
                          ? id_len (wg_slice_sub (rest, 2, rest.len))
                          : 0;
          if (len < 16 || wg_slice_at (rest, len + 2) != ')')
            continue;
          *name = wg_slice_sub (rest, 0, 1);
          *value = wg_slice_sub (rest, 2, len);
          return TRUE;
        }
      for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
        {
          gsize len = strlen (ids[k].name);

          if (wg_slice_at (rest, len) != '=' || !wg_slice_has_prefix_nocase (rest, ids[k].name))
            continue;
          *name = wg_slice_sub (rest, 0, len);
          *value = wg_slice_sub (rest, len + 1, rest.len);
          value->len = id_len (*value);
          if (value->len >= ids[k].min && (len > 3 || !is_number (*value)))
            return TRUE;
        }
    }
  return FALSE;
}

WgSlice
wg_refresh_url (WgSlice value)
{
  gssize mark = wg_slice_find (value, ';');
  WgSlice url;
  gint quote;

  if (mark < 0)
    mark = wg_slice_find (value, ',');
  if (mark < 0)
    return WG_SLICE_NONE;
  url = wg_slice_trim (wg_slice_sub (value, (gsize) mark + 1, value.len));
  if (!wg_slice_has_prefix_nocase (url, "url"))
    return WG_SLICE_NONE;
  url = wg_slice_trim (wg_slice_sub (url, 3, url.len));
  if (wg_slice_at (url, 0) != '=')
    return WG_SLICE_NONE;
  url = wg_slice_trim (wg_slice_sub (url, 1, url.len));
  quote = wg_slice_at (url, 0);
  if (quote != '"' && quote != '\'')
    return url;
  url = wg_slice_sub (url, 1, url.len);
  mark = wg_slice_find (url, (guint8) quote);
  return mark < 0 ? url : wg_slice_sub (url, 0, (gsize) mark);
}

static gboolean
has_userinfo (WgSlice url)
{
  WgUri uri;
  return wg_slice_find (url, '@') > 0 && wg_uri_parse (url, &uri) && uri.has_userinfo;
}

static void
take_url (WgPage *page, WgPageUse use, WgSlice tag, WgSlice url)
{
  WgSlice name, value;

  if (page->n_urls >= WG_LIMIT_PAGE_URLS)
    return;
  if (wg_slice_has_prefix_nocase (url, "http:") || has_userinfo (url)
      || wg_url_session (url, &name, &value))
    page->urls[page->n_urls++] = (WgPageUrl){use, tag, url};
}

/* Of <link>, only what shapes the page is loaded so that it matters. */
static gboolean
is_loaded (const WgHtmlToken *token)
{
  WgSlice rel;

  return wg_html_attribute (token, "rel", &rel)
         && (wg_slice_contains_nocase (rel, "stylesheet")
             || wg_slice_contains_nocase (rel, "manifest")
             || wg_slice_contains_nocase (rel, "import"));
}

static void
take_meta (WgPage *page, const WgHtmlToken *token)
{
  WgSlice name, content;

  if (!wg_html_attribute (token, "content", &content))
    return;
  if (wg_html_attribute (token, "http-equiv", &name))
    {
      if (wg_slice_is_nocase (name, "content-security-policy"))
        page->csp = content;
      else if (wg_slice_is_nocase (name, "content-security-policy-report-only"))
        page->csp_report_only = content;
      else if (wg_slice_is_nocase (name, "refresh"))
        page->refresh = content;
    }
  else if (wg_html_attribute (token, "name", &name) && wg_slice_is_nocase (name, "referrer"))
    page->referrer = content;
}

static void
take_tag (WgPage *page, const WgHtmlToken *token)
{
  WgSlice value;

  if (wg_html_is (token, "meta"))
    take_meta (page, token);
  else if (wg_html_is (token, "form"))
    page->has_form =
        page->has_form
        || (wg_html_attribute (token, "method", &value) && wg_slice_is_nocase (value, "post"));
  else if (wg_html_is (token, "input"))
    page->has_password = page->has_password
                         || (wg_html_attribute (token, "type", &value)
                             && wg_slice_is_nocase (wg_slice_trim (value), "password"));
  else if (wg_html_is (token, "article") || wg_html_is (token, "code"))
    page->article = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (wg_fold ((guint8) MAX (wg_slice_at (token->name, 0), 0)) == (guint8) places[i].tag[0]
        && wg_html_is (token, places[i].tag)
        && wg_html_attribute (token, places[i].attribute, &value)
        && (token->name.len != 4 || places[i].attribute[0] != 'h' || is_loaded (token)
            || !wg_html_is (token, "link")))
      take_url (page, places[i].use, token->name, value);
}

static void
walk (WgPage *page, const WgHttpView *view)
{
  WgHtml html;
  WgHtmlToken token;

  wg_html_begin (&html, view->response_body);
  while (wg_html_next (&html, &token))
    {
      if (token.kind == WG_HTML_TAG)
        take_tag (page, &token);
      else if (token.kind == WG_HTML_RAW && page->title.len == 0
               && wg_html_is (&token, "title"))
        page->title = token.text;
    }
  page->upgrades = wg_slice_contains_nocase (page->csp, "upgrade-insecure-requests")
                   || wg_slice_contains_nocase (page->csp, "block-all-mixed-content");
  for (guint i = 0; i < view->out.n && !page->upgrades; i++)
    if (wg_slice_is_nocase (view->out.all[i].name, "content-security-policy"))
      page->upgrades =
          wg_slice_contains_nocase (view->out.all[i].value, "upgrade-insecure-requests")
          || wg_slice_contains_nocase (view->out.all[i].value, "block-all-mixed-content");
}

const WgPage *
wg_view_page (const WgHttpView *view)
{
  if (!view->is_html || view->response_body.len == 0)
    return NULL;
  if (!view->page->made)
    {
      WgPage *page = view->page;
      *page = (WgPage){.made = TRUE, .has_now = page->has_now, .now = page->now};
      walk (view->page, view);
    }
  return view->page;
}
