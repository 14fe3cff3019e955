#pragma once

#include "filter/value.h"

/* The values of a packet, a part or a record. @slots: of WgValueOf, by the filter's needs;
 * @scratch: by operand. */
struct WgFilterRun
{
  const WgFilter *filter;
  WgArena *arena;
  GArray **slots;
  GArray **scratch;
  WgFilterFold *whole; /* of a packet */
};

/* What the parts so far have shown of each test: bits below; @sums: what count, max and min
 * have come to. */
enum
{
  WG_FOLD_SEEN = 1,  /* it had something to look at */
  WG_FOLD_ONE = 2,   /* and once it held */
  WG_FOLD_OTHER = 4, /* and once it did not */
};

struct WgFilterFold
{
  const WgFilter *filter;
  guint8 *leaves;
  WgValueOf *sums;
  guint64 *counts;
};

/* Whether a part of the filter holds of the values in the slots, which are those of a packet.
 */
gboolean wg_run_holds (WgFilterRun *run, const WgExpr *expr);

/* Fills the slots. */
void wg_run_clear (WgFilterRun *run);
void wg_run_take_packet (WgFilterRun *run, const WgFilterPacket *packet, const WgTree *tree);
void wg_run_take_item (WgFilterRun *run, const WgField *list, gconstpointer item);
void wg_run_take_record (WgFilterRun *run,
                         const WgRecordType *type,
                         gconstpointer record,
                         const WgFilterTalk *talk);
