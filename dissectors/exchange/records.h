#pragma once

#include "dissect/channel.h"
#include "exchange/headers.h"

/* The facts of `http[]` in the report, whichever version of HTTP they came by. */

/**
 * WgHttpMessage: what requests and responses have in common.
 * @frame: packet that completed it
 * @body_length: as sent, de-chunked; @decoded_length: -1 where no coding was undone
 * @body_sha256: of the decoded body, or of the body as sent where it could not be decoded;
 * empty where nobody asked or the body is not whole
 * @body: its beginning, decoded, for rules; empty where nobody asked
 * @head: start line and headers as sent, which the slices of both point into; @head_at: its
 * place, as far as it lies in one packet; both for rules and empty in HTTP/2 and 3
 */
typedef struct
{
  WgList headers;
  WgList trailers;
  WgSlice content_type;
  WgList content_encoding; /* WgSlice */
  guint64 body_length;
  gint64 decoded_length;
  WgSlice body_sha256;
  WgSlice body;
  WgSlice head;
  WgSpan head_at;
} WgHttpMessage;

typedef struct
{
  guint32 frame;
  WgSlice method;
  WgSlice target;
  WgSlice host;
  WgList cookies; /* WgSlice: names */
  WgHttpMessage message;
} WgHttpRequest;

typedef struct
{
  guint32 frame;
  gint64 status;
  WgSlice reason;
  WgList headers;
} WgHttpInformational;

typedef struct
{
  guint32 frame;
  WgSlice version; /* where it is not the request's */
  gint64 status;
  WgSlice reason;
  WgList set_cookies; /* WgHttpSetCookie */
  WgHttpMessage message;
} WgHttpResponse;

typedef struct
{
  guint32 frame;
  const char *from;
  const char *error;
} WgHttpReset;

typedef struct
{
  WgRecordHead head;
  gint64 stream; /* -1 in HTTP/1 */
  WgSlice version;
  gboolean decrypted;
  const WgHttpRequest *request;
  WgList informational;
  const WgHttpResponse *response;
  const WgHttpResponse *simple_response; /* HTTP/0.9: bytes without a status line */
  WgSlice upgraded_to;
  gboolean pushed;
  const WgHttpReset *reset;
  gboolean complete;
} WgHttpExchange;

extern const WgRecordType wg_http_type;
