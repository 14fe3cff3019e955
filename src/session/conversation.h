#pragma once

#include "model/record.h"
#include "stream/flow.h"

/* The record of a conversation as a whole, as in report.md. */
extern const WgRecordType wg_conversation_type;

/* Notes of the stream below the dissectors, ended by a row without id. */
extern const WgNoteType wg_stream_notes[];

typedef struct
{
  guint64 client;
  guint64 server;
} WgPair;

typedef struct
{
  char ip[48];
  const char *ip_text; /* @ip */
  gint64 port;
} WgPeer;

typedef struct
{
  gint64 id;
  gint64 stream;
  const char *transport;
  WgPeer client;
  WgPeer server;
  guint32 first_frame;
  guint32 last_frame;
  WgPair packets;
  WgPair bytes;
  WgPair unique_bytes;
  gint64 start_ns;
  gint64 duration_ns;
  WgList protocols; /* of const char * */
  const char *state;
  guint32 retransmissions;
  guint32 out_of_order;
  WgPair lost_bytes;
  const char *protocol_names[10];
} WgConversation;

/* @out points into itself where it can, so it is filled in place and not copied. */
void wg_conversation_fill (WgConversation *out, const WgFlow *flow);
