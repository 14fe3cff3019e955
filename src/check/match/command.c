#include "check/match/inject.h"

#include "base/limits.h"
#include "check/match/scan.h"

/* What must stand behind a command's name to make it more than a word. */
typedef enum
{
  END,     /* nothing, an option, the next separator */
  PATH,    /* a path, a file name, an option */
  OPTION,  /* an option */
  ADDRESS, /* an address, a host name, a URL, an option */
} Wants;

static const struct
{
  const char *name;
  Wants wants;
} commands[] = {
    {"cat", PATH},         {"id", END},          {"whoami", END},     {"uname", END},
    {"ls", END},           {"dir", END},         {"ping", ADDRESS},   {"nc", ADDRESS},
    {"ncat", ADDRESS},     {"wget", ADDRESS},    {"curl", ADDRESS},   {"bash", PATH},
    {"sh", PATH},          {"powershell", PATH}, {"cmd", OPTION},     {"cmd.exe", OPTION},
    {"certutil", OPTION},  {"tftp", OPTION},     {"ifconfig", END},   {"ipconfig", END},
    {"netstat", END},      {"ps", END},          {"pwd", END},        {"env", END},
    {"nslookup", ADDRESS}, {"dig", ADDRESS},     {"python", OPTION},  {"python3", OPTION},
    {"perl", OPTION},      {"php", OPTION},      {"ruby", OPTION},    {"sleep", PATH},
    {"rm", OPTION},        {"chmod", PATH},      {"touch", PATH},     {"type", PATH},
    {"busybox", ADDRESS},  {"head", PATH},       {"tail", PATH},      {"more", PATH},
    {"base64", PATH},      {"printenv", END},    {"systeminfo", END}, {"tasklist", END},
    {"hostname", END},     {"reboot", END},      {"telnetd", END},
};

static gboolean
is_end (gint c)
{
  return c < 0 || (c < 128 && strchr (";|&)`#>\n\r'\"}", c) != NULL);
}

static gboolean
has_argument (WgSlice value, gsize at, Wants wants)
{
  gsize next = at;
  WgSlice word;
  gint c;

  while (wg_slice_at (value, next) == ' ' || wg_slice_at (value, next) == '\t')
    next++;
  if (wg_is_at (value, at, "$ifs") || wg_is_at (value, at, "${ifs"))
    return TRUE;
  c = wg_slice_at (value, next);
  if (is_end (c))
    return wants == END || c == '`' || c == ')';
  if (next == at)
    return (wants == PATH && c == '<') || (c == ',' && wants == PATH);
  at = next;
  while (next < value.len && !g_ascii_isspace ((gchar) value.data[next])
         && !is_end (value.data[next]))
    next++;
  word = wg_between (value, at, next);
  if (c == '-' && word.len > 1 && word.len < 24)
    return TRUE;
  if (wants == OPTION)
    return c == '/' && word.len == 2;
  if (wants == ADDRESS)
    return wg_slice_find (word, '.') > 0 || wg_has (word, "://") || wg_has (word, "localhost");
  if (wants == PATH)
    return wg_slice_find (word, '/') >= 0 || wg_slice_find (word, '\\') >= 0
           || wg_slice_find (word, '*') >= 0 || wg_slice_find (word, '.') > 0
           || (g_ascii_isdigit ((gchar) c) && word.len <= 4);
  return c == '/' || c == '\\' || wg_slice_at (word, 1) == ':';
}

/* The command whose name stands at @at, a path before it or not. */
static gboolean
command_at (WgSlice value, gsize at)
{
  static const char *const folders[] = {"/usr/local/bin/", "/usr/bin/", "/bin/",
                                        "/usr/sbin/",      "/sbin/",    NULL};
  gsize len = 0;

  for (guint i = 0; folders[i] != NULL; i++)
    if (wg_is_at (value, at, folders[i]))
      {
        at += strlen (folders[i]);
        break;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      len = strlen (commands[i].name);
      if (wg_word_at (value, at, commands[i].name)
          && has_argument (value, at + len, commands[i].wants))
        return TRUE;
    }
  return (wg_is_at (value, at, "cd /") && wg_has (wg_slice_sub (value, at, 64), ";"))
         || wg_is_at (value, at, "echo $") || wg_is_at (value, at, "set /a");
}

/* "name|id|type": words in a list, of which one is a command's. */
static gboolean
is_word_list (WgSlice value, gsize separator)
{
  static const char *const common[] = {"id", "ps", "env", "dir", "ls", "pwd", "hostname", NULL};
  guint8 mark = value.data[separator];

  if (separator == 0 || !g_ascii_isalpha (value.data[0])
      || wg_any_word_at (value, separator + 1, common) == 0)
    return FALSE;
  for (gsize i = 0; i < value.len; i++)
    if (!g_ascii_isalpha (value.data[i]) && value.data[i] != '_' && value.data[i] != mark)
      return FALSE;
  return TRUE;
}

/* A separator at @at: its length, or 0. */
static gsize
separator_at (WgSlice value, gsize at)
{
  if (wg_is_at (value, at, "||") || wg_is_at (value, at, "&&") || wg_is_at (value, at, "$("))
    return 2;
  return strchr (";|&`\n", value.data[at]) != NULL && value.data[at] != '\0' ? 1 : 0;
}

static gboolean
hit (WgMatch *out, const char *what, WgSlice value, gsize at)
{
  out->what = what;
  out->part = wg_slice_sub (value, at, 120);
  return TRUE;
}

gboolean
wg_match_command (WgSlice value, WgMatch *out)
{
  static const char *const places[] = {">/tmp/",     "> /tmp/",    "/dev/tcp/",  "chmod +x ",
                                       "chmod 777 ", "/bin/sh -i", "wget${ifs}", "cat${ifs}",
                                       "cat$ifs",    "curl${ifs}", ">/var/tmp/", "{cat,/",
                                       NULL};
  guint tries = 0;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  for (gsize i = 0; i < value.len && tries < 256; i++)
    {
      gsize len = separator_at (value, i);
      if (len == 0)
        continue;
      tries++;
      if (!is_word_list (value, i) && command_at (value, wg_skip_space (value, i + len)))
        return hit (out, "a shell's separator and a command behind it", value, i);
      i += len - 1;
    }
  if (tries == 0 && wg_slice_find (value, '>') < 0 && !wg_has (value, "/dev/tcp/"))
    return FALSE;
  for (guint i = 0; places[i] != NULL; i++)
    {
      gssize at = wg_scan (value, 0, places[i]);
      if (at >= 0 && (tries > 0 || i < 3))
        return hit (out, "a command line", value, (gsize) at);
    }
  return FALSE;
}

gboolean
wg_match_command_output (WgSlice body, WgMatch *out)
{
  gssize at = wg_scan (body, 0, "uid=");

  if (at >= 0 && g_ascii_isdigit ((gchar) MAX (wg_slice_at (body, (gsize) at + 4), 0))
      && wg_has (wg_slice_sub (body, (gsize) at, 80), " gid="))
    return hit (out, "what id says", body, (gsize) at);
  at = wg_scan (body, 0, "linux version ");
  if (at >= 0)
    return hit (out, "what the kernel says", body, (gsize) at);
  at = wg_scan (body, 0, "volume serial number is ");
  return at >= 0 ? hit (out, "what dir says", body, (gsize) at) : FALSE;
}

gboolean
wg_match_php (WgSlice value, WgMatch *out)
{
  static const char *const calls[] = {"system(", "passthru(", "shell_exec(", "eval(",
                                      "assert(", "popen(",    "proc_open(",  NULL};
  gssize at;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  at = wg_scan (value, 0, "<?php");
  if (at < 0)
    at = wg_scan (value, 0, "<?=");
  if (at >= 0)
    return hit (out, "a piece of PHP", value, (gsize) at);
  if (((at = wg_scan (value, 0, "allow_url_include")) >= 0
       || (at = wg_scan (value, 0, "auto_prepend_file")) >= 0)
      && (wg_has (value, "=") || wg_has (value, "-d")))
    return hit (out, "a setting of PHP for its command line", value, (gsize) at);
  if ((at = wg_scan (value, 0, "call_user_func_array")) >= 0
      || (at = wg_scan (value, 0, "phpinfo()")) >= 0)
    return hit (out, "a call of PHP", value, (gsize) at);
  for (guint i = 0; calls[i] != NULL; i++)
    {
      gsize next;

      at = wg_scan (value, 0, calls[i]);
      if (at < 0 || (at > 0 && (wg_is_word (value.data[at - 1]) || value.data[at - 1] == '.')))
        continue;
      next = (gsize) at + strlen (calls[i]);
      if (wg_is_at (value, next, "$_") || wg_is_at (value, next, "base64_decode(")
          || (i < 3 && strchr ("'\"", MAX (wg_slice_at (value, next), 1)) != NULL))
        return hit (out, "a call of PHP that runs text", value, (gsize) at);
    }
  return FALSE;
}

gboolean
wg_match_webshell (WgSlice path, WgMatch *out)
{
  static const char *const names[] = {
      "c99",      "r57",          "b374k",           "wso",          "alfa",
      "webshell", "c100",         "cmdasp",          "jspspy",       "weevely",
      "phpspy",   "chinachopper", "simple-backdoor", "php-backdoor", "p0wny",
      NULL};
  gsize start = 0, name;

  for (gsize i = 0; i < path.len; i++)
    if (path.data[i] == '/')
      start = i + 1;
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!wg_is_at (path, start, names[i]))
        continue;
      name = start + strlen (names[i]);
      while (name < path.len
             && (g_ascii_isdigit (path.data[name]) || path.data[name] == '-'
                 || path.data[name] == '_'))
        name++;
      if (wg_is_at (path, name, ".php") || wg_is_at (path, name, ".asp")
          || wg_is_at (path, name, ".jsp"))
        return hit (out, "the name of a web shell", path, start);
    }
  return FALSE;
}
