#include "ldap/ldap-parse.h"

#define SEQUENCE     0x30
#define INTEGER      0x02
#define OCTET_STRING 0x04
#define ENUMERATED   0x0a

/* X.690 §8.1.3; no indefinite lengths (RFC 4511 §5.1), none past four bytes. */
WgBer
wg_ber_header (WgReader *in, guint8 *tag, guint64 *len)
{
  gsize start = wg_reader_tell (in);
  guint8 first, byte;

  if (!wg_reader_u8 (in, tag) || !wg_reader_u8 (in, &first))
    goto shorter;
  *len = first;
  if (first == 0x80 || first > 0x84)
    return WG_BER_BAD;
  if (first < 0x80)
    return WG_BER_OK;
  *len = 0;
  for (guint i = 0; i < first - 0x80u; i++)
    {
      if (!wg_reader_u8 (in, &byte))
        goto shorter;
      *len = *len << 8 | byte;
    }
  return WG_BER_OK;

shorter:
  wg_reader_seek (in, start);
  return WG_BER_SHORT;
}

/* A number of one to four bytes. */
static WgBer
number (WgReader *in, guint8 wanted, guint32 *out)
{
  gsize start = wg_reader_tell (in);
  guint8 tag, byte;
  guint64 len;
  WgBer got = wg_ber_header (in, &tag, &len);

  if (got != WG_BER_OK)
    return got;
  if (tag != wanted || len == 0 || len > 4)
    return WG_BER_BAD;
  *out = 0;
  for (guint i = 0; i < len; i++)
    {
      if (!wg_reader_u8 (in, &byte))
        {
          wg_reader_seek (in, start);
          return WG_BER_SHORT;
        }
      *out = *out << 8 | byte;
    }
  return WG_BER_OK;
}

WgBer
wg_ldap_parse_head (WgReader *in, WgLdapHead *out)
{
  gsize start = wg_reader_tell (in), body;
  guint8 tag;
  guint64 len;
  WgBer got = wg_ber_header (in, &tag, &len);

  if (got == WG_BER_OK && tag != SEQUENCE)
    got = WG_BER_BAD;
  body = wg_reader_tell (in);
  if (got == WG_BER_OK)
    got = number (in, INTEGER, &out->id);
  if (got == WG_BER_OK)
    got = wg_ber_header (in, &out->op, &out->op_len);
  if (got == WG_BER_OK)
    {
      gsize before = wg_reader_tell (in) - body;

      out->len = len + (body - start);
      if (before <= len && out->op_len <= len - before)
        return WG_BER_OK;
      got = WG_BER_BAD;
    }
  wg_reader_seek (in, start);
  return got;
}

static gboolean
string (WgReader *in, guint8 wanted, WgSlice *out)
{
  guint8 tag;
  guint64 len;

  return wg_ber_header (in, &tag, &len) == WG_BER_OK && tag == wanted
         && wg_reader_take (in, (gsize) len, out);
}

gboolean
wg_ldap_parse_bind (WgSlice content, WgLdapBind *out)
{
  WgReader r = wg_reader (content, WG_END_WHOLE), sasl;
  guint64 len;

  *out = (WgLdapBind){0};
  if (number (&r, INTEGER, &out->version) != WG_BER_OK || !string (&r, OCTET_STRING, &out->name)
      || wg_ber_header (&r, &out->choice, &len) != WG_BER_OK
      || !wg_reader_sub (&r, (gsize) len, &sasl))
    return FALSE;
  if (out->choice != WG_LDAP_SASL)
    {
      out->credentials = wg_reader_rest (&sasl);
      return TRUE;
    }
  if (!string (&sasl, OCTET_STRING, &out->mechanism))
    return FALSE;
  return wg_reader_left (&sasl) == 0 || string (&sasl, OCTET_STRING, &out->credentials);
}

gboolean
wg_ldap_parse_result (WgSlice content, guint32 *code)
{
  WgReader r = wg_reader (content, WG_END_WHOLE);

  return number (&r, ENUMERATED, code) == WG_BER_OK;
}

gboolean
wg_ldap_parse_extended (WgSlice content, WgSlice *name)
{
  WgReader r = wg_reader (content, WG_END_WHOLE);

  return string (&r, 0x80, name);
}

gboolean
wg_ldap_is_request (guint8 op)
{
  static const guint8 ops[] = {0x60, 0x42, 0x63, 0x66, 0x68, 0x4a, 0x6c, 0x6e, 0x50, 0x77};

  return memchr (ops, op, sizeof ops) != NULL;
}

gboolean
wg_ldap_is_response (guint8 op)
{
  static const guint8 ops[] = {0x61, 0x64, 0x65, 0x73, 0x67, 0x69,
                               0x6b, 0x6d, 0x6f, 0x78, 0x79};

  return memchr (ops, op, sizeof ops) != NULL;
}
