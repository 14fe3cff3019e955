#pragma once

#include "dissect/channel.h"
#include "ftp/ftp-parse.h"

/**
 * WgFtpData: one end told the other where to open the connection of a transfer.
 * @frame: packet that told it; @response_frame: the one that answered, or 0
 * @command: "PORT", "EPRT", or "PASV" for the server's 227
 * @ok: "yes", "no", or %NULL when no answer was seen or is due
 * @place: @address and @port, for rules
 */
typedef struct
{
  WgRecordHead head;
  guint32 frame;
  guint32 response_frame;
  const char *command;
  WgSlice address;
  guint32 port;
  const char *ok;
  gboolean decrypted;
  WgFtpPlace place;
} WgFtpData;

extern const WgRecordType wg_ftp_data_type;
