#pragma once

#include "dissect/channel.h"

/**
 * WgLogin: somebody proved, or tried to prove, who he is. Shared by the protocols whose rooms
 * know little else.
 * @frame: packet that completed the attempt; @response_frame: the one that answered, or 0
 * @protocol: "smtp"
 * @mechanism: as the protocol names it: "LOGIN", "PLAIN", "CRAM-MD5", "USER/PASS", "simple
 * bind"
 * @user, @secret: as sent, decoded where the mechanism encodes them; empty where not seen
 * @decrypted: it came inside TLS
 * @ok: "yes", "no", or %NULL when no answer was seen
 */
typedef struct
{
  WgRecordHead head;
  guint32 frame;
  guint32 response_frame;
  const char *protocol;
  WgSlice mechanism;
  WgSlice user;
  WgSlice secret;
  const char *ok;
  gboolean decrypted;
} WgLogin;

extern const WgRecordType wg_login_type;
