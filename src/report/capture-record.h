#pragma once

#include "report/json-value.h"
#include "session/session.h"

/* Appends the fields of a capture as a whole: members of an object that has begun. */
void wg_capture_record_write (GString *out,
                              const char *file,
                              const WgCaptureFacts *facts,
                              const WgJsonStyle *style);

/* The rows behind it, for the field reference. */
extern const WgRecordType wg_capture_type;
