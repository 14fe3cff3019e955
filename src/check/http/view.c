#include "check/http/view.h"

#include "base/limits.h"
#include "exchange/headers.h"

static const char *const names[] = {
#define NAME(name, text) [WG_VIEW_##name] = text,
    WG_VIEW_HEADERS (NAME)
#undef NAME
};

static const guint8 lengths[] = {
#define LENGTH(name, text) [WG_VIEW_##name] = sizeof (text) - 1,
    WG_VIEW_HEADERS (LENGTH)
#undef LENGTH
};

static guint
hash_of (WgSlice name)
{
  return (guint) (name.len * 5 + wg_fold (name.data[0]) * 3u
                  + wg_fold (name.data[name.len / 2]) * 11u
                  + wg_fold (name.data[name.len - 1]) * 17u)
         % WG_VIEW_HASHES;
}

void
wg_view_names_init (WgViewNames *table)
{
  memset (table, 0, sizeof *table);
  for (guint8 i = 0; i < WG_VIEW_N_HEADERS; i++)
    {
      guint8 *first = &table->first[hash_of (wg_slice (names[i], lengths[i]))];

      table->next[i] = *first;
      *first = i + 1;
    }
}

static gint
find_name (const WgViewNames *table, WgSlice name)
{
  if (name.len == 0)
    return -1;
  for (guint i = table->first[hash_of (name)]; i > 0; i = table->next[i - 1])
    if (lengths[i - 1] == name.len
        && wg_slice_equal_nocase (name, wg_slice (names[i - 1], name.len)))
      return (gint) i - 1;
  return -1;
}

static void
fill_headers (const WgViewNames *table, WgViewHeaders *out, WgList list)
{
  out->all = list.items;
  out->n = list.n;
  for (guint i = 0; i < list.n; i++)
    {
      gint name = find_name (table, out->all[i].name);
      if (name < 0)
        continue;
      if (out->count[name] == 0)
        out->value[name] = out->all[i].value;
      if (out->count[name] < G_MAXUINT8)
        out->count[name]++;
    }
}

gboolean
wg_view_next (const WgViewHeaders *headers, WgViewHeader name, guint *at, WgSlice *value)
{
  if (headers->count[name] == 0)
    return FALSE;
  for (; *at < headers->n; ++*at)
    if (wg_slice_equal_nocase (headers->all[*at].name, wg_slice (names[name], lengths[name])))
      {
        *value = headers->all[(*at)++].value;
        return TRUE;
      }
  return FALSE;
}

static WgSlice
without_parameters (WgSlice type)
{
  gssize end = wg_slice_find (type, ';');
  return wg_slice_trim (end < 0 ? type : wg_slice_sub (type, 0, (gsize) end));
}

static WgSlice
without_port (WgSlice host)
{
  gssize colon;

  host = wg_slice_trim (host);
  for (gsize i = host.len; i > 0; i--)
    if (host.data[i - 1] == '@') /* user information has no place here */
      return without_port (wg_slice_sub (host, i, host.len));
  if (wg_slice_at (host, 0) == '[')
    {
      gssize end = wg_slice_find (host, ']');
      return end < 0 ? host : wg_slice_sub (host, 1, (gsize) end - 1);
    }
  colon = wg_slice_find (host, ':');
  return colon < 0 ? host : wg_slice_sub (host, 0, (gsize) colon);
}

static void
fill_target (WgHttpView *view)
{
  WgUri uri;
  WgSlice rest = view->target;
  gssize mark;

  view->host = without_port (view->request->host);
  if (wg_slice_at (rest, 0) != '/' && wg_uri_parse (rest, &uri))
    {
      view->host = uri.host;
      view->path = uri.path;
      view->query = uri.query;
      return;
    }
  mark = wg_slice_find (rest, '?');
  view->path = mark < 0 ? rest : wg_slice_sub (rest, 0, (gsize) mark);
  if (mark >= 0)
    view->query = wg_slice_sub (rest, (gsize) mark + 1, rest.len);
}

static void
fill_response (WgHttpView *view, const WgViewNames *table)
{
  const WgHttpMessage *message = &view->response->message;

  view->status = view->response->status;
  view->response_frame = view->response->frame;
  view->response_type = without_parameters (message->content_type);
  view->response_body = message->body;
  fill_headers (table, &view->out, message->headers);
  view->is_html = wg_slice_is_nocase (view->response_type, "text/html")
                  || wg_slice_is_nocase (view->response_type, "application/xhtml+xml");
  view->is_script =
      view->response_type.len > 10
      && wg_slice_has_prefix_nocase (
          wg_slice_sub (view->response_type, view->response_type.len - 10, 10), "javascript");
  view->is_json =
      wg_slice_is_nocase (view->response_type, "application/json")
      || (view->response_type.len > 5
          && wg_slice_is_nocase (
              wg_slice_sub (view->response_type, view->response_type.len - 5, 5), "+json"));
}

void
wg_http_view_fill (WgHttpView *view,
                   const WgViewNames *table,
                   WgCheck *check,
                   const WgParties *parties,
                   const WgHttpExchange *exchange)
{
  memset (view, 0, sizeof *view);
  view->check = check;
  view->parties = parties;
  view->exchange = exchange;
  view->secure = exchange->decrypted;
  view->request = exchange->request;
  view->response = exchange->response;
  if (view->request != NULL)
    {
      view->request_frame = view->request->frame;
      view->method = view->request->method;
      view->target = view->request->target;
      view->request_type = without_parameters (view->request->message.content_type);
      view->request_body = view->request->message.body;
      fill_headers (table, &view->in, view->request->message.headers);
      fill_target (view);
    }
  if (view->response != NULL)
    fill_response (view, table);
}

/* "user:secret@host:80": RFC 3986 §3.2. */
static void
parse_authority (WgSlice text, WgUri *out)
{
  WgSlice port = WG_SLICE_NONE;
  gssize at = -1, colon;

  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] == '@')
      at = (gssize) i;
  if (at >= 0)
    {
      out->has_userinfo = TRUE;
      out->userinfo = wg_slice_sub (text, 0, (gsize) at);
      text = wg_slice_sub (text, (gsize) at + 1, text.len);
    }
  out->port = -1;
  out->host = without_port (text);
  colon =
      wg_slice_at (text, 0) == '[' ? wg_slice_find (text, ']') + 1 : wg_slice_find (text, ':');
  if (colon > 0 && wg_slice_at (text, (gsize) colon) == ':')
    port = wg_slice_sub (text, (gsize) colon + 1, text.len);
  if (port.len == 0 || port.len > 5)
    return;
  out->port = 0;
  for (gsize i = 0; i < port.len; i++)
    {
      if (!g_ascii_isdigit (port.data[i]))
        {
          out->port = -1;
          return;
        }
      out->port = out->port * 10 + (port.data[i] - '0');
    }
}

static WgSlice
cut_at (WgSlice *rest, guint8 mark)
{
  gssize at = wg_slice_find (*rest, mark);
  WgSlice tail = WG_SLICE_NONE;

  if (at >= 0)
    {
      tail = wg_slice_sub (*rest, (gsize) at + 1, rest->len);
      *rest = wg_slice_sub (*rest, 0, (gsize) at);
    }
  return tail;
}

gboolean
wg_uri_parse (WgSlice text, WgUri *out)
{
  gssize colon = wg_slice_find (text, ':');
  gsize end = 0;
  WgSlice rest;

  memset (out, 0, sizeof *out);
  if (colon <= 0 || colon > 16 || !g_ascii_isalpha (text.data[0]))
    return FALSE;
  out->scheme = wg_slice_sub (text, 0, (gsize) colon);
  for (gsize i = 0; i < out->scheme.len; i++)
    if (!g_ascii_isalnum (out->scheme.data[i]) && strchr ("+-.", out->scheme.data[i]) == NULL)
      return FALSE;
  rest = wg_slice_sub (text, (gsize) colon + 1, text.len);
  if (!wg_slice_has_prefix (rest, "//"))
    return FALSE;
  rest = wg_slice_sub (rest, 2, rest.len);
  out->fragment = cut_at (&rest, '#');
  out->query = cut_at (&rest, '?');
  while (end < rest.len && rest.data[end] != '/' && rest.data[end] != '\\')
    end++;
  parse_authority (wg_slice_sub (rest, 0, end), out);
  out->path = wg_slice_sub (rest, end, rest.len);
  return out->host.len > 0;
}

gboolean
wg_host_is_address (WgSlice host)
{
  gboolean digits = host.len > 0;

  for (gsize i = 0; i < host.len; i++)
    {
      if (host.data[i] == ':')
        return TRUE;
      digits = digits && (g_ascii_isdigit (host.data[i]) || host.data[i] == '.');
    }
  return digits;
}

WgSlice
wg_site_of (WgSlice host)
{
  static const char *const second[] = {"co",  "com", "net", "org", "ac", "gov",
                                       "edu", "or",  "ne",  "go",  NULL};
  gsize starts[3] = {0, 0, 0}; /* of the last label, of the one before, .. */
  guint n = 0;
  WgSlice label;

  while (wg_slice_at (host, host.len - 1) == '.')
    host.len--;
  if (wg_host_is_address (host))
    return host;
  for (gsize i = host.len; i > 0 && n < 3; i--)
    if (host.data[i - 1] == '.')
      starts[n++] = i;
  if (n < 2)
    return host;
  label = wg_slice_sub (host, starts[1], starts[0] - starts[1] - 1);
  if (host.len - starts[0] == 2)
    for (guint i = 0; second[i] != NULL; i++)
      if (wg_slice_is_nocase (label, second[i]))
        return n < 3 ? host : wg_slice_sub (host, starts[2], host.len);
  return wg_slice_sub (host, starts[1], host.len);
}

gboolean
wg_uri_resolve (const WgHttpView *view, WgSlice text, WgUri *out)
{
  gsize end = 2;

  text = wg_slice_trim (text);
  if (wg_uri_parse (text, out))
    return wg_slice_has_prefix_nocase (out->scheme, "http");
  memset (out, 0, sizeof *out);
  out->scheme = view->secure ? WG_SLICE_LITERAL ("https") : WG_SLICE_LITERAL ("http");
  out->host = view->host;
  out->port = -1;
  if (wg_slice_has_prefix (text, "//"))
    {
      while (end < text.len && strchr ("/?#\\", text.data[end]) == NULL)
        end++;
      parse_authority (wg_slice_sub (text, 2, end - 2), out);
      text = wg_slice_sub (text, end, text.len);
    }
  else
    for (gsize i = 0; i < text.len && text.data[i] != '/' && text.data[i] != '?'; i++)
      if (text.data[i] == ':') /* mailto:, javascript: */
        return FALSE;
  out->fragment = cut_at (&text, '#');
  out->query = cut_at (&text, '?');
  out->path = text;
  return out->host.len > 0;
}

gboolean
wg_same_site (WgSlice host, WgSlice other)
{
  return wg_slice_equal_nocase (wg_site_of (host), wg_site_of (other));
}

gboolean
wg_view_is_document (const WgHttpView *view)
{
  return view->is_html && wg_view_answered (view, 200, 299) && view->status != 204
         && view->response->message.body_length > 0
         && !wg_view_asks (view, WG_VIEW_REQUESTED_WITH)
         && (view->request == NULL || wg_view_is (view, "GET") || wg_view_is (view, "POST"));
}
