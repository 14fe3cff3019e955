#include "../unit.h"

#include "http/http.h"
#include "messages.h"
#include "tls/tls.h"

#define N "0d0a "

/* --- HTTP/1 ------------------------------------------------------------------------------- */

#define ASK(method)  "'" method " /p HTTP/1.1'" N N
#define SAY(status)  "'HTTP/1.1 " status " x'" N "'Content-Length: 0'" N N
#define NEWS(status) "'HTTP/1.1 " status " x'" N N

static const Telling http[] = {
    {"bodies, chunks and what is between",
     &wg_http_dissector,
     80,
     FALSE,
     {"C 'POST /login?a=b HTTP/1.1'" N "'Host: h'" N "'Content-Length: 4'" N N "'a=b'", "C 63",
      "S 'HTTP/1.1 100 Continue'" N N "'HTTP/1.1 200 OK'" N "'Content-Type: text/html'" N
      "'Transfer-Encoding: chunked'" N N,
      "S '3'" N "'abc'" N, "S '0'" N N},
     "http.request.post client @1+54:60 to @2 /login?a=b\n"
     "http.response.100 server @3+54:25 Continue\n"
     "http.response.200 server @3+79:85 to @5 OK · text/html\n"},
    {"methods",
     &wg_http_dissector,
     80,
     FALSE,
     {"C " ASK ("GET") ASK ("HEAD") ASK ("POST") ASK ("PUT") ASK ("DELETE") ASK ("OPTIONS")
          ASK ("TRACE") ASK ("PATCH") ASK ("PURGE")},
     "http.request.get client @1+54:19 /p\n"
     "http.request.head client @1+73:20 /p\n"
     "http.request.post client @1+93:20 /p\n"
     "http.request.put client @1+113:19 /p\n"
     "http.request.delete client @1+132:22 /p\n"
     "http.request.options client @1+154:23 /p\n"
     "http.request.trace client @1+177:21 /p\n"
     "http.request.patch client @1+198:21 /p\n"
     "http.request.other client @1+219:21 PURGE /p\n"},
    {"statuses",
     &wg_http_dissector,
     80,
     FALSE,
     {"C " ASK ("GET"),
      "S " NEWS ("100") NEWS ("103") NEWS ("199") SAY ("200") SAY ("201") NEWS ("204")
          SAY ("206") SAY ("299"),
      "S " SAY ("301") SAY ("302") SAY ("303") NEWS ("304") SAY ("307") SAY ("308") SAY ("399"),
      "S " SAY ("400") SAY ("401") SAY ("403") SAY ("404") SAY ("405") SAY ("407") SAY ("408")
          SAY ("409") SAY ("413") SAY ("415") SAY ("421") SAY ("426") SAY ("429") SAY ("499"),
      "S " SAY ("500") SAY ("502") SAY ("503") SAY ("504") SAY ("599") SAY ("999")},
     "http.request.get client @1+54:19 /p\n"
     "http.response.100 server @2+54:18 x\n"
     "http.response.103 server @2+72:18 x\n"
     "http.response.1xx server @2+90:18 199 x\n"
     "http.response.200 server @2+108:37 x\n"
     "http.response.201 server @2+145:37 x\n"
     "http.response.204 server @2+182:18 x\n"
     "http.response.206 server @2+200:37 x\n"
     "http.response.2xx server @2+237:37 299 x\n"
     "http.response.301 server @3+54:37 x\n"
     "http.response.302 server @3+91:37 x\n"
     "http.response.303 server @3+128:37 x\n"
     "http.response.304 server @3+165:18 x\n"
     "http.response.307 server @3+183:37 x\n"
     "http.response.308 server @3+220:37 x\n"
     "http.response.3xx server @3+257:37 399 x\n"
     "http.response.400 server @4+54:37 x\n"
     "http.response.401 server @4+91:37 x\n"
     "http.response.403 server @4+128:37 x\n"
     "http.response.404 server @4+165:37 x\n"
     "http.response.405 server @4+202:37 x\n"
     "http.response.407 server @4+239:37 x\n"
     "http.response.408 server @4+276:37 x\n"
     "http.response.409 server @4+313:37 x\n"
     "http.response.413 server @4+350:37 x\n"
     "http.response.415 server @4+387:37 x\n"
     "http.response.421 server @4+424:37 x\n"
     "http.response.426 server @4+461:37 x\n"
     "http.response.429 server @4+498:37 x\n"
     "http.response.4xx server @4+535:37 499 x\n"
     "http.response.500 server @5+54:37 x\n"
     "http.response.502 server @5+91:37 x\n"
     "http.response.503 server @5+128:37 x\n"
     "http.response.504 server @5+165:37 x\n"
     "http.response.5xx server @5+202:37 599 x\n"
     "http.response.other server @5+239:37 999 x\n"},
    {"a tunnel, and what is inside",
     &wg_http_dissector,
     3128,
     FALSE,
     {"C 'CONNECT h:443 HTTP/1.1'" N N, "S 'HTTP/1.1 200 Established'" N N, "C " ASK ("GET"),
      "S " SAY ("200")},
     "http.request.connect client @1+54:26 h:443\n"
     "http.response.tunnel server @2+54:28 200 Established\n"
     "http.request.get client @3+54:19 /p\n"
     "http.response.200 server @4+54:37 x\n"},
    {"an upgrade, and what WebSocket says",
     &wg_http_dissector,
     80,
     FALSE,
     {"C 'GET /chat HTTP/1.1'" N "'Upgrade: websocket'" N "'Sec-WebSocket-Version: 13'" N N,
      "S 'HTTP/1.1 101 Switching'" N "'Upgrade: websocket'" N N "8105 'hello'",
      "C 0182 00000000 'He'", "S 8901 'p'", "C 8a81 00000000 'p'", "C 8083 00000000 'llo'",
      "S 8202 0001", "S 83 00", "S 8805 03e8 'bye'"},
     "http.request.get client @1+54:69 /chat\n"
     "http.response.101 server @2+54:46 Switching\n"
     "websocket.text server @2+100:5 hello\n"
     "websocket.ping server @4+54:1 p\n"
     "websocket.pong client @5+54:1 p\n"
     "websocket.text client @3+54:5 to @6 Hello\n"
     "websocket.binary server @7+54:2\n"
     "websocket.unknown server @8+54:0\n"
     "websocket.close server @9+54:5 1000 bye\n"},
    {"HTTP/0.9",
     &wg_http_dissector,
     80,
     FALSE,
     {"C 'GET /old'" N, "S '<html>'", "S 'old'", "S."},
     "http.request.get client @1+54:10 /old\n"
     "http.response.simple server @2+54:9 to @3\n"},
    {"a hole in a body, and a request that is cut off",
     &wg_http_dissector,
     80,
     FALSE,
     {"C " ASK ("GET"), "S 'HTTP/1.1 200 OK'" N "'Content-Length: 110'" N N "'abc'", "S!",
      "S '1234567'", "C 'GET /x HTTP/1.1'" N},
     "http.request.get client @1+54:19 /p\n"
     "http.response.200 server @2+54:150 to @3 OK\n"},
};

static void
http_tells (void **state)
{
  check_tellings (http, G_N_ELEMENTS (http));
}

/* --- TLS ---------------------------------------------------------------------------------- */

#define REC(type, version, body) type " " version " <2 " body "> "
#define HS(type, body)           REC ("16", "0303", type " <3 " body ">")
#define HELLO                                                                                  \
  "01 <3 0303 *32 <1> <2 c02f 009c 5600> <1 00> <2 0000 <2 <2 00 <2 'a.test'>>> 0023 <2>>>"
#define CLIENT_HELLO REC ("16", "0301", HELLO)
#define SERVER_HELLO HS ("02", "0303 *32 <1 *32> c02f 00 <2 0010 <2 <2 <1 'h2'>>>>")
#define CERTIFICATE  HS ("0b", "<3 <3 *5>>")
#define EXCHANGE     HS ("0c", "03 001d <1 *32> 0804 <2 *64>")
#define DONE         HS ("0e", "")
#define KEY          HS ("10", "<1 *32>")
#define CCS          REC ("14", "0303", "01")
#define SECRET       REC ("16", "0303", "*40")
#define DATA(n)      REC ("17", "0303", "*" n)
#define HELLO_13                                                                               \
  HS ("01", "0303 *32 <1 *32> <2 1301> <1 00> <2 002b <2 <1 0304>> 0033 <2 <2 001d <2 "        \
            "*32>>>>")
#define RETRY_13                                                                               \
  HS ("02", "0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c <1> 1301 "  \
            "00 <2 002b <2 0304> 0033 <2 0017>>")
#define SERVER_13 HS ("02", "0303 *32 <1 *32> 1301 00 <2 002b <2 0304> 0033 <2 0017 <2 *65>>>")

static const Telling tls[] = {
    {"TLS 1.2 whole",
     &wg_tls,
     443,
     FALSE,
     {"C " CLIENT_HELLO, "S " SERVER_HELLO CERTIFICATE EXCHANGE, "S " DONE, "C " KEY CCS SECRET,
      "S " HS ("04", "00000000 <2>") CCS SECRET, "C " DATA ("30") DATA ("3"), "C " DATA ("4"),
      "S " DATA ("9"), "C " DATA ("5"), "S 17 0303 0008 *4", "S *4",
      "S " REC ("15", "0303", "*26"), "S."},
     "tls.client_hello client @1+59:70 a.test\n"
     "tls.server_hello server @2+59:85 TLS 1.2 · TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"
     "tls.certificate server @2+149:15\n"
     "tls.server_key_exchange server @2+169:108 x25519\n"
     "tls.server_hello_done server @3+59:4\n"
     "tls.client_key_exchange client @4+59:37\n"
     "tls.change_cipher_spec client @4+96:6\n"
     "tls.handshake.encrypted client @4+102:45 [encrypted]\n"
     "tls.new_session_ticket server @5+59:10\n"
     "tls.change_cipher_spec server @5+69:6\n"
     "tls.handshake.encrypted server @5+75:45 [encrypted]\n"
     "tls.application_data client @6+54:52 to @7 [encrypted]\n"
     "tls.application_data server @8+54:14 [encrypted]\n"
     "tls.application_data client @9+54:10 [encrypted]\n"
     "tls.application_data server @10+54:13 to @11 [encrypted]\n"
     "tls.alert.encrypted server @12+54:31 [encrypted]\n"},
    {"messages in pieces",
     &wg_tls,
     443,
     FALSE,
     {"C " REC ("16", "0301", "01 0000") REC ("16", "0301", "32 0303 *32 <1> <2 c02f>"),
      "C " REC ("16", "0301", "<1 00> <2 0017 <2>> 002300"),
      "S " REC ("16", "0303", "02 <3 0303 *32 <1> c02f 00> 0e <3>")},
     "tls.client_hello client @1+59:54 to @2\n"
     "tls.server_hello server @3+59:42 TLS 1.2 · TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"
     "tls.server_hello_done server @3+101:4\n"},
    {"TLS 1.3 out of sight, with a second hello",
     &wg_tls,
     443,
     FALSE,
     {"C " HELLO_13, "S " RETRY_13 CCS, "C " CCS HELLO_13,
      "S " SERVER_13 DATA ("60") DATA ("61"), "C " DATA ("60") DATA ("20"), "S " DATA ("60"),
      "S " DATA ("60")},
     "tls.client_hello client @1+59:128\n"
     "tls.hello_retry_request server @2+59:56 secp256r1\n"
     "tls.change_cipher_spec_compatible server @2+115:6\n"
     "tls.change_cipher_spec_compatible client @3+54:6\n"
     "tls.client_hello client @3+65:128\n"
     "tls.server_hello server @4+59:155 TLS 1.3 · TLS_AES_128_GCM_SHA256\n"
     "tls.handshake.encrypted server @4+214:131 [encrypted]\n"
     "tls.handshake.encrypted client @5+54:65 [encrypted]\n"
     "tls.application_data client @5+119:25 [encrypted]\n"
     "tls.application_data server @6+54:130 to @7 [encrypted]\n"},
    {"early data",
     &wg_tls,
     443,
     FALSE,
     {"C " HS ("01", "0303 *32 <1 *32> <2 1301> <1 00> <2 002a <2> 002b <2 <1 0304>> 0029 <2>>")
          CCS DATA ("9") DATA ("8"),
      "S " HS ("02", "0303 *32 <1 *32> 1301 00 <2 002b <2 0304> 0029 <2 0000>>") CCS DATA ("7"),
      "C " DATA ("6")},
     "tls.client_hello client @1+59:94\n"
     "tls.change_cipher_spec_compatible client @1+153:6\n"
     "tls.early_data client @1+159:27 [encrypted]\n"
     "tls.server_hello server @2+59:88 TLS 1.3 · TLS_AES_128_GCM_SHA256\n"
     "tls.change_cipher_spec_compatible server @2+147:6\n"
     "tls.handshake.encrypted server @2+153:12 [encrypted]\n"
     "tls.application_data client @3+54:11 [encrypted]\n"},
    {"every other message of the handshake",
     &wg_tls,
     443,
     FALSE,
     {"C " CLIENT_HELLO, "S " SERVER_HELLO,
      "S " HS ("00", "") HS ("05", "") HS ("08", "<2>") HS ("0d", "<1 01 40> <2 0403> <2>")
          HS ("0f", "0804 <2 *8>") HS ("14", "*12") HS ("16", "01 <3 *20>") HS ("18", "00")
              HS ("19", "*9") HS ("43", "<1> <1>") HS ("17", "*3")},
     "tls.client_hello client @1+59:70 a.test\n"
     "tls.server_hello server @2+59:85 TLS 1.2 · TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"
     "tls.hello_request server @3+59:4\n"
     "tls.end_of_early_data server @3+68:4\n"
     "tls.encrypted_extensions server @3+77:6 h2\n"
     "tls.certificate_request server @3+88:13\n"
     "tls.certificate_verify server @3+106:16 rsa_pss_rsae_sha256\n"
     "tls.finished server @3+127:16\n"
     "tls.certificate_status server @3+148:28\n"
     "tls.key_update server @3+181:5\n"
     "tls.compressed_certificate server @3+191:13\n"
     "tls.next_protocol server @3+209:6\n"
     "tls.handshake server @3+220:7\n"},
    {"alerts and heartbeats",
     &wg_tls,
     443,
     FALSE,
     {"C " CLIENT_HELLO, "S " REC ("18", "0302", "01 0004 *4") REC ("15", "0301", "02 28"),
      "C " REC ("15", "0301", "01 00")},
     "tls.client_hello client @1+59:70 a.test\n"
     "tls.heartbeat server @2+54:12 request\n"
     "tls.alert server @2+66:7 fatal, handshake failure\n"
     "tls.alert.close_notify client @3+54:7 warning, close notify\n"},
    {"SSL 2.0",
     &wg_tls,
     443,
     FALSE,
     {"C 801f 01 0002 0006 0000 0010 0700c0 010080 *16",
      "S 8024 04 00 01 0002 0003 0006 0010 *3 0700c0 010080 *16", "C 8010 02 010080 *12",
      "S 8021 *33", "C 8021 *33", "C 8021 *33"},
     "tls.ssl2.client_hello client @1+54:33\n"
     "tls.ssl2.server_hello server @2+54:38\n"
     "tls.ssl2.client_master_key client @3+54:18\n"
     "tls.ssl2.encrypted server @4+54:35 [encrypted]\n"
     "tls.ssl2.encrypted client @5+54:70 to @6 [encrypted]\n"},
    {"a hole in application data",
     &wg_tls,
     443,
     FALSE,
     {"C " CLIENT_HELLO, "S " SERVER_HELLO, "S 17 0303 00c8 *100", "S!", "S " DATA ("7")},
     "tls.client_hello client @1+59:70 a.test\n"
     "tls.server_hello server @2+59:85 TLS 1.2 · TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"
     "tls.application_data server @3+54:217 to @4 [encrypted]\n"},
    {"DTLS",
     NULL,
     4433,
     TRUE,
     {"C 16 feff 0000 000000000000 <2 01 00002a 0000 000000 00002a fefd *32 <1> <1> <2 c02f> "
      "<1 00>>",
      "S 16 feff 0000 000000000000 <2 03 000003 0000 000000 000003 feff 00>",
      "C 14 fefd 0000 000000000001 <2 01> 16 fefd 0001 000000000000 <2 *40>",
      "C 17 fefd 0001 000000000001 <2 *20>", "C 17 fefd 0001 000000000002 <2 *21>"},
     "tls.client_hello client @1+54:54\n"
     "tls.hello_verify_request server @2+54:15\n"
     "tls.change_cipher_spec client @3+54:14\n"
     "tls.handshake.encrypted client @3+68:53 [encrypted]\n"
     "tls.application_data client @4+54:67 to @5 [encrypted]\n"},
};

static void
tls_tells (void **state)
{
  check_tellings (tls, G_N_ELEMENTS (tls));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (http_tells),
      cmocka_unit_test (tls_tells),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
