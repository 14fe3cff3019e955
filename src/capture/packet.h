#pragma once

#include "base/slice.h"

/**
 * WgPacket: one packet of a capture.
 * @frame: its number, from 1
 * @interface: index into the capture's interfaces
 * @linktype: LINKTYPE number of that interface (the file's, not libpcap's DLT)
 * @time_ns: since 1970; @has_time is FALSE for pcapng's simple packets, which carry none
 * @bytes: captured bytes, borrowed until the next packet is asked for
 * @wire_len: length on the wire, at least @bytes.len except in broken files
 * @file_off: where @bytes stand in the (uncompressed) file
 */
typedef struct
{
  guint32 frame;
  guint32 interface;
  guint16 linktype;
  gboolean has_time;
  gint64 time_ns;
  WgSlice bytes;
  guint32 wire_len;
  guint64 file_off;
} WgPacket;
