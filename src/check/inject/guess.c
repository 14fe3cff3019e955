#include "check/inject/guess.h"

#include "base/limits.h"
#include "base/sum.h"
#include "check/rules.h"
#include "dissect/login.h"

#define WINDOW   (60 * G_GINT64_CONSTANT (1000000000))
#define FAILURES 10u /* in that time */
#define BEFORE   5u  /* a success that is one of a guesser */
#define SPRAYED  5u  /* users that one password is tried on */
#define KEPT     16u /* different users, secrets, pairs that are told apart */

typedef struct
{
  guint n;
  guint seen[KEPT];
} Different;

typedef struct
{
  WgEndpoint client, server;
  gint64 times[FAILURES]; /* a ring, of the last failures */
  guint n_failed;
  guint32 first_frame;
  gboolean hidden; /* secrets that the capture does not tell */
  Different users, secrets, pairs;
} Guesser;

struct WgGuesses
{
  WgCheck *check;
  GHashTable *table; /* of Guesser, by itself */
};

static guint
guesser_hash (gconstpointer key)
{
  const Guesser *one = key;
  guint hash = one->server.port;

  for (guint i = 0; i < 16; i++)
    hash = (hash * 33 + one->client.address[i]) * 33 + one->server.address[i];
  return hash;
}

static gboolean
guesser_equal (gconstpointer a, gconstpointer b)
{
  const Guesser *x = a, *y = b;

  return x->server.port == y->server.port
         && memcmp (x->client.address, y->client.address, 16) == 0
         && memcmp (x->server.address, y->server.address, 16) == 0;
}

WgGuesses *
wg_guesses_new (WgCheck *check)
{
  WgGuesses *guesses = g_new0 (WgGuesses, 1);

  guesses->check = check;
  guesses->table = g_hash_table_new_full (guesser_hash, guesser_equal, g_free, NULL);
  return guesses;
}

void
wg_guesses_free (WgGuesses *guesses)
{
  g_hash_table_unref (guesses->table);
  g_free (guesses);
}

static void
add (Different *set, guint hash)
{
  for (guint i = 0; i < set->n; i++)
    if (set->seen[i] == hash)
      return;
  if (set->n < KEPT)
    set->seen[set->n++] = hash;
}

static Guesser *
find (WgGuesses *guesses, const WgParties *parties)
{
  Guesser key = {.client = parties->client, .server = parties->server};
  Guesser *one = g_hash_table_lookup (guesses->table, &key);

  if (one != NULL || g_hash_table_size (guesses->table) >= WG_LIMIT_GUESSERS)
    return one;
  one = g_memdup2 (&key, sizeof key);
  g_hash_table_add (guesses->table, one);
  return one;
}

static const char *
how (const Guesser *one)
{
  if (one->users.n >= SPRAYED && one->secrets.n == 1)
    return "one password on many users";
  if (one->hidden && one->users.n <= 1)
    return "whether with different passwords is not to be seen";
  if (one->pairs.n == 1)
    return "always the same user and password, as a program with an old password would";
  return one->users.n > 1 ? "different users" : "different passwords of one user";
}

static void
failed (WgGuesses *guesses, Guesser *one, const WgParties *parties, guint32 frame)
{
  gint64 now = wg_check_time (guesses->check, frame);
  gint64 before = one->times[one->n_failed % FAILURES]; /* the tenth from here */
  gboolean many, spray;
  WgClaim *claim;

  one->times[one->n_failed++ % FAILURES] = now;
  if (one->n_failed == 1)
    one->first_frame = frame;
  many = one->n_failed > FAILURES ? now - before <= WINDOW
                                  : one->n_failed == FAILURES && now - one->times[0] <= WINDOW;
  spray = one->users.n >= SPRAYED && one->secrets.n == 1 && now - one->times[0] <= WINDOW;
  if (!many && !spray)
    return;
  claim = wg_check_raise (guesses->check, &wg_finding_atk_login_bruteforce,
                          one->pairs.n == 1 ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT, parties,
                          WG_SLICE_NONE, one->first_frame);
  wg_claim_frame (claim, frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "%u logins failed within a minute: %s.", one->n_failed, how (one));
}

static void
succeeded (
    WgGuesses *guesses, Guesser *one, const WgParties *parties, WgSlice user, guint32 frame)
{
  gint64 now = wg_check_time (guesses->check, frame);
  gint64 before = one->times[(one->n_failed + FAILURES - BEFORE) % FAILURES];
  WgClaim *claim;

  if (one->n_failed >= BEFORE && now - before <= WINDOW && one->pairs.n > 1)
    {
      claim = wg_check_raise (guesses->check, &wg_finding_atk_login_bruteforce,
                              WG_SEVERITY_CRITICAL, parties, WG_SLICE_NONE, one->first_frame);
      wg_claim_frame (claim, frame);
      wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
      wg_claim_say (claim, "After %u failures the login as \"%.*s\" was accepted.",
                    one->n_failed, (int) MIN (user.len, 64), (const char *) user.data);
    }
  one->n_failed = 0;
  one->users.n = one->secrets.n = one->pairs.n = 0;
  one->hidden = FALSE;
}

void
wg_guesses_note (WgGuesses *guesses,
                 const WgParties *parties,
                 WgSlice user,
                 WgSlice secret,
                 guint32 frame,
                 gboolean ok)
{
  Guesser *one = find (guesses, parties);

  if (one == NULL)
    return;
  if (ok)
    {
      succeeded (guesses, one, parties, user, frame);
      return;
    }
  if (user.len > 0)
    add (&one->users, (guint) wg_sum (user));
  if (secret.len > 0)
    add (&one->secrets, (guint) wg_sum (secret));
  else
    one->hidden = TRUE;
  add (&one->pairs, (guint) wg_sum_add (wg_sum_byte (wg_sum (user), 0), secret));
  failed (guesses, one, parties, frame);
}

static gpointer
open_guesses (WgCheck *check)
{
  return wg_guesses_new (check);
}

static void
close_guesses (gpointer state)
{
  wg_guesses_free (state);
}

static void
login (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgLogin *one = record;

  if (one->ok != NULL)
    wg_guesses_note (state, parties, one->user, one->secret,
                     one->response_frame != 0 ? one->response_frame : one->frame,
                     g_str_equal (one->ok, "yes"));
}

const WgRules wg_rules_guess = {
    .name = "guess",
    .open = open_guesses,
    .close = close_guesses,
    .records = (const WgRecordRule[]){{&wg_login_type, login}, {0}},
};
