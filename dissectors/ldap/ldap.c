#include "ldap/ldap.h"

#include "ldap/ldap-describe.h"
#include "ldap/ldap-parse.h"
#include "sasl/sasl.h"
#include "sasl/upgrade.h"

#define MESSAGE_MAX (64u * 1024) /* a bind that is longer is passed over */

typedef struct
{
  WgChannel *channel;
  gboolean lost[2];
  gboolean waiting; /* for the answer to StartTLS */
  guint32 tls_id;
  guint32 bind_id;
  guint8 choice;
  gboolean bind_goes_on; /* saslBindInProgress */
  WgDir client;
  WgSasl sasl;
  WgAttempt attempt;
  WgUpgrade upgrade;
} Ldap;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {389, 3268, 0};

static WgProbe
probe_one (WgSlice bytes, gboolean (*is_mine) (guint8 op))
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  WgLdapHead head;

  switch (wg_ldap_parse_head (&r, &head))
    {
    case WG_BER_SHORT:
      return bytes.len == 0 || wg_slice_at (bytes, 0) == 0x30 ? WG_PROBE_NEED : WG_PROBE_NO;
    case WG_BER_OK:
      return is_mine (head.op) ? WG_PROBE_YES : WG_PROBE_NO;
    case WG_BER_BAD:
      break;
    }
  return WG_PROBE_NO;
}

static WgProbe
probe_as (WgSlice asks, WgSlice answers)
{
  WgProbe a = probe_one (asks, wg_ldap_is_request),
          b = probe_one (answers, wg_ldap_is_response);

  if (a == WG_PROBE_NO || b == WG_PROBE_NO || asks.len + answers.len == 0)
    return WG_PROBE_NO;
  return MAX (a, b);
}

static WgProbe
probe (const WgProbeInput *in)
{
  if (in->datagram)
    return WG_PROBE_NO;
  return MAX (probe_as (in->bytes[WG_CLIENT], in->bytes[WG_SERVER]),
              probe_as (in->bytes[WG_SERVER], in->bytes[WG_CLIENT]));
}

static gpointer
begin (WgChannel *channel)
{
  Ldap *s = g_new0 (Ldap, 1);

  s->channel = channel;
  wg_attempt_init (&s->attempt, channel, "ldap");
  wg_upgrade_init (&s->upgrade, channel, "ldap");
  return s;
}

static WgSlice
mechanism_of (const WgLdapBind *bind)
{
  if (bind->choice == WG_LDAP_SASL)
    return bind->mechanism;
  if (bind->choice != WG_LDAP_SIMPLE)
    return WG_SLICE_LITERAL ("NTLM");
  if (bind->name.len == 0 && bind->credentials.len == 0)
    return WG_SLICE_LITERAL ("anonymous bind");
  return WG_SLICE_LITERAL ("simple bind");
}

static void
bind_request (Ldap *s, guint32 id, WgSlice content)
{
  WgLdapBind bind;

  if (!wg_ldap_parse_bind (content, &bind))
    return;
  if (!s->bind_goes_on || !s->attempt.open)
    {
      s->attempt.client = s->client;
      wg_attempt_begin (&s->attempt, mechanism_of (&bind));
      wg_sasl_begin (&s->sasl, bind.mechanism);
    }
  s->bind_id = id;
  s->choice = bind.choice;
  s->bind_goes_on = FALSE;
  wg_attempt_touch (&s->attempt);
  if (bind.name.len > 0)
    wg_attempt_user (&s->attempt, bind.name);
  if (bind.choice == WG_LDAP_SIMPLE)
    {
      wg_attempt_secret (&s->attempt, bind.credentials);
      if (bind.credentials.len > 0)
        wg_upgrade_login (&s->upgrade, "bind", bind.name);
    }
  else
    wg_sasl_message (&s->sasl, bind.credentials, &s->attempt);
}

static void
bind_response (Ldap *s, guint32 id, WgSlice content)
{
  guint32 code;

  if (id != s->bind_id || !wg_ldap_parse_result (content, &code))
    return;
  /* NTLM's challenge comes with success. */
  s->bind_goes_on =
      code == WG_LDAP_IN_PROGRESS
      || (code == WG_LDAP_SUCCESS
          && (s->choice == WG_LDAP_SICILY_DISCOVER || s->choice == WG_LDAP_SICILY_NEGOTIATE));
  if (!s->bind_goes_on)
    wg_attempt_answer (&s->attempt, code == WG_LDAP_SUCCESS);
}

static WgStep
extended_response (Ldap *s, guint32 id, WgSlice content)
{
  const WgHandoff handoff = {.by = "ldap",
                             .how = "ldap",
                             .client = s->client,
                             .request_frame = wg_channel_frame (s->channel)};
  guint32 code;

  if (!s->waiting || id != s->tls_id || !wg_ldap_parse_result (content, &code))
    return WG_AGAIN;
  s->waiting = FALSE;
  wg_upgrade_answered (&s->upgrade, code == WG_LDAP_SUCCESS);
  if (code != WG_LDAP_SUCCESS)
    return WG_AGAIN;
  wg_channel_set_handoff (s->channel, &handoff);
  return WG_HANDOFF (wg_dissector_find ("tls"));
}

static WgStep
message (Ldap *s, WgDir dir, const WgLdapHead *head, WgSlice content)
{
  WgSlice name;

  switch (head->op)
    {
    case WG_LDAP_BIND_REQUEST:
      s->client = dir;
      bind_request (s, head->id, content);
      break;
    case WG_LDAP_BIND_RESPONSE:
      bind_response (s, head->id, content);
      break;
    case WG_LDAP_EXTENDED_REQUEST:
      s->client = dir;
      s->waiting =
          wg_ldap_parse_extended (content, &name) && wg_slice_is (name, WG_LDAP_START_TLS);
      s->tls_id = head->id;
      s->upgrade.client = dir;
      if (s->waiting)
        wg_upgrade_asked (&s->upgrade);
      break;
    case WG_LDAP_EXTENDED_RESPONSE:
      return extended_response (s, head->id, content);
    default:
      break;
    }
  return WG_AGAIN;
}

static gboolean
is_wanted (const WgLdapHead *head)
{
  return (head->op == WG_LDAP_BIND_REQUEST || head->op == WG_LDAP_BIND_RESPONSE
          || head->op == WG_LDAP_EXTENDED_REQUEST || head->op == WG_LDAP_EXTENDED_RESPONSE)
         && head->len <= MESSAGE_MAX;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Ldap *s = state;
  gsize start = wg_reader_tell (in), before;
  WgLdapHead head;
  WgSlice content;

  if (s->lost[dir])
    return WG_LOST;
  if (s->waiting && dir == s->client)
    return WG_WAIT;
  switch (wg_ldap_parse_head (in, &head))
    {
    case WG_BER_SHORT:
      return WG_NEED (1);
    case WG_BER_BAD: /* also messages inside a SASL security layer (RFC 4513 §5.2.4) */
      return WG_LOST;
    case WG_BER_OK:
      break;
    }
  before = wg_reader_tell (in) - start;
  if (head.op == WG_LDAP_SEARCH_REQUEST)
    wg_upgrade_body (&s->upgrade, "search");
  if (!is_wanted (&head))
    return head.len > before ? WG_SKIP (head.len - before) : WG_AGAIN;
  if (!wg_reader_take (in, (gsize) head.op_len, &content)
      || !wg_reader_skip (in, (gsize) (head.len - before - head.op_len)))
    {
      wg_reader_seek (in, start);
      return WG_NEED (head.len - wg_reader_left (in));
    }
  return message (s, dir, &head, content);
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Ldap *s = state;

  s->lost[dir] = TRUE;
}

static void
finish (gpointer state)
{
  Ldap *s = state;

  wg_attempt_clear (&s->attempt);
  wg_upgrade_clear (&s->upgrade);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  if (!payload)
    wg_ldap_describe_message (unit, tree);
}

const WgDissector wg_ldap = {
    .id = "ldap",
    .title = "LDAP",
    .help = "Asks a directory about people and machines, and checks passwords against it.",
    .records = records,
    .fields = wg_ldap_fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .close = finish,
    .describe = describe,
};
