#pragma once

#include "base/slice.h"

/* What a name of a field, a parameter or a member says of its value. */

typedef enum
{
  WG_WORD_OTHER,
  WG_WORD_PASSWORD, /* password, newPwd, user[pass], pin, otp, client_secret */
  WG_WORD_TOKEN,    /* access_token, apiKey, jwt */
  WG_WORD_GENERIC,  /* token, auth, key, sig: often something harmless */
  WG_WORD_USER,     /* user, login, e-mail */
  WG_WORD_CSRF,     /* csrf_token, authenticity_token, nonce */
  WG_WORD_CARD,     /* card number */
  WG_WORD_CARD_CODE /* its expiry, its CVV */
} WgWord;

WgWord wg_word_of (WgSlice name);

/* Whether a value under such a name can be a secret: not empty, not stars, not a word like
 * "true", not binary, not longer than a password is. */
gboolean wg_is_password_value (WgSlice value);
/* The same of a token: at least 8 characters that are not all alike. */
gboolean wg_is_token_value (WgSlice value);

/* Bits of guessing that a value of its length and kinds of characters asks for at most. */
guint wg_value_bits (WgSlice value);
/* Shannon's bits of a character, in tenths. */
guint wg_value_entropy (WgSlice value);
