#pragma once

#include "check/http/view.h"
#include "check/match/value.h"

/* What a client can write into a request: each value by itself. */

typedef enum
{
  WG_INPUT_PATH,
  WG_INPUT_QUERY,
  WG_INPUT_BODY, /* a field of a form, JSON or a part */
  WG_INPUT_TEXT, /* a body that is none of these */
  WG_INPUT_COOKIE,
  WG_INPUT_HEADER,
} WgInputPlace;

/**
 * WgInput: borrowed until the next one.
 * @name: of the parameter, cookie or header
 * @field: in the field reference
 * @is_password: by its name
 */
typedef struct
{
  WgInputPlace place;
  WgSlice name;
  WgSlice raw;
  const char *field;
  WgValueCoding coding;
  gboolean is_password;
} WgInput;

typedef void (*WgInputFunc) (gpointer user, const WgHttpView *view, const WgInput *input);

/* Calls @func for each of the request's values, in its order; for at most %WG_LIMIT_INPUTS. */
void wg_inputs_walk (const WgHttpView *view, WgInputFunc func, gpointer user);
