#include "check/http/view.h"
#include "check/match/scan.h"

#include "base/limits.h"

/* Questions about revocation over plain HTTP. */

static gboolean
is_list (WgSlice path)
{
  return path.len > 4 && wg_slice_is_nocase (wg_slice_sub (path, path.len - 4, 4), ".crl");
}

static void
judge (gpointer check, const WgHttpView *v)
{
  gboolean question = wg_slice_is_nocase (v->request_type, "application/ocsp-request");
  gboolean answer = wg_slice_is_nocase (v->response_type, "application/ocsp-response");
  gboolean list = wg_slice_is_nocase (v->response_type, "application/pkix-crl")
                  || (v->request != NULL && is_list (v->path));
  WgClaim *claim;

  if (v->secure || (!question && !answer && !list))
    return;
  claim =
      wg_check_raise (check, &wg_finding_x509_ocsp_plaintext, WG_SEVERITY_DEFAULT, v->parties,
                      v->host, v->request != NULL ? v->request_frame : v->response_frame);
  if (v->response != NULL)
    wg_claim_frame (claim, v->response_frame);
  wg_claim_say (claim,
                list ? "The client fetched a list of revoked certificates from \"%.*s\"."
                     : "The client asked \"%.*s\" by OCSP whether a certificate was revoked.",
                (int) MIN (v->host.len, 80), (const char *) v->host.data);
}

const WgHttpRules wg_http_ocsp_rules = {
    .name = "ocsp",
    .judge = judge,
};
