#pragma once

#include "filter/fields-private.h"
#include "filter/filter.h"
#include "filter/lex.h"

/* A value while a filter is asked. Numbers past G_MAXINT64 are @huge, and @number holds their
 * bits. */
typedef struct
{
  WgFilterType type;
  guint8 huge;
  guint8 layer;  /* of the protocol that it stands in, from 1 */
  gint64 number; /* NUMBER, BOOL, TIME, DURATION; of a PROTOCOL bytes that slices may take */
  WgSlice bytes; /* the others */
} WgValueOf;

typedef enum
{
  /* tests */
  WG_NODE_AND,
  WG_NODE_OR,
  WG_NODE_XOR,
  WG_NODE_NOT,
  WG_NODE_EXISTS, /* of one operand; of a number from "&": that it is not 0 */
  WG_NODE_COMPARE,
  WG_NODE_SET,
  /* operands */
  WG_NODE_FIELD,
  WG_NODE_LITERAL,
  WG_NODE_SLICE,
  WG_NODE_CALL,
  WG_NODE_ARITHMETIC,
} WgNodeKind;

typedef enum
{
  WG_CALL_LEN,
  WG_CALL_UPPER,
  WG_CALL_LOWER,
  WG_CALL_STRING,
  WG_CALL_COUNT,
  WG_CALL_MAX,
  WG_CALL_MIN,
  WG_CALL_ABS,
  WG_N_CALLS,
} WgCallKind;

/* [from, from + len) where @by_len, else [from, to]. Negative counts from the end. */
typedef struct
{
  gint64 from;
  gint64 to;
  gboolean by_len;
  gboolean to_end;
} WgRange;

typedef enum
{
  WG_HOW_DEFAULT,
  WG_HOW_ANY,
  WG_HOW_ALL,
} WgHow;

/**
 * WgExpr: a node of an expression.
 * @op: the operator of COMPARE, ARITHMETIC; @negated: of a SET: "not in"
 * @args: operands and tests below; of a SET the operand, then two for each member (the second
 * %NULL where it is no range)
 * @token: of a LITERAL
 * @value, @prefix: of a LITERAL, once its type is known; @prefix: bits of the network
 * @slot: number of a FIELD among those that the filter needs, @scratch: of an operand, @leaf:
 * of a test that looks at values, @sum: of count, max and min
 * @aggregate: it or an operand below is count, max or min
 * @paired: a COMPARE of what both may have several values
 */
typedef struct WgExpr WgExpr;
struct WgExpr
{
  WgNodeKind kind;
  WgTokenKind op;
  WgHow how;
  WgCallKind call;
  gboolean negated, parted, aggregate, paired;
  guint off, len;
  WgExpr **args;
  guint n_args;
  WgToken token;
  WgRange *ranges;
  guint n_ranges;
  WgRange *layers;
  guint n_layers;
  const WgFilterField *field;
  WgFilterType type;
  WgValueOf value;
  guint prefix;
  GRegex *regex;
  guint slot, scratch, leaf, sum;
};

struct WgFilter
{
  const WgFilterFields *fields;
  WgArena *arena;
  char *text;
  WgExpr *top;        /* %NULL: everything passes */
  GPtrArray *needs;   /* of const WgFilterField, by slot */
  GPtrArray *regexes; /* of GRegex */
  GHashTable *feeds;  /* row -> GArray of WgFeedTo */
  guint n_scratch;
  guint n_leaves;
  guint n_sums;
};

/* Where the values of a row go. */
typedef struct
{
  const WgFeed *feed;
  guint slot;
  WgFilterType type;
} WgFeedTo;

/* What is at work while a filter is made; the first mistake ends it. */
typedef struct
{
  WgFilter *filter;
  WgLexer lexer;
  WgToken token; /* the next one */
  guint depth;
  GError *error;
} WgCompiler;

/* Sets the error, unless there is one; always returns %NULL. @word: spelled nearly like a
 * field, or %NULL. */
gpointer wg_filter_fail (WgCompiler *c,
                         WgFilterError code,
                         guint off,
                         guint len,
                         const char *expected,
                         const char *word,
                         const char *format,
                         ...) G_GNUC_PRINTF (7, 8);

WgExpr *wg_filter_parse (WgCompiler *c);
/* Gives every node its type; FALSE: there is an error. */
gboolean wg_filter_check (WgCompiler *c, WgExpr *expr);

/* Ranges of a slice or of layers; FALSE: there is an error. */
gboolean wg_filter_ranges (WgCompiler *c, const WgToken *token, WgRange **ranges, guint *n);

/* The value of @token as a @type; FALSE where it is none. @prefix may be %NULL. */
gboolean wg_filter_literal (WgCompiler *c,
                            const WgToken *token,
                            WgFilterType type,
                            const WgName *names,
                            WgValueOf *value,
                            guint *prefix);

const char *wg_filter_call_name (WgCallKind call);
const char *wg_filter_call_label (WgCallKind call);
