#pragma once

#include "base/slice.h"

/**
 * WgEnd: why the bytes of a reader end where they do.
 * @WG_END_MORE: more may come; a parser that runs out asks for more
 * @WG_END_CUT: the capture cut them off (snap length, lost packet); nobody sent something wrong
 * @WG_END_WHOLE: that is all there was; a parser that runs out has met malformed input
 */
typedef enum
{
  WG_END_MORE,
  WG_END_CUT,
  WG_END_WHOLE,
} WgEnd;

/**
 * WgReader:
 *
 * The one place where bytes from the wire are indexed. Every getter returns %FALSE and leaves
 * the reader where it was when too few bytes are left. Numbers are big-endian unless the name
 * says le. A length prefix gives a child reader, so that a lying inner length cannot leave its
 * parent.
 */
typedef struct
{
  const guint8 *data;
  gsize len;
  gsize pos;
  WgEnd end;
} WgReader;

static inline WgReader
wg_reader (WgSlice bytes, WgEnd end)
{
  /* So that stepping over nothing is never arithmetic on NULL. */
  static const guint8 nothing[1];
  return (WgReader){bytes.data != NULL ? bytes.data : nothing, bytes.len, 0, end};
}

static inline gsize
wg_reader_left (const WgReader *r)
{
  return r->len - r->pos;
}

static inline gsize
wg_reader_tell (const WgReader *r)
{
  return r->pos;
}

/* Back to a position that wg_reader_tell() gave. */
static inline void
wg_reader_seek (WgReader *r, gsize pos)
{
  g_assert (pos <= r->len);
  r->pos = pos;
}

static inline WgSlice
wg_reader_rest (const WgReader *r)
{
  return wg_slice (r->data + r->pos, r->len - r->pos);
}

/* The bytes from @start, a position told earlier, up to here. */
static inline WgSlice
wg_reader_since (const WgReader *r, gsize start)
{
  g_assert (start <= r->pos);
  return wg_slice (r->data + start, r->pos - start);
}

static inline const guint8 *
wg_reader_advance (WgReader *r, gsize n)
{
  const guint8 *at = r->data + r->pos;
  if (n > r->len - r->pos)
    return NULL;
  r->pos += n;
  return at;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_skip (WgReader *r, gsize n)
{
  if (n > r->len - r->pos)
    return FALSE;
  r->pos += n;
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_take (WgReader *r, gsize n, WgSlice *out)
{
  if (n > r->len - r->pos)
    return FALSE;
  *out = wg_slice (r->data + r->pos, n);
  r->pos += n;
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u8 (WgReader *r, guint8 *out)
{
  if (r->pos >= r->len)
    return FALSE;
  *out = r->data[r->pos++];
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_peek_u8 (const WgReader *r, guint8 *out)
{
  if (r->pos >= r->len)
    return FALSE;
  *out = r->data[r->pos];
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u16 (WgReader *r, guint16 *out)
{
  const guint8 *p = wg_reader_advance (r, 2);
  if (p == NULL)
    return FALSE;
  *out = (guint16) (p[0] << 8 | p[1]);
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u24 (WgReader *r, guint32 *out)
{
  const guint8 *p = wg_reader_advance (r, 3);
  if (p == NULL)
    return FALSE;
  *out = (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u32 (WgReader *r, guint32 *out)
{
  const guint8 *p = wg_reader_advance (r, 4);
  if (p == NULL)
    return FALSE;
  *out = (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u64 (WgReader *r, guint64 *out)
{
  const guint8 *p = wg_reader_advance (r, 8);
  if (p == NULL)
    return FALSE;
  *out = 0;
  for (guint i = 0; i < 8; i++)
    *out = *out << 8 | p[i];
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u16le (WgReader *r, guint16 *out)
{
  const guint8 *p = wg_reader_advance (r, 2);
  if (p == NULL)
    return FALSE;
  *out = (guint16) (p[1] << 8 | p[0]);
  return TRUE;
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_reader_u32le (WgReader *r, guint32 *out)
{
  const guint8 *p = wg_reader_advance (r, 4);
  if (p == NULL)
    return FALSE;
  *out = (guint32) p[3] << 24 | (guint32) p[2] << 16 | (guint32) p[1] << 8 | p[0];
  return TRUE;
}

/* A child over the next @n bytes, which the parent then has behind it. The child is WHOLE: its
 * length was told. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_sub (WgReader *r, gsize n, WgReader *child);

/* A child over the bytes that a length of 8, 16 or 24 bits announces. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_sub_u8 (WgReader *r, WgReader *child);
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_sub_u16 (WgReader *r, WgReader *child);
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_sub_u24 (WgReader *r, WgReader *child);

/* The bytes up to @byte, which is consumed and not part of @out. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_until (WgReader *r, guint8 byte, WgSlice *out);

/* A line that ends in LF or CR LF; the ending is consumed and not part of @line. Fails when no
 * LF stands within the next @max bytes. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_line (WgReader *r, gsize max, WgSlice *line);

/* A run of decimal or hexadecimal digits, at least one; fails where the number exceeds @max. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_decimal (WgReader *r, guint64 max, guint64 *out);
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_hex (WgReader *r, guint64 max, guint64 *out);

/* Consumes @text if it stands here. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_reader_literal (WgReader *r, const char *text);
