#include "xmpp/xmpp.h"

#include "line/line.h"
#include "sasl/sasl.h"
#include "sasl/upgrade.h"
#include "xmpp/xmpp-parse.h"

/* Whose text matters: the element that the client is inside of. */
typedef enum
{
  ELEMENT_OTHER,
  ELEMENT_SASL, /* auth, response */
  ELEMENT_USER,
  ELEMENT_PASSWORD,
  ELEMENT_DIGEST,
} Element;

/* @old_auth: inside a query of jabber:iq:auth that gives a user */
typedef struct
{
  WgChannel *channel;
  gboolean server_seen;
  gboolean starting_tls;
  gboolean skipping[2]; /* inside a tag past the ceiling */
  gboolean old_auth;
  Element element;
  GString *text;
  GString *user; /* of jabber:iq:auth */
  WgSasl sasl;
  WgAttempt attempt;
  WgUpgrade upgrade;
} Xmpp;

static const WgRecordType *const records[] = {&wg_login_type, &wg_starttls_type, NULL};
static const guint16 ports[] = {5222, 5269, 0};

static const WgField fields[] = {
    {.key = "xmpp", .label = "XMPP"},
    {.key = "xmpp.tag", .label = "Tag", .kind = WG_KIND_TEXT},
    {.key = "xmpp.text", .label = "Text"},
    {0},
};

static WgProbe
probe (const WgProbeInput *in)
{
  gint asks = in->datagram ? 0 : wg_xmpp_is_stream (in->bytes[WG_CLIENT]);

  return asks > 0 ? WG_PROBE_YES : asks < 0 ? WG_PROBE_NEED : WG_PROBE_NO;
}

static gpointer
begin (WgChannel *channel)
{
  Xmpp *s = g_new0 (Xmpp, 1);

  s->channel = channel;
  s->text = g_string_new (NULL);
  s->user = g_string_new (NULL);
  wg_attempt_init (&s->attempt, channel, "xmpp");
  wg_upgrade_init (&s->upgrade, channel, "xmpp");
  return s;
}

static void
open_element (Xmpp *s, const WgXmlToken *tag)
{
  WgSlice mechanism;

  s->element = ELEMENT_OTHER;
  g_string_truncate (s->text, 0);
  if (wg_slice_is (tag->name, "auth"))
    {
      mechanism = wg_xml_attribute (tag->body, "mechanism");
      wg_attempt_begin (&s->attempt, mechanism);
      wg_sasl_begin (&s->sasl, mechanism);
      s->element = ELEMENT_SASL;
    }
  else if (wg_slice_is (tag->name, "response"))
    s->element = ELEMENT_SASL;
  else if (wg_slice_is (tag->name, "query"))
    s->old_auth = wg_slice_is (wg_xml_attribute (tag->body, "xmlns"), "jabber:iq:auth");
  else if (s->old_auth && wg_slice_is (tag->name, "username"))
    s->element = ELEMENT_USER;
  else if (s->old_auth && wg_slice_is (tag->name, "password"))
    s->element = ELEMENT_PASSWORD;
  else if (s->old_auth && wg_slice_is (tag->name, "digest"))
    s->element = ELEMENT_DIGEST;
  else if (wg_slice_is (tag->name, "starttls"))
    {
      s->starting_tls = TRUE;
      wg_upgrade_asked (&s->upgrade);
    }
}

/* A question for the fields of jabber:iq:auth names the user without a password. */
static void
close_element (Xmpp *s)
{
  WgSlice text = wg_slice (s->text->str, s->text->len);

  switch (s->element)
    {
    case ELEMENT_SASL:
      if (text.len > 0)
        {
          (void) wg_sasl_message_base64 (&s->sasl, text, &s->attempt);
          wg_upgrade_login (&s->upgrade, "auth", WG_SLICE_NONE);
        }
      break;
    case ELEMENT_USER:
      g_string_assign (s->user, s->text->str);
      break;
    case ELEMENT_PASSWORD:
    case ELEMENT_DIGEST:
      wg_attempt_begin (&s->attempt, WG_SLICE_LITERAL ("jabber:iq:auth"));
      wg_attempt_user (&s->attempt, wg_slice (s->user->str, s->user->len));
      wg_attempt_secret (&s->attempt, text);
      wg_upgrade_login (&s->upgrade, "iq auth", wg_slice (s->user->str, s->user->len));
      break;
    case ELEMENT_OTHER:
      break;
    }
  s->element = ELEMENT_OTHER;
  g_string_truncate (s->text, 0);
}

static void
client_token (Xmpp *s, WgXmlPart part, const WgXmlToken *token)
{
  if (part == WG_XML_TEXT)
    {
      if (s->element != ELEMENT_OTHER && token->body.len > 0
          && token->body.len <= WG_LIMIT_LINE - MIN (s->text->len, WG_LIMIT_LINE))
        g_string_append_len (s->text, (const gchar *) token->body.data,
                             (gssize) token->body.len);
      return;
    }
  if (!token->closing)
    open_element (s, token);
  if (token->closing || token->empty)
    close_element (s);
}

static void
iq (Xmpp *s, const WgXmlToken *tag)
{
  WgSlice type = wg_xml_attribute (tag->body, "type");
  gboolean has_secret = s->attempt.open && s->attempt.secret->len > 0;

  if (!s->old_auth || !has_secret)
    return;
  if (wg_slice_is (type, "result") || wg_slice_is (type, "error"))
    {
      wg_attempt_answer (&s->attempt, wg_slice_is (type, "result"));
      s->old_auth = FALSE;
    }
}

static WgStep
start_tls (Xmpp *s)
{
  const WgHandoff handoff = {.by = "xmpp",
                             .how = "xmpp",
                             .client = WG_CLIENT,
                             .request_frame = wg_channel_frame (s->channel)};

  wg_upgrade_answered (&s->upgrade, TRUE);
  wg_channel_set_handoff (s->channel, &handoff);
  return WG_HANDOFF (wg_dissector_find ("tls"));
}

static WgStep
server_token (Xmpp *s, const WgXmlToken *tag)
{
  if (tag->closing)
    {
      if (wg_slice_is (tag->name, "features"))
        wg_upgrade_listed (&s->upgrade);
      return WG_AGAIN;
    }
  if (wg_slice_is (tag->name, "starttls"))
    wg_upgrade_offered (&s->upgrade);
  else if (wg_slice_is (tag->name, "mechanisms"))
    wg_upgrade_auth (&s->upgrade, WG_SLICE_LITERAL ("SASL"));
  if (s->starting_tls && wg_slice_is (tag->name, "proceed"))
    return start_tls (s);
  if (wg_slice_is (tag->name, "failure"))
    {
      if (!s->starting_tls)
        wg_attempt_answer (&s->attempt, FALSE);
      else
        wg_upgrade_answered (&s->upgrade, FALSE);
      s->starting_tls = FALSE;
    }
  else if (wg_slice_is (tag->name, "success"))
    wg_attempt_answer (&s->attempt, TRUE);
  else if (wg_slice_is (tag->name, "iq"))
    iq (s, tag);
  return WG_AGAIN;
}

/* The rest of a tag that nobody reads. */
static WgStep
skip_tag (Xmpp *s, WgDir dir, WgReader *in)
{
  WgSlice skipped;

  s->skipping[dir] = !wg_reader_until (in, '>', &skipped);
  return !s->skipping[dir] || wg_reader_skip (in, wg_reader_left (in)) ? WG_AGAIN : WG_LOST;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Xmpp *s = state;
  WgXmlToken token;
  WgXmlPart part;

  s->server_seen = s->server_seen || dir == WG_SERVER;
  if (s->starting_tls && wg_line_is_tls (wg_reader_rest (in))
      && (dir == WG_SERVER || !s->server_seen))
    return start_tls (s);
  if (s->starting_tls && dir == WG_CLIENT && s->server_seen)
    return WG_WAIT;
  if (s->skipping[dir])
    return skip_tag (s, dir, in);
  part = wg_xml_next (in, &token);
  if (part == WG_XML_SHORT)
    {
      if (wg_reader_left (in) < WG_LIMIT_LINE)
        return WG_NEED (1);
      return skip_tag (s, dir, in);
    }
  if (dir == WG_CLIENT)
    client_token (s, part, &token);
  else if (part == WG_XML_TAG)
    return server_token (s, &token);
  return WG_AGAIN;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Xmpp *s = state;

  s->skipping[dir] = FALSE;
  if (dir == WG_CLIENT)
    s->element = ELEMENT_OTHER;
  else
    s->server_seen = FALSE;
}

static void
finish (gpointer state)
{
  Xmpp *s = state;

  wg_attempt_clear (&s->attempt);
  wg_upgrade_clear (&s->upgrade);
  g_string_free (s->text, TRUE);
  g_string_free (s->user, TRUE);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgNode *top = wg_tree_add (tree, NULL, fields, 0, unit.len);

  if (wg_slice_at (unit, 0) == '<')
    wg_tree_add_text (tree, top, fields + 1, 0, unit.len, unit);
  else
    wg_tree_add (tree, top, fields + 2, 0, unit.len);
}

const WgDissector wg_xmpp = {
    .id = "xmpp",
    .title = "XMPP",
    .help = "Messages, presence and contact lists.",
    .records = records,
    .fields = fields,
    .ports = ports,
    .probe = probe,
    .open = begin,
    .feed = feed,
    .gap = gap,
    .close = finish,
    .describe = describe,
};
