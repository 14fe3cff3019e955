/* The first byte chooses the dissector and datagrams or a stream. Then pieces: who speaks (or
 * loses bytes), a length in fours, the bytes. */
#include "fuzz.h"

#include "dns/dns-parse.h"
#include "dns/dns.h"
#include "script.h"

static void
play (WgScript *script, gboolean datagrams, WgReader *r)
{
  guint8 what, fours;
  WgSlice bytes;

  while (wg_reader_u8 (r, &what) && wg_reader_u8 (r, &fours))
    {
      WgDir dir = (what & 1) != 0 ? WG_SERVER : WG_CLIENT;

      if ((what & 2) != 0 && !datagrams)
        wg_script_gap (script, dir, fours + 1u);
      if (!wg_reader_take (r, MIN (4u * fours, wg_reader_left (r)), &bytes))
        g_assert_not_reached ();
      if (bytes.len > 0)
        wg_script_say (script, dir, bytes);
    }
}

/* Whatever its data, a record can be written, and as UTF-8. */
static void
write_data (WgSlice message)
{
  WgReader r = wg_reader (message, WG_END_WHOLE);
  g_autoptr (GString) text = g_string_new (NULL);
  WgDnsRr rr;

  for (guint i = 0; i < 64 && wg_dns_rr_parse (&r, &rr) == WG_DNS_OK; i++)
    {
      g_assert_cmpuint (rr.name.len, >, 0);
      g_assert_cmpuint (rr.name.len, <=, sizeof rr.name.text);
      g_string_truncate (text, 0);
      wg_dns_rdata_append (text, &r, &rr, (i & 1) != 0);
      g_assert_cmpuint (text->len, >, 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const WgDissector *const rooms[] = {&wg_dns, &wg_mdns, &wg_llmnr, NULL};
  WgReader r = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  WgScript *script;
  guint8 first;

  write_data (wg_slice (data, size));
  if (!wg_reader_u8 (&r, &first))
    return 0;
  if ((first & 4) != 0)
    script = wg_script_new_datagrams (rooms[first & 3], 53);
  else
    script = wg_script_new ((first & 3) == 1 ? NULL : rooms[first & 3], 53, 0, first >> 4);
  play (script, (first & 4) != 0, &r);
  g_free (wg_script_finish (script));
  return 0;
}
