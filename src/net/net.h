#pragma once

#include "model/note.h"
#include "model/tree.h"
#include "net/control.h"
#include "net/segment.h"

/**
 * WgNet: from a packet's bytes to the TCP segments and UDP datagrams inside, through link
 * layers, tunnels and IP fragments.
 */
typedef struct WgNet WgNet;

typedef struct
{
  /* Called once for each segment or datagram. */
  void (*segment) (gpointer user, const WgPacket *packet, const WgSegment *segment);
  /* An oddity at @off of the packet's bytes. May be %NULL. */
  void (*note) (
      gpointer user, const WgPacket *packet, const WgNoteType *type, guint32 off, guint32 len);
  /* Called once for each ARP and ICMP message. May be %NULL. */
  void (*control) (gpointer user, const WgPacket *packet, const WgControl *control);
  /* Called for each packet with a piece of a datagram that others complete or have begun.
   * @previous: packet with the piece of it that came before, or 0. May be %NULL. */
  void (*piece) (gpointer user, const WgPacket *packet, guint32 previous);
} WgNetCallbacks;

WgNet *wg_net_new (const WgNetCallbacks *callbacks, gpointer user);
void wg_net_free (WgNet *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgNet, wg_net_free)

/* Decodes one packet and calls back. With a @tree (else %NULL) also adds a node for each
 * header, and a one-line summary ("ARP", "ICMP echo request") to the tree's root where no
 * segment says more. */
void wg_net_decode (WgNet *net, const WgPacket *packet, WgTree *tree);

/* Adds which conversation the TCP or UDP header, the last layer of @tree, belongs to, counted
 * as Wireshark's tcp.stream and udp.stream. */
void wg_net_tree_stream (WgTree *tree, guint32 stream);

/* Field tables of all layers, ended by %NULL, for the field reference; and their notes. */
const WgField *const *wg_net_field_tables (void);
const WgNoteType *const *wg_net_note_tables (void);
