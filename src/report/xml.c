#include "report/xml.h"

#include "base/text.h"

static void
append_escaped (GString *out, const char *text)
{
  for (;;)
    {
      gsize plain = strcspn (text, "&<>\"'");

      g_string_append_len (out, text, (gssize) plain);
      text += plain;
      switch (*text++)
        {
        case '&':
          g_string_append (out, "&amp;");
          break;
        case '<':
          g_string_append (out, "&lt;");
          break;
        case '>':
          g_string_append (out, "&gt;");
          break;
        case '"':
          g_string_append (out, "&quot;");
          break;
        case '\'':
          g_string_append (out, "&#39;");
          break;
        default:
          return;
        }
    }
}

/* U+FFFE and U+FFFF are no characters of XML either. */
static void
append_safe (GString *out, const char *safe)
{
  const char *at;

  while ((at = strstr (safe, "\xef\xbf")) != NULL
         && (at[2] == (char) 0xbe || at[2] == (char) 0xbf))
    {
      g_autofree char *before = g_strndup (safe, (gsize) (at - safe));
      append_escaped (out, before);
      g_string_append (out, at[2] == (char) 0xbe ? "\\u{fffe}" : "\\u{ffff}");
      safe = at + 3;
    }
  append_escaped (out, safe);
}

void
wg_xml_append (GString *out, const char *text)
{
  g_autoptr (GString) safe = g_string_new (NULL);

  wg_text_append_shown (safe, text);
  append_safe (out, safe->str);
}

void
wg_xml_append_bytes (GString *out, WgSlice bytes)
{
  g_autofree char *safe = wg_text_dup (bytes);

  append_safe (out, safe);
}
