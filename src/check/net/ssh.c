#include "check/net/net.h"
#include "check/rules.h"
#include "ssh/ssh-records.h"

/* What two ends of SSH agreed on and should not have (RFC 9142, RFC 8758). */

/* A name that ends in a star stands for all that begin so. */
typedef struct
{
  const char *name;
  WgSeverity severity;
  const char *why;
} Weak;

/* The first that fits counts. */
static const Weak kex[] = {
    {"diffie-hellman-group1-sha1", WG_SEVERITY_MEDIUM,
     "a group of 1024 bits that everybody shares, and SHA-1"},
    {"rsa1024-sha1", WG_SEVERITY_MEDIUM, "an RSA key of 1024 bits, and SHA-1"},
    {"gss-group1-sha1*", WG_SEVERITY_MEDIUM,
     "a group of 1024 bits that everybody shares, and SHA-1"},
    {"diffie-hellman-group14-sha1", WG_SEVERITY_LOW, "SHA-1"},
    {"diffie-hellman-group-exchange-sha1", WG_SEVERITY_LOW, "SHA-1"},
    {"gss-group14-sha1*", WG_SEVERITY_LOW, "SHA-1"},
    {"gss-gex-sha1*", WG_SEVERITY_LOW, "SHA-1"},
    {NULL, WG_SEVERITY_DEFAULT, NULL},
};

static const Weak host_keys[] = {
    {"ssh-dss*", WG_SEVERITY_MEDIUM, "a DSA key of 1024 bits, and SHA-1"},
    {NULL, WG_SEVERITY_DEFAULT, NULL},
};

static const Weak ciphers[] = {
    {"none", WG_SEVERITY_HIGH, "no encryption at all"},
    {"arcfour*", WG_SEVERITY_MEDIUM, "RC4, whose key stream is not random"},
    {"des-*", WG_SEVERITY_MEDIUM, "a key of 56 bits"},
    {"3des-*", WG_SEVERITY_MEDIUM, "blocks of 64 bits"},
    {NULL, WG_SEVERITY_DEFAULT, NULL},
};

static const Weak macs[] = {
    {"none", WG_SEVERITY_HIGH, "no protection against changes"},
    {"hmac-md5*", WG_SEVERITY_MEDIUM, "MD5"},
    {NULL, WG_SEVERITY_DEFAULT, NULL},
};

static const struct
{
  WgSshList list;
  const Weak *weak;
  const char *field;
  const char *what;
} rows[] = {
    {WG_SSH_KEX, kex, "wiregloss.ssh.kex", "key exchange"},
    {WG_SSH_HOST_KEY, host_keys, "wiregloss.ssh.host_key", "host key"},
    {WG_SSH_CIPHER_CLIENT, ciphers, "wiregloss.ssh.client_cipher", "cipher"},
    {WG_SSH_CIPHER_SERVER, ciphers, "wiregloss.ssh.server_cipher", "cipher"},
    {WG_SSH_MAC_CLIENT, macs, "wiregloss.ssh.client_mac", "MAC"},
    {WG_SSH_MAC_SERVER, macs, "wiregloss.ssh.server_mac", "MAC"},
};

static const Weak *
weak_of (const Weak *list, WgSlice name)
{
  for (; list->name != NULL; list++)
    {
      gsize len = strlen (list->name) - 1;
      gboolean open = list->name[len] == '*';

      if (open ? name.len >= len && memcmp (name.data, list->name, len) == 0
               : wg_slice_is (name, list->name))
        return list;
    }
  return NULL;
}

/* Ciphers that bring their own authentication (RFC 5647 §5.1): the agreed MAC is not used. */
static gboolean
needs_no_mac (WgSlice cipher)
{
  return wg_slice_has_prefix (cipher, "chacha20-poly1305")
         || wg_slice_has_prefix (cipher, "aes128-gcm")
         || wg_slice_has_prefix (cipher, "aes256-gcm") || wg_slice_has_prefix (cipher, "AEAD_");
}

static void
judge_agreed (WgCheck *check, const WgParties *parties, const WgSshRecord *ssh)
{
  guint32 frame = MAX (ssh->client.kexinit_frame, ssh->server.kexinit_frame);
  guint32 other = MIN (ssh->client.kexinit_frame, ssh->server.kexinit_frame);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WgSlice name = ssh->agreed.list[rows[i].list];
      const Weak *weak = name.len > 0 ? weak_of (rows[i].weak, name) : NULL;
      WgClaim *claim;

      if (weak == NULL
          || (rows[i].weak == macs
              && needs_no_mac (
                  ssh->agreed.list[rows[i].list == WG_SSH_MAC_CLIENT ? WG_SSH_CIPHER_CLIENT
                                                                     : WG_SSH_CIPHER_SERVER])))
        continue;
      claim = wg_check_raise (check, &wg_finding_ssh_obsolete, weak->severity, parties, name,
                              frame);
      wg_claim_frame (claim, other);
      wg_claim_show (claim, frame, rows[i].field, name);
      wg_claim_say (claim, "Client and server agreed on the %s %.*s: %s.", rows[i].what,
                    (int) MIN (name.len, 100), (const char *) name.data, weak->why);
    }
}

static gboolean
is_both (const WgSshEnd *end)
{
  return wg_slice_is (end->version, "1.99");
}

/* A client that asks a server of version 2 alone for version 1 is turned away. */
static void
judge_version (WgCheck *check, const WgParties *parties, const WgSshRecord *ssh)
{
  const WgSshEnd *server = &ssh->server;
  gboolean spoken = server->major == 1 || (is_both (server) && ssh->client.major == 1);
  WgClaim *claim;

  if (server->frame == 0 || (!spoken && !is_both (server)))
    return;
  claim = wg_check_raise (check, &wg_finding_ssh_obsolete,
                          spoken ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT, parties,
                          WG_SLICE_LITERAL ("SSH-1"), server->frame);
  wg_claim_show (claim, server->frame, "ssh.protocol", server->identification);
  if (spoken && ssh->client.frame != 0)
    wg_claim_frame (claim, ssh->client.frame);
  wg_claim_say (claim,
                spoken ? "The server identifies itself with version %.*s: SSH-1 is spoken here."
                : ssh->client.frame != 0
                    ? "The server's version %.*s means that it takes SSH-1 as well as SSH-2; "
                      "this client did not ask for it."
                    : "The server's version %.*s means that it takes SSH-1 as well as SSH-2.",
                (int) MIN (server->version.len, 10), (const char *) server->version.data);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  judge_version (state, parties, record);
  judge_agreed (state, parties, record);
}

const WgRules wg_rules_ssh = {
    .name = "ssh",
    .records = (const WgRecordRule[]){{&wg_ssh_type, judge}, {0}},
};
