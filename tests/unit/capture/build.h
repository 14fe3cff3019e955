#pragma once

#include "../unit.h"

#include "capture/capture-private.h"

/* Captures made in memory, and reading them back. */

/* Appends; @big is the byte order of the host that is played. */
void put_u8 (GByteArray *out, guint8 value);
void put_u16 (GByteArray *out, gboolean big, guint16 value);
void put_u32 (GByteArray *out, gboolean big, guint32 value);
void put_u64 (GByteArray *out, gboolean big, guint64 value);
void put_bytes (GByteArray *out, const void *bytes, gsize len);
/* @len bytes that differ from place to place and from @seed to @seed. */
void put_noise (GByteArray *out, guint seed, gsize len);

/* @magic in the host's order; @snaplen 65535. */
void put_pcap_header (GByteArray *out, gboolean big, guint32 magic, guint32 network);
void put_pcap_header_full (GByteArray *out,
                           gboolean big,
                           guint32 magic,
                           guint16 major,
                           guint16 minor,
                           guint32 snaplen,
                           guint32 network);
/* A record with @len bytes of noise. */
void put_pcap_record (GByteArray *out, gboolean big, guint32 sec, guint32 frac, guint32 len);

/* A block around @body, which is padded; frees @take_body. */
void put_block (GByteArray *out, gboolean big, guint32 type, GByteArray *take_body);
void put_section (GByteArray *out, gboolean big);
/* @take_options may be %NULL. */
void put_interface (
    GByteArray *out, gboolean big, guint16 linktype, guint32 snaplen, GByteArray *take_options);
void put_option (GByteArray *out, gboolean big, guint16 code, const void *value, gsize len);
void put_packet (GByteArray *out, gboolean big, guint32 interface, guint64 units, guint32 len);

/* A TLS key log of @len bytes that says it has @told. */
void put_secrets (GByteArray *out, gboolean big, guint32 told, const void *bytes, gsize len);
/* A body to go on with. */
GByteArray *body_with_u32 (gboolean big, guint32 value);

GByteArray *gzipped (WgSlice bytes);
GByteArray *zstd_compressed (WgSlice bytes);
GByteArray *lz4_compressed (WgSlice bytes);

WgSlice slice_of (const GByteArray *bytes);

typedef struct
{
  WgPacket packet;
  GByteArray *bytes;
} Seen;

/* What reading gave. @error: of opening or of reading. */
typedef struct
{
  GError *error;
  gboolean opened;
  WgFormat format;
  gboolean cut_short;
  GPtrArray *packets; /* of Seen */
  GArray *interfaces; /* of WgInterface, names owned */
  GArray *skipped;    /* of WgSkipped */
  GPtrArray *secrets; /* of GByteArray */
  GByteArray *stored; /* what the watcher saw, drained */
} Reading;

typedef struct
{
  gsize chunk;
  gboolean threaded;
  gboolean is_compressed; /* or offsets are checked against the bytes */
} How;

Reading *read_bytes (WgSlice bytes, How how);
Reading *read_file (const char *path, gboolean threaded);
void reading_free (Reading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

const WgPacket *packet_of (const Reading *reading, guint index);
const char *why_skipped (const Reading *reading, guint index);
/* Reads in many ways, byte by byte and threaded too, and wants the same of each. */
Reading *read_in_every_way (WgSlice bytes, gboolean is_compressed);
/* In every way @bytes are no capture, and that is what is said. */
void assert_refused (WgSlice bytes, gboolean is_compressed, const char *message);
