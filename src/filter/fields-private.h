#pragma once

#include "filter/fields.h"

/* How a row's value becomes a field's. */
typedef enum
{
  WG_FEED_AS_IS,
  WG_FEED_HEADER,        /* the value of the header that @name names */
  WG_FEED_REQUEST_LINE,  /* the whole line of a header, where a request's head is */
  WG_FEED_RESPONSE_LINE, /* the same in a response's */
} WgFeedKind;

typedef struct
{
  const WgField *row;
  WgFeedKind kind;
  gboolean net; /* of a layer's table */
  const char *name;
} WgFeed;

/* Fields that no row has. */
typedef enum
{
  WG_COMPUTED_NO,
  WG_COMPUTED_FRAME,
  WG_COMPUTED_NUMBER,
  WG_COMPUTED_LEN,
  WG_COMPUTED_CAP_LEN,
  WG_COMPUTED_TIME,
  WG_COMPUTED_TIME_EPOCH,
  WG_COMPUTED_TIME_RELATIVE,
  WG_COMPUTED_TIME_DELTA,
  WG_COMPUTED_TCP_PAYLOAD,
  WG_COMPUTED_UDP_PAYLOAD,
  WG_COMPUTED_ADDRESS, /* and the others of a WgFilterTalk */
  WG_COMPUTED_ADDRESS6,
  WG_COMPUTED_TCP_PORT,
  WG_COMPUTED_UDP_PORT,
  WG_COMPUTED_TCP_STREAM,
  WG_COMPUTED_UDP_STREAM,
} WgComputed;

/* A field with where its values come from. */
typedef struct
{
  WgFilterField field;
  WgComputed computed; /* in packets, and in records where they have no rows for it */
  GArray *feeds;       /* of WgFeed */
} WgSource;

static inline const WgSource *
wg_source_of (const WgFilterField *field)
{
  return (const WgSource *) field;
}

/* What a row holds. @net: its size is in bits */
WgFilterType wg_filter_row_type (const WgField *row, gboolean net);

/* Wireshark's names for what the tables have in another form; ended by a row without key. */
typedef struct
{
  const char *key;
  const char *label;
  WgFilterType type;
  WgFeedKind kind;
  WgComputed computed;
  const char *of;   /* keys that feed it, separated by spaces */
  const char *name; /* of the header */
} WgAlias;

extern const WgAlias wg_filter_aliases[];
