#pragma once

#include "model/record.h"

/* Judgements: what is insecure in a capture. Facts are records, oddities are notes. */

/* 0 in a call means: as the finding's type has it. */
typedef enum
{
  WG_SEVERITY_DEFAULT,
  WG_SEVERITY_INFO,
  WG_SEVERITY_LOW,
  WG_SEVERITY_MEDIUM,
  WG_SEVERITY_HIGH,
  WG_SEVERITY_CRITICAL,
  WG_N_SEVERITIES,
} WgSeverity;

/* How sure it is. */
typedef enum
{
  WG_CONFIDENCE_DEFAULT,
  WG_CONFIDENCE_LOW,
  WG_CONFIDENCE_MEDIUM,
  WG_CONFIDENCE_HIGH,
} WgConfidence;

/**
 * WgOutcome: how far it went.
 * @WG_OUTCOME_EXPOSURE: the posture alone; nobody was seen to use it
 * @WG_OUTCOME_ATTEMPT: somebody tried
 * @WG_OUTCOME_SUCCESS: the answer proves that it worked
 */
typedef enum
{
  WG_OUTCOME_EXPOSURE,
  WG_OUTCOME_ATTEMPT,
  WG_OUTCOME_SUCCESS,
} WgOutcome;

/* One finding is given for each ... (and each name, where a rule gives one). */
typedef enum
{
  WG_PER_PAIR,   /* client and server */
  WG_PER_SERVER, /* server, whoever asks */
  WG_PER_CLIENT, /* client, whomever it asks */
  WG_PER_CAPTURE,
} WgPer;

/* The words of a finding in one language; none is %NULL.
 * @title: a few words; @sentence: what it is, for a student
 * @why: why it matters; @attack: what an attacker does next; @fix: what to do about it
 * @sure: what would have to be seen to be sure, or surer */
typedef struct
{
  const char *language; /* "en", "de" */
  const char *title;
  const char *sentence;
  const char *why;
  const char *attack;
  const char *fix;
  const char *sure;
} WgFindingWords;

/* Lines that mend it: of a configuration, a program. */
typedef struct
{
  const char *where; /* "nginx", "Python ssl", "Django" */
  const char *lines;
} WgFindingExample;

/**
 * WgFindingType: a row of the catalogue, made from data/findings/ID.ini.
 * @group: "A" to "J", as in the catalogue
 * @tier: 1 to 3
 * @confidential: it is about who can read along, so between programs of one machine it is no
 * more than a remark
 * @words: English first, ended by a row without language
 * @examples: ended by a row without place; @references: ended by %NULL: "RFC 7617 §4",
 * "CWE-319", "OWASP-A02:2021", "WSTG-CRYP-03"
 */
typedef struct
{
  const char *id;
  const char *group;
  guint8 tier;
  WgSeverity severity;
  WgConfidence confidence;
  WgPer per;
  gboolean confidential;
  const WgFindingWords *words;
  const WgFindingExample *examples;
  const char *const *references;
} WgFindingType;

/* Where it was seen. @field: name of the field reference. @offset: in the packet's captured
 * bytes, -1 where nobody has looked. A value stands in one of the two. */
typedef struct
{
  guint32 frame;
  const char *field;
  gint64 offset;
  gint64 length;
  WgSlice value;
  WgSlice secret;
} WgEvidence;

typedef struct
{
  const char *ip; /* %NULL: no one end */
  gint64 port;    /* -1: no one port */
} WgFindingEnd;

/**
 * WgFinding: something insecure that a capture shows, once for all times it was seen.
 * @name: what it is about besides the two ends: a host, a parameter, a user
 * @conversation: of the first time, -1 where there is none; @conversations: of all
 * @frames: at most %WG_LIMIT_FINDING_FRAMES of them
 * @detail: what was seen, in words
 * @scope: "loopback", "private" or "public": where the server stands
 */
typedef struct
{
  const WgFindingType *type;
  const char *id;
  gint32 severity;
  gint32 confidence;
  gint32 outcome;
  const char *title;
  gint64 conversation;
  WgList conversations; /* guint64 */
  WgFindingEnd client;
  WgFindingEnd server;
  const char *scope;
  WgSlice name;
  guint64 count; /* 0 where it was seen once */
  WgList frames; /* guint32 */
  WgSlice detail;
  WgList evidence; /* WgEvidence */
  const char *explanation;
  const char *attack;
  const char *fix;
  const char *sure;
  WgList references; /* const char * */
} WgFinding;

extern const WgRecordType wg_finding_type;

extern const WgName wg_severity_names[];
extern const WgName wg_confidence_names[];
extern const WgName wg_outcome_names[];
