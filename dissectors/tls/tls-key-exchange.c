#include "tls-key-exchange.h"

#include "names.h"

/* The word behind "TLS_" in the name of a cipher suite, longer ones first. */
static const struct
{
  const char *prefix;
  const char *kind;
} prefixes[] = {
    {"ECDHE_PSK_", "ecdhe_psk"},
    {"ECDHE_", "ecdhe"},
    {"ECDH_anon_", "ecdh_anon"},
    {"ECDH_", "ecdh"},
    {"DHE_PSK_", "dhe_psk"},
    {"PSK_DHE_", "dhe_psk"},
    {"DHE_", "dhe"},
    {"DH_anon_", "dh_anon"},
    {"DH_", "dh"},
    {"RSA_PSK_", "rsa_psk"},
    {"RSA_", "rsa"},
    {"PSK_", "psk"},
    {"SRP_", "srp"},
    {"KRB5_", "krb5"},
    {"GOSTR", "gost"},
    {"ECCPWD_", "eccpwd"},
    {"ECJPAKE_", "ecjpake"},
    {"FORTEZZA_", "fortezza"},
};

/* Sizes as OpenSSL counts them: of the order for X25519 and X448, of the field elsewhere. */
static const struct
{
  guint16 group;
  const char *kind;
  guint16 bits;
} groups[] = {
    {0x01, "ecdhe", 163},    {0x02, "ecdhe", 163},    {0x03, "ecdhe", 163},
    {0x04, "ecdhe", 193},    {0x05, "ecdhe", 193},    {0x06, "ecdhe", 233},
    {0x07, "ecdhe", 233},    {0x08, "ecdhe", 239},    {0x09, "ecdhe", 283},
    {0x0a, "ecdhe", 283},    {0x0b, "ecdhe", 409},    {0x0c, "ecdhe", 409},
    {0x0d, "ecdhe", 571},    {0x0e, "ecdhe", 571},    {0x0f, "ecdhe", 160},
    {0x10, "ecdhe", 160},    {0x11, "ecdhe", 160},    {0x12, "ecdhe", 192},
    {0x13, "ecdhe", 192},    {0x14, "ecdhe", 224},    {0x15, "ecdhe", 224},
    {0x16, "ecdhe", 256},    {0x17, "ecdhe", 256},    {0x18, "ecdhe", 384},
    {0x19, "ecdhe", 521},    {0x1a, "ecdhe", 256},    {0x1b, "ecdhe", 384},
    {0x1c, "ecdhe", 512},    {0x1d, "ecdhe", 253},    {0x1e, "ecdhe", 448},
    {0x1f, "ecdhe", 256},    {0x20, "ecdhe", 384},    {0x21, "ecdhe", 512},
    {0x29, "ecdhe", 256},    {0x100, "dhe", 2048},    {0x101, "dhe", 3072},
    {0x102, "dhe", 4096},    {0x103, "dhe", 6144},    {0x104, "dhe", 8192},
    {0x200, "ml_kem", 512},  {0x201, "ml_kem", 768},  {0x202, "ml_kem", 1024},
    {0x11eb, "hybrid", 256}, {0x11ec, "hybrid", 253}, {0x11ed, "hybrid", 384},
    {0x11ee, "hybrid", 256}, {0x4138, "hybrid", 253}, {0x6399, "hybrid", 253},
    {0x639a, "hybrid", 256},
};

const char *
wg_tls_cipher_name (guint16 cipher)
{
  return wg_name_of (wg_names_tls_cipher_suites, cipher);
}

const char *
wg_tls_key_exchange_of_cipher (guint16 cipher)
{
  const char *name = wg_tls_cipher_name (cipher);

  if (name == NULL || strstr (name, "_WITH_") == NULL)
    return NULL;
  name += 4; /* "TLS_" or "SSL_" */
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i].prefix))
      return prefixes[i].kind;
  return NULL;
}

WgTlsKeyExchange
wg_tls_key_exchange_of_group (guint16 group)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (groups[i].group == group)
      return (WgTlsKeyExchange){groups[i].kind, group, groups[i].bits};
  return (WgTlsKeyExchange){"ecdhe", group, 0};
}

static guint32
bit_length (WgSlice number)
{
  WgReader r = wg_reader (number, WG_END_WHOLE);
  guint8 first = 0;

  while (first == 0)
    if (!wg_reader_u8 (&r, &first))
      return 0;
  return (guint32) wg_reader_left (&r) * 8 + (guint32) g_bit_storage (first);
}

/* A number behind two bytes of length: the prime of DH and SRP, the modulus of export RSA. */
static gboolean
read_prime (WgReader *body, WgTlsKeyExchange *out)
{
  WgReader number;

  if (!wg_reader_sub_u16 (body, &number))
    return FALSE;
  out->bits = bit_length (wg_reader_rest (&number));
  return TRUE;
}

/* RFC 8422 §5.4, with the explicit curves of RFC 4492. */
static gboolean
read_curve (WgReader *body, WgTlsKeyExchange *out)
{
  WgReader prime;
  guint16 value;
  guint8 type;

  if (!wg_reader_u8 (body, &type))
    return FALSE;
  switch (type)
    {
    case 1:
      if (!wg_reader_sub_u8 (body, &prime))
        return FALSE;
      out->bits = bit_length (wg_reader_rest (&prime));
      return TRUE;
    case 2:
      if (!wg_reader_u16 (body, &value))
        return FALSE;
      out->bits = value;
      return TRUE;
    case 3:
      if (!wg_reader_u16 (body, &value))
        return FALSE;
      out->group = value;
      out->bits = wg_tls_key_exchange_of_group (value).bits;
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
wg_tls_parse_server_key_exchange (WgReader *body, WgTlsKeyExchange *out)
{
  WgReader hint;

  if (out->kind == NULL)
    {
      if (!read_curve (body, out) || out->group < 0 || out->bits == 0)
        return FALSE;
      out->kind = "ecdhe";
      return TRUE;
    }
  if (g_str_has_suffix (out->kind, "psk") && !wg_reader_sub_u16 (body, &hint))
    return FALSE;
  if (g_str_has_prefix (out->kind, "ec"))
    return read_curve (body, out);
  if (g_str_has_prefix (out->kind, "dh") || g_str_equal (out->kind, "rsa")
      || g_str_equal (out->kind, "srp"))
    return read_prime (body, out);
  return TRUE;
}
