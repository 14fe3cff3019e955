#include "report/report.h"
#include "capture/pick.h"
#include "crypto/trust.h"
#include "ui/export/export-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define WIDTH 100u /* columns of text */

static const struct
{
  const char *ending;
  const char *format;
} formats[] = {
    {".html", "html"}, {".json", "json"},   {".ndjson", "ndjson"},
    {".har", "har"},   {".sarif", "sarif"}, {".junit", "junit"},
    {".csv", "csv"},   {".md", "markdown"}, {".txt", "text"},
};

static const WgReportFormat *
format_of (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (path, formats[i].ending))
      for (const WgReportFormat *format = wg_report_formats; format->name != NULL; format++)
        if (g_str_equal (format->name, formats[i].format))
          return format;
  return NULL;
}

static gboolean
is_plain (const char *path)
{
  g_autoptr (WgPick) pick = wg_pick_open (path, NULL);
  return pick != NULL && wg_pick_is_direct (pick);
}

/* Reads the capture anew, as the command line does: what the report tells is more than what is
 * kept to be looked at. */
static gboolean
write_to (const WgExportJob *job,
          const WgReportFormat *format,
          WgOutput *output,
          GError **error)
{
  g_autoptr (WgTrust) trust = wg_trust_new (NULL, NULL, NULL);
  g_autoptr (WgStore) store = wg_store_new ();
  const char *path = wg_document_path (job->document);
  const WgSecrets *secrets = wg_document_secrets (job->document);
  WgReportOptions options = {
      .reveal_secrets = job->reveal, .findings = TRUE, .width = WIDTH, .secrets = secrets};
  g_autoptr (WgReport) report = format->make (output, &options);
  WgCheckOptions check = {.verify_ns = G_MININT64, .trust = trust};
  WgSessionOptions session = {.path = path,
                              .threaded = TRUE,
                              .secrets = secrets,
                              .store = format->needs_store ? store : NULL,
                              .check = &check,
                              .sink = report->sink};
  WgCaptureFacts facts;
  gboolean ok;

  report->store = store;
  report->plain = is_plain (path);
  ok = wg_session_run (&session, &facts, error);
  if (ok)
    report->capture (report, path, &facts);
  else
    report->drop (report);
  wg_capture_facts_clear (&facts);
  return ok && report->finish (report, error);
}

/* A file of the name that was there stays until the new one is whole. */
gboolean
wg_export_report (const WgExportJob *job, GError **error)
{
  const WgReportFormat *format = format_of (job->path);
  g_autofree char *draft = g_strconcat (job->path, ".XXXXXX", NULL);
  g_autoptr (WgOutput) output = NULL;
  gboolean ok;
  int fd;

  if (format == NULL)
    {
      g_set_error_literal (error, WG_ERROR, WG_ERROR_FORMAT,
                           _ ("The name has no ending that a report is known by"));
      return FALSE;
    }
  fd = g_mkstemp_full (draft, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", job->path, g_strerror (errno));
      return FALSE;
    }
  output = wg_output_new (fd, job->path);
  ok = write_to (job, format, output, error);
  close (fd);
  if (ok && g_rename (draft, job->path) != 0)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_IO, "%s: %s", job->path, g_strerror (errno));
      ok = FALSE;
    }
  if (!ok)
    g_unlink (draft);
  return ok;
}
