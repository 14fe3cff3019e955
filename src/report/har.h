#pragma once

#include "report/mask.h"

/* Parts of an HTTP Archive: text of JSON in which secrets are masked. */

typedef struct
{
  GString *out;
  GString *scratch;
  WgMask *mask; /* %NULL reveals secrets */
} WgHarPen;

/* @value as a JSON string. @name: of the header, for %WG_SECRET_HEADER. */
void wg_har_text (WgHarPen *pen, WgSecret kind, WgSlice name, WgSlice value);
/* [{"name":..,"value":..},..] of #WgHeader; pseudo-headers too. */
void wg_har_headers (WgHarPen *pen, const WgList *headers);
/* The cookies in them: of a Cookie header, or of Set-Cookie with their attributes. */
void wg_har_cookies (WgHarPen *pen, const WgList *headers, gboolean set);
/* The parameters of a request target, as sent. */
void wg_har_query (WgHarPen *pen, WgSlice target);
/* "https://shop.test/a?b=c" as a JSON string. @host: from the head, may be empty; @server: used
 * then. */
void wg_har_url (WgHarPen *pen,
                 gboolean secure,
                 gboolean connect,
                 WgSlice host,
                 WgSlice server,
                 WgSlice target);
