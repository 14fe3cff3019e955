#pragma once

#include "dissect/dissector.h"

/* MQTT 3.1, 3.1.1 and 5 (OASIS standards; section numbers are those of version 5). */

typedef enum
{
  WG_MQTT_CONNECT = 1,
  WG_MQTT_CONNACK = 2,
} WgMqttType;

typedef enum
{
  WG_MQTT_OK,
  WG_MQTT_SHORT, /* the reader ends inside; it did not move */
  WG_MQTT_BAD,
} WgMqttResult;

/* The fixed header (§2.1): @len bytes follow it. */
typedef struct
{
  guint8 type; /* without its flags */
  guint32 len;
} WgMqttHeader;

typedef struct
{
  WgSlice protocol;
  guint8 level; /* 3: 3.1, 4: 3.1.1, 5 */
  guint8 flags;
  WgSlice client_id;
  gboolean has_user;
  gboolean has_password;
  WgSlice user;
  WgSlice password;
} WgMqttConnect;

WgMqttResult wg_mqtt_parse_header (WgReader *in, WgMqttHeader *out);

/* The bytes behind a CONNECT's fixed header (§3.1); parts are borrowed from them. */
gboolean wg_mqtt_parse_connect (WgSlice body, WgMqttConnect *out);

/* The bytes behind a CONNACK's: @code is 0 where the server accepts (§3.2). */
gboolean wg_mqtt_parse_connack (WgSlice body, guint8 *code);

/* Fixed header and protocol name of a CONNECT stand at the beginning; SHORT where they may yet.
 */
WgMqttResult wg_mqtt_is_connect (WgSlice bytes);
