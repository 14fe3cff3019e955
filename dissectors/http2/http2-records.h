#pragma once

#include "dissect/channel.h"

/* `http2[]` of the report: one record a connection. Its exchanges are in `http[]`. */

/* @settings, @frames: #WgNumber, by setting and by type */
typedef struct
{
  WgList client;
  WgList server;
} WgHttp2Numbers;

typedef struct
{
  guint32 frame;
  const char *from;
  const char *error;
  gint64 last_stream;
} WgHttp2GoawayItem;

typedef struct
{
  WgRecordHead head;
  gboolean decrypted;
  gboolean preface;
  WgHttp2Numbers settings;
  WgHttp2Numbers frames;
} WgHttp2Record;

extern const WgRecordType wg_http2_type;

/* The streamed list of the record. */
extern const WgField *const wg_http2_goaways;
