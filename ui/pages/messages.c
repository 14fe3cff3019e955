#include "ui/pages/messages.h"

#include "ui/pages/message-list.h"

GtkWidget *
wg_messages_page_new (WgView *view)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (page), wg_message_list_new (view));
  return page;
}
