#include "tls-state.h"

const WgField wg_tls_fields[] = {
    {.key = "tls", .label = "Transport Layer Security", .kind = WG_KIND_NONE},
    {0},
};

void
wg_tls_describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
}
