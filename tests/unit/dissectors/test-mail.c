#include "../unit.h"

#include "ftp/ftp.h"
#include "imap/imap.h"
#include "pop/pop.h"
#include "smtp/smtp.h"
#include "talks.h"

#define LOGIN(proto, frame, rest)                                                              \
  "logins {\"conversation\":0,\"protocol\":\"" proto "\",\"frame\":" #frame "," rest "}\n"

static const Talk smtp[] = {
    {"auth plain",
     NULL,
     25,
     {"S: 220 mail ESMTP", "C: EHLO me", "S: 250-mail", "S: 250 AUTH PLAIN LOGIN",
      "C: AUTH PLAIN AHRpbQB0YW5zdGFhZg==", "S: 235 2.7.0 yes"},
     LOGIN ("smtp",
            5,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":6,\"ok\":\"yes\"") "protocols smtp\n"},
    {"auth login, wrong, then right",
     NULL,
     587,
     {"S: 220 mail ESMTP", "C: EHLO me", "S: 250 AUTH LOGIN", "C: AUTH LOGIN",
      "S: 334 VXNlcm5hbWU6", "C: dGlt", "S: 334 UGFzc3dvcmQ6", "C: d3Jvbmc=", "S: 535 no",
      "C: AUTH LOGIN dGlt", "S: 334 UGFzc3dvcmQ6", "C: dGFuc3RhYWY=", "S: 235 ok", "C: QUIT"},
     LOGIN ("smtp",
            8,
            "\"mechanism\":\"LOGIN\",\"user\":\"tim\",\"secret\":\"wrong\",\"response_frame\":"
            "9,\"ok\":\"no\"")
         LOGIN ("smtp",
                12,
                "\"mechanism\":\"LOGIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
                "frame\":13,\"ok\":\"yes\"") "protocols smtp\n"},
    {"auth lines inside a mail are mail",
     NULL,
     25,
     {"S: 220 mail ESMTP", "C: HELO me", "S: 250 mail", "C: DATA", "S: 354 go",
      "C: AUTH PLAIN AHRpbQB0YW5zdGFhZg==", "C: ..", "C: .", "S: 250 taken", "C: AUTH CRAM-MD5",
      "S: 334 PDE+", "C: dGltIDAxMjM=", "S: 535 no"},
     LOGIN ("smtp",
            12,
            "\"mechanism\":\"CRAM-MD5\",\"user\":\"tim\",\"secret\":\"0123\",\"response_"
            "frame\":13,\"ok\":\"no\"") "protocols smtp\n"},
    {"a mail that was refused",
     NULL,
     25,
     {"S: 220 mail ESMTP", "C: HELO me", "S: 250 mail", "C: DATA", "S: 503 no",
      "C: AUTH PLAIN AHRpbQB0YW5zdGFhZg==", "S: 235 ok"},
     LOGIN ("smtp",
            6,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":7,\"ok\":\"yes\"") "protocols smtp\n"},
    {"a chunk is no command",
     NULL,
     25,
     {"S: 220 mail ESMTP", "C: EHLO me", "S: 250 CHUNKING", "C: BDAT 23 LAST",
      "C: AUTH PLAIN AHRpbQB0YW", "S: 250 taken", "C: QUIT"},
     "protocols smtp\n"},
    {"only the client's half",
     NULL,
     25,
     {"C: EHLO me", "C: AUTH LOGIN", "C: dGlt", "C: dGFuc3RhYWY=", "C: MAIL FROM:<a@b>",
      "C: DATA", "C: Subject: x", "C: AUTH LOGIN", "C: .", "C: QUIT"},
     LOGIN ("smtp",
            4,
            "\"mechanism\":\"LOGIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\"") "protocols "
                                                                                "smtp\n"},
    {"the answer is lost",
     NULL,
     25,
     {"S: 220 mail ESMTP", "C: EHLO me", "S: 250 AUTH", "C: AUTH PLAIN", "S gap",
      "C: AHRpbQB0YW5zdGFhZg==", "S: 235 ok"},
     LOGIN ("smtp",
            5,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":6,\"ok\":\"yes\"") "protocols smtp\n"},
    {"given up",
     NULL,
     25,
     {"S: 220 mail ESMTP", "C: EHLO me", "S: 250 AUTH", "C: AUTH LOGIN", "S: 334 VXNl", "C: *",
      "S: 501 then not"},
     LOGIN ("smtp",
            4,
            "\"mechanism\":\"LOGIN\",\"response_frame\":7,\"ok\":\"no\"") "protocols smtp\n"},
};

static const Talk pop[] = {
    {"user and pass",
     NULL,
     110,
     {"S: +OK POP3", "C: USER tim", "S: +OK", "C: PASS tan staaf", "S: +OK in", "C: QUIT"},
     LOGIN ("pop",
            4,
            "\"mechanism\":\"USER/PASS\",\"user\":\"tim\",\"secret\":\"tan staaf\",\"response_"
            "frame\":5,\"ok\":\"yes\"") "protocols pop\n"},
    {"pipelined, after a listing",
     NULL,
     1100,
     {"S: +OK", "C: CAPA", "S: +OK list", "S: USER", "S: -ERR not one", "S: .", "C: USER tim",
      "C: PASS x", "S: +OK", "S: -ERR no"},
     LOGIN ("pop",
            8,
            "\"mechanism\":\"USER/PASS\",\"user\":\"tim\",\"secret\":\"x\",\"response_frame\":"
            "10,\"ok\":\"no\"") "protocols pop\n"},
    {"apop",
     NULL,
     110,
     {"S: +OK <1@x>", "C: APOP tim c4c9334bac560ecc979e58001b3e22fb", "S: +OK"},
     LOGIN ("pop",
            2,
            "\"mechanism\":\"APOP\",\"user\":\"tim\",\"secret\":"
            "\"c4c9334bac560ecc979e58001b3e22fb\",\"response_frame\":3,\"ok\":\"yes\"") "proto"
                                                                                        "cols "
                                                                                        "pop"
                                                                                        "\n"},
    {"auth",
     NULL,
     110,
     {"S: +OK", "C: AUTH PLAIN", "S: + ", "C: AHRpbQB0YW5zdGFhZg==", "S: +OK"},
     LOGIN ("pop",
            4,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":5,\"ok\":\"yes\"") "protocols pop\n"},
    {"no such user",
     NULL,
     110,
     {"S: +OK", "C: USER tim", "S: -ERR who?"},
     LOGIN ("pop",
            2,
            "\"mechanism\":\"USER/"
            "PASS\",\"user\":\"tim\",\"response_frame\":3,\"ok\":\"no\"") "protocols "
                                                                          "pop\n"},
};

static const Talk imap[] = {
    {"quoted",
     NULL,
     143,
     {"S: * OK IMAP4rev1", "C: a1 LOGIN tim \"tan\\\"st aaf\"", "S: * CAPABILITY x",
      "S: a1 OK in"},
     LOGIN ("imap",
            2,
            "\"mechanism\":\"LOGIN\",\"user\":\"tim\",\"secret\":\"tan\\\"st aaf\",\"response_"
            "frame\":4,\"ok\":\"yes\"") "protocols imap\n"},
    {"literals",
     NULL,
     143,
     {"S: * OK IMAP4rev1", "C: a1 LOGIN {3}", "S: + go", "C: tim {8+}", "C: tanstaaf",
      "S: a1 NO"},
     LOGIN ("imap",
            5,
            "\"mechanism\":\"LOGIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":6,\"ok\":\"no\"") "protocols imap\n"},
    {"authenticate",
     NULL,
     143,
     {"S: * OK hi", "C: a AUTHENTICATE PLAIN", "S: + ",
      "C: AHRpbQB0YW5zdGFhZg==", "S: a OK in"},
     LOGIN ("imap",
            4,
            "\"mechanism\":\"PLAIN\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":5,\"ok\":\"yes\"") "protocols imap\n"},
    {"a mail is no command",
     NULL,
     1143,
     {"S: * OK hi", "C: a APPEND x {20}", "S: + go", "C: b LOGIN tim secret", "C: ", "S: a OK",
      "C: c LOGIN x y", "S: * 1 FETCH (BODY[] {12}", "S: c OK inner", "S: )", "S: c NO"},
     LOGIN ("imap",
            7,
            "\"mechanism\":\"LOGIN\",\"user\":\"x\",\"secret\":\"y\",\"response_frame\":11,"
            "\"ok\":\"no\"") "protocols imap\n"},
    {"a literal that is refused",
     NULL,
     143,
     {"S: * OK hi", "C: a LOGIN {3}", "S: a BAD", "C: b LOGIN x y", "S: b OK"},
     LOGIN ("imap", 2, "\"mechanism\":\"LOGIN\",\"response_frame\":3,\"ok\":\"no\"")
         LOGIN ("imap",
                4,
                "\"mechanism\":\"LOGIN\",\"user\":\"x\",\"secret\":\"y\",\"response_frame\":5,"
                "\"ok\":\"yes\"") "protocols imap\n"},
};

static const Talk ftp[] = {
    {"user and pass",
     NULL,
     21,
     {"S: 220-hello", "S: 331 not yet", "S: 220 hello", "C: USER tim", "S: 331 go on",
      "C: PASS tanstaaf", "S: 230-in", "S:  530 not this", "S: 230 in"},
     LOGIN ("ftp",
            6,
            "\"mechanism\":\"USER/PASS\",\"user\":\"tim\",\"secret\":\"tanstaaf\",\"response_"
            "frame\":9,\"ok\":\"yes\"") "protocols ftp\n"},
    {"refused, twice",
     NULL,
     2100,
     {"S: 220 FTP", "C: USER tim", "S: 331 go on", "C: PASS x", "S: 530 no", "C: USER tim",
      "S: 530 no"},
     LOGIN ("ftp",
            4,
            "\"mechanism\":\"USER/PASS\",\"user\":\"tim\",\"secret\":\"x\",\"response_frame\":"
            "5,\"ok\":\"no\"")
         LOGIN ("ftp",
                6,
                "\"mechanism\":\"USER/PASS\",\"user\":\"tim\",\"response_frame\":7,\"ok\":"
                "\"no\"") "protocols ftp\n"},
    {"a password though none was asked for",
     NULL,
     21,
     {"S: 220 hi", "C: USER a", "S: 230 in", "C: PASS b", "S: 230 in"},
     LOGIN ("ftp",
            2,
            "\"mechanism\":\"USER/PASS\",\"user\":\"a\",\"response_frame\":3,\"ok\":\"yes\"")
         LOGIN (
             "ftp",
             4,
             "\"mechanism\":\"USER/PASS\",\"user\":\"a\",\"secret\":\"b\",\"response_frame\":"
             "5,\"ok\":\"yes\"") "protocols ftp\n"},
    {"a transfer in between",
     NULL,
     21,
     {"S: 220 hi", "C: FEAT", "S: 211 none", "C: RETR x", "S: 150 here", "S: 226 done",
      "C: USER a", "S: 230 in"},
     LOGIN ("ftp",
            7,
            "\"mechanism\":\"USER/"
            "PASS\",\"user\":\"a\",\"response_frame\":8,\"ok\":\"yes\"") "protocols ftp\n"},
};

#define DATA(rest) "ftp_data {\"conversation\":0," rest "}\n"

static const Talk ftp_data[] = {
    {"where the data goes",
     NULL,
     21,
     {"S: 220 FTP", "C: PORT 10,0,0,2,195,80", "S: 200 fine", "C: EPRT |2|2001:db8::2|5282|",
      "S: 522 no", "C: PASV", "S: 227 Entering (10,0,0,1,4,0).", "C: PORT 1,2,3,4,0,21"},
     DATA ("\"frame\":2,\"command\":\"PORT\",\"address\":\"10.0.0.2\",\"port\":50000,"
           "\"response_frame\":3,\"ok\":\"yes\"")
         DATA ("\"frame\":4,\"command\":\"EPRT\",\"address\":\"2001:db8::2\",\"port\":5282,"
               "\"response_frame\":5,\"ok\":\"no\"")
             DATA ("\"frame\":7,\"command\":\"PASV\",\"address\":\"10.0.0.1\",\"port\":1024")
                 DATA ("\"frame\":8,\"command\":\"PORT\",\"address\":\"1.2.3.4\",\"port\":"
                       "21") "protocols ftp\n"},
    {"no address",
     NULL,
     21,
     {"S: 220 FTP", "C: PORT 10,0,0,2,195", "S: 501 no", "C: PORT 10,0,0,256,1,1", "S: 501 no",
      "C: EPRT |1|2001:db8::2|5282|", "S: 501 no", "C: EPRT |2|10.0.0.1|5282|", "S: 501 no",
      "C: EPRT |1|10.0.0.1|65536|", "S: 501 no", "C: EPRT", "S: 501 no", "C: PASV",
      "S: 227 somewhere"},
     "protocols ftp\n"},
};

/* Behind the go-ahead nothing is a login of this protocol any more. */
static void
tls_takes_over (void **state)
{
  static const struct
  {
    guint16 port;
    const char *lines[8];
  } cases[] = {
      {25, {"S: 220 ESMTP", "C: EHLO x", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go"}},
      {110, {"S: +OK", "C: STLS", "S: +OK"}},
      {143, {"S: * OK", "C: a STARTTLS", "S: a OK"}},
      {21, {"S: 220 FTP", "C: AUTH TLS", "S: 234 go"}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgScript *script = wg_script_new (NULL, cases[i].port, 0, 0);
      g_autofree char *told = NULL;

      for (guint n = 0; cases[i].lines[n] != NULL; n++)
        {
          g_autofree char *line = g_strconcat (cases[i].lines[n] + 3, "\r\n", NULL);
          wg_script_say (script, cases[i].lines[n][0] == 'C' ? WG_CLIENT : WG_SERVER,
                         wg_slice_str (line));
        }
      wg_script_client (script, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
      wg_script_client (script, "USER tim\r\nPASS x\r\nAUTH PLAIN AHRpbQB0YW5zdGFhZg==\r\n");
      told = wg_script_finish (script);
      assert_null (strstr (told, "logins"));
      if (wg_dissector_find ("tls") != NULL)
        assert_non_null (strstr (told, " tls\n"));
    }
}

static void
smtp_logins (void **state)
{
  check_talks (smtp, G_N_ELEMENTS (smtp));
}

static void
pop_logins (void **state)
{
  check_talks (pop, G_N_ELEMENTS (pop));
}

static void
imap_logins (void **state)
{
  check_talks (imap, G_N_ELEMENTS (imap));
}

static void
ftp_logins (void **state)
{
  check_talks (ftp, G_N_ELEMENTS (ftp));
  check_talks (ftp_data, G_N_ELEMENTS (ftp_data));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (smtp_logins),    cmocka_unit_test (pop_logins),
      cmocka_unit_test (imap_logins),    cmocka_unit_test (ftp_logins),
      cmocka_unit_test (tls_takes_over),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
