#pragma once

#include "base/arena.h"

/* Words of an expression. */
typedef enum
{
  WG_TOKEN_END,
  WG_TOKEN_WORD,   /* a field, a number, an address: what it is depends on where it stands */
  WG_TOKEN_STRING, /* "..", r".." */
  WG_TOKEN_CHAR,   /* 'c' */
  WG_TOKEN_SLICE,  /* [..], the text is what is between */
  WG_TOKEN_LAYER,  /* #2, #[1-2] */
  WG_TOKEN_OPEN,
  WG_TOKEN_CLOSE,
  WG_TOKEN_OPEN_BRACE,
  WG_TOKEN_CLOSE_BRACE,
  WG_TOKEN_COMMA,
  WG_TOKEN_RANGE, /* .. */
  WG_TOKEN_AND,
  WG_TOKEN_OR,
  WG_TOKEN_XOR,
  WG_TOKEN_NOT,
  WG_TOKEN_IN,
  WG_TOKEN_ANY,
  WG_TOKEN_ALL,
  WG_TOKEN_EQ,
  WG_TOKEN_NE,
  WG_TOKEN_ALL_EQ,
  WG_TOKEN_ANY_NE,
  WG_TOKEN_GT,
  WG_TOKEN_LT,
  WG_TOKEN_GE,
  WG_TOKEN_LE,
  WG_TOKEN_CONTAINS,
  WG_TOKEN_MATCHES,
  WG_TOKEN_BITS,
  WG_TOKEN_PLUS,
  WG_TOKEN_MINUS,
  WG_TOKEN_TIMES,
  WG_TOKEN_DIVIDE,
  WG_TOKEN_MODULO,
  WG_TOKEN_BAD, /* @text says why */
} WgTokenKind;

/**
 * WgToken:
 * @off, @len: its bytes in the expression
 * @text: of a word as it stands; of a string and a character what its escapes mean; of a bad
 * one a sentence
 * @closed: FALSE for a string or slice that the expression ends in
 */
typedef struct
{
  WgTokenKind kind;
  guint off;
  guint len;
  WgSlice text;
  gboolean raw;
  gboolean closed;
} WgToken;

/* @arena takes texts with escapes. */
typedef struct
{
  WgSlice text;
  gsize at;
  WgArena *arena;
} WgLexer;

WgToken wg_lexer_next (WgLexer *lexer);

/* Operators with their signs and words, for who completes: ended by a row without word. */
typedef struct
{
  const char *word;
  WgTokenKind kind;
  const char *label;
} WgOperator;

extern const WgOperator wg_filter_operators[];
