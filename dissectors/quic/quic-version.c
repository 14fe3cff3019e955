#include "quic-version.h"

/* RFC 9001 §5.2, RFC 9369 §3.3.1, and the drafts of both. */
static const guint8 salt_draft_22[WG_QUIC_SALT_LEN] = {0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb,
                                                       0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51,
                                                       0x9e, 0xbd, 0x7a, 0x02, 0x64, 0x4a};
static const guint8 salt_draft_23[WG_QUIC_SALT_LEN] = {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb,
                                                       0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
                                                       0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02};
static const guint8 salt_draft_29[WG_QUIC_SALT_LEN] = {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2,
                                                       0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61,
                                                       0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99};
static const guint8 salt_v1[WG_QUIC_SALT_LEN] = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34,
                                                 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
                                                 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
static const guint8 salt_v2[WG_QUIC_SALT_LEN] = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6,
                                                 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
                                                 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};
static const guint8 salt_v2_draft[WG_QUIC_SALT_LEN] = {0xa7, 0x07, 0xc2, 0x03, 0xa5, 0x9b, 0x47,
                                                       0x18, 0x4a, 0x1d, 0x62, 0xca, 0x57, 0x04,
                                                       0x06, 0xea, 0x7a, 0xe3, 0xe5, 0xd3};
static const guint8 salt_q050[WG_QUIC_SALT_LEN] = {0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe,
                                                   0x2f, 0x9d, 0x94, 0x5c, 0xfc, 0xdb, 0xd3,
                                                   0xa7, 0xf0, 0xd3, 0xb5, 0x6b, 0x45};
static const guint8 salt_t050[WG_QUIC_SALT_LEN] = {0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72,
                                                   0x91, 0x55, 0x80, 0x30, 0x4c, 0x43, 0xa2,
                                                   0x36, 0x7c, 0x60, 0x48, 0x83, 0x10};
static const guint8 salt_t051[WG_QUIC_SALT_LEN] = {0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee,
                                                   0x5f, 0xa4, 0x50, 0x6c, 0x19, 0x12, 0x4f,
                                                   0xc8, 0xcc, 0xda, 0x6e, 0x03, 0x3d};

/* mvfst is Facebook's. */
static const WgQuicVersion versions[] = {
    {0x00000001, WG_QUIC_TLS, salt_v1, "quic", FALSE},
    {0x6b3343cf, WG_QUIC_TLS, salt_v2, "quicv2", TRUE},
    {0x709a50c4, WG_QUIC_TLS, salt_v2_draft, "quicv2", TRUE},
    {0xff020000, WG_QUIC_TLS, salt_v2_draft, "quicv2", TRUE},
    {0xfaceb001, WG_QUIC_TLS, salt_draft_22, "quic", FALSE},
    {0xfaceb002, WG_QUIC_TLS, salt_draft_23, "quic", FALSE},
    {0xfaceb00e, WG_QUIC_TLS, salt_draft_23, "quic", FALSE},
    {0xfaceb003, WG_QUIC_TLS, salt_draft_29, "quic", FALSE},
    {0x51303530, WG_QUIC_GOOGLE_SEALED, salt_q050, "quic", FALSE},
    {0x54303530, WG_QUIC_TLS, salt_t050, "quic", FALSE},
    {0x54303531, WG_QUIC_TLS, salt_t051, "quic", FALSE},
};

#define DRAFT_FIRST 22u /* the first with today's long header */
#define DRAFT_LAST  34u

gboolean
wg_quic_version_reserved (guint32 number)
{
  return (number & 0x0f0f0f0fu) == 0x0a0a0a0au;
}

gboolean
wg_quic_version_google (guint32 number, char text[5])
{
  for (guint i = 0; i < 4; i++)
    text[i] = (char) (number >> (24 - 8 * i));
  text[4] = '\0';
  return (text[0] == 'Q' || text[0] == 'T') && text[1] == '0' && g_ascii_isdigit (text[2])
         && g_ascii_isdigit (text[3]);
}

gboolean
wg_quic_version_guess (WgQuicVersion *version, guint index)
{
  static const guint8 *const salts[] = {salt_v1, salt_draft_29, salt_draft_23};

  if (!wg_quic_version_reserved (version->number))
    return index == 0;
  if (index >= G_N_ELEMENTS (salts))
    return FALSE;
  version->salt = salts[index];
  return TRUE;
}

static gboolean
find_draft (guint32 number, WgQuicVersion *out)
{
  guint draft = number & 0xff;

  if (number >> 8 != 0xff0000 || draft < DRAFT_FIRST || draft > DRAFT_LAST)
    return FALSE;
  *out = (WgQuicVersion){.number = number, .kind = WG_QUIC_TLS, .prefix = "quic"};
  if (draft < 23)
    out->salt = salt_draft_22;
  else if (draft < 29)
    out->salt = salt_draft_23;
  else
    out->salt = draft < 33 ? salt_draft_29 : salt_v1;
  return TRUE;
}

static gboolean
find_google (guint32 number, WgQuicVersion *out)
{
  char text[5];
  guint n;

  if (!wg_quic_version_google (number, text) || text[0] != 'Q')
    return FALSE;
  n = 10u * (guint) (text[2] - '0') + (guint) (text[3] - '0');
  if (n < 9 || n > 50)
    return FALSE;
  *out = (WgQuicVersion){.number = number, .kind = WG_QUIC_GOOGLE, .prefix = "quic"};
  if (n >= 44)
    out->kind = n < 49 ? WG_QUIC_GOOGLE_LONG : WG_QUIC_GOOGLE_SEALED;
  return TRUE;
}

gboolean
wg_quic_version_find (guint32 number, WgQuicVersion *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    if (versions[i].number == number)
      {
        *out = versions[i];
        return TRUE;
      }
  if (wg_quic_version_reserved (number))
    {
      *out = (WgQuicVersion){number, WG_QUIC_TLS, salt_v1, "quic", FALSE};
      return TRUE;
    }
  return find_draft (number, out) || find_google (number, out);
}
