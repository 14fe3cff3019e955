#include "http-probe.h"

#include "http-parse.h"

/* Is it HTTP/1? Its start lines tell, whoever sent them; the version in them keeps RTSP, SIP
 * and ICAP out. */

static gboolean
is_preface (const WgHttpStart *start)
{
  return wg_slice_is (start->method, "PRI") && wg_slice_is (start->version, "HTTP/2.0");
}

/* A first line that does not end within what a probe sees, or was cut by the capture. */
static WgProbe
probe_unended (WgSlice bytes, gboolean ended)
{
  if (!wg_http_begins_request (bytes))
    return WG_PROBE_NEED;
  if (bytes.len >= WG_LIMIT_PROBE_LEN)
    return WG_PROBE_YES;
  return ended ? WG_PROBE_MAYBE : WG_PROBE_NEED;
}

/* GET, a path, and an answer in text, which is all that HTTP/0.9 has. */
static WgProbe
probe_simple (const WgHttpStart *start, WgSlice answer)
{
  if (wg_slice_at (start->target, 0) != '/')
    return WG_PROBE_NO;
  if (answer.len == 0)
    return WG_PROBE_NEED;
  return wg_slice_at (answer, 0) == '<' ? WG_PROBE_YES : WG_PROBE_MAYBE;
}

static WgProbe
probe_side (const WgProbeInput *in, WgDir dir)
{
  WgSlice bytes = in->bytes[dir];
  WgHttpStart start;

  while (!in->midstream && wg_slice_has_prefix (bytes, "\r\n"))
    bytes = wg_slice_sub (bytes, 2, bytes.len);
  if (bytes.len == 0)
    return WG_PROBE_NO;
  switch (wg_http_parse_start (bytes, FALSE, &start, NULL))
    {
    case WG_HTTP_REQUEST:
      if (is_preface (&start) || (in->midstream && !start.known_method))
        return WG_PROBE_NO;
      return WG_PROBE_YES;
    case WG_HTTP_RESPONSE:
      return WG_PROBE_YES;
    case WG_HTTP_SIMPLE:
      return in->midstream ? WG_PROBE_NO : probe_simple (&start, in->bytes[wg_dir_other (dir)]);
    case WG_HTTP_MAYBE:
      return probe_unended (bytes, in->ended[dir]);
    case WG_HTTP_NOTHING:
      break;
    }
  return WG_PROBE_NO;
}

WgProbe
wg_http_probe (const WgProbeInput *in)
{
  WgProbe client, server;

  if (in->datagram)
    return WG_PROBE_NO;
  client = probe_side (in, WG_CLIENT);
  if (client == WG_PROBE_YES)
    return client;
  server = probe_side (in, WG_SERVER);
  return MAX (client, server);
}
