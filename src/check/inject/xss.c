#include "check/inject/inject.h"

#include "check/match/html.h"
#include "check/match/scan.h"

#define SHORTEST 6u /* of a payload that is searched in the answer */

/* A form of an editor: markup belongs there, and a token tells that the site's own page sent
 * it.
 */
static gboolean
is_editor (const WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  WgHtml html;
  WgHtmlToken token;
  guint tags = 0;

  if (input->place != WG_INPUT_BODY
      || (!wg_has (view->request_body, "csrf") && !wg_has (view->request_body, "nonce")
          && !wg_has (view->request_body, "token")))
    return FALSE;
  wg_html_begin (&html, inject->value.once);
  while (tags < 6 && wg_html_next (&html, &token))
    tags += token.kind == WG_HTML_END_TAG && !wg_html_is (&token, "script");
  return tags >= 6;
}

/* Whether what stands at @at of a page is run there and not only shown. */
static gboolean
runs_at (WgSlice page, gsize at, const WgMatch *match)
{
  static const char *const shown[] = {"textarea", "title", "style", "xmp", "noscript", NULL};
  const guint8 *place = page.data + at;
  WgHtml html;
  WgHtmlToken token;

  wg_html_begin (&html, page);
  while (wg_html_next (&html, &token))
    {
      const guint8 *start = token.text.data;

      if (start == NULL || place < start || place >= start + token.text.len)
        continue;
      if (token.kind == WG_HTML_COMMENT)
        return FALSE;
      for (guint i = 0; token.kind == WG_HTML_RAW && shown[i] != NULL; i++)
        if (wg_html_is (&token, shown[i]))
          return FALSE;
      /* in an attribute: it must first get out of it */
      return token.kind != WG_HTML_TAG || wg_slice_at (match->part, 0) != '<';
    }
  return TRUE;
}

static gboolean
is_reflected (WgInject *inject, const WgHttpView *view, const WgMatch *match, gsize *at)
{
  WgSlice body = view->is_html ? wg_inject_answer (inject, view) : WG_SLICE_NONE;
  WgSlice part = match->part;
  const guint8 *hit;

  if (part.len < SHORTEST || part.len > body.len)
    return FALSE;
  hit = memmem (body.data, body.len, part.data, part.len);
  if (hit == NULL)
    return FALSE;
  *at = (gsize) (hit - body.data);
  return runs_at (body, *at, match);
}

static gboolean
policy_blocks (const WgHttpView *view)
{
  WgSlice policy = view->out.value[WG_VIEW_CSP];

  return policy.len > 0 && (wg_has (policy, "script-src") || wg_has (policy, "default-src"))
         && !wg_has (policy, "'unsafe-inline'");
}

static void
reflected (WgInject *inject, const WgHttpView *view, const WgInput *input, const WgMatch *match)
{
  gboolean blocked = policy_blocks (view);
  gsize at;
  WgClaim *claim;

  if (!is_reflected (inject, view, match, &at))
    return;
  claim = wg_check_raise (view->check, &wg_finding_inj_xss_reflected,
                          blocked ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT, view->parties,
                          wg_slice (inject->name->str, inject->name->len), view->request_frame);
  wg_claim_outcome (claim, blocked ? WG_OUTCOME_ATTEMPT : WG_OUTCOME_SUCCESS);
  wg_claim_frame (claim, view->response_frame);
  wg_claim_say (claim, "The page repeats \"%.*s\" as it was sent in \"%.*s\"%s",
                (int) MIN (match->part.len, 100), (const char *) match->part.data,
                (int) MIN (input->name.len, 60), (const char *) input->name.data,
                blocked ? "; its Content-Security-Policy keeps browsers from running it."
                        : ", so a browser runs it.");
  wg_claim_show (claim, view->request_frame, input->field, wg_slice_sub (input->raw, 0, 200));
  wg_claim_show (claim, view->response_frame, "http.file_data",
                 wg_slice_sub (view->response_body, at, MIN (match->part.len, 200)));
}

void
wg_inject_xss (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  const guint some = WG_BYTES_ANGLE | WG_BYTES_QUOTE | WG_BYTES_COLON;
  WgMatch match;
  WgSlice value = inject->value.once;

  if ((inject->value.bytes & some) == 0)
    return;
  /* A Referer repeats the last page's URL, escapes and all. */
  if (input->place == WG_INPUT_HEADER ? !wg_match_xss (value, &match)
                                      : !wg_inject_match (inject, wg_match_xss, &match))
    return;
  if (is_editor (inject, view, input))
    return;
  wg_inject_raise (inject, &wg_finding_inj_xss_attempt, WG_SEVERITY_DEFAULT, view, input,
                   &match);
  reflected (inject, view, input, &match);
}
