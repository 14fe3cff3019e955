#include "exchange/chars.h"

const guint8 wg_http_token_chars[256] = {
    ['!'] = 1,         ['#' ... '\''] = 1, ['*'] = 1, ['+'] = 1,         ['-'] = 1, ['.'] = 1,
    ['0' ... '9'] = 1, ['A' ... 'Z'] = 1,  ['^'] = 1, ['_' ... 'z'] = 1, ['|'] = 1, ['~'] = 1,
};

const guint8 wg_http_visible_chars[256] = {
    ['!' ... '~'] = 1,
    [128 ... 255] = 1,
};
