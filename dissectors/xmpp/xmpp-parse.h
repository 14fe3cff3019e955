#pragma once

#include "dissect/dissector.h"

/* As much of XML as streams of XMPP (RFC 6120) need: tags, their names without prefix,
 * attributes, the text in between. */

typedef enum
{
  WG_XML_TAG,
  WG_XML_TEXT,  /* up to the next tag */
  WG_XML_SHORT, /* the reader ends inside a tag; it did not move */
} WgXmlPart;

/* @name: without prefix; @closing: "</..", @empty: "../>". For text @body is the text. */
typedef struct
{
  WgSlice name;
  WgSlice body;
  gboolean closing;
  gboolean empty;
} WgXmlToken;

WgXmlPart wg_xml_next (WgReader *in, WgXmlToken *out);

/* The value of attribute @name in a tag's @body; empty where it has none. */
WgSlice wg_xml_attribute (WgSlice body, const char *name);

/* The first bytes open a stream of XMPP; SHORT is told by -1. */
gint wg_xmpp_is_stream (WgSlice bytes);
