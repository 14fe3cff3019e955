#include "../unit.h"

#include "talks.h"

#define LOGIN(proto, frame, rest)                                                              \
  "logins {\"conversation\":0,\"protocol\":\"" proto "\",\"frame\":" #frame "," rest "}\n"

static const Talk mysql[] = {
    {"native",
     NULL,
     3306,
     {"s: "
      "490000000a382e302e310001000000616263646566676800fff7210200ff811500000000000000000000696a"
      "6b6c6d6e6f7071727374006d7973716c5f6e61746976655f70617373776f726400",
      "c: "
      "3f00000105a208000000000121000000000000000000000000000000000000000000000074696d0004000102"
      "036d7973716c5f6e61746976655f70617373776f726400",
      "s: 0700000200000002000000"},
     LOGIN ("mysql",
            2,
            "\"mechanism\":\"mysql_native_password\",\"user\":\"tim\",\"secret\":\"00010203\","
            "\"response_frame\":3,\"ok\":\"yes\"") "protocols mysql\n"},
    {"clear, after a switch",
     NULL,
     3307,
     {"s: "
      "490000000a382e302e310001000000616263646566676800fff7210200ff811500000000000000000000696a"
      "6b6c6d6e6f7071727374006d7973716c5f6e61746976655f70617373776f726400",
      "c: "
      "3f00000105a208000000000121000000000000000000000000000000000000000000000074696d0004000102"
      "036d7973716c5f6e61746976655f70617373776f726400",
      "s: 16000002fe6d7973716c5f636c6561725f70617373776f726400", "c: 0700000373656372657400",
      "s: 0700000400000002000000"},
     LOGIN ("mysql",
            4,
            "\"mechanism\":\"mysql_clear_password\",\"user\":\"tim\",\"secret\":\"secret\","
            "\"response_frame\":5,\"ok\":\"yes\"") "protocols mysql\n"},
    {"refused",
     NULL,
     3306,
     {"s: "
      "490000000a382e302e310001000000616263646566676800fff7210200ff811500000000000000000000696a"
      "6b6c6d6e6f7071727374006d7973716c5f6e61746976655f70617373776f726400",
      "c: "
      "3f00000105a208000000000121000000000000000000000000000000000000000000000074696d0004000102"
      "036d7973716c5f6e61746976655f70617373776f726400",
      "s: 0b000002ff15042332383030306e6f"},
     LOGIN ("mysql",
            2,
            "\"mechanism\":\"mysql_native_password\",\"user\":\"tim\",\"secret\":\"00010203\","
            "\"response_frame\":3,\"ok\":\"no\"") "protocols mysql\n"},
    {"a change of user",
     NULL,
     3306,
     {"s: "
      "490000000a382e302e310001000000616263646566676800fff7210200ff811500000000000000000000696a"
      "6b6c6d6e6f7071727374006d7973716c5f6e61746976655f70617373776f726400",
      "c: "
      "3f00000105a208000000000121000000000000000000000000000000000000000000000074696d0004000102"
      "036d7973716c5f6e61746976655f70617373776f726400",
      "s: 0700000200000002000000", "c: 090000000373656c6563742031",
      "s: 010000010103000002616263",
      "c: 2300000011616e6e00027a7a64620021006d7973716c5f6e61746976655f70617373776f726400",
      "s: 0700000100000002000000"},
     LOGIN ("mysql",
            2,
            "\"mechanism\":\"mysql_native_password\",\"user\":\"tim\",\"secret\":\"00010203\","
            "\"response_frame\":3,\"ok\":\"yes\"")
         LOGIN ("mysql",
                6,
                "\"mechanism\":\"mysql_native_password\",\"user\":\"ann\",\"secret\":\"7a7a\","
                "\"response_frame\":7,\"ok\":\"yes\"") "protocols mysql\n"},
    {"tls",
     NULL,
     3306,
     {"s: "
      "490000000a382e302e310001000000616263646566676800fff7210200ff811500000000000000000000696a"
      "6b6c6d6e6f7071727374006d7973716c5f6e61746976655f70617373776f726400",
      "c: 2000000105aa080000000001210000000000000000000000000000000000000000000000",
      "c: 16030100050100000100"},
     "protocols mysql tls\n"},
};

static const Talk postgresql[] = {
    {"password",
     NULL,
     5432,
     {"c: 0000001d00030000757365720074696d00646174616261736500780000", "s: 520000000800000003",
      "c: 700000000b73656372657400", "s: 5200000008000000005a0000000549"},
     LOGIN ("postgresql",
            3,
            "\"mechanism\":\"password\",\"user\":\"tim\",\"secret\":\"secret\","
            "\"response_frame\":4,\"ok\":\"yes\"") "protocols postgresql\n"},
    {"no encryption here",
     NULL,
     5433,
     {"c: 0000000804d2162f", "s: 4e",
      "c: 0000001d00030000757365720074696d00646174616261736500780000",
      "s: 520000000c0000000573616c74", "c: 700000000b73656372657400",
      "s: 450000000c53464154414c0000"},
     LOGIN ("postgresql",
            5,
            "\"mechanism\":\"md5\",\"user\":\"tim\",\"secret\":\"secret\",\"response_"
            "frame\":6,\"ok\":\"no\"") "protocols postgresql\n"},
    {"scram",
     NULL,
     5432,
     {"c: 0000001d00030000757365720074696d00646174616261736500780000",
      "s: 52000000170000000a534352414d2d5348412d3235360000",
      "c: 7000000021534352414d2d5348412d323536000000000b6e2c2c6e3d2c723d616263",
      "s: 520000000e0000000b723d61626364",
      "c: 700000001c633d626977732c723d616263642c703d63484a766232593d",
      "s: 5200000008000000005a0000000549"},
     LOGIN ("postgresql",
            5,
            "\"mechanism\":\"SCRAM-SHA-256\",\"user\":\"tim\",\"secret\":\"cHJvb2Y=\","
            "\"response_frame\":6,\"ok\":\"yes\"") "protocols postgresql\n"},
    {"trusted, but no such user",
     NULL,
     5432,
     {"c: 0000001d00030000757365720074696d00646174616261736500780000",
      "s: 520000000800000000450000000c53464154414c0000"},
     LOGIN ("postgresql",
            1,
            "\"mechanism\":\"trust\",\"user\":\"tim\",\"response_frame\":2,\"ok\":"
            "\"no\"") "protocols postgresql\n"},
    {"tls",
     NULL,
     5432,
     {"c: 0000000804d2162f", "s: 53", "c: 16030100050100000100"},
     "protocols postgresql tls\n"},
};

static const Talk ldap[] = {
    {"simple",
     NULL,
     389,
     {"c: 301802010160130201030406636e3d74696d8006736563726574",
      "s: 300c02010161070a010004000400"},
     LOGIN ("ldap",
            1,
            "\"mechanism\":\"simple "
            "bind\",\"user\":\"cn=tim\",\"secret\":\"secret\",\"response_frame\":2,\"ok\":"
            "\"yes\"") "protocols ldap\n"},
    {"anonymous, refused",
     NULL,
     390,
     {"c: 300c020101600702010304008000", "s: 300c02010161070a013104000400"},
     LOGIN ("ldap",
            1,
            "\"mechanism\":\"anonymous bind\",\"response_frame\":2,\"ok\":\"no\"") "protocols "
                                                                                   "ldap\n"},
    {"sasl",
     NULL,
     389,
     {"c: 3020020102601b0201030400a3140405504c41494e040b0074696d00736563726574",
      "s: 300c02010261070a010004000400"},
     LOGIN ("ldap",
            1,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"secret\",\"response_frame\":"
            "2,\"ok\":\"yes\"") "protocols ldap\n"},
    {"sasl in two steps",
     NULL,
     389,
     {"c: 301602010260110201030400a30a04084352414d2d4d4435", "s: 300c02010261070a010e04000400",
      "c: 3020020103601b0201030400a31404084352414d2d4d4435040874696d2030313233",
      "s: 300c02010361070a010004000400"},
     LOGIN ("ldap",
            3,
            "\"mechanism\":\"CRAM-MD5\",\"user\":\"tim\",\"secret\":\"0123\",\"response_"
            "frame\":4,\"ok\":\"yes\"") "protocols ldap\n"},
    {"tls refused",
     NULL,
     389,
     {"c: 301d02010177188016312e332e362e312e342e312e313436362e3230303337",
      "s: 300c02010178070a010204000400",
      "c: 301802010160130201030406636e3d74696d8006736563726574",
      "s: 300c02010161070a010004000400"},
     LOGIN ("ldap",
            3,
            "\"mechanism\":\"simple "
            "bind\",\"user\":\"cn=tim\",\"secret\":\"secret\",\"response_frame\":4,\"ok\":"
            "\"yes\"") "protocols ldap\n"},
    {"tls",
     NULL,
     389,
     {"c: 301d02010177188016312e332e362e312e342e312e313436362e3230303337",
      "s: 300c02010178070a010004000400", "c: 16030100050100000100"},
     "protocols ldap tls\n"},
};

static const Talk mqtt[] = {
    {"3.1.1",
     NULL,
     1883,
     {"c: 101b00044d51545404c2003c00026964000374696d0006736563726574", "s: 20020000"},
     LOGIN ("mqtt",
            1,
            "\"mechanism\":\"CONNECT\",\"user\":\"tim\",\"secret\":\"secret\",\"response_"
            "frame\":2,\"ok\":\"yes\"") "protocols mqtt\n"},
    {"5, with a will",
     NULL,
     1884,
     {"c: "
      "102e00044d51545405c6003c0511000000010002696400000477696c6c0004676f6e65000374696d00067365"
      "63726574",
      "s: 20020005"},
     LOGIN ("mqtt",
            1,
            "\"mechanism\":\"CONNECT\",\"user\":\"tim\",\"secret\":\"secret\",\"response_"
            "frame\":2,\"ok\":\"no\"") "protocols mqtt\n"},
    {"3.1, nobody",
     NULL,
     1883,
     {"c: 101000064d51497364700302003c00026964", "s: 20020000"},
     "protocols mqtt\n"},
};

static const Talk socks[] = {
    {"password",
     NULL,
     10080,
     {"c: 050102", "s: 0502", "c: 010374696d06736563726574", "s: 0100",
      "c: 050100010a00000101bb", "s: 05000001000000000000"},
     LOGIN ("socks",
            3,
            "\"mechanism\":\"USERNAME/"
            "PASSWORD\",\"user\":\"tim\",\"secret\":\"secret\",\"response_frame\":4,\"ok\":"
            "\"yes\"") "protocols socks\n"},
    {"refused",
     NULL,
     1080,
     {"c: 05020002", "s: 0502", "c: 010374696d06736563726574", "s: 0101"},
     LOGIN ("socks",
            3,
            "\"mechanism\":\"USERNAME/"
            "PASSWORD\",\"user\":\"tim\",\"secret\":\"secret\",\"response_frame\":4,\"ok\":"
            "\"no\"") "protocols socks\n"},
    {"version 4a",
     NULL,
     1080,
     {"c: 040100500000000174696d00686f737400", "s: 005a000000000000", "C: GET / HTTP/1.1",
      "C: "},
     LOGIN ("socks",
            1,
            "\"mechanism\":\"user "
            "id\",\"user\":\"tim\",\"response_frame\":2,\"ok\":\"yes\"") "protocols socks "
                                                                         "http\n"},
    {"none needed",
     NULL,
     1080,
     {"c: 050100", "s: 0500", "c: 0501000302616201bb", "s: 05000001000000000000",
      "C: GET / HTTP/1.1", "C: "},
     "protocols socks http\n"},
};

static void
mysql_logins (void **state)
{
  check_talks (mysql, G_N_ELEMENTS (mysql));
}

static void
postgresql_logins (void **state)
{
  check_talks (postgresql, G_N_ELEMENTS (postgresql));
}

static void
ldap_logins (void **state)
{
  check_talks (ldap, G_N_ELEMENTS (ldap));
}

static void
mqtt_logins (void **state)
{
  check_talks (mqtt, G_N_ELEMENTS (mqtt));
}

static void
socks_logins (void **state)
{
  check_talks (socks, G_N_ELEMENTS (socks));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (mysql_logins), cmocka_unit_test (postgresql_logins),
      cmocka_unit_test (ldap_logins),  cmocka_unit_test (mqtt_logins),
      cmocka_unit_test (socks_logins),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
