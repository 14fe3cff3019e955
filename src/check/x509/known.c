#include "check/x509/view.h"

/* Who is who among issuers. Prefixes, compared without case. */

/* Organisations whose roots browsers know, or knew when their certificates were seen. */
static const char *const organisations[] = {
    "AC Camerfirma",
    "Actalis",
    "AddTrust",
    "AffirmTrust",
    "America Online",
    "Asseco",
    "Atos",
    "Baltimore",
    "Buypass",
    "Certinomis",
    "Certigna",
    "Certplus",
    "CFCA",
    "China Financial Certification",
    "China Internet Network Information",
    "Chunghwa",
    "CNNIC",
    "Comodo",
    "Corporation Service Company",
    "cPanel",
    "CyberTrust",
    "Cybertrust",
    "D-Trust",
    "Deutsche Telekom",
    "Dhimyotis",
    "DigiCert",
    "Digital Signature Trust",
    "DigiNotar",
    "Disig",
    "E-Tugra",
    "eMudhra",
    "Entrust",
    "Equifax",
    "GANDI",
    "GDCA",
    "GEANT",
    "GeoTrust",
    "GlobalSign",
    "GoDaddy",
    "Go Daddy",
    "Google Inc",
    "Google Trust Services",
    "Google LLC",
    "GTE Corporation",
    "Hellenic Academic",
    "Hongkong Post",
    "IdenTrust",
    "InCommon",
    "Internet2",
    "Internet Security Research Group",
    "IZENPE",
    "Japan Certification Services",
    "JPRS",
    "KEYNECTIS",
    "Let's Encrypt",
    "Microsec",
    "NetLock",
    "Network Solutions",
    "OISTE",
    "QuoVadis",
    "RSA Data Security",
    "RSA Security",
    "SECOM",
    "Sectigo",
    "SecureTrust",
    "SSL Corporation",
    "SSL.com",
    "Starfield",
    "StartCom",
    "SwissSign",
    "Symantec",
    "T-Systems",
    "TAIWAN-CA",
    "TERENA",
    "Thawte",
    "The Go Daddy",
    "The USERTRUST",
    "TrustAsia",
    "TrustCor",
    "Trustwave",
    "Trust Provider",
    "Unizeto",
    "ValiCert",
    "VeriSign",
    "Verizon",
    "WISeKey",
    "WoSign",
    "WoTrus",
    "ZeroSSL",
};

/* Those of firms that issue for themselves too. */
static const char *const names[] = {
    "Amazon Root CA",     "Amazon RSA ",         "Amazon ECDSA ",       "Server CA 1B",
    "Apple IST CA",       "Apple Public ",       "Microsoft IT ",       "Microsoft RSA TLS",
    "Microsoft ECC TLS",  "Microsoft Azure TLS", "Microsoft Azure RSA", "Microsoft Azure ECC",
    "Microsoft Internet", "Cloudflare Inc ",     "CloudFlare Inc ",     "Facebook Server CA",
};

static gboolean
begins (WgSlice text, const char *const *list, guint n)
{
  if (text.len == 0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (wg_slice_has_prefix_nocase (text, list[i]))
      return TRUE;
  return FALSE;
}

gboolean
wg_is_public_ca (WgSlice organisation, WgSlice common_name)
{
  return begins (organisation, organisations, G_N_ELEMENTS (organisations))
         || begins (common_name, names, G_N_ELEMENTS (names))
         || (wg_slice_is_nocase (organisation, "Amazon") && common_name.len > 0
             && begins (common_name, names, 4));
}

static const struct
{
  const char *word;
  const char *product;
} products[] = {
    {"mitmproxy", "mitmproxy"},
    {"PortSwigger", "Burp Suite"},
    {"Charles Proxy", "Charles"},
    {"DO_NOT_TRUST", "Fiddler"},
    {"Fiddler", "Fiddler"},
    {"OWASP Root CA", "OWASP ZAP"},
    {"OWASP ZAP", "OWASP ZAP"},
    {"Proxyman", "Proxyman"},
    {"HTTP Toolkit", "HTTP Toolkit"},
    {"bettercap", "bettercap"},
    {"INetSim", "INetSim"},
    {"Zscaler", "Zscaler"},
    {"FortiGate CA", "FortiGate"},
    {"Fortinet", "a Fortinet firewall"},
    {"Blue Coat", "Blue Coat"},
    {"Netskope", "Netskope"},
    {"Palo Alto", "a Palo Alto firewall"},
    {"Cisco Umbrella", "Cisco Umbrella"},
    {"SonicWall Firewall DPI", "SonicWall"},
    {"SonicWALL", "SonicWall"},
    {"WatchGuard", "WatchGuard"},
    {"Sophos SSL", "Sophos"},
    {"Sophos Web", "Sophos"},
    {"McAfee Web Gateway", "McAfee Web Gateway"},
    {"Forcepoint", "Forcepoint"},
    {"Websense", "Websense"},
    {"Barracuda", "Barracuda"},
    {"Securly", "Securly"},
    {"Lightspeed", "Lightspeed"},
    {"Superfish", "Superfish"},
    {"Komodia", "Komodia"},
    {"eDellRoot", "eDellRoot"},
    {"PrivDog", "PrivDog"},
    {"Kaspersky", "Kaspersky"},
    {"Avast Web/Mail Shield", "Avast"},
    {"AVG Web/Mail Shield", "AVG"},
    {"ESET SSL Filter", "ESET"},
    {"Bitdefender Personal CA", "Bitdefender"},
    {"AdGuard Personal CA", "AdGuard"},
};

const char *
wg_interception_product (WgSlice issuer)
{
  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    if (wg_slice_contains_nocase (issuer, products[i].word))
      return products[i].product;
  return NULL;
}
