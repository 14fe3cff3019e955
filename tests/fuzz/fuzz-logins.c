/* A conversation with one of the rooms that name logins. The first byte chooses the room, or
 * that it is probed; then pieces follow: a byte with the direction in its highest bit and the
 * length in the others (0: a gap), and that many bytes. */
#include "fuzz.h"

#include "dissect/channel-private.h"
#include "ftp/ftp.h"
#include "imap/imap.h"
#include "irc/irc.h"
#include "ldap/ldap.h"
#include "mqtt/mqtt.h"
#include "mysql/mysql.h"
#include "pop/pop.h"
#include "postgresql/postgresql.h"
#include "redis/redis.h"
#include "smtp/smtp.h"
#include "socks/socks.h"
#include "telnet/telnet.h"
#include "xmpp/xmpp.h"

static const WgDissector *const rooms[] = {
    NULL,     &wg_smtp,  &wg_pop,   &wg_imap, &wg_ftp, &wg_telnet,     &wg_ldap,
    &wg_mqtt, &wg_redis, &wg_socks, &wg_xmpp, &wg_irc, &wg_postgresql, &wg_mysql};

typedef struct
{
  WgSink sink;
  guint opened;
  guint closed;
} Counter;

static WgRecordId
count_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  return ++((Counter *) sink)->opened;
}

static void
count_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  ((Counter *) sink)->closed++;
}

static void
play (WgEngine *engine, WgChannel *channel, WgReader *in)
{
  guint8 control;
  WgSlice bytes;

  while (wg_reader_u8 (in, &control))
    {
      WgDir dir = (control & 0x80) != 0 ? WG_SERVER : WG_CLIENT;
      gsize len = MIN ((gsize) (control & 0x7f), wg_reader_left (in));
      WgOrigin origin = {++engine->frame, 54};
      g_autofree guint8 *copy = NULL;

      if (len == 0)
        wg_channel_gap (channel, dir, 100, FALSE);
      else if (wg_reader_take (in, len, &bytes))
        {
          g_autoptr (WgTree) tree = wg_tree_new (bytes);

          engine->tree = (engine->frame & 1) != 0 ? tree : NULL;
          copy = g_memdup2 (bytes.data, bytes.len);
          wg_channel_data (channel, dir, wg_slice (copy, len), origin);
          engine->tree = NULL;
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const WgEndpoint ends[2] = {{.port = 40000}, {.port = 25}};
  WgReader in = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  Counter counter = {.sink = wg_sink_deaf};
  WgEngine engine;
  WgChannel *channel;
  guint8 room;

  if (!wg_reader_u8 (&in, &room))
    return 0;
  counter.sink.open = count_open;
  counter.sink.close = count_close;
  wg_engine_init (&engine, &counter.sink, 0);
  channel = wg_channel_new (&engine, ends, 4, FALSE, 0);
  room %= G_N_ELEMENTS (rooms);
  if (rooms[room] != NULL)
    wg_channel_choose (channel, rooms[room]);
  play (&engine, channel, &in);
  wg_channel_eof (channel, WG_SERVER);
  wg_channel_free (channel);
  wg_engine_clear (&engine);
  g_assert (counter.opened == counter.closed);
  return 0;
}
