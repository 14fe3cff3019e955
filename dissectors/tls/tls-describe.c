#include "tls-describe.h"

#include "names.h"

gsize
wg_tls_pen_at (const WgTlsPen *pen, const WgReader *r)
{
  return (gsize) (r->data + wg_reader_tell (r) - pen->start);
}

static gboolean
end_early (WgTlsPen *pen, WgNode *parent)
{
  wg_tree_add_note (pen->tree, parent, "The bytes end before this does.");
  return FALSE;
}

static gboolean
read_number (WgReader *r, gsize size, guint32 *out)
{
  guint32 value = 0;

  if (wg_reader_left (r) < size)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    {
      guint8 byte;
      if (!wg_reader_u8 (r, &byte))
        return FALSE;
      value = value << 8 | byte;
    }
  *out = value;
  return TRUE;
}

gboolean
wg_tls_pen_number (
    WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize size, guint32 *out)
{
  gsize at = wg_tls_pen_at (pen, r);

  if (!read_number (r, size, out))
    return end_early (pen, parent);
  wg_tree_add_uint (pen->tree, parent, &wg_tls_fields[field], at, size, *out);
  return TRUE;
}

gboolean
wg_tls_pen_bytes (WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize n)
{
  gsize at = wg_tls_pen_at (pen, r);
  WgSlice bytes;

  if (!wg_reader_take (r, n, &bytes))
    return end_early (pen, parent);
  if (n > 0)
    wg_tree_add_text (pen->tree, parent, &wg_tls_fields[field], at, n, bytes);
  return TRUE;
}

gboolean
wg_tls_pen_sub (
    WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize size, WgReader *child)
{
  guint32 len;

  if (!wg_tls_pen_number (pen, parent, field, r, size, &len))
    return FALSE;
  return wg_reader_sub (r, len, child) || end_early (pen, parent);
}

void
wg_tls_pen_skip (WgReader *r)
{
  wg_reader_seek (r, r->len);
}

void
wg_tls_pen_list (WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize size)
{
  guint32 value;

  for (guint i = 0; i < WG_LIMIT_TLS_LIST && wg_reader_left (r) > 0; i++)
    if (!wg_tls_pen_number (pen, parent, field, r, size, &value))
      return;
}

WgNode *
wg_tls_pen_heading (WgTlsPen *pen, WgNode *parent, WgTlsField field, const WgReader *r, gsize n)
{
  return wg_tree_add (pen->tree, parent, &wg_tls_fields[field], wg_tls_pen_at (pen, r), n);
}

static void
describe_alert (WgTlsPen *pen, WgNode *parent, WgReader *r)
{
  WgNode *node = wg_tls_pen_heading (pen, parent, F_ALERT, r, wg_reader_left (r));
  guint32 level, description;
  const char *name;

  if (!wg_tls_pen_number (pen, node, F_ALERT_LEVEL, r, 1, &level)
      || !wg_tls_pen_number (pen, node, F_ALERT_DESC, r, 1, &description))
    return;
  name = wg_name_of (wg_names_tls_alerts, description);
  wg_node_set_text (pen->tree, node, "Alert: %s", name != NULL ? name : "unknown");
}

static void
describe_heartbeat (WgTlsPen *pen, WgNode *parent, WgReader *r)
{
  WgNode *node = wg_tls_pen_heading (pen, parent, F_HEARTBEAT, r, wg_reader_left (r));
  guint32 type, length;

  if (wg_tls_pen_number (pen, node, F_HEARTBEAT_TYPE, r, 1, &type)
      && wg_tls_pen_number (pen, node, F_HEARTBEAT_LENGTH, r, 2, &length))
    wg_tls_pen_bytes (pen, node, F_HEARTBEAT_PAYLOAD, r, wg_reader_left (r));
}

/* Messages that earlier records began are shown from where they were put together. */
static void
describe_whole (WgTlsPen *pen, WgNode *parent, WgTlsState *s, const WgReader *record)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (s->unit.whole, &len);
  WgTreeBase old = wg_tree_base (pen->tree);
  WgTreeBase base = {.base = 0};
  WgTlsPen inner = {pen->tree, data};
  WgReader r = wg_reader (wg_slice (data, len), WG_END_WHOLE);

  base.source = wg_tree_derive (pen->tree, "Reassembled TLS handshake", wg_slice (data, len),
                                old.source, old.base + (guint32) wg_tls_pen_at (pen, record),
                                (guint32) wg_reader_left (record));
  wg_tree_set_base (pen->tree, base);
  while (wg_reader_left (&r) > 0)
    wg_tls_describe_message (&inner, parent, &r, s);
  wg_tree_set_base (pen->tree, old);
}

static void
describe_handshake (WgTlsPen *pen, WgNode *parent, WgReader *r, WgTlsState *s)
{
  WgTlsHandshake front;
  WgReader ahead;

  if (s->unit.whole != NULL)
    {
      wg_tls_pen_heading (pen, parent, F_FRAGMENT, r, wg_reader_left (r));
      describe_whole (pen, parent, s, r);
      return;
    }
  while (wg_reader_left (r) > 0)
    {
      ahead = *r;
      if (!wg_tls_parse_handshake (&ahead, &front) || front.len > wg_reader_left (&ahead))
        {
          wg_tls_pen_heading (pen, parent, F_FRAGMENT, r, wg_reader_left (r));
          return;
        }
      wg_tls_describe_message (pen, parent, r, s);
    }
}

void
wg_tls_describe_content (WgTlsPen *pen, WgNode *node, guint32 type, WgReader *r, WgTlsState *s)
{
  if (type == WG_TLS_CHANGE_CIPHER_SPEC)
    wg_tls_pen_heading (pen, node, F_CCS, r, wg_reader_left (r));
  else if (type == WG_TLS_ALERT)
    describe_alert (pen, node, r);
  else if (type == WG_TLS_HEARTBEAT)
    describe_heartbeat (pen, node, r);
  else if (s->datagram)
    wg_dtls_describe_handshake (pen, node, r, s);
  else
    describe_handshake (pen, node, r, s);
}

/* What was inside stands on bytes of its own, which came out of those that @record has left. */
static void
describe_opened (WgTlsPen *pen, WgNode *node, const WgReader *record, WgTlsState *s)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (s->unit.opened, &len);
  WgTreeBase old = wg_tree_base (pen->tree), base = {.base = 0};
  WgTlsPen inner = {pen->tree, data};
  WgReader r = wg_reader (wg_slice (data, len), WG_END_WHOLE);

  inner.start = r.data;
  base.source = wg_tree_derive (pen->tree, "Decrypted TLS", wg_slice (data, len), old.source,
                                old.base + (guint32) wg_tls_pen_at (pen, record),
                                (guint32) wg_reader_left (record));
  wg_tree_set_base (pen->tree, base);
  wg_tls_describe_content (&inner, node, s->unit.opened_type, &r, s);
  wg_tree_set_base (pen->tree, old);
}

static void
describe_record (WgTlsPen *pen, WgNode *top, WgReader *r, WgTlsState *s)
{
  WgNode *node = wg_tls_pen_heading (pen, top, F_RECORD, r, wg_reader_left (r));
  guint32 type, version, length;
  const char *name;

  if (!wg_tls_pen_number (pen, node, F_CONTENT_TYPE, r, 1, &type)
      || !wg_tls_pen_number (pen, node, F_RECORD_VERSION, r, 2, &version)
      || !wg_tls_pen_number (pen, node, F_RECORD_LENGTH, r, 2, &length))
    return;
  name = wg_name_of (wg_names_tls_content_types, type);
  wg_node_set_text (pen->tree, node, "Record: %s", name != NULL ? name : "unknown");
  if (type == WG_TLS_APPLICATION_DATA)
    return;
  if (s->unit.encrypted || s->unit.opened != NULL)
    wg_tls_pen_heading (pen, node, F_ENCRYPTED, r, wg_reader_left (r));
  if (s->unit.opened != NULL)
    describe_opened (pen, node, r, s);
  else if (!s->unit.encrypted)
    wg_tls_describe_content (pen, node, type, r, s);
}

void
wg_tls_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgTlsState *s = state;
  WgTlsPen pen = {tree, unit.data};
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tls_pen_heading (&pen, NULL, F_TLS, &r, unit.len);

  if (payload)
    {
      wg_tls_pen_heading (&pen, top, F_APP_DATA, &r, unit.len);
      if (s->unit.opened != NULL)
        describe_opened (&pen, top, &r, s);
    }
  else if (s->unit.kind == WG_TLS_UNIT_RECORD)
    describe_record (&pen, top, &r, s);
  else if (s->unit.kind == WG_TLS_UNIT_SSL2)
    wg_tls_describe_ssl2 (&pen, top, &r, &s->unit);
  else
    wg_tls_pen_heading (&pen, top, F_UNKNOWN, &r, unit.len);
}
