#pragma once

#include "base/slice.h"

/* HTML as a browser's tokenizer takes it, nearly (HTML Living Standard §13.2.5): tolerant of
 * all that is wrong, in one pass. What stands in comments and in script, style, textarea, title
 * and the like is no tag. */

typedef enum
{
  WG_HTML_TAG,     /* <a href=..> */
  WG_HTML_END_TAG, /* </a> */
  WG_HTML_TEXT,
  WG_HTML_RAW,     /* all of a script, a style, a textarea, a title: @name is the element */
  WG_HTML_COMMENT, /* and doctypes */
} WgHtmlKind;

/**
 * WgHtmlToken: slices borrow from the text.
 * @name: of the tag, in the case it was sent
 * @text: what stands between the tags; the attributes of a tag, see wg_html_attribute()
 */
typedef struct
{
  WgHtmlKind kind;
  WgSlice name;
  WgSlice text;
} WgHtmlToken;

typedef struct
{
  WgSlice rest;
  WgSlice raw; /* the element whose raw text comes next */
} WgHtml;

void wg_html_begin (WgHtml *html, WgSlice text);
/* FALSE at the end; a tag that the text breaks off in is not given. */
gboolean wg_html_next (WgHtml *html, WgHtmlToken *token);

gboolean wg_html_is (const WgHtmlToken *token, const char *name);

/* Takes the next attribute of a tag's @text. @value: without quotes, entities as they are. */
gboolean wg_html_attribute_next (WgSlice *rest, WgSlice *name, WgSlice *value);
/* The first attribute of that name; FALSE without one. */
gboolean wg_html_attribute (const WgHtmlToken *token, const char *name, WgSlice *value);

/* Undoes numeric and the few common named entities into @out, which is emptied first. */
void wg_html_unescape (WgSlice text, GString *out);
