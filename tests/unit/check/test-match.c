#include "../unit.h"

#include "base/limits.h"
#include "check/match/form.h"
#include "check/match/html.h"
#include "check/match/json.h"

/* Tokens as one text: <name attr=value>, </name>, 'text', [raw name: text], !. */
static char *
tokens_of (const char *text)
{
  GString *out = g_string_new (NULL);
  WgHtml html;
  WgHtmlToken token;

  wg_html_begin (&html, wg_slice_str (text));
  while (wg_html_next (&html, &token))
    {
      WgSlice rest = token.text, name, value;

      switch (token.kind)
        {
        case WG_HTML_TAG:
          g_string_append_printf (out, "<%.*s", (int) token.name.len, token.name.data);
          while (wg_html_attribute_next (&rest, &name, &value))
            g_string_append_printf (out, " %.*s=%.*s", (int) name.len, name.data,
                                    (int) value.len, (const char *) value.data);
          g_string_append_c (out, '>');
          break;
        case WG_HTML_END_TAG:
          g_string_append_printf (out, "</%.*s>", (int) token.name.len, token.name.data);
          break;
        case WG_HTML_RAW:
          g_string_append_printf (out, "[%.*s]", (int) rest.len, (const char *) rest.data);
          break;
        case WG_HTML_COMMENT:
          g_string_append_c (out, '!');
          break;
        case WG_HTML_TEXT:
        default:
          g_string_append_printf (out, "'%.*s'", (int) rest.len, (const char *) rest.data);
        }
    }
  return g_string_free (out, FALSE);
}

static void
html_is_read_like_a_browser_does (void **state)
{
  static const struct
  {
    const char *in, *out;
  } cases[] = {
      {"", ""},
      {"a < b <3", "'a < b <3'"},
      {"<p>x</p >", "<p>'x'</p>"},
      {"<INPUT type = \"password\" name=p autofocus>",
       "<INPUT type=password name=p autofocus=>"},
      {"<input/type='a>b'/>", "<input type=a>b>"},
      {"<a href=http://x/y>", "<a href=http://x/y>"},
      {"<a title=\"x>y\" href='z'>", "<a title=x>y href=z>"},
      {"<a b'c>d", "<a b'c=>'d'"},
      {"<!-- <input type=password> -->x", "!'x'"},
      {"<!-->x", "!'x'"},
      {"<!-- open", "!"},
      {"<!DOCTYPE html><b>", "!<b>"},
      {"<?xml version=\"1.0\"?>x", "!'x'"},
      {"<script>if (a<b) '<input>'</scriptx></SCRIPT >x",
       "<script>[if (a<b) '<input>'</scriptx>]</SCRIPT>'x'"},
      {"<textarea><form></textarea>", "<textarea>[<form>]</textarea>"},
      {"<title>a", "<title>[a]"},
      {"&lt;input type=password>", "'&lt;input type=password>'"},
      {"x<input type=pass", "'x'"},
      {"</>x", "'</>x'"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = tokens_of (cases[i].in);
      assert_string_equal (out, cases[i].out);
    }
}

static void
an_attribute_is_found_by_name (void **state)
{
  WgHtml html;
  WgHtmlToken token;
  WgSlice value;

  wg_html_begin (&html, WG_SLICE_LITERAL ("<form ACTION=\" /login\" action=no>"));
  assert_true (wg_html_next (&html, &token));
  assert_true (wg_html_is (&token, "form"));
  assert_true (wg_html_attribute (&token, "action", &value));
  assert_true (wg_slice_is (value, "/login"));
  assert_false (wg_html_attribute (&token, "method", &value));
}

static void
entities_are_undone (void **state)
{
  static const struct
  {
    const char *in, *out;
  } cases[] = {
      {"a&amp;b", "a&b"},
      {"&#x41;&#66;", "AB"},
      {"&lt;&gt;&quot;&apos;", "<>\"'"},
      {"&nope;&", "&nope;&"},
      {"&#0;&#xd800;&#x110000;", "&#0;&#xd800;&#x110000;"},
      {"&#xe9;", "\xc3\xa9"},
      {"http&colon;//x", "http://x"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      wg_html_unescape (wg_slice_str (cases[i].in), out);

      assert_string_equal (out->str, cases[i].out);
    }
}

static char *
items_of (const char *text)
{
  GString *out = g_string_new (NULL);
  WgJson json;
  WgJsonItem item;

  wg_json_begin (&json, wg_slice_str (text));
  while (wg_json_next (&json, &item))
    {
      g_string_append_printf (out, "%u", item.depth);
      if (item.key.data != NULL)
        g_string_append_printf (out, "%.*s:", (int) item.key.len, (const char *) item.key.data);
      g_string_append_c (out, "\"#w{[}"[item.kind]);
      g_string_append_printf (out, "%.*s ", (int) item.value.len,
                              item.value.len > 0 ? (const char *) item.value.data : "");
    }
  return g_string_free (out, FALSE);
}

static void
json_is_given_item_by_item (void **state)
{
  static const struct
  {
    const char *in, *out;
  } cases[] = {
      {"{\"a\":1,\"b\":[true,\"x\"]}", "0{ 1a:#1 1b:[ 2wtrue 2\"x 1} 0} "},
      {" [ {\"k\" : {} } ] ", "0[ 1{ 2k:{ 2} 1} 0} "},
      {"\"a\\\"b\"", "0\"a\\\"b "},
      {"{\"a\"", "0{ "},
      {"{a:1}", "0{ "},
      {"{\"a\":\"unended", "0{ "},
      {"[1,", "0[ 1#1 "},
      {"]", ""},
      {"", ""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = items_of (cases[i].in);
      assert_string_equal (out, cases[i].out);
    }
}

static void
json_goes_only_so_deep (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      g_autofree char *text = g_strnfill (WG_LIMIT_JSON_DEPTH + extra, '[');
      WgJson json;
      WgJsonItem item;
      guint n = 0;

      wg_json_begin (&json, wg_slice_str (text));
      while (wg_json_next (&json, &item))
        n++;
      assert_int_equal (n, WG_LIMIT_JSON_DEPTH);
    }
}

static void
json_escapes_are_undone (void **state)
{
  g_autoptr (GString) out = g_string_new (NULL);

  wg_json_unescape (WG_SLICE_LITERAL ("a\\n\\u0041\\ud83d\\ude00\\ud800\\x\\"), out);
  assert_string_equal (out->str, "a\nA\xf0\x9f\x98\x80\xef\xbf\xbd\\x\\");
}

static char *
fields_of (WgFormKind kind, const char *type, const char *body)
{
  GString *out = g_string_new (NULL);
  g_autoptr (WgForm) form = wg_form_new (kind, wg_slice_str (type), wg_slice_str (body));
  WgFormField field;

  while (wg_form_next_field (form, &field))
    {
      g_string_append_len (out, (const char *) field.name.data, (gssize) field.name.len);
      g_string_append_c (out, '=');
      g_string_append_len (out, (const char *) field.value.data, (gssize) field.value.len);
      if (field.is_file)
        g_string_append_printf (out, "(%.*s)", (int) field.filename.len,
                                (const char *) field.filename.data);
      g_string_append_c (out, ' ');
    }
  return g_string_free (out, FALSE);
}

static void
fields_of_every_kind_of_form (void **state)
{
  static const struct
  {
    WgFormKind kind;
    const char *type, *body, *out;
  } cases[] = {
      {WG_FORM_PAIRS, "", "a=1&&b%5B%5D=x+y%26z&c", "a=1 b[]=x y&z c= "},
      {WG_FORM_MULTIPART, "multipart/form-data; boundary=\"x y\"",
       "--x y\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\nse\r\ncret\r\n"
       "--x y\r\ncontent-disposition: form-data; name=f; filename=\"a.php\"\r\n\r\nhi\r\n"
       "--x y--\r\nrest",
       "p=se\r\ncret f=hi(a.php) "},
      {WG_FORM_MULTIPART, "multipart/form-data; boundary=b",
       "--b\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\ncut", "p=cut "},
      {WG_FORM_MULTIPART, "multipart/form-data", "--b\r\n\r\n", ""},
      {WG_FORM_JSON, "", "{\"u\":{\"pass\\u0077ord\":\"a\\\"b\"},\"tags\":[1,{\"x\":null}]}",
       "password=a\"b tags=1 x=null "},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = fields_of (cases[i].kind, cases[i].type, cases[i].body);
      assert_string_equal (out, cases[i].out);
    }
}

static void
a_form_has_only_so_many_fields (void **state)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (WgForm) form = NULL;
  WgFormField field;
  guint n = 0;

  for (guint i = 0; i <= WG_LIMIT_FORM_FIELDS; i++)
    g_string_append (body, "a=1&");
  form = wg_form_new (WG_FORM_PAIRS, WG_SLICE_NONE, wg_slice (body->str, body->len));
  while (wg_form_next_field (form, &field))
    n++;
  assert_int_equal (n, WG_LIMIT_FORM_FIELDS);
}

static void
media_types_of_forms (void **state)
{
  WgFormKind kind;

  assert_true (wg_form_kind_of (WG_SLICE_LITERAL ("application/problem+JSON; a=b"), &kind));
  assert_int_equal (kind, WG_FORM_JSON);
  assert_true (wg_form_kind_of (WG_SLICE_LITERAL ("Multipart/Form-Data;boundary=x"), &kind));
  assert_int_equal (kind, WG_FORM_MULTIPART);
  assert_false (wg_form_kind_of (WG_SLICE_LITERAL ("application/octet-stream"), &kind));
  assert_false (wg_form_kind_of (WG_SLICE_NONE, &kind));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (html_is_read_like_a_browser_does),
      cmocka_unit_test (an_attribute_is_found_by_name),
      cmocka_unit_test (entities_are_undone),
      cmocka_unit_test (json_is_given_item_by_item),
      cmocka_unit_test (json_goes_only_so_deep),
      cmocka_unit_test (json_escapes_are_undone),
      cmocka_unit_test (fields_of_every_kind_of_form),
      cmocka_unit_test (a_form_has_only_so_many_fields),
      cmocka_unit_test (media_types_of_forms),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
