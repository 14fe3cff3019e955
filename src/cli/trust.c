#include "cli/trust.h"

#include "cli/cli.h"

#define NS_OF_US G_GINT64_CONSTANT (1000)
#define MAX_S    (G_MAXINT64 / G_GINT64_CONSTANT (1000000000) - 1)

static gboolean
take_date (const char *text, gint64 *ns)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (text, utc);

  if (when == NULL && strlen (text) == strlen ("2026-05-01"))
    when = g_date_time_new_from_iso8601 (midnight, utc);
  if (when == NULL || ABS (g_date_time_to_unix (when)) > MAX_S)
    return FALSE;
  *ns = g_date_time_to_unix (when) * NS_OF_US * NS_OF_US * NS_OF_US;
  return TRUE;
}

gboolean
wg_cli_trust_take_time (const WgCliTrust *trust, WgCheckOptions *check)
{
  const char *text = trust->verify_time;

  check->verify_ns = G_MININT64;
  if (text == NULL || strcmp (text, "capture") == 0)
    return TRUE;
  if (strcmp (text, "now") == 0)
    {
      check->verify_ns = g_get_real_time () * NS_OF_US;
      return TRUE;
    }
  if (take_date (text, &check->verify_ns))
    return TRUE;
  wg_cli_say ("report: --verify-time takes capture, now or a time such as "
              "2026-05-01T00:00:00Z, not '%s'",
              text);
  return FALSE;
}

gboolean
wg_cli_trust_load (const WgCliTrust *trust, WgCheckOptions *check, GError **error)
{
  check->trust = wg_trust_new (trust->files, NULL, error);
  return check->trust != NULL;
}

void
wg_cli_trust_clear (WgCliTrust *trust)
{
  g_strfreev (trust->files);
  g_free (trust->verify_time);
}
