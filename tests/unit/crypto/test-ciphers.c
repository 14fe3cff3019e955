#include "../dissectors/wire.h"
#include "../unit.h"

#include "crypto/aead.h"
#include "crypto/cipher.h"
#include "crypto/hkdf.h"

static void
assert_bytes (const guint8 *got, const char *wanted)
{
  GByteArray *bytes = wire (wanted);

  assert_memory_equal (got, bytes->data, bytes->len);
  g_byte_array_unref (bytes);
}

/* The empty text of the last AES-128-GCM is QUIC's Retry tag (RFC 9001 §A.4). */
static const struct
{
  WgAeadKind kind;
  const char *key, *nonce, *aad, *sealed, *text;
} aeads[] = {
    {WG_AEAD_AES_128_GCM, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
     "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
     "5bc94fbc3221a5db94fae95ae7121a47",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"},
    {WG_AEAD_AES_128_GCM, "be0c690b9f66575a1d766b54e368c84e", "461599d35d632bf2239825bb",
     "088394c8f03e515708ff000000010008f067a5502a4262b5746f6b656e",
     "04a265ba2eff4d829058fb3f0f2496ba", ""},
    {WG_AEAD_AES_128_CCM_8, "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
     "000102030405060708090a0b0c0d0e0f10111213",
     "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951",
     "202122232425262728292a2b2c2d2e2f3031323334353637"},
    {WG_AEAD_SM4_GCM, "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
     "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
     "83de3541e4c2b58177e065a9bf7b62ec",
     "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
     "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"},
    {WG_AEAD_CHACHA20_POLY1305,
     "c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8",
     "e0459b3474bdd0e46d417eb0", "4200bff4", "655e5cd55c41f69080575d7999c25a5bfb", "01"},
};

static void
aeads_open_what_standards_sealed (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (aeads); i++)
    {
      GByteArray *key = wire (aeads[i].key), *nonce = wire (aeads[i].nonce);
      GByteArray *aad = wire (aeads[i].aad), *sealed = wire (aeads[i].sealed);
      WgAead *aead = wg_aead_new (aeads[i].kind, wire_slice (key));
      guint8 out[128];

      assert_non_null (aead);
      for (guint n = 0; n < 2; n++)
        {
          assert_true (wg_aead_open (aead, wire_slice (nonce), wire_slice (aad),
                                     wire_slice (sealed), out));
          assert_bytes (out, aeads[i].text);
        }
      sealed->data[sealed->len - 1] ^= 1;
      assert_false (
          wg_aead_open (aead, wire_slice (nonce), wire_slice (aad), wire_slice (sealed), out));
      sealed->data[sealed->len - 1] ^= 1;
      assert_false (
          wg_aead_open (aead, wire_slice (nonce), WG_SLICE_NONE, wire_slice (sealed), out));
      assert_false (wg_aead_open (aead, wire_slice (nonce), WG_SLICE_NONE,
                                  wg_slice (sealed->data, 3), out));
      assert_true (wg_aead_open (aead, wire_slice (nonce), wire_slice (aad),
                                 wire_slice (sealed), sealed->data));
      assert_bytes (sealed->data, aeads[i].text);
      wg_aead_free (aead);
      g_byte_array_unref (key);
      g_byte_array_unref (nonce);
      g_byte_array_unref (aad);
      g_byte_array_unref (sealed);
    }
}

static void
keys_of_another_length_are_refused (void **state)
{
  static const guint8 zeros[64];

  for (WgAeadKind kind = 0; kind < WG_AEAD_KINDS; kind++)
    {
      guint len = wg_aead_key_len (kind);
      g_autoptr (WgAead) aead = wg_aead_new (kind, wg_slice (zeros, len));

      assert_non_null (aead);
      assert_int_equal (wg_aead_tag (aead), wg_aead_tag_len (kind));
      assert_null (wg_aead_new (kind, wg_slice (zeros, len - 1)));
      assert_null (wg_aead_new (kind, wg_slice (zeros, len + 1)));
    }
  assert_null (wg_cipher_new (WG_CIPHER_AES_128_CBC, wg_slice (zeros, 15)));
  assert_null (wg_cipher_new (WG_CIPHER_RC4, wg_slice (zeros, 17)));
  assert_null (wg_cipher_new (WG_CIPHER_RC4, WG_SLICE_NONE));
  assert_null (wg_header_mask_new (WG_HEADER_MASK_AES_128, wg_slice (zeros, 32)));
}

/* SP 800-38A, RFC 6229, FIPS 81, RFC 2268, RFC 4269, RFC 3713, RFC 5794. */
static const struct
{
  WgCipherKind kind;
  const char *key, *iv, *in, *out;
} ciphers[] = {
    {WG_CIPHER_AES_128_CBC, "2b7e151628aed2a6abf7158809cf4f3c",
     "000102030405060708090a0b0c0d0e0f", "7649abac8119b246cee98e9b12e9197d",
     "6bc1bee22e409f96e93d7e117393172a"},
    {WG_CIPHER_RC4, "0102030405", "", "b2396305f03dc027ccc3524a0a1118a8", "*16 00"},
    {WG_CIPHER_DES_CBC, "0123456789abcdef", "1234567890abcdef",
     "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6", "'Now is the time for all '"},
    {WG_CIPHER_RC2_CBC, "3000000000000000", "0000000000000000", "30649edf9be7d2c2",
     "1000000000000001"},
    {WG_CIPHER_RC2_CBC, "88bca90e90875a7f0f79c384627bafb2", "0000000000000000",
     "2269552ab0f85ca6", "0000000000000000"},
    {WG_CIPHER_SEED_CBC, "00000000000000000000000000000000", "00000000000000000000000000000000",
     "5ebac6e0054e166819aff1cc6d346cdb", "000102030405060708090a0b0c0d0e0f"},
    {WG_CIPHER_CAMELLIA_128_CBC, "0123456789abcdeffedcba9876543210",
     "00000000000000000000000000000000", "67673138549669730857065648eabe43",
     "0123456789abcdeffedcba9876543210"},
    {WG_CIPHER_ARIA_128_CBC, "000102030405060708090a0b0c0d0e0f",
     "00000000000000000000000000000000", "d718fbd6ab644c739da95f3be6451778",
     "00112233445566778899aabbccddeeff"},
    {WG_CIPHER_NULL, "", "", "0102", "0102"},
};

static void
ciphers_decrypt_what_standards_encrypted (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      GByteArray *key = wire (ciphers[i].key), *iv = wire (ciphers[i].iv);
      GByteArray *in = wire (ciphers[i].in);
      WgCipher *cipher = wg_cipher_new (ciphers[i].kind, wire_slice (key));
      gboolean block = wg_cipher_block_len (ciphers[i].kind) > 0;
      guint8 out[64] = {0};

      assert_non_null (cipher);
      assert_true (wg_cipher_decrypt (cipher, wire_slice (iv), wire_slice (in), out));
      if (ciphers[i].kind == WG_CIPHER_RC4)
        for (guint k = 0; k < in->len; k++)
          assert_int_equal (out[k], 0);
      else
        assert_bytes (out, ciphers[i].out);
      if (block)
        {
          assert_false (
              wg_cipher_decrypt (cipher, wire_slice (iv), wg_slice (in->data, 7), out));
          assert_false (wg_cipher_decrypt (cipher, WG_SLICE_NONE, wire_slice (in), out));
        }
      wg_cipher_free (cipher);
      g_byte_array_unref (key);
      g_byte_array_unref (iv);
      g_byte_array_unref (in);
    }
}

/* RFC 9001 §A.2 and §A.5. */
static void
samples_give_the_masks_of_quic (void **state)
{
  static const struct
  {
    WgHeaderMaskKind kind;
    const char *key, *sample, *mask;
  } cases[] = {
      {WG_HEADER_MASK_AES_128, "9f50449e04a0e810283a1e9933adedd2",
       "d1b1c98dd7689fb8ec11d242b123dc9b", "437b9aec36"},
      {WG_HEADER_MASK_CHACHA20,
       "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4",
       "5e5cd55c41f69080575d7999c25a5bfb", "aefefe7d03"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GByteArray *key = wire (cases[i].key), *sample = wire (cases[i].sample);
      g_autoptr (WgHeaderMask) mask = wg_header_mask_new (cases[i].kind, wire_slice (key));
      guint8 out[WG_HEADER_MASK_LEN];

      assert_non_null (mask);
      for (guint n = 0; n < 2; n++)
        {
          wg_header_mask_make (mask, wire_slice (sample), out);
          assert_bytes (out, cases[i].mask);
        }
      g_byte_array_unref (key);
      g_byte_array_unref (sample);
    }
}

/* RFC 2202 and RFC 4231, the second case of each. */
static void
macs_are_those_of_the_standards (void **state)
{
  static const struct
  {
    WgHash hash;
    const char *mac;
  } cases[] = {
      {WG_HASH_MD5, "750c783e6ab0b503eaa86e310a5db738"},
      {WG_HASH_SHA1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {WG_HASH_SHA256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
  };
  WgSlice parts[] = {WG_SLICE_LITERAL ("what do ya "), WG_SLICE_NONE,
                     WG_SLICE_LITERAL ("want for nothing?")};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WgHmac) hmac = wg_hmac_new (cases[i].hash, wg_slice_str ("Jefe"));
      guint8 out[WG_HASH_MAX];

      for (guint n = 0; n < 2; n++)
        {
          wg_hmac_sum (hmac, parts, G_N_ELEMENTS (parts), out);
          assert_bytes (out, cases[i].mac);
        }
    }
  for (WgHash hash = 0; hash < WG_HASHES; hash++)
    {
      guint8 out[WG_HASH_MAX];
      g_autoptr (WgHmac) hmac = wg_hmac_new (hash, WG_SLICE_NONE);

      wg_hash_sum (hash, parts, G_N_ELEMENTS (parts), out);
      wg_hmac_sum (hmac, parts, G_N_ELEMENTS (parts), out);
    }
}

/* RFC 5869 §A.1. */
static void
hkdf_is_that_of_the_standard (void **state)
{
  GByteArray *ikm = wire ("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
  GByteArray *salt = wire ("000102030405060708090a0b0c");
  GByteArray *info = wire ("f0f1f2f3f4f5f6f7f8f9");
  guint8 secret[WG_HASH_MAX], out[42];

  wg_hkdf_extract (WG_HASH_SHA256, wire_slice (salt), wire_slice (ikm), secret);
  assert_bytes (secret, "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
  wg_hkdf_expand (WG_HASH_SHA256, wg_slice (secret, 32), wire_slice (info), out, sizeof out);
  assert_bytes (out, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                     "34007208d5b887185865");
  g_byte_array_unref (ikm);
  g_byte_array_unref (salt);
  g_byte_array_unref (info);
}

/* RFC 9001 §A.1. */
static void
labels_give_the_initial_keys_of_quic (void **state)
{
  GByteArray *salt = wire ("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
  GByteArray *id = wire ("8394c8f03e515708");
  guint8 initial[32], client[32], key[16], iv[12];

  wg_hkdf_extract (WG_HASH_SHA256, wire_slice (salt), wire_slice (id), initial);
  wg_hkdf_expand_label (WG_HASH_SHA256, wg_slice (initial, 32), "client in", WG_SLICE_NONE,
                        client, 32);
  assert_bytes (client, "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");
  wg_hkdf_expand_label (WG_HASH_SHA256, wg_slice (client, 32), "quic key", WG_SLICE_NONE, key,
                        sizeof key);
  assert_bytes (key, "1f369613dd76d5467730efcbe3b1a22d");
  wg_hkdf_expand_label_of (WG_HASH_SHA256, wg_slice (client, 32), "tls13 ", "quic iv",
                           WG_SLICE_NONE, iv, sizeof iv);
  assert_bytes (iv, "fa044b2f42a3fd3b46fb255c");
  g_byte_array_unref (salt);
  g_byte_array_unref (id);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (aeads_open_what_standards_sealed),
      cmocka_unit_test (keys_of_another_length_are_refused),
      cmocka_unit_test (ciphers_decrypt_what_standards_encrypted),
      cmocka_unit_test (samples_give_the_masks_of_quic),
      cmocka_unit_test (macs_are_those_of_the_standards),
      cmocka_unit_test (hkdf_is_that_of_the_standard),
      cmocka_unit_test (labels_give_the_initial_keys_of_quic),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
