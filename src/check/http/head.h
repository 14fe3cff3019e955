#pragma once

#include "check/http/view.h"

/* What is wrong with the bytes of a head, of which the parsed headers tell no more. */

typedef enum
{
  WG_HEAD_FOLD = 1 << 0,
  WG_HEAD_SPACE_COLON = 1 << 1,
  WG_HEAD_NO_COLON = 1 << 2,
  WG_HEAD_EMPTY_NAME = 1 << 3,
  WG_HEAD_BAD_NAME = 1 << 4,
  WG_HEAD_NUL = 1 << 5,
  WG_HEAD_BARE_CR = 1 << 6,
  WG_HEAD_BARE_LF = 1 << 7, /* of some lines and not of others */
  WG_HEAD_LF_ONLY = 1 << 8, /* of all lines */
  WG_HEAD_MANY = 1 << 9,
  WG_HEAD_LONG = 1 << 10,
  WG_HEAD_TE_FOLD = 1 << 11,  /* Transfer-Encoding goes on in the next line */
  WG_HEAD_TE_SPACE = 1 << 12, /* white space before its colon */
} WgHeadOdd;

/**
 * WgHead: @odd: #WgHeadOdd; @part: the line of the lowest bit but those of line ends
 */
typedef struct
{
  guint odd;
  WgSlice part;
} WgHead;

void wg_head_scan (WgSlice head, WgHead *out);

typedef struct WgSmuggle WgSmuggle;

WgSmuggle *wg_smuggle_new (void);
void wg_smuggle_free (WgSmuggle *smuggle);
/* @in, @out: of request and response. */
void wg_smuggle_judge (WgSmuggle *smuggle,
                       const WgHttpView *view,
                       const WgHead *in,
                       const WgHead *out);

void wg_smuggle_over (WgSmuggle *smuggle, gint64 conversation);

/* Start line, Host, and escapes of a request. */
void wg_request_judge (const WgHttpView *view);
