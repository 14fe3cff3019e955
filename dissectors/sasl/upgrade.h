#pragma once

#include "dissect/starttls.h"

/**
 * WgUpgrade: what a connection shows of the way to TLS while it is read; becomes a
 * #WgStarttls when it is over. Says nothing of connections inside TLS, nor of those in which
 * TLS was no matter. Each call means the packet being worked on; the first of a kind counts.
 */
typedef struct
{
  WgChannel *channel;
  WgDir client;
  WgRecordId id;
  gboolean secure;
  gboolean matters;
  WgStarttls record;
  GString *auth;
  GString *masked;
  GString *user;
} WgUpgrade;

/* In a dissector's `open`. @protocol: static. */
void wg_upgrade_init (WgUpgrade *upgrade, WgChannel *channel, const char *protocol);
/* Emits, and frees. */
void wg_upgrade_clear (WgUpgrade *upgrade);

/* The server's list of abilities is over; TLS is one; it takes logins by @mechanisms. */
void wg_upgrade_listed (WgUpgrade *upgrade);
void wg_upgrade_offered (WgUpgrade *upgrade);
void wg_upgrade_auth (WgUpgrade *upgrade, WgSlice mechanisms);
/* A word that is all X. */
void wg_upgrade_masked (WgUpgrade *upgrade, WgSlice word);
void wg_upgrade_preauth (WgUpgrade *upgrade);
void wg_upgrade_asked (WgUpgrade *upgrade);
void wg_upgrade_answered (WgUpgrade *upgrade, gboolean accepted);
/* The client sends something of value: credentials, by the command @how (static); a mail; its
 * text or a query. */
void wg_upgrade_login (WgUpgrade *upgrade, const char *how, WgSlice user);
void wg_upgrade_mail (WgUpgrade *upgrade);
void wg_upgrade_body (WgUpgrade *upgrade, const char *what);
