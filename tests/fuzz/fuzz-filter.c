#include "fuzz.h"

#include "base/limits.h"
#include "filter/filter.h"
#include "net/net.h"

/* Up to a NUL the expression, behind it a packet that is asked with it. What compiles is
 * printed and compiled again, to the same print; what does not names a place in the expression.
 */

static void
ignore_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
}

static gboolean
ask (const WgFilter *filter, const WgPacket *packet, const WgTree *tree)
{
  g_autoptr (WgFilterRun) run = wg_filter_run_new (filter);
  WgFilterPacket of = {packet, 0, 0};

  return wg_filter_run_packet (run, &of, tree);
}

static void
try (const WgFilterFields *fields, const WgFilter *filter, WgSlice bytes)
{
  static const WgNetCallbacks callbacks = {.segment = ignore_segment};
  g_autoptr (WgNet) net = wg_net_new (&callbacks, NULL);
  WgPacket packet = {
      .frame = 1, .linktype = 1, .bytes = bytes, .wire_len = (guint32) bytes.len};
  g_autoptr (WgTree) tree = wg_tree_new (bytes);
  g_autofree char *text = wg_filter_print (filter), *second = NULL;
  g_autoptr (WgFilter) again = wg_filter_compile (fields, text, NULL);

  wg_net_decode (net, &packet, tree);
  if (again == NULL) /* quotes around words made it too long */
    {
      g_assert (strlen (text) > WG_LIMIT_FILTER_LEN / 4);
      return;
    }
  second = wg_filter_print (again);
  g_assert_cmpstr (text, ==, second);
  g_assert (ask (filter, &packet, tree) == ask (again, &packet, tree));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static WgFilterFields *fields;
  WgSlice whole = wg_slice (data, size);
  gssize nul = wg_slice_find (whole, '\0');
  gsize len = nul >= 0 ? (gsize) nul : size;
  g_autofree char *text = g_strndup ((const char *) data, len);
  g_autoptr (GError) error = NULL;
  g_autoptr (WgFilter) filter = NULL;
  WgFilterCompletion completion;

  if (fields == NULL)
    fields = wg_filter_fields_new ();
  filter = wg_filter_compile (fields, text, &error);
  if (filter != NULL)
    try (fields, filter, wg_slice_sub (whole, len + 1, size));
  else
    {
      const WgFilterMistake *mistake = wg_filter_mistake (error);
      g_assert ((gsize) mistake->off + mistake->len <= len);
    }
  wg_filter_complete (fields, text, (guint) (len / 2), &completion);
  g_assert ((gsize) completion.off + completion.len <= len);
  wg_filter_completion_clear (&completion);
  return 0;
}
