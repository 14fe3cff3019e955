#include "tls-probe.h"

#include "names.h"
#include "ssl2-parse.h"
#include "tls-parse.h"

/* Is it TLS? Told by the bytes alone. A hello or a readable alert is enough; of a connection
 * met behind them, two records in sight have to follow one another or answer one another. */

/* What one direction says. @records: that look like records as far as the bytes reach, none of
 * which says more than its header does */
typedef struct
{
  WgProbe answer;
  guint records;
} Opinion;

/* RFC 8446 §5.1: the first record of a handshake begins with a message that names itself. */
static WgProbe
judge_handshake (WgReader r)
{
  WgSlice rest = wg_reader_rest (&r);
  WgTlsHandshake front;
  guint16 version;

  if (!wg_tls_parse_handshake (&r, &front))
    return WG_PROBE_NEED;
  if (!wg_tls_handshake_begins (rest))
    return WG_PROBE_MAYBE;
  if (front.type != WG_TLS_CLIENT_HELLO && front.type != WG_TLS_SERVER_HELLO)
    return WG_PROBE_YES;
  if (!wg_reader_u16 (&r, &version))
    return WG_PROBE_NEED;
  return version >> 8 == 3 || wg_tls_is_13 (version) ? WG_PROBE_YES : WG_PROBE_MAYBE;
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

/* A record that names its content, or else as many as follow one another. */
static Opinion
judge_records (WgReader r)
{
  Opinion opinion = {WG_PROBE_NEED, 0};
  WgTlsRecord record;

  while (wg_tls_parse_record (&r, &record))
    {
      WgProbe answer = WG_PROBE_MAYBE;

      if (!wg_tls_record_valid (&record)
          || (record.type == WG_TLS_CHANGE_CIPHER_SPEC && record.len != 1))
        return (Opinion){WG_PROBE_NO, 0};
      if (record.type == WG_TLS_ALERT && record.len == 2)
        answer = judge_alert (r);
      else if (record.type == WG_TLS_HANDSHAKE)
        answer = judge_handshake (r);
      if (answer != WG_PROBE_MAYBE)
        return (Opinion){answer, opinion.records};
      opinion = (Opinion){WG_PROBE_MAYBE, opinion.records + 1};
      if (!wg_reader_skip (&r, record.len))
        break;
    }
  return opinion;
}

static Opinion
judge (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_MORE);

  if (bytes.len == 0)
    return (Opinion){WG_PROBE_NO, 0};
  if (wg_tls_record_begins (bytes))
    return judge_records (r);
  if (wg_slice_at (bytes, 0) >= 0x80)
    {
      int client = wg_ssl2_looks_like_client_hello (bytes);
      int server = wg_ssl2_looks_like_server_hello (bytes);

      if (client > 0 || server > 0)
        return (Opinion){WG_PROBE_YES, 0};
      if (client < 0 || server < 0)
        return (Opinion){WG_PROBE_NEED, 0};
    }
  return (Opinion){WG_PROBE_NO, 0};
}

WgProbe
wg_tls_probe (const WgProbeInput *in)
{
  Opinion client, server;
  WgProbe best;

  if (in->datagram)
    return WG_PROBE_NO;
  client = judge (in->bytes[WG_CLIENT]);
  server = judge (in->bytes[WG_SERVER]);
  best = MAX (client.answer, server.answer);
  if (best != WG_PROBE_MAYBE)
    return best;
  if (client.records + server.records >= 2)
    return in->midstream ? WG_PROBE_YES : WG_PROBE_MAYBE;
  if (in->bytes[WG_CLIENT].len == WG_LIMIT_PROBE_LEN
      || in->bytes[WG_SERVER].len == WG_LIMIT_PROBE_LEN)
    return WG_PROBE_YES;
  return WG_PROBE_NEED;
}
