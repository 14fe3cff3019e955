#include "dns-open.h"

#define FIRST_BUCKETS 8u

struct WgDnsOpen
{
  WgDnsWaiting **buckets;
  guint n_buckets; /* a power of two */
  guint n;
  WgDnsWaiting *oldest, *newest;
};

static guint32
hash_of (guint16 id, guint16 type, WgSlice name)
{
  guint32 hash = (guint32) id << 16 | type;

  for (gsize i = 0; i < name.len; i++)
    hash = (hash ^ (guint8) g_ascii_tolower ((gchar) wg_slice_at (name, i))) * 16777619u;
  return hash ^ hash >> 15;
}

static WgDnsWaiting **
bucket_of (const WgDnsOpen *open, guint32 hash)
{
  return &open->buckets[hash & (open->n_buckets - 1)];
}

WgDnsOpen *
wg_dns_open_new (void)
{
  WgDnsOpen *open = g_new0 (WgDnsOpen, 1);
  open->n_buckets = FIRST_BUCKETS;
  open->buckets = g_new0 (WgDnsWaiting *, FIRST_BUCKETS);
  return open;
}

void
wg_dns_open_free (WgDnsOpen *open)
{
  g_assert (open->n == 0);
  g_free (open->buckets);
  g_free (open);
}

static void
link_first (WgDnsOpen *open, WgDnsWaiting *waiting)
{
  WgDnsWaiting **bucket = bucket_of (open, waiting->hash);

  waiting->next = *bucket;
  *bucket = waiting;
}

static void
grow (WgDnsOpen *open)
{
  open->n_buckets *= 2;
  g_free (open->buckets);
  open->buckets = g_new0 (WgDnsWaiting *, open->n_buckets);
  for (WgDnsWaiting *waiting = open->oldest; waiting != NULL; waiting = waiting->newer)
    link_first (open, waiting);
}

WgDnsWaiting *
wg_dns_open_add (WgDnsOpen *open, WgDir asker, guint16 id, guint16 type, WgSlice name)
{
  WgDnsWaiting *waiting = g_malloc (sizeof *waiting + name.len);
  guint8 *text = (guint8 *) (waiting + 1);

  g_assert (open->n < WG_LIMIT_DNS_OPEN);
  wg_slice_copy (name, text);
  *waiting = (WgDnsWaiting){.id = id,
                            .type = type,
                            .asker = asker,
                            .hash = hash_of (id, type, name),
                            .name = wg_slice (text, name.len),
                            .older = open->newest};
  if (open->newest != NULL)
    open->newest->newer = waiting;
  else
    open->oldest = waiting;
  open->newest = waiting;
  if (++open->n > 2 * open->n_buckets)
    grow (open);
  else
    link_first (open, waiting);
  return waiting;
}

WgDnsWaiting *
wg_dns_open_find (WgDnsOpen *open, WgDir asker, guint16 id, guint16 type, WgSlice name)
{
  guint32 hash = hash_of (id, type, name);
  WgDnsWaiting *waiting = *bucket_of (open, hash);

  for (; waiting != NULL; waiting = waiting->next)
    if (waiting->hash == hash && waiting->id == id && waiting->type == type
        && waiting->asker == asker && wg_slice_equal_nocase (waiting->name, name))
      return waiting;
  return NULL;
}

WgDnsWaiting *
wg_dns_open_oldest (WgDnsOpen *open)
{
  return open->oldest;
}

guint
wg_dns_open_count (const WgDnsOpen *open)
{
  return open->n;
}

void
wg_dns_open_remove (WgDnsOpen *open, WgDnsWaiting *waiting)
{
  WgDnsWaiting **at = bucket_of (open, waiting->hash);

  while (*at != waiting)
    at = &(*at)->next;
  *at = waiting->next;
  if (waiting->older != NULL)
    waiting->older->newer = waiting->newer;
  else
    open->oldest = waiting->newer;
  if (waiting->newer != NULL)
    waiting->newer->older = waiting->older;
  else
    open->newest = waiting->older;
  open->n--;
  g_free (waiting);
}
