#pragma once

#include "sasl/attempt.h"

/* What the client's messages of a SASL exchange (RFC 4422) say about user and secret, whatever
 * protocol carries them. */
typedef enum
{
  WG_SASL_OTHER,
  WG_SASL_PLAIN,
  WG_SASL_LOGIN,
  WG_SASL_CRAM_MD5,
  WG_SASL_DIGEST_MD5,
  WG_SASL_SCRAM,
  WG_SASL_OAUTH,
  WG_SASL_EXTERNAL,
  WG_SASL_ANONYMOUS,
} WgSaslKind;

/* @step: client messages seen so far */
typedef struct
{
  WgSaslKind kind;
  guint step;
} WgSasl;

/* Borrowed parts of one message; empty where it does not tell them. */
typedef struct
{
  WgSlice user;
  WgSlice secret;
} WgSaslFacts;

void wg_sasl_begin (WgSasl *sasl, WgSlice mechanism);

/* Reads the next message that the client sent, decoded, into @facts, borrowed from @message. A
 * message that is not what the mechanism says gives nothing. */
void wg_sasl_read (WgSasl *sasl, WgSlice message, WgSaslFacts *facts);

/* The same, and tells @attempt; also the user of an NTLM message, alone or inside SPNEGO. */
void wg_sasl_message (WgSasl *sasl, WgSlice message, WgAttempt *attempt);

/* The same for base64 text as line protocols send it; "=" stands for an empty message. FALSE
 * when it is no base64. */
gboolean wg_sasl_message_base64 (WgSasl *sasl, WgSlice text, WgAttempt *attempt);

/* The user name in an NTLM AUTHENTICATE_MESSAGE (MS-NLMP §2.2.1.3) anywhere in @message, as
 * UTF-8 in @out of @max bytes; 0 where there is none. */
gsize wg_sasl_ntlm_user (WgSlice message, guint8 *out, gsize max);
