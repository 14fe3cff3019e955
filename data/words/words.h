#pragma once

/* Word lists of this folder, each ended by NULL. */
extern const char *const wg_words_jwt_secrets[];
