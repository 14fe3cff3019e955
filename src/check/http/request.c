#include "check/http/head.h"

#include "check/match/scan.h"
#include "exchange/chars.h"

#define LONG (8u * 1024u) /* a target */

static gboolean
is_method (WgSlice method)
{
  static const char *const names[] = {"GET",
                                      "HEAD",
                                      "POST",
                                      "PUT",
                                      "DELETE",
                                      "CONNECT",
                                      "OPTIONS",
                                      "TRACE",
                                      "PATCH",
                                      "PROPFIND",
                                      "PROPPATCH",
                                      "MKCOL",
                                      "COPY",
                                      "MOVE",
                                      "LOCK",
                                      "UNLOCK",
                                      "REPORT",
                                      "SEARCH",
                                      "MKCALENDAR",
                                      "ACL",
                                      "BIND",
                                      "CHECKIN",
                                      "CHECKOUT",
                                      "LABEL",
                                      "LINK",
                                      "MERGE",
                                      "MKACTIVITY",
                                      "MKREDIRECTREF",
                                      "MKWORKSPACE",
                                      "ORDERPATCH",
                                      "PRI",
                                      "REBIND",
                                      "UNBIND",
                                      "UNCHECKOUT",
                                      "UNLINK",
                                      "UPDATE",
                                      "UPDATEREDIRECTREF",
                                      "VERSION-CONTROL",
                                      "BASELINE-CONTROL",
                                      "M-SEARCH",
                                      "NOTIFY",
                                      "SUBSCRIBE",
                                      "UNSUBSCRIBE",
                                      "RPC_IN_DATA",
                                      "RPC_OUT_DATA",
                                      "BITS_POST",
                                      "SSTP_DUPLEX_POST",
                                      "CCM_POST",
                                      "PURGE",
                                      "SOURCE",
                                      "DESCRIBE",
                                      "ANNOUNCE",
                                      "SETUP",
                                      "PLAY",
                                      "POLL",
                                      "BMOVE",
                                      "BCOPY",
                                      "BDELETE",
                                      "BPROPFIND",
                                      "BPROPPATCH",
                                      NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is (method, names[i]))
      return TRUE;
  return FALSE;
}

static const char *
line_fault (const WgHttpView *view, WgSlice line)
{
  WgSlice version = view->exchange->version;
  guint spaces = 0;

  for (gsize i = 0; i < line.len; i++)
    spaces += line.data[i] == ' ' ? 1u : 0u;
  for (gsize i = 0; i < view->method.len; i++)
    if (g_ascii_islower (view->method.data[i]))
      return "a method in small letters";
  if (!is_method (view->method))
    return "a method that is not registered";
  if (version.len == 0 || wg_slice_is (version, "HTTP/0.9") || spaces < 2)
    return "no version, as before 1996";
  if (!wg_slice_is (version, "HTTP/1.1") && !wg_slice_is (version, "HTTP/1.0"))
    return "a version that does not exist";
  if (spaces > 2 || wg_slice_find (line, '\t') >= 0)
    return "more white space than the two spaces";
  if (view->target.len > LONG)
    return "a target of more than 8 KiB";
  for (gsize i = 0; i < view->target.len; i++)
    if (view->target.data[i] > 0x7f || view->target.data[i] < 0x20)
      return "bytes that should have been escaped";
  return NULL;
}

static void
judge_line (const WgHttpView *view)
{
  WgSlice line = view->request->message.head;
  gssize end = wg_slice_find (line, '\n');
  const char *fault;
  WgClaim *claim;

  if (end < 0)
    return; /* the capture has no more of it */
  line = wg_slice_sub (line, 0, (gsize) end);
  if (wg_slice_at (line, line.len - 1) == '\r')
    line.len--;
  fault = line_fault (view, line);
  if (fault == NULL)
    return;
  claim =
      wg_check_raise (view->check, &wg_finding_http_request_line_anomaly, WG_SEVERITY_DEFAULT,
                      view->parties, wg_slice_str (fault), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The request line has %s: %.*s", fault, (int) MIN (line.len, 120),
                (const char *) line.data);
  wg_claim_show (claim, view->request_frame, "http.request.line", wg_slice_sub (line, 0, 200));
}

static const char *
host_fault (const WgHttpView *view, WgSeverity *severity)
{
  WgSlice host = view->in.value[WG_VIEW_HOST];
  guint count = view->in.count[WG_VIEW_HOST];
  WgUri uri;

  if (count == 0)
    {
      *severity = WG_SEVERITY_LOW;
      return wg_slice_is (view->exchange->version, "HTTP/1.1")
                     && !wg_slice_is (view->method, "CONNECT")
                 ? "names no Host"
                 : NULL;
    }
  *severity = WG_SEVERITY_HIGH;
  if (count > 1)
    return "names its Host more than once";
  if (!wg_slice_is (view->method, "CONNECT") && wg_slice_at (view->target, 0) != '/'
      && wg_uri_parse (view->target, &uri) && host.len > 0)
    {
      gsize len = uri.host.len;
      if (!wg_slice_has_prefix_nocase (wg_slice_trim (host), "[")
          && (!wg_slice_equal_nocase (uri.host, wg_slice_sub (host, 0, len))
              || (host.len > len && host.data[len] != ':')))
        return "names one host in its target and another in Host";
    }
  *severity = WG_SEVERITY_MEDIUM;
  for (gsize i = 0; i < host.len; i++)
    if (host.data[i] <= ' ' || host.data[i] > 0x7e
        || strchr ("/\\@?#<>^`{|}\"'", host.data[i]) != NULL)
      return "has characters in Host that no name has";
  return NULL;
}

static void
judge_host (const WgHttpView *view)
{
  WgSeverity severity;
  const char *fault = host_fault (view, &severity);
  WgClaim *claim;

  if (fault == NULL)
    return;
  claim = wg_check_raise (view->check, &wg_finding_http_host_missing_or_duplicate, severity,
                          view->parties, wg_slice_str (fault), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "%.*s %.*s %s.", (int) MIN (view->method.len, 32),
                (const char *) view->method.data, (int) MIN (view->target.len, 100),
                (const char *) view->target.data, fault);
  wg_claim_show (claim, view->request_frame, "http.host", view->in.value[WG_VIEW_HOST]);
}

/* URLs inside of URLs are rightly encoded twice. */
static gboolean
is_nested (WgSlice value)
{
  return wg_is_at (value, 0, "http%") || wg_is_at (value, 0, "https%")
         || wg_is_at (value, 0, "%2f") || wg_is_at (value, 0, "/")
         || wg_is_at (value, 0, "http:") || wg_is_at (value, 0, "https:")
         || wg_has (value, "%3f") || wg_has (value, "%3d");
}

/* @text: as sent. @binary: of a parameter that may hold any bytes. */
static const char *
escape_fault (WgSlice text, gboolean is_path)
{
  static const char *const twice[] = {"%252e", "%252f", "%255c", "%2527",
                                      "%253c", "%2500", NULL};
  static const char *const overlong[] = {"%c0%af",    "%c0%ae",       "%c1%9c", "%e0%80%af",
                                         "%e0%80%ae", "%f0%80%80%af", NULL};
  gssize at;

  if (wg_slice_find (text, '%') < 0)
    return NULL;
  for (guint i = 0; overlong[i] != NULL; i++)
    if (wg_has (text, overlong[i]))
      return "a character in more bytes than it needs";
  if (wg_has (text, "%u00") || wg_has (text, "%uff0"))
    return "an escape that only old servers of Microsoft's know (%u)";
  for (guint i = 0; twice[i] != NULL && (is_path || !is_nested (text)); i++)
    if (wg_has (text, twice[i]))
      return "an escape that was escaped again";
  for (at = -1; (at = wg_scan (text, (gsize) (at + 1), "%")) >= 0;)
    {
      gint high = wg_slice_at (text, (gsize) at + 1), low = wg_slice_at (text, (gsize) at + 2);
      gboolean whole = high >= 0 && low >= 0 && g_ascii_isxdigit ((gchar) high)
                       && g_ascii_isxdigit ((gchar) low);
      if (!whole && is_path)
        return "a % that begins no escape";
      if (whole && high == '0' && low == '0' && is_path)
        return "an escaped NUL byte";
    }
  return NULL;
}

static void
judge_escapes (const WgHttpView *view)
{
  WgSlice rest = view->query, name, value, part = view->path;
  const char *fault;
  WgClaim *claim;

  if (wg_slice_find (view->target, '%') < 0)
    return;
  fault = escape_fault (view->path, TRUE);
  while (fault == NULL && wg_form_next (&rest, &name, &value))
    {
      part = value;
      fault = escape_fault (value, FALSE);
      if (fault == NULL && wg_has (value, "%00") && wg_slice_find (value, '.') >= 0
          && wg_slice_run (value, wg_http_visible_chars) == value.len && !wg_has (value, "%8")
          && !wg_has (value, "%f") && value.len < 80)
        fault = "an escaped NUL byte";
    }
  if (fault == NULL)
    return;
  claim = wg_check_raise (view->check, &wg_finding_http_encoding_evasion, WG_SEVERITY_DEFAULT,
                          view->parties, wg_slice_str (fault), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The target holds %s: %.*s", fault, (int) MIN (part.len, 120),
                (const char *) part.data);
  wg_claim_show (claim, view->request_frame, "http.request.uri", wg_slice_sub (part, 0, 200));
}

void
wg_request_judge (const WgHttpView *view)
{
  judge_escapes (view);
  if (view->request->message.head.len == 0)
    return;
  judge_line (view);
  judge_host (view);
}
