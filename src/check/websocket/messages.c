#include "check/websocket/talk.h"
#include "check/websocket/token.h"

#include "base/limits.h"
#include "check/match/form.h"
#include "check/match/inject.h"
#include "check/match/json.h"
#include "check/match/scan.h"
#include "check/match/value.h"

/* What messages carry: secrets, attacks, other protocols. */

#define SECRET_LEN  8 /* of what is called a token */
#define PAYLOAD_LEN 8 /* of an attack that is looked for in answers */

/* An attack that may come back to somebody. */
typedef struct
{
  GString *text;
  WgRecordId id;
} Payload;

static void
free_talk (gpointer data)
{
  WgWsTalk *talk = data;

  for (guint i = 0; i < WG_WS_N_FINDS; i++)
    if (talk->found[i].value != NULL)
      g_string_free (talk->found[i].value, TRUE);
  g_free (talk);
}

static void
free_payload (gpointer data)
{
  Payload *payload = data;

  g_string_free (payload->text, TRUE);
  g_free (payload);
}

WgWsTalks *
wg_ws_talks_new (WgCheck *check)
{
  WgWsTalks *talks = g_new0 (WgWsTalks, 1);

  talks->check = check;
  talks->talks = g_hash_table_new_full (NULL, NULL, NULL, free_talk);
  talks->payloads = g_ptr_array_new_with_free_func (free_payload);
  talks->plain = g_string_new (NULL);
  return talks;
}

void
wg_ws_talks_free (WgWsTalks *talks)
{
  g_hash_table_unref (talks->talks);
  g_ptr_array_unref (talks->payloads);
  g_string_free (talks->plain, TRUE);
  wg_value_clear (&talks->value);
  g_free (talks);
}

WgWsTalk *
wg_ws_talk_of (WgWsTalks *talks, WgRecordId id)
{
  WgWsTalk *talk;

  if (id == talks->last_id && talks->last != NULL)
    return talks->last;
  talk = g_hash_table_lookup (talks->talks, GUINT_TO_POINTER (id));
  if (talk == NULL && g_hash_table_size (talks->talks) < WG_LIMIT_WS_TALKS)
    {
      talk = g_new0 (WgWsTalk, 1);
      g_hash_table_insert (talks->talks, GUINT_TO_POINTER (id), talk);
    }
  talks->last_id = id;
  talks->last = talk;
  return talk;
}

void
wg_ws_talk_forget (WgWsTalks *talks, WgRecordId id)
{
  talks->last = NULL;
  g_hash_table_remove (talks->talks, GUINT_TO_POINTER (id));
}

static void
find (WgWsTalk *talk, WgWsFind kind, guint32 frame, const char *what, WgSlice value)
{
  WgWsFound *found = &talk->found[kind];

  if (found->n++ > 0)
    return;
  found->frame = frame;
  found->what = what;
  found->value = g_string_new_len ((const char *) value.data,
                                   (gssize) MIN (value.len, WG_LIMIT_FINDING_VALUE));
}

static guint32
frame_of (const WgWsMessage *message)
{
  const guint32 *frames = message->frames.items;

  return message->frames.n > 0 ? frames[message->frames.n - 1] : 0;
}

/* --- secrets ---------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  gsize least; /* how long a value counts */
} SecretName;

/* By length, those of length n from[n] on. */
static const SecretName secret_names[] = {
    {"jwt", SECRET_LEN},
    {"pwd", 1},
    {"auth", SECRET_LEN},
    {"pass", 1},
    {"token", SECRET_LEN},
    {"apikey", SECRET_LEN},
    {"passwd", 1},
    {"idtoken", SECRET_LEN},
    {"passcode", 1},
    {"password", 1},
    {"apisecret", SECRET_LEN},
    {"authtoken", SECRET_LEN},
    {"passphrase", 1},
    {"accesstoken", SECRET_LEN},
    {"clientsecret", SECRET_LEN},
    {"refreshtoken", SECRET_LEN},
    {"sessiontoken", SECRET_LEN},
    {"authorization", SECRET_LEN},
};

static const guint8 from[] = {0, 0, 0, 0, 2, 4, 5, 7, 8, 10, 12, 13, 14, 17, 18};

/* A name without case, dashes and underscores is a secret's; else %NULL. */
static const SecretName *
secret_name (WgSlice key)
{
  char plain[20];
  gsize n = 0;

  if (key.len < 3 || key.len > sizeof plain)
    return NULL;
  for (gsize i = 0; i < key.len; i++)
    {
      plain[n] = (char) wg_fold (key.data[i]);
      n += key.data[i] != '_' && key.data[i] != '-';
    }
  if (n + 1 >= G_N_ELEMENTS (from))
    return NULL;
  for (guint i = from[n]; i < from[n + 1]; i++)
    if (secret_names[i].name[0] == plain[0] && memcmp (plain, secret_names[i].name, n) == 0)
      return &secret_names[i];
  return NULL;
}

/* "", "null", "****", "<token>" say nothing. */
static gboolean
is_placeholder (WgSlice value)
{
  static const char *const words[] = {"null",  "undefined", "none",    "true",
                                      "false", "hidden",    "redacted"};
  gsize same = 0;

  for (gsize i = 0; i < value.len; i++)
    same += value.data[i] == value.data[0];
  if (value.len == 0 || (same == value.len && strchr ("*.xX-", value.data[0]) != NULL))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (wg_slice_is_nocase (value, words[i]))
      return TRUE;
  return wg_slice_at (value, 0) == '<' || wg_slice_has_prefix (value, "${");
}

/* Socket.IO puts numbers before its JSON. */
static WgSlice
json_in (WgSlice text)
{
  gsize at = 0;

  while (at < MIN (text.len, 8) && g_ascii_isdigit (text.data[at]))
    at++;
  text = wg_slice_sub (text, at, text.len);
  return wg_json_looks_like (text) ? text : WG_SLICE_NONE;
}

static void
look_at_secret (WgWsTalk *talk, guint32 frame, const WgJsonItem *item)
{
  const SecretName *secret = secret_name (item->key);

  if (secret != NULL && item->value.len >= secret->least && !is_placeholder (item->value))
    find (talk, WG_WS_SECRET, frame, secret->name, item->value);
}

/* STOMP 1.2: the headers of CONNECT. */
static void
look_at_stomp (WgWsTalk *talk, guint32 frame, WgSlice text)
{
  gssize at;
  WgSlice value;
  gssize end;

  if (!wg_slice_has_prefix (text, "CONNECT\n") && !wg_slice_has_prefix (text, "STOMP\n"))
    return;
  talk->logs_in = TRUE;
  at = wg_scan (text, 0, "\npasscode:");
  if (at < 0)
    return;
  value = wg_slice_sub (text, (gsize) at + strlen ("\npasscode:"), text.len);
  end = wg_slice_find (value, '\n');
  value = end < 0 ? value : wg_slice_sub (value, 0, (gsize) end);
  if (!is_placeholder (value))
    find (talk, WG_WS_SECRET, frame, "passcode", value);
}

/* --- attacks ---------------------------------------------------------------------------- */

static const char *
attack_in (const WgValue *value, WgMatch *match)
{
  guint bytes = value->bytes;

  if ((bytes & WG_BYTES_ANGLE) != 0 && wg_match_xss (value->deep, match))
    return "script";
  if ((bytes & (WG_BYTES_QUOTE | WG_BYTES_SPACE | WG_BYTES_BRACKET)) != 0
      && (value->may_break_out || wg_match_sql_begins (value->deep))
      && wg_match_sql (value->deep, match))
    return "SQL";
  if ((bytes & (WG_BYTES_SEPARATOR | WG_BYTES_DOLLAR | WG_BYTES_QUOTE)) != 0
      && wg_match_command (value->deep, match))
    return "shell command";
  return NULL;
}

static void
keep_payload (WgWsTalks *talks, WgRecordId id, WgSlice part)
{
  Payload *payload;

  if (part.len < PAYLOAD_LEN || talks->payloads->len >= WG_LIMIT_WS_PAYLOADS)
    return;
  payload = g_new0 (Payload, 1);
  payload->text = g_string_new_len ((const char *) part.data, (gssize) MIN (part.len, 200));
  payload->id = id;
  g_ptr_array_add (talks->payloads, payload);
}

static void
look_for_attack (WgWsTalks *talks, WgRecordId id, WgWsTalk *talk, guint32 frame, WgSlice leaf)
{
  WgMatch match = {0};
  const char *what;

  if (leaf.len < 4)
    return;
  wg_value_open (&talks->value, leaf, WG_CODING_PLAIN);
  what = attack_in (&talks->value, &match);
  if (what == NULL)
    return;
  find (talk, WG_WS_INJECTION, frame, what, match.part);
  if (strcmp (what, "script") == 0)
    keep_payload (talks, id, leaf);
}

/* Does a script that a client sent go out again as it came? */
static void
look_for_echo (WgWsTalks *talks, guint32 frame, WgSlice text)
{
  WgSlice plain;

  if (talks->payloads->len == 0)
    return;
  wg_json_unescape (text, talks->plain);
  plain = wg_slice (talks->plain->str, talks->plain->len);
  for (guint i = 0; i < talks->payloads->len; i++)
    {
      const Payload *payload = g_ptr_array_index (talks->payloads, i);
      WgWsTalk *talk = wg_ws_talk_of (talks, payload->id);

      if (talk != NULL
          && g_strstr_len (talks->plain->str, (gssize) plain.len, payload->text->str) != NULL)
        find (talk, WG_WS_REFLECTION, frame, "script",
              wg_slice (payload->text->str, payload->text->len));
    }
}

/* --- text ------------------------------------------------------------------------------- */

static void
read_json (WgWsTalks *talks,
           WgRecordId id,
           WgWsTalk *talk,
           guint32 frame,
           WgSlice text,
           gboolean by_client)
{
  WgJson json;
  WgJsonItem item;

  wg_json_begin (&json, text);
  while (wg_json_next (&json, &item))
    {
      if (item.kind != WG_JSON_STRING)
        continue;
      if (item.key.len > 0)
        look_at_secret (talk, frame, &item);
      if (by_client && item.value.len >= PAYLOAD_LEN)
        {
          WgSlice leaf = item.value;

          if (item.escaped)
            {
              wg_json_unescape (leaf, talks->plain);
              leaf = wg_slice (talks->plain->str, talks->plain->len);
            }
          look_for_attack (talks, id, talk, frame, leaf);
        }
    }
}

static void
read_text (WgWsTalks *talks,
           WgRecordId id,
           WgWsTalk *talk,
           const WgWsMessage *message,
           gboolean by_client)
{
  WgSlice json = json_in (message->kept);
  guint32 frame = frame_of (message);

  if (by_client && talk->n_messages[0] <= 2)
    talk->logs_in = talk->logs_in || wg_has (wg_slice_sub (message->kept, 0, 200), "auth")
                    || wg_has (wg_slice_sub (message->kept, 0, 200), "login");
  if (json.len > 0)
    read_json (talks, id, talk, frame, json, by_client);
  else if (by_client)
    {
      look_at_stomp (talk, frame, message->kept);
      look_for_attack (talks, id, talk, frame, message->kept);
    }
  if (!by_client)
    look_for_echo (talks, frame, message->kept);
}

/* --- other protocols -------------------------------------------------------------------- */

static const char *
protocol_of (WgSlice head)
{
  static const char *const http[] = {"GET ",     "POST ",    "HEAD ",  "PUT ",
                                     "CONNECT ", "OPTIONS ", "HTTP/1."};

  if (wg_slice_has_prefix (head, "SSH-"))
    return "SSH";
  if (wg_slice_at (head, 0) == 0x16 && wg_slice_at (head, 1) == 3 && wg_slice_at (head, 2) <= 4
      && (wg_slice_at (head, 5) == 1 || wg_slice_at (head, 5) == 2))
    return "TLS";
  for (guint i = 0; i < G_N_ELEMENTS (http); i++)
    if (wg_slice_has_prefix (head, http[i]))
      return "HTTP";
  if (wg_slice_at (head, 0) == 5 && wg_slice_at (head, 1) > 0 && wg_slice_at (head, 1) <= 8
      && head.len == 2u + (gsize) wg_slice_at (head, 1))
    return "SOCKS 5";
  return NULL;
}

void
wg_ws_message_part (gpointer state, WgRecordId id, gconstpointer item)
{
  WgWsTalks *talks = state;
  const WgWsMessage *message = item;
  gboolean by_client = message->from[0] == 'c';
  WgWsTalk *talk;
  const char *protocol;

  if (message->kept.len == 0)
    return;
  talk = wg_ws_talk_of (talks, id);
  if (talk == NULL || talk->n_messages[by_client ? 0 : 1] > WG_LIMIT_WS_JUDGED)
    return;
  if (message->kind[0] == 't')
    {
      read_text (talks, id, talk, message, by_client);
      return;
    }
  protocol = protocol_of (message->kept);
  if (protocol != NULL)
    find (talk, WG_WS_TUNNEL, frame_of (message), protocol, WG_SLICE_NONE);
}

/* --- told at the end -------------------------------------------------------------------- */

static WgClaim *
tell (const WgWsEnd *e, WgWsFind kind, const WgFindingType *type, WgSeverity severity)
{
  const WgWsFound *found = &e->talk->found[kind];

  return wg_check_raise (e->check, type, severity, e->parties, wg_slice_str (found->what),
                         found->frame);
}

static WgSlice
value_of (const WgWsFound *found)
{
  return wg_slice (found->value->str, found->value->len);
}

static void
tell_secret (const WgWsEnd *e)
{
  const WgWsFound *found = &e->talk->found[WG_WS_SECRET];
  gssize colon = wg_slice_find (e->record->host, ':');
  WgClaim *claim;

  if (found->n == 0)
    return;
  claim = tell (e, WG_WS_SECRET, &wg_finding_ws_credentials_in_message,
                e->record->decrypted ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show_secret (claim, found->frame, "wiregloss.websocket.text", value_of (found));
  wg_claim_say (claim, "A message carries a %s of %" G_GSIZE_FORMAT " characters%s.",
                found->what, found->value->len,
                e->record->decrypted ? ", inside TLS" : " in the clear");
  if (e->record->decrypted)
    return;
  claim = wg_check_raise (e->check, &wg_finding_ws_cleartext, WG_SEVERITY_HIGH, e->parties,
                          colon < 0 ? e->record->host
                                    : wg_slice_sub (e->record->host, 0, (gsize) colon),
                          found->frame);
  wg_claim_say (claim, "A WebSocket without TLS carries a %s.", found->what);
}

/* Notebooks run code by design. */
static gboolean
carries_code (const WgWsRecord *record)
{
  return wg_has (record->path, "/api/kernels") || wg_has (record->path, "/terminals/websocket")
         || wg_has (record->subprotocol, "kernel") || wg_has (record->path, "/lsp");
}

static void
tell_injection (const WgWsEnd *e)
{
  const WgWsFound *found = &e->talk->found[WG_WS_INJECTION];
  const WgWsFound *echo = &e->talk->found[WG_WS_REFLECTION];
  WgClaim *claim;

  if (found->n == 0 || carries_code (e->record))
    return;
  claim = tell (e, WG_WS_INJECTION, &wg_finding_ws_message_injection,
                echo->n > 0 ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT);
  wg_claim_outcome (claim, echo->n > 0 ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  wg_claim_show (claim, found->frame, "wiregloss.websocket.text", value_of (found));
  if (echo->n > 0)
    wg_claim_frame (claim, echo->frame);
  wg_claim_say (claim, "A message of the client's holds %s where a value belongs%s.",
                strcmp (found->what, "SQL") == 0      ? "SQL"
                : strcmp (found->what, "script") == 0 ? "a script"
                                                      : "a shell command",
                echo->n > 0 ? ", and the server sent it on as it came" : "");
}

static void
tell_tunnel (const WgWsEnd *e)
{
  const WgWsFound *found = &e->talk->found[WG_WS_TUNNEL];
  WgSlice path = e->record->path;
  gboolean wstunnel = wg_slice_has_prefix (path, "/v1/events");
  WgClaim *claim;

  if (found->n == 0 && !wstunnel)
    return;
  claim =
      wg_check_raise (e->check, &wg_finding_ws_tunnel, WG_SEVERITY_DEFAULT, e->parties,
                      WG_SLICE_NONE, found->n > 0 ? found->frame : e->record->request_frame);
  wg_claim_frame (claim, e->record->request_frame);
  if (found->n > 0)
    wg_claim_say (claim, "Binary messages begin like %s: it is carried inside the WebSocket.",
                  found->what);
  else
    wg_claim_say (claim, "The path is that of wstunnel, which carries TCP inside WebSockets.");
  if (found->n == 0)
    wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
}

static gboolean
has_token (const WgWsRecord *record)
{
  gssize mark = wg_slice_find (record->path, '?');
  WgSlice rest = mark < 0 ? WG_SLICE_NONE
                          : wg_slice_sub (record->path, (gsize) mark + 1, record->path.len);
  WgSlice name, value;
  gboolean ticket;

  while (wg_form_next (&rest, &name, &value))
    if (value.len > 0
        && (wg_ws_is_token_name (name, &ticket) || wg_has (name, "key")
            || wg_is_at (name, 0, "sid")))
      return TRUE;
  return wg_has (record->subprotocols_offered, "bearer")
         || wg_has (record->subprotocols_offered, "eyj");
}

static void
tell_proof (const WgWsEnd *e)
{
  const WgWsRecord *r = e->record;
  WgClaim *claim;

  if (r->has_cookie || r->has_authorization || r->request_frame == 0 || e->talk->logs_in
      || e->talk->found[WG_WS_SECRET].n > 0 || e->talk->n_messages[1] == 0 || has_token (r))
    return;
  claim = wg_check_raise (e->check, &wg_finding_ws_no_auth_evidence, WG_SEVERITY_DEFAULT,
                          e->parties, WG_SLICE_NONE, r->request_frame);
  wg_claim_say (
      claim,
      "The request had neither cookie nor token, no message logs in, and the server sent "
      "%" G_GUINT64_FORMAT " message(s).",
      e->talk->n_messages[1]);
}

static void
tell_compression (const WgWsEnd *e)
{
  WgClaim *claim;

  if (!e->record->deflate || e->record->no_takeover || e->talk->found[WG_WS_SECRET].n == 0
      || e->talk->n_messages[0] == 0)
    return;
  claim = wg_check_raise (e->check, &wg_finding_ws_compression_secrets, WG_SEVERITY_DEFAULT,
                          e->parties, WG_SLICE_NONE, e->talk->found[WG_WS_SECRET].frame);
  wg_claim_frame (claim, e->record->request_frame);
  wg_claim_say (claim, "Messages are compressed against earlier ones, and a %s is among them.",
                e->talk->found[WG_WS_SECRET].what);
}

void
wg_ws_tell_messages (const WgWsEnd *e)
{
  tell_secret (e);
  tell_injection (e);
  tell_tunnel (e);
  tell_proof (e);
  tell_compression (e);
}
