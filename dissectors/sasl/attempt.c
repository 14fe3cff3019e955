#include "sasl/attempt.h"

void
wg_attempt_init (WgAttempt *attempt, WgChannel *channel, const char *protocol)
{
  const WgHandoff *handoff = wg_channel_handoff (channel);

  *attempt = (WgAttempt){.channel = channel,
                         .protocol = protocol,
                         .client = WG_CLIENT,
                         .decrypted = handoff != NULL && handoff->decrypted};
}

static void
set (GString **text, WgSlice value)
{
  if (*text == NULL)
    *text = g_string_sized_new (32);
  g_string_truncate (*text, 0);
  if (value.len > 0)
    g_string_append_len (*text, (const gchar *) value.data,
                         (gssize) MIN (value.len, (gsize) WG_LIMIT_LINE));
}

static WgSlice
get (const GString *text)
{
  return text != NULL ? wg_slice (text->str, text->len) : WG_SLICE_NONE;
}

static void
emit (WgAttempt *attempt, guint32 response_frame, const char *ok)
{
  WgLogin login = {.frame = attempt->frame,
                   .response_frame = response_frame,
                   .protocol = attempt->protocol,
                   .mechanism = get (attempt->mechanism),
                   .user = get (attempt->user),
                   .secret = get (attempt->secret),
                   .ok = ok,
                   .decrypted = attempt->decrypted};

  attempt->open = FALSE;
  wg_channel_close_record (attempt->channel, attempt->id, &wg_login_type, &login,
                           attempt->client == WG_SERVER);
}

static void
drop (GString **text)
{
  if (*text != NULL)
    g_string_free (g_steal_pointer (text), TRUE);
}

void
wg_attempt_clear (WgAttempt *attempt)
{
  wg_attempt_give_up (attempt);
  drop (&attempt->mechanism);
  drop (&attempt->user);
  drop (&attempt->secret);
}

static void
start (WgAttempt *attempt, WgSlice mechanism)
{
  wg_attempt_give_up (attempt);
  attempt->frame = wg_channel_frame (attempt->channel);
  attempt->id = wg_channel_open_record (attempt->channel, &wg_login_type, attempt->frame);
  attempt->open = TRUE;
  set (&attempt->mechanism, mechanism);
  set (&attempt->secret, WG_SLICE_NONE);
}

void
wg_attempt_begin (WgAttempt *attempt, WgSlice mechanism)
{
  start (attempt, mechanism);
  set (&attempt->user, WG_SLICE_NONE);
}

void
wg_attempt_resume (WgAttempt *attempt, WgSlice mechanism)
{
  start (attempt, mechanism);
}

void
wg_attempt_mechanism (WgAttempt *attempt, WgSlice mechanism)
{
  if (attempt->open)
    set (&attempt->mechanism, mechanism);
}

void
wg_attempt_user (WgAttempt *attempt, WgSlice user)
{
  if (attempt->open)
    set (&attempt->user, user);
}

void
wg_attempt_secret (WgAttempt *attempt, WgSlice secret)
{
  if (attempt->open)
    set (&attempt->secret, secret);
}

WgSlice
wg_attempt_user_of (const WgAttempt *attempt)
{
  return get (attempt->user);
}

void
wg_attempt_touch (WgAttempt *attempt)
{
  attempt->frame = wg_channel_frame (attempt->channel);
}

void
wg_attempt_answer (WgAttempt *attempt, gboolean ok)
{
  if (attempt->open)
    emit (attempt, wg_channel_frame (attempt->channel), ok ? "yes" : "no");
}

void
wg_attempt_give_up (WgAttempt *attempt)
{
  if (attempt->open)
    emit (attempt, 0, NULL);
}
