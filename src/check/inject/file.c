#include "base/limits.h"
#include "check/http/view.h"
#include "check/match/inject.h"
#include "check/match/scan.h"

/* Programs that go up to a server and come down from one. */

typedef struct
{
  WgCheck *check;
  GHashTable *uploaded; /* file name -> Upload */
} Files;

typedef struct
{
  WgParties parties;
  guint32 frame;
} Upload;

static gpointer
open_files (WgCheck *check)
{
  Files *files = g_new0 (Files, 1);

  files->check = check;
  files->uploaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return files;
}

static void
close_files (gpointer state)
{
  Files *files = state;

  g_hash_table_unref (files->uploaded);
  g_free (files);
}

/* Ends in what a server would run: how, or %NULL. */
static const char *
is_server_program (WgSlice name)
{
  static const char *const ends[] = {".php",  ".php3", ".php5", ".php7", ".phtml",
                                     ".phar", ".jsp",  ".jspx", ".asp",  ".aspx",
                                     ".ashx", ".cgi",  ".cfm",  ".war",  NULL};

  if (wg_slice_find (name, '\0') >= 0)
    return "a name with a NUL byte";
  for (guint i = 0; ends[i] != NULL; i++)
    {
      gsize len = strlen (ends[i]);
      gssize at;

      if (name.len > len && wg_is_at (name, name.len - len, ends[i]))
        return "a name that a web server runs";
      at = wg_scan (name, 1, ends[i]);
      if (at > 0 && strchr (".;:%/", MAX (wg_slice_at (name, (gsize) at + len), 1)) != NULL)
        return "a name with two endings, of which one is a program's";
    }
  return NULL;
}

/* Contents that do not go with the type they were said to have. */
static const char *
is_disguised (const WgFormField *field)
{
  const char *program;

  if (!wg_slice_has_prefix_nocase (field->type, "image/"))
    return NULL;
  if (wg_has (field->type, "svg"))
    return wg_has (field->value, "<script") || wg_has (field->value, " onload=")
               ? "an SVG image with a script"
               : NULL;
  program = wg_match_program (field->value);
  return program != NULL                  ? program
         : wg_has (field->value, "<?php") ? "an image with PHP in it"
                                          : NULL;
}

static void
remember (Files *files, const WgHttpView *view, WgSlice name)
{
  Upload *upload;

  if (g_hash_table_size (files->uploaded) >= WG_LIMIT_UPLOADS || name.len == 0)
    return;
  upload = g_new (Upload, 1);
  upload->parties = *view->parties;
  upload->frame = view->request_frame;
  g_hash_table_replace (files->uploaded, g_strndup ((const gchar *) name.data, name.len),
                        upload);
}

static void
judge_upload (Files *files, const WgHttpView *view)
{
  g_autoptr (WgForm) form = NULL;
  WgFormField field;
  WgFormKind kind;

  if (!wg_form_kind_of (view->in.value[WG_VIEW_CONTENT_TYPE], &kind)
      || kind != WG_FORM_MULTIPART)
    return;
  form = wg_form_new (kind, view->in.value[WG_VIEW_CONTENT_TYPE], view->request_body);
  while (wg_form_next_field (form, &field))
    {
      const char *what;
      WgClaim *claim;

      if (!field.is_file || field.filename.len == 0)
        continue;
      what = is_server_program (field.filename);
      if (what == NULL)
        what = is_disguised (&field);
      if (what == NULL)
        continue;
      claim = wg_check_raise (files->check, &wg_finding_inj_file_upload, WG_SEVERITY_DEFAULT,
                              view->parties, field.filename, view->request_frame);
      wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
      wg_claim_say (claim, "File \"%.*s\" (%.*s) was sent to %.*s: %s.",
                    (int) MIN (field.filename.len, 80), (const char *) field.filename.data,
                    (int) MIN (field.type.len, 40), (const char *) field.type.data,
                    (int) MIN (view->path.len, 80), (const char *) view->path.data, what);
      wg_claim_show (claim, view->request_frame, "mime_multipart.header.content-disposition",
                     field.filename);
      wg_claim_show (claim, view->request_frame, "http.file_data",
                     wg_slice_sub (field.value, 0, 80));
      remember (files, view, field.filename);
    }
}

/* What was sent up is asked for. */
static void
judge_fetch (Files *files, const WgHttpView *view)
{
  gsize start = 0;
  g_autofree char *name = NULL;
  const Upload *upload;
  WgClaim *claim;

  for (gsize i = 0; i < view->path.len; i++)
    if (view->path.data[i] == '/')
      start = i + 1;
  name = g_strndup ((const gchar *) view->path.data + start, view->path.len - start);
  upload = g_hash_table_lookup (files->uploaded, name);
  if (upload == NULL
      || !wg_endpoint_same_host (&upload->parties.server, &view->parties->server))
    return;
  claim = wg_check_raise (files->check, &wg_finding_inj_file_upload, WG_SEVERITY_CRITICAL,
                          &upload->parties, wg_slice_str (name), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim, "File \"%s\", sent in packet %u, was fetched from %.*s with status 200.",
                name, upload->frame, (int) MIN (view->path.len, 80),
                (const char *) view->path.data);
}

/* Places from which systems fetch their own updates. */
static gboolean
is_update_host (WgSlice host)
{
  static const char *const ends[] = {
      ".windowsupdate.com", ".microsoft.com", ".debian.org", ".ubuntu.com",
      ".fedoraproject.org", ".apple.com",     ".gvt1.com",   ".google.com",
      ".mozilla.net",       ".adobe.com",     NULL};

  for (guint i = 0; ends[i] != NULL; i++)
    {
      gsize len = strlen (ends[i]);
      if (host.len > len && wg_is_at (host, host.len - len, ends[i]))
        return TRUE;
    }
  return FALSE;
}

static void
judge_download (Files *files, const WgHttpView *view)
{
  const char *program;
  gboolean wrong;
  WgClaim *claim;

  if (view->status < 200 || view->status > 299 || view->response_body.len < 4
      || (program = wg_match_program (view->response_body)) == NULL)
    return;
  wrong = view->response_type.len == 0
          || wg_slice_has_prefix_nocase (view->response_type, "text/")
          || wg_slice_has_prefix_nocase (view->response_type, "image/");
  if ((!wrong && view->secure) || (is_update_host (view->host) && !wrong))
    return;
  /* a text that begins "#!/" says what it is */
  if (view->response_body.data[0] == '#'
      && wg_slice_has_prefix_nocase (view->response_type, "text/") && view->secure)
    return;
  claim = wg_check_raise (files->check, &wg_finding_inj_malware_download,
                          wrong && !wg_slice_has_prefix (view->response_body, "#!")
                              ? WG_SEVERITY_HIGH
                              : WG_SEVERITY_DEFAULT,
                          view->parties, view->target, view->response_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_frame (claim, view->request_frame);
  wg_claim_say (claim, "%s%.*s came as \"%.*s\"%s: a %s.",
                view->request != NULL ? "" : "A response ", (int) MIN (view->target.len, 100),
                (const char *) view->target.data, (int) MIN (view->response_type.len, 40),
                (const char *) view->response_type.data, view->secure ? "" : " in the clear",
                program);
  wg_claim_show (claim, view->response_frame, "http.content_type",
                 view->out.value[WG_VIEW_CONTENT_TYPE]);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Files *files = state;

  if (view->request_body.len > 0)
    judge_upload (files, view);
  else if (view->status == 200 && view->request != NULL
           && g_hash_table_size (files->uploaded) > 0)
    judge_fetch (files, view);
  if (view->response != NULL)
    judge_download (files, view);
}

const WgHttpRules wg_http_file_rules = {
    .name = "file",
    .open = open_files,
    .judge = judge,
    .close = close_files,
};
