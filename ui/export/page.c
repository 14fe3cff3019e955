#include "report/finding-words.h"
#include "report/xml.h"
#include "ui/export/export-private.h"
#include "ui/export/picture.h"
#include "ui/pages/compare-lines.h"

#include <glib/gi18n.h>

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;"
    "color:#1e1e1e;background:#fff}figure{margin:1em 0;overflow-x:auto}"
    "svg{max-width:100%;height:auto}pre{background:#f3f3f3;padding:1em;overflow-x:auto}"
    "footer{color:#5e5c64;border-top:1px solid #8a8a8a;margin-top:2em;padding-top:.5em}";

static void
append_element (GString *out, const char *tag, const char *text)
{
  g_string_append_printf (out, "<%s>", tag);
  wg_xml_append (out, text);
  g_string_append_printf (out, "</%s>\n", tag);
}

/* The declaration in front of it has no place in a page. */
static void
append_svg (GString *out, const GString *svg)
{
  const char *begin = g_strstr_len (svg->str, (gssize) svg->len, "<svg");

  g_string_append (out, "<figure role=\"img\" aria-label=\"");
  wg_xml_append (out, _ ("Diagram of the messages"));
  g_string_append (out, "\">\n");
  g_string_append (out, begin != NULL ? begin : "");
  g_string_append (out, "</figure>\n");
}

static void
append_fields (GString *out, WgView *view, gsize message)
{
  WgDocument *document = wg_view_document (view);
  g_autoptr (GPtrArray) lines = wg_compare_read (
      wg_document_path (document), wg_view_store (view), wg_document_secrets (document),
      message, wg_view_is (view, WG_VIEW_REVEALED));

  if (lines->len == 0)
    return;
  append_element (out, "h3", _ ("Field by field"));
  g_string_append (out, "<pre>");
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *shown = wg_view_shown (view, g_ptr_array_index (lines, i));

      wg_xml_append (out, shown);
      g_string_append_c (out, '\n');
    }
  g_string_append (out, "</pre>\n");
}

static void
append_finding (GString *out, WgView *view, gsize message)
{
  gint index = wg_view_finding_of (view, message);
  const WgFinding *finding;
  g_autoptr (GString) detail = g_string_new (NULL);
  g_autofree char *shown = NULL, *title = NULL;

  if (index < 0)
    return;
  finding = wg_document_finding (wg_view_document (view), (guint) index);
  wg_finding_detail_append (detail, finding, wg_view_mask (view));
  shown = wg_view_shown (view, detail->str);
  title =
      g_strdup_printf ("%s: %s", wg_name_of (wg_severity_names, (guint32) finding->severity),
                       finding->type->words->title);
  append_element (out, "h3", title);
  append_element (out, "p", shown);
  append_element (out, "p", finding->type->words->why);
  append_element (out, "p", finding->type->words->fix);
}

static void
append_step (GString *out, WgView *view, gsize message)
{
  const WgMessageType *type = wg_store_message (wg_view_store (view), message)->type;
  guint32 frame = wg_store_message (wg_view_store (view), message)->frame;
  const char *note = wg_document_note (wg_view_document (view), frame);
  g_autofree char *label = wg_view_label (view, message);
  g_autofree char *sentence = wg_view_sentence (view, message);

  append_element (out, "h2", label);
  append_element (out, "p", sentence);
  if (type->help != NULL)
    append_element (out, "p", type->help);
  if (type->source != NULL)
    append_element (out, "p", type->source);
  if (note != NULL)
    append_element (out, "blockquote", note);
  append_finding (out, view, message);
  append_fields (out, view, message);
}

gboolean
wg_export_page (WgView *view, const char *path, GError **error)
{
  g_autoptr (GString) out = g_string_new ("<!doctype html>\n<html lang=\"en\"><head>"
                                          "<meta charset=\"utf-8\">"
                                          "<meta name=\"viewport\" "
                                          "content=\"width=device-width\">\n");
  g_autoptr (GString) svg = wg_picture_svg (view, error);
  g_autofree char *foot = wg_picture_foot (view);
  gint64 message = wg_view_message (view);

  if (svg == NULL)
    return FALSE;
  append_element (out, "title", wg_document_title (wg_view_document (view)));
  g_string_append_printf (out, "<style>%s</style></head><body>\n", style);
  append_element (out, "h1", wg_document_title (wg_view_document (view)));
  append_svg (out, svg);
  if (message >= 0)
    append_step (out, view, (gsize) message);
  append_element (out, "footer", foot);
  g_string_append (out, "</body></html>\n");
  return g_file_set_contents (path, out->str, (gssize) out->len, error);
}
