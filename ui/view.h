#pragma once

#include "report/mask.h"
#include "ui/document.h"
#include "ui/models/rows.h"
#include "ui/sift.h"

/**
 * WgView: what the window shows of a document: the one selection, and the choices that all
 * pages share. Pages read it and change it; none keeps a selection of its own.
 *
 * Each property below has a `notify`. `rows-changed`: the rows begin anew; `rows-grew`: some
 * were added at the end.
 */
G_DECLARE_FINAL_TYPE (WgView, wg_view, WG, VIEW, GObject)
#define WG_TYPE_VIEW (wg_view_get_type ())

WgView *wg_view_new (WgDocument *document);

WgDocument *wg_view_document (WgView *view);
WgStore *wg_view_store (WgView *view);
const WgRows *wg_view_rows (WgView *view);

/* "message": index in the store, -1 for none. Selecting one of another conversation than the
 * one shown shows that conversation; one of a hidden layer shows its layer. */
gint64 wg_view_message (WgView *view);
void wg_view_select (WgView *view, gint64 message);
const WgStoreMessage *wg_view_selected (WgView *view); /* %NULL for none */
/* The first message of @frame, or of the packets around it in its conversation; -1. */
gint64 wg_view_message_at (WgView *view, guint32 frame);

/* "packet": the packet looked at: the selected message's first, or one chosen by number. */
guint32 wg_view_packet (WgView *view);
void wg_view_select_packet (WgView *view, guint32 frame);
/* The same, and the message stays: for another packet that it came in. */
void wg_view_turn_to_packet (WgView *view, guint32 frame);

/**
 * "field": what of it is looked at: bytes of a source of the packet's tree.
 * @source: number of the source; @off, @len: in it; 0 bytes: nothing in particular
 */
typedef struct
{
  guint source;
  guint32 off;
  guint32 len;
} WgViewField;

WgViewField wg_view_field (WgView *view);
void wg_view_select_field (WgView *view, WgViewField field);

/* "finding": index in the document's, -1 for none. Selecting one selects the message and the
 * bytes that show it. */
gint wg_view_finding (WgView *view);
void wg_view_select_finding (WgView *view, gint finding);
/* The worst finding at the packets of that message, or -1. */
gint wg_view_finding_of (WgView *view, gsize message);

/* "conversation": -1 for all. */
gint64 wg_view_conversation (WgView *view);
void wg_view_show_conversation (WgView *view, gint64 conversation);

/* "layers": one bit each #WgLayer. */
guint wg_view_layers (WgView *view);
void wg_view_show_layers (WgView *view, guint layers);

/* What a filter lets pass: rows follow it, and `rows-changed` tells. Pages that list packets
 * ask it themselves. */
WgSift *wg_view_sift (WgView *view);

/* "chips": quick choices beside the filter's text. Of those of one group (layers, ends) one has
 * to hold where any is set. */
typedef enum
{
  WG_CHIP_HTTP = 1 << 0,
  WG_CHIP_TLS = 1 << 1,
  WG_CHIP_WEBSOCKET = 1 << 2,
  WG_CHIP_FINDINGS = 1 << 3,
  WG_CHIP_CLIENT = 1 << 4,
  WG_CHIP_SERVER = 1 << 5,
} WgChips;

guint wg_view_chips (WgView *view);
void wg_view_set_chips (WgView *view, guint chips);
/* Whether a filter or a chip leaves something out. */
gboolean wg_view_is_filtered (WgView *view);
/* Whether that packet passes: it passes the filter's text, and where chips are set a message in
 * it passes these. */
gboolean wg_view_passes_packet (WgView *view, guint32 frame);

/* Properties that are on or off. */
typedef enum
{
  WG_VIEW_TO_SCALE,     /* "to-scale": time between messages takes its place */
  WG_VIEW_EAVESDROPPER, /* "eavesdropper": only what somebody on the way can read */
  WG_VIEW_REDACTED,     /* "redacted": names and addresses are pseudonyms */
  WG_VIEW_REVEALED,     /* "revealed": secrets are not masked */
  WG_VIEW_N_SWITCHES,
} WgViewSwitch;

gboolean wg_view_is (WgView *view, WgViewSwitch which);
void wg_view_set (WgView *view, WgViewSwitch which, gboolean on);

/* Steps over the messages shown. FALSE where there is no further one. */
gboolean wg_view_step (WgView *view, gint steps);
/* To the next (@steps 1) or the one before (-1) that is a milestone, or has a finding. */
gboolean wg_view_step_milestone (WgView *view, gint steps);
gboolean wg_view_step_finding (WgView *view, gint steps);
void wg_view_step_end (WgView *view, gboolean last);

/* What an arrow says: name and detail, masked and safe to show; free with g_free(). */
char *wg_view_label (WgView *view, gsize message);
/* The whole sentence that a screen reader says: "Message 8: 10.0.0.5 to 192.0.2.44, TLS
 * ServerHello, 95 bytes, finding: ..". */
char *wg_view_sentence (WgView *view, gsize message);
/* An end's address as it is shown, "" for none. @port: with it. */
char *wg_view_address (WgView *view, const WgEndpoint *end, guint8 ip_version, gboolean port);
/* What hides secrets in text that is shown; %NULL while they are revealed. Borrowed. */
WgMask *wg_view_mask (WgView *view);
/* @text, masked already, as it may be shown: with pseudonyms where names are redacted. Free
 * with g_free(). */
char *wg_view_shown (WgView *view, const char *text);
/* The note on that packet as it may be shown, %NULL for none; free with g_free(). */
char *wg_view_note (WgView *view, guint32 frame);
/* A server or client of a finding, "" where it is no one end; free with g_free(). */
char *wg_view_end_text (WgView *view, const WgFindingEnd *end);
/* The first message that @dir of that conversation sent encrypted; -1 while there is none. */
gint64 wg_view_encrypted_from (WgView *view, gint64 conversation, guint dir);
