#include "check/http/submission.h"

#include "check/match/words.h"

enum
{
  PASSWORD,
  USER,
  CARD,
};

static WgSlice
keep (GString **to, WgSlice text)
{
  if (*to == NULL)
    *to = g_string_sized_new (64);
  g_string_truncate (*to, 0);
  g_string_append_len (*to, (const gchar *) text.data, (gssize) MIN (text.len, 512));
  return wg_slice ((*to)->str, (*to)->len);
}

static void
take (WgSubmission *form, guint which, const WgFormField *field, WgSlice *name, WgSlice *value)
{
  if (value->len > 0)
    return;
  *name = keep (&form->names[which], field->name);
  *value = keep (&form->values[which], field->value);
}

static void
take_field (WgSubmission *form, const WgFormField *field)
{
  switch (wg_word_of (field->name))
    {
    case WG_WORD_PASSWORD:
      if (!field->is_file && wg_is_password_value (field->value))
        take (form, PASSWORD, field, &form->password_name, &form->password);
      break;
    case WG_WORD_USER:
      if (field->value.len <= 256)
        take (form, USER, field, &form->user_name, &form->user);
      break;
    case WG_WORD_CARD:
      if (field->value.len >= 13 && field->value.len <= 32)
        take (form, CARD, field, &form->card_name, &form->card);
      break;
    case WG_WORD_CARD_CODE:
      form->card_code = TRUE;
      break;
    case WG_WORD_CSRF:
      form->csrf = TRUE;
      break;
    case WG_WORD_GENERIC:
    case WG_WORD_TOKEN:
      form->csrf = form->csrf || wg_slice_contains_nocase (field->name, "token");
      break;
    case WG_WORD_OTHER:
    default:
      break;
    }
}

/* A body without a media type is a form where it begins like one. */
static gboolean
kind_of (const WgHttpView *view, WgFormKind *kind)
{
  WgSlice type = view->in.value[WG_VIEW_CONTENT_TYPE], name, value, rest;

  if (wg_form_kind_of (type, kind))
    return TRUE;
  rest = wg_slice_sub (view->request_body, 0, 256);
  *kind = WG_FORM_PAIRS;
  if (type.len > 0 || !wg_form_next (&rest, &name, &value) || value.len == 0)
    return FALSE;
  for (gsize i = 0; i < name.len; i++)
    if (!g_ascii_isalnum (name.data[i]) && strchr ("_-.[]%", name.data[i]) == NULL)
      return FALSE;
  return name.len > 0;
}

static void
read_form (WgSubmission *form, const WgHttpView *view)
{
  g_autoptr (WgForm) walk = NULL;
  WgFormField field;

  form->password = form->user = form->card = WG_SLICE_NONE;
  form->card_code = form->csrf = FALSE;
  form->is_form = kind_of (view, &form->kind);
  if (!form->is_form)
    return;
  walk = wg_form_new (form->kind, view->in.value[WG_VIEW_CONTENT_TYPE], view->request_body);
  while (wg_form_next_field (walk, &field))
    take_field (form, &field);
}

const WgSubmission *
wg_view_submission (const WgHttpView *view)
{
  if (view->request_body.len == 0)
    return NULL;
  if (!view->submission->made)
    {
      view->submission->made = TRUE;
      read_form (view->submission, view);
    }
  return view->submission->is_form ? view->submission : NULL;
}

gboolean
wg_view_is_login (const WgHttpView *view)
{
  const WgSubmission *form = wg_view_submission (view);
  return form != NULL && form->password.len > 0;
}

void
wg_submission_clear (WgSubmission *submission)
{
  for (guint i = 0; i < G_N_ELEMENTS (submission->names); i++)
    {
      if (submission->names[i] != NULL)
        g_string_free (submission->names[i], TRUE);
      if (submission->values[i] != NULL)
        g_string_free (submission->values[i], TRUE);
    }
}
