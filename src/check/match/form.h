#pragma once

#include "base/slice.h"

/* What a body or a query says under which name, whichever way it is written: as
 * a=1&b=2 (URL Standard §5.1), as multipart/form-data (RFC 7578), as JSON at any depth. */

typedef enum
{
  WG_FORM_PAIRS,
  WG_FORM_MULTIPART,
  WG_FORM_JSON,
} WgFormKind;

typedef struct WgForm WgForm;

/**
 * WgFormField: decoded; borrowed until the next one.
 * @name: in JSON the key; of an array's items that of the array
 * @filename: of an uploaded file; @is_file: it has one, even an empty one
 * @type: the part's Content-Type
 */
typedef struct
{
  WgSlice name;
  WgSlice value;
  WgSlice filename;
  gboolean is_file;
  WgSlice type;
} WgFormField;

/* Whether a media type (with its parameters) is of a form, and of which kind. */
gboolean wg_form_kind_of (WgSlice content_type, WgFormKind *kind);

/* @content_type: for the boundary. @body is borrowed. Pairs may be of a query. */
WgForm *wg_form_new (WgFormKind kind, WgSlice content_type, WgSlice body);
void wg_form_free (WgForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgForm, wg_form_free)

/* At most %WG_LIMIT_FORM_FIELDS fields of a form are given. */
gboolean wg_form_next_field (WgForm *form, WgFormField *field);

/* Takes the next NAME=VALUE of a query or form; as sent, not decoded. FALSE at its end. */
gboolean wg_form_next (WgSlice *rest, WgSlice *name, WgSlice *value);

/* Undoes %XX, and '+' where @plus, into @out, which is emptied first. */
void wg_percent_decode (WgSlice text, gboolean plus, GString *out);
