#include "report/finding-words.h"

#include "base/text.h"
#include "report/human.h"
#include "report/value.h"

#define MAX_FRAMES 8u

static void
append_member (
    GString *out, const WgField *rows, gconstpointer base, const char *path, WgMask *mask)
{
  WgValue value = wg_value_get (rows, base, path);

  if (wg_value_is (value))
    wg_value_append (out, value, mask);
}

void
wg_finding_detail_append (GString *out, const WgFinding *finding, WgMask *mask)
{
  append_member (out, wg_finding_type.fields, finding, "detail", mask);
}

void
wg_finding_name_append (GString *out, const WgFinding *finding, WgMask *mask)
{
  append_member (out, wg_finding_type.fields, finding, "name", mask);
}

void
wg_finding_evidence_append (GString *out, const WgEvidence *evidence, WgMask *mask)
{
  const WgField *list = wg_finding_type.fields;

  while (g_strcmp0 (list->json, "evidence") != 0)
    list++;
  for (const WgField *row = list->fields; row->key != NULL; row++)
    if (row->kind == WG_KIND_TEXT)
      {
        WgValue value = {row, (const guint8 *) evidence + row->offset, FALSE};
        wg_value_append (out, value, mask);
      }
}

void
wg_finding_end_append (GString *out, const WgFindingEnd *end)
{
  gboolean brackets = end->ip != NULL && end->port >= 0 && strchr (end->ip, ':') != NULL;

  if (end->ip == NULL)
    return;
  g_string_append_printf (out, brackets ? "[%s]" : "%s", end->ip);
  if (end->port >= 0)
    g_string_append_printf (out, ":%" G_GINT64_FORMAT, end->port);
}

void
wg_finding_ends_append (GString *out, const WgFinding *finding)
{
  wg_finding_end_append (out, &finding->client);
  if (finding->client.ip != NULL && finding->server.ip != NULL)
    g_string_append (out, " → ");
  wg_finding_end_append (out, &finding->server);
}

void
wg_finding_frames_append (GString *out, const WgFinding *finding)
{
  const guint32 *frames = finding->frames.items;
  guint n = finding->frames.n, shown = n > MAX_FRAMES + 1 ? MAX_FRAMES : n;

  if (n == 0)
    return;
  g_string_append (out, n == 1 ? "packet " : "packets ");
  for (guint i = 0; i < shown; i++)
    {
      g_string_append (out, i == 0 ? "" : i + 1 == n ? " and " : ", ");
      wg_uint_append (out, frames[i]);
    }
  if (shown < n)
    g_string_append_printf (out, " and %u more", n - shown);
}

const char *
wg_finding_outcome_words (const WgFinding *finding)
{
  if (finding->outcome == WG_OUTCOME_ATTEMPT)
    return "attempt";
  return finding->outcome == WG_OUTCOME_SUCCESS ? "it worked" : NULL;
}

void
wg_finding_where_append (GString *out, const WgFinding *finding)
{
  const char *outcome = wg_finding_outcome_words (finding);
  gsize before = out->len;

  wg_finding_frames_append (out, finding);
  if (finding->conversation >= 0)
    g_string_append_printf (out, "%s#%" G_GINT64_FORMAT, out->len > before ? " · " : "",
                            finding->conversation);
  if (finding->conversations.n > 1)
    g_string_append_printf (out, " and %u more", finding->conversations.n - 1);
  if (finding->client.ip != NULL || finding->server.ip != NULL)
    g_string_append (out, out->len > before ? " · " : "");
  wg_finding_ends_append (out, finding);
  if (finding->count > 1)
    {
      g_string_append (out, " · ");
      wg_human_plural (out, finding->count, "time", "times");
    }
  if (outcome != NULL)
    g_string_append_printf (out, " · %s", outcome);
  if (finding->confidence != WG_CONFIDENCE_HIGH)
    g_string_append_printf (out, " · %s confidence",
                            wg_name_of (wg_confidence_names, (guint32) finding->confidence));
}

guint64
wg_summary_count (const WgSummary *summary, WgSeverity severity)
{
  switch (severity)
    {
    case WG_SEVERITY_CRITICAL:
      return summary->findings.critical;
    case WG_SEVERITY_HIGH:
      return summary->findings.high;
    case WG_SEVERITY_MEDIUM:
      return summary->findings.medium;
    case WG_SEVERITY_LOW:
      return summary->findings.low;
    case WG_SEVERITY_INFO:
      return summary->findings.info;
    case WG_SEVERITY_DEFAULT:
    case WG_N_SEVERITIES:
      break;
    }
  return 0;
}

WgInk
wg_grade_ink (const char *grade)
{
  switch (grade[0])
    {
    case 'A':
      return WG_INK_GOOD;
    case 'B':
      return WG_INK_NEW;
    case 'C':
      return WG_INK_ODD;
    case 'D':
      return WG_INK_BAD;
    default:
      return WG_INK_WORST;
    }
}

char *
wg_first_sentence (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '.' && (at[1] == '\0' || (at[1] == ' ' && g_ascii_isupper (at[2]))))
      return g_strndup (text, (gsize) (at - text) + 1);
  return g_strdup (text);
}
