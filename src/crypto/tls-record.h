#pragma once

#include "crypto/tls-keys.h"

/**
 * WgTlsProtection: how records of one direction are protected.
 * @version: as in tls-keys.h
 * @encrypt_then_mac: RFC 7366
 * @truncated_mac: RFC 6066 §7
 * @no_aad: drafts of TLS 1.3 before 25 did not authenticate a record's header
 */
typedef struct
{
  WgTlsSuite suite;
  guint16 version;
  gboolean encrypt_then_mac;
  gboolean truncated_mac;
  gboolean no_aad;
} WgTlsProtection;

/* Opens the records of one direction, as long as its keys hold. */
typedef struct WgTlsOpener WgTlsOpener;

/* %NULL where OpenSSL lacks the cipher. */
WgTlsOpener *wg_tls_opener_new (const WgTlsProtection *protection, const WgTlsWriteKeys *keys);
void wg_tls_opener_free (WgTlsOpener *opener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgTlsOpener, wg_tls_opener_free)

/* A record as it was sent; @type becomes the inner one in TLS 1.3. */
typedef struct
{
  guint8 type;
  guint16 version;
  WgSlice sealed;
} WgTlsSealed;

/* Opens the record with the number that is due, into @out, which has room for all of it and
 * is elsewhere, and counts on. Where its MAC or padding is wrong FALSE is returned and nothing
 * is counted. @plain lies in @out. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_tls_opener_open (WgTlsOpener *opener,
                                                       WgTlsSealed *record,
                                                       guint8 *out,
                                                       WgSlice *plain);

/* The number of the record that is due. DTLS sets it to epoch and number of each record. */
guint64 wg_tls_opener_number (const WgTlsOpener *opener);
void wg_tls_opener_set_number (WgTlsOpener *opener, guint64 number);

/* May a record be opened although those before it are lost? Not where a stream cipher lost its
 * place. */
gboolean wg_tls_opener_can_seek (const WgTlsOpener *opener);

/* Bytes by which a record is longer than what it holds, as near as can be told. */
guint wg_tls_opener_overhead (const WgTlsOpener *opener);

/* A record was passed over without being opened: where the IV of the next is its last block,
 * that is kept. */
void wg_tls_opener_pass (WgTlsOpener *opener, WgSlice sealed);
