#pragma once

#include "unit.h"

#include "filter/filter.h"

/* The fields that the expressions of a test program speak of: made and freed by its group. */

static WgFilterFields *fields;

static int
make_fields (void **state)
{
  fields = wg_filter_fields_new ();
  return 0;
}

static int
free_fields (void **state)
{
  wg_filter_fields_free (fields);
  return 0;
}
