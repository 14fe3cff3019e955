#include "crypto/keylog.h"

#define SECRETS_OF_13 32, 32, 64

/* Secrets are of @secret_min to @secret_max bytes. */
static const struct
{
  const char *name;
  WgSecretLabel label;
  guint8 id_len, secret_min, secret_max;
} labels[] = {
    {"CLIENT_RANDOM", WG_LABEL_MASTER, 32, 48, 48},
    {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", WG_LABEL_CLIENT_HANDSHAKE, SECRETS_OF_13},
    {"SERVER_HANDSHAKE_TRAFFIC_SECRET", WG_LABEL_SERVER_HANDSHAKE, SECRETS_OF_13},
    {"CLIENT_TRAFFIC_SECRET_0", WG_LABEL_CLIENT_TRAFFIC, SECRETS_OF_13},
    {"SERVER_TRAFFIC_SECRET_0", WG_LABEL_SERVER_TRAFFIC, SECRETS_OF_13},
    {"EXPORTER_SECRET", WG_LABEL_EXPORTER, SECRETS_OF_13},
    {"CLIENT_EARLY_TRAFFIC_SECRET", WG_LABEL_CLIENT_EARLY, SECRETS_OF_13},
    {"EARLY_EXPORTER_SECRET", WG_LABEL_EARLY_EXPORTER, SECRETS_OF_13},
    {"EARLY_EXPORTER_MASTER_SECRET", WG_LABEL_EARLY_EXPORTER, SECRETS_OF_13},
    {"QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET", WG_LABEL_CLIENT_HANDSHAKE, SECRETS_OF_13},
    {"QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET", WG_LABEL_SERVER_HANDSHAKE, SECRETS_OF_13},
    {"QUIC_CLIENT_TRAFFIC_SECRET_0", WG_LABEL_CLIENT_TRAFFIC, SECRETS_OF_13},
    {"QUIC_SERVER_TRAFFIC_SECRET_0", WG_LABEL_SERVER_TRAFFIC, SECRETS_OF_13},
    {"QUIC_CLIENT_EARLY_TRAFFIC_SECRET", WG_LABEL_CLIENT_EARLY, SECRETS_OF_13},
    {"PMS_CLIENT_RANDOM", WG_LABEL_PREMASTER, 32, 1, 64},
    {"RSA", WG_LABEL_RSA, 8, 48, 48},
};

static gboolean
is_hex (WgSlice word)
{
  for (gsize i = 0; i < word.len; i++)
    if (!g_ascii_isxdigit ((gchar) word.data[i]))
      return FALSE;
  return word.len > 0 && word.len % 2 == 0;
}

/* The bytes that @word writes in hex; at most @max of them. */
static gboolean
unhex (WgSlice word, guint8 *out, gsize max, guint8 *len)
{
  if (word.len == 0 || word.len % 2 != 0 || word.len / 2 > max)
    return FALSE;
  for (gsize i = 0; i < word.len; i += 2)
    {
      gint high = g_ascii_xdigit_value ((gchar) word.data[i]);
      gint low = g_ascii_xdigit_value ((gchar) word.data[i + 1]);
      if (high < 0 || low < 0)
        return FALSE;
      out[i / 2] = (guint8) (high << 4 | low);
    }
  *len = (guint8) (word.len / 2);
  return TRUE;
}

/* The next word of @line, which is moved behind it. */
static WgSlice
next_word (WgSlice *line)
{
  gssize space;
  WgSlice word;

  *line = wg_slice_trim (*line);
  space = wg_slice_find (*line, ' ');
  word = wg_slice_sub (*line, 0, space < 0 ? line->len : (gsize) space);
  *line = wg_slice_sub (*line, word.len, line->len);
  return word;
}

static gboolean
is_label (WgSlice word)
{
  for (gsize i = 0; i < word.len; i++)
    if (!g_ascii_isalnum ((gchar) word.data[i]) && word.data[i] != '_' && word.data[i] != '-')
      return FALSE;
  return word.len >= 3;
}

/* "RSA Session-ID:<id> Master-Key:<secret>", as OpenSSL's s_client gives it away. */
static WgKeylogKind
parse_session (WgSlice id, WgSlice key, WgKeylogLine *out)
{
  static const char id_word[] = "Session-ID:", key_word[] = "Master-Key:";

  if (!wg_slice_has_prefix (key, key_word))
    return WG_KEYLOG_BAD;
  out->label = WG_LABEL_SESSION;
  id = wg_slice_sub (id, strlen (id_word), id.len);
  key = wg_slice_sub (key, strlen (key_word), key.len);
  if (!unhex (id, out->id, WG_SECRET_ID_MAX, &out->id_len)
      || !unhex (key, out->secret, 48, &out->secret_len) || out->secret_len != 48)
    return WG_KEYLOG_BAD;
  return WG_KEYLOG_SECRET;
}

WgKeylogKind
wg_keylog_parse (WgSlice line, WgKeylogLine *out)
{
  WgSlice label, id, secret;

  /* Lines pasted from a shell's command end in a backslash. */
  while (line.len > 0 && strchr ("\r\\", line.data[line.len - 1]) != NULL)
    line.len--;
  line = wg_slice_trim (line);
  if (line.len == 0 || line.data[0] == '#')
    return WG_KEYLOG_NOTHING;
  label = next_word (&line);
  id = next_word (&line);
  secret = next_word (&line);
  if (!is_label (label) || wg_slice_trim (line).len > 0)
    return WG_KEYLOG_BAD;
  if (wg_slice_is (label, "RSA") && wg_slice_has_prefix (id, "Session-ID:"))
    return parse_session (id, secret, out);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (wg_slice_is (label, labels[i].name))
      {
        out->label = labels[i].label;
        return unhex (id, out->id, WG_SECRET_ID_MAX, &out->id_len)
                       && out->id_len == labels[i].id_len
                       && unhex (secret, out->secret, WG_SECRET_LEN_MAX, &out->secret_len)
                       && out->secret_len >= labels[i].secret_min
                       && out->secret_len <= labels[i].secret_max
                   ? WG_KEYLOG_SECRET
                   : WG_KEYLOG_BAD;
      }
  return is_hex (id) && is_hex (secret) ? WG_KEYLOG_OTHER : WG_KEYLOG_BAD;
}
