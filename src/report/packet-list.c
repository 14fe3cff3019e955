#include "report/packet-list.h"

#include "base/text.h"
#include "report/human.h"

/* Packets whose lines are held until the widths of columns are known. */
#define HELD_PACKETS 256u

enum
{
  NUMBER,
  TIME,
  SOURCE,
  DESTINATION,
  PROTOCOL,
  LENGTH,
  INFO,
  N_COLUMNS,
};

static const char *const titles[N_COLUMNS] = {"No.",      "Time",   "Source", "Destination",
                                              "Protocol", "Length", "Info"};

typedef struct
{
  char *cells[N_COLUMNS];
} Row;

struct WgPacketList
{
  guint width;
  WgMask *mask;
  gboolean colours;
  gboolean has_first;
  gint64 first_ns;
  guint widths[N_COLUMNS];
  GArray *held; /* Row; %NULL once they are printed */
};

static void
clear_row (gpointer item)
{
  Row *row = item;
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (row->cells[i]);
}

WgPacketList *
wg_packet_list_new (guint width, WgMask *mask, gboolean colours)
{
  WgPacketList *list = g_new0 (WgPacketList, 1);

  list->width = width;
  list->mask = mask;
  list->colours = colours;
  list->held = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (list->held, clear_row);
  for (guint i = 0; i < N_COLUMNS; i++)
    list->widths[i] = wg_human_width (titles[i]);
  return list;
}

void
wg_packet_list_free (WgPacketList *list)
{
  if (list == NULL)
    return;
  g_clear_pointer (&list->held, g_array_unref);
  g_free (list);
}

static void
append_line (WgPacketList *list, GString *out, const Row *row)
{
  gsize start = out->len;
  guint used = 0;

  for (guint i = 0; i < INFO; i++)
    {
      guint width = MAX (list->widths[i], wg_human_width (row->cells[i]));
      guint fill = width - wg_human_width (row->cells[i]);
      gboolean right = i == NUMBER || i == TIME || i == LENGTH;

      list->widths[i] = width;
      g_string_append_printf (out, "%*s%s%*s  ", right ? (int) fill : 0, "", row->cells[i],
                              right ? 0 : (int) fill, "");
      used += width + 2;
    }
  if (list->width > 0)
    wg_human_fit (out, row->cells[INFO], list->width > used + 20 ? list->width - used : 20,
                  FALSE);
  else
    g_string_append (out, row->cells[INFO]);
  while (out->len > start && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static void
print_held (WgPacketList *list, GString *out)
{
  Row heading;

  if (list->held == NULL)
    return;
  for (guint i = 0; i < list->held->len; i++)
    for (guint c = 0; c < INFO; c++)
      list->widths[c] =
          MAX (list->widths[c], wg_human_width (g_array_index (list->held, Row, i).cells[c]));
  for (guint c = 0; c < N_COLUMNS; c++)
    heading.cells[c] = (char *) titles[c];
  if (list->colours)
    g_string_append (out, "\033[1m");
  append_line (list, out, &heading);
  if (list->colours)
    g_string_append (out, "\033[0m");
  for (guint i = 0; i < list->held->len; i++)
    append_line (list, out, &g_array_index (list->held, Row, i));
  g_clear_pointer (&list->held, g_array_unref);
}

static char *
time_cell (WgPacketList *list, const WgPacket *packet)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!packet->has_time)
    return g_strdup ("-");
  if (!list->has_first)
    {
      list->first_ns = packet->time_ns;
      list->has_first = TRUE;
    }
  wg_duration_append (text, packet->time_ns - list->first_ns);
  g_string_truncate (text, text->len - 3);
  return g_strdup (text->str);
}

static char *
shown (WgPacketList *list, const char *text)
{
  g_autoptr (GString) masked = g_string_new (NULL);
  GString *safe;

  if (text == NULL)
    return g_strdup ("");
  if (list->mask != NULL)
    wg_mask_append (list->mask, masked, WG_SECRET_TEXT, WG_SLICE_NONE, wg_slice_str (text));
  safe = g_string_new (NULL);
  wg_text_append_shown (safe, list->mask != NULL ? masked->str : text);
  return g_string_free (safe, FALSE);
}

void
wg_packet_list_add (WgPacketList *list, GString *out, const WgPacket *packet, WgTree *tree)
{
  WgTreeSummary summary;
  Row row;

  wg_tree_summarise (tree, &summary);
  row.cells[NUMBER] = g_strdup_printf ("%u", packet->frame);
  row.cells[TIME] = time_cell (list, packet);
  row.cells[SOURCE] = shown (list, summary.source);
  row.cells[DESTINATION] = shown (list, summary.destination);
  row.cells[PROTOCOL] = shown (list, summary.protocol);
  row.cells[LENGTH] = g_strdup_printf ("%u", packet->wire_len);
  row.cells[INFO] = shown (list, summary.info);
  if (list->held != NULL)
    {
      g_array_append_val (list->held, row);
      if (list->held->len >= HELD_PACKETS)
        print_held (list, out);
      return;
    }
  append_line (list, out, &row);
  clear_row (&row);
}

void
wg_packet_list_end (WgPacketList *list, GString *out)
{
  if (list->held != NULL && list->held->len == 0)
    return;
  print_held (list, out);
}
