#include "check/rules.h"
#include "dissect/dissector.h"
#include "stream/flow.h"

/* A protocol where another one lives. */

/* Ports by the protocol that everybody expects there. */
static const struct
{
  guint16 port;
  const char *protocol;
} homes[] = {
    {21, "FTP"},   {22, "SSH"},          {23, "Telnet"},  {25, "SMTP"},         {53, "DNS"},
    {80, "HTTP"},  {110, "POP3"},        {143, "IMAP"},   {389, "LDAP"},        {443, "TLS"},
    {445, "SMB"},  {993, "TLS"},         {995, "TLS"},    {1433, "SQL Server"}, {3306, "MySQL"},
    {3389, "RDP"}, {5432, "PostgreSQL"}, {6379, "Redis"},
};

/* Where developers let web servers listen, and devices on the network at home. */
static gboolean
is_usual_for_http (guint16 port)
{
  static const guint16 ports[] = {80,   81,   82,   88,   280,  591,  593,
                                  631,  1080, 1900, 2869, 3128, 4200, 4567,
                                  5000, 5001, 5357, 5985, 6000, 7001, 0};

  for (guint i = 0; ports[i] != 0; i++)
    if (ports[i] == port)
      return TRUE;
  return (port >= 3000 && port < 4000) || (port >= 7000 && port < 10000) || (port >= 49152)
         || (port >= 18000 && port < 19000) || (port > 1024 && port % 100 == 80)
         || (port > 1024 && port % 1000 == 0);
}

static gboolean
is_tls_wrapped (guint16 port)
{
  return port == 443 || port == 993 || port == 995;
}

static const char *
home_of (guint16 port)
{
  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    if (homes[i].port == port)
      return homes[i].protocol;
  return NULL;
}

static gboolean
is_usual (const WgDissector *found, guint16 port)
{
  for (guint i = 0; found->ports != NULL && found->ports[i] != 0; i++)
    if (found->ports[i] == port)
      return TRUE;
  return FALSE;
}

static void
flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  const WgDissector *found;
  guint16 port = parties->server.port;
  const char *home;
  gboolean http;
  WgClaim *claim;

  if (flow->protocols[0] == 0 || parties->protocol != 6)
    return;
  found = wg_dissectors[flow->protocols[0] - 1];
  http = g_str_equal (found->id, "http");
  if (port == 80 && g_str_equal (found->id, "http2"))
    return;
  home = home_of (port);
  if (is_usual (found, port) || (home != NULL && g_ascii_strcasecmp (home, found->title) == 0)
      || (g_str_equal (found->id, "tls") && is_tls_wrapped (port)))
    return;
  /* Mail and FTP over TLS and the like have many ports; only those that are another's count. */
  if (home == NULL
      && (!http || is_usual_for_http (port)
          || wg_endpoint_is_private (&parties->server, parties->ip_version)))
    return;
  if (home != NULL && parties->client.port < 1024 && home_of (parties->client.port) == NULL)
    return;
  claim = wg_check_raise (state, &wg_finding_port_protocol_mismatch, WG_SEVERITY_DEFAULT,
                          parties, WG_SLICE_NONE, flow->first_frame);
  wg_claim_say (claim, "%s was spoken on TCP port %u%s%s.", found->title, port,
                home != NULL ? ", where one expects " : ", which is not one of its own",
                home != NULL ? home : "");
}

const WgRules wg_rules_ports = {
    .name = "ports",
    .flow_over = flow_over,
};
