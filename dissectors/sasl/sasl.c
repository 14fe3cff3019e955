#include "sasl/sasl.h"

#include "sasl/base64.h"

#define NTLM_FLAGS_OFF  60
#define NTLM_USER_OFF   36
#define NTLM_UNICODE    1
#define NTLM_USER_CHARS 256

typedef struct
{
  const char *prefix;
  WgSaslKind kind;
} Mechanism;

static const Mechanism mechanisms[] = {
    {"PLAIN", WG_SASL_PLAIN},         {"LOGIN", WG_SASL_LOGIN},
    {"CRAM-MD5", WG_SASL_CRAM_MD5},   {"DIGEST-MD5", WG_SASL_DIGEST_MD5},
    {"XOAUTH2", WG_SASL_OAUTH},       {"OAUTHBEARER", WG_SASL_OAUTH},
    {"EXTERNAL", WG_SASL_EXTERNAL},   {"ANONYMOUS", WG_SASL_ANONYMOUS},
    {"SCRAM-SHA-1", WG_SASL_SCRAM},   {"SCRAM-SHA-1-PLUS", WG_SASL_SCRAM},
    {"SCRAM-SHA-256", WG_SASL_SCRAM}, {"SCRAM-SHA-256-PLUS", WG_SASL_SCRAM},
    {"SCRAM-SHA-512", WG_SASL_SCRAM}, {"SCRAM-SHA-512-PLUS", WG_SASL_SCRAM},
};

void
wg_sasl_begin (WgSasl *sasl, WgSlice mechanism)
{
  *sasl = (WgSasl){WG_SASL_OTHER, 0};
  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (wg_slice_is_nocase (mechanism, mechanisms[i].prefix))
      sasl->kind = mechanisms[i].kind;
}

/* RFC 4616 §2: [authzid] NUL authcid NUL passwd */
static void
read_plain (WgSlice message, WgSaslFacts *facts)
{
  WgReader r = wg_reader (message, WG_END_WHOLE);
  WgSlice authzid, user;

  if (!wg_reader_until (&r, 0, &authzid) || !wg_reader_until (&r, 0, &user))
    return;
  facts->user = user;
  facts->secret = wg_reader_rest (&r);
}

/* RFC 2195 §2: user, a space, the digest in hex */
static void
read_cram (WgSlice message, WgSaslFacts *facts)
{
  gsize at = message.len;

  while (at > 0 && wg_slice_at (message, at - 1) != ' ')
    at--;
  if (at == 0)
    return;
  facts->user = wg_slice_sub (message, 0, at - 1);
  facts->secret = wg_slice_sub (message, at, message.len);
}

/* The value behind @name in a list of items parted by @separator. */
static WgSlice
item (WgSlice list, const char *name, guint8 separator)
{
  while (list.len > 0)
    {
      gssize at = wg_slice_find (list, separator);
      gsize len = at < 0 ? list.len : (gsize) at;
      WgSlice one = wg_slice_sub (list, 0, len);

      if (wg_slice_has_prefix (one, name))
        return wg_slice_sub (one, strlen (name), one.len);
      list = at < 0 ? WG_SLICE_NONE : wg_slice_sub (list, len + 1, list.len);
    }
  return WG_SLICE_NONE;
}

/* RFC 5802 §7: the first message names the user, the last carries the proof. */
static void
read_scram (WgSlice message, guint step, WgSaslFacts *facts)
{
  if (step == 0)
    facts->user = item (message, "n=", ',');
  else
    facts->secret = item (message, "p=", ',');
}

/* XOAUTH2: "user=..^Aauth=Bearer ..^A^A"; RFC 7628 §3.1: "n,a=user,^A..^Aauth=Bearer ..^A^A" */
static void
read_oauth (WgSlice message, WgSaslFacts *facts)
{
  WgSlice user = item (message, "user=", 1);

  if (user.len == 0)
    user = item (wg_slice_sub (message, 0, (gsize) MAX (wg_slice_find (message, 1), 0)),
                 "a=", ',');
  facts->user = user;
  facts->secret = item (message, "auth=", 1);
}

static WgSlice
unquote (WgSlice text)
{
  if (text.len >= 2 && wg_slice_at (text, 0) == '"' && wg_slice_at (text, text.len - 1) == '"')
    return wg_slice_sub (text, 1, text.len - 2);
  return text;
}

/* RFC 2831 §2.1.2 */
static void
read_digest (WgSlice message, WgSaslFacts *facts)
{
  facts->user = unquote (item (message, "username=", ','));
  facts->secret = unquote (item (message, "response=", ','));
}

void
wg_sasl_read (WgSasl *sasl, WgSlice message, WgSaslFacts *facts)
{
  guint step = sasl->step++;

  *facts = (WgSaslFacts){WG_SLICE_NONE, WG_SLICE_NONE};
  switch (sasl->kind)
    {
    case WG_SASL_PLAIN:
      read_plain (message, facts);
      break;
    case WG_SASL_LOGIN:
      if (step == 0)
        facts->user = message;
      else
        facts->secret = message;
      break;
    case WG_SASL_CRAM_MD5:
      read_cram (message, facts);
      break;
    case WG_SASL_DIGEST_MD5:
      read_digest (message, facts);
      break;
    case WG_SASL_SCRAM:
      read_scram (message, step, facts);
      break;
    case WG_SASL_OAUTH:
      read_oauth (message, facts);
      break;
    case WG_SASL_EXTERNAL:
    case WG_SASL_ANONYMOUS:
      facts->user = message;
      break;
    case WG_SASL_OTHER:
      break;
    }
}

static gsize
put_utf16 (WgReader *r, guint8 *out, gsize max)
{
  guint16 unit, low;
  gsize len = 0;

  while (wg_reader_u16le (r, &unit))
    {
      gunichar c = unit;
      gchar utf8[6];
      gsize n;

      if (unit >= 0xd800 && unit < 0xdc00 && wg_reader_u16le (r, &low) && low >= 0xdc00
          && low < 0xe000)
        c = 0x10000u + ((gunichar) (unit - 0xd800) << 10) + (gunichar) (low - 0xdc00);
      if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd;
      n = (gsize) g_unichar_to_utf8 (c, utf8);
      if (n > max - len)
        break;
      memcpy (out + len, utf8, n);
      len += n;
    }
  return len;
}

static gsize
read_ntlm (WgSlice message, guint8 *out, gsize max)
{
  WgReader r = wg_reader (message, WG_END_WHOLE), name;
  guint32 type, off, flags;
  guint16 len, room;
  WgSlice text;

  if (!wg_reader_skip (&r, 8) || !wg_reader_u32le (&r, &type) || type != 3)
    return 0;
  wg_reader_seek (&r, 0);
  if (!wg_reader_skip (&r, NTLM_USER_OFF) || !wg_reader_u16le (&r, &len)
      || !wg_reader_u16le (&r, &room) || !wg_reader_u32le (&r, &off))
    return 0;
  wg_reader_seek (&r, 0);
  if (!wg_reader_skip (&r, NTLM_FLAGS_OFF) || !wg_reader_u32le (&r, &flags))
    return 0;
  wg_reader_seek (&r, 0);
  if (!wg_reader_skip (&r, off) || !wg_reader_sub (&r, MIN (len, 2 * NTLM_USER_CHARS), &name))
    return 0;
  if (flags & NTLM_UNICODE)
    return put_utf16 (&name, out, max);
  text = wg_slice_sub (wg_reader_rest (&name), 0, max);
  if (text.len > 0)
    wg_slice_copy (text, out);
  return text.len;
}

gsize
wg_sasl_ntlm_user (WgSlice message, guint8 *out, gsize max)
{
  const guint8 *at = message.len > 0 ? memmem (message.data, message.len, "NTLMSSP", 8) : NULL;

  if (at == NULL)
    return 0;
  return read_ntlm (wg_slice_sub (message, (gsize) (at - message.data), message.len), out, max);
}

void
wg_sasl_message (WgSasl *sasl, WgSlice message, WgAttempt *attempt)
{
  WgSaslFacts facts;
  guint8 name[NTLM_USER_CHARS * 3];

  wg_sasl_read (sasl, message, &facts);
  if (sasl->kind == WG_SASL_OTHER)
    facts.user = wg_slice (name, wg_sasl_ntlm_user (message, name, sizeof name));
  if (facts.user.len > 0)
    wg_attempt_user (attempt, facts.user);
  if (facts.secret.len > 0)
    wg_attempt_secret (attempt, facts.secret);
  wg_attempt_touch (attempt);
}

gboolean
wg_sasl_message_base64 (WgSasl *sasl, WgSlice text, WgAttempt *attempt)
{
  guint8 message[WG_LIMIT_LINE];
  gsize len = 0;

  text = wg_slice_trim (text);
  if (!wg_slice_is (text, "=") && !wg_base64_decode (text, message, sizeof message, &len))
    return FALSE;
  wg_sasl_message (sasl, wg_slice (message, len), attempt);
  return TRUE;
}
