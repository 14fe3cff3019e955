#pragma once

#include "base/arena.h"
#include "check/rule.h"

/* Findings while they are gathered. */

/* Where a text stands that values may be part of; see wg_check_place(). */
typedef struct
{
  WgSlice text;
  WgSpan at;
} WgPlace;

typedef struct WgClaims WgClaims;

struct WgClaim
{
  WgClaims *claims;
  WgFinding finding;
  WgParties parties;
  GArray *frames;        /* of guint32 */
  GArray *conversations; /* of guint64 */
  GArray *evidence;      /* of WgEvidence, the values owned */
  char *detail;
  WgSeverity now; /* of the time being told */
  WgSeverity detail_of;
  char client_ip[48], server_ip[48];
};

WgClaims *wg_claims_new (void);
void wg_claims_free (WgClaims *claims);

WgClaim *wg_claims_raise (WgClaims *claims,
                          const WgFindingType *type,
                          WgSeverity severity,
                          const WgParties *parties,
                          WgSlice name,
                          guint32 frame);

void wg_claims_place (WgClaims *claims, guint slot, WgPlace place);

/* All of them by first frame, then by id; of #WgClaim, filled in for a sink. */
GPtrArray *wg_claims_list (WgClaims *claims);
guint64 wg_claims_left_out (const WgClaims *claims);
