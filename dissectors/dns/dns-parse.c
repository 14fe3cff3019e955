#include "dns-parse.h"

#include "base/text.h"

#define MAX_NAME_LEN 255 /* RFC 1035 §2.3.4 */

gboolean
wg_dns_header_parse (WgReader *r, WgDnsHeader *out)
{
  gsize start = wg_reader_tell (r);
  gboolean ok = wg_reader_u16 (r, &out->id) && wg_reader_u16 (r, &out->flags);

  for (guint i = 0; i < WG_DNS_N_SECTIONS && ok; i++)
    ok = wg_reader_u16 (r, &out->counts[i]);
  if (!ok)
    wg_reader_seek (r, start);
  return ok;
}

static void
append_zone_byte (WgDnsName *out, guint8 byte)
{
  char *to = out->text + out->len;

  if (byte <= ' ' || byte >= 0x7f)
    {
      to[0] = '\\';
      to[1] = (char) ('0' + byte / 100);
      to[2] = (char) ('0' + byte / 10 % 10);
      to[3] = (char) ('0' + byte % 10);
      out->len += 4;
      return;
    }
  if (strchr (".\\\"();", byte) != NULL)
    {
      *to++ = '\\';
      out->len++;
    }
  *to = (char) byte;
  out->len++;
}

static void
append_zone_label (WgDnsName *out, WgSlice label, gboolean utf8)
{
  while (label.len > 0)
    {
      guint len = utf8 ? wg_utf8_len (label) : 1;

      if (len < 2)
        append_zone_byte (out, (guint8) wg_slice_at (label, 0));
      else
        memcpy (out->text + out->len, label.data, len);
      out->len += len < 2 ? 0 : len;
      label = wg_slice_sub (label, MAX (len, 1), label.len);
    }
}

/* A dot inside a label is "\.", and a backslash that would read like the half of one "\\". */
static void
append_text_label (WgDnsName *out, WgSlice label)
{
  for (gsize i = 0; i < label.len; i++)
    {
      int byte = wg_slice_at (label, i), next = wg_slice_at (label, i + 1);

      if (byte == '.' || (byte == '\\' && (next == '.' || next == '\\')))
        out->text[out->len++] = '\\';
      out->text[out->len++] = (char) byte;
    }
}

/* The sum of all labels was checked against MAX_NAME_LEN, so the text has room. */
static void
append_label (WgDnsName *out, WgSlice label, WgDnsForm form)
{
  if (out->len > 0 && form == WG_DNS_TEXT && out->text[out->len - 1] == '\\')
    out->text[out->len++] = '\\';
  if (out->len > 0)
    out->text[out->len++] = '.';
  if (form == WG_DNS_TEXT)
    append_text_label (out, label);
  else
    append_zone_label (out, label, form == WG_DNS_ZONE_UTF8);
}

/* RFC 1035 §4.1.4. A pointer must lead to before the labels that it ends, so each run of labels
 * begins earlier than the one before and the walk comes to an end. */
WgDnsResult
wg_dns_name_parse (WgReader *r, WgDnsForm form, WgDnsName *out)
{
  WgReader at = *r;
  gsize run = wg_reader_tell (r), after = 0;
  guint pointers = 0, wire_len = 1;
  guint8 len, low;
  WgSlice label;

  out->len = 0;
  for (;;)
    {
      if (!wg_reader_u8 (&at, &len))
        return WG_DNS_SHORT;
      if (len == 0)
        break;
      if (len >= 0xc0)
        {
          gsize target;
          if (!wg_reader_u8 (&at, &low))
            return WG_DNS_SHORT;
          target = (gsize) (len & 0x3f) << 8 | low;
          if (pointers++ == 0)
            after = wg_reader_tell (&at);
          if (target >= run || pointers > WG_LIMIT_DNS_POINTERS)
            return WG_DNS_LOOP;
          run = target;
          wg_reader_seek (&at, target);
          continue;
        }
      if (len > 63)
        return WG_DNS_LABEL;
      if (!wg_reader_take (&at, len, &label))
        return WG_DNS_SHORT;
      wire_len += len + 1u;
      if (wire_len > MAX_NAME_LEN)
        return WG_DNS_LONG;
      append_label (out, label, form);
    }
  if (out->len == 0)
    out->text[out->len++] = '.';
  wg_reader_seek (r, pointers > 0 ? after : wg_reader_tell (&at));
  return WG_DNS_OK;
}

WgDnsResult
wg_dns_question_parse (WgReader *r, WgDnsQuestion *out)
{
  gsize start = wg_reader_tell (r);
  WgDnsResult result = wg_dns_name_parse (r, WG_DNS_TEXT, &out->name);

  if (result != WG_DNS_OK)
    return result;
  if (wg_reader_u16 (r, &out->type) && wg_reader_u16 (r, &out->klass))
    return WG_DNS_OK;
  wg_reader_seek (r, start);
  return WG_DNS_SHORT;
}

WgDnsResult
wg_dns_rr_parse (WgReader *r, WgDnsRr *out)
{
  gsize start = wg_reader_tell (r);
  WgDnsResult result = wg_dns_name_parse (r, WG_DNS_TEXT, &out->name);

  if (result != WG_DNS_OK)
    return result;
  if (wg_reader_u16 (r, &out->type) && wg_reader_u16 (r, &out->klass)
      && wg_reader_u32 (r, &out->ttl) && wg_reader_u16 (r, &out->data_len))
    {
      out->data_pos = wg_reader_tell (r);
      if (wg_reader_skip (r, out->data_len))
        return WG_DNS_OK;
    }
  wg_reader_seek (r, start);
  return WG_DNS_SHORT;
}

/* Classes in use (RFC 6895 §3.2); mDNS takes the top bit for itself (RFC 6762 §18.12). */
static gboolean
class_is_known (guint16 klass)
{
  guint low = klass & 0x7fff;
  return low == 1 || low == 3 || low == 4 || low == 254 || low == 255;
}

/* NetBIOS name service has DNS's format, types of its own and names of 32 letters from A to P
 * (RFC 1002 §4.1). Its NB is NIMLOC here, which nobody asks for; its NBSTAT is SRV, whose names
 * begin with a service. */
static gboolean
is_netbios (const WgDnsQuestion *question)
{
  guint n = 0;

  while (n < question->name.len && question->name.text[n] >= 'A'
         && question->name.text[n] <= 'P')
    n++;
  return question->type == 32 || (question->type == 33 && n == 32);
}

static gboolean
header_is_likely (const WgDnsHeader *header)
{
  guint opcode = wg_dns_opcode (header);

  if (opcode > 6 || opcode == 3 || (header->flags & 0x0040) != 0)
    return FALSE;
  if (!wg_dns_is_response (header) && (wg_dns_rcode (header) != 0 || header->counts[0] == 0))
    return FALSE;
  return header->counts[0] <= WG_LIMIT_DNS_QUESTIONS
         && header->counts[0] + header->counts[1] + header->counts[2] + header->counts[3] > 0;
}

static gboolean
rest_is_right (WgReader *r, const WgDnsHeader *header)
{
  guint left = (guint) header->counts[1] + header->counts[2] + header->counts[3];
  WgDnsRr rr;

  if (left > WG_LIMIT_DNS_RECORDS)
    return FALSE;
  for (; left > 0; left--)
    if (wg_dns_rr_parse (r, &rr) != WG_DNS_OK
        || (rr.type != WG_DNS_TYPE_OPT && !class_is_known (rr.klass)))
      return FALSE;
  return wg_reader_left (r) == 0;
}

WgDnsLook
wg_dns_look (WgSlice message)
{
  WgReader r = wg_reader (message, WG_END_WHOLE);
  WgDnsHeader header;
  WgDnsQuestion question;
  gboolean likely;

  if (!wg_dns_header_parse (&r, &header))
    return WG_DNS_LOOK_NO;
  likely = header_is_likely (&header);
  for (guint i = 0; i < header.counts[0]; i++)
    {
      WgDnsResult result = wg_dns_question_parse (&r, &question);

      if (result != WG_DNS_OK)
        return i > 0 || (likely && result != WG_DNS_SHORT) ? WG_DNS_LOOK_START : WG_DNS_LOOK_NO;
      if (!likely || !class_is_known (question.klass) || is_netbios (&question))
        return WG_DNS_LOOK_START;
    }
  if (likely && rest_is_right (&r, &header))
    return WG_DNS_LOOK_WHOLE;
  return header.counts[0] > 0 ? WG_DNS_LOOK_START : WG_DNS_LOOK_NO;
}
