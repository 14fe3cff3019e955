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

static const Talk redis[] = {
    {"auth",
     NULL,
     6379,
     {"C: *2", "C: $4", "C: AUTH", "C: $6", "C: secret", "S: +OK"},
     LOGIN ("redis",
            5,
            "\"mechanism\":\"AUTH\",\"secret\":\"secret\",\"response_frame\":6,\"ok\":"
            "\"yes\"") "protocols redis\n"},
    {"user, pipelined, behind nested replies",
     NULL,
     6380,
     {"C: *1", "C: $4", "C: PING", "C: *3", "C: $4", "C: AUTH", "C: $3", "C: tim", "C: $1",
      "C: x", "S: *2", "S: *1", "S: :1", "S: $4", "S: -ERR", "S: -WRONGPASS"},
     LOGIN ("redis",
            10,
            "\"mechanism\":\"AUTH\",\"user\":\"tim\",\"secret\":\"x\",\"response_"
            "frame\":16,\"ok\":\"no\"") "protocols redis\n"},
    {"hello",
     NULL,
     6379,
     {"c: "
      "2a350d0a24350d0a48454c4c4f0d0a24310d0a330d0a24340d0a415554480d0a24330d0a74696d0d"
      "0a24310d0a780d0a",
      "S: %1", "S: +a", "S: :1"},
     LOGIN ("redis",
            1,
            "\"mechanism\":\"AUTH\",\"user\":\"tim\",\"secret\":\"x\",\"response_"
            "frame\":4,\"ok\":\"yes\"") "protocols redis\n"},
    {"what is stored is no command",
     NULL,
     6379,
     {"c: "
      "2a330d0a24330d0a5345540d0a24310d0a6b0d0a2432310d0a2a320d0a24340d0a415554480d0a24"
      "310d0a780d0a0d0a",
      "S: +OK", "S: >1", "S: +pushed", "C: AUTH y", "S: -ERR"},
     LOGIN ("redis",
            5,
            "\"mechanism\":\"AUTH\",\"secret\":\"y\",\"response_frame\":6,\"ok\":"
            "\"no\"") "protocols redis\n"},
};

static const Talk irc[] = {
    {"pass",
     NULL,
     6667,
     {"C: PASS :se cret", "C: NICK tim", "C: USER tim 0 * :Tim", "S: :srv 001 tim :Welcome"},
     LOGIN ("irc",
            1,
            "\"mechanism\":\"PASS\",\"user\":\"tim\",\"secret\":\"se "
            "cret\",\"response_frame\":4,\"ok\":\"yes\"") "protocols irc\n"},
    {"nickserv",
     NULL,
     6667,
     {"C: NICK tim", "C: USER tim 0 * :Tim", "S: :srv 001 tim :Welcome",
      "C: PRIVMSG NickServ :IDENTIFY secret",
      "S: :NickServ!s@s NOTICE tim :Password incorrect.", "C: NS IDENTIFY ann x",
      "S: :NickServ!s@s NOTICE tim :You are now identified"},
     LOGIN ("irc",
            4,
            "\"mechanism\":\"NickServ\",\"user\":\"tim\",\"secret\":\"secret\",\"response_"
            "frame\":5,\"ok\":\"no\"")
         LOGIN ("irc",
                6,
                "\"mechanism\":\"NickServ\",\"user\":\"ann\",\"secret\":\"x\",\"response_"
                "frame\":7,\"ok\":\"yes\"") "protocols irc\n"},
    {"sasl",
     NULL,
     6697,
     {"C: CAP LS 302", "C: NICK tim", "S: :srv CAP * LS :sasl", "C: AUTHENTICATE PLAIN",
      "S: AUTHENTICATE +", "C: AUTHENTICATE AHRpbQB0YW5zdGFhZg==", "S: :srv 903 tim :ok"},
     LOGIN ("irc",
            6,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":7,\"ok\":\"yes\"") "protocols irc\n"},
    {"tls",
     NULL,
     6667,
     {"C: STARTTLS", "S: :srv 670 * :go", "c: 16030100050100000100"},
     "protocols irc tls\n"},
};

static const Talk telnet[] = {
    {"a line at a time",
     NULL,
     23,
     {"s: fffd18fffd20", "c: fffb18fffc20", "s: 686f7374206c6f67696e3a20", "C: tim",
      "s: 74696d0d0a50617373776f72643a20", "C: secret", "S: ", "S: Login incorrect",
      "s: 686f7374206c6f67696e3a20", "c: 74696d0d00", "s: 74696d0d0a50617373776f72643a20",
      "c: 72696768740d00", "S: ", "S: Last login: never"},
     LOGIN ("telnet",
            6,
            "\"mechanism\":\"login "
            "prompt\",\"user\":\"tim\",\"secret\":\"secret\",\"response_frame\":8,\"ok\":"
            "\"no\"") LOGIN ("telnet",
                             12,
                             "\"mechanism\":\"login "
                             "prompt\",\"user\":\"tim\",\"secret\":\"right\",\"response_"
                             "frame\":14,\"ok\":\"yes\"") "protocols telnet\n"},
    {"a key at a time",
     NULL,
     2300,
     {"s: fffb01", "c: fffd01", "s: 557365726e616d653a20", "c: 74", "s: 74", "c: 6f7f696d0d",
      "s: 6f082008696d0d0a50617373776f72643a20", "c: 78", "c: 790d00", "s: 0d0a",
      "s: 726f757465723e"},
     LOGIN ("telnet",
            9,
            "\"mechanism\":\"login "
            "prompt\",\"user\":\"tim\",\"secret\":\"xy\",\"response_frame\":11,\"ok\":"
            "\"yes\"") "protocols telnet\n"},
    {"a subnegotiation is no text",
     NULL,
     23,
     {"s: fffb01", "s: fffa186c6f67696e3afff0", "C: tim"},
     "protocols telnet\n"},
};

static const Talk xmpp[] = {
    {"plain",
     NULL,
     5222,
     {"C: <?xml version='1.0'?><stream:stream xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams' to='x'>",
      "S: <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
      "to='x'>",
      "C: <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
      "mechanism='PLAIN'>AHRpbQB0YW5zdGFhZg==</auth>",
      "S: <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"},
     LOGIN ("xmpp",
            3,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":4,\"ok\":\"yes\"") "protocols xmpp\n"},
    {"iq auth",
     NULL,
     5223,
     {"C: <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
      "to='x'>",
      "C: <iq type='get' id='1'><query "
      "xmlns='jabber:iq:auth'><username>tim</username></query></iq>",
      "S: <iq type='result' id='1'/>",
      "C: <iq type='set' id='2'><query "
      "xmlns='jabber:iq:auth'><username>tim</username><password>x</password></query></iq>",
      "S: <iq type='error' id='2'/>"},
     LOGIN ("xmpp",
            4,
            "\"mechanism\":\"jabber:iq:auth\",\"user\":\"tim\",\"secret\":\"x\",\"response_"
            "frame\":5,\"ok\":\"no\"") "protocols xmpp\n"},
    {"tls",
     NULL,
     5222,
     {"C: <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
      "to='x'>",
      "S: <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
      "to='x'>",
      "c: "
      "3c7374617274746c7320786d6c6e733d2775726e3a696574663a706172616d733a786d6c3a6e733a786d7070"
      "2d746c73272f3e",
      "s: "
      "3c70726f6365656420786d6c6e733d2775726e3a696574663a706172616d733a786d6c3a6e733a786d70702d"
      "746c73272f3e",
      "c: 16030100050100000100"},
     "protocols xmpp tls\n"},
};

static void
redis_logins (void **state)
{
  check_talks (redis, G_N_ELEMENTS (redis));
}

static void
irc_logins (void **state)
{
  check_talks (irc, G_N_ELEMENTS (irc));
}

static void
telnet_logins (void **state)
{
  check_talks (telnet, G_N_ELEMENTS (telnet));
}

static void
xmpp_logins (void **state)
{
  check_talks (xmpp, G_N_ELEMENTS (xmpp));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (mysql_logins), cmocka_unit_test (postgresql_logins),
      cmocka_unit_test (ldap_logins),  cmocka_unit_test (mqtt_logins),
      cmocka_unit_test (socks_logins), cmocka_unit_test (redis_logins),
      cmocka_unit_test (irc_logins),   cmocka_unit_test (telnet_logins),
      cmocka_unit_test (xmpp_logins),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
