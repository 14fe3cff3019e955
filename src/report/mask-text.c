#include "report/mask-private.h"

/* Secrets in running text: a message of a chat, a JSON document, a form, a log line. */

#define MAX_NAME_LEN 64u

static gboolean
is_token_byte (int c)
{
  return c >= 0 && (g_ascii_isalnum ((char) c) || c == '-' || c == '_');
}

static gsize
token_run (WgSlice text, gsize from)
{
  gsize i = from;

  while (is_token_byte (wg_mask_at (text, i)))
    i++;
  return i - from;
}

/* Three parts of base64url joined by dots, the first the encoding of a JSON object. */
static gsize
jwt_len (WgSlice text)
{
  gsize len = token_run (text, 0);
  guint dots = 0;

  while (wg_mask_at (text, len) == '.' && dots < 4)
    {
      dots++;
      len += 1 + token_run (text, len + 1);
    }
  return dots >= 1 && len >= 16 ? len : 0;
}

gsize
wg_mask_token_len (WgSlice text)
{
  static const struct
  {
    const char *prefix;
    guint8 min; /* characters behind it */
  } keys[] = {
      {"ghp_", 30},  {"gho_", 30},  {"ghs_", 30},  {"github_pat_", 30}, {"glpat-", 16},
      {"xoxb-", 16}, {"xoxp-", 16}, {"xapp-", 16}, {"sk_live_", 16},    {"sk_test_", 16},
      {"sk-", 20},   {"AIza", 30},  {"AKIA", 16},  {"ASIA", 16},        {"SG.", 16},
  };

  if (wg_slice_has_prefix (text, "eyJ"))
    return jwt_len (text);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (wg_slice_has_prefix (text, keys[i].prefix))
      {
        gsize prefix = strlen (keys[i].prefix), run = token_run (text, prefix);
        return run >= keys[i].min ? prefix + run : 0;
      }
  return 0;
}

gsize
wg_mask_scheme_len (WgSlice text)
{
  static const char *const schemes[] = {"Bearer ", "Basic "};

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (wg_slice_has_prefix_nocase (text, schemes[i])
        && token_run (text, strlen (schemes[i])) >= 8)
      return strlen (schemes[i]);
  return 0;
}

static gboolean
is_name_byte (guint8 c)
{
  return is_token_byte (c) || c == '.' || c == '[' || c == ']' || c == '%';
}

/* The name that ends before @end: letters, digits and what joins them, perhaps in quotes. */
static WgSlice
name_before (WgSlice text, gsize floor, gsize end, gboolean *quoted)
{
  gsize from;

  while (end > floor && (text.data[end - 1] == ' ' || text.data[end - 1] == '\t'))
    end--;
  *quoted = end > floor && (text.data[end - 1] == '"' || text.data[end - 1] == '\'');
  if (*quoted)
    end--;
  while (*quoted && end > floor && text.data[end - 1] == '\\')
    end--;
  from = end;
  while (from > floor && end - from < MAX_NAME_LEN && is_name_byte (text.data[from - 1]))
    from--;
  return wg_mask_range (text, from, end);
}

/* End of a string whose opening quote, behind @slashes backslashes, stands before @i. */
static gsize
string_end (WgSlice text, gsize i, int quote, gsize slashes)
{
  gsize run = 0;

  for (; i < text.len; i++)
    {
      if (text.data[i] == quote && run <= slashes)
        return i - run;
      run = text.data[i] == '\\' ? run + 1 : 0;
      if (run > 2 * slashes + 1)
        run = 0;
    }
  return text.len;
}

static gsize
bare_end (WgSlice text, gsize i, const char *stops)
{
  while (i < text.len && strchr (stops, text.data[i] != 0 ? text.data[i] : '\n') == NULL)
    i++;
  return i;
}

static gboolean
is_no_secret (WgSlice value)
{
  return value.len == 0 || wg_slice_is (value, "null") || wg_slice_is (value, "true")
         || wg_slice_is (value, "false") || wg_slice_is (value, "{")
         || wg_slice_is (value, "[");
}

/* The value behind a separator: *@from and *@to; FALSE where there is none to hide. */
static gboolean
find_value (WgSlice text, gsize i, char separator, WgSlice name, gsize *from, gsize *to)
{
  gsize slashes = 0;
  int c;

  while (wg_mask_at (text, i) == ' ' || wg_mask_at (text, i) == '\t')
    i++;
  while (wg_mask_at (text, i + slashes) == '\\')
    slashes++;
  c = wg_mask_at (text, i + slashes);
  if (c == '"' || c == '\'')
    {
      *from = i + slashes + 1;
      *to = string_end (text, *from, c, slashes);
      return *to > *from;
    }
  *from = i;
  if (separator == ':'
      && (wg_slice_is_nocase (name, "authorization") || wg_slice_is_nocase (name, "cookie")
          || wg_slice_is_nocase (name, "set-cookie")
          || wg_slice_is_nocase (name, "proxy-authorization")))
    *to = bare_end (text, i, "\r\n");
  else
    *to = bare_end (text, i, separator == '=' ? " \t\r\n&\"'<>" : " \t\r\n&\"'<>,;{}[]");
  return !is_no_secret (wg_mask_range (text, *from, *to));
}

/* A separator at @i: is what follows secret? */
static gboolean
secret_at_separator (WgMask *mask, WgSlice text, gsize floor, gsize i, gsize *from, gsize *to)
{
  char separator = (char) text.data[i];
  gboolean quoted;
  WgSlice name = name_before (text, floor, i, &quoted);
  WgNameClass is = wg_mask_cached_name_class (mask, name);

  if (is == WG_NAME_PLAIN || (is == WG_NAME_WEAK && separator != '='))
    return FALSE;
  if (separator == ':' && !quoted && wg_slice_has_prefix (wg_slice_sub (text, i, 3), "://"))
    return FALSE;
  return find_value (text, i + 1, separator, name, from, to);
}

/* "://user:password@": the password. */
static gboolean
secret_at_authority (WgSlice text, gsize i, gsize *from, gsize *to)
{
  gsize end = bare_end (text, i + 3, " \t\r\n/?#\"'<>");
  WgSlice authority = wg_mask_range (text, i + 3, end);
  gssize colon = wg_slice_find (authority, ':');
  gsize at = authority.len;

  while (at > 0 && authority.data[at - 1] != '@')
    at--;
  if (at == 0 || colon < 0 || (gsize) colon + 1 >= at)
    return FALSE;
  *from = i + 3 + (gsize) colon + 1;
  *to = i + 3 + at - 1;
  return *to > *from;
}

/* A token by its shape, or credentials behind their scheme. */
static gboolean
secret_at_word (WgSlice text, gsize i, gsize *from, gsize *to)
{
  WgSlice rest = wg_slice_sub (text, i, G_MAXSIZE);

  *from = i + wg_mask_scheme_len (rest);
  *to = *from > i ? bare_end (text, *from, " \t\r\n\"'<>,;") : i + wg_mask_token_len (rest);
  return *to > *from;
}

static gboolean
secret_at (WgMask *mask, WgSlice text, gsize floor, gsize i, gsize *from, gsize *to)
{
  if (text.data[i] == ':' && wg_slice_has_prefix (wg_slice_sub (text, i, 3), "://"))
    return secret_at_authority (text, i, from, to);
  if (text.data[i] == ':' || text.data[i] == '=')
    return secret_at_separator (mask, text, floor, i, from, to);
  return secret_at_word (text, i, from, to);
}

/* Places worth a look: what stands between a name and a value, and the first two letters of
 * what begins like a token or like a scheme. A byte asks for one of these kinds behind it. */
enum
{
  ANY = 1 << 0,
  Y = 1 << 1,   /* "eyJ" */
  EA = 1 << 2,  /* "Bearer", "Basic" in any case */
  HIL = 1 << 3, /* "ghp_", "github_pat_", "glpat-" */
  OK = 1 << 4,  /* "xoxb-", "sk-" */
  AKS = 1 << 5, /* "AIza", "AKIA", "ASIA" */
  G = 1 << 6,   /* "SG." */
};
static const guint8 asks[256] = {
    [':'] = ANY, ['='] = ANY, ['e'] = Y,  ['B'] = EA,  ['b'] = EA,
    ['g'] = HIL, ['x'] = OK,  ['s'] = OK, ['A'] = AKS, ['S'] = G,
};
static const guint8 letters[256] = {
    ['y'] = Y,   ['e'] = EA, ['E'] = EA, ['a'] = EA,  ['A'] = EA,  ['h'] = HIL, ['i'] = HIL,
    ['l'] = HIL, ['o'] = OK, ['k'] = OK, ['I'] = AKS, ['K'] = AKS, ['S'] = AKS, ['G'] = G,
};

static inline guint8
asked (const guint8 *at)
{
  return asks[at[0]] & (letters[at[1]] | ANY);
}

typedef guint8 Block __attribute__ ((vector_size (16)));
typedef guint64 Halves __attribute__ ((vector_size (16)));

/* asked() of sixteen bytes at once, for all of which there is one behind. */
static inline Halves
asked_block (const guint8 *at)
{
  Block a, b, lower, next;

  memcpy (&a, at, sizeof a);
  memcpy (&b, at + 1, sizeof b);
  lower = a | 0x20;
  next = b | 0x20;
  return (Halves) ((a == ':') | (a == '=') | ((a == 'e') & (b == 'y'))
                   | ((lower == 'b') & ((next == 'e') | (next == 'a')))
                   | ((a == 'g') & ((b == 'h') | (b == 'i') | (b == 'l')))
                   | (((a == 'x') | (a == 's')) & ((b == 'o') | (b == 'k')))
                   | ((a == 'A') & ((b == 'I') | (b == 'K') | (b == 'S')))
                   | ((a == 'S') & (b == 'G')));
}

/* The first of them from @i on; most of a text is not, so sixteen are looked at in one. */
static gsize
next_look (WgSlice text, gsize i)
{
  const guint8 *data = text.data;

  for (; i < text.len; i++)
    {
      while (text.len - i > sizeof (Block))
        {
          Halves hits = asked_block (data + i);

          if ((hits[0] | hits[1]) != 0)
            {
              i += hits[0] != 0 ? (gsize) __builtin_ctzll (GUINT64_FROM_LE (hits[0])) / 8
                                : 8 + (gsize) __builtin_ctzll (GUINT64_FROM_LE (hits[1])) / 8;
              break;
            }
          i += sizeof (Block);
        }
      if (i + 1 < text.len ? asked (data + i) == 0 : (asks[data[i]] & ANY) == 0)
        continue;
      if (asks[data[i]] == ANY || i == 0 || !is_token_byte (data[i - 1]))
        return i;
    }
  return i;
}

/* The next secret from @i on, where @done bytes have been dealt with. */
static gboolean
next_secret (WgMask *mask, WgSlice text, gsize done, gsize i, gsize *from, gsize *to)
{
  for (i = next_look (text, i); i < text.len; i = next_look (text, i + 1))
    if (secret_at (mask, text, done, i, from, to))
      return TRUE;
  return FALSE;
}

gboolean
wg_mask_has_secret (WgMask *mask, WgSlice text)
{
  gsize from, to;
  return next_secret (mask, text, 0, 0, &from, &to);
}

void
wg_mask_text (WgMask *mask, GString *out, WgSlice text)
{
  gsize done = 0, from, to;

  while (next_secret (mask, text, done, done, &from, &to))
    {
      wg_mask_copy (out, wg_mask_range (text, done, from));
      wg_mask_secret (mask, out, wg_mask_range (text, from, to));
      done = to;
    }
  wg_mask_copy (out, wg_mask_range (text, done, text.len));
}
