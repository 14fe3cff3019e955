#include "ui/pages/compare-pick.h"

#include <glib/gi18n.h>

#define MOST 2000u /* conversations that are offered */

static const char *
protocol_of (const WgStoreConversation *talk)
{
  const WgStoreEnd *end = wg_store_end (talk);
  const char *last = NULL;

  for (guint i = 0;
       end != NULL && i < G_N_ELEMENTS (end->protocols) && end->protocols[i] != NULL; i++)
    last = end->protocols[i];
  return last != NULL ? last : talk->protocol == 6 ? "tcp" : "udp";
}

/* A conversation of several protocols, as HTTP over TLS, says more than one of a bare one. */
static gboolean
has_tls (const WgStoreConversation *talk)
{
  const WgStoreEnd *end = wg_store_end (talk);

  for (guint i = 0;
       end != NULL && i < G_N_ELEMENTS (end->protocols) && end->protocols[i] != NULL; i++)
    if (g_str_equal (end->protocols[i], "tls"))
      return TRUE;
  return FALSE;
}

static gint64
first_with (const WgStore *store, gint64 like, const WgStore *other, gint64 besides)
{
  gsize n = MIN (wg_store_n_conversations (store), MOST);
  const char *wanted =
      like >= 0 ? protocol_of (wg_store_conversation (other, (gsize) like)) : NULL;

  for (gsize i = 0; i < n; i++)
    {
      const WgStoreConversation *talk = wg_store_conversation (store, i);

      if ((gint64) i != besides
          && (wanted != NULL ? g_str_equal (protocol_of (talk), wanted) : has_tls (talk)))
        return (gint64) i;
    }
  return -1;
}

void
wg_compare_pick_pair (const WgStore *left, const WgStore *right, gint64 wanted, gint64 pair[2])
{
  gsize n = wg_store_n_conversations (left), m = wg_store_n_conversations (right);

  pair[0] = wanted >= 0 ? wanted : first_with (left, -1, NULL, -1);
  if (pair[0] < 0 && n > 0)
    pair[0] = 0;
  pair[1] = first_with (right, pair[0], left, left == right ? pair[0] : -1);
  if (pair[1] < 0 && m > 0)
    pair[1] = left == right && m > 1 && pair[0] == 0 ? 1 : 0;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

GtkWidget *
wg_compare_pick_new (const char *name)
{
  GtkWidget *pick = gtk_drop_down_new (NULL, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (pick), factory);
  g_object_unref (factory);
  gtk_widget_set_hexpand (pick, TRUE);
  gtk_widget_set_tooltip_text (pick, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pick), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return pick;
}

void
wg_compare_pick_fill (GtkWidget *pick, WgView *view, gint64 chosen)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  WgStore *store = wg_view_store (view);
  gsize n = MIN (wg_store_n_conversations (store), MOST);

  for (gsize i = 0; i < n; i++)
    {
      const WgStoreConversation *talk = wg_store_conversation (store, i);
      g_autofree char *client = wg_view_address (view, &talk->client, talk->ip_version, FALSE);
      g_autofree char *server = wg_view_address (view, &talk->server, talk->ip_version, TRUE);

      gtk_string_list_take (names, g_strdup_printf ("%s · %" G_GSIZE_FORMAT " · %s · %s → %s",
                                                    wg_document_title (wg_view_document (view)),
                                                    i + 1, protocol_of (talk), client, server));
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (pick), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (pick), chosen >= 0 && chosen < (gint64) n
                                                        ? (guint) chosen
                                                        : GTK_INVALID_LIST_POSITION);
}

gint64
wg_compare_pick_chosen (GtkWidget *pick)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (pick));
  return chosen == GTK_INVALID_LIST_POSITION ? -1 : (gint64) chosen;
}
