#include "tls-decrypt.h"

/* What was inside: application data goes to a channel of its own, and is summed up. */

/* Who reads it: told by the protocol that was agreed on, else by its bytes. */
static const WgDissector *
reader_of (const WgTlsState *s)
{
  return wg_slice_is (s->record.alpn, "h2") ? wg_dissector_find ("http2") : NULL;
}

static WgChannel *
child_of (WgTlsState *s)
{
  WgTlsDecrypt *d = s->decrypt;
  const WgHandoff handoff = {.by = "tls", .client = d->client, .decrypted = TRUE};

  if (d->child == NULL)
    d->child = wg_channel_new_child (s->channel, "Decrypted TLS", reader_of (s), &handoff);
  return d->child;
}

void
wg_tls_take_plaintext (WgTlsState *s, WgDir dir, WgSlice plain, gsize pos, gsize len)
{
  WgTlsOpenSide *side;

  if (plain.len == 0)
    return;
  side = &s->decrypt->side[dir];
  side->plain_bytes += plain.len;
  wg_tls_watch_plaintext (s, dir, plain);
  if ((wg_channel_wants (s->channel) & WG_WANT_HASHES) != 0)
    {
      if (side->sum == NULL)
        side->sum = wg_sha256_new ();
      wg_sha256_update (side->sum, plain);
    }
  if (!s->datagram) /* nobody reads bare datagrams */
    wg_channel_child_data_at (child_of (s), dir, plain, pos, len, s->sealed_at);
}

void
wg_tls_lose_plaintext (WgTlsState *s, WgDir dir, guint64 len)
{
  if (len > 0)
    wg_channel_child_gap (child_of (s), dir, len, s->decrypt->side[dir].lost_cut);
}

void
wg_tls_open_eof (WgTlsState *s, WgDir dir)
{
  if (s->decrypt != NULL && s->decrypt->child != NULL)
    wg_channel_child_eof (s->decrypt->child, dir);
}

static void
add_name (WgTlsDecrypt *d, guint list, WgList *to, const char *name)
{
  if (to->n == G_N_ELEMENTS (d->names[list]))
    return;
  d->names[list][to->n++] = name;
  to->items = d->names[list];
}

static void
add_origins (WgTlsDecrypt *d, guint list, WgList *to, guint origins)
{
  static const char *const names[] = {
      [WG_ORIGIN_KEYLOG] = "keylog",
      [WG_ORIGIN_DSB] = "dsb",
      [WG_ORIGIN_RSA_KEY] = "rsa_key",
      [WG_ORIGIN_PSK] = "psk",
  };

  for (guint i = WG_ORIGIN_KEYLOG; i < G_N_ELEMENTS (names); i++)
    if ((origins & 1u << i) != 0)
      add_name (d, list, to, names[i]);
}

/* The secrets of TLS 1.3 that records asked for and nobody had, or that did not fit. */
static void
judge_epochs (WgTlsState *s)
{
  static const char *const names[2][WG_TLS_PHASES] = {
      {"CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
       "CLIENT_TRAFFIC_SECRET_0"},
      {NULL, "SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"},
  };
  WgTlsDecrypt *d = s->decrypt;

  for (guint i = 0; i < 2; i++)
    {
      WgDir dir = i == 0 ? d->client : wg_dir_other (d->client);
      const WgTlsOpenSide *side = &d->side[dir];

      for (guint phase = 0; phase < WG_TLS_PHASES; phase++)
        {
          const WgTlsEpoch *epoch = &side->epoch[phase];
          if (epoch->missing && s->side[dir].records.types.application_data > 0)
            add_name (d, 1, &d->facts.missing, names[i][phase]);
          if (!epoch->used && epoch->origin != WG_ORIGIN_NONE && side->failures > 0)
            d->refused |= 1u << epoch->origin;
        }
    }
}

/* Did a record come by that only a key opens? */
static gboolean
was_protected (const WgTlsState *s)
{
  return s->side[0].protected_from || s->side[1].protected_from || s->decrypt->is_13;
}

void
wg_tls_finish_decrypt (WgTlsState *s)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsKeyFacts *facts;

  if (d == NULL)
    return;
  for (guint dir = 0; dir < 2; dir++)
    {
      WgTlsOpenSide *side = &d->side[dir];
      WgTlsPlaintext *out =
          dir == d->client ? &s->record.plaintext.client : &s->record.plaintext.server;

      if (side->lost > 0 && d->child != NULL)
        wg_tls_lose_plaintext (s, (WgDir) dir, side->lost);
      out->bytes = side->plain_bytes;
      if (side->sum == NULL)
        continue;
      wg_sha256_finish (side->sum, side->sum_bytes);
      out->sha256 = wg_slice (side->sum_bytes, WG_SHA256_LEN);
    }
  wg_channel_free_child (g_steal_pointer (&d->child));
  if (!was_protected (s))
    return;
  facts = &d->facts;
  if (d->is_13)
    judge_epochs (s);
  else if (d->origins == 0 && d->refused == 0 && !d->unsupported && d->has_suite)
    add_name (d, 1, &facts->missing, "CLIENT_RANDOM");
  add_origins (d, 0, &facts->opened_with, d->origins);
  if (d->origins == 0)
    add_origins (d, 2, &facts->wrong, d->refused);
  facts->unsupported = d->unsupported;
  s->record.keys = facts;
}
