#include "names.h"
#include "tls-describe.h"

/* Field trees of DTLS: its own headers, and TLS behind them. */

void
wg_dtls_describe_handshake (WgTlsPen *pen, WgNode *parent, WgReader *r, WgTlsState *s)
{
  while (wg_reader_left (r) > 0)
    {
      WgNode *node = wg_tls_pen_heading (pen, parent, F_HANDSHAKE, r, wg_reader_left (r));
      gsize start = wg_reader_tell (r);
      guint32 type, len, number, off;
      WgReader body;
      const char *name;

      if (!wg_tls_pen_number (pen, node, F_TYPE, r, 1, &type)
          || !wg_tls_pen_number (pen, node, F_LENGTH, r, 3, &len)
          || !wg_tls_pen_number (pen, node, F_DTLS_MESSAGE, r, 2, &number)
          || !wg_tls_pen_number (pen, node, F_DTLS_OFFSET, r, 3, &off)
          || !wg_tls_pen_sub (pen, node, F_DTLS_LENGTH, r, 3, &body))
        return;
      wg_node_set_len (node, wg_reader_tell (r) - start);
      name = wg_name_of (wg_names_tls_messages, type);
      wg_node_set_text (pen->tree, node, "Handshake: %s", name != NULL ? name : "unknown");
      if (off == 0 && wg_reader_left (&body) == len)
        wg_tls_describe_body (pen, node, (guint8) type, &body, s);
      else
        wg_tls_pen_heading (pen, node, F_FRAGMENT, &body, wg_reader_left (&body));
    }
}

static void
describe_opened (WgTlsPen *pen,
                 WgNode *node,
                 guint8 type,
                 GBytes *opened,
                 const WgReader *record,
                 WgTlsState *s)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (opened, &len);
  WgTreeBase old = wg_tree_base (pen->tree), base = {.base = 0};
  WgReader r = wg_reader (wg_slice (data, len), WG_END_WHOLE);
  WgTlsPen inner = {pen->tree, r.data};

  base.source = wg_tree_derive (pen->tree, "Decrypted DTLS", wg_slice (data, len), old.source,
                                old.base + (guint32) wg_tls_pen_at (pen, record),
                                (guint32) wg_reader_left (record));
  wg_tree_set_base (pen->tree, base);
  wg_tls_describe_content (&inner, node, type, &r, s);
  wg_tree_set_base (pen->tree, old);
}

/* The number of a record has 48 bits. */
static gboolean
describe_number (WgTlsPen *pen, WgNode *node, WgReader *r)
{
  gsize at = wg_tls_pen_at (pen, r);
  guint16 high;
  guint32 low;

  if (!wg_reader_u16 (r, &high) || !wg_reader_u32 (r, &low))
    return FALSE;
  wg_tree_add_uint (pen->tree, node, &wg_tls_fields[F_DTLS_NUMBER], at, 6,
                    (guint64) high << 32 | low);
  return TRUE;
}

/* @opened: what was inside, or %NULL */
static void
describe_record (WgTlsPen *pen, WgNode *top, WgReader *r, GBytes *opened, WgTlsState *s)
{
  WgNode *node = wg_tls_pen_heading (pen, top, F_RECORD, r, wg_reader_left (r));
  gsize start = wg_reader_tell (r);
  guint32 type, version, epoch;
  const char *name;
  WgReader body;

  if (!wg_tls_pen_number (pen, node, F_CONTENT_TYPE, r, 1, &type)
      || !wg_tls_pen_number (pen, node, F_RECORD_VERSION, r, 2, &version)
      || !wg_tls_pen_number (pen, node, F_DTLS_EPOCH, r, 2, &epoch)
      || !describe_number (pen, node, r)
      || !wg_tls_pen_sub (pen, node, F_RECORD_LENGTH, r, 2, &body))
    {
      wg_tls_pen_skip (r);
      return;
    }
  wg_node_set_len (node, wg_reader_tell (r) - start);
  name = wg_name_of (wg_names_tls_content_types, type);
  wg_node_set_text (pen->tree, node, "Record: %s", name != NULL ? name : "unknown");
  if (epoch == 0)
    wg_tls_describe_content (pen, node, type, &body, s);
  else
    wg_tls_pen_heading (pen, node, type == WG_TLS_APPLICATION_DATA ? F_APP_DATA : F_ENCRYPTED,
                        &body, wg_reader_left (&body));
  if (opened != NULL)
    describe_opened (pen, node, (guint8) type, opened, &body, s);
}

void
wg_dtls_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgTlsState *s = state;
  WgTlsPen pen = {tree, unit.data};
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tls_pen_heading (&pen, NULL, F_TLS, &r, unit.len);
  guint i = 0;

  wg_node_set_text (tree, top, "Datagram Transport Layer Security");
  while (wg_reader_left (&r) > 0)
    {
      WgReader ahead = r;
      WgDtlsRecord record;
      GBytes *opened =
          s->opened != NULL && i < s->opened->len ? g_ptr_array_index (s->opened, i) : NULL;

      if (!wg_dtls_parse_record (&ahead, &record) || !wg_dtls_record_valid (&record))
        {
          wg_tls_pen_heading (&pen, top, F_UNKNOWN, &r, wg_reader_left (&r));
          return;
        }
      describe_record (&pen, top, &r, opened, s);
      i++;
    }
}
