#include "base/limits.h"
#include "base/sum.h"
#include "check/inject/inject.h"

/* An attack that makes a server connect to a place of the attacker's choice is proved by that
 * connection. It may be over before the exchange is, so all of them are kept. */

typedef struct
{
  const WgFindingType *type;
  WgParties parties;
  char *name;
  guint32 frame;
  guint32 address;
  guint16 port;
} Expected;

typedef struct
{
  guint8 from[16];
  guint32 to;
  guint16 port;
  guint32 frame;
  gint64 conversation;
} Connection;

struct WgInjectCalls
{
  GArray *expected;
  GArray *connections;
};

static void
clear_expected (gpointer item)
{
  g_free (((Expected *) item)->name);
}

WgInjectCalls *
wg_inject_calls_new (void)
{
  WgInjectCalls *calls = g_new0 (WgInjectCalls, 1);

  calls->expected = g_array_new (FALSE, FALSE, sizeof (Expected));
  g_array_set_clear_func (calls->expected, clear_expected);
  calls->connections = g_array_new (FALSE, FALSE, sizeof (Connection));
  return calls;
}

void
wg_inject_calls_free (WgInjectCalls *calls)
{
  g_array_unref (calls->expected);
  g_array_unref (calls->connections);
  g_free (calls);
}

void
wg_inject_calls_expect (WgInjectCalls *calls,
                        const WgFindingType *type,
                        const WgHttpView *view,
                        WgSlice name,
                        guint32 address,
                        guint16 port)
{
  Expected one = {.type = type,
                  .parties = *view->parties,
                  .frame = view->request_frame,
                  .address = address,
                  .port = port};

  if (calls->expected->len >= WG_LIMIT_CALLS_EXPECTED)
    return;
  one.name = g_strndup ((const gchar *) name.data, name.len);
  g_array_append_val (calls->expected, one);
}

void
wg_inject_calls_flow (WgInjectCalls *calls, const WgParties *parties, const WgFlow *flow)
{
  Connection one = {.port = parties->server.port,
                    .frame = flow->first_frame,
                    .conversation = parties->conversation};
  const guint8 *to = parties->server.address;

  if (parties->ip_version != 4 || parties->protocol != 6
      || calls->connections->len >= WG_LIMIT_CALLS_KEPT)
    return;
  memcpy (one.from, parties->client.address, sizeof one.from);
  one.to = (guint32) to[0] << 24 | (guint32) to[1] << 16 | (guint32) to[2] << 8 | to[3];
  g_array_append_val (calls->connections, one);
}

static void
confirm (WgCheck *check, const Expected *expected, const Connection *connection)
{
  WgClaim *claim =
      wg_check_raise (check, expected->type, WG_SEVERITY_CRITICAL, &expected->parties,
                      wg_slice_str (expected->name), connection->frame);

  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
  wg_claim_say (claim,
                "The server did what the request asked for: it connected to port %u of the "
                "address that packet %u names.",
                connection->port, expected->frame);
}

void
wg_inject_calls_finish (WgInjectCalls *calls, WgCheck *check)
{
  for (guint i = 0; i < calls->expected->len; i++)
    {
      const Expected *expected = &g_array_index (calls->expected, Expected, i);

      for (guint k = 0; k < calls->connections->len; k++)
        {
          const Connection *one = &g_array_index (calls->connections, Connection, k);
          if (one->to != expected->address || one->frame <= expected->frame
              || (expected->port != 0 && one->port != expected->port)
              || memcmp (one->from, expected->parties.server.address, sizeof one->from) != 0)
            continue;
          confirm (check, expected, one);
          break;
        }
    }
}

struct WgInjectUsual
{
  GHashTable *table; /* hash of server and path -> length */
};

WgInjectUsual *
wg_inject_usual_new (void)
{
  WgInjectUsual *usual = g_new0 (WgInjectUsual, 1);
  usual->table = g_hash_table_new (NULL, NULL);
  return usual;
}

void
wg_inject_usual_free (WgInjectUsual *usual)
{
  g_hash_table_unref (usual->table);
  g_free (usual);
}

static gpointer
key_of (const WgHttpView *view)
{
  guint64 hash = wg_sum (wg_slice (view->parties->server.address, 16));

  hash = wg_sum_add (wg_sum_add_uint (hash, view->parties->server.port), view->path);
  return GSIZE_TO_POINTER (hash | 1);
}

static guint64
body_len (const WgHttpView *view)
{
  const WgHttpMessage *message = &view->response->message;
  return message->decoded_length >= 0 ? (guint64) message->decoded_length
                                      : message->body_length;
}

void
wg_inject_usual_note (WgInjectUsual *usual, const WgHttpView *view)
{
  gpointer key;

  if (view->query.len == 0 && view->request_body.len == 0)
    return;
  key = key_of (view);
  if (g_hash_table_size (usual->table) < WG_LIMIT_USUAL_LENGTHS
      && !g_hash_table_contains (usual->table, key))
    g_hash_table_insert (usual->table, key, GSIZE_TO_POINTER (body_len (view) + 1));
}

guint64
wg_inject_usual_len (const WgInjectUsual *usual, const WgHttpView *view)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (usual->table, key_of (view)));
}
