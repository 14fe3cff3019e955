#include "check/http/cookie.h"

/* What headers tell of a server that nobody has to know. */

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

/* When versions stopped being mended. @begin: the product with the version up to there; the
 * next character is no digit. */
static const struct
{
  const char *begin;
  const char *end;
} ended[] = {
    {"Apache/1.3", "1 Feb 2010 00:00:00"},       {"Apache/2.0", "10 Jul 2013 00:00:00"},
    {"Apache/2.2", "1 Jan 2018 00:00:00"},       {"PHP/4", "7 Aug 2008 00:00:00"},
    {"PHP/5.0", "5 Sep 2005 00:00:00"},          {"PHP/5.1", "24 Aug 2006 00:00:00"},
    {"PHP/5.2", "6 Jan 2011 00:00:00"},          {"PHP/5.3", "14 Aug 2014 00:00:00"},
    {"PHP/5.4", "3 Sep 2015 00:00:00"},          {"PHP/5.5", "21 Jul 2016 00:00:00"},
    {"PHP/5.6", "31 Dec 2018 00:00:00"},         {"PHP/7.0", "10 Jan 2019 00:00:00"},
    {"PHP/7.1", "1 Dec 2019 00:00:00"},          {"PHP/7.2", "30 Nov 2020 00:00:00"},
    {"PHP/7.3", "6 Dec 2021 00:00:00"},          {"PHP/7.4", "28 Nov 2022 00:00:00"},
    {"PHP/8.0", "26 Nov 2023 00:00:00"},         {"PHP/8.1", "31 Dec 2025 00:00:00"},
    {"Microsoft-IIS/5", "13 Jul 2010 00:00:00"}, {"Microsoft-IIS/6", "14 Jul 2015 00:00:00"},
    {"Microsoft-IIS/7", "14 Jan 2020 00:00:00"}, {"Microsoft-IIS/8", "10 Oct 2023 00:00:00"},
    {"OpenSSL/0.9", "31 Dec 2015 00:00:00"},     {"OpenSSL/1.0", "31 Dec 2019 00:00:00"},
    {"OpenSSL/1.1", "11 Sep 2023 00:00:00"},     {"nginx/0", "1 Jan 2013 00:00:00"},
    {"nginx/1.0", "23 Apr 2012 00:00:00"},       {"nginx/1.2", "24 Apr 2013 00:00:00"},
    {"nginx/1.4", "24 Apr 2014 00:00:00"},       {"nginx/1.6", "21 Apr 2015 00:00:00"},
    {"nginx/1.8", "26 Apr 2016 00:00:00"},       {"nginx/1.10", "12 Apr 2017 00:00:00"},
    {"nginx/1.12", "17 Apr 2018 00:00:00"},      {"nginx/1.14", "23 Apr 2019 00:00:00"},
    {"nginx/1.16", "21 Apr 2020 00:00:00"},      {"nginx/1.18", "20 Apr 2021 00:00:00"},
    {"nginx/1.20", "24 May 2022 00:00:00"},      {"nginx/1.22", "11 Apr 2023 00:00:00"},
    {"nginx/1.24", "23 Apr 2024 00:00:00"},
};

/* When what begins here was no longer mended; 0: it is none of these. */
static gint64
end_of (WgSlice product)
{
  gint64 end;

  for (guint i = 0; i < G_N_ELEMENTS (ended); i++)
    if (wg_fold (product.data[0]) == wg_fold ((guint8) ended[i].begin[0])
        && wg_slice_has_prefix_nocase (product, ended[i].begin)
        && !g_ascii_isdigit (MAX (wg_slice_at (product, strlen (ended[i].begin)), 0))
        && wg_http_date (wg_slice_str (ended[i].end), &end))
      return end;
  return 0;
}

/* When the first product of a header that has an end had it; 0: none has. */
static gint64
first_end (WgSlice value)
{
  gint64 end = 0;

  /* Distributions mend old versions themselves and say who they are. */
  if (wg_slice_find (value, '(') >= 0)
    return 0;
  for (gsize at = 0; at < value.len && end == 0; at++)
    if (at == 0 || value.data[at - 1] == ' ')
      end = end_of (wg_slice_sub (value, at, value.len));
  return end;
}

/* "name/1.2": a product with a version; "dca/24CE" is none. */
static gboolean
has_version (WgSlice value)
{
  for (gsize i = 1; i + 1 < value.len; i++)
    {
      gsize end = i + 1;
      gint after;

      if ((value.data[i] != '/' && value.data[i] != ' ')
          || !g_ascii_isalpha (value.data[i - 1]))
        continue;
      while (end < value.len && g_ascii_isdigit (value.data[end]))
        end++;
      after = wg_slice_at (value, end);
      if (end > i + 1 && (after == '.' || after < 0 || !g_ascii_isalnum (after)))
        return TRUE;
    }
  return FALSE;
}

/* A server says the same with each answer. */
typedef struct
{
  char text[64]; /* of a header */
  guint8 len;
  gboolean versioned;
  gint64 end;
} Known;

typedef struct
{
  Known known[8];
} Disclosure;

static Known
look_at (Disclosure *state, WgSlice value, WgViewHeader name)
{
  Known *known = &state->known[(value.len + name) % G_N_ELEMENTS (state->known)];
  Known fresh = {.len = (guint8) MIN (value.len, G_MAXUINT8)};

  if (wg_slice_equal (wg_slice (known->text, known->len), value))
    return *known;
  fresh.versioned = has_version (value);
  fresh.end = first_end (value);
  if (value.len > sizeof fresh.text)
    return fresh;
  wg_slice_copy (value, fresh.text);
  *known = fresh;
  return fresh;
}

static void
version (Disclosure *state,
         const WgHttpView *view,
         WgViewHeader name,
         const char *field,
         gboolean bare)
{
  WgSlice value = wg_slice_trim (view->out.value[name]);
  gboolean over;
  WgClaim *claim;
  Known known;

  if (value.len < 2)
    return;
  known = look_at (state, value, name);
  if (!bare && !known.versioned)
    return;
  over = known.end != 0 && wg_view_now (view) > known.end;
  claim = wg_check_raise (view->check, &wg_finding_hdr_version_disclosure,
                          over ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT, view->parties, value,
                          view->response_frame);
  wg_claim_say (claim, "The server says what it runs: %.*s%s", TEXT (value, 100),
                over ? ", a version that was no longer mended when this was captured." : ".");
  wg_claim_show (claim, view->response_frame, field, value);
}

/* "1.1 proxy3 (squid/4.10)": the product in the comment. */
static void
via (const WgHttpView *view)
{
  WgSlice value = view->out.value[WG_VIEW_VIA];
  gssize open = wg_slice_find (value, '(');
  WgClaim *claim;

  if (open < 0 || !has_version (wg_slice_sub (value, (gsize) open, value.len)))
    return;
  claim = wg_check_raise (view->check, &wg_finding_hdr_version_disclosure, WG_SEVERITY_DEFAULT,
                          view->parties, value, view->response_frame);
  wg_claim_say (claim, "A proxy says what it runs: %.*s.", TEXT (value, 100));
  wg_claim_show (claim, view->response_frame, "http.response.line", value);
}

/* A number of an address from @at on; @len: of its digits. */
static gint
octet (WgSlice text, gsize at, gsize *len)
{
  gint number = 0;

  for (*len = 0; *len < 3 && at + *len < text.len && g_ascii_isdigit (text.data[at + *len]);
       ++*len)
    number = number * 10 + (text.data[at + *len] - '0');
  return *len == 0 || number > 255 ? -1 : number;
}

/* A private IPv4 address that begins at @at, not part of a longer number; its length or 0. */
static gsize
private_address (WgSlice text, gsize at)
{
  gint part[4];
  gsize end = at, len;

  if (at > 0
      && (g_ascii_isalnum (text.data[at - 1]) || text.data[at - 1] == '.'
          || (text.data[at - 1] == '/' && !(at > 1 && text.data[at - 2] == '/'))))
    return 0; /* "name/10.0.0.1" is a version */
  for (guint i = 0; i < 4; i++)
    {
      if ((part[i] = octet (text, end, &len)) < 0)
        return 0;
      end += len;
      if (i < 3 && wg_slice_at (text, end++) != '.')
        return 0;
    }
  if (end < text.len && (g_ascii_isalnum (text.data[end]) || text.data[end] == '.'))
    return 0;
  return part[0] == 10 || (part[0] == 172 && (part[1] & 0xf0) == 16)
                 || (part[0] == 192 && part[1] == 168)
             ? end - at
             : 0;
}

static void
internal_ip (const WgHttpView *view, WgSlice value, const char *header)
{
  for (gsize at = 0; at < value.len; at++)
    {
      gsize len = g_ascii_isdigit (value.data[at]) ? private_address (value, at) : 0;
      WgSlice address = wg_slice_sub (value, at, len);
      WgClaim *claim;

      if (len == 0)
        continue;
      claim = wg_check_raise (view->check, &wg_finding_hdr_internal_ip, WG_SEVERITY_DEFAULT,
                              view->parties, address, view->response_frame);
      wg_claim_say (claim, "The header %s of a public server names the internal address %.*s.",
                    header, TEXT (address, 15));
      wg_claim_show (claim, view->response_frame, "http.response.line", value);
      return;
    }
}

static void
internal (const WgHttpView *view)
{
  static const struct
  {
    WgViewHeader name;
    const char *text;
  } headers[] = {{WG_VIEW_LOCATION, "Location"},
                 {WG_VIEW_CONTENT_LOCATION, "Content-Location"},
                 {WG_VIEW_VIA, "Via"},
                 {WG_VIEW_SERVER, "Server"}};

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    if (wg_view_says (view, headers[i].name))
      internal_ip (view, view->out.value[headers[i].name], headers[i].text);
  for (guint i = 0; i < view->out.n; i++)
    {
      WgSlice name = view->out.all[i].name;
      if (name.len < 8 || wg_fold (name.data[0]) != 'x')
        continue;
      if (wg_slice_has_prefix_nocase (name, "x-backend")
          || wg_slice_has_prefix_nocase (name, "x-forwarded")
          || wg_slice_is_nocase (name, "x-server") || wg_slice_is_nocase (name, "x-upstream"))
        internal_ip (view, view->out.all[i].value, "that names what is behind it");
    }
}

static gpointer
open_disclosure (WgCheck *check)
{
  return g_new0 (Disclosure, 1);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->response == NULL)
    return;
  if (wg_view_says (view, WG_VIEW_SERVER))
    version (state, view, WG_VIEW_SERVER, "http.server", FALSE);
  if (wg_view_says (view, WG_VIEW_X_POWERED_BY))
    version (state, view, WG_VIEW_X_POWERED_BY, "http.x_powered_by", TRUE);
  if (wg_view_says (view, WG_VIEW_X_ASPNET_VERSION))
    version (state, view, WG_VIEW_X_ASPNET_VERSION, "http.response.line", TRUE);
  if (wg_view_says (view, WG_VIEW_X_GENERATOR))
    version (state, view, WG_VIEW_X_GENERATOR, "http.response.line", TRUE);
  if (wg_view_says (view, WG_VIEW_VIA))
    via (view);
  /* Inside a private network its addresses are no secret; behind a redirect to the address that
   * the client used itself neither. */
  if (!wg_endpoint_is_private (&view->parties->server, view->parties->ip_version)
      && !wg_host_is_address (view->host))
    internal (view);
}

const WgHttpRules wg_http_disclosure_rules = {
    .name = "disclosure",
    .open = open_disclosure,
    .judge = judge,
    .close = g_free,
};
