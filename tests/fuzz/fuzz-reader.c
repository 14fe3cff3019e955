/* The first half of the input is a program of getters, the second half what they read. */
#include "fuzz.h"

#include "base/reader.h"

typedef gboolean (*Getter) (WgReader *r);

#define NUMBER(name, type)                                                                     \
  static gboolean get_##name (WgReader *r)                                                     \
  {                                                                                            \
    type out;                                                                                  \
    return wg_reader_##name (r, &out);                                                         \
  }
NUMBER (u8, guint8)
NUMBER (u16, guint16)
NUMBER (u24, guint32)
NUMBER (u32, guint32)
NUMBER (u64, guint64)
NUMBER (u16le, guint16)
NUMBER (u32le, guint32)
NUMBER (sub_u8, WgReader)
NUMBER (sub_u16, WgReader)
NUMBER (sub_u24, WgReader)

static gboolean
get_until (WgReader *r)
{
  WgSlice out;
  return wg_reader_until (r, ':', &out);
}

static gboolean
get_line (WgReader *r)
{
  WgSlice out;
  return wg_reader_line (r, 32, &out);
}

static gboolean
get_decimal (WgReader *r)
{
  guint64 out = 0;
  gboolean ok = wg_reader_decimal (r, 70000, &out);
  g_assert (out <= 70000);
  return ok;
}

static gboolean
get_hex (WgReader *r)
{
  guint64 out;
  return wg_reader_hex (r, G_MAXUINT64, &out);
}

static gboolean
get_literal (WgReader *r)
{
  return wg_reader_literal (r, "HTTP/");
}

static const Getter getters[] = {
    get_u8,      get_u16,   get_u24,    get_u32,     get_u64,
    get_u16le,   get_u32le, get_sub_u8, get_sub_u16, get_sub_u24,
    get_literal, get_until, get_line,   get_decimal, get_hex,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize n = size / 2;
  WgReader r = wg_reader (wg_slice (data + n, size - n), WG_END_WHOLE);
  for (gsize i = 0; i < n; i++)
    {
      gsize before = wg_reader_tell (&r);
      guint8 op = data[i] % (guint8) G_N_ELEMENTS (getters);
      gboolean ok = getters[op](&r);
      g_assert (ok ? wg_reader_tell (&r) > before : wg_reader_tell (&r) == before);
      g_assert (wg_reader_tell (&r) <= size - n);
    }
  return 0;
}
