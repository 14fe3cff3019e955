#include "redis/redis.h"

#include "line/line.h"
#include "redis/redis-parse.h"
#include "sasl/attempt.h"

/* Kinds of commands that wait for their replies. */
enum
{
  KIND_OTHER = 1,
  KIND_AUTH,
};

/* @children: elements of the unit that are still to come */
typedef struct
{
  gboolean lost[2];
  guint64 children[2];
  gint reply; /* type of the reply that is being read */
  WgPending pending;
  WgAttempt attempt;
} Redis;

static const WgRecordType *const records[] = {&wg_login_type, NULL};
static const guint16 ports[] = {6379, 0};

static const WgField fields[] = {
    {.key = "redis", .label = "Redis Serialization Protocol"},
    {.key = "redis.element", .label = "Element", .kind = WG_KIND_TEXT},
    {.key = "redis.auth", .label = "Login", .secret = WG_SECRET_VALUE},
    {0},
};

static WgProbe
probe (const WgProbeInput *in)
{
  static const char *const words[] = {"PING", "AUTH", "INFO", "HELLO", "COMMAND", NULL};
  WgSlice asks = in->bytes[WG_CLIENT], answers = in->bytes[WG_SERVER];
  WgReader r = wg_reader (asks, WG_END_MORE);
  WgRespElement head, name;
  WgRespResult got;

  if (in->datagram || asks.len == 0)
    return WG_PROBE_NO;
  if (wg_slice_at (asks, 0) != '*')
    return in->port == 6379 && wg_line_begins_any (asks, words)
                   && (answers.len == 0 || strchr ("+-$%", wg_slice_at (answers, 0)) != NULL)
               ? WG_PROBE_MAYBE
               : WG_PROBE_NO;
  if (asks.len < 2)
    return WG_PROBE_NEED;
  got = g_ascii_isdigit ((gchar) wg_slice_at (asks, 1)) ? wg_resp_parse_element (&r, &head)
                                                        : WG_RESP_BAD;
  if (got == WG_RESP_OK && head.children > 0)
    got = wg_resp_parse_element (&r, &name);
  if (got == WG_RESP_SHORT)
    return wg_line_is_text (asks) ? WG_PROBE_NEED : WG_PROBE_NO;
  return got == WG_RESP_OK && head.children > 0 && name.type == '$' ? WG_PROBE_YES
                                                                    : WG_PROBE_NO;
}

static gpointer
begin (WgChannel *channel)
{
  Redis *s = g_new0 (Redis, 1);

  wg_attempt_init (&s->attempt, channel, "redis");
  return s;
}

/* The next element of a unit that nobody wants. */
static WgStep
pass_element (Redis *s, WgDir dir, WgReader *in, gint *type)
{
  WgRespElement element;

  switch (wg_resp_parse_element (in, &element))
    {
    case WG_RESP_SHORT:
      return WG_NEED (1);
    case WG_RESP_BAD:
      return WG_LOST;
    case WG_RESP_OK:
      break;
    }
  *type = element.type;
  s->children[dir] += element.children;
  return element.bytes > 0 ? WG_SKIP (element.bytes) : WG_AGAIN;
}

/* Whether the command's name can be one that logs in; SHORT where that is not known yet. */
static WgRespResult
may_log_in (WgReader in)
{
  WgRespElement head, name;
  WgRespResult got;
  WgSlice word;
  guint8 first = 0;

  if (wg_reader_peek_u8 (&in, &first) && first != '*')
    return WG_RESP_OK;
  got = wg_resp_parse_element (&in, &head);
  if (got != WG_RESP_OK || head.children == 0 || head.children > WG_REDIS_ARGS)
    return got == WG_RESP_SHORT ? got : WG_RESP_BAD;
  got = wg_resp_parse_element (&in, &name);
  if (got != WG_RESP_OK || (name.bytes != 6 && name.bytes != 7))
    return got == WG_RESP_SHORT ? got : WG_RESP_BAD;
  if (!wg_reader_take (&in, (gsize) name.bytes - 2, &word))
    return WG_RESP_SHORT;
  return wg_slice_is_nocase (word, "AUTH") || wg_slice_is_nocase (word, "HELLO") ? WG_RESP_OK
                                                                                 : WG_RESP_BAD;
}

static WgStep
feed_client (Redis *s, WgReader *in)
{
  WgSlice user, password;
  WgRespResult got;
  WgRedisCommand command;
  gint type;

  if (s->children[WG_CLIENT] > 0)
    {
      WgStep step = pass_element (s, WG_CLIENT, in, &type);
      if (step.kind != WG_STEP_NEED)
        s->children[WG_CLIENT]--;
      return step;
    }
  got = may_log_in (*in);
  if (got == WG_RESP_OK)
    got = wg_redis_parse_command (in, &command);
  if (got == WG_RESP_SHORT)
    return WG_NEED (1);
  if (got == WG_RESP_BAD)
    {
      wg_pending_push (&s->pending, KIND_OTHER);
      return pass_element (s, WG_CLIENT, in, &type);
    }
  if (command.n == 0)
    return WG_AGAIN;
  if (!wg_redis_parse_auth (&command, &user, &password))
    {
      wg_pending_push (&s->pending, KIND_OTHER);
      return WG_AGAIN;
    }
  wg_pending_push (&s->pending, KIND_AUTH);
  wg_attempt_begin (&s->attempt, WG_SLICE_LITERAL ("AUTH"));
  wg_attempt_user (&s->attempt, user);
  wg_attempt_secret (&s->attempt, password);
  return WG_AGAIN;
}

static WgStep
feed_server (Redis *s, WgReader *in)
{
  gboolean top = s->children[WG_SERVER] == 0;
  gint type = 0;
  WgStep step = pass_element (s, WG_SERVER, in, &type);

  if (step.kind == WG_STEP_NEED || step.kind == WG_STEP_LOST)
    return step;
  if (top)
    s->reply = type;
  else if (type != '|')
    s->children[WG_SERVER]--;
  /* Pushed data and attributes answer nothing. */
  if (s->children[WG_SERVER] > 0 || s->reply == '>' || s->reply == '|')
    return step;
  if (wg_pending_pop (&s->pending) == KIND_AUTH)
    wg_attempt_answer (&s->attempt, s->reply != '-' && s->reply != '!');
  return step;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  Redis *s = state;

  if (s->lost[dir])
    return WG_LOST;
  return dir == WG_CLIENT ? feed_client (s, in) : feed_server (s, in);
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  Redis *s = state;

  s->lost[dir] = TRUE;
}

static void
finish (gpointer state)
{
  Redis *s = state;

  wg_attempt_clear (&s->attempt);
  g_free (s);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean payload, WgTree *tree)
{
  WgReader r = wg_reader (unit, WG_END_WHOLE);
  WgNode *top = wg_tree_add (tree, NULL, fields, 0, unit.len);
  WgSlice user, password;
  WgRedisCommand command;

  if (payload)
    return;
  if (dir == WG_CLIENT && wg_redis_parse_command (&r, &command) == WG_RESP_OK
      && wg_redis_parse_auth (&command, &user, &password))
    wg_tree_add (tree, top, fields + 2, 0, unit.len);
  else
    wg_tree_add_text (tree, top, fields + 1, 0, unit.len, wg_slice_sub (unit, 0, 256));
}

const WgDissector wg_redis = {
    .id = "redis",
    .title = "Redis",
    .help = "Commands to a store of keys and values.",
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
