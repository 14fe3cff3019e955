#include "../unit.h"

#include "base/limits.h"
#include "script.h"
#include "tls/tls-records.h"
#include "tls/tls.h"
#include "wire.h"

/* What the server asks of the client, and what it staples to its certificate. */

#define HELLO "16 0303 <2 02 <3 0303 *32 <1> c02f 00> "

typedef struct
{
  guint n_authorities;
  gsize name_len, response_len;
  gboolean listed, stapled;
  guint32 frame;
} Watch;

static void
keep (gpointer user, const WgRecordType *type, gconstpointer record)
{
  Watch *watch = user;
  const WgTlsConnection *tls = record;
  const WgSlice *names = tls->request.authorities.items;

  watch->n_authorities = tls->request.authorities.n;
  watch->name_len = tls->request.authorities.n > 0 ? names[0].len : 0;
  watch->response_len = tls->ocsp_response.len;
  watch->listed = tls->request.listed;
  watch->stapled = tls->ocsp_stapled;
  watch->frame = tls->request.frame;
}

static const WgScriptWatch keeper = {.record = keep};

/* What came of a server that says @text behind its hello. */
static Watch
said (const char *text)
{
  g_autofree char *whole = g_strconcat (HELLO, text, ">", NULL), *told = NULL;
  g_autoptr (GByteArray) bytes = wire (whole);
  WgScript *script = wg_script_new (&wg_tls, 443, 0, 0);
  Watch watch = {0};

  wg_script_watch (script, &keeper, &watch);
  wg_script_say (script, WG_SERVER, wire_slice (bytes));
  told = wg_script_finish (script);
  return watch;
}

static char *
names (guint n)
{
  g_autoptr (GString) text = g_string_new ("0d <3 <1 01> <2 0401> <2");
  for (guint i = 0; i < n; i++)
    g_string_append (text, " <2 3000>");
  g_string_append (text, ">>");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
authorities_are_kept_up_to_the_limit (void **state)
{
  g_autofree char *at = names (WG_LIMIT_TLS_AUTHORITIES);
  g_autofree char *past = names (WG_LIMIT_TLS_AUTHORITIES + 1);
  Watch watch = said (at);

  assert_int_equal (watch.n_authorities, WG_LIMIT_TLS_AUTHORITIES);
  assert_int_equal (watch.name_len, 2);
  assert_int_equal (watch.frame, 1);
  assert_int_equal (said (past).n_authorities, WG_LIMIT_TLS_AUTHORITIES);
}

static void
an_empty_list_is_a_list (void **state)
{
  Watch empty = said ("0d <3 <1 01> <2 0401> <2>>"), cut = said ("0d <3 <1 01> <2 0401>>");

  assert_true (empty.listed && empty.n_authorities == 0);
  assert_false (cut.listed);
}

/* The message is longer than a record: it comes in two. */
static gsize
stapled (guint len)
{
  g_autofree char *text = g_strdup_printf ("> 16 0303 <2 16 %06x 01 %06x *8192> 16 0303 <2 *%u",
                                           len + 4, len, len - 8192);
  Watch watch = said (text);

  assert_true (watch.stapled);
  return watch.response_len;
}

static void
a_stapled_answer_is_kept_up_to_the_limit (void **state)
{
  assert_int_equal (stapled (WG_LIMIT_TLS_STATUS), WG_LIMIT_TLS_STATUS);
  assert_int_equal (stapled (WG_LIMIT_TLS_STATUS + 1), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (authorities_are_kept_up_to_the_limit),
      cmocka_unit_test (an_empty_list_is_a_list),
      cmocka_unit_test (a_stapled_answer_is_kept_up_to_the_limit),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
