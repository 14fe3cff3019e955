#include "cli/keys.h"

#include "cli/cli.h"

static gboolean
load_keylog (WgSecrets *secrets, const char *path, gboolean quiet, GError **error)
{
  WgKeylogCount count;

  if (!wg_secrets_load_keylog (secrets, path, &count, error))
    return FALSE;
  if (quiet)
    return TRUE;
  if (count.secrets == 0)
    wg_cli_say ("%s: the key log is empty", path);
  if (count.bad > 0)
    wg_cli_say ("%s: %u of %u lines are not those of a key log, the first is line %u; the "
                "rest is used",
                path, count.bad, count.lines, count.first_bad);
  if (count.dropped > 0)
    wg_cli_say ("%s: %u secrets are more than are kept", path, count.dropped);
  return TRUE;
}

static gboolean
load_all (const WgCliKeys *keys, WgSecrets *secrets, gboolean quiet, GError **error)
{
  const char *environment = keys->environment ? g_getenv ("SSLKEYLOGFILE") : NULL;

  if (keys->environment && environment == NULL)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO,
                   "--sslkeylogfile: SSLKEYLOGFILE is not set in the environment");
      return FALSE;
    }
  if (environment != NULL && !load_keylog (secrets, environment, quiet, error))
    return FALSE;
  for (char **path = keys->keylogs; path != NULL && *path != NULL; path++)
    if (!load_keylog (secrets, *path, quiet, error))
      return FALSE;
  for (char **path = keys->rsa_keys; path != NULL && *path != NULL; path++)
    if (!wg_secrets_load_rsa_key (secrets, *path, error))
      return FALSE;
  for (char **hex = keys->psks; hex != NULL && *hex != NULL; hex++)
    if (!wg_secrets_add_psk (secrets, *hex, error))
      {
        g_prefix_error (error, "--psk: ");
        return FALSE;
      }
  return TRUE;
}

WgSecrets *
wg_cli_keys_load (const WgCliKeys *keys, gboolean quiet, GError **error)
{
  WgSecrets *secrets = wg_secrets_new (NULL);

  if (load_all (keys, secrets, quiet, error))
    return secrets;
  wg_secrets_free (secrets);
  return NULL;
}

void
wg_cli_keys_clear (WgCliKeys *keys)
{
  g_clear_pointer (&keys->keylogs, g_strfreev);
  g_clear_pointer (&keys->rsa_keys, g_strfreev);
  g_clear_pointer (&keys->psks, g_strfreev);
}
