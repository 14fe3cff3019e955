#pragma once

#include "check/check.h"
#include "dissect/channel.h"

/* Drives the rules with records made by hand. */

typedef struct
{
  WgSink sink; /* first */
  WgCheck *check;
  WgCheckOptions options;
  GHashTable *counts; /* id -> how often it was seen, over its findings */
} RuleTest;

RuleTest *rule_test_new (void);
void rule_test_record (RuleTest *test, const WgRecordType *type, gconstpointer record);
/* Ends the capture, frees, and tells how often @id was seen. */
guint64 rule_test_finish (RuleTest *test, const char *id);
