#include "report/catalogue-text.h"

#include "base/text.h"
#include "report/human.h"
#include "report/json-value.h"

#define ID_WIDTH 34u

WgInk
wg_severity_ink (WgSeverity severity)
{
  static const WgInk inks[WG_N_SEVERITIES] = {
      [WG_SEVERITY_INFO] = WG_INK_DIM,       [WG_SEVERITY_LOW] = WG_INK_NEW,
      [WG_SEVERITY_MEDIUM] = WG_INK_ODD,     [WG_SEVERITY_HIGH] = WG_INK_BAD,
      [WG_SEVERITY_CRITICAL] = WG_INK_WORST,
  };
  return inks[severity];
}

const char *
wg_severity_title (WgSeverity severity)
{
  static const char *const titles[WG_N_SEVERITIES] = {"",       "Info", "Low",
                                                      "Medium", "High", "Critical"};
  return titles[severity];
}

static const char *
per_words (WgPer per)
{
  static const char *const words[] = {
      [WG_PER_PAIR] = "once for each client and server",
      [WG_PER_SERVER] = "once for each server",
      [WG_PER_CLIENT] = "once for each client",
      [WG_PER_CAPTURE] = "once for a capture",
  };
  return words[per];
}

static void
append_row (GString *out, const WgTextStyle *style, const WgFindingType *type)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  guint id_width = MAX (ID_WIDTH, wg_human_width (type->id));

  g_string_append (out, "  ");
  wg_human_fit (cell, wg_name_of (wg_severity_names, type->severity), 9, TRUE);
  wg_text_ink (out, style, wg_severity_ink (type->severity), cell->str);
  wg_human_fit (out, type->id, id_width, TRUE);
  g_string_append_c (out, ' ');
  wg_human_fit (out, type->words->title, MAX (style->width, id_width + 32) - id_width - 12,
                FALSE);
  g_string_append_c (out, '\n');
}

void
wg_catalogue_append (GString *out, const WgTextStyle *style)
{
  guint n = 0;

  for (char group[2] = "A"; group[0] <= 'Z'; group[0]++)
    {
      gboolean titled = FALSE;

      for (guint i = 0; wg_finding_types[i] != NULL; i++)
        {
          if (strcmp (wg_finding_types[i]->group, group) != 0)
            continue;
          if (!titled)
            {
              g_string_append (out, n > 0 ? "\n" : "");
              wg_text_ink (out, style, WG_INK_BOLD, wg_finding_group_title (group));
              g_string_append_c (out, '\n');
            }
          titled = TRUE;
          append_row (out, style, wg_finding_types[i]);
          n++;
        }
    }
  g_string_append_c (out, '\n');
  wg_human_plural (out, n, "finding", "findings");
  g_string_append (out, "; 'wiregloss explain ID' tells all of one\n");
}

static void
append_section (GString *out, const WgTextStyle *style, const char *title, const char *text)
{
  g_string_append_c (out, '\n');
  wg_text_ink (out, style, WG_INK_BOLD, title);
  g_string_append_c (out, '\n');
  wg_human_wrap (out, text, MIN (style->width, 92), 2);
}

static void
append_examples (GString *out, const WgTextStyle *style, const WgFindingExample *example)
{
  for (; example->where != NULL; example++)
    {
      g_auto (GStrv) lines = g_strsplit (example->lines, "\n", -1);

      g_string_append (out, "\n  ");
      wg_text_ink (out, style, WG_INK_NEW, example->where);
      g_string_append_c (out, '\n');
      for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf (out, "      %s\n", lines[i]);
    }
}

void
wg_catalogue_explain (GString *out, const WgTextStyle *style, const WgFindingType *type)
{
  const WgFindingWords *words = type->words;
  g_autofree char *severity =
      g_strdup_printf ("%s severity", wg_severity_title (type->severity));

  wg_text_ink (out, style, WG_INK_BOLD, words->title);
  g_string_append_printf (out, "\n  %s · ", type->id);
  wg_text_ink (out, style, wg_severity_ink (type->severity), severity);
  g_string_append_printf (out, " · %s confidence · %s\n",
                          wg_name_of (wg_confidence_names, type->confidence),
                          wg_finding_group_title (type->group));
  g_string_append_printf (out, "  reported %s%s\n\n", per_words (type->per),
                          type->confidential ? "; a remark between programs of one machine"
                                             : "");
  wg_human_wrap (out, words->sentence, MIN (style->width, 92), 2);
  append_section (out, style, "Why it matters", words->why);
  append_section (out, style, "What an attacker does next", words->attack);
  append_section (out, style, "How to fix it", words->fix);
  append_examples (out, style, type->examples);
  append_section (out, style, "To be sure", words->sure);
  g_string_append_c (out, '\n');
  wg_text_ink (out, style, WG_INK_BOLD, "References");
  g_string_append_c (out, '\n');
  for (guint i = 0; type->references[i] != NULL; i++)
    g_string_append_printf (out, "  %s\n", type->references[i]);
}

void
wg_catalogue_grade_rule (GString *out, const WgTextStyle *style)
{
  g_auto (GStrv) paragraphs = g_strsplit (wg_grade_rule, "\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      const char *text = paragraphs[i];
      if (g_str_has_prefix (text, "## "))
        {
          wg_text_ink (out, style, WG_INK_BOLD, text + 3);
          g_string_append_c (out, '\n');
        }
      else if (g_str_has_prefix (text, "|"))
        g_string_append_printf (out, "  %s\n", text);
      else if (*text == '\0')
        g_string_append_c (out, '\n');
      else
        wg_human_wrap (out, text, MIN (style->width, 92), 2);
    }
}

static void
json_pair (GString *out, const char *key, const char *text)
{
  g_string_append (out, out->str[out->len - 1] == '{' ? "" : ",");
  wg_json_string (out, key);
  g_string_append_c (out, ':');
  wg_json_string (out, text);
}

void
wg_catalogue_json (GString *out, const WgFindingType *type)
{
  static const char *const per[] = {"pair", "server", "client", "capture"};
  const WgFindingWords *words = type->words;

  g_string_append_c (out, '{');
  json_pair (out, "id", type->id);
  json_pair (out, "group", type->group);
  json_pair (out, "group_title", wg_finding_group_title (type->group));
  g_string_append_printf (out, ",\"tier\":%u", type->tier);
  json_pair (out, "severity", wg_name_of (wg_severity_names, type->severity));
  json_pair (out, "confidence", wg_name_of (wg_confidence_names, type->confidence));
  json_pair (out, "per", per[type->per]);
  json_pair (out, "title", words->title);
  json_pair (out, "sentence", words->sentence);
  json_pair (out, "explanation", words->why);
  json_pair (out, "attack", words->attack);
  json_pair (out, "fix", words->fix);
  json_pair (out, "sure", words->sure);
  g_string_append (out, ",\"examples\":[");
  for (const WgFindingExample *example = type->examples; example->where != NULL; example++)
    {
      g_string_append (out, example > type->examples ? ",{" : "{");
      json_pair (out, "where", example->where);
      json_pair (out, "lines", example->lines);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "],\"references\":[");
  for (guint i = 0; type->references[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? "," : "");
      wg_json_string (out, type->references[i]);
    }
  g_string_append (out, "]}");
}

void
wg_catalogue_json_all (GString *out)
{
  g_string_append (out, "{\"schema\":\"wiregloss-findings/1\",\"findings\":[");
  for (guint i = 0; wg_finding_types[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      wg_catalogue_json (out, wg_finding_types[i]);
    }
  g_string_append (out, "\n]}\n");
}
