#include "check/rules.h"
#include "dissect/login.h"

/* Logins that anybody on the way can read, by protocol. */

#define SECRET_SHOWN_MAX 64

typedef struct
{
  const char *protocol;
  const WgFindingType *type;
  const char *name; /* for a sentence */
} Protocol;

static const Protocol protocols[] = {
    {"ftp", &wg_finding_ftp_cleartext_login, "FTP"},
    {"smtp", &wg_finding_smtp_auth_cleartext, "SMTP"},
    {"pop", &wg_finding_pop3_cleartext_login, "POP3"},
    {"imap", &wg_finding_imap_cleartext_login, "IMAP"},
    {"telnet", &wg_finding_telnet_login, "Telnet"},
    {"ldap", &wg_finding_ldap_simple_bind_cleartext, "LDAP"},
    {"mysql", &wg_finding_db_cleartext_auth, "MySQL"},
    {"postgresql", &wg_finding_db_cleartext_auth, "PostgreSQL"},
    {"redis", &wg_finding_db_cleartext_auth, "Redis"},
    {"mqtt", &wg_finding_db_cleartext_auth, "MQTT"},
    {"irc", &wg_finding_misc_cleartext_secret, "IRC"},
    {"socks", &wg_finding_misc_cleartext_secret, "SOCKS"},
    {"xmpp", &wg_finding_misc_cleartext_secret, "XMPP"},
};

/* What an eavesdropper gets of the password. */
typedef enum
{
  EXPOSED_NOTHING,
  EXPOSED_NOBODY, /* a guest's name and what he likes to give as a password */
  EXPOSED_EMPTY,  /* a name without a password */
  EXPOSED_PROOF,  /* made of the password in a way that does not give it away */
  EXPOSED_HASH,   /* something to try passwords against */
  EXPOSED_CLEAR,
} Exposed;

static Exposed
exposed (const WgLogin *login)
{
  static const char *const guests[] = {"anonymous", "ftp", "guest", NULL};
  static const char *const hashes[] = {"CRAM-MD5",
                                       "DIGEST-MD5",
                                       "NTLM",
                                       "GSS-SPNEGO",
                                       "APOP",
                                       "md5",
                                       "mysql_native_password",
                                       "mysql_old_password",
                                       "caching_sha2_password",
                                       "sha256_password",
                                       "dialog",
                                       "client_ed25519",
                                       NULL};
  static const char *const none[] = {"EXTERNAL", "ANONYMOUS", "GSSAPI",         "gss", "sspi",
                                     "trust",    "user id",   "anonymous bind", NULL};

  if (wg_slice_is_any_nocase (login->mechanism, none))
    return EXPOSED_NOTHING;
  if (g_str_equal (login->protocol, "ldap") && !wg_slice_is (login->mechanism, "simple bind"))
    return EXPOSED_NOTHING;
  if (wg_slice_has_prefix_nocase (login->mechanism, "SCRAM"))
    return login->secret.len > 0 ? EXPOSED_PROOF : EXPOSED_NOTHING;
  if (wg_slice_is (login->mechanism, "NTLM")
      || wg_slice_is_nocase (login->mechanism, "GSS-SPNEGO"))
    return login->user.len > 0 ? EXPOSED_HASH : EXPOSED_NOTHING;
  if (login->secret.len == 0
      && (wg_slice_is (login->mechanism, "simple bind")
          || (wg_slice_has_prefix (login->mechanism, "mysql_") && login->user.len > 0)))
    return EXPOSED_EMPTY;
  if (login->secret.len == 0)
    return EXPOSED_NOTHING;
  if (wg_slice_is_any_nocase (login->mechanism, hashes))
    return EXPOSED_HASH;
  if (g_str_equal (login->protocol, "ftp") && wg_slice_is_any_nocase (login->user, guests))
    return EXPOSED_NOBODY;
  return EXPOSED_CLEAR;
}

/* A capture that was shared often has X where the password was. */
static gboolean
is_blanked (WgSlice secret)
{
  for (gsize i = 0; i < secret.len; i++)
    if (strchr ("Xx*", wg_slice_at (secret, i)) == NULL)
      return FALSE;
  return secret.len > 0;
}

static WgSeverity
severity_of (const WgFindingType *type, const WgLogin *login, Exposed what)
{
  gboolean accepted = login->ok != NULL && g_str_equal (login->ok, "yes");

  switch (what)
    {
    case EXPOSED_CLEAR:
      if (type == &wg_finding_ftp_cleartext_login)
        return accepted ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT;
      if (wg_slice_is (login->mechanism, "password")
          || wg_slice_is (login->mechanism, "mysql_clear_password"))
        return WG_SEVERITY_CRITICAL;
      return WG_SEVERITY_DEFAULT;
    case EXPOSED_HASH:
    case EXPOSED_EMPTY:
      return WG_SEVERITY_MEDIUM;
    case EXPOSED_PROOF:
    case EXPOSED_NOBODY:
    case EXPOSED_NOTHING:
      break;
    }
  return WG_SEVERITY_INFO;
}

static void
say (WgClaim *claim, const char *name, const WgLogin *login, Exposed what)
{
  g_autofree char *user =
      g_strndup ((const char *) login->user.data, MIN (login->user.len, SECRET_SHOWN_MAX));
  g_autofree char *mechanism = g_strndup ((const char *) login->mechanism.data,
                                          MIN (login->mechanism.len, SECRET_SHOWN_MAX));
  const char *how = login->ok == NULL                ? "."
                    : g_str_equal (login->ok, "yes") ? ", and the server accepted it."
                                                     : ", and the server refused it.";

  switch (what)
    {
    case EXPOSED_CLEAR:
      if (login->user.len > 0)
        wg_claim_say (claim,
                      "User \"%s\" sent a password of %" G_GSIZE_FORMAT
                      " characters over %s (%s) in the clear%s",
                      user, login->secret.len, name, mechanism, how);
      else
        wg_claim_say (claim,
                      "A password of %" G_GSIZE_FORMAT
                      " characters went over %s (%s) in the clear%s",
                      login->secret.len, name, mechanism, how);
      break;
    case EXPOSED_HASH:
      wg_claim_say (
          claim,
          "User \"%s\" logged in to %s with %s without encryption: the password did not "
          "go over the wire, but an answer made of it did, against which guesses can be "
          "tried%s",
          user, name, mechanism, how);
      break;
    case EXPOSED_PROOF:
      wg_claim_say (
          claim,
          "User \"%s\" logged in to %s with %s, which does not give the password away, "
          "but nothing encrypts what follows%s",
          user, name, mechanism, how);
      break;
    case EXPOSED_EMPTY:
      if (!wg_slice_is (login->mechanism, "simple bind"))
        wg_claim_say (claim,
                      "User \"%s\" logged in to %s without a password and without "
                      "encryption%s",
                      user, name, how);
      else
        wg_claim_say (
            claim,
            "A bind as \"%s\" came without a password: servers that allow it treat the "
            "client as nobody, and careless programs take that for a login%s",
            user, how);
      break;
    case EXPOSED_NOBODY:
      wg_claim_say (claim, "The guest user \"%s\" logged in to %s, which is no secret%s", user,
                    name, how);
      break;
    case EXPOSED_NOTHING:
      break;
    }
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgLogin *login = record;
  Exposed what;

  if (login->decrypted)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      const Protocol *protocol = &protocols[i];
      WgClaim *claim;

      if (!g_str_equal (login->protocol, protocol->protocol))
        continue;
      what = exposed (login);
      if (what == EXPOSED_NOTHING)
        return;
      claim = wg_check_raise (state, protocol->type, severity_of (protocol->type, login, what),
                              parties, login->user, login->frame);
      wg_claim_outcome (claim, login->ok != NULL && g_str_equal (login->ok, "yes")
                                   ? WG_OUTCOME_SUCCESS
                                   : WG_OUTCOME_ATTEMPT);
      wg_claim_confidence (claim, is_blanked (login->secret) ? WG_CONFIDENCE_MEDIUM
                                                             : WG_CONFIDENCE_HIGH);
      say (claim, protocol->name, login, what);
      wg_claim_show (claim, login->frame, "wiregloss.login.user", login->user);
      if (login->secret.len > 0)
        wg_claim_show_secret (claim, login->frame, "wiregloss.login.secret", login->secret);
      if (login->response_frame != 0 && login->ok != NULL)
        wg_claim_show (claim, login->response_frame, "wiregloss.login.ok",
                       wg_slice_str (login->ok));
      return;
    }
}

const WgRules wg_rules_login = {
    .name = "login",
    .records = (const WgRecordRule[]){{&wg_login_type, judge}, {0}},
};
