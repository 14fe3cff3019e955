#include "report/text-table.h"

#include "base/limits.h"
#include "report/human.h"

enum
{
  NUMBER,
  CLIENT,
  SERVER,
  PROTOCOLS,
  PACKETS,
  SENT,
  RECEIVED,
  DURATION,
  STATE,
  N_COLUMNS,
};

static const char *const titles[N_COLUMNS] = {
    "#", "Client", "Server", "Protocols", "Packets", "Sent", "Received", "Duration", "State"};

typedef struct
{
  gint64 id;
  gboolean only_names;
  char *cells[N_COLUMNS];
} Row;

struct WgTextTable
{
  const WgTextStyle *style;
  GArray *rows;
  gint64 last_id; /* those past it have no room */
  guint64 n_rows;
};

static void
clear_row (gpointer item)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (((Row *) item)->cells[i]);
}

WgTextTable *
wg_text_table_new (const WgTextStyle *style)
{
  WgTextTable *table = g_new0 (WgTextTable, 1);

  table->style = style;
  table->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (table->rows, clear_row);
  table->last_id = G_MAXINT64;
  return table;
}

void
wg_text_table_free (WgTextTable *table)
{
  g_array_unref (table->rows);
  g_free (table);
}

void
wg_text_table_clear (WgTextTable *table)
{
  g_array_set_size (table->rows, 0);
  table->n_rows = 0;
  table->last_id = G_MAXINT64;
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *x = a, *y = b;
  return x->id < y->id ? -1 : x->id > y->id;
}

static void
drop_last_rows (WgTextTable *table)
{
  g_array_sort (table->rows, compare_rows);
  if (table->rows->len <= WG_LIMIT_TEXT_CONVERSATIONS)
    return;
  g_array_set_size (table->rows, WG_LIMIT_TEXT_CONVERSATIONS);
  table->last_id = g_array_index (table->rows, Row, table->rows->len - 1).id;
}

static char *
peer_text (const WgTextRecord *record, const char *path)
{
  WgValue peer = wg_text_get (record, path);
  g_autoptr (GString) ip = g_string_new (NULL);

  wg_value_append (ip, wg_value_member (peer, "ip"), NULL);
  return g_strdup_printf (strchr (ip->str, ':') != NULL ? "[%s]:%" G_GUINT64_FORMAT
                                                        : "%s:%" G_GUINT64_FORMAT,
                          ip->str, wg_value_uint (wg_value_member (peer, "port")));
}

/* Protocols joined by +, or the transport where none was recognised. */
static char *
protocols_text (const WgTextRecord *record, gboolean *only_names)
{
  WgValue list = wg_text_get (record, "protocols");
  GString *text = g_string_new (NULL);

  *only_names = wg_value_n (list) > 0;
  for (guint i = 0; i < wg_value_n (list); i++)
    {
      WgSlice name = wg_value_bytes (wg_value_item (list, i));

      if (!wg_slice_is (name, "dns") && !wg_slice_is (name, "mdns")
          && !wg_slice_is (name, "llmnr"))
        *only_names = FALSE;
      if (i > 0)
        g_string_append_c (text, '+');
      g_string_append_len (text, (const char *) name.data, (gssize) name.len);
    }
  if (text->len == 0)
    wg_value_append (text, wg_text_get (record, "transport"), NULL);
  return g_string_free (text, FALSE);
}

static char *
bytes_text (guint64 bytes)
{
  GString *text = g_string_new (NULL);

  wg_human_bytes (text, bytes);
  return g_string_free (text, FALSE);
}

static void
append_trouble (GString *text, guint64 n, const char *what)
{
  if (n > 0)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", text->len > 0 ? ", " : "", n,
                            what);
}

static char *
state_text (const WgTextRecord *record)
{
  GString *text = g_string_new (NULL);
  guint64 lost = wg_value_uint (wg_text_get (record, "lost_bytes.client"))
                 + wg_value_uint (wg_text_get (record, "lost_bytes.server"));

  wg_value_append (text, wg_text_get (record, "state"), NULL);
  for (char *c = text->str; *c != '\0'; c++)
    if (*c == '_')
      *c = ' ';
  append_trouble (text, wg_value_uint (wg_text_get (record, "retransmissions")), "repeated");
  if (lost > 0)
    {
      g_string_append (text, text->len > 0 ? ", " : "");
      wg_human_bytes (text, lost);
      g_string_append (text, " lost");
    }
  return g_string_free (text, FALSE);
}

static char *
duration_text (const WgTextRecord *record)
{
  GString *text = g_string_new (NULL);

  wg_human_duration (text, (gint64) wg_value_uint (wg_text_get (record, "duration")));
  return g_string_free (text, FALSE);
}

void
wg_text_table_add (WgTextTable *table, const WgTextRecord *record)
{
  GString *packets;
  Row row = {.id = (gint64) wg_value_uint (wg_text_get (record, "id"))};

  table->n_rows++;
  if (row.id > table->last_id)
    return;
  packets = g_string_new (NULL);
  wg_human_count (packets, wg_value_uint (wg_text_get (record, "packets.client"))
                               + wg_value_uint (wg_text_get (record, "packets.server")));
  row.cells[NUMBER] = g_strdup_printf ("%" G_GINT64_FORMAT, row.id);
  row.cells[CLIENT] = peer_text (record, "client");
  row.cells[SERVER] = peer_text (record, "server");
  row.cells[PROTOCOLS] = protocols_text (record, &row.only_names);
  row.cells[PACKETS] = g_string_free (packets, FALSE);
  row.cells[SENT] = bytes_text (wg_value_uint (wg_text_get (record, "bytes.client")));
  row.cells[RECEIVED] = bytes_text (wg_value_uint (wg_text_get (record, "bytes.server")));
  row.cells[DURATION] = duration_text (record);
  row.cells[STATE] = state_text (record);
  g_array_append_val (table->rows, row);
  if (table->rows->len >= 2 * WG_LIMIT_TEXT_CONVERSATIONS)
    drop_last_rows (table);
}

static void
append_row (GString *out, const WgTextTable *table, char *const *cells, const guint *widths)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      gboolean right = i == NUMBER || (i >= PACKETS && i <= DURATION);
      guint wide = wg_human_width (cells[i]);

      g_string_append (out, "  ");
      if (right && wide < widths[i])
        g_string_append_printf (out, "%*s", (int) (widths[i] - wide), "");
      wg_human_fit (out, cells[i], widths[i], !right && i != STATE);
    }
  g_string_append_c (out, '\n');
}

/* As wide as needed; where that is too much, addresses give way. */
static void
find_widths (const WgTextTable *table, guint widths[N_COLUMNS])
{
  guint all = 0, over;

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      widths[i] = wg_human_width (titles[i]);
      for (guint j = 0; j < table->rows->len; j++)
        {
          const Row *row = &g_array_index (table->rows, Row, j);
          if (!row->only_names)
            widths[i] = MAX (widths[i], wg_human_width (row->cells[i]));
        }
      all += 2 + widths[i];
    }
  over = all > table->style->width ? all - table->style->width : 0;
  for (guint i = CLIENT; i <= SERVER; i++)
    {
      guint give = MIN (over / (2 - (i - CLIENT)), widths[i] > 21 ? widths[i] - 21 : 0);
      widths[i] -= give;
      over -= give;
    }
}

static void
append_hidden (GString *out, guint64 n, gboolean more, const char *why)
{
  if (n == 0)
    return;
  g_string_append (out, more ? "  and " : "  ");
  wg_human_plural (out, n, more ? "more conversation" : "conversation",
                   more ? "more conversations" : "conversations");
  g_string_append_printf (out, " %s\n", why);
}

void
wg_text_table_write (GString *out, WgTextTable *table)
{
  g_autoptr (GString) heading = g_string_new (NULL);
  guint widths[N_COLUMNS];
  guint64 n_names = 0;

  if (table->n_rows == 0)
    return;
  drop_last_rows (table);
  find_widths (table, widths);
  g_string_append_c (out, '\n');
  wg_text_ink (out, table->style, WG_INK_BOLD, "Conversations");
  g_string_append_c (out, '\n');
  append_row (heading, table, (char *const *) titles, widths);
  for (guint i = 0; i < table->rows->len; i++)
    if (g_array_index (table->rows, Row, i).only_names)
      n_names++;
  if (n_names < table->rows->len)
    wg_text_ink (out, table->style, WG_INK_DIM, heading->str);
  for (guint i = 0; i < table->rows->len; i++)
    {
      const Row *row = &g_array_index (table->rows, Row, i);
      if (!row->only_names)
        append_row (out, table, row->cells, widths);
    }
  append_hidden (out, n_names, n_names < table->rows->len,
                 "that only look up names, see below");
  append_hidden (out, table->n_rows - table->rows->len, TRUE, "in the JSON report (-f json)");
}

void
wg_text_table_heading (GString *out, const WgTextTable *table, gint64 conversation)
{
  Row key = {.id = conversation};
  guint index;
  const Row *row = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_array_binary_search (table->rows, &key, compare_rows, &index))
    row = &g_array_index (table->rows, Row, index);
  g_string_append_printf (text, "#%" G_GINT64_FORMAT, conversation);
  if (row != NULL)
    g_string_append_printf (text, "  %s → %s  %s", row->cells[CLIENT], row->cells[SERVER],
                            row->cells[PROTOCOLS]);
  wg_text_ink (out, table->style, WG_INK_BOLD, text->str);
  g_string_append_c (out, '\n');
}
