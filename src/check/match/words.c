#include "check/match/words.h"

/* A name in words: "user[newPassword2]" is user, new, password. Longer names are no names. */
#define MAX_NAME  64u
#define MAX_WORDS 8u

typedef struct
{
  char text[MAX_NAME + 1]; /* in small letters, without anything between the words */
  gsize len;
  guint8 start[MAX_WORDS + 1];
  guint n;
} Name;

static gboolean
split (WgSlice from, Name *name)
{
  gint before = 0;

  memset (name, 0, sizeof *name);
  if (from.len == 0 || from.len > MAX_NAME)
    return FALSE;
  for (gsize i = 0; i < from.len; i++)
    {
      gint c = from.data[i];
      gboolean begins = before == 0 || (g_ascii_isupper (c) && g_ascii_islower (before));

      if (!g_ascii_isalpha (c) && c < 0x80)
        {
          before = 0;
          continue;
        }
      if (begins && name->n < MAX_WORDS)
        name->start[name->n++] = (guint8) name->len;
      name->text[name->len++] = (char) wg_fold ((guint8) c);
      before = c;
    }
  name->start[name->n] = (guint8) name->len;
  return name->len > 0;
}

static WgSlice
word (const Name *name, guint i)
{
  return wg_slice (name->text + name->start[i], (gsize) (name->start[i + 1] - name->start[i]));
}

static gboolean
is_password_word (WgSlice text)
{
  static const char *const whole[] = {"pass", "passwd", "pwd",    "pin", "otp",   "totp",
                                      "pw",   "pswd",   "secret", "mdp", "clave", NULL};
  static const char *const suffixes[] = {"password",
                                         "passwd",
                                         "pwd",
                                         "passphrase",
                                         "passwort",
                                         "kennwort",
                                         "motdepasse",
                                         "contrasena",
                                         "contrase\xc3\xb1"
                                         "a",
                                         "senha",
                                         "passcode",
                                         NULL};
  static const char *const other[] = {"compass",   "bypass",   "trespass",  "surpass",
                                      "encompass", "overpass", "underpass", NULL};

  if (wg_slice_is_any (text, whole))
    return TRUE;
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (wg_slice_has_suffix (text, suffixes[i]))
      return TRUE;
  return (wg_slice_has_suffix (text, "pass") && text.len <= 12
          && !wg_slice_is_any (text, other));
}

/* The last word says it, or the one before "confirm" and the like. */
static gboolean
is_password (const Name *name)
{
  static const char *const trailing[] = {"confirm", "confirmation", "again", "repeat",
                                         "verify",  "new",          "old",   "current",
                                         "code",    "field",        NULL};
  guint n = name->n;

  while (n > 1 && wg_slice_is_any (word (name, n - 1), trailing))
    n--;
  return is_password_word (word (name, n - 1))
         || is_password_word (wg_slice (name->text, name->start[n]));
}

static const struct
{
  const char *name;
  WgWord word;
} known[] = {
    {"accesstoken", WG_WORD_TOKEN},
    {"idtoken", WG_WORD_TOKEN},
    {"refreshtoken", WG_WORD_TOKEN},
    {"apikey", WG_WORD_TOKEN},
    {"apitoken", WG_WORD_TOKEN},
    {"authtoken", WG_WORD_TOKEN},
    {"jwt", WG_WORD_TOKEN},
    {"codeverifier", WG_WORD_TOKEN},
    {"sessiontoken", WG_WORD_TOKEN},
    {"privatetoken", WG_WORD_TOKEN},
    {"bearertoken", WG_WORD_TOKEN},
    {"secretkey", WG_WORD_TOKEN},
    {"resettoken", WG_WORD_TOKEN},
    {"privatekey", WG_WORD_TOKEN},
    {"token", WG_WORD_GENERIC},
    {"auth", WG_WORD_GENERIC},
    {"key", WG_WORD_GENERIC},
    {"sig", WG_WORD_GENERIC},
    {"user", WG_WORD_USER},
    {"username", WG_WORD_USER},
    {"login", WG_WORD_USER},
    {"email", WG_WORD_USER},
    {"uname", WG_WORD_USER},
    {"jusername", WG_WORD_USER},
    {"log", WG_WORD_USER},
    {"mail", WG_WORD_USER},
    {"userid", WG_WORD_USER},
    {"userlogin", WG_WORD_USER},
    {"loginid", WG_WORD_USER},
    {"account", WG_WORD_USER},
    {"uid", WG_WORD_USER},
    {"usr", WG_WORD_USER},
    {"nonce", WG_WORD_CSRF},
    {"authenticitytoken", WG_WORD_CSRF},
    {"requestverificationtoken", WG_WORD_CSRF},
    {"wpnonce", WG_WORD_CSRF},
    {"antiforgery", WG_WORD_CSRF},
    {"formtoken", WG_WORD_CSRF},
    {"card", WG_WORD_CARD},
    {"cardnumber", WG_WORD_CARD},
    {"ccnumber", WG_WORD_CARD},
    {"cc", WG_WORD_CARD},
    {"pan", WG_WORD_CARD},
    {"creditcard", WG_WORD_CARD},
    {"creditcardnumber", WG_WORD_CARD},
    {"ccnum", WG_WORD_CARD},
    {"cardno", WG_WORD_CARD},
    {"number", WG_WORD_CARD},
    {"cvv", WG_WORD_CARD_CODE},
    {"cvc", WG_WORD_CARD_CODE},
    {"cvn", WG_WORD_CARD_CODE},
    {"expiry", WG_WORD_CARD_CODE},
    {"exp", WG_WORD_CARD_CODE},
    {"expmonth", WG_WORD_CARD_CODE},
    {"expdate", WG_WORD_CARD_CODE},
    {"expirydate", WG_WORD_CARD_CODE},
    {"securitycode", WG_WORD_CARD_CODE},
};

static WgWord
known_word (WgSlice text)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (wg_slice_is (text, known[i].name))
      return known[i].word;
  return WG_WORD_OTHER;
}

WgWord
wg_word_of (WgSlice from)
{
  Name name;
  WgSlice all;
  WgWord is;

  if (!split (from, &name))
    return WG_WORD_OTHER;
  all = wg_slice (name.text, name.len);
  if (strstr (name.text, "csrf") != NULL || strstr (name.text, "xsrf") != NULL)
    return WG_WORD_CSRF;
  if (is_password (&name))
    return WG_WORD_PASSWORD;
  if ((is = known_word (all)) != WG_WORD_OTHER || name.n < 2)
    return is;
  /* "order[card_number]", "auth.access_token": the last words, which mean less alone. */
  for (guint from_word = 1; from_word < name.n; from_word++)
    {
      is = known_word (
          wg_slice (name.text + name.start[from_word], name.len - name.start[from_word]));
      if (is == WG_WORD_TOKEN || is == WG_WORD_CSRF || is == WG_WORD_USER || is == WG_WORD_CARD
          || is == WG_WORD_CARD_CODE)
        return is;
    }
  return WG_WORD_OTHER;
}

static gboolean
is_filler (WgSlice value)
{
  static const char *const words[] = {"true", "false", "null", "undefined", "none", "nil", "on",
                                      "off",  "yes",   "no",   "0",         "1",    NULL};

  for (guint i = 0; words[i] != NULL; i++)
    if (wg_slice_is_nocase (value, words[i]))
      return TRUE;
  for (gsize i = 0; i < value.len; i++)
    if (value.data[i] != '*')
      return wg_slice_has_prefix (value, "\xe2\x80\xa2"); /* bullets */
  return TRUE;
}

gboolean
wg_is_password_value (WgSlice value)
{
  if (value.len == 0 || value.len > 256 || is_filler (value))
    return FALSE;
  for (gsize i = 0; i < value.len; i++)
    if (value.data[i] < 0x20 || value.data[i] == 0x7f)
      return FALSE;
  return g_utf8_validate_len ((const gchar *) value.data, value.len, NULL);
}

gboolean
wg_is_token_value (WgSlice value)
{
  return value.len >= 8 && value.len <= 8192 && !is_filler (value)
         && wg_value_entropy (wg_slice_sub (value, 0, 256)) >= 25;
}

guint
wg_value_bits (WgSlice value)
{
  gboolean hex = TRUE, digit = FALSE, lower = FALSE, upper = FALSE, other = FALSE;
  guint tenths;

  for (gsize i = 0; i < value.len; i++)
    {
      gint c = value.data[i];
      hex = hex && g_ascii_isxdigit (c);
      if (g_ascii_isdigit (c))
        digit = TRUE;
      else if (g_ascii_islower (c))
        lower = TRUE;
      else if (g_ascii_isupper (c))
        upper = TRUE;
      else
        other = TRUE;
    }
  if (!lower && !upper && !other)
    tenths = 33;
  else if (hex && !(lower && upper))
    tenths = 40;
  else if (other)
    tenths = 65;
  else
    tenths = lower && upper ? 60 : digit ? 52 : 47;
  return (guint) (MIN (value.len, 4096) * tenths / 10);
}

/* Of 1 and more, nearly: straight between the powers of 2. */
static double
log_2 (double x)
{
  double bits = 0;

  for (; x >= 2; x /= 2)
    bits++;
  return bits + x - 1;
}

guint
wg_value_entropy (WgSlice value)
{
  guint count[256] = {0};
  double bits = 0;

  if (value.len == 0)
    return 0;
  for (gsize i = 0; i < value.len; i++)
    count[value.data[i]]++;
  for (guint i = 0; i < 256; i++)
    if (count[i] > 0)
      bits += count[i] * log_2 ((double) value.len / count[i]);
  return (guint) (bits * 10 / (double) value.len);
}
