#pragma once

#include "report/text-kinds.h"

/**
 * WgTextTable: the conversations of a capture as a table. Those that hold nothing but names
 * being looked up are only counted: the questions have a table of their own.
 */
typedef struct WgTextTable WgTextTable;

/* @style is borrowed. */
WgTextTable *wg_text_table_new (const WgTextStyle *style);
void wg_text_table_free (WgTextTable *table);
void wg_text_table_clear (WgTextTable *table);

void wg_text_table_add (WgTextTable *table, const WgTextRecord *record);
/* Sorts and appends the table; nothing when there are no conversations. */
void wg_text_table_write (GString *out, WgTextTable *table);
/* The heading of what was said in one conversation; after the table was written. */
void wg_text_table_heading (GString *out, const WgTextTable *table, gint64 conversation);
