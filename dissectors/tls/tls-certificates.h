#pragma once

#include "crypto/certificate.h"
#include "dissect/channel.h"

/* The certificates that all connections of the session have seen, whatever carried them. */
WgCertificateCache *wg_tls_certificate_cache (WgChannel *channel);
