#include "net/net.h"

#include "net/decode.h"
#include "net/fields.h"

static const WgNoteType notes[WG_NET_N_NOTES + 1] = {
    [WG_NET_TOO_DEEP] = {"net-too-deep", "More headers inside headers than are followed"},
    [WG_NET_SHORT_HEADER] = {"net-short-header", "The bytes end inside a header"},
    [WG_NET_LINK_LENGTH] = {"net-link-length",
                            "The link layer's length is more than the packet holds"},
    [WG_NET_IP_VERSION] = {"ip-version", "The IP version is not the one announced",
                           "RFC 791 §3.1"},
    [WG_NET_IP_HEADER_LENGTH] = {"ip-header-length", "The IP header length is impossible",
                                 "RFC 791 §3.1"},
    [WG_NET_IP_TOTAL_LENGTH] = {"ip-total-length",
                                "The IP total length is less than the header's",
                                "RFC 791 §3.1"},
    [WG_NET_IP_PAST_PACKET] = {"ip-past-packet", "The IP length is more than the packet holds",
                               "RFC 791 §3.1"},
    [WG_NET_IP_EXTENSIONS] = {"ip-extensions", "More IPv6 extension headers than are followed",
                              "RFC 8200 §4"},
    [WG_NET_FRAGMENT_OVERLAP] = {"ip-fragment-overlap",
                                 "An IP fragment repeats bytes of another", "RFC 5722"},
    [WG_NET_FRAGMENT_CONFLICT] =
        {"ip-fragment-conflict",
         "An IP fragment overlaps another with different bytes; the first to come counts",
         "RFC 5722"},
    [WG_NET_FRAGMENT_PAST_END] = {"ip-fragment-past-end",
                                  "An IP fragment contradicts the datagram's end",
                                  "RFC 791 §3.2"},
    [WG_NET_FRAGMENT_UNALIGNED] =
        {"ip-fragment-unaligned",
         "An IP fragment that is not the last is no multiple of 8 bytes", "RFC 791 §3.2"},
    [WG_NET_FRAGMENT_EMPTY] = {"ip-fragment-empty", "An IP fragment is empty", "RFC 791 §3.2"},
    [WG_NET_FRAGMENT_DROPPED] = {"ip-fragment-dropped",
                                 "Too many IP fragments wait; a datagram was given up"},
    [WG_NET_FRAGMENT_TIMEOUT] = {"ip-fragment-timeout",
                                 "A fragmented datagram was not whole after 30 seconds",
                                 "RFC 791 §3.2"},
    [WG_NET_TCP_HEADER_LENGTH] = {"tcp-header-length", "The TCP data offset is impossible",
                                  "RFC 9293 §3.1"},
    [WG_NET_UDP_LENGTH] = {"udp-length", "The UDP length does not fit the IP packet",
                           "RFC 768"},
};

static const WgNoteType *const note_tables[] = {notes, NULL};

const WgNoteType *const *
wg_net_note_tables (void)
{
  return note_tables;
}

WgNet *
wg_net_new (const WgNetCallbacks *callbacks, gpointer user)
{
  WgNet *net = g_new0 (WgNet, 1);

  g_assert (callbacks->segment != NULL);
  net->callbacks = *callbacks;
  net->user = user;
  net->fragments = wg_fragments_new ();
  return net;
}

void
wg_net_free (WgNet *net)
{
  if (net == NULL)
    return;
  wg_fragments_free (net->fragments);
  g_free (net);
}

void
wg_net_note (WgDecode *d, WgNetNote note, WgSlice bytes)
{
  gboolean placed = bytes.data != NULL && !d->segment.reassembled;

  if (d->tree != NULL)
    wg_tree_add_note (d->tree, wg_tree_root (d->tree)->last_child, notes[note].text);
  if (d->net->callbacks.note != NULL)
    d->net->callbacks.note (d->net->user, d->packet, &notes[note],
                            placed ? (guint32) wg_net_off (d, bytes.data) : 0,
                            placed ? (guint32) bytes.len : 0);
}

void
wg_net_short (WgDecode *d, const WgPdu *pdu, gsize needed)
{
  if (pdu->wire < needed)
    wg_net_note (d, WG_NET_SHORT_HEADER, pdu->bytes);
}

gboolean
wg_net_too_deep (WgDecode *d, const WgPdu *pdu)
{
  wg_net_note (d, WG_NET_TOO_DEEP, pdu->bytes);
  return FALSE;
}

void
wg_net_control (WgDecode *d, WgControlKind kind, const WgPdu *message)
{
  WgControl control = {.kind = kind,
                       .link = d->link,
                       .hops = d->segment.hops,
                       .message = message->bytes,
                       .wire_len = message->wire};

  if (d->net->callbacks.control == NULL)
    return;
  memcpy (control.src, d->segment.src.address, sizeof control.src);
  memcpy (control.dst, d->segment.dst.address, sizeof control.dst);
  d->net->callbacks.control (d->net->user, d->packet, &control);
}

void
wg_net_decode (WgNet *net, const WgPacket *packet, WgTree *tree)
{
  WgDecode d = {.net = net, .packet = packet, .tree = tree, .origin = packet->bytes.data};

  wg_net_link (&d, packet->linktype, wg_pdu (packet->bytes, packet->wire_len));
}
