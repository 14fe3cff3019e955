#pragma once

#include <glib.h>

/**
 * WgSpan: where bytes stand in the capture.
 * @frame: number of the packet, from 1; 0 means nowhere
 * @off: offset in the packet's captured bytes
 * @len: bytes from there on; a unit that spans packets names the first piece
 */
typedef struct
{
  guint32 frame;
  guint32 off;
  guint32 len;
} WgSpan;
