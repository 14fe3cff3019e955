#include "check/inject/input.h"

#include "base/limits.h"
#include "check/match/scan.h"
#include "exchange/headers.h"

typedef struct
{
  const WgHttpView *view;
  WgInputFunc func;
  gpointer user;
  guint n;
} Walk;

static gboolean
is_password_name (WgSlice name)
{
  static const char *const names[] = {"pass", "pwd", "kennwort", "secret", NULL};

  for (guint i = 0; name.len >= 3 && names[i] != NULL; i++)
    if (wg_has (name, names[i]))
      return TRUE;
  return FALSE;
}

static void
give (Walk *walk, WgInput input)
{
  if (walk->n++ >= WG_LIMIT_INPUTS || input.raw.len == 0)
    return;
  if (input.place == WG_INPUT_QUERY || input.place == WG_INPUT_BODY)
    input.is_password = is_password_name (input.name);
  walk->func (walk->user, walk->view, &input);
}

static void
give_pairs (Walk *walk, WgSlice rest, WgInputPlace place, const char *field)
{
  WgSlice name, value;

  while (walk->n < WG_LIMIT_INPUTS && wg_form_next (&rest, &name, &value))
    give (walk, (WgInput){.place = place,
                          .name = value.len > 0 ? name : WG_SLICE_LITERAL ("(no name)"),
                          .raw = value.len > 0 ? value : name,
                          .field = field,
                          .coding = WG_CODING_FORM});
}

static void
give_fields (Walk *walk, WgFormKind kind)
{
  WgSlice body = walk->view->request_body;
  g_autoptr (WgForm) form =
      wg_form_new (kind, walk->view->in.value[WG_VIEW_CONTENT_TYPE], body);
  WgFormField field;

  while (walk->n < WG_LIMIT_INPUTS && wg_form_next_field (form, &field))
    if (!field.is_file)
      give (walk, (WgInput){.place = WG_INPUT_BODY,
                            .name = field.name,
                            .raw = field.value,
                            .field = "http.file_data"});
}

static void
give_body (Walk *walk)
{
  WgSlice body = walk->view->request_body;
  WgFormKind kind;

  if (body.len == 0)
    return;
  if (!wg_form_kind_of (walk->view->in.value[WG_VIEW_CONTENT_TYPE], &kind))
    give (walk, (WgInput){.place = WG_INPUT_TEXT,
                          .name = WG_SLICE_LITERAL ("body"),
                          .raw = body,
                          .field = "http.file_data"});
  else if (kind == WG_FORM_PAIRS)
    give_pairs (walk, body, WG_INPUT_BODY, "http.file_data");
  else
    give_fields (walk, kind);
}

static void
give_cookies (Walk *walk)
{
  WgSlice list, name, value;
  guint at = 0;

  while (wg_view_next (&walk->view->in, WG_VIEW_COOKIE, &at, &list))
    while (walk->n < WG_LIMIT_INPUTS && wg_http_cookie_next (&list, &name, &value))
      give (walk, (WgInput){.place = WG_INPUT_COOKIE,
                            .name = name,
                            .raw = value,
                            .field = "http.cookie",
                            .coding = WG_CODING_PERCENT});
}

void
wg_inputs_walk (const WgHttpView *view, WgInputFunc func, gpointer user)
{
  static const struct
  {
    WgViewHeader header;
    const char *name, *field;
  } headers[] = {
      {WG_VIEW_USER_AGENT, "User-Agent", "http.user_agent"},
      {WG_VIEW_REFERER, "Referer", "http.referer"},
      {WG_VIEW_X_FORWARDED_FOR, "X-Forwarded-For", "http.x_forwarded_for"},
  };
  Walk walk = {view, func, user, 0};

  give (&walk, (WgInput){.place = WG_INPUT_PATH,
                         .name = WG_SLICE_LITERAL ("path"),
                         .raw = view->path,
                         .field = "http.request.uri.path",
                         .coding = WG_CODING_PERCENT});
  give_pairs (&walk, view->query, WG_INPUT_QUERY, "http.request.uri.query");
  give_body (&walk);
  give_cookies (&walk);
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    give (&walk, (WgInput){.place = WG_INPUT_HEADER,
                           .name = wg_slice_str (headers[i].name),
                           .raw = view->in.value[headers[i].header],
                           .field = headers[i].field});
}
