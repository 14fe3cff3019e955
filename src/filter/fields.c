#include "filter/fields-private.h"

#include "check/check.h"
#include "dissect/dissector.h"
#include "dissect/login.h"
#include "net/net.h"
#include "session/conversation.h"

#define MAX_DEPTH 16u

struct WgFilterFields
{
  GHashTable *by_key; /* key -> WgSource */
  GPtrArray *sorted;  /* of WgSource, which it owns */
};

const char *
wg_filter_type_name (WgFilterType type)
{
  static const char *const names[WG_N_FILTER_TYPES] = {
      [WG_FILTER_PROTOCOL] = "protocol", [WG_FILTER_BOOL] = "true or false",
      [WG_FILTER_NUMBER] = "number",     [WG_FILTER_TEXT] = "text",
      [WG_FILTER_BYTES] = "bytes",       [WG_FILTER_IPV4] = "IPv4 address",
      [WG_FILTER_IPV6] = "IPv6 address", [WG_FILTER_MAC] = "hardware address",
      [WG_FILTER_TIME] = "time",         [WG_FILTER_DURATION] = "duration",
  };
  return names[type];
}

/* Layers keep addresses as texts of so many bits. */
static WgFilterType
address_type (const WgField *row)
{
  switch (row->size)
    {
    case 32:
      return WG_FILTER_IPV4;
    case 48:
      return WG_FILTER_MAC;
    case 128:
      return WG_FILTER_IPV6;
    default:
      return WG_FILTER_TEXT;
    }
}

WgFilterType
wg_filter_row_type (const WgField *row, gboolean net)
{
  switch (row->kind)
    {
    case WG_KIND_BOOL:
      return WG_FILTER_BOOL;
    case WG_KIND_UINT:
    case WG_KIND_INT:
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
    case WG_KIND_NUMBERS:
      return WG_FILTER_NUMBER;
    case WG_KIND_STRING:
      return net ? address_type (row) : WG_FILTER_TEXT;
    case WG_KIND_TEXT:
    case WG_KIND_HEADER:
      return WG_FILTER_TEXT;
    case WG_KIND_BYTES:
      return WG_FILTER_BYTES;
    case WG_KIND_TIME:
      return WG_FILTER_TIME;
    case WG_KIND_DURATION:
      return WG_FILTER_DURATION;
    case WG_KIND_NONE:
    case WG_KIND_OBJECT:
    case WG_KIND_REF:
      return WG_FILTER_PROTOCOL;
    }
  return WG_FILTER_PROTOCOL;
}

static WgSource *
source_get (WgFilterFields *fields, const char *key, const char *label, WgFilterType type)
{
  WgSource *source = g_hash_table_lookup (fields->by_key, key);

  if (source != NULL)
    return source;
  source = g_new0 (WgSource, 1);
  source->field = (WgFilterField){.key = key, .label = label, .type = type};
  source->feeds = g_array_new (FALSE, FALSE, sizeof (WgFeed));
  g_hash_table_insert (fields->by_key, (gpointer) key, source);
  g_ptr_array_add (fields->sorted, source);
  return source;
}

/* Rows of one name that hold different things: what serves all of them. */
static WgFilterType
common_type (WgFilterType a, WgFilterType b)
{
  if (a == WG_FILTER_PROTOCOL || a == b)
    return b;
  if (a == WG_FILTER_TEXT && b == WG_FILTER_BYTES)
    return WG_FILTER_BYTES;
  return a;
}

static void
add_feed (WgSource *source, const WgFeed *feed)
{
  for (guint i = 0; i < source->feeds->len; i++)
    if (g_array_index (source->feeds, WgFeed, i).row == feed->row)
      return;
  g_array_append_val (source->feeds, *feed);
}

/* What stands in a record of its conversation under a name of a layer comes with the
 * conversation: see WgFilterTalk. */
static gboolean
is_of_talk (const WgField *row, gboolean net)
{
  return !net && (strcmp (row->key, "ip.addr") == 0 || strcmp (row->key, "tcp.port") == 0);
}

static void
add_row (WgFilterFields *fields, const WgField *row, gboolean net)
{
  WgFeed feed = {.row = row, .net = net};
  WgFilterType type = wg_filter_row_type (row, net);
  WgSource *source;

  if (is_of_talk (row, net))
    return;
  source = source_get (fields, row->key, row->label, type);
  source->field.type = common_type (source->field.type, type);
  if (source->field.names == NULL && row->kind != WG_KIND_NUMBERS)
    source->field.names = row->names;
  add_feed (source, &feed);
}

static void
add_rows (WgFilterFields *fields, const WgField *row, gboolean net, guint depth)
{
  for (; row != NULL && row->key != NULL; row++)
    {
      if (row->kept)
        continue;
      add_row (fields, row, net);
      if (row->fields != NULL && depth < MAX_DEPTH)
        add_rows (fields, row->fields, net, depth + 1);
    }
}

/* A record's name is a protocol: "http" is there in an exchange. */
static void
add_record (WgFilterFields *fields, const WgRecordType *type)
{
  source_get (fields, type->name, type->help != NULL ? type->help : type->name,
              WG_FILTER_PROTOCOL);
  add_rows (fields, type->fields, FALSE, 0);
}

static void
add_dissector (WgFilterFields *fields, const WgDissector *dissector)
{
  WgSource *source;

  add_rows (fields, dissector->fields, FALSE, 0);
  for (guint i = 0; dissector->records != NULL && dissector->records[i] != NULL; i++)
    add_record (fields, dissector->records[i]);
  source = source_get (fields, dissector->id, dissector->title, WG_FILTER_PROTOCOL);
  /* dtls, mdns and others share the table and so the heading of a protocol */
  if (source->feeds->len == 0 && dissector->fields != NULL
      && strcmp (dissector->fields->key, dissector->id) != 0)
    add_feed (source, &(WgFeed){.row = dissector->fields});
}

/* Rows of the key @of feed @source. */
static void
feed_from (WgFilterFields *fields, WgSource *source, const WgAlias *alias, const char *of)
{
  const WgSource *from = g_hash_table_lookup (fields->by_key, of);

  for (guint i = 0; from != NULL && from != source && i < from->feeds->len; i++)
    {
      WgFeed feed = g_array_index (from->feeds, WgFeed, i);

      if (alias->kind == WG_FEED_HEADER)
        {
          /* the lines of packets have these names as well, but no names of headers */
          if (feed.kind != WG_FEED_AS_IS
              || (feed.row->kind != WG_KIND_HEADER && strcmp (of, "http.header") != 0))
            continue;
          feed.kind = WG_FEED_HEADER;
          feed.name = alias->name;
        }
      add_feed (source, &feed);
    }
}

/* Lines of heads: in packets each row of HTTP's table may be one, in records there are lists.
 */
static void
feed_lines (WgFilterFields *fields, WgSource *source, const WgAlias *alias)
{
  const WgDissector *http = wg_dissector_find ("http");
  g_autoptr (GArray) own = source->feeds;

  source->feeds = g_array_new (FALSE, FALSE, sizeof (WgFeed));
  for (guint i = 0; i < own->len; i++)
    {
      const WgFeed *feed = &g_array_index (own, WgFeed, i);
      if (feed->row->kind == WG_KIND_HEADER)
        add_feed (source, feed);
    }
  for (const WgField *row = http->fields; row->key != NULL; row++)
    if (row->kind == WG_KIND_TEXT)
      add_feed (source, &(WgFeed){.row = row, .kind = alias->kind});
}

static void
add_alias (WgFilterFields *fields, const WgAlias *alias)
{
  WgSource *source = source_get (fields, alias->key, alias->label, alias->type);
  g_auto (GStrv) of = g_strsplit (alias->of, " ", -1);

  source->field.type = alias->type;
  source->field.label = alias->label;
  source->computed = alias->computed;
  if (alias->kind == WG_FEED_REQUEST_LINE || alias->kind == WG_FEED_RESPONSE_LINE)
    {
      feed_lines (fields, source, alias);
      return;
    }
  for (guint i = 0; of[i] != NULL; i++)
    feed_from (fields, source, alias, of[i]);
}

static gint
compare_keys (gconstpointer a, gconstpointer b)
{
  const WgSource *const *x = a, *const *y = b;
  return strcmp ((*x)->field.key, (*y)->field.key);
}

static void
free_source (gpointer item)
{
  WgSource *source = item;

  g_array_unref (source->feeds);
  g_free (source);
}

WgFilterFields *
wg_filter_fields_new (void)
{
  WgFilterFields *fields = g_new0 (WgFilterFields, 1);

  fields->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  fields->sorted = g_ptr_array_new_with_free_func (free_source);
  for (const WgField *const *table = wg_net_field_tables (); *table != NULL; table++)
    add_rows (fields, *table, TRUE, 0);
  for (guint i = 0; wg_dissectors[i] != NULL; i++)
    add_dissector (fields, wg_dissectors[i]);
  add_record (fields, &wg_conversation_type);
  add_record (fields, &wg_login_type);
  for (const WgAlias *alias = wg_filter_aliases; alias->key != NULL; alias++)
    if (alias->kind != WG_FEED_REQUEST_LINE && alias->kind != WG_FEED_RESPONSE_LINE)
      add_alias (fields, alias);
  for (const WgAlias *alias = wg_filter_aliases; alias->key != NULL; alias++)
    if (alias->kind == WG_FEED_REQUEST_LINE || alias->kind == WG_FEED_RESPONSE_LINE)
      add_alias (fields, alias);
  g_ptr_array_sort (fields->sorted, compare_keys);
  return fields;
}

void
wg_filter_fields_free (WgFilterFields *fields)
{
  if (fields == NULL)
    return;
  g_hash_table_unref (fields->by_key);
  g_ptr_array_unref (fields->sorted);
  g_free (fields);
}

const WgFilterField *
wg_filter_fields_find (const WgFilterFields *fields, const char *key)
{
  const WgSource *source = g_hash_table_lookup (fields->by_key, key);
  g_autofree char *newer = NULL;

  if (source == NULL && g_str_has_prefix (key, "ssl") && (key[3] == '.' || key[3] == '\0'))
    {
      newer = g_strconcat ("tls", key + 3, NULL);
      source = g_hash_table_lookup (fields->by_key, newer);
    }
  return source != NULL ? &source->field : NULL;
}

guint
wg_filter_fields_n (const WgFilterFields *fields)
{
  return fields->sorted->len;
}

const WgFilterField *
wg_filter_fields_get (const WgFilterFields *fields, guint index)
{
  const WgSource *source = g_ptr_array_index (fields->sorted, index);
  return &source->field;
}
