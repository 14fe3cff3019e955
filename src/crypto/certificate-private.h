#pragma once

#include "crypto/certificate.h"

#include <openssl/x509.h>

/* What the files about certificates share; for src/crypto alone. */

/* @checked is the last issuer whose key was tried on the signature, so that a chain that comes
 * again costs nothing. */
struct WgCertificate
{
  WgCertificateFacts facts;
  guint refs;
  guint8 sum[WG_SHA256_LEN];
  guint8 spki[WG_SHA256_LEN];
  GBytes *der;
  X509 *x509;
  GStringChunk *text;
  GArray *names; /* all alternative names; WgSlice, as in the two below */
  GArray *dns;
  GArray *addresses;
  guint8 checked[WG_SHA256_LEN];
  int checked_result;
};

/* Fills the facts of a certificate whose x509 is there. */
void wg_certificate_read (WgCertificate *certificate);
