#include "ui/note.h"

#include <glib/gi18n.h>

#define MOST 4000u /* characters */

/* What is asked about, as long as the dialog is there. */
typedef struct
{
  WgDocument *document;
  guint32 frame;
  GtkTextBuffer *text;
} Asked;

static void
free_asked (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->document);
  g_object_unref (asked->text);
  g_free (asked);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Asked *asked)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (g_str_equal (response, "remove"))
    wg_document_set_note (asked->document, asked->frame, NULL);
  if (!g_str_equal (response, "save"))
    return;
  gtk_text_buffer_get_start_iter (asked->text, &start);
  gtk_text_buffer_get_iter_at_offset (asked->text, &end, (gint) MOST);
  text = g_strstrip (gtk_text_buffer_get_text (asked->text, &start, &end, FALSE));
  wg_document_set_note (asked->document, asked->frame, text);
}

static GtkWidget *
make_entry (Asked *asked)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *entry = gtk_text_view_new ();
  const char *note = wg_document_note (asked->document, asked->frame);

  asked->text = g_object_ref (gtk_text_view_get_buffer (GTK_TEXT_VIEW (entry)));
  gtk_text_buffer_set_text (asked->text, note != NULL ? note : "", -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (entry), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (entry), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (entry), 9);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (entry), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (entry), 9);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Note"), -1);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 120);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), entry);
  return scrolled;
}

void
wg_note_ask (WgWindow *window)
{
  WgView *view = wg_window_view (window);
  const WgStoreMessage *message = view != NULL ? wg_view_selected (view) : NULL;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;
  Asked *asked;

  if (message == NULL)
    return;
  asked = g_new0 (Asked, 1);
  asked->document = g_object_ref (wg_view_document (view));
  asked->frame = message->frame;
  body = g_strdup_printf (_ ("On packet %u. Notes are kept when the packets are exported, as "
                             "comments that Wireshark shows too."),
                          asked->frame);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (window), _ ("Note"), body));
  adw_message_dialog_set_extra_child (dialog, make_entry (asked));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"),
                                    "save", _ ("_Save"), NULL);
  adw_message_dialog_set_response_enabled (
      dialog, "remove", wg_document_note (asked->document, asked->frame) != NULL);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "asked", asked, free_asked);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), asked);
  gtk_window_present (GTK_WINDOW (dialog));
}
