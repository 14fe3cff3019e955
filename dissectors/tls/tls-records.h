#pragma once

#include "crypto/certificate.h"
#include "dissect/channel.h"
#include "tls-conduct.h"
#include "tls-key-exchange.h"

/* What the report says of a TLS connection. Numbers of the wire that may be absent are -1. */

/**
 * What the report does not list:
 * @key_share_sums: of the keys of @key_shares, see wg_sum()
 * @psk_modes: RFC 8446 §4.2.9
 * @names: host names in its server_name; @padding: bytes, -1 without
 * @pieces: records that it came in; @smallest_piece: bytes of the smallest but the last
 * @sni_cut: the name stands in more than one of them
 * @second: another hello came before it and no answer between
 * @malformed: a length in it did not fit
 */
typedef struct
{
  guint32 frame;
  gint32 record_version;
  gint32 version;
  WgSlice random;
  WgSlice session_id;
  WgList ciphers;      /* guint16 */
  WgList ssl2_ciphers; /* guint32 */
  WgList compression;  /* guint8 */
  WgList extensions;   /* guint16 */
  WgSlice sni;
  WgList alpn;                 /* WgSlice */
  WgList groups;               /* guint16 */
  WgList ec_point_formats;     /* guint8 */
  WgList signature_algorithms; /* guint16 */
  WgList supported_versions;   /* guint16 */
  WgList key_shares;           /* guint16 */
  gint64 session_ticket;
  gboolean psk;
  gboolean early_data;
  gboolean fallback_scsv;
  const char *ja3;
  const char *ja3_hash;
  const char *ja4;
  gboolean sslv2;
  WgList key_share_sums; /* guint64 */
  WgList psk_modes;      /* guint8 */
  guint32 names;
  gint64 padding;
  guint32 pieces;
  guint32 smallest_piece;
  gboolean sni_cut;
  gboolean second;
  gboolean malformed;
} WgTlsClientHelloRecord;

/* @hello: index of the ClientHello that it answers, -1 where there is none; @key_share_sum: 0
 * without a key; @alpn: as chosen in it; @malformed: a length in it did not fit */

typedef struct
{
  guint32 frame;
  gint32 record_version;
  gint32 version;
  WgSlice random;
  WgSlice session_id;
  gint32 cipher;
  const char *cipher_name;
  WgList ssl2_ciphers; /* guint32 */
  gint32 compression;
  WgList extensions;         /* guint16 */
  WgList supported_versions; /* guint16 */
  WgList ec_point_formats;   /* guint8 */
  gint32 group;
  WgList npn; /* WgSlice */
  gboolean hello_retry_request;
  const char *downgrade_sentinel;
  const char *ja3s;
  const char *ja3s_hash;
  gboolean sslv2;
  gint32 hello;
  guint64 key_share_sum;
  WgSlice alpn;
  gboolean malformed;
} WgTlsServerHelloRecord;

typedef struct
{
  guint32 frame;
  gboolean decrypted;
  WgList certs; /* WgCertificateFacts */
} WgTlsCertificates;

typedef struct
{
  gboolean ok;
  const char *problem;
} WgTlsChain;

typedef struct
{
  guint32 frame;
  const char *from;
  gboolean encrypted;
  gboolean decrypted;
  gint32 level;
  gint32 description;
  WgDir dir;
} WgTlsAlert;

/* RFC 6520. @payload_length: as the message claims; @length: of the whole record */
typedef struct
{
  guint32 frame;
  const char *from;
  gboolean encrypted;
  gint32 type;
  gint64 payload_length;
  guint32 length;
  WgDir dir;
} WgTlsHeartbeat;

typedef struct
{
  WgList versions; /* guint16 */
  struct
  {
    guint64 change_cipher_spec, alert, handshake, application_data, heartbeat, ssl2;
  } types;
  guint64 application_bytes;
} WgTlsRecords;

/**
 * WgTlsCertificateRequest: what the server wants from the client.
 * @authorities: names of CAs in DER, WgSlice each; @listed: there is such a list, of whatever
 * length, or TLS 1.3 has left it out
 */
typedef struct
{
  guint32 frame;
  WgList authorities;
  gboolean listed;
} WgTlsCertificateRequest;

/* A list or counters for each part. */
typedef struct
{
  WgList client;
  WgList server;
} WgTlsBoth;

typedef struct
{
  WgTlsRecords client;
  WgTlsRecords server;
} WgTlsBothRecords;

/* Application data, opened. */
typedef struct
{
  guint64 bytes;
  WgSlice sha256;
} WgTlsPlaintext;

typedef struct
{
  WgTlsPlaintext client;
  WgTlsPlaintext server;
} WgTlsBothPlaintexts;

/**
 * WgTlsKeyFacts: how it stands with keys, where the session has any; lists of const char *.
 * @opened_with: "keylog", "dsb", "rsa_key", "psk"
 * @missing: labels of key logs that would open more
 * @wrong: of the same words as @opened_with, what was there for it and opened nothing
 * @unsupported: no key could open this suite here
 */
typedef struct
{
  WgList opened_with;
  WgList missing;
  WgList wrong;
  gboolean unsupported;
} WgTlsKeyFacts;

typedef struct
{
  WgRecordHead head;
  const char *started_by;
  const char *inside;
  gint32 version;
  WgSlice alpn;
  gboolean decrypted;
  WgList client_hellos;        /* WgTlsClientHelloRecord */
  WgList server_hellos;        /* WgTlsServerHelloRecord */
  WgList encrypted_extensions; /* guint16 */
  gboolean resumed;
  const WgTlsKeyExchange *key_exchange; /* or %NULL */
  WgTlsBoth certificates;               /* WgTlsCertificates */
  const WgTlsChain *chain;              /* or %NULL */
  gboolean client_certificate_requested;
  WgTlsCertificateRequest request; /* frame 0: none was seen */
  WgTlsBoth messages;              /* guint16 of wg_names_tls_messages */
  WgTlsBothRecords records;
  WgTlsBothPlaintexts plaintext;
  const WgTlsKeyFacts *keys; /* or %NULL */
  WgList alerts;             /* WgTlsAlert */
  WgList heartbeats;         /* WgTlsHeartbeat */
  gboolean ocsp_stapled;
  WgSlice ocsp_response; /* DER; empty where it is too long to be kept */
  guint32 scts;
  guint32 renegotiations;
  const WgTlsConduct *conduct;
} WgTlsConnection;

/* Rows of #WgTlsClientHelloRecord and #WgTlsServerHelloRecord. */
extern const WgField wg_tls_client_hello_fields[];
extern const WgField wg_tls_server_hello_fields[];

/* Rows of #WgTlsBoth of certificates, of #WgTlsChain and #WgTlsKeyFacts. */
extern const WgField wg_tls_chain_fields[];
extern const WgField wg_tls_both_certificates_fields[];
extern const WgField wg_tls_keys_fields[];

extern const WgRecordType wg_tls_connection_type;
