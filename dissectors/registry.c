#include "dissect/dissector.h"

/* In the order in which they are asked: those that demand most of the bytes come first. */
const WgDissector *const wg_dissectors[] = {
    NULL,
};
