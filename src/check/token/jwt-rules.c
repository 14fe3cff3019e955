#include "base/limits.h"
#include "check/http/view.h"
#include "check/token/seen.h"
#include "words.h"

/* Clocks of two machines differ by so much; RFC 7519 §4.1.4 leaves room for it. */
#define SKEW_S 60
/* Lifetimes that a stolen token should not have. */
#define LONG_S    (24 * 3600)
#define REFRESH_S (30 * 24 * 3600)

/* Where a token was found. */
typedef struct
{
  const WgHttpView *view;
  const char *field;
  WgSlice text;
  guint32 frame;
  gboolean from_client;
  gboolean in_url;
} Place;

static gboolean
is_accepted (const Place *place)
{
  return place->from_client && place->view->status >= 200 && place->view->status < 300;
}

static gboolean
is_refused (const Place *place)
{
  gint64 status = place->view->status;
  return status >= 400 && status < 500;
}

static WgClaim *
raise_on (const Place *place, const WgFindingType *type, WgSeverity severity, const WgJwt *jwt)
{
  const WgHttpView *view = place->view;
  WgClaim *claim =
      wg_check_raise (view->check, type, severity, view->parties, view->host, place->frame);

  wg_claim_outcome (claim, is_accepted (place)  ? WG_OUTCOME_SUCCESS
                           : place->from_client ? WG_OUTCOME_ATTEMPT
                                                : WG_OUTCOME_EXPOSURE);
  wg_claim_show_secret (claim, place->frame, place->field, jwt->token);
  return claim;
}

/* OpenID Connect Core §6.1 and §3.1.2.1 allow unsigned ones there. */
static gboolean
may_be_unsigned (const Place *place, const WgJwt *jwt)
{
  static const char *const names[] = {"request=", "id_token_hint="};
  gsize before = (gsize) (jwt->token.data - place->text.data);

  for (guint i = 0; i < G_N_ELEMENTS (names) && place->in_url; i++)
    {
      gsize len = strlen (names[i]);
      if (before >= len && memcmp (jwt->token.data - len, names[i], len) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
judge_unsigned (const Place *place, const WgJwt *jwt)
{
  WgClaim *claim;

  if (!wg_jwt_is_unsigned (jwt) || may_be_unsigned (place, jwt))
    return;
  claim = raise_on (place, &wg_finding_jwt_alg_none,
                    is_accepted (place)  ? WG_SEVERITY_CRITICAL
                    : is_refused (place) ? WG_SEVERITY_MEDIUM
                                         : WG_SEVERITY_HIGH,
                    jwt);
  wg_claim_show (claim, place->frame, "http.authorization", jwt->header);
  wg_claim_say (claim, "A token with \"alg\": \"%.*s\" and %s was %s.",
                (int) MIN (jwt->alg.len, 32), (const char *) jwt->alg.data,
                jwt->signature64.len == 0 ? "no signature" : "a signature that nobody checks",
                !place->from_client   ? "given out by the server"
                : is_accepted (place) ? "sent, and the server answered as if it were genuine"
                : is_refused (place)  ? "sent, and the server refused it"
                                      : "sent");
}

static const char *
guess_secret (const WgJwt *jwt)
{
  if (wg_jwt_signed_with (jwt, WG_SLICE_NONE))
    return "";
  for (guint i = 0; wg_words_jwt_secrets[i] != NULL; i++)
    if (wg_jwt_signed_with (jwt, wg_slice_str (wg_words_jwt_secrets[i])))
      return wg_words_jwt_secrets[i];
  return NULL;
}

static void
judge_secret (WgTokens *tokens, WgTokenSeen *seen, const Place *place, const WgJwt *jwt)
{
  WgClaim *claim;

  if (!wg_jwt_is_hmac (jwt) || jwt->signature64.len == 0)
    return;
  if (!seen->guessed && tokens->n_guessed < WG_LIMIT_JWT_GUESSED)
    {
      tokens->n_guessed++;
      seen->secret = guess_secret (jwt);
    }
  seen->guessed = TRUE;
  if (seen->secret == NULL)
    return;
  claim = raise_on (place, &wg_finding_jwt_weak_hmac_secret, 0, jwt);
  wg_claim_show_secret (claim, place->frame, place->field, wg_slice_str (seen->secret));
  wg_claim_say (claim,
                "The secret that signs the tokens of %.*s with %.*s is %s of %u characters.",
                (int) MIN (place->view->host.len, 80), (const char *) place->view->host.data,
                (int) jwt->alg.len, (const char *) jwt->alg.data,
                seen->secret[0] == '\0' ? "empty, a word" : "in a list of common ones, a word",
                (guint) strlen (seen->secret));
}

static gboolean
is_asymmetric (const WgJwt *jwt)
{
  return wg_slice_has_prefix (jwt->alg, "RS") || wg_slice_has_prefix (jwt->alg, "ES")
         || wg_slice_has_prefix (jwt->alg, "PS") || wg_slice_has_prefix (jwt->alg, "EdDSA");
}

/* RFC 8725 §2.1: the public key taken for the secret of an HMAC. */
static void
judge_confusion (WgTokens *tokens, const Place *place, const WgJwt *jwt)
{
  gboolean switched = wg_tokens_issuer_switched (tokens, jwt, place->view, is_asymmetric (jwt));
  gboolean proved = FALSE;
  WgClaim *claim;

  if (!wg_jwt_is_hmac (jwt))
    return;
  for (guint i = 0; i < tokens->public_keys->len && !proved; i++)
    {
      const char *key = g_ptr_array_index (tokens->public_keys, i);
      proved = wg_jwt_signed_with (jwt, wg_slice_str (key))
               || wg_jwt_signed_with (jwt, wg_slice (key, strlen (key) - 1));
    }
  if (!switched && !proved)
    return;
  claim = raise_on (place, &wg_finding_jwt_alg_confusion,
                    proved ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT, jwt);
  wg_claim_say (
      claim, proved ? "A token is signed by HMAC, and its secret is the text of a public key "
                      "that the capture shows."
                    : "Tokens of this issuer were signed with a private key before; this one "
                      "says it is signed by HMAC.");
}

static WgSlice
host_of (WgSlice url)
{
  WgUri uri;
  return wg_uri_parse (url, &uri) ? uri.host : WG_SLICE_NONE;
}

/* A key id is a name; what looks like a path, a query or an address is none. */
static gboolean
is_risky_kid (WgSlice kid)
{
  static const char *const parts[] = {"../", "..\\", "/dev/null", "/etc/", "'", "\\\"",
                                      "://", "--",   ";",         "|",     "$("};

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (kid.len > 0 && memmem (kid.data, kid.len, parts[i], strlen (parts[i])) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_foreign (const WgJwt *jwt, WgSlice url)
{
  WgSlice host = host_of (url), issuer = host_of (jwt->iss);

  if (host.len == 0)
    return FALSE;
  if (wg_slice_has_prefix_nocase (url, "http://"))
    return TRUE;
  return issuer.len > 0 && !wg_slice_equal_nocase (wg_site_of (host), wg_site_of (issuer));
}

static void
judge_header (const Place *place, const WgJwt *jwt)
{
  const char *what =
      jwt->jwk                     ? "its own key (jwk)"
      : is_foreign (jwt, jwt->jku) ? "an address of keys that is not the issuer's (jku)"
      : is_foreign (jwt, jwt->x5u) ? "an address of certificates that is not the issuer's (x5u)"
      : is_risky_kid (jwt->kid)    ? "a key id that is no name (kid)"
                                   : NULL;
  WgClaim *claim;

  if (what == NULL || !place->from_client)
    return;
  claim = raise_on (place, &wg_finding_jwt_header_key_injection, 0, jwt);
  wg_claim_show (claim, place->frame, place->field, jwt->header);
  wg_claim_say (claim, "The token's header brings %s%s.", what,
                is_accepted (place) ? ", and the server took the token" : "");
}

static void
judge_expired (const Place *place, const WgJwt *jwt)
{
  gint64 now = wg_check_time (place->view->check, place->frame);
  gboolean early;
  WgClaim *claim;

  if (!is_accepted (place) || now == G_MININT64 || place->view->status == 204)
    return;
  now /= G_GINT64_CONSTANT (1000000000);
  early = jwt->nbf != WG_JWT_NO_TIME && jwt->nbf > now + SKEW_S;
  if (!early && (jwt->exp == WG_JWT_NO_TIME || jwt->exp >= now - SKEW_S))
    return;
  claim = raise_on (place, &wg_finding_jwt_expired_accepted,
                    now < 946684800 ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, jwt);
  wg_claim_say (claim, "The token %s %" G_GINT64_FORMAT " seconds %s, and the server took it.",
                early ? "was not to be used for another" : "had expired",
                early ? jwt->nbf - now : now - jwt->exp, early ? "yet" : "before");
}

static void
judge_lifetime (const Place *place, const WgJwt *jwt)
{
  gint64 life =
      jwt->exp != WG_JWT_NO_TIME && jwt->iat != WG_JWT_NO_TIME ? jwt->exp - jwt->iat : 0;
  gboolean refresh = memmem (jwt->payload.data, jwt->payload.len, "efresh", 6) != NULL;
  WgClaim *claim;

  if (jwt->exp != WG_JWT_NO_TIME && life <= (refresh ? REFRESH_S : LONG_S))
    return;
  claim = raise_on (place, &wg_finding_jwt_no_expiry, 0, jwt);
  if (jwt->exp == WG_JWT_NO_TIME)
    wg_claim_say (claim, "The token names no time at which it ends (exp).");
  else
    wg_claim_say (claim, "The token is good for %" G_GINT64_FORMAT " hours.", life / 3600);
}

static void
judge_claims (const Place *place, const WgJwt *jwt)
{
  WgClaim *claim;

  if (jwt->iss.len == 0 && jwt->aud.len == 0)
    wg_claim_say (raise_on (place, &wg_finding_jwt_missing_iss_aud, 0, jwt),
                  "The token says neither who made it (iss) nor for whom (aud).");
  if (jwt->sensitive.len == 0)
    return;
  claim = raise_on (place, &wg_finding_jwt_sensitive_claims, 0, jwt);
  wg_claim_say (claim, "The token's payload, which anybody can read, has a claim \"%.*s\".",
                (int) MIN (jwt->sensitive.len, 40), (const char *) jwt->sensitive.data);
}

static void
judge_way (const Place *place, const WgJwt *jwt)
{
  WgClaim *claim;

  if (place->view->secure && !place->in_url)
    return;
  claim = raise_on (place, &wg_finding_jwt_in_cleartext_or_url,
                    place->view->secure ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT, jwt);
  wg_claim_say (claim, "A token of %" G_GSIZE_FORMAT " characters was %s%s.", jwt->token.len,
                place->in_url ? "in a URL" : "in a message",
                place->view->secure ? "" : ", and nothing encrypted it");
}

static void
judge_tampered (WgTokens *tokens, const Place *place, const WgJwt *jwt)
{
  WgClaim *claim;

  if (jwt->signature64.len == 0 || !wg_tokens_is_changed (tokens, jwt))
    return;
  claim = raise_on (place, &wg_finding_jwt_tampered, 0, jwt);
  wg_claim_say (claim, "Two tokens share a part and its signature and differ in the rest%s.",
                is_accepted (place) ? "; the server took this one" : "");
}

static void
take_token (WgTokens *tokens, const Place *place, const WgJwt *jwt)
{
  WgTokenSeen *seen = wg_tokens_seen (tokens, jwt);

  judge_way (place, jwt);
  judge_unsigned (place, jwt);
  if (seen == NULL)
    return;
  judge_secret (tokens, seen, place, jwt);
  judge_confusion (tokens, place, jwt);
  judge_header (place, jwt);
  judge_expired (place, jwt);
  judge_lifetime (place, jwt);
  judge_claims (place, jwt);
  judge_tampered (tokens, place, jwt);
}

static void
search (WgTokens *tokens, const Place *place)
{
  gsize at = 0;
  WgJwt jwt;

  for (guint i = 0; i < WG_LIMIT_JWT_OF_TEXT; i++)
    if (wg_jwt_next (place->text, &at, tokens->buffer, &jwt))
      take_token (tokens, place, &jwt);
    else
      return;
}

static void
search_headers (WgTokens *tokens, Place *place, const WgViewHeaders *headers)
{
  for (guint i = 0; i < headers->n; i++)
    {
      WgSlice name = headers->all[i].name;

      place->text = headers->all[i].value;
      if (place->text.len < 20)
        continue;
      place->in_url = wg_slice_is_nocase (name, "location")
                      || wg_slice_is_nocase (name, "referer") || wg_slice_is (name, ":path");
      place->field = wg_slice_is_nocase (name, "authorization") ? "http.authorization"
                     : wg_slice_is_nocase (name, "cookie")      ? "http.cookie"
                     : wg_slice_is_nocase (name, "set-cookie")  ? "http.set_cookie"
                     : place->in_url                            ? "http.location"
                     : place->from_client                       ? "http.request.line"
                                                                : "http.response.line";
      search (tokens, place);
    }
  place->in_url = FALSE;
}

static WgSlice
readable (WgSlice body)
{
  return wg_slice_sub (body, 0, WG_LIMIT_JWT_BODY);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  WgTokens *tokens = state;
  Place place = {.view = view, .from_client = TRUE, .frame = view->request_frame};

  if (view->request != NULL)
    {
      place.text = view->target;
      place.field = "http.request.uri";
      place.in_url = TRUE;
      if (wg_slice_at (view->target, 0) >= 0 && view->exchange->stream < 0)
        search (tokens, &place);
      search_headers (tokens, &place, &view->in);
      place.text = readable (view->request_body);
      place.field = "http.file_data";
      search (tokens, &place);
    }
  if (view->response == NULL)
    return;
  place.from_client = FALSE;
  place.frame = view->response_frame;
  search_headers (tokens, &place, &view->out);
  place.text = readable (view->response_body);
  place.field = "http.file_data";
  wg_tokens_take_keys (tokens, place.text);
  if (view->is_json)
    search (tokens, &place);
}

const WgHttpRules wg_http_jwt_rules = {
    .name = "jwt",
    .open = wg_tokens_new,
    .judge = judge,
    .close = wg_tokens_free,
};
