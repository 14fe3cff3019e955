#include "tls-decrypt.h"

/* Master secrets of TLS 1.2 and before: from key logs, from private and shared keys, from
 * sessions that go on. */

static const char sessions_key[] = "sessions";

/* A session by the hash of its id or ticket. */
typedef struct
{
  guint8 name[WG_SHA256_LEN];
  guint8 master[WG_TLS_MASTER_LEN];
  WgSecretOrigin origin;
} Session;

/* Names are sums, so that their first bytes are as good as any hash. */
static guint
hash_session (gconstpointer item)
{
  const Session *session = item;
  guint hash;

  memcpy (&hash, session->name, sizeof hash);
  return hash;
}

static gboolean
equal_sessions (gconstpointer a, gconstpointer b)
{
  const Session *one = a, *other = b;
  return memcmp (one->name, other->name, sizeof one->name) == 0;
}

static gpointer
make_sessions (void)
{
  return g_hash_table_new_full (hash_session, equal_sessions, g_free, NULL);
}

static void
free_sessions (gpointer sessions)
{
  g_hash_table_unref (sessions);
}

static GHashTable *
sessions_of (WgTlsState *s)
{
  return wg_channel_shared (s->channel, sessions_key, make_sessions, free_sessions);
}

static void
remember (WgTlsState *s, const GByteArray *name)
{
  const WgTlsDecrypt *d = s->decrypt;
  GHashTable *sessions = sessions_of (s);
  Session *session;

  if (name->len == 0 || g_hash_table_size (sessions) >= WG_LIMIT_TLS_SESSIONS)
    return;
  session = g_new0 (Session, 1);
  wg_sha256 (wg_slice (name->data, name->len), session->name);
  memcpy (session->master, d->master, sizeof session->master);
  session->origin = d->master_origin;
  g_hash_table_add (sessions, session);
}

void
wg_tls_remember_session (WgTlsState *s)
{
  const WgTlsDecrypt *d = s->decrypt;

  if (!d->has_master)
    return;
  remember (s, d->session_id);
  remember (s, d->new_ticket);
}

/* The session of another connection, which is not read this time. */
static gboolean
borrow_session (WgTlsState *s, Session *session)
{
  WgSlice name = wg_slice (session->name, sizeof session->name);
  WgReader in = wg_reader (wg_channel_borrow (s->channel, name), WG_END_WHOLE);
  guint8 origin;
  WgSlice master;

  if (!wg_reader_u8 (&in, &origin) || !wg_reader_take (&in, WG_TLS_MASTER_LEN, &master))
    return FALSE;
  session->origin = origin;
  wg_slice_copy (master, session->master);
  return TRUE;
}

static void
lend_session (WgTlsState *s, const Session *session)
{
  guint8 value[1 + WG_TLS_MASTER_LEN] = {(guint8) session->origin};

  memcpy (value + 1, session->master, WG_TLS_MASTER_LEN);
  wg_channel_lent (s->channel, wg_slice (session->name, sizeof session->name),
                   wg_slice (value, sizeof value));
}

static gboolean
find_session (WgTlsState *s,
              const GByteArray *name,
              guint8 master[WG_TLS_MASTER_LEN],
              WgSecretOrigin *origin)
{
  const Session *found;
  Session wanted;

  if (name->len == 0)
    return FALSE;
  wg_sha256 (wg_slice (name->data, name->len), wanted.name);
  found = g_hash_table_lookup (sessions_of (s), &wanted);
  if (found != NULL)
    lend_session (s, found);
  else if (borrow_session (s, &wanted))
    found = &wanted;
  else
    return FALSE;
  memcpy (master, found->master, WG_TLS_MASTER_LEN);
  *origin = found->origin;
  return TRUE;
}

static WgSlice
slice_of (const GByteArray *bytes)
{
  return wg_slice (bytes->data, bytes->len);
}

static gboolean
make_master (const WgTlsDecrypt *d, WgSlice premaster, guint8 *master)
{
  WgSlice hash = WG_SLICE_NONE;

  if (premaster.len == 0)
    return FALSE;
  if (d->extended_master)
    {
      if (d->session_hash_len == 0)
        return FALSE;
      hash = wg_slice (d->session_hash, d->session_hash_len);
    }
  wg_tls_make_master (d->protection.version, d->protection.suite.prf, premaster,
                      wg_slice (d->client_random, 32), wg_slice (d->server_random, 32), hash,
                      master);
  return TRUE;
}

static gboolean
copy_master (WgSlice found, guint8 *master)
{
  if (found.len != WG_TLS_MASTER_LEN)
    return FALSE;
  wg_slice_copy (found, master);
  return TRUE;
}

static gboolean
from_log (WgTlsState *s, guint which, guint8 *master, WgSecretOrigin *origin)
{
  const WgTlsDecrypt *d = s->decrypt;
  WgSlice random = wg_slice (d->client_random, 32);
  WgSlice sealed = wg_slice_sub (slice_of (d->premaster), 0, 8);

  switch (which)
    {
    case 0:
      return copy_master (wg_secrets_find (d->secrets, WG_LABEL_MASTER, random, origin),
                          master);
    case 1:
      return make_master (d, wg_secrets_find (d->secrets, WG_LABEL_PREMASTER, random, origin),
                          master);
    case 2:
      return sealed.len == 8
             && make_master (d, wg_secrets_find (d->secrets, WG_LABEL_RSA, sealed, origin),
                             master);
    case 3:
      return copy_master (
          wg_secrets_find (d->secrets, WG_LABEL_SESSION, slice_of (d->session_id), origin),
          master);
    case 4:
      return find_session (s, d->session_id, master, origin);
    default:
      return find_session (s, d->ticket, master, origin);
    }
}

/* RFC 4279 §2: the other secret, then the shared key, each behind its length. */
static gboolean
make_shared (const WgTlsDecrypt *d, WgSlice other, WgSlice key, guint8 *master)
{
  guint8 premaster[4 + 2 * WG_LIMIT_PSK_LEN];
  gsize n = 0;

  g_assert (other.len <= WG_LIMIT_PSK_LEN && key.len <= WG_LIMIT_PSK_LEN);
  premaster[n++] = (guint8) (other.len >> 8);
  premaster[n++] = (guint8) (other.len & 0xff);
  wg_slice_copy (other, premaster + n);
  n += other.len;
  premaster[n++] = (guint8) (key.len >> 8);
  premaster[n++] = (guint8) (key.len & 0xff);
  wg_slice_copy (key, premaster + n);
  return make_master (d, wg_slice (premaster, n + key.len), master);
}

static WgSlice
server_certificate (const WgTlsState *s)
{
  const GPtrArray *held = s->side[wg_dir_other (s->decrypt->client)].held;
  return held != NULL && held->len > 0 ? wg_certificate_der (g_ptr_array_index (held, 0))
                                       : WG_SLICE_NONE;
}

/* -1: there is no such key, 0: it does not fit, 1: a secret came out. */
static int
from_rsa_key (WgTlsState *s, guint index, guint8 *master, WgSecretOrigin *origin)
{
  const WgTlsDecrypt *d = s->decrypt;
  guint8 premaster[48];
  int result;

  if (d->protection.suite.kex != WG_TLS_KEX_RSA || d->premaster->len == 0)
    return -1;
  *origin = WG_ORIGIN_RSA_KEY;
  result = wg_secrets_rsa_open (d->secrets, index, server_certificate (s),
                                slice_of (d->premaster), premaster);
  if (result != 1)
    return result;
  return make_master (d, wg_slice (premaster, sizeof premaster), master) ? 1 : 0;
}

static int
from_shared_key (WgTlsState *s, guint index, guint8 *master, WgSecretOrigin *origin)
{
  static const guint8 zeros[WG_LIMIT_PSK_LEN];
  const WgTlsDecrypt *d = s->decrypt;
  WgTlsKex kex = d->protection.suite.kex;
  WgSlice key = wg_secrets_psk (d->secrets, index % WG_LIMIT_PSKS);
  guint8 premaster[48];
  int result;

  *origin = WG_ORIGIN_PSK;
  if (kex == WG_TLS_KEX_PSK)
    return index < WG_LIMIT_PSKS && key.len > 0
               ? make_shared (d, wg_slice (zeros, key.len), key, master)
               : -1;
  if (kex != WG_TLS_KEX_RSA_PSK || d->premaster->len == 0)
    return -1;
  if (key.len == 0)
    return index % WG_LIMIT_PSKS > 0 ? 0 : -1;
  result = wg_secrets_rsa_open (d->secrets, index / WG_LIMIT_PSKS, server_certificate (s),
                                slice_of (d->premaster), premaster);
  if (result != 1)
    return result;
  return make_shared (d, wg_slice (premaster, sizeof premaster), key, master);
}

gboolean
wg_tls_next_master (WgTlsState *s,
                    guint *index,
                    guint8 master[WG_TLS_MASTER_LEN],
                    WgSecretOrigin *origin)
{
  enum
  {
    LOGS = 6,
    KEYS = LOGS + WG_LIMIT_RSA_KEYS,
    END = KEYS + WG_LIMIT_PSKS * WG_LIMIT_RSA_KEYS,
  };

  for (; *index < END; (*index)++)
    {
      int result;

      if (*index < LOGS)
        result = from_log (s, *index, master, origin);
      else if (*index < KEYS)
        result = from_rsa_key (s, *index - LOGS, master, origin);
      else
        result = from_shared_key (s, *index - KEYS, master, origin);
      if (result == 1)
        {
          (*index)++;
          return TRUE;
        }
      if (result < 0)
        *index = *index < KEYS ? KEYS - 1 : END;
    }
  return FALSE;
}
