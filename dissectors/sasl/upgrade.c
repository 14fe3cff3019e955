#include "sasl/upgrade.h"

#define TEXT_MAX 256u /* of the ways to log in, a word, a user */

void
wg_upgrade_init (WgUpgrade *upgrade, WgChannel *channel, const char *protocol)
{
  const WgHandoff *handoff = wg_channel_handoff (channel);

  *upgrade = (WgUpgrade){.channel = channel,
                         .client = WG_CLIENT,
                         .secure = handoff != NULL && handoff->decrypted,
                         .record.protocol = protocol};
}

static WgSlice
text_of (const GString *text)
{
  return text != NULL ? wg_slice (text->str, text->len) : WG_SLICE_NONE;
}

static void
drop (GString **text)
{
  if (*text != NULL)
    g_string_free (g_steal_pointer (text), TRUE);
}

void
wg_upgrade_clear (WgUpgrade *upgrade)
{
  WgStarttls *record = &upgrade->record;

  if (upgrade->matters)
    {
      record->auth = text_of (upgrade->auth);
      record->masked = text_of (upgrade->masked);
      record->login_user = text_of (upgrade->user);
      wg_channel_close_record (upgrade->channel, upgrade->id, &wg_starttls_type, record,
                               upgrade->client == WG_SERVER);
    }
  upgrade->matters = FALSE;
  drop (&upgrade->auth);
  drop (&upgrade->masked);
  drop (&upgrade->user);
}

/* The first packet of a kind. FALSE where it is known already, or nothing is to be said. */
static gboolean
mark (WgUpgrade *upgrade, guint32 *frame)
{
  if (upgrade->secure || *frame != 0)
    return FALSE;
  *frame = wg_channel_frame (upgrade->channel);
  return TRUE;
}

static gboolean
mark_matter (WgUpgrade *upgrade, guint32 *frame)
{
  if (!mark (upgrade, frame))
    return FALSE;
  if (!upgrade->matters)
    upgrade->id = wg_channel_open_record (upgrade->channel, &wg_starttls_type, *frame);
  upgrade->matters = TRUE;
  return TRUE;
}

static void
keep (GString **text, WgSlice value)
{
  if (*text == NULL)
    *text = g_string_new (NULL);
  if (value.len > 0 && (*text)->len < TEXT_MAX)
    g_string_append_len (*text, (const gchar *) value.data,
                         (gssize) MIN (value.len, TEXT_MAX - (*text)->len));
}

void
wg_upgrade_listed (WgUpgrade *upgrade)
{
  (void) mark_matter (upgrade, &upgrade->record.listed_frame);
}

void
wg_upgrade_offered (WgUpgrade *upgrade)
{
  (void) mark_matter (upgrade, &upgrade->record.offered_frame);
}

void
wg_upgrade_auth (WgUpgrade *upgrade, WgSlice mechanisms)
{
  if (mark_matter (upgrade, &upgrade->record.auth_frame))
    keep (&upgrade->auth, mechanisms);
}

void
wg_upgrade_masked (WgUpgrade *upgrade, WgSlice word)
{
  if (mark_matter (upgrade, &upgrade->record.masked_frame))
    keep (&upgrade->masked, word);
}

void
wg_upgrade_preauth (WgUpgrade *upgrade)
{
  (void) mark_matter (upgrade, &upgrade->record.preauth_frame);
}

void
wg_upgrade_asked (WgUpgrade *upgrade)
{
  (void) mark_matter (upgrade, &upgrade->record.asked_frame);
}

void
wg_upgrade_answered (WgUpgrade *upgrade, gboolean accepted)
{
  if (upgrade->record.asked_frame != 0 && mark (upgrade, &upgrade->record.answer_frame))
    upgrade->record.accepted = accepted ? "yes" : "no";
}

static void
mark_after (WgUpgrade *upgrade, const char *what)
{
  if (upgrade->record.answer_frame != 0 && mark (upgrade, &upgrade->record.after_frame))
    upgrade->record.after = what;
}

void
wg_upgrade_login (WgUpgrade *upgrade, const char *how, WgSlice user)
{
  mark_after (upgrade, how);
  if (!mark (upgrade, &upgrade->record.login_frame))
    return;
  upgrade->record.login = how;
  keep (&upgrade->user, user);
}

void
wg_upgrade_mail (WgUpgrade *upgrade)
{
  mark_after (upgrade, "MAIL");
  (void) mark (upgrade, &upgrade->record.mail_frame);
}

void
wg_upgrade_body (WgUpgrade *upgrade, const char *what)
{
  mark_after (upgrade, what);
  (void) mark (upgrade, &upgrade->record.body_frame);
}
