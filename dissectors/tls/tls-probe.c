#include "tls-probe.h"

#include "names.h"
#include "ssl2-parse.h"
#include "tls-parse.h"

/* Is it TLS? Told by the bytes alone. A hello or an alert is enough; of a connection met in the
 * middle all records in sight have to follow one another. */

/* RFC 8446 §5.1: the first record of a handshake begins with a message that names itself. */
static WgProbe
judge_handshake (WgReader r, gboolean midstream)
{
  WgTlsHandshake front;
  guint16 version;

  if (!wg_tls_parse_handshake (&r, &front))
    return WG_PROBE_NEED;
  if (front.len > WG_LIMIT_TLS_MESSAGE)
    return midstream ? WG_PROBE_MAYBE : WG_PROBE_NO;
  if (front.type == WG_TLS_CLIENT_HELLO || front.type == WG_TLS_SERVER_HELLO)
    {
      if (!wg_reader_u16 (&r, &version))
        return WG_PROBE_NEED;
      if (version >> 8 == 3 || wg_tls_is_13 (version))
        return WG_PROBE_YES;
      return WG_PROBE_MAYBE;
    }
  if (wg_name_of (wg_names_tls_messages, front.type) != NULL)
    return WG_PROBE_YES;
  return WG_PROBE_MAYBE;
}

static WgProbe
judge_alert (WgReader r)
{
  guint8 level, description;

  if (!wg_reader_u8 (&r, &level) || !wg_reader_u8 (&r, &description))
    return WG_PROBE_NEED;
  if (wg_name_of (wg_names_tls_alert_levels, level) != NULL
      && wg_name_of (wg_names_tls_alerts, description) != NULL)
    return WG_PROBE_YES;
  return WG_PROBE_NO;
}

/* Do records follow one another as far as the bytes reach? */
static gboolean
records_follow (WgReader r)
{
  WgTlsRecord record;

  while (wg_tls_parse_record (&r, &record))
    {
      if (!wg_tls_record_valid (&record))
        return FALSE;
      if (!wg_reader_skip (&r, record.len))
        return TRUE;
    }
  return TRUE;
}

static WgProbe
judge_record (WgReader all, gboolean midstream)
{
  WgReader r = all;
  WgTlsRecord record;
  WgProbe answer;

  if (!wg_tls_parse_record (&r, &record))
    return WG_PROBE_NEED;
  if (!wg_tls_record_valid (&record))
    return WG_PROBE_NO;
  if (record.type == WG_TLS_ALERT && record.len == 2)
    return judge_alert (r);
  if (record.type == WG_TLS_HANDSHAKE)
    {
      answer = judge_handshake (r, midstream);
      if (answer != WG_PROBE_MAYBE)
        return answer;
    }
  else if (record.type == WG_TLS_CHANGE_CIPHER_SPEC && record.len != 1)
    return WG_PROBE_NO;
  if (!records_follow (all))
    return WG_PROBE_NO;
  return midstream ? WG_PROBE_YES : WG_PROBE_MAYBE;
}

static WgProbe
judge (WgSlice bytes, gboolean midstream)
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  guint8 first, second;

  if (!wg_reader_u8 (&r, &first))
    return WG_PROBE_NO;
  if (first >= WG_TLS_CHANGE_CIPHER_SPEC && first <= WG_TLS_HEARTBEAT)
    {
      if (wg_reader_u8 (&r, &second) && second != 3)
        return WG_PROBE_NO;
      return judge_record (wg_reader (bytes, WG_END_MORE), midstream);
    }
  if (first >= 0x80)
    {
      int client = wg_ssl2_looks_like_client_hello (bytes);
      int server = wg_ssl2_looks_like_server_hello (bytes);

      if (client > 0 || server > 0)
        return WG_PROBE_YES;
      return client < 0 || server < 0 ? WG_PROBE_NEED : WG_PROBE_NO;
    }
  return WG_PROBE_NO;
}

WgProbe
wg_tls_probe (const WgProbeInput *in)
{
  WgProbe client, server;

  if (in->datagram)
    return WG_PROBE_NO;
  client = judge (in->bytes[WG_CLIENT], in->midstream);
  server = judge (in->bytes[WG_SERVER], in->midstream);
  return MAX (client, server);
}
