#include "ui/redact.h"

#include <gio/gio.h>
#include <string.h>

/* What host names and addresses are made of. */
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:"

struct WgRedact
{
  GHashTable *hosts; /* address -> pseudonym */
  GHashTable *sites; /* name -> pseudonym */
};

WgRedact *
wg_redact_new (void)
{
  WgRedact *redact = g_new0 (WgRedact, 1);

  redact->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  redact->sites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return redact;
}

void
wg_redact_free (WgRedact *redact)
{
  if (redact == NULL)
    return;
  g_hash_table_unref (redact->hosts);
  g_hash_table_unref (redact->sites);
  g_free (redact);
}

static const char *
pseudonym (GHashTable *table, const char *name, const char *format)
{
  char *known = g_hash_table_lookup (table, name);

  if (known == NULL)
    {
      g_autoptr (GString) made = g_string_new (format);

      g_string_append_printf (made, "-%u", g_hash_table_size (table) + 1);
      known = g_string_free (g_steal_pointer (&made), FALSE);
      g_hash_table_insert (table, g_strdup (name), known);
    }
  return known;
}

const char *
wg_redact_host (WgRedact *redact, const char *address)
{
  return pseudonym (redact->hosts, address, "host");
}

/* "shop.lab.test", not "index.html" or "1.1": labels, the last one of letters and known to be
 * no ending of a file. */
static gboolean
is_host_name (const char *word)
{
  static const char *const endings[] = {
      "html", "htm",  "php", "js",   "css", "png", "jpg",  "gif", "svg", "ico", "txt",
      "xml",  "json", "asp", "aspx", "jsp", "cgi", "woff", "pdf", "zip", "gz",  NULL};
  const char *dot = strrchr (word, '.');

  if (dot == NULL || dot == word || strlen (dot + 1) < 2 || strchr (word, ':') != NULL
      || strstr (word, "..") != NULL)
    return FALSE;
  for (const char *c = dot + 1; *c != '\0'; c++)
    if (!g_ascii_isalpha (*c))
      return FALSE;
  return !g_strv_contains (endings, dot + 1);
}

static gboolean
is_address (const char *word)
{
  return (strchr (word, '.') != NULL || strchr (word, ':') != NULL)
         && g_hostname_is_ip_address (word);
}

/* "10.0.0.5:443", "shop.lab.test:443": where the port begins, else %NULL. */
static const char *
port_of (const char *word)
{
  const char *colon = strchr (word, ':');

  if (colon == NULL || colon[1] == '\0' || colon[1 + strspn (colon + 1, "0123456789")] != '\0')
    return NULL;
  return colon;
}

static void
append_word (WgRedact *redact, GString *out, const char *word)
{
  const char *port = port_of (word);

  if (port != NULL)
    {
      g_autofree char *name = g_strndup (word, (gsize) (port - word));
      append_word (redact, out, name);
      g_string_append (out, port);
    }
  else if (is_address (word))
    g_string_append (out, wg_redact_host (redact, word));
  else if (is_host_name (word))
    {
      g_autofree char *lower = g_ascii_strdown (word, -1);
      g_string_append (out, pseudonym (redact->sites, lower, "site"));
    }
  else
    g_string_append (out, word);
}

char *
wg_redact_text (WgRedact *redact, const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize len = strspn (text, NAME_CHARACTERS);
      g_autofree char *word = g_strndup (text, len);

      append_word (redact, out, word);
      text += len;
      len = strcspn (text, NAME_CHARACTERS);
      g_string_append_len (out, text, (gssize) len);
      text += len;
    }
  return g_string_free (out, FALSE);
}
