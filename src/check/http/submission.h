#pragma once

#include "check/http/view.h"

/* What rules want to know of a form that a request brings, in whichever way it is written. */

/**
 * WgSubmission: slices borrow from itself, until the next exchange.
 * @password, @user, @card: the first of each that has a value, and the names of their fields
 * @card_code: an expiry or a check number stands beside
 * @csrf: a field that guards against forged requests
 */
struct WgSubmission
{
  gboolean made;
  gboolean is_form;
  WgFormKind kind;
  GString *names[3];
  GString *values[3];
  WgSlice password_name, password;
  WgSlice user_name, user;
  WgSlice card_name, card;
  gboolean card_code;
  gboolean csrf;
};

/* %NULL where the request has no form in its body. */
const WgSubmission *wg_view_submission (const WgHttpView *view);
/* Whether it sends a password: a login, a registration. */
gboolean wg_view_is_login (const WgHttpView *view);

void wg_submission_clear (WgSubmission *submission);
