#include "mqtt/mqtt-describe.h"

#include "mqtt/mqtt-parse.h"

enum
{
  PROTOCOL,
  TYPE,
  LENGTH,
  NAME,
  VERSION,
  CLIENT_ID,
  USER,
  PASSWORD,
  CODE,
};

static const WgName types[] = {
    {1, "CONNECT"},   {2, "CONNACK"},      {3, "PUBLISH"},   {4, "PUBACK"},
    {5, "PUBREC"},    {6, "PUBREL"},       {7, "PUBCOMP"},   {8, "SUBSCRIBE"},
    {9, "SUBACK"},    {10, "UNSUBSCRIBE"}, {11, "UNSUBACK"}, {12, "PINGREQ"},
    {13, "PINGRESP"}, {14, "DISCONNECT"},  {15, "AUTH"},     {0, NULL},
};

static const WgName versions[] = {{3, "3.1"}, {4, "3.1.1"}, {5, "5"}, {0, NULL}};

const WgField wg_mqtt_fields[] = {
    [PROTOCOL] = {.key = "mqtt", .label = "MQ Telemetry Transport"},
    [TYPE] = {.key = "mqtt.msgtype",
              .label = "Message type",
              .kind = WG_KIND_UINT,
              .size = 1,
              .names = types,
              .source = "MQTT 5 §2.1.2"},
    [LENGTH] = {.key = "mqtt.len", .label = "Length", .kind = WG_KIND_UINT, .size = 4},
    [NAME] = {.key = "mqtt.protoname", .label = "Protocol name", .kind = WG_KIND_TEXT},
    [VERSION] = {.key = "mqtt.ver",
                 .label = "Version",
                 .kind = WG_KIND_UINT,
                 .size = 1,
                 .names = versions},
    [CLIENT_ID] = {.key = "mqtt.clientid", .label = "Client id", .kind = WG_KIND_TEXT},
    [USER] = {.key = "mqtt.username", .label = "User", .kind = WG_KIND_TEXT},
    [PASSWORD] = {.key = "mqtt.passwd",
                  .label = "Password",
                  .kind = WG_KIND_TEXT,
                  .secret = WG_SECRET_VALUE},
    [CODE] = {.key = "mqtt.conack.val",
              .label = "Answer",
              .kind = WG_KIND_UINT,
              .size = 1,
              .help = "0: accepted.",
              .source = "MQTT 5 §3.2.2.2"},
    {0},
};

static void
add_part (WgTree *tree, WgNode *top, guint field, WgSlice unit, WgSlice part)
{
  if (part.len > 0)
    wg_tree_add_text (tree, top, wg_mqtt_fields + field, (gsize) (part.data - unit.data),
                      part.len, part);
}

static void
describe_body (WgTree *tree, WgNode *top, guint8 type, WgSlice unit, WgSlice body)
{
  gsize off = (gsize) (body.data - unit.data);
  WgMqttConnect connect;
  guint8 code;

  if (type == WG_MQTT_CONNECT && wg_mqtt_parse_connect (body, &connect))
    {
      add_part (tree, top, NAME, unit, connect.protocol);
      wg_tree_add_uint (tree, top, wg_mqtt_fields + VERSION, off + 2 + connect.protocol.len, 1,
                        connect.level);
      add_part (tree, top, CLIENT_ID, unit, connect.client_id);
      add_part (tree, top, USER, unit, connect.user);
      add_part (tree, top, PASSWORD, unit, connect.password);
    }
  else if (type == WG_MQTT_CONNACK && wg_mqtt_parse_connack (body, &code))
    wg_tree_add_uint (tree, top, wg_mqtt_fields + CODE, off + 1, 1, code);
}

void
wg_mqtt_describe_packets (WgSlice unit, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgMqttHeader header;
  gsize start = 0;

  while (wg_mqtt_parse_header (&r, &header) == WG_MQTT_OK)
    {
      gsize body_at = wg_reader_tell (&r);
      gsize body_len = MIN ((gsize) header.len, wg_reader_left (&r));
      WgNode *top = wg_tree_add (tree, NULL, wg_mqtt_fields + PROTOCOL, start,
                                 body_at - start + body_len);
      WgSlice body;

      wg_tree_add_uint (tree, top, wg_mqtt_fields + TYPE, start, 1, header.type);
      wg_tree_add_uint (tree, top, wg_mqtt_fields + LENGTH, start + 1, body_at - start - 1,
                        header.len);
      if (wg_reader_take (&r, body_len, &body) && body.len > 0)
        describe_body (tree, top, header.type, unit, body);
      start = wg_reader_tell (&r);
    }
}
