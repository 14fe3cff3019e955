#include "ssh/ssh-records.h"

#define LIST(Key, Label, Json, Which)                                                          \
  {                                                                                            \
    .key = Key, .label = Label, .kind = WG_KIND_TEXT, .json = Json,                            \
    WG_AT (WgSshEnd, kexinit.list[Which]), .source = "RFC 4253 §7.1"                          \
  }
#define AGREED(Key, Label, Json, Which)                                                        \
  {                                                                                            \
    .key = Key, .label = Label, .kind = WG_KIND_TEXT, .json = Json,                            \
    WG_AT (WgSshRecord, agreed.list[Which]), .source = "RFC 4253 §7.1"                        \
  }

static const WgField end_fields[] = {
    {.key = "wiregloss.ssh.frame",
     .label = "Identified in",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgSshEnd, frame)},
    {.key = "ssh.protocol",
     .label = "Identification",
     .kind = WG_KIND_TEXT,
     .json = "identification",
     WG_AT (WgSshEnd, identification),
     .help = "Version of the protocol and name of the program.",
     .source = "RFC 4253 §4.2"},
    {.key = "wiregloss.ssh.kexinit_frame",
     .label = "Algorithms listed in",
     .kind = WG_KIND_UINT,
     .json = "kexinit_frame",
     WG_AT (WgSshEnd, kexinit_frame)},
    LIST ("ssh.kex_algorithms", "Key exchanges taken", "kex_algorithms", WG_SSH_KEX),
    LIST ("ssh.server_host_key_algorithms",
          "Host keys taken",
          "host_key_algorithms",
          WG_SSH_HOST_KEY),
    LIST ("ssh.encryption_algorithms_client_to_server",
          "Ciphers taken, of the client",
          "client_ciphers",
          WG_SSH_CIPHER_CLIENT),
    LIST ("ssh.encryption_algorithms_server_to_client",
          "Ciphers taken, of the server",
          "server_ciphers",
          WG_SSH_CIPHER_SERVER),
    LIST ("ssh.mac_algorithms_client_to_server",
          "MACs taken, of the client",
          "client_macs",
          WG_SSH_MAC_CLIENT),
    LIST ("ssh.mac_algorithms_server_to_client",
          "MACs taken, of the server",
          "server_macs",
          WG_SSH_MAC_SERVER),
    {0},
};

static const WgField fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "wiregloss.ssh.client",
     .label = "Client",
     .kind = WG_KIND_OBJECT,
     .json = "client",
     WG_AT (WgSshRecord, client),
     .fields = end_fields},
    {.key = "wiregloss.ssh.server",
     .label = "Server",
     .kind = WG_KIND_OBJECT,
     .json = "server",
     WG_AT (WgSshRecord, server),
     .fields = end_fields},
    AGREED ("wiregloss.ssh.kex", "Key exchange", "kex", WG_SSH_KEX),
    AGREED ("wiregloss.ssh.host_key", "Host key", "host_key", WG_SSH_HOST_KEY),
    AGREED ("wiregloss.ssh.client_cipher",
            "Client's cipher",
            "client_cipher",
            WG_SSH_CIPHER_CLIENT),
    AGREED ("wiregloss.ssh.server_cipher",
            "Server's cipher",
            "server_cipher",
            WG_SSH_CIPHER_SERVER),
    AGREED ("wiregloss.ssh.client_mac", "Client's MAC", "client_mac", WG_SSH_MAC_CLIENT),
    AGREED ("wiregloss.ssh.server_mac", "Server's MAC", "server_mac", WG_SSH_MAC_SERVER),
    {0},
};

const WgRecordType wg_ssh_type = {
    .name = "ssh",
    .list = "ssh",
    .fields = fields,
    .help = "A connection of the Secure Shell: who speaks, and what both agreed on.",
};
