#include "check/match/inject.h"

#include "base/limits.h"
#include "check/match/scan.h"

/* A value as a database would read it: letters in lower case, comments as spaces, white space
 * as one space. */
typedef struct
{
  GString *text;
  WgSlice s;
  gboolean versioned; /* a comment that MySQL runs */
} Sql;

static gboolean
is_space (gint c)
{
  return c == ' ' || (c >= 9 && c <= 13);
}

static void
put (Sql *sql, gint c)
{
  GString *text = sql->text;

  if (is_space (c))
    {
      if (text->len > 0 && text->str[text->len - 1] == ' ')
        return;
      c = ' ';
    }
  g_string_append_c (text, (gchar) wg_fold ((guint8) c));
}

static void
normalize (WgSlice value, Sql *sql)
{
  sql->text = g_string_sized_new (value.len + 1);
  for (gsize i = 0; i < value.len; i++)
    {
      gssize end;

      if (sql->versioned && value.data[i] == '*' && wg_slice_at (value, i + 1) == '/')
        {
          put (sql, ' ');
          i++;
          continue;
        }
      if (value.data[i] != '/' || wg_slice_at (value, i + 1) != '*')
        {
          put (sql, value.data[i]);
          continue;
        }
      if (wg_slice_at (value, i + 2) == '!')
        {
          sql->versioned = TRUE;
          put (sql, ' ');
          for (i += 2; g_ascii_isdigit ((gchar) MAX (wg_slice_at (value, i + 1), 0));)
            i++;
          continue;
        }
      end = wg_scan (value, i + 2, "*/");
      if (end < 0)
        {
          g_string_append (sql->text, "/*");
          break;
        }
      put (sql, ' ');
      i = (gsize) end + 1;
    }
  sql->s = wg_slice (sql->text->str, sql->text->len);
}

static gboolean
is_comment (WgSlice s, gsize at)
{
  gsize rest;

  at = wg_skip_space (s, at);
  while (wg_slice_at (s, at) == ')' || wg_slice_at (s, at) == ';' || wg_slice_at (s, at) == ' ')
    at++;
  if (at >= s.len)
    return FALSE;
  rest = s.len - at;
  if (wg_slice_find (wg_slice_sub (s, at, rest), '\'') >= 0)
    return FALSE;
  if (wg_is_at (s, at, "/*"))
    return TRUE;
  if (s.data[at] == '#')
    return rest <= 9;
  return wg_is_at (s, at, "--")
         && (rest <= 12 && (rest == 2 || strchr (" +-/", s.data[at + 2]) != NULL));
}

/* How much is open at some place of a value, counted from its beginning. */
typedef struct
{
  guint single, twin, back; /* quotes so far */
  gint depth;               /* of parentheses */
} Open;

/* Steps over @c. TRUE where it closes what was open before the value began: the first quote of
 * its kind, the third, .., or a parenthesis that the value did not open. */
static gboolean
step (Open *open, guint8 c, gboolean *quote)
{
  guint *n = c == '\'' ? &open->single : c == '"' ? &open->twin : c == '`' ? &open->back : NULL;

  *quote = n != NULL;
  if (n != NULL)
    return (*n)++ % 2 == 0;
  if (c == '(')
    open->depth++;
  return c == ')' && open->depth-- <= 0;
}

/* The value begins with a number that stands alone: "-1 ". */
static gsize
number_at (WgSlice s, gsize at)
{
  gsize i = at + (wg_slice_at (s, at) == '-' || wg_slice_at (s, at) == '+');
  gsize start = i;

  while (g_ascii_isdigit ((gchar) MAX (wg_slice_at (s, i), 0)))
    i++;
  if (i > start && wg_slice_at (s, i) == '.')
    for (i++; g_ascii_isdigit ((gchar) MAX (wg_slice_at (s, i), 0));)
      i++;
  return i > start && !wg_is_word (wg_slice_at (s, i)) ? i - at : 0;
}

static gsize
string_at (WgSlice s, gsize at)
{
  gint quote = wg_slice_at (s, at);
  gsize i = at + 1;

  if (quote != '\'' && quote != '"')
    return 0;
  while (i < s.len && s.data[i] != quote)
    i++;
  return MIN (i + 1, s.len) - at;
}

static const char *const functions[] = {
    "sleep",     "benchmark", "pg_sleep",   "extractvalue", "updatexml",
    "load_file", "ascii",     "substring",  "substr",       "mid",
    "ord",       "char",      "concat",     "length",       "len",
    "user",      "database",  "version",    "randomblob",   "convert",
    "cast",      "exists",    "if",         "iif",          "current_user",
    "exp",       "row_count", "utl_inaddr", "isnull",       "ifnull",
    "unicode",   "lower",     "upper",      "hex",          "strcmp",
    "elt",       "make_set",  "rlike",      "json_keys",    "count",
    "right",     "left",      NULL};

static gsize
function_at (WgSlice s, gsize at)
{
  gsize len = wg_any_word_at (s, at, functions);
  return len > 0 && wg_slice_at (s, wg_skip_space (s, at + len)) == '(' ? len : 0;
}

/* "1=1", "'a' like 'a'", "id > 3", "(select ..", "sleep(5)" */
static gboolean
is_condition (WgSlice s, gsize at)
{
  static const char *const words[] = {"like", "in", "between", "regexp", "rlike", "is", NULL};
  gsize literal, len;

  at = wg_skip_space (s, at);
  while (wg_slice_at (s, at) == '(' || wg_slice_at (s, at) == ' ')
    at++;
  if (wg_word_at (s, at, "not"))
    at = wg_skip_space (s, at + 3);
  if (wg_word_at (s, at, "select") || function_at (s, at) > 0)
    return TRUE;
  literal = number_at (s, at);
  if (literal == 0)
    literal = string_at (s, at);
  if (literal == 0 && (wg_word_at (s, at, "true") || wg_word_at (s, at, "null")))
    return is_comment (s, at + 4);
  len = literal;
  while (literal == 0
         && (wg_is_word (wg_slice_at (s, at + len)) || wg_slice_at (s, at + len) == '.'))
    len++;
  if (len == 0)
    return FALSE;
  /* "' or '1": the quote that the statement had closes it. */
  if (literal > 2 && at + literal >= s.len && (s.data[at] == '\'' || s.data[at] == '"'))
    return TRUE;
  if (literal > 0 && is_comment (s, at + literal))
    return TRUE;
  at = wg_skip_space (s, at + len);
  if (at < s.len && strchr ("=<>!", s.data[at]) != NULL)
    {
      at++;
      while (at < s.len && strchr ("=<> ", s.data[at]) != NULL)
        at++;
      return at < s.len
             && (literal > 0 || number_at (s, at) > 0 || string_at (s, at) > 0
                 || is_comment (s, at + wg_word_len (s, at)));
    }
  len = wg_any_word_at (s, at, words);
  at = wg_skip_space (s, at + len);
  return len > 0
         && (string_at (s, at) > 0 || wg_slice_at (s, at) == '(' || number_at (s, at) > 0
             || wg_word_at (s, at, "null") || wg_is_at (s, at, "not null"));
}

static gsize
connective_at (WgSlice s, gsize at)
{
  static const char *const words[] = {"or", "and", "xor", "having", "where", NULL};
  gsize len = wg_any_word_at (s, at, words);

  if (len == 0 && (wg_is_at (s, at, "||") || wg_is_at (s, at, "&&")))
    len = 2;
  return len;
}

/* What stands right behind the place where the value broke out. */
static const char *
judge_behind (WgSlice s, gsize at, gboolean quoted)
{
  gsize i = at, len;

  if (quoted && is_comment (s, at))
    return "a closing quote and a comment behind it";
  while (i < s.len && (s.data[i] == ' ' || s.data[i] == ')'))
    i++;
  len = connective_at (s, i);
  if (len > 0 && is_condition (s, i + len))
    return "a condition behind the end of the value";
  if (quoted && wg_slice_at (s, i) == '=' && string_at (s, i + 1) > 0)
    return "a comparison behind a closing quote";
  if (i < s.len && strchr ("+|*-,", s.data[i]) != NULL)
    {
      while (i < s.len && strchr ("+|*-,( ", s.data[i]) != NULL)
        i++;
      if (wg_word_at (s, i, "select") || (function_at (s, i) > 0 && quoted))
        return "an expression behind the end of the value";
    }
  if (wg_is_at (s, i, "order by ") || wg_is_at (s, i, "group by "))
    {
      gsize n = number_at (s, i + 9);
      if (n > 0 && (is_comment (s, i + 9 + n) || i + 9 + n >= s.len))
        return "a sort order behind the end of the value";
    }
  return NULL;
}

/* "; drop table users" */
static gboolean
is_statement (WgSlice s, gsize at)
{
  static const struct
  {
    const char *verb;
    const char *const objects[8];
  } verbs[] = {
      {"drop", {"table", "database", "schema", "view", "index", "user", NULL}},
      {"insert", {"into", NULL}},
      {"delete", {"from", NULL}},
      {"update", {NULL}},
      {"truncate", {"table", NULL}},
      {"alter", {"table", "user", "database", "role", "login", NULL}},
      {"create", {"table", "user", "database", "function", "view", "login", NULL}},
      {"exec",
       {"xp_cmdshell", "sp_configure", "master", "sp_executesql", "sp_makewebtask", NULL}},
      {"execute", {"immediate", "xp_cmdshell", NULL}},
      {"declare", {NULL}},
      {"waitfor", {"delay", "time", NULL}},
      {"select", {"pg_sleep", "sleep", "load_file", "case", NULL}},
  };

  at = wg_skip_space (s, at);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      gsize after = at + strlen (verbs[i].verb) + 1;

      if (!wg_word_at (s, at, verbs[i].verb))
        continue;
      if (g_str_equal (verbs[i].verb, "update"))
        return wg_scan (wg_slice_sub (s, after, 80), 0, " set ") > 0;
      if (g_str_equal (verbs[i].verb, "declare"))
        return wg_slice_at (s, after) == '@';
      return wg_any_word_at (s, after, verbs[i].objects) > 0 || wg_is_at (s, after, "xp_")
             || wg_is_at (s, after, "(");
    }
  return wg_word_at (s, at, "shutdown") && is_comment (s, at + 8);
}

/* "union all select 1,2", "union select name from users" */
static gboolean
is_union (WgSlice s, gsize at, gboolean broken)
{
  gsize word;

  at = wg_skip_space (s, at + 5);
  if (wg_word_at (s, at, "all"))
    at = wg_skip_space (s, at + 3);
  else if (wg_word_at (s, at, "distinct"))
    at = wg_skip_space (s, at + 8);
  while (wg_slice_at (s, at) == '(' || wg_slice_at (s, at) == ' ')
    at++;
  if (!wg_word_at (s, at, "select"))
    return FALSE;
  at = wg_skip_space (s, at + 6);
  while (wg_slice_at (s, at) == '(' || wg_slice_at (s, at) == ' ')
    at++;
  if (number_at (s, at) > 0 || string_at (s, at) > 0 || wg_is_at (s, at, "@@")
      || wg_slice_at (s, at) == '*' || wg_word_at (s, at, "null") || function_at (s, at) > 0)
    return TRUE;
  word = wg_word_len (s, at);
  if (word == 0)
    return FALSE;
  at = wg_skip_space (s, at + word);
  return broken
         && (wg_slice_at (s, at) == ',' || wg_word_at (s, at, "from")
             || wg_slice_at (s, at) == '(' || wg_slice_at (s, at) == '.' || is_comment (s, at));
}

static const char *
find_union (WgSlice s, gboolean broken, gsize *where)
{
  gssize at = -1;

  while ((at = wg_scan (s, (gsize) (at + 1), "union")) >= 0)
    if ((at == 0 || !wg_is_word (s.data[at - 1]) || g_ascii_isdigit (s.data[at - 1]))
        && is_union (s, (gsize) at, broken))
      {
        *where = (gsize) at;
        return "UNION SELECT, which fetches other rows";
      }
  return NULL;
}

/* A list of names that a value should have no reason to know, in a query of its own. */
static const char *
find_catalogue (WgSlice s, gboolean broken, gsize *where)
{
  static const char *const names[] = {"information_schema.", "sqlite_master", "sys.tables",
                                      "sysobjects",          "pg_catalog.",   "all_tables",
                                      "sys.databases",       "mysql.user",    NULL};

  if (!broken && !wg_has (s, "(select") && !wg_has (s, "( select"))
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      gssize at = wg_scan (s, 0, names[i]);
      if (at >= 5 && wg_is_at (s, (gsize) at - 5, "from "))
        {
          *where = (gsize) at - 5;
          return "a query of the database's own tables";
        }
    }
  return NULL;
}

static const char *
find_delay (WgSlice s, gboolean broken, gsize *where)
{
  static const char *const names[] = {
      "sleep(",      "sleep (",          "benchmark(",    "pg_sleep(",  "waitfor delay '",
      "randomblob(", "receive_message(", "extractvalue(", "updatexml(", "xp_cmdshell",
      NULL};

  for (guint i = 0; names[i] != NULL; i++)
    {
      gssize at = wg_scan (s, 0, names[i]);
      WgSlice before;

      if (at < 0 || (at > 0 && s.data[at - 1] == '.' && names[i][0] == 's'))
        continue;
      before = wg_slice_sub (s, 0, (gsize) at);
      if (broken || wg_has (before, "(select") || wg_has (before, "now()=sysdate()")
          || wg_has (before, "and (select") || wg_is_at (s, 0, "waitfor"))
        {
          *where = (gsize) at;
          return "a function that waits, or that speaks through errors";
        }
    }
  return NULL;
}

static const char *
find_break (WgSlice s, gsize *where)
{
  gsize number = number_at (s, 0);
  const char *what = NULL;
  guint tries = 0;
  Open open = {0};

  *where = 0;
  if (number > 0 && wg_slice_at (s, number) >= 0
      && (what = judge_behind (s, number, FALSE)) != NULL)
    return what;
  for (gsize i = 0; i < s.len && what == NULL && tries < 16; i++)
    {
      gboolean quote, breaks = step (&open, s.data[i], &quote);

      *where = i;
      if (s.data[i] == ';' && is_statement (s, i + 1)
          && (i == 0 || i == number || s.data[i - 1] == '\'' || s.data[i - 1] == ')'
              || s.data[i - 1] == '"' || wg_has (wg_slice_sub (s, i, s.len), "--")))
        return "a second statement";
      if (!breaks)
        continue;
      tries++;
      what = judge_behind (s, i + 1, quote);
    }
  return what;
}

gboolean
wg_match_sql_break (WgSlice value)
{
  guint quotes[2] = {0, 0};
  gint depth = 0;

  for (gsize i = 0; i < value.len; i++)
    {
      guint8 c = value.data[i];
      quotes[0] += c == '\'';
      quotes[1] += c == '"';
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
  return quotes[0] % 2 == 1 || quotes[1] % 2 == 1 || depth != 0
         || wg_slice_at (value, value.len - 1) == '\\';
}

static gboolean
is_broken (WgSlice s)
{
  gsize number = number_at (s, 0);

  return s.len == 0 || wg_match_sql_break (s) || (number > 0 && number < s.len)
         || wg_is_at (s, 0, "union") || wg_is_at (s, 0, "(select");
}

gboolean
wg_match_sql_begins (WgSlice value)
{
  gsize at = wg_skip_space (value, 0);
  gint first = wg_slice_at (value, at);

  return g_ascii_isdigit ((gchar) first) || first == '-' || first == '+'
         || wg_is_at (value, at, "union");
}

/* Without any of these, and without a number or UNION to begin with, nothing ends the string or
 * number that the value stands in. */
static gboolean
may_break_out (WgSlice value)
{
  static const guint8 marks[256] = {
      ['\''] = 1, ['"'] = 1, ['`'] = 1, ['('] = 1, [')'] = 1, ['='] = 1, [';'] = 1,  ['*'] = 1,
      ['#'] = 1,  ['<'] = 1, ['>'] = 1, ['|'] = 1, ['_'] = 1, ['@'] = 1, ['\\'] = 1,
  };
  gsize at = 0;

  if (wg_match_sql_begins (value))
    return TRUE;
  while (at < value.len && marks[value.data[at]] == 0)
    at++;
  return at < value.len;
}

gboolean
wg_match_sql (WgSlice value, WgMatch *out)
{
  Sql sql = {0};
  gsize where = 0;
  const char *what;
  gboolean broken;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  if (value.len < 4 || !may_break_out (value))
    return FALSE;
  normalize (value, &sql);
  broken = is_broken (sql.s);
  what = find_union (sql.s, broken, &where);
  if (what == NULL)
    what = find_break (sql.s, &where);
  if (what == NULL)
    what = find_catalogue (sql.s, broken, &where);
  if (what == NULL)
    what = find_delay (sql.s, broken, &where);
  if (what == NULL && wg_is_at (sql.s, 0, "(select") && wg_has (sql.s, "from"))
    what = "a query inside the value";
  g_string_free (sql.text, TRUE);
  if (what == NULL)
    return FALSE;
  out->what = what;
  out->part = value;
  return TRUE;
}

const char *
wg_match_sql_error (WgSlice body, WgMatch *out)
{
  static const struct
  {
    const char *text;
    const char *database;
  } errors[] = {
      {"you have an error in your sql syntax", "MySQL"},
      {"mysql_fetch_", "MySQL"},
      {"mysqli_", "MySQL"},
      {"mysql_num_rows()", "MySQL"},
      {"sqlstate[", "PDO"},
      {"com.mysql.jdbc", "MySQL"},
      {"unclosed quotation mark after the character string", "SQL Server"},
      {"microsoft ole db provider for", "SQL Server"},
      {"system.data.sqlclient.sqlexception", "SQL Server"},
      {"incorrect syntax near", "SQL Server"},
      {"conversion failed when converting the", "SQL Server"},
      {"ora-00933", "Oracle"},
      {"ora-01756", "Oracle"},
      {"ora-00936", "Oracle"},
      {"ora-00921", "Oracle"},
      {"psycopg2.", "PostgreSQL"},
      {"pg_query():", "PostgreSQL"},
      {"org.postgresql.util.psqlexception", "PostgreSQL"},
      {"unterminated quoted string at or near", "PostgreSQL"},
      {"error: syntax error at or near", "PostgreSQL"},
      {"sqlite3.operationalerror", "SQLite"},
      {"sqlite_error", "SQLite"},
      {"sqlite3::", "SQLite"},
      {"sqliteexception", "SQLite"},
      {"unrecognized token: \"", "SQLite"},
      {"sqlalchemy.exc.", "SQLAlchemy"},
      {"xpath syntax error:", "MySQL"},
      {"org.hibernate.", "Hibernate"},
      {"quoted string not properly terminated", "Oracle"},
      {"supplied argument is not a valid mysql", "MySQL"},
      {"selects to the left and right of union do not have the same number", "SQLite"},
      {"the used select statements have a different number of columns", "MySQL"},
  };

  if (!wg_has (body, "sql") && !wg_has (body, "ora-0") && !wg_has (body, "syntax")
      && !wg_has (body, "quot") && !wg_has (body, "token"))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      gssize at = wg_scan (body, 0, errors[i].text);
      if (at >= 0)
        {
          out->what = errors[i].database;
          out->part = wg_slice_sub (body, (gsize) at, 120);
          return errors[i].database;
        }
    }
  return NULL;
}

guint
wg_match_sql_delay (WgSlice value)
{
  static const char *const names[] = {"sleep(", "pg_sleep(",
                                      "delay '0:0:", "delay '00:00:", NULL};

  for (guint i = 0; names[i] != NULL; i++)
    {
      gssize at = wg_scan (value, 0, names[i]);
      gint tens, ones;

      if (at < 0)
        continue;
      at += (gssize) strlen (names[i]);
      tens = wg_slice_at (value, (gsize) at);
      ones = wg_slice_at (value, (gsize) at + 1);
      if (tens < '0' || tens > '9')
        continue;
      return ones >= '0' && ones <= '9' ? (guint) ((tens - '0') * 10 + ones - '0')
                                        : (guint) (tens - '0');
    }
  return 0;
}
