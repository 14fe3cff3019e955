#pragma once

#include "model/tree.h"

/**
 * WgGloss: what a value of a field means, where its field alone cannot say: which extension of
 * TLS, which header, which status code.
 * @source: "RFC 8446 §4.2.8", or %NULL
 */
typedef struct
{
  const char *help;
  const char *source;
} WgGloss;

/* Of the value of @node, %NULL where there is none. */
const WgGloss *wg_gloss_of (const WgNode *node);
