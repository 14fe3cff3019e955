#include "quic-state.h"

/* Only for a start: the heading. */
const WgField wg_quic_fields[] = {
    {.key = "quic", .label = "QUIC", .kind = WG_KIND_NONE},
    {0},
};

void
wg_quic_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  wg_tree_add (tree, NULL, &wg_quic_fields[0], 0, unit.len);
}
