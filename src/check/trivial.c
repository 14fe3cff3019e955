#include "check/trivial.h"

static const char *
why_trivial (WgSlice user, WgSlice password)
{
  static const char *const worst[] = {
      "password", "passwort", "passw0rd", "123456",   "12345678",  "123456789", "12345",
      "1234",     "qwerty",   "letmein",  "secret",   "welcome",   "changeme",  "default",
      "111111",   "iloveyou", "abc123",   "admin123", "password1", "pass",      "test",
      "guest",    "public",   "private",  "toor",     "raspberry", NULL};
  static const char *const defaults[] = {"admin", "root", "administrator", "test",  "guest",
                                         "user",  "pi",   "ubnt",          "cisco", NULL};

  if (password.len == 0)
    return wg_slice_is_any_nocase (user, defaults) ? "an empty password" : NULL;
  if (user.len > 0 && wg_slice_equal_nocase (user, password))
    return "a password that is the user's own name";
  if (wg_slice_is_any_nocase (password, worst))
    return "one of the passwords that everybody tries first";
  if (wg_slice_is_any_nocase (user, defaults) && wg_slice_is_any_nocase (password, defaults))
    return "a pair that devices are shipped with";
  return NULL;
}

void
wg_check_trivial_login (WgCheck *check,
                        const WgParties *parties,
                        guint32 frame,
                        const char *field,
                        WgSlice user,
                        WgSlice password)
{
  const char *why = why_trivial (user, password);
  WgClaim *claim;

  if (why == NULL)
    return;
  claim = wg_check_raise (check, &wg_finding_cred_default_or_trivial, WG_SEVERITY_DEFAULT,
                          parties, user, frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "User \"%.*s\" has %s.", (int) MIN (user.len, 64),
                user.len > 0 ? (const char *) user.data : "", why);
  if (password.len > 0)
    wg_claim_show_secret (claim, frame, field, password);
}
