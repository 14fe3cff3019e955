#pragma once

#include "dissect/channel.h"

/* `http3[]` of the report: one record a connection. Its exchanges are in `http[]`. */

/* #WgNumber, by setting and by type. */
typedef struct
{
  WgList client;
  WgList server;
} WgHttp3Numbers;

/* @last: the first stream (or push) that will not be answered */
typedef struct
{
  guint32 frame;
  const char *from;
  gint64 last;
} WgHttp3Goaway;

typedef struct
{
  WgRecordHead head;
  gboolean decrypted;
  WgHttp3Numbers settings;
  WgHttp3Numbers frames;
  WgList goaway; /* WgHttp3Goaway */
} WgHttp3Record;

extern const WgRecordType wg_http3_type;
