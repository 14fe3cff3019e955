#include "check/x509/view.h"

/* Names in letters that look like others: RFC 5890, UTS 39. */

/* Cyrillic and Greek letters, and the Latin ones they look like. */
static const struct
{
  gunichar letter;
  char latin;
} twins[] = {
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043e, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'},
    {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x0501, 'd'}, {0x04bb, 'h'},
    {0x051b, 'q'}, {0x051d, 'w'}, {0x04cf, 'l'}, {0x03bf, 'o'}, {0x03b1, 'a'}, {0x03bd, 'v'},
    {0x03c1, 'p'}, {0x03b9, 'i'}, {0x03ba, 'k'}, {0x0261, 'g'}, {0x0131, 'i'}, {0x0578, 'n'},
    {0x057d, 'u'}, {0x0585, 'o'},
};

/* Names that look-alikes are made of. */
static const char *const brands[] = {
    "amazon", "apple",     "google",      "facebook",  "instagram",  "microsoft", "netflix",
    "paypal", "whatsapp",  "youtube",     "twitter",   "linkedin",   "ebay",      "dropbox",
    "github", "wikipedia", "coinbase",    "binance",   "blockchain", "yahoo",     "outlook",
    "icloud", "telegram",  "steam",       "spotify",   "adobe",      "chase",     "citibank",
    "hsbc",   "barclays",  "commerzbank", "sparkasse",
};

typedef enum
{
  IDN_NONE,
  IDN_ONE_SCRIPT,
  IDN_MIXED,
  IDN_BRAND,
} Idn;

static char
latin_twin (gunichar c)
{
  if (c < 0x80)
    return g_ascii_tolower ((char) c);
  for (guint i = 0; i < G_N_ELEMENTS (twins); i++)
    if (twins[i].letter == c)
      return twins[i].latin;
  return '\0';
}

static Idn
judge_label (const char *label)
{
  gboolean latin = FALSE, other = FALSE, all_twins = TRUE;
  g_autoptr (GString) skeleton = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeScript script = g_unichar_get_script (c);
      char twin = latin_twin (c);

      latin = latin || script == G_UNICODE_SCRIPT_LATIN;
      other = other || script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK
              || script == G_UNICODE_SCRIPT_ARMENIAN;
      all_twins = all_twins && twin != '\0';
      g_string_append_c (skeleton, twin != '\0' ? twin : '?');
    }
  for (guint i = 0; all_twins && other && i < G_N_ELEMENTS (brands); i++)
    if (strstr (skeleton->str, brands[i]) != NULL)
      return IDN_BRAND;
  return latin && other ? IDN_MIXED : IDN_ONE_SCRIPT;
}

/* The worst of the labels of @name; @unicode: what it looks like. */
static Idn
judge_name (WgSlice name, char **unicode)
{
  g_autofree char *text = g_strndup ((const char *) name.data, name.len);
  Idn worst = IDN_NONE;
  g_auto (GStrv) labels = NULL;

  *unicode = g_hostname_to_unicode (text);
  if (*unicode == NULL)
    return IDN_NONE;
  labels = g_strsplit (*unicode, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!g_str_is_ascii (labels[i]))
      worst = MAX (worst, judge_label (labels[i]));
  return worst;
}

static gboolean
has_punycode (WgSlice name)
{
  for (gsize i = 0; i + 4 < name.len && name.len < 254; i++)
    if ((i == 0 || name.data[i - 1] == '.')
        && wg_slice_has_prefix_nocase (wg_slice_sub (name, i, 4), "xn--"))
      return TRUE;
  return FALSE;
}

void
wg_x509_idn (
    WgCheck *check, const WgParties *parties, guint32 frame, const char *field, WgSlice name)
{
  g_autofree char *unicode = NULL;
  WgClaim *claim;
  Idn idn;

  if (!has_punycode (name))
    return;
  idn = judge_name (name, &unicode);
  if (idn == IDN_NONE)
    return;
  claim = wg_check_raise (check, &wg_finding_x509_idn_lookalike,
                          idn == IDN_ONE_SCRIPT ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT,
                          parties, name, frame);
  wg_claim_confidence (claim, idn == IDN_BRAND ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
  wg_claim_show (claim, frame, field, name);
  wg_claim_say (claim, "The name %.*s is shown as \"%s\"%s.", WG_NAME (name), unicode,
                idn == IDN_BRAND
                    ? ", in letters of another alphabet that look like a well-known name"
                : idn == IDN_MIXED ? ", with letters of two alphabets in one word"
                                   : ", in letters of one alphabet, which is common");
}
