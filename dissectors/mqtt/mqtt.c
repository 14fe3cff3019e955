#include "mqtt/mqtt.h"

#include "mqtt/mqtt-describe.h"
#include "mqtt/mqtt-parse.h"
#include "sasl/attempt.h"

#define PACKET_MAX (200u * 1024) /* three strings of 64 KiB and some */

typedef struct
{
  gboolean lost[2];
  WgAttempt attempt;
} Mqtt;

static const WgRecordType *const records[] = {&wg_login_type, NULL};
static const guint16 ports[] = {1883, 0};

static WgProbe
probe (const WgProbeInput *in)
{
  WgProbe best = WG_PROBE_NO;

  if (in->datagram)
    return WG_PROBE_NO;
  for (guint dir = 0; dir < 2; dir++)
    {
      if (in->bytes[dir].len == 0)
        continue;
      switch (wg_mqtt_is_connect (in->bytes[dir]))
        {
        case WG_MQTT_OK:
          return WG_PROBE_YES;
        case WG_MQTT_SHORT:
          best = WG_PROBE_NEED;
          break;
        case WG_MQTT_BAD:
          break;
        }
    }
  return best;
}

static gpointer
begin (WgChannel *channel)
{
  Mqtt *s = g_new0 (Mqtt, 1);

  wg_attempt_init (&s->attempt, channel, "mqtt");
  return s;
}

/* Who gives neither user nor password does not log in. */
static void
connect_packet (Mqtt *s, WgDir dir, WgSlice body)
{
  WgMqttConnect c;

  if (!wg_mqtt_parse_connect (body, &c) || (!c.has_user && !c.has_password))
    return;
  s->attempt.client = dir;
  wg_attempt_begin (&s->attempt, WG_SLICE_LITERAL ("CONNECT"));
  wg_attempt_user (&s->attempt, c.user);
  wg_attempt_secret (&s->attempt, c.password);
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Mqtt *s = state;
  gsize start = wg_reader_tell (in);
  WgMqttHeader header;
  WgSlice body;
  guint8 code;

  if (s->lost[dir])
    return WG_LOST;
  switch (wg_mqtt_parse_header (in, &header))
    {
    case WG_MQTT_SHORT:
      return WG_NEED (1);
    case WG_MQTT_BAD:
      return WG_LOST;
    case WG_MQTT_OK:
      break;
    }
  if ((header.type != WG_MQTT_CONNECT && header.type != WG_MQTT_CONNACK)
      || header.len > PACKET_MAX)
    return header.len > 0 ? WG_SKIP (header.len) : WG_AGAIN;
  if (!wg_reader_take (in, header.len, &body))
    {
      gsize missing = header.len - wg_reader_left (in);

      wg_reader_seek (in, start);
      return WG_NEED (missing);
    }
  if (header.type == WG_MQTT_CONNECT)
    connect_packet (s, dir, body);
  else if (wg_mqtt_parse_connack (body, &code))
    wg_attempt_answer (&s->attempt, code == 0);
  return WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Mqtt *s = state;

  s->lost[dir] = TRUE;
}

static void
finish (gpointer state)
{
  Mqtt *s = state;

  wg_attempt_clear (&s->attempt);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  if (!payload)
    wg_mqtt_describe_packets (unit, tree);
}

const WgDissector wg_mqtt = {
    .id = "mqtt",
    .title = "MQTT",
    .help = "Carries messages of sensors and switches.",
    .records = records,
    .fields = wg_mqtt_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .close = finish,
    .describe = describe,
};
