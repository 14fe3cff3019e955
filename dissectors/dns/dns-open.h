#pragma once

#include "dissect/channel.h"

/**
 * WgDnsOpen: the questions of one channel that wait for an answer, at most %WG_LIMIT_DNS_OPEN.
 * Found by (asker, id, type, name); letters of a name count alike, as senders mix their case to
 * make forging harder.
 */
typedef struct WgDnsOpen WgDnsOpen;

typedef struct WgDnsWaiting WgDnsWaiting;
struct WgDnsWaiting
{
  WgDnsWaiting *next; /* in its bucket */
  WgDnsWaiting *older, *newer;
  guint32 hash;
  WgRecordId record;
  guint32 frame;
  guint16 id;
  guint16 type;
  WgDir asker;
  WgSlice name; /* behind the struct */
};

WgDnsOpen *wg_dns_open_new (void);
/* What still waits must have been taken out. */
void wg_dns_open_free (WgDnsOpen *open);

WgDnsWaiting *
wg_dns_open_add (WgDnsOpen *open, WgDir asker, guint16 id, guint16 type, WgSlice name);

/* The newest question that fits, or %NULL. */
WgDnsWaiting *
wg_dns_open_find (WgDnsOpen *open, WgDir asker, guint16 id, guint16 type, WgSlice name);

/* The oldest one of all, or %NULL. */
WgDnsWaiting *wg_dns_open_oldest (WgDnsOpen *open);

guint wg_dns_open_count (const WgDnsOpen *open);

/* Takes it out and frees it. */
void wg_dns_open_remove (WgDnsOpen *open, WgDnsWaiting *waiting);
