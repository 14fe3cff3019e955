#include "exchange/message.h"

#include "base/limits.h"

static const guint arenas_key; /* its address names them */

static gpointer
make_arenas (void)
{
  return wg_arena_pool_new (WG_LIMIT_RECORD_LEN);
}

static void
free_arenas (gpointer arenas)
{
  wg_arena_pool_free (arenas);
}

WgArenaPool *
wg_http_arenas (WgChannel *channel)
{
  return wg_channel_shared (channel, &arenas_key, make_arenas, free_arenas);
}

void
wg_http_fill_message (WgHttpMessage *message,
                      WgArena *arena,
                      const WgHttpHeaders *headers,
                      const WgHttpCodings *codings)
{
  WgSlice *names;

  message->headers = (WgList){headers->items, headers->n};
  message->content_type = headers->value[WG_HTTP_CONTENT_TYPE];
  if (codings->n == 0)
    return;
  names = wg_arena_alloc (arena, codings->n * sizeof (WgSlice));
  if (names == NULL)
    return;
  memcpy (names, codings->names, codings->n * sizeof (WgSlice));
  message->content_encoding = (WgList){names, codings->n};
}

void
wg_http_list_cookies (WgArena *arena, const WgHttpHeaders *headers, WgList *out)
{
  guint n = 0, max = 0;
  WgSlice *names = NULL;

  for (guint pass = 0; pass < 2; pass++)
    {
      if (pass == 1)
        names = wg_arena_alloc (arena, max * sizeof (WgSlice));
      if (pass == 1 && names == NULL)
        return;
      for (gint i = wg_http_next (headers, WG_HTTP_COOKIE, 0); i >= 0;
           i = wg_http_next (headers, WG_HTTP_COOKIE, (guint) i + 1))
        {
          WgSlice list = headers->items[i].value, name, value;
          while (wg_http_cookie_next (&list, &name, &value))
            {
              if (pass == 1)
                names[n++] = name;
              else
                max++;
            }
        }
      if (max == 0)
        return;
    }
  *out = (WgList){names, n};
}

void
wg_http_list_set_cookies (WgArena *arena, const WgHttpHeaders *headers, WgList *out)
{
  guint n = 0;
  guint max = headers->count[WG_HTTP_SET_COOKIE];
  WgHttpSetCookie *cookies =
      max == 0 ? NULL : wg_arena_alloc (arena, max * sizeof (WgHttpSetCookie));

  if (cookies == NULL)
    return;
  for (gint i = wg_http_next (headers, WG_HTTP_SET_COOKIE, 0); i >= 0;
       i = wg_http_next (headers, WG_HTTP_SET_COOKIE, (guint) i + 1))
    wg_http_parse_set_cookie (headers->items[i].value, &cookies[n++]);
  *out = (WgList){cookies, n};
}
