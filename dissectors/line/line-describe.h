#pragma once

#include "line/line.h"

/**
 * WgLineFields: rows for the tree of one line.
 * @protocol: heading; @line: the whole line; @word: its first word; @rest: what follows;
 * @secret: what follows where it must not be shown, %NULL where there is nothing such
 */
typedef struct
{
  const WgField *protocol;
  const WgField *line;
  const WgField *word;
  const WgField *rest;
  const WgField *secret;
} WgLineFields;

/* Nodes for a command line: heading, line, first word and the rest. With @is_secret the rest
 * gets the secret's row and the line shows its first word alone. Returns the line's node. */
WgNode *wg_line_describe_command (WgTree *tree,
                                  const WgLineFields *fields,
                                  WgSlice unit,
                                  gboolean is_secret);

/* The same for an answer that begins with a three-digit code, which becomes a number. */
WgNode *wg_line_describe_reply (WgTree *tree, const WgLineFields *fields, WgSlice unit);

/* One node of @field under the heading for bytes that are no lines: a mail's text. */
void wg_line_describe_block (WgTree *tree,
                             const WgField *protocol,
                             const WgField *field,
                             WgSlice unit);

/* The whole line as one secret value. */
void wg_line_describe_secret (WgTree *tree, const WgLineFields *fields, WgSlice unit);
