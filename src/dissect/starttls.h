#pragma once

#include "dissect/channel.h"

/**
 * WgStarttls: how a connection that begins in the clear came, or did not come, to TLS by its
 * own protocol: STARTTLS, STLS, AUTH TLS, SSLRequest. Frames are 0 for what was not seen.
 * @protocol: "smtp"
 * @listed_frame: the server had told all that it can do
 * @offered_frame: .. and that TLS is among it
 * @auth_frame, @auth: .. and that it takes logins as things are, and how
 * @masked_frame, @masked: a word that somebody wrote over
 * @preauth_frame: the server greeted the client as one who is logged in
 * @asked_frame, @answer_frame, @accepted: TLS was asked for, and "yes" or "no" was answered
 * @login_frame, @login, @login_user: the client's first login in the clear, by its command
 * @mail_frame: a mail began in the clear, @body_frame: its text, or the first query
 * @after_frame, @after: what the client sent first after a refusal
 */
typedef struct
{
  WgRecordHead head;
  const char *protocol;
  guint32 listed_frame;
  guint32 offered_frame;
  guint32 auth_frame;
  WgSlice auth;
  guint32 masked_frame;
  WgSlice masked;
  guint32 preauth_frame;
  guint32 asked_frame;
  guint32 answer_frame;
  const char *accepted;
  guint32 login_frame;
  const char *login;
  WgSlice login_user;
  guint32 mail_frame;
  guint32 body_frame;
  guint32 after_frame;
  const char *after;
} WgStarttls;

extern const WgRecordType wg_starttls_type;
