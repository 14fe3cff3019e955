#pragma once

#include "check/http/view.h"
#include "check/token/jwt.h"

/* Tokens of a capture, each judged once where that is dear, and what is known of their
 * issuers. */

/* @secret: that it is signed with, one of the word list; %NULL: none of them */
typedef struct
{
  gboolean guessed;
  const char *secret;
} WgTokenSeen;

/**
 * WgTokens:
 * @buffer: for wg_jwt_next()
 * @public_keys: texts of public keys (PEM) that the capture shows, each with its last newline
 */
typedef struct
{
  WgCheck *check;
  GByteArray *buffer;
  GHashTable *tokens;  /* sum -> WgTokenSeen */
  GHashTable *issuers; /* text -> whether they sign with a private key */
  GHashTable *parts;   /* sum of two parts -> sum of the third, and back */
  GPtrArray *public_keys;
  guint n_guessed;
} WgTokens;

gpointer wg_tokens_new (WgCheck *check);
void wg_tokens_free (gpointer tokens);

/* %NULL past %WG_LIMIT_JWT_SEEN. */
WgTokenSeen *wg_tokens_seen (WgTokens *tokens, const WgJwt *jwt);

/* Keeps how the issuer signs. TRUE: with a private key before, and now not. */
gboolean wg_tokens_issuer_switched (WgTokens *tokens,
                                    const WgJwt *jwt,
                                    const WgHttpView *view,
                                    gboolean asymmetric);

/* Was there one with the same header and signature and another payload, or with the same header
 * and payload and another signature? Keeps this one. */
gboolean wg_tokens_is_changed (WgTokens *tokens, const WgJwt *jwt);

/* Keeps the public key or certificate that @text is. */
void wg_tokens_take_keys (WgTokens *tokens, WgSlice text);
