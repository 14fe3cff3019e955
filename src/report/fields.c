#include "report/fields.h"

#include "dissect/login.h"
#include "net/net.h"
#include "report/human.h"
#include "session/conversation.h"

#define MAX_DEPTH  16u
#define TEXT_WIDTH 92u

static const char *
type_name (const WgField *field)
{
  switch (field->kind)
    {
    case WG_KIND_NONE:
      return "heading";
    case WG_KIND_BOOL:
      return "boolean";
    case WG_KIND_UINT:
    case WG_KIND_INT:
      return "number";
    case WG_KIND_CODE:
      return "code point";
    case WG_KIND_ENUM:
      return "name";
    case WG_KIND_TEXT:
    case WG_KIND_STRING:
      return "text";
    case WG_KIND_BYTES:
      return "bytes";
    case WG_KIND_TIME:
      return "time";
    case WG_KIND_DURATION:
      return "seconds";
    case WG_KIND_HEADER:
      return "header";
    case WG_KIND_NUMBERS:
    case WG_KIND_OBJECT:
    case WG_KIND_REF:
      return "object";
    }
  return "";
}

static void
append_row (GString *out, const WgField *field, const char *path)
{
  g_autofree char *type =
      g_strdup_printf (field->list ? "list of %s" : "%s", type_name (field));
  g_autoptr (GString) about = g_string_new (field->help != NULL ? field->help : "");

  g_string_append (out, "  ");
  wg_human_fit (out, field->key, MAX (46, wg_human_width (field->key)), TRUE);
  g_string_append_c (out, ' ');
  wg_human_fit (out, type, MAX (18, wg_human_width (type)), TRUE);
  g_string_append_printf (out, " %s\n", field->label);
  if (path != NULL)
    g_string_append_printf (out, "      JSON: %s\n", path);
  if (field->secret != WG_SECRET_NONE)
    g_string_append_printf (about, "%sSecrets in it are masked.", about->len > 0 ? " " : "");
  if (field->source != NULL)
    g_string_append_printf (about, "%s(%s)", about->len > 0 ? " " : "", field->source);
  if (about->len > 0)
    wg_human_wrap (out, about->str, TEXT_WIDTH, 6);
}

/* @out may be %NULL, to count only. */
static guint
walk (GString *out, const WgField *field, const char *parent, guint depth)
{
  guint n = 0;

  for (; field != NULL && field->key != NULL; field++)
    {
      g_autofree char *path = NULL;

      if (field->kept)
        continue;
      if (parent != NULL && field->json != NULL)
        path = g_strdup_printf ("%s.%s%s", parent, field->json, field->list ? "[]" : "");
      n++;
      if (out != NULL)
        append_row (out, field, path);
      if (field->fields != NULL && depth < MAX_DEPTH)
        n += walk (out, field->fields, path, depth + 1);
    }
  return n;
}

static guint
walk_record (GString *out, const WgRecordType *type)
{
  g_autofree char *path = g_strdup_printf ("captures[].%s[]", type->list);

  if (out != NULL)
    {
      g_string_append_printf (out, "\nRecord %s (%s)\n", type->name, path);
      if (type->help != NULL)
        wg_human_wrap (out, type->help, TEXT_WIDTH, 6);
    }
  return walk (out, type->fields, path, 0);
}

static guint
walk_dissector (GString *out, const WgDissector *dissector)
{
  guint n;

  if (out != NULL)
    {
      g_string_append_printf (out, "%s: %s\n", dissector->id, dissector->title);
      if (dissector->help != NULL)
        wg_human_wrap (out, dissector->help, TEXT_WIDTH, 6);
      g_string_append (out, "\nFields of packets\n");
    }
  n = walk (out, dissector->fields, NULL, 0);
  for (guint i = 0; dissector->records != NULL && dissector->records[i] != NULL; i++)
    n += walk_record (out, dissector->records[i]);
  return n;
}

static char *
first_word (const char *key)
{
  const char *dot = strchr (key, '.');
  return dot != NULL ? g_strndup (key, (gsize) (dot - key)) : g_strdup (key);
}

static void
append_item (GString *out, const char *name, const char *title, guint n)
{
  g_string_append (out, "  ");
  wg_human_fit (out, name, MAX (16, wg_human_width (name)), TRUE);
  g_string_append_printf (out, " %4u fields  %s\n", n, title);
}

void
wg_fields_list_append (GString *out)
{
  g_string_append (out, "Protocols:\n");
  for (guint i = 0; wg_dissectors[i] != NULL; i++)
    append_item (out, wg_dissectors[i]->id, wg_dissectors[i]->title,
                 walk_dissector (NULL, wg_dissectors[i]));
  g_string_append (out, "\nLayers below, and what is common to all:\n");
  for (const WgField *const *table = wg_net_field_tables (); *table != NULL; table++)
    {
      g_autofree char *name = first_word ((*table)->key);
      append_item (out, name, (*table)->label, walk (NULL, *table, NULL, 0));
    }
  append_item (out, wg_conversation_type.name, wg_conversation_type.help,
               walk_record (NULL, &wg_conversation_type));
  append_item (out, wg_login_type.name, wg_login_type.help, walk_record (NULL, &wg_login_type));
}

gboolean
wg_fields_append (GString *out, const char *protocol)
{
  gsize before = out->len;

  for (guint i = 0; wg_dissectors[i] != NULL; i++)
    if (g_ascii_strcasecmp (wg_dissectors[i]->id, protocol) == 0)
      walk_dissector (out, wg_dissectors[i]);
  for (const WgField *const *table = wg_net_field_tables (); *table != NULL; table++)
    {
      g_autofree char *name = first_word ((*table)->key);
      if (g_ascii_strcasecmp (name, protocol) != 0)
        continue;
      g_string_append_printf (out, "%s: %s\n\n", name, (*table)->label);
      walk (out, *table, NULL, 0);
    }
  if (strcmp (protocol, wg_conversation_type.name) == 0)
    walk_record (out, &wg_conversation_type);
  if (strcmp (protocol, wg_login_type.name) == 0)
    walk_record (out, &wg_login_type);
  return out->len > before;
}
