#include "report/html.h"

#include "base/text.h"
#include "report/catalogue-text.h"
#include "report/human.h"
#include "report/xml.h"

/* A conversation as a sequence diagram: two lanes, an arrow a message, findings as numbered
 * marks on the arrows of their packets. */

#define WIDTH  560u
#define LEFT   56u /* lane of the client */
#define RIGHT  544u
#define TOP    60u
#define ROW    40u
#define MARKS  4u /* on one arrow */
#define MARK_R 11u
#define STEP   26u
#define LETTER 8u /* width of one, about */

/* The marks of one packet. */
typedef struct
{
  guint numbers[MARKS];
  const char *severities[MARKS];
  guint n, hidden;
} Marks;

/* Several messages may stand in one packet: what is about a certificate goes to that, all else
 * to the first of them. */
static gboolean
belongs (const WgFinding *finding,
         const WgHtmlEvent *event,
         gboolean first,
         gboolean certificate)
{
  const WgEvidence *evidence = finding->evidence.items;
  gboolean about = finding->evidence.n > 0 && g_str_has_prefix (evidence->field, "x509");

  if (about && certificate)
    return g_str_has_prefix (event->label, "Certificate");
  return first;
}

static void
marks_of (Marks *marks, const GArray *numbered, const WgHtmlTalk *talk, guint index)
{
  const WgHtmlEvent *event = &g_array_index (talk->events, WgHtmlEvent, index);
  gint64 conversation = talk->id;
  guint32 frame = event->place.frame;
  gboolean first = TRUE, certificate = FALSE;

  for (guint i = 0; i < talk->events->len; i++)
    {
      const WgHtmlEvent *other = &g_array_index (talk->events, WgHtmlEvent, i);
      if (other->place.frame != frame)
        continue;
      first = first && i >= index;
      certificate = certificate || g_str_has_prefix (other->label, "Certificate");
    }
  memset (marks, 0, sizeof *marks);
  for (guint i = 0; i < numbered->len; i++)
    {
      const WgHtmlNumbered *one = &g_array_index (numbered, WgHtmlNumbered, i);
      const guint32 *frames = one->finding->frames.items;
      const guint64 *ids = one->finding->conversations.items;
      gboolean here = one->finding->conversations.n == 0, at = FALSE;

      for (guint j = 0; j < one->finding->conversations.n && !here; j++)
        here = (gint64) ids[j] == conversation;
      for (guint j = 0; here && j < one->finding->frames.n && !at; j++)
        at = frames[j] == frame;
      if (!at || !belongs (one->finding, event, first, certificate))
        continue;
      if (marks->n == MARKS)
        {
          marks->hidden++;
          continue;
        }
      marks->numbers[marks->n] = one->number;
      marks->severities[marks->n++] =
          wg_name_of (wg_severity_names, (guint32) one->finding->severity);
    }
}

static void
append_marks (GString *out, const Marks *marks, WgHtmlDir dir, guint y)
{
  for (guint i = 0; i < marks->n; i++)
    {
      guint step = STEP * (i + 1) - 8;
      guint x = dir == WG_HTML_TO_CLIENT ? RIGHT - step : LEFT + step;

      g_string_append_printf (
          out,
          "<a href=\"#f%u\" aria-label=\"finding %u\"><circle class=\"mark %s\" cx=\"%u\" "
          "cy=\"%u\" r=\"%u\"/><text class=\"num %s\" x=\"%u\" y=\"%u\">%u</text></a>",
          marks->numbers[i], marks->numbers[i], marks->severities[i], x, y, MARK_R,
          marks->severities[i], x, y + 4, marks->numbers[i]);
    }
  if (marks->hidden > 0)
    g_string_append_printf (out, "<text class=\"frame\" x=\"%u\" y=\"%u\">+%u</text>",
                            dir == WG_HTML_TO_CLIENT ? RIGHT - STEP * (MARKS + 1) - 8
                                                     : LEFT + STEP * (MARKS + 1) - 18,
                            y + 4, marks->hidden);
}

static void
append_event (GString *out, const WgHtmlEvent *event, const Marks *marks, guint y)
{
  guint from = event->dir == WG_HTML_TO_CLIENT ? RIGHT : LEFT;
  guint to = event->dir == WG_HTML_TO_CLIENT ? LEFT + 8 : RIGHT - 8;
  guint middle = (LEFT + RIGHT) / 2, taken = (marks->n + (marks->hidden > 0)) * STEP / 2;
  g_autoptr (GString) label = g_string_new (NULL);

  g_string_append_printf (out, "<text class=\"frame\" x=\"2\" y=\"%u\">%u</text>", y + 4,
                          event->place.frame);
  if (event->dir == WG_HTML_NEITHER)
    g_string_append_printf (out,
                            "<line class=\"dash\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>",
                            LEFT, y, RIGHT, y);
  else
    g_string_append_printf (
        out,
        "<path class=\"arrow\" d=\"M%u %uH%u\"/><path class=\"head\" d=\"M%u %ul%d -5v10z\"/>",
        from, y, to, event->dir == WG_HTML_TO_CLIENT ? LEFT : RIGHT, y,
        event->dir == WG_HTML_TO_CLIENT ? 10 : -10);
  g_string_append_printf (out, "<text class=\"label\" x=\"%u\" y=\"%u\">",
                          event->dir == WG_HTML_TO_CLIENT ? middle - taken : middle + taken,
                          y - 8);
  wg_human_fit (label, event->label, (RIGHT - LEFT - 2 * taken - 24) / LETTER, FALSE);
  wg_xml_append (out, label->str);
  g_string_append (out, "</text>");
  append_marks (out, marks, event->dir, y);
  g_string_append_c (out, '\n');
}

/* A packet that a finding names and no arrow shows gets a line of its own. */
static void
add_silent_frames (const WgHtmlTalk *talk, const GArray *numbered)
{
  for (guint i = 0; i < numbered->len; i++)
    {
      const WgHtmlNumbered *one = &g_array_index (numbered, WgHtmlNumbered, i);
      const guint32 *frames = one->finding->frames.items;
      gboolean shown = one->finding->conversation != talk->id || one->finding->frames.n == 0;

      for (guint j = 0; j < talk->events->len && !shown; j++)
        for (guint k = 0; k < one->finding->frames.n && !shown; k++)
          shown = g_array_index (talk->events, WgHtmlEvent, j).place.frame == frames[k];
      if (!shown && talk->events->len < WG_HTML_EVENTS + 10)
        {
          WgHtmlEvent event = {{frames[0], 0}, WG_HTML_NEITHER, g_strdup (one->finding->title)};
          guint at = 0;

          while (at < talk->events->len
                 && g_array_index (talk->events, WgHtmlEvent, at).place.frame
                        <= event.place.frame)
            at++;
          g_array_insert_val (talk->events, at, event);
        }
    }
}

/* @side: the class that puts the words to the lane's inner side. */
static void
append_lane (
    GString *out, guint x, guint height, const char *side, const char *role, const char *end)
{
  g_autoptr (GString) fit = g_string_new (NULL);
  guint at = x == LEFT ? x - 8 : x + 8;

  wg_human_fit (fit, end, 30, FALSE);
  g_string_append_printf (out,
                          "<line class=\"lane\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>"
                          "<text class=\"role %s\" x=\"%u\" y=\"17\">%s</text>"
                          "<text class=\"end %s\" x=\"%u\" y=\"36\">",
                          x, TOP - 16, x, height - 6, side, at, role, side, at);
  wg_xml_append (out, fit->str);
  g_string_append (out, "</text>\n");
}

static void
append_svg (GString *out, const WgHtmlTalk *talk, const GArray *numbered)
{
  guint height = TOP + talk->events->len * ROW + 14;

  g_string_append_printf (
      out,
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"diagram of "
      "conversation "
      "%" G_GINT64_FORMAT
      "\"><svg viewBox=\"0 0 %u %u\" role=\"img\" aria-labelledby=\"t%" G_GINT64_FORMAT
      " d%" G_GINT64_FORMAT "\">\n<title id=\"t%" G_GINT64_FORMAT "\">",
      talk->id, WIDTH, height, talk->id, talk->id, talk->id);
  g_string_append_printf (out, "Sequence of conversation %" G_GINT64_FORMAT, talk->id);
  g_string_append_printf (out, "</title><desc id=\"d%" G_GINT64_FORMAT "\">", talk->id);
  g_string_append_printf (out, "%u messages between ", talk->events->len);
  wg_xml_append (out, talk->client);
  g_string_append (out, " and ");
  wg_xml_append (out, talk->server);
  g_string_append (out,
                   ", top to bottom in the order of packets; numbered circles are findings."
                   "</desc>\n<text class=\"role left\" x=\"2\" y=\"36\">packet</text>\n");
  append_lane (out, LEFT, height, "left", "client", talk->client);
  append_lane (out, RIGHT, height, "right", "server", talk->server);
  for (guint i = 0; i < talk->events->len; i++)
    {
      const WgHtmlEvent *event = &g_array_index (talk->events, WgHtmlEvent, i);
      Marks marks;

      marks_of (&marks, numbered, talk, i);
      append_event (out, event, &marks, TOP + i * ROW + 18);
    }
  g_string_append (out, "</svg></div>");
}

static gint
compare_talks (gconstpointer a, gconstpointer b)
{
  const WgHtmlTalk *x = *(WgHtmlTalk *const *) a, *y = *(WgHtmlTalk *const *) b;
  return x->id < y->id ? -1 : x->id > y->id;
}

void
wg_html_diagrams (WgFindingReport *report, const WgHtmlLook *look, const GArray *numbered)
{
  g_autoptr (GPtrArray) talks = g_ptr_array_new ();
  GString *out = report->text;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, look->talks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (talks, value);
  g_ptr_array_sort (talks, compare_talks);
  for (guint i = 0; i < talks->len; i++)
    {
      const WgHtmlTalk *talk = g_ptr_array_index (talks, i);

      if (talk->client == NULL)
        continue;
      add_silent_frames (talk, numbered);
      if (talk->events->len == 0)
        continue;
      g_string_append_printf (out,
                              "<section class=\"talk\" id=\"c%" G_GINT64_FORMAT
                              "\"><h3>Conversation %" G_GINT64_FORMAT
                              "</h3><p class=\"where\">",
                              talk->id, talk->id);
      wg_xml_append (out, talk->about);
      g_string_append (out, "</p>\n");
      append_svg (out, talk, numbered);
      if (talk->n_hidden > 0)
        g_string_append_printf (
            out, "<p class=\"more\">%u more messages: <code>wiregloss report FILE</code></p>",
            talk->n_hidden);
      g_string_append (out, "</section>\n");
      wg_finding_report_flush (report);
    }
}
