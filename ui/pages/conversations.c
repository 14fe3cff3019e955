#include "ui/pages/conversations.h"

#include "report/human.h"
#include "ui/widgets/cell.h"

#include <glib/gi18n.h>

/* Row 0 is all of them, row n + 1 conversation n. */
typedef struct
{
  WgView *view;
  WgIndexModel *model;
  GHashTable *worst; /* conversation -> WgSeverity */
} Conversations;

static char *
protocols_of (const WgStoreConversation *talk)
{
  const WgStoreEnd *end = wg_store_end (talk);
  GString *out = g_string_new (NULL);

  for (guint i = 0;
       end != NULL && i < G_N_ELEMENTS (end->protocols) && end->protocols[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " › " : "", end->protocols[i]);
  if (out->len == 0)
    g_string_append (out, talk->protocol == 6 ? "tcp" : "udp");
  return g_string_free (out, FALSE);
}

static WgSeverity
worst_of (Conversations *list, gsize conversation)
{
  return (WgSeverity) GPOINTER_TO_INT (
      g_hash_table_lookup (list->worst, GSIZE_TO_POINTER (conversation)));
}

/* "4 packets · 312 B · 1.2 ms" */
static char *
sizes_of (const WgStoreConversation *talk)
{
  const WgStoreEnd *end = wg_store_end (talk);
  GString *out = g_string_new (NULL);

  if (end == NULL)
    return g_string_free (out, FALSE);
  wg_human_plural (out, end->packets[0] + end->packets[1], _ ("packet"), _ ("packets"));
  g_string_append (out, " · ");
  wg_human_bytes (out, end->bytes[0] + end->bytes[1]);
  g_string_append (out, " · ");
  wg_human_duration (out, end->duration_ns);
  return g_string_free (out, FALSE);
}

static void
draw_all (Conversations *list, WgCell *cell, GtkSnapshot *snapshot)
{
  const WgStore *store = wg_view_store (list->view);
  g_autoptr (GString) counts = g_string_new (NULL);
  int pad = wg_cell_digit (cell), width = wg_cell_width (cell) - 2 * pad;

  wg_human_plural (counts, wg_store_n_conversations (store), _ ("conversation"),
                   _ ("conversations"));
  g_string_append (counts, " · ");
  wg_human_plural (counts, wg_store_n_packets (store), _ ("packet"), _ ("packets"));
  wg_cell_text (cell, snapshot, _ ("All"), pad, 0, width, WG_CELL_BOLD, NULL);
  wg_cell_text (cell, snapshot, counts->str, pad, 1, width, WG_CELL_DIM, NULL);
}

static void
draw (WgCell *cell, GtkSnapshot *snapshot, guint index, gpointer user)
{
  Conversations *list = user;
  const WgStoreConversation *talk;
  g_autofree char *client = NULL, *server = NULL, *protocols = NULL, *ends = NULL,
                  *about = NULL, *sizes = NULL;
  int pad = wg_cell_digit (cell), width = wg_cell_width (cell) - 2 * pad, mark = 0;
  WgSeverity worst;

  if (index == 0)
    {
      draw_all (list, cell, snapshot);
      return;
    }
  talk = wg_store_conversation (wg_view_store (list->view), index - 1);
  client = wg_view_address (list->view, &talk->client, talk->ip_version, FALSE);
  server = wg_view_address (list->view, &talk->server, talk->ip_version, TRUE);
  protocols = protocols_of (talk);
  sizes = sizes_of (talk);
  ends = g_strdup_printf ("%s → %s", client, server);
  about = g_strdup_printf ("%s · %s", protocols, sizes);
  worst = worst_of (list, index - 1);
  if (worst != WG_SEVERITY_DEFAULT)
    {
      mark = 10 * wg_cell_digit (cell);
      wg_cell_severity (cell, snapshot, worst, pad, 1, mark);
    }
  wg_cell_text (cell, snapshot, ends, pad, 0, width, WG_CELL_PLAIN, NULL);
  wg_cell_text (cell, snapshot, about, pad + mark, 1, width - mark, WG_CELL_DIM, NULL);
}

static char *
say (guint index, gpointer user)
{
  Conversations *list = user;
  const WgStoreConversation *talk;
  g_autofree char *client = NULL, *server = NULL, *protocols = NULL;
  WgSeverity worst;

  if (index == 0)
    return g_strdup (_ ("All conversations"));
  talk = wg_store_conversation (wg_view_store (list->view), index - 1);
  client = wg_view_address (list->view, &talk->client, talk->ip_version, FALSE);
  server = wg_view_address (list->view, &talk->server, talk->ip_version, TRUE);
  protocols = protocols_of (talk);
  worst = worst_of (list, index - 1);
  if (worst == WG_SEVERITY_DEFAULT)
    return g_strdup_printf (_ ("Conversation %u: client %s to server %s, %s"), index, client,
                            server, protocols);
  return g_strdup_printf (_ ("Conversation %u: client %s to server %s, %s, findings up to %s"),
                          index, client, server, protocols, wg_severity_word (worst));
}

static const WgCellKind kind = {.lines = 2, .draw = draw, .say = say};

static void
show_selected (Conversations *list)
{
  wg_index_model_select (list->model, (guint) (wg_view_conversation (list->view) + 1));
}

static void
on_picked (Conversations *list, guint position)
{
  wg_view_show_conversation (list->view, (gint64) position - 1);
}

static void
on_grew (Conversations *list)
{
  wg_index_model_grow (list->model,
                       (guint) wg_store_n_conversations (wg_view_store (list->view)) + 1);
}

static void
show_again (Conversations *list)
{
  wg_index_model_reset (list->model,
                        (guint) wg_store_n_conversations (wg_view_store (list->view)) + 1);
  show_selected (list);
}

static void
on_finished (Conversations *list)
{
  WgDocument *document = wg_view_document (list->view);

  for (guint i = wg_document_n_findings (document); i > 0; i--)
    {
      const WgFinding *finding = wg_document_finding (document, i - 1);
      const guint64 *conversations = finding->conversations.items;

      for (guint j = 0; j < finding->conversations.n; j++)
        g_hash_table_insert (list->worst, GSIZE_TO_POINTER ((gsize) conversations[j]),
                             GINT_TO_POINTER (finding->severity));
    }
  show_again (list);
}

static void
free_list (gpointer data)
{
  Conversations *list = data;

  g_signal_handlers_disconnect_by_data (list->view, list);
  g_signal_handlers_disconnect_by_data (wg_view_document (list->view), list);
  g_object_unref (list->view);
  g_hash_table_unref (list->worst);
  g_free (list);
}

GtkWidget *
wg_conversations_new (WgView *view)
{
  Conversations *list = g_new0 (Conversations, 1);
  WgDocument *document = wg_view_document (view);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *widget;

  list->view = g_object_ref (view);
  list->worst = g_hash_table_new (NULL, NULL);
  list->model = wg_index_model_new ();
  on_grew (list);
  widget =
      gtk_list_view_new (GTK_SELECTION_MODEL (list->model), wg_cell_factory_new (&kind, list));
  gtk_widget_add_css_class (widget, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Conversations"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), widget);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_size_request (scrolled, 260, -1);
  g_signal_connect_swapped (list->model, "picked", G_CALLBACK (on_picked), list);
  g_signal_connect_swapped (view, "notify::conversation", G_CALLBACK (show_selected), list);
  g_signal_connect_swapped (view, "notify::redacted", G_CALLBACK (show_again), list);
  g_signal_connect_swapped (document, "grew", G_CALLBACK (on_grew), list);
  g_signal_connect_swapped (document, "finished", G_CALLBACK (on_finished), list);
  if (wg_document_state (document) != WG_DOCUMENT_LOADING)
    on_finished (list);
  show_selected (list);
  g_object_set_data_full (G_OBJECT (widget), "conversations", list, free_list);
  return scrolled;
}
