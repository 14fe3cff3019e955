#pragma once

#include "dissect/login.h"

/**
 * WgAttempt: one login while it is under way. Opens the record at the first packet, gathers
 * mechanism, user and secret (each at most %WG_LIMIT_LINE bytes), and emits a #WgLogin when the
 * answer comes, when the next attempt begins, or at the end.
 */
typedef struct
{
  WgChannel *channel;
  const char *protocol;
  WgDir client;
  WgRecordId id;
  gboolean open;
  gboolean decrypted;
  guint32 frame;
  GString *mechanism;
  GString *user;
  GString *secret;
} WgAttempt;

/* In a dissector's `open`. @protocol: static. @client: direction of the end that logs in. */
void wg_attempt_init (WgAttempt *attempt, WgChannel *channel, const char *protocol);
/* Emits what is open, and frees. */
void wg_attempt_clear (WgAttempt *attempt);

/* A new attempt begins in this packet; one still open is emitted without an answer. */
void wg_attempt_begin (WgAttempt *attempt, WgSlice mechanism);
/* The same with the last one's user: a password that follows although the user
 * alone was accepted. */
void wg_attempt_resume (WgAttempt *attempt, WgSlice mechanism);
/* Each says what this packet told, replacing what was told before. Nothing where no attempt is
 * open. */
void wg_attempt_mechanism (WgAttempt *attempt, WgSlice mechanism);
void wg_attempt_user (WgAttempt *attempt, WgSlice user);
void wg_attempt_secret (WgAttempt *attempt, WgSlice secret);
/* The user it has told so far, borrowed until the next call. */
WgSlice wg_attempt_user_of (const WgAttempt *attempt);
/* This packet belongs to the attempt: so far it completes it. */
void wg_attempt_touch (WgAttempt *attempt);
/* Emits. @ok: the server's word in this packet. Nothing where no attempt is open. */
void wg_attempt_answer (WgAttempt *attempt, gboolean ok);
/* Emits without an answer, if one is open. */
void wg_attempt_give_up (WgAttempt *attempt);
