#pragma once

#include "model/record.h"
#include "report/value.h"

/* How the report for a person looks. @mask: %NULL reveals secrets. */
typedef struct
{
  guint width;
  gboolean colours;
  WgMask *mask;
} WgTextStyle;

typedef enum
{
  WG_INK_PLAIN,
  WG_INK_BOLD,
  WG_INK_DIM,
  WG_INK_GOOD,
  WG_INK_BAD,
  WG_INK_ODD,
  WG_INK_WORST,
  WG_INK_NEW,
} WgInk;

/**
 * WgTextLine: one line of a time line: packet, direction, then parts joined by " · ". A part
 * that does not fit begins a further line.
 */
typedef struct
{
  GString *out;
  const WgTextStyle *style;
  guint used;
  gboolean empty;
} WgTextLine;

typedef enum
{
  WG_FROM_NOBODY,
  WG_FROM_CLIENT,
  WG_FROM_SERVER,
} WgFrom;

/* @frame: 0 where there is none to name. */
WgTextLine wg_text_line (GString *out, const WgTextStyle *style, guint32 frame, WgFrom from);
void wg_text_line_end (WgTextLine *line);

/* A part, which must be safe to show. Empty ones leave no trace. */
void wg_text_add (WgTextLine *line, WgInk ink, const char *part);
/* The same behind @joint in place of the dot: " ", ", ". */
void wg_text_join (WgTextLine *line, const char *joint, WgInk ink, const char *part);
void wg_text_addf (WgTextLine *line, WgInk ink, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* @value, if there is one, between @before and @after. Long ones are shortened. */
void wg_text_add_value (
    WgTextLine *line, WgInk ink, const char *before, WgValue value, const char *after);

/* Appends @text in colour, where colours are allowed. */
void wg_text_ink (GString *out, const WgTextStyle *style, WgInk ink, const char *text);

/* @value as text that is safe to show, at most @columns wide; "" where there is none. */
char *wg_text_of (const WgTextStyle *style, WgValue value, guint columns);

/* "tls1.2" as people write it: "TLS 1.2". */
char *wg_text_version (const char *name);
