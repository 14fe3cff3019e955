#pragma once

#include "crypto/secrets.h"

/* What the command line names to open encrypted records with. */
typedef struct
{
  char **keylogs, **rsa_keys, **psks;
  gboolean environment; /* also the key log that SSLKEYLOGFILE names */
} WgCliKeys;

/* Rows of a table of options. */
#define WG_CLI_KEY_OPTIONS(keys)                                                               \
  {"keylog",                                                                                   \
   0,                                                                                          \
   0,                                                                                          \
   G_OPTION_ARG_FILENAME_ARRAY,                                                                \
   &(keys).keylogs,                                                                            \
   "open TLS and QUIC with a key log; or --sslkeylogfile",                                     \
   "FILE"},                                                                                    \
      {"sslkeylogfile",                                                                        \
       0,                                                                                      \
       G_OPTION_FLAG_HIDDEN,                                                                   \
       G_OPTION_ARG_NONE,                                                                      \
       &(keys).environment,                                                                    \
       "the file that SSLKEYLOGFILE names",                                                    \
       NULL},                                                                                  \
      {"rsa-key",                                                                              \
       0,                                                                                      \
       0,                                                                                      \
       G_OPTION_ARG_FILENAME_ARRAY,                                                            \
       &(keys).rsa_keys,                                                                       \
       "the same with a server's RSA key",                                                     \
       "FILE[:PASS]"},                                                                         \
  {                                                                                            \
    "psk", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(keys).psks, "the same with a pre-shared key",    \
        "HEX"                                                                                  \
  }

/* Reads them; %NULL where one cannot be used. What a person should know is said on standard
 * error unless @quiet. */
WgSecrets *wg_cli_keys_load (const WgCliKeys *keys, gboolean quiet, GError **error);
void wg_cli_keys_clear (WgCliKeys *keys);
