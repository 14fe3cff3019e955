#include "crypto/secrets.h"

#include "base/arena.h"
#include "base/limits.h"
#include "crypto/private-key.h"

#include <errno.h>
#include <stdio.h>

#define FIRST_SLOTS 1024u

/* A secret: @id_len bytes it is found by, then itself. */
typedef struct
{
  guint8 label;
  guint8 origin;
  guint8 id_len;
  guint8 secret_len;
  guint8 bytes[];
} Entry;

/* @slots: a power of two, at most half of them taken */
struct WgSecrets
{
  const WgSecrets *outer;
  WgArena *arena;
  Entry **slots;
  guint32 n_slots;
  guint32 n_entries;
  GPtrArray *keys; /* WgPrivateKey */
  GPtrArray *psks; /* GBytes */
};

WgSecrets *
wg_secrets_new (const WgSecrets *outer)
{
  WgSecrets *secrets = g_new0 (WgSecrets, 1);

  secrets->outer = outer;
  secrets->arena = wg_arena_new (WG_LIMIT_KEYLOG_MEMORY);
  secrets->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) wg_private_key_free);
  secrets->psks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return secrets;
}

void
wg_secrets_free (WgSecrets *secrets)
{
  if (secrets == NULL)
    return;
  wg_arena_free (secrets->arena);
  g_free (secrets->slots);
  g_ptr_array_unref (secrets->keys);
  g_ptr_array_unref (secrets->psks);
  g_free (secrets);
}

static guint32
hash_of (WgSecretLabel label, WgSlice id)
{
  guint64 hash = 0x9e3779b97f4a7c15u + label;

  for (gsize i = 0; i < id.len; i++)
    hash = (hash ^ id.data[i]) * 0x100000001b3u;
  return (guint32) (hash ^ hash >> 32);
}

static gboolean
entry_is (const Entry *entry, WgSecretLabel label, WgSlice id)
{
  return entry->label == (guint8) label
         && wg_slice_equal (wg_slice (entry->bytes, entry->id_len), id);
}

/* The slot of that secret, or a free one for it. Ids that were made to meet in one place find
 * no room after %WG_LIMIT_SECRET_PROBES: %NULL. */
static Entry **
slot_of (const WgSecrets *secrets, WgSecretLabel label, WgSlice id)
{
  guint32 mask = secrets->n_slots - 1, at = hash_of (label, id);

  for (guint i = 0; i < WG_LIMIT_SECRET_PROBES && secrets->n_slots > 0; i++)
    {
      Entry **slot = &secrets->slots[(at + i) & mask];
      if (*slot == NULL || entry_is (*slot, label, id))
        return slot;
    }
  return NULL;
}

static void
grow (WgSecrets *secrets)
{
  guint32 n_old = secrets->n_slots;
  Entry **old = secrets->slots;

  secrets->n_slots = n_old > 0 ? n_old * 2 : FIRST_SLOTS;
  secrets->slots = g_new0 (Entry *, secrets->n_slots);
  for (guint32 i = 0; i < n_old; i++)
    {
      Entry *entry = old[i];
      Entry **slot = entry != NULL ? slot_of (secrets, entry->label,
                                              wg_slice (entry->bytes, entry->id_len))
                                   : NULL;
      if (slot != NULL)
        *slot = entry;
    }
  g_free (old);
}

/* The last line of one label and id counts. */
static gboolean
add (WgSecrets *secrets, const WgKeylogLine *line, WgSecretOrigin origin)
{
  WgSlice id = wg_slice (line->id, line->id_len);
  Entry **slot, *entry;

  if ((secrets->n_entries + 1) * 2 > secrets->n_slots
      && secrets->n_entries < WG_LIMIT_KEYLOG_SECRETS)
    grow (secrets);
  slot = slot_of (secrets, line->label, id);
  if (slot == NULL)
    return FALSE;
  entry = *slot;
  if (entry == NULL || entry->secret_len != line->secret_len)
    {
      if (secrets->n_entries >= WG_LIMIT_KEYLOG_SECRETS)
        return FALSE;
      entry = wg_arena_alloc (secrets->arena,
                              sizeof *entry + (gsize) line->id_len + line->secret_len);
      if (entry == NULL)
        return FALSE;
      secrets->n_entries += *slot == NULL ? 1 : 0;
    }
  entry->label = (guint8) line->label;
  entry->origin = (guint8) origin;
  entry->id_len = line->id_len;
  entry->secret_len = line->secret_len;
  memcpy (entry->bytes, line->id, line->id_len);
  memcpy (entry->bytes + line->id_len, line->secret, line->secret_len);
  *slot = entry;
  return TRUE;
}

static void
take_line (WgSecrets *secrets, WgSlice text, WgSecretOrigin origin, WgKeylogCount *count)
{
  WgKeylogLine line;
  WgKeylogKind kind =
      text.len > WG_LIMIT_KEYLOG_LINE ? WG_KEYLOG_BAD : wg_keylog_parse (text, &line);

  count->lines++;
  if (kind == WG_KEYLOG_BAD && count->bad++ == 0)
    count->first_bad = count->lines;
  if (kind == WG_KEYLOG_SECRET && !add (secrets, &line, origin))
    count->dropped++;
  if (kind == WG_KEYLOG_SECRET || kind == WG_KEYLOG_OTHER)
    count->secrets++;
}

void
wg_secrets_add_text (WgSecrets *secrets,
                     WgSlice text,
                     WgSecretOrigin origin,
                     WgKeylogCount *count)
{
  while (text.len > 0)
    {
      gssize end = wg_slice_find (text, '\n');
      gsize len = end < 0 ? text.len : (gsize) end;

      take_line (secrets, wg_slice (text.data, len), origin, count);
      text = wg_slice_sub (text, len + 1, text.len);
    }
}

/* Reads in pieces that end with a line. A line longer than the buffer is no line: its pieces
 * are bad ones. */
static gboolean
read_lines (WgSecrets *secrets, FILE *file, WgKeylogCount *count)
{
  g_autofree guint8 *buffer = g_malloc (WG_LIMIT_KEYLOG_BUFFER);
  gsize held = 0, n;

  while ((n = fread (buffer + held, 1, WG_LIMIT_KEYLOG_BUFFER - held, file)) > 0)
    {
      const guint8 *last = memrchr (buffer, '\n', held + n);
      gsize whole = last != NULL ? (gsize) (last - buffer) + 1 : 0;

      held += n;
      if (whole == 0 && held == WG_LIMIT_KEYLOG_BUFFER)
        whole = held;
      wg_secrets_add_text (secrets, wg_slice (buffer, whole), WG_ORIGIN_KEYLOG, count);
      held -= whole;
      memmove (buffer, buffer + whole, held);
    }
  wg_secrets_add_text (secrets, wg_slice (buffer, held), WG_ORIGIN_KEYLOG, count);
  return ferror (file) == 0;
}

gboolean
wg_secrets_load_keylog (WgSecrets *secrets,
                        const char *path,
                        WgKeylogCount *count,
                        GError **error)
{
  WgKeylogCount local = {0};
  FILE *file = fopen (path, "rbe");
  gboolean ok = file != NULL && read_lines (secrets, file, &local);

  if (!ok)
    g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", path, g_strerror (errno));
  if (file != NULL)
    fclose (file);
  *count = local;
  if (!ok)
    return FALSE;
  if (local.bad == 0 || local.secrets > 0)
    return TRUE;
  g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
               "%s: line %u is not one of a key log (LABEL, client random and secret, in hex), "
               "and neither is any other",
               path, local.first_bad);
  return FALSE;
}

gboolean
wg_secrets_load_rsa_key (WgSecrets *secrets, const char *path_and_password, GError **error)
{
  WgPrivateKey *key;

  if (secrets->keys->len >= WG_LIMIT_RSA_KEYS)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_LIMIT, "%s: more than %u RSA keys",
                   path_and_password, WG_LIMIT_RSA_KEYS);
      return FALSE;
    }
  key = wg_private_key_load (path_and_password, error);
  if (key == NULL)
    return FALSE;
  g_ptr_array_add (secrets->keys, key);
  return TRUE;
}

gboolean
wg_secrets_add_psk (WgSecrets *secrets, const char *hex, GError **error)
{
  WgSlice text = wg_slice_str (hex);
  gboolean ok = text.len > 0 && text.len % 2 == 0 && text.len / 2 <= WG_LIMIT_PSK_LEN
                && secrets->psks->len < WG_LIMIT_PSKS;
  g_autofree guint8 *key = g_malloc (text.len / 2 + 1);

  for (gsize i = 0; i < text.len && ok; i += 2)
    {
      gint high = g_ascii_xdigit_value ((gchar) text.data[i]);
      gint low = g_ascii_xdigit_value ((gchar) text.data[i + 1]);
      ok = high >= 0 && low >= 0;
      key[i / 2] = (guint8) ((guint) high << 4 | (guint) low);
    }
  if (ok)
    g_ptr_array_add (secrets->psks, g_bytes_new (key, text.len / 2));
  else
    g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
                 "a pre-shared key is an even number of hex digits, at most %u bytes of them "
                 "and %u keys",
                 WG_LIMIT_PSK_LEN, WG_LIMIT_PSKS);
  return ok;
}

gboolean
wg_secrets_any (const WgSecrets *secrets)
{
  for (; secrets != NULL; secrets = secrets->outer)
    if (secrets->n_entries > 0 || secrets->keys->len > 0 || secrets->psks->len > 0)
      return TRUE;
  return FALSE;
}

gboolean
wg_secrets_any_keys (const WgSecrets *secrets)
{
  for (; secrets != NULL; secrets = secrets->outer)
    if (secrets->keys->len > 0 || secrets->psks->len > 0)
      return TRUE;
  return FALSE;
}

WgSlice
wg_secrets_find (const WgSecrets *secrets,
                 WgSecretLabel label,
                 WgSlice id,
                 WgSecretOrigin *origin)
{
  for (; secrets != NULL; secrets = secrets->outer)
    {
      Entry **slot = slot_of (secrets, label, id);
      const Entry *entry = slot != NULL ? *slot : NULL;

      if (entry == NULL)
        continue;
      if (origin != NULL)
        *origin = (WgSecretOrigin) entry->origin;
      return wg_slice (entry->bytes + entry->id_len, entry->secret_len);
    }
  return WG_SLICE_NONE;
}

WgSlice
wg_secrets_psk (const WgSecrets *secrets, guint index)
{
  for (; secrets != NULL; secrets = secrets->outer)
    {
      gsize len;
      const void *data;

      if (index >= secrets->psks->len)
        {
          index -= secrets->psks->len;
          continue;
        }
      data = g_bytes_get_data (g_ptr_array_index (secrets->psks, index), &len);
      return wg_slice (data, len);
    }
  return WG_SLICE_NONE;
}

int
wg_secrets_rsa_open (
    const WgSecrets *secrets, guint index, WgSlice der, WgSlice encrypted, guint8 out[48])
{
  for (; secrets != NULL; secrets = secrets->outer)
    {
      const WgPrivateKey *key;

      if (index >= secrets->keys->len)
        {
          index -= secrets->keys->len;
          continue;
        }
      key = g_ptr_array_index (secrets->keys, index);
      if (der.len > 0 && !wg_private_key_is_of (key, der))
        return 0;
      return wg_private_key_open (key, encrypted, out, 48) ? 1 : 0;
    }
  return -1;
}
