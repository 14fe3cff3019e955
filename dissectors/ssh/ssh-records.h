#pragma once

#include "dissect/channel.h"
#include "ssh/ssh-parse.h"

/* What one end of an SSH connection says in the clear.
 * @frame: of the identification, 0 where it was not seen; @kexinit_frame: of the lists, or 0
 * @identification: the whole line
 * @major: 1 or 2, for rules; @version: as sent, for rules */
typedef struct
{
  guint32 frame;
  WgSlice identification;
  guint32 kexinit_frame;
  WgSshKexinit kexinit;
  guint major;
  WgSlice version;
} WgSshEnd;

/* @agreed: what the two agree on; empty where lists of one end were not seen or have nothing in
 * common. A cipher that authenticates leaves the MAC unused. */
typedef struct
{
  WgRecordHead head;
  WgSshEnd client;
  WgSshEnd server;
  WgSshKexinit agreed;
} WgSshRecord;

extern const WgRecordType wg_ssh_type;
