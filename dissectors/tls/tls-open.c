#include "tls-decrypt.h"

/* Opens records: with the key that is due, behind a loss with the number that fits. */

#define SMALLEST_RECORD (WG_TLS_RECORD_HEADER + 17u) /* a type and a tag of AEAD */

static const char scratch_key[] = "scratch";

/* Room for what comes out of a record; one for each record around it, as TLS may stand in TLS.
 */
typedef struct
{
  GPtrArray *buffers;
  guint depth;
} Scratch;

static gpointer
make_scratch (void)
{
  Scratch *scratch = g_new0 (Scratch, 1);
  scratch->buffers = g_ptr_array_new_with_free_func (g_free);
  return scratch;
}

static void
free_scratch (gpointer value)
{
  Scratch *scratch = value;
  g_ptr_array_unref (scratch->buffers);
  g_free (scratch);
}

static guint8 *
take_buffer (Scratch *scratch)
{
  if (scratch->depth == scratch->buffers->len)
    g_ptr_array_add (scratch->buffers, g_malloc (WG_TLS_RECORD_MAX));
  return g_ptr_array_index (scratch->buffers, scratch->depth++);
}

gboolean
wg_tls_opens (WgTlsState *s, WgDir dir, guint8 type)
{
  const WgTlsDecrypt *d = s->decrypt;
  const WgTlsOpenSide *side;

  if (d == NULL || d->side[dir].given_up)
    return FALSE;
  side = &d->side[dir];
  if (!d->has_suite || d->is_13)
    {
      if (type != WG_TLS_APPLICATION_DATA)
        return FALSE;
      for (guint i = side->phase; i < WG_TLS_PHASES; i++)
        if (side->epoch[i].opener != NULL || side->epoch[i].secret_len > 0)
          return TRUE;
      return FALSE;
    }
  return side->pending || side->epoch[WG_TLS_TRAFFIC].opener != NULL;
}

void
wg_tls_set_number (WgTlsState *s, guint64 number)
{
  if (s->decrypt == NULL)
    return;
  s->decrypt->numbered = TRUE;
  s->decrypt->number = number;
}

/* With the number that is due, and behind a loss with as many of those behind it as may have
 * been lost. */
static gboolean
try_numbers (WgTlsDecrypt *d,
             const WgTlsOpenSide *side,
             WgTlsOpener *opener,
             WgTlsSealed *record,
             guint8 *out,
             WgSlice *plain)
{
  guint64 first = wg_tls_opener_number (opener);
  guint64 more = MIN (side->lost / SMALLEST_RECORD, WG_LIMIT_TLS_SEARCH);

  if (d->numbered)
    first = d->number;
  if (d->numbered || !wg_tls_opener_can_seek (opener))
    more = 0;
  for (guint64 i = 0; i <= more; i++)
    {
      if (i > 0 && d->search_left < record->sealed.len)
        break;
      d->search_left -= i > 0 ? record->sealed.len : 0;
      wg_tls_opener_set_number (opener, first + i);
      if (wg_tls_opener_open (opener, record, out, plain))
        return TRUE;
    }
  wg_tls_opener_set_number (opener, first);
  return FALSE;
}

/* TLS 1.2 and before: the first record behind a ChangeCipherSpec tells which master secret it
 * is. */
static gboolean
try_masters (WgTlsState *s, WgDir dir, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side = &d->side[dir];
  WgSecretOrigin origin = d->master_origin;
  guint8 master[WG_TLS_MASTER_LEN];
  guint index = 0;

  side->pending = FALSE;
  if (d->has_master)
    {
      WgTlsOpener *opener = wg_tls_opener_of_master (s, dir, d->master);
      side->epoch[WG_TLS_TRAFFIC].opener = opener;
      side->epoch[WG_TLS_TRAFFIC].origin = origin;
      return opener != NULL && try_numbers (d, side, opener, record, out, plain);
    }
  while (wg_tls_next_master (s, &index, master, &origin))
    {
      g_autoptr (WgTlsOpener) opener = wg_tls_opener_of_master (s, dir, master);

      d->unsupported = d->unsupported || opener == NULL;
      if (opener == NULL || !try_numbers (d, side, opener, record, out, plain))
        {
          d->refused |= 1u << origin;
          continue;
        }
      side->epoch[WG_TLS_TRAFFIC].opener = g_steal_pointer (&opener);
      side->epoch[WG_TLS_TRAFFIC].origin = origin;
      memcpy (d->master, master, sizeof d->master);
      d->master_origin = origin;
      d->has_master = TRUE;
      wg_tls_remember_session (s);
      return TRUE;
    }
  side->given_up = TRUE;
  return FALSE;
}

/* Early data: whichever suite of those that the client offers. */
static void
find_early_suite (
    WgTlsState *s, WgDir dir, const WgTlsSealed *sealed, guint8 *out, WgSlice *plain)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsEpoch *early = &d->side[dir].epoch[WG_TLS_EARLY];
  WgTlsProtection kept = d->protection;
  guint tries = 0;

  for (guint i = 0; i < d->offered_ciphers.len / 2 && tries < WG_LIMIT_TLS_EARLY_SUITES; i++)
    {
      guint16 cipher = wg_tls_u16_at (d->offered_ciphers, i);
      WgTlsSealed record = *sealed;

      if (cipher >> 8 != 0x13 || !wg_tls_suite_find (cipher, &d->protection.suite))
        continue;
      tries++;
      d->protection.version = 0x0304;
      if (!wg_tls_set_epoch (s, dir, WG_TLS_EARLY, wg_slice (early->secret, early->secret_len),
                             early->origin))
        continue;
      if (wg_tls_opener_open (early->opener, &record, out, plain))
        {
          wg_tls_opener_set_number (early->opener, 0);
          break;
        }
      g_clear_pointer (&early->opener, wg_tls_opener_free);
    }
  d->protection = kept;
  if (early->opener == NULL)
    early->secret_len = 0;
}

/* A KeyUpdate that was lost: the key behind the one that is due. */
static gboolean
try_next_key (WgTlsState *s, WgDir dir, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsEpoch *epoch = &d->side[dir].epoch[WG_TLS_TRAFFIC];
  guint8 secret[WG_SECRET_LEN_MAX];
  WgTlsOpener *opener = epoch->opener;

  if (opener == NULL || !epoch->used || d->side[dir].lost == 0)
    return FALSE;
  memcpy (secret, epoch->secret, epoch->secret_len);
  wg_tls13_update (&d->protection.suite, d->prefix, secret, epoch->secret_len);
  epoch->opener = NULL;
  if (wg_tls_set_epoch (s, dir, WG_TLS_TRAFFIC, wg_slice (secret, epoch->secret_len),
                        epoch->origin)
      && try_numbers (d, &d->side[dir], epoch->opener, record, out, plain))
    {
      wg_tls_opener_free (opener);
      return TRUE;
    }
  g_clear_pointer (&epoch->opener, wg_tls_opener_free);
  epoch->opener = opener;
  return FALSE;
}

/* TLS 1.3: the key of the phase, and where it does not fit that of a later one. */
static gboolean
try_phases (WgTlsState *s, WgDir dir, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side = &d->side[dir];

  if (side->phase == WG_TLS_EARLY && side->epoch[WG_TLS_EARLY].opener == NULL
      && side->epoch[WG_TLS_EARLY].secret_len > 0)
    find_early_suite (s, dir, record, out, plain);
  for (WgTlsPhase phase = side->phase; phase < WG_TLS_PHASES; phase++)
    {
      WgTlsOpener *opener = side->epoch[phase].opener;

      if (opener == NULL || !try_numbers (d, side, opener, record, out, plain))
        continue;
      while (side->phase < phase)
        g_clear_pointer (&side->epoch[side->phase++].opener, wg_tls_opener_free);
      return TRUE;
    }
  return side->phase == WG_TLS_TRAFFIC && try_next_key (s, dir, record, out, plain);
}

/* Bytes of the child's stream that @lost bytes of @n records held. */
static guint64
plain_of_lost (const WgTlsOpener *opener, guint64 lost, guint64 n)
{
  guint64 over = n * (WG_TLS_RECORD_HEADER + wg_tls_opener_overhead (opener));
  return lost > over ? lost - over : 0;
}

static gboolean
open_one (WgTlsState *s, WgDir dir, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side = &d->side[dir];
  WgTlsEpoch *epoch = &side->epoch[side->phase];
  guint64 due = epoch->opener != NULL ? wg_tls_opener_number (epoch->opener) : 0;
  gboolean ok;

  if (side->pending)
    ok = try_masters (s, dir, record, out, plain);
  else if (d->is_13 || !d->has_suite)
    ok = try_phases (s, dir, record, out, plain);
  else
    ok = epoch->opener != NULL && try_numbers (d, side, epoch->opener, record, out, plain);
  if (!ok)
    return FALSE;
  if (side->lost > 0)
    {
      guint64 now;
      epoch = &side->epoch[side->phase];
      now = wg_tls_opener_number (epoch->opener);
      wg_tls_lose_plaintext (
          s, dir, plain_of_lost (epoch->opener, side->lost, now > due ? now - due - 1 : 0));
    }
  epoch = &side->epoch[side->phase];
  epoch->used = TRUE;
  d->origins |= 1u << epoch->origin;
  side->failures = 0;
  side->lost = 0;
  return TRUE;
}

/* It is not known whether this record was damaged or those before it were lost: the next one is
 * looked for among both. */
static void
fail_one (WgTlsState *s, WgDir dir, WgSlice sealed)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side = &d->side[dir];
  WgTlsEpoch *epoch = &side->epoch[side->phase];

  if (epoch->used && s->record.decrypted)
    wg_tls_note (s, dir, &wg_tls_notes[WG_TLS_NOTE_SEALED]);
  if (++side->failures >= WG_LIMIT_TLS_FAILURES)
    side->given_up = TRUE;
  if (s->datagram)
    return;
  side->lost += WG_TLS_RECORD_HEADER + sealed.len;
  if (epoch->opener == NULL)
    return;
  wg_tls_opener_pass (epoch->opener, sealed);
  if (!wg_tls_opener_can_seek (epoch->opener))
    wg_tls_opener_set_number (epoch->opener, wg_tls_opener_number (epoch->opener) + 1);
}

static void
append_inflated (gpointer user, WgSlice bytes)
{
  GByteArray *out = user;

  if (bytes.len <= WG_LIMIT_TLS_INFLATED - out->len)
    g_byte_array_append (out, bytes.data, (guint) bytes.len);
}

/* RFC 3749: one stream of zlib over all records of a direction. */
static WgSlice
inflate (WgTlsOpenSide *side, WgSlice plain)
{
  static const WgCoding coding = WG_CODING_DEFLATE;
  guint64 before;

  if (side->inflater == NULL)
    {
      g_clear_pointer (&side->inflated, g_byte_array_unref);
      side->inflated = g_byte_array_new ();
      side->inflater = wg_decoder_new ();
      wg_decoder_begin (side->inflater, &coding, 1, append_inflated, side->inflated);
    }
  g_byte_array_set_size (side->inflated, 0);
  before = wg_decoder_length (side->inflater);
  for (gsize at = 0; at < plain.len && !side->given_up; at += 256)
    {
      wg_decoder_feed (side->inflater, wg_slice_sub (plain, at, 256));
      /* more than a record may hold: a bomb, and its stream leads nowhere */
      side->given_up = wg_decoder_length (side->inflater) - before > WG_LIMIT_TLS_INFLATED;
    }
  return wg_slice (side->inflated->data, side->inflated->len);
}

gboolean
wg_tls_open_record (
    WgTlsState *s, WgDir dir, const WgTlsRecord *record, WgSlice sealed, gsize pos, gsize len)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side = &d->side[dir];
  Scratch *scratch = wg_channel_shared (s->channel, scratch_key, make_scratch, free_scratch);
  WgTlsSealed one = {record->type, record->version, sealed};
  WgSlice plain;
  gboolean inside = s->inside;
  gboolean ok;

  ok = open_one (s, dir, &one, take_buffer (scratch), &plain);
  if (ok)
    {
      s->record.decrypted = TRUE;
      s->inside = TRUE;
      if (d->compressed && !d->is_13)
        plain = inflate (side, plain);
      wg_tls_take_content (s, dir, one.type, plain, pos, len);
      s->inside = inside;
    }
  else
    fail_one (s, dir, sealed);
  scratch->depth--;
  return ok;
}

void
wg_tls_open_broken (WgTlsState *s, WgDir dir, const WgTlsRecord *record, gboolean cut)
{
  wg_tls_open_gap (s, dir, WG_TLS_RECORD_HEADER + (guint64) record->len, cut);
}

void
wg_tls_open_gap (WgTlsState *s, WgDir dir, guint64 len, gboolean cut)
{
  WgTlsDecrypt *d = s->decrypt;
  WgTlsOpenSide *side;
  const WgTlsOpener *opener;

  if (d == NULL)
    return;
  side = &d->side[dir];
  side->lost += len;
  side->lost_cut = cut;
  opener = side->epoch[WG_TLS_TRAFFIC].opener;
  if (!d->is_13 && opener != NULL && !wg_tls_opener_can_seek (opener))
    side->given_up = TRUE;
}
