#pragma once

#include "dissect/channel.h"
#include "tls/tls-records.h"

/* What the report says of a QUIC connection. Numbers of the wire that may be absent are -1. */

typedef struct
{
  guint32 frame;
  const char *from;
  guint64 error;
  gboolean application;
  const char *name;
  WgSlice reason;
} WgQuicClose;

/* Packets of each kind that one end sent. */
typedef struct
{
  guint64 initial, zero_rtt, handshake, retry, negotiation, one_rtt, unknown;
} WgQuicPackets;

typedef struct
{
  WgQuicPackets client;
  WgQuicPackets server;
} WgQuicBothPackets;

typedef struct
{
  WgRecordHead head;
  WgSlice connection_id;
  WgList versions; /* const char * */
  WgList offered;  /* const char * */
  gboolean retry;
  WgSlice sni;
  WgList alpn; /* WgSlice */
  WgSlice alpn_chosen;
  WgSlice user_agent;
  const char *ja3;
  const char *ja3_hash;
  const char *ja4;
  gint32 cipher;
  const char *cipher_name;
  gint32 group;
  gboolean early_data;
  gboolean resumed;
  WgTlsBoth certificates;  /* WgTlsCertificates */
  const WgTlsChain *chain; /* or %NULL */
  WgQuicBothPackets packets;
  const WgTlsKeyFacts *keys; /* or %NULL */
  WgList closes;             /* WgQuicClose */
  gboolean decrypted;
  guint32 hello_frame;  /* of the ClientHello, 0 where it was not read */
  guint32 answer_frame; /* of the ServerHello */
} WgQuicRecord;

extern const WgRecordType wg_quic_type;
