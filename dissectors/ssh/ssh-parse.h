#pragma once

#include "base/limits.h"
#include "base/reader.h"

/* The Secure Shell transport (RFC 4253) as far as it is in the clear. */

/* "SSH-2.0-OpenSSH_9.2 comments" (RFC 4253 §4.2); parts are borrowed from the line.
 * @major: 1 for all 1.x but 1.99, which stands for both (§5.1) and is 2 here */
typedef struct
{
  WgSlice version;
  WgSlice software;
  guint major;
} WgSshIdent;

/* @line without its ending. */
gboolean wg_ssh_parse_ident (WgSlice line, WgSshIdent *out);

typedef enum
{
  WG_SSH_KEX,
  WG_SSH_HOST_KEY,
  WG_SSH_CIPHER_CLIENT, /* of what the client sends */
  WG_SSH_CIPHER_SERVER,
  WG_SSH_MAC_CLIENT,
  WG_SSH_MAC_SERVER,
  WG_SSH_N_LISTS,
} WgSshList;

/* The names of algorithms that one side takes, the best first, separated by commas. */
typedef struct
{
  WgSlice list[WG_SSH_N_LISTS];
} WgSshKexinit;

typedef enum
{
  WG_SSH_OK,
  WG_SSH_SHORT,
  WG_SSH_BAD,
} WgSshResult;

/* A packet before keys are in use (RFC 4253 §6), of at most %WG_LIMIT_SSH_PACKET bytes. Unmoved
 * where it is not whole; @missing: so many bytes at least. */
WgSshResult wg_ssh_parse_packet (WgReader *in, WgSlice *payload, gsize *missing);

#define WG_SSH_MSG_KEXINIT 20

/* RFC 4253 §7.1 */
gboolean wg_ssh_parse_kexinit (WgSlice payload, WgSshKexinit *out);

/* The first name of the client's that the server takes too (RFC 4253 §7.1); empty where there
 * is none among the first %WG_LIMIT_SSH_NAMES of both. */
WgSlice wg_ssh_agreed (WgSlice client, WgSlice server);
