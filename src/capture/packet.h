#pragma once

#include "base/slice.h"

/**
 * WgPacket: one packet of a capture.
 * @frame: its number, from 1, as Wireshark counts: pcapng's journal entries, custom blocks and
 *   sysdig events have numbers too, but are not packets
 * @interface: index into the capture's interfaces
 * @linktype: LINKTYPE number of that interface as the file has it, so 12 and 14 may stand for
 *   raw IP in old files; G_MAXUINT16 where the file's own numbering has no such type
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
