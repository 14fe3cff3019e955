#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/looker.h"
#include "ui/panes/hex.h"
#include "ui/panes/panes.h"
#include "ui/tree-words.h"

#include <adwaita.h>
#include <cmocka.h>

#define PATIENCE_MS 20000

typedef struct
{
  WgDocument *document;
  WgView *view;
  GtkWidget *window;
  GtkWidget *panes;
} Fixture;

/* --- helpers ------------------------------------------------------------------------------ */

static gboolean
on_late (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_until (gboolean (*done) (const Fixture *f), const Fixture *f)
{
  gboolean late = FALSE;
  guint id = g_timeout_add (PATIENCE_MS, on_late, &late);

  while (!done (f) && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (id);
  assert_false (late);
}

static gboolean
is_read (const Fixture *f)
{
  return wg_document_state (f->document) != WG_DOCUMENT_LOADING;
}

static gboolean
has_tree (const Fixture *f)
{
  const WgLookTree *tree = wg_looker_tree (wg_looker_for (f->view));
  return tree != NULL && tree->packet.frame == wg_view_packet (f->view);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static GtkTextBuffer *
buffer_of (const Fixture *f)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (f->panes, GTK_TYPE_TEXT_VIEW)));
}

static char *
text_of (const Fixture *f)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (buffer_of (f), &begin, &end);
  return gtk_text_buffer_get_text (buffer_of (f), &begin, &end, FALSE);
}

/* Selects the first message from the client (@dir 0) whose type has that id and whose detail
 * begins with @detail. */
static void
select_message (const Fixture *f, const char *id, guint dir, const char *detail)
{
  const WgStore *store = wg_view_store (f->view);
  gsize n = wg_store_n_messages (store), i;

  for (i = 0; i < n; i++)
    {
      const WgStoreMessage *message = wg_store_message (store, i);

      if (g_str_has_prefix (message->type->id, id) && message->dir == dir
          && wg_slice_has_prefix (wg_store_detail (store, message), detail))
        break;
    }
  assert_true (i < n);
  wg_view_select (f->view, (gint64) i);
  wait_until (has_tree, f);
}

static const WgNode *
find_node (const WgNode *parent, const char *key)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    {
      const WgNode *found = g_str_equal (node->field->key, key) ? node : find_node (node, key);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static const WgNode *
node_named (const Fixture *f, const char *key)
{
  const WgLookTree *tree = wg_looker_tree (wg_looker_for (f->view));
  const WgNode *node = find_node (wg_tree_root (tree->tree), key);

  g_assert_nonnull (node); /* what cmocka asserts the compiler does not know to end here */
  return node;
}

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->document = wg_document_new (CAPTURE, NULL);
  f->view = wg_view_new (f->document);
  f->panes = wg_panes_new (f->view);
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1200, 500);
  gtk_window_set_child (GTK_WINDOW (f->window), f->panes);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (is_read, f);
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;

  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->view);
  g_object_unref (f->document);
  g_free (f);
  return 0;
}

/* --- tests -------------------------------------------------------------------------------- */

static void
test_message_becomes_its_node (void **state)
{
  const Fixture *f = *state;
  WgViewField field;
  const WgNode *node;

  select_message (f, "tls.client_hello", 0, "");
  node = node_named (f, "tls.handshake");
  field = wg_view_field (f->view);
  assert_int_equal (field.off, node->off);
  assert_int_equal (field.len, node->len);
  assert_true (wg_node_at (wg_looker_tree (wg_looker_for (f->view)), field) != NULL);
}

static void
test_cursor_selects_innermost_field (void **state)
{
  const Fixture *f = *state;
  WgHexShape shape = {16, 4};
  const WgNode *node;
  GtkTextIter at;

  select_message (f, "tls.client_hello", 0, "");
  node = node_named (f, "tls.handshake.extensions_server_name");
  wg_view_select_field (f->view, wg_node_field (node));
  gtk_text_buffer_get_iter_at_mark (buffer_of (f), &at,
                                    gtk_text_buffer_get_insert (buffer_of (f)));
  if (gtk_text_iter_get_line (&at) != (int) (node->off / 16))
    shape.per_row = 8;
  assert_int_equal (gtk_text_iter_get_line (&at), node->off / shape.per_row);

  /* The second byte of it, among the characters. */
  gtk_text_buffer_get_iter_at_line_offset (
      buffer_of (f), &at, (int) ((node->off + 1) / shape.per_row),
      (int) wg_hex_ascii_column (shape, (node->off + 1) % shape.per_row));
  wg_view_select_field (f->view, (WgViewField){0, 0, 1});
  gtk_text_buffer_place_cursor (buffer_of (f), &at);
  assert_int_equal (wg_view_field (f->view).off, node->off);
  assert_int_equal (wg_view_field (f->view).len, node->len);
}

static void
test_secrets_are_masked_until_revealed (void **state)
{
  const Fixture *f = *state;
  const WgNode *body;
  g_autofree char *shown = NULL, *hidden = NULL, *revealed = NULL;

  select_message (f, "http.request.post", 0, "/login");
  body = node_named (f, "http.file_data");
  shown = wg_node_shown (f->view, body);
  assert_non_null (strstr (shown, "[masked"));
  hidden = text_of (f);
  assert_non_null (strstr (hidden, "▒"));
  wg_view_set (f->view, WG_VIEW_REVEALED, TRUE);
  revealed = text_of (f);
  assert_null (strstr (revealed, "▒"));
}

static void
test_masked_frame_is_unmasked_in_words (void **state)
{
  const Fixture *f = *state;
  GArray *hidden;

  select_message (f, "websocket.text", 0, "");
  assert_string_equal (node_named (f, "websocket.mask")->text, "yes");
  gtk_test_accessible_assert_role (
      GTK_ACCESSIBLE (find (f->panes, g_type_from_name ("WgFigure"))), GTK_ACCESSIBLE_ROLE_IMG);
  assert_true (gtk_widget_get_visible (find (f->panes, g_type_from_name ("WgFigure"))));
  hidden = wg_tree_hidden (f->view, wg_looker_tree (wg_looker_for (f->view)));
  g_array_unref (hidden);
}

static void
test_every_field_of_lessons_is_explained (void **state)
{
  const Fixture *f = *state;
  static const char *const keys[] = {"tls.handshake.version",
                                     "tls.handshake.random",
                                     "tls.handshake.ciphersuite",
                                     "tls.record.length",
                                     "ip.ttl",
                                     "tcp.flags",
                                     "eth.src"};

  select_message (f, "tls.client_hello", 0, "");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const WgNode *node = node_named (f, keys[i]);
      g_autofree char *sentence = wg_node_sentence (node, NULL);

      assert_true (g_str_has_suffix (sentence, "."));
      assert_false (g_str_has_prefix (sentence, "Part of"));
    }
}

static void
test_sources_have_pages (void **state)
{
  static const struct
  {
    const char *source, *uri;
  } cases[] = {
      {"RFC 8446 §4.1.2", "https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2"},
      {"RFC 6455 §5.2, RFC 7692 §6", "https://www.rfc-editor.org/rfc/rfc6455#section-5.2"},
      {"RFC 768", "https://www.rfc-editor.org/rfc/rfc768"},
      {"RFC", NULL},
      {"IEEE 802.3", NULL},
      {NULL, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = wg_source_uri (cases[i].source);

      if (cases[i].uri == NULL)
        assert_null (uri);
      else
        assert_string_equal (uri, cases[i].uri);
    }
}

static void
test_columns_of_a_dump (void **state)
{
  static const gboolean hidden[16] = {[2] = TRUE};
  WgHexShape shape = {16, 4};
  g_autoptr (GString) row = g_string_new (NULL);

  for (guint i = 0; i < 16; i++)
    {
      assert_int_equal (wg_hex_index_at (shape, wg_hex_column (shape, i)), i);
      assert_int_equal (wg_hex_index_at (shape, wg_hex_column (shape, i) + 1), i);
      assert_int_equal (wg_hex_index_at (shape, wg_hex_ascii_column (shape, i)), i);
    }
  assert_int_equal (wg_hex_index_at (shape, 0), 0);
  assert_int_equal (wg_hex_index_at (shape, 1000), 15);
  assert_int_equal (wg_hex_digits (0x10000), 4);
  assert_int_equal (wg_hex_digits (0x10001), 6);
  wg_hex_row_append (row, shape, 0x20, wg_slice ("Ab\x01z", 4), hidden);
  assert_string_equal (row->str,
                       "0020  41 62 ▒▒ 7a                                       Ab▒z");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown (test_message_becomes_its_node, setup, teardown),
      cmocka_unit_test_setup_teardown (test_cursor_selects_innermost_field, setup, teardown),
      cmocka_unit_test_setup_teardown (test_secrets_are_masked_until_revealed, setup, teardown),
      cmocka_unit_test_setup_teardown (test_masked_frame_is_unmasked_in_words, setup, teardown),
      cmocka_unit_test_setup_teardown (test_every_field_of_lessons_is_explained, setup,
                                       teardown),
      cmocka_unit_test (test_sources_have_pages),
      cmocka_unit_test (test_columns_of_a_dump),
  };

  if (!gtk_init_check ())
    return 77;
  adw_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
