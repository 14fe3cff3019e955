#include "mqtt/mqtt-parse.h"

#define FLAG_WILL     0x04
#define FLAG_PASSWORD 0x40
#define FLAG_USER     0x80

/* A number in groups of seven bits, the lowest first (§1.5.5). */
static WgMqttResult
variable (WgReader *in, guint32 *out)
{
  gsize start = wg_reader_tell (in);
  guint8 byte;

  *out = 0;
  for (guint shift = 0; shift < 28; shift += 7)
    {
      if (!wg_reader_u8 (in, &byte))
        {
          wg_reader_seek (in, start);
          return WG_MQTT_SHORT;
        }
      *out |= (guint32) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return WG_MQTT_OK;
    }
  return WG_MQTT_BAD;
}

WgMqttResult
wg_mqtt_parse_header (WgReader *in, WgMqttHeader *out)
{
  gsize start = wg_reader_tell (in);
  WgMqttResult got = WG_MQTT_SHORT;
  guint8 first;

  if (wg_reader_u8 (in, &first))
    {
      out->type = first >> 4;
      got = variable (in, &out->len);
    }
  if (got == WG_MQTT_OK && out->type != 0)
    return WG_MQTT_OK;
  wg_reader_seek (in, start);
  return got == WG_MQTT_SHORT ? WG_MQTT_SHORT : WG_MQTT_BAD;
}

static gboolean
string (WgReader *r, WgSlice *out)
{
  WgReader child;

  if (!wg_reader_sub_u16 (r, &child))
    return FALSE;
  *out = wg_reader_rest (&child);
  return TRUE;
}

static gboolean
skip_properties (WgReader *r)
{
  guint32 len;

  return variable (r, &len) == WG_MQTT_OK && wg_reader_skip (r, len);
}

gboolean
wg_mqtt_parse_connect (WgSlice body, WgMqttConnect *out)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);
  WgSlice will;
  guint16 keep_alive;

  *out = (WgMqttConnect){0};
  if (!string (&r, &out->protocol) || !wg_reader_u8 (&r, &out->level)
      || !wg_reader_u8 (&r, &out->flags) || !wg_reader_u16 (&r, &keep_alive))
    return FALSE;
  if ((out->level >= 5 && !skip_properties (&r)) || !string (&r, &out->client_id))
    return FALSE;
  if ((out->flags & FLAG_WILL) != 0
      && ((out->level >= 5 && !skip_properties (&r)) || !string (&r, &will)
          || !string (&r, &will)))
    return FALSE;
  out->has_user = (out->flags & FLAG_USER) != 0;
  out->has_password = (out->flags & FLAG_PASSWORD) != 0;
  return (!out->has_user || string (&r, &out->user))
         && (!out->has_password || string (&r, &out->password));
}

gboolean
wg_mqtt_parse_connack (WgSlice body, guint8 *code)
{
  WgReader r = wg_reader (body, WG_END_WHOLE);

  return wg_reader_skip (&r, 1) && wg_reader_u8 (&r, code);
}

WgMqttResult
wg_mqtt_is_connect (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  WgMqttHeader header;
  WgMqttResult got = wg_mqtt_parse_header (&r, &header);
  WgSlice name;

  if (got == WG_MQTT_BAD || (bytes.len > 0 && wg_slice_at (bytes, 0) != WG_MQTT_CONNECT << 4))
    return WG_MQTT_BAD;
  if (got == WG_MQTT_SHORT)
    return WG_MQTT_SHORT;
  if (!string (&r, &name))
    return wg_reader_left (&r) < 8 ? WG_MQTT_SHORT : WG_MQTT_BAD;
  return wg_slice_is (name, "MQTT") || wg_slice_is (name, "MQIsdp") ? WG_MQTT_OK : WG_MQTT_BAD;
}
