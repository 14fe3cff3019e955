#pragma once

#include "check/inject/input.h"
#include "check/match/inject.h"

/* What the rules about injection share. */

typedef struct WgInjectCalls WgInjectCalls;
typedef struct WgInjectUsual WgInjectUsual;

/**
 * WgInject: state of one capture.
 * @value: the one that is being judged
 * @host: of a lookup
 * @name: of the finding
 * @calls: connections that an attack asked the server for
 * @usual: how long answers are where nobody attacks
 * @harmless: hashes of values that held nothing
 */
typedef struct
{
  WgCheck *check;
  WgValue value;
  GString *host;
  GString *name;
  WgInjectCalls *calls;
  WgInjectUsual *usual;
  gboolean attacked;
  guint n_looks;
  gint has_error; /* of a database, in this answer: -1 not known yet */
  guint64 harmless[256];
} WgInject;

/* The answer's body, to look for what an attack left there; empty when it was looked at
 * %WG_LIMIT_ANSWER_LOOKS times for this request. */
WgSlice wg_inject_answer (WgInject *inject, const WgHttpView *view);
/* A database complains in it; looked for once. */
gboolean wg_inject_has_error (WgInject *inject, const WgHttpView *view);

/* Raises a finding about a value, "/search: q". @severity: as wg_check_raise(). */
WgClaim *wg_inject_raise (WgInject *inject,
                          const WgFindingType *type,
                          WgSeverity severity,
                          const WgHttpView *view,
                          const WgInput *input,
                          const WgMatch *match);

/* It worked: the worst there is, and why. */
void wg_inject_worked (WgClaim *claim, const WgHttpView *view, const WgMatch *proof);

void wg_inject_sql (WgInject *inject, const WgHttpView *view, const WgInput *input);
void wg_inject_xss (WgInject *inject, const WgHttpView *view, const WgInput *input);
void wg_inject_ssrf (WgInject *inject, const WgHttpView *view, const WgInput *input);
/* Templates, XML, line ends, LDAP, NoSQL, serialized objects, GraphQL. */
void wg_inject_rarer (WgInject *inject, const WgHttpView *view, const WgInput *input);
void wg_inject_names (WgInject *inject, const WgHttpView *view);

/* Calls on one of the two forms of the value after the other. */
typedef gboolean (*WgMatchFunc) (WgSlice value, WgMatch *out);
gboolean wg_inject_match (const WgInject *inject, WgMatchFunc func, WgMatch *out);

/* A server that is told to connect somewhere; if it did, the finding is raised once more. */
WgInjectCalls *wg_inject_calls_new (void);
void wg_inject_calls_free (WgInjectCalls *calls);
/* @port: 0 where none was named. */
void wg_inject_calls_expect (WgInjectCalls *calls,
                             const WgFindingType *type,
                             const WgHttpView *view,
                             WgSlice name,
                             guint32 address,
                             guint16 port);
void wg_inject_calls_flow (WgInjectCalls *calls, const WgParties *parties, const WgFlow *flow);
void wg_inject_calls_finish (WgInjectCalls *calls, WgCheck *check);

/* The length of harmless answers by server and path. */
WgInjectUsual *wg_inject_usual_new (void);
void wg_inject_usual_free (WgInjectUsual *usual);
void wg_inject_usual_note (WgInjectUsual *usual, const WgHttpView *view);
/* 0: not known. */
guint64 wg_inject_usual_len (const WgInjectUsual *usual, const WgHttpView *view);
