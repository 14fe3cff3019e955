#include "model/field.h"

const char *
wg_name_of (const WgName *names, guint32 value)
{
  for (; names != NULL && names->name != NULL; names++)
    if (names->value == value)
      return names->name;
  return NULL;
}
