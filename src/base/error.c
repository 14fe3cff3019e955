#include "base/error.h"

G_DEFINE_QUARK (wg - error - quark, wg_error)
