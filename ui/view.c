#include "ui/view.h"

#include "base/text.h"
#include "check/rule.h"
#include "report/finding-words.h"
#include "report/human.h"
#include "ui/models/packets.h"
#include "ui/redact.h"

#include <glib/gi18n.h>

#define NEAR_PACKETS 64u /* how far a message is looked for around a packet */
#define ALL_LAYERS   ((1u << WG_N_LAYERS) - 1u)

/* @encrypted: conversation, direction -> index of a message, as it is found while @looked
 * messages were looked at */
struct _WgView
{
  GObject parent_instance;
  WgDocument *document;
  WgRows *rows;
  WgMask *mask;
  WgRedact *redact;
  gint64 message;
  guint32 packet;
  WgViewField field;
  gint finding;
  gint64 conversation;
  guint layers;
  gboolean is[WG_VIEW_N_SWITCHES];
  WgSift *sift;
  guint chips;
  GHashTable *encrypted;
  gsize looked;
};

enum
{
  MESSAGE = 1,
  PACKET,
  FIELD,
  FINDING,
  CONVERSATION,
  LAYERS,
  CHIPS,
  SWITCHES, /* in the order of #WgViewSwitch */
  N_PROPERTIES = SWITCHES + WG_VIEW_N_SWITCHES,
};

enum
{
  ROWS_CHANGED,
  ROWS_GREW,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WgView, wg_view, G_TYPE_OBJECT)

static void
tell (WgView *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
passes_chips (WgView *self, gsize index)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (self), index);
  static const guint of_layer[WG_N_LAYERS] = {[WG_LAYER_HTTP] = WG_CHIP_HTTP,
                                              [WG_LAYER_TLS] = WG_CHIP_TLS,
                                              [WG_LAYER_WEBSOCKET] = WG_CHIP_WEBSOCKET};
  guint layers = self->chips & (WG_CHIP_HTTP | WG_CHIP_TLS | WG_CHIP_WEBSOCKET);
  guint ends = self->chips & (WG_CHIP_CLIENT | WG_CHIP_SERVER);

  return (layers == 0 || (layers & of_layer[message->type->layer]) != 0)
         && (ends == 0 || (ends & (message->dir == 0 ? WG_CHIP_CLIENT : WG_CHIP_SERVER)) != 0)
         && ((self->chips & WG_CHIP_FINDINGS) == 0 || wg_view_finding_of (self, index) >= 0);
}

static gboolean
passes (gpointer user, gsize message)
{
  WgView *self = user;
  return wg_sift_message (self->sift, message) && passes_chips (self, message);
}

static void
choose_rows (WgView *self)
{
  WgRowsChoice choice = {.conversation = self->conversation,
                         .layers = self->layers,
                         .pauses = TRUE,
                         .locks = TRUE,
                         .to_scale = self->is[WG_VIEW_TO_SCALE],
                         .wants = wg_view_is_filtered (self) ? passes : NULL,
                         .user = self};

  wg_rows_choose (self->rows, &choice);
  g_signal_emit (self, signals[ROWS_CHANGED], 0);
}

static void
on_grew (WgView *self)
{
  if (!wg_rows_update (self->rows))
    return;
  g_signal_emit (self, signals[ROWS_GREW], 0);
  if (self->message < 0)
    wg_view_step_end (self, FALSE);
}

/* The selection goes to the next message that is shown. */
static void
filter_again (WgView *self)
{
  gint64 next;

  choose_rows (self);
  if (self->message >= 0 && wg_rows_number_of (self->rows, (gsize) self->message) == 0)
    {
      next = wg_rows_step (self->rows, self->message, 1);
      if (next >= 0)
        wg_view_select (self, next);
    }
}

static void
on_sifted (WgView *self)
{
  filter_again (self);
}

static void
on_finished (WgView *self)
{
  if ((self->chips & WG_CHIP_FINDINGS) != 0)
    filter_again (self);
}

static void
wg_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WgView *self = WG_VIEW (object);

  if (id == MESSAGE)
    g_value_set_int64 (value, self->message);
  else if (id == PACKET)
    g_value_set_uint (value, self->packet);
  else if (id == FIELD)
    g_value_set_pointer (value, &self->field);
  else if (id == FINDING)
    g_value_set_int (value, self->finding);
  else if (id == CONVERSATION)
    g_value_set_int64 (value, self->conversation);
  else if (id == LAYERS)
    g_value_set_uint (value, self->layers);
  else if (id == CHIPS)
    g_value_set_uint (value, self->chips);
  else
    g_value_set_boolean (value, self->is[id - SWITCHES]);
}

static void
wg_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WgView *self = WG_VIEW (object);

  if (id == LAYERS)
    wg_view_show_layers (self, g_value_get_uint (value));
  else if (id == CHIPS)
    wg_view_set_chips (self, g_value_get_uint (value));
  else if (id == CONVERSATION)
    wg_view_show_conversation (self, g_value_get_int64 (value));
  else
    wg_view_set (self, (WgViewSwitch) (id - SWITCHES), g_value_get_boolean (value));
}

static void
wg_view_finalize (GObject *object)
{
  WgView *self = WG_VIEW (object);

  wg_rows_free (self->rows);
  wg_sift_cancel (self->sift);
  g_object_unref (self->sift);
  wg_mask_free (self->mask);
  wg_redact_free (self->redact);
  g_hash_table_unref (self->encrypted);
  g_object_unref (self->document);
  G_OBJECT_CLASS (wg_view_parent_class)->finalize (object);
}

static void
wg_view_class_init (WgViewClass *class)
{
  GObjectClass *object = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags both = read | G_PARAM_WRITABLE;
  static const char *const names[] = {"to-scale", "eavesdropper", "redacted", "revealed"};

  object->get_property = wg_view_get_property;
  object->set_property = wg_view_set_property;
  object->finalize = wg_view_finalize;
  properties[MESSAGE] = g_param_spec_int64 ("message", NULL, NULL, -1, G_MAXINT64, -1, read);
  properties[PACKET] = g_param_spec_uint ("packet", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[FIELD] = g_param_spec_pointer ("field", NULL, NULL, read);
  properties[FINDING] = g_param_spec_int ("finding", NULL, NULL, -1, G_MAXINT, -1, read);
  properties[CONVERSATION] =
      g_param_spec_int64 ("conversation", NULL, NULL, -1, G_MAXINT64, -1, both);
  properties[LAYERS] = g_param_spec_uint ("layers", NULL, NULL, 0, G_MAXUINT, ALL_LAYERS, both);
  properties[CHIPS] = g_param_spec_uint ("chips", NULL, NULL, 0, G_MAXUINT, 0, both);
  for (guint i = 0; i < WG_VIEW_N_SWITCHES; i++)
    properties[SWITCHES + i] = g_param_spec_boolean (names[i], NULL, NULL, FALSE, both);
  g_object_class_install_properties (object, N_PROPERTIES, properties);
  signals[ROWS_CHANGED] = g_signal_new ("rows-changed", WG_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ROWS_GREW] = g_signal_new ("rows-grew", WG_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
wg_view_init (WgView *self)
{
  self->message = -1;
  self->finding = -1;
  self->conversation = -1;
  self->layers = ALL_LAYERS;
  self->mask = wg_mask_new ();
  self->redact = wg_redact_new ();
  self->encrypted = g_hash_table_new (NULL, NULL);
}

WgView *
wg_view_new (WgDocument *document)
{
  WgView *self = g_object_new (WG_TYPE_VIEW, NULL);

  self->document = g_object_ref (document);
  self->rows = wg_rows_new (wg_document_store (document));
  self->sift = wg_sift_new (document);
  g_signal_connect_object (self->sift, "changed", G_CALLBACK (on_sifted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "grew", G_CALLBACK (on_grew), self, G_CONNECT_SWAPPED);
  choose_rows (self);
  return self;
}

WgDocument *
wg_view_document (WgView *self)
{
  return self->document;
}

WgStore *
wg_view_store (WgView *self)
{
  return wg_document_store (self->document);
}

const WgRows *
wg_view_rows (WgView *self)
{
  return self->rows;
}

/* --- the selection ------------------------------------------------------------------------ */

gint64
wg_view_message (WgView *self)
{
  return self->message;
}

const WgStoreMessage *
wg_view_selected (WgView *self)
{
  return self->message < 0 ? NULL
                           : wg_store_message (wg_view_store (self), (gsize) self->message);
}

guint32
wg_view_packet (WgView *self)
{
  return self->packet;
}

WgViewField
wg_view_field (WgView *self)
{
  return self->field;
}

static void
look_at (WgView *self, guint32 frame, WgViewField field)
{
  gboolean other = frame != self->packet;

  self->packet = frame;
  self->field = field;
  if (other)
    tell (self, PACKET);
  tell (self, FIELD);
}

/* Makes the rows hold it. */
static void
bring_into_rows (WgView *self, const WgStoreMessage *message)
{
  gboolean elsewhere = self->conversation >= 0 && message->conversation != self->conversation;
  guint layer = 1u << message->type->layer;

  if (!elsewhere && (self->layers & layer) != 0)
    return;
  if (elsewhere)
    self->conversation = message->conversation;
  self->layers |= layer;
  choose_rows (self);
  if (elsewhere)
    tell (self, CONVERSATION);
  tell (self, LAYERS);
}

static gboolean
take_message (WgView *self, gint64 message)
{
  if (message < -1 || message >= (gint64) wg_store_n_messages (wg_view_store (self)))
    message = -1;
  if (message == self->message)
    return FALSE;
  self->message = message;
  if (message >= 0)
    bring_into_rows (self, wg_view_selected (self));
  return TRUE;
}

void
wg_view_select (WgView *self, gint64 index)
{
  const WgStoreMessage *message;

  if (!take_message (self, index))
    return;
  message = wg_view_selected (self);
  if (message != NULL)
    look_at (self, message->frame,
             (WgViewField){0, message->off,
                           (guint32) MIN (atomic_load (&message->len), G_MAXUINT32)});
  tell (self, MESSAGE);
}

/* Messages come nearly in the order of their packets, so those of one stand near the place
 * where a search by packet ends. */
gint64
wg_view_message_at (WgView *self, guint32 frame)
{
  const WgStore *store = wg_view_store (self);
  gsize n = wg_store_n_messages (store), low = 0, high = n;
  gint64 nearest = -1;
  gint32 conversation = -1;

  if (frame > 0 && frame <= wg_store_n_packets (store))
    conversation = wg_store_packet (store, frame - 1)->conversation;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;
      if (wg_store_message (store, middle)->frame < frame)
        low = middle + 1;
      else
        high = middle;
    }
  for (gsize i = low > NEAR_PACKETS ? low - NEAR_PACKETS : 0; i < MIN (n, low + NEAR_PACKETS);
       i++)
    {
      const WgStoreMessage *message = wg_store_message (store, i);

      if (message->conversation != conversation)
        continue;
      if (message->frame <= frame
          && frame <= MAX (message->frame, atomic_load (&message->last_frame)))
        {
          nearest = (gint64) i;
          if (message->type->layer != WG_LAYER_TCP)
            return nearest;
        }
    }
  return nearest;
}

void
wg_view_select_packet (WgView *self, guint32 frame)
{
  gint64 message = wg_view_message_at (self, frame);

  if (frame == self->packet)
    return;
  look_at (self, frame, (WgViewField){0});
  if (message >= 0 && take_message (self, message))
    tell (self, MESSAGE);
}

void
wg_view_turn_to_packet (WgView *self, guint32 frame)
{
  if (frame != self->packet)
    look_at (self, frame, (WgViewField){0});
}

void
wg_view_select_field (WgView *self, WgViewField field)
{
  if (memcmp (&field, &self->field, sizeof field) == 0)
    return;
  self->field = field;
  tell (self, FIELD);
}

gint
wg_view_finding (WgView *self)
{
  return self->finding;
}

void
wg_view_select_finding (WgView *self, gint index)
{
  const WgFinding *finding;
  const WgEvidence *evidence;
  const guint32 *frames;
  guint32 frame = 0;
  WgViewField field = {0};

  if (index < -1 || index >= (gint) wg_document_n_findings (self->document))
    index = -1;
  if (index != self->finding)
    {
      self->finding = index;
      tell (self, FINDING);
    }
  if (index < 0)
    return;
  finding = wg_document_finding (self->document, (guint) index);
  evidence = finding->evidence.items;
  frames = finding->frames.items;
  if (finding->evidence.n > 0)
    {
      frame = evidence->frame;
      if (evidence->offset >= 0)
        field = (WgViewField){0, (guint32) evidence->offset, (guint32) evidence->length};
    }
  else if (finding->frames.n > 0)
    frame = frames[0];
  if (frame == 0)
    return;
  if (take_message (self, wg_view_message_at (self, frame)))
    tell (self, MESSAGE);
  look_at (self, frame, field);
}

/* Of several messages in one packet, those that hold the bytes, are of the kind that the field
 * is a part of, or, where neither is known, the first. */
static gboolean
is_meant (const WgStore *store, gsize index, const WgDocumentMark *mark)
{
  const WgStoreMessage *message = wg_store_message (store, index);
  gboolean is_certificate = g_str_has_suffix (message->type->id, ".certificate");

  if (mark->field != NULL && g_str_has_prefix (mark->field, "x509"))
    return is_certificate;
  if (mark->off >= 0 && mark->frame == message->frame)
    return mark->off >= message->off
           && (guint64) mark->off < message->off + atomic_load (&message->len);
  if (message->type->layer == WG_LAYER_TCP)
    return (message->flags & WG_MESSAGE_ODD) != 0 || mark->alone;
  while (index-- > 0 && wg_store_message (store, index)->frame == message->frame)
    if (wg_store_message (store, index)->type->layer != WG_LAYER_TCP)
      return FALSE;
  return TRUE;
}

gint
wg_view_finding_of (WgView *self, gsize index)
{
  const WgStore *store = wg_view_store (self);
  const WgStoreMessage *message = wg_store_message (store, index);
  guint32 last = MIN (atomic_load (&message->last_frame), message->frame + NEAR_PACKETS);
  gint worst = -1;

  for (guint32 frame = message->frame; frame <= MAX (last, message->frame); frame++)
    {
      guint n;
      const WgDocumentMark *marks = wg_document_marks (self->document, frame, &n);

      for (guint i = 0; i < n; i++)
        if ((worst < 0 || (gint) marks[i].finding < worst)
            && is_meant (store, index, &marks[i]))
          worst = (gint) marks[i].finding;
    }
  return worst;
}

/* --- what is shown ------------------------------------------------------------------------ */

gint64
wg_view_conversation (WgView *self)
{
  return self->conversation;
}

void
wg_view_show_conversation (WgView *self, gint64 conversation)
{
  const WgStoreMessage *selected;

  if (conversation == self->conversation)
    return;
  self->conversation = conversation;
  choose_rows (self);
  tell (self, CONVERSATION);
  selected = wg_view_selected (self);
  if (selected == NULL || (conversation >= 0 && selected->conversation != conversation))
    wg_view_step_end (self, FALSE);
}

guint
wg_view_layers (WgView *self)
{
  return self->layers;
}

void
wg_view_show_layers (WgView *self, guint layers)
{
  if (layers == self->layers)
    return;
  self->layers = layers;
  choose_rows (self);
  tell (self, LAYERS);
}

WgSift *
wg_view_sift (WgView *self)
{
  return self->sift;
}

guint
wg_view_chips (WgView *self)
{
  return self->chips;
}

void
wg_view_set_chips (WgView *self, guint chips)
{
  if (chips == self->chips)
    return;
  self->chips = chips;
  filter_again (self);
  tell (self, CHIPS);
}

gboolean
wg_view_is_filtered (WgView *self)
{
  return self->chips != 0 || wg_sift_is_on (self->sift);
}

gboolean
wg_view_passes_packet (WgView *self, guint32 frame)
{
  gint64 messages[8];
  guint n;

  if (!wg_sift_packet (self->sift, frame))
    return FALSE;
  if (self->chips == 0)
    return TRUE;
  n = wg_packets_messages (wg_view_store (self), frame, messages, G_N_ELEMENTS (messages));
  for (guint i = 0; i < n; i++)
    if (passes_chips (self, (gsize) messages[i]))
      return TRUE;
  return FALSE;
}

gboolean
wg_view_is (WgView *self, WgViewSwitch which)
{
  return self->is[which];
}

void
wg_view_set (WgView *self, WgViewSwitch which, gboolean on)
{
  if (self->is[which] == on)
    return;
  self->is[which] = on;
  if (which == WG_VIEW_TO_SCALE)
    choose_rows (self);
  tell (self, SWITCHES + which);
}

/* --- steps -------------------------------------------------------------------------------- */

gboolean
wg_view_step (WgView *self, gint steps)
{
  gint64 next = wg_rows_step (self->rows, self->message, steps);

  if (next < 0 || next == self->message)
    return FALSE;
  wg_view_select (self, next);
  return TRUE;
}

static gboolean
is_milestone (WgView *self, gsize index)
{
  return wg_store_message (wg_view_store (self), index)->type->milestone;
}

static gboolean
has_finding (WgView *self, gsize index)
{
  return wg_view_finding_of (self, index) >= 0;
}

static gboolean
step_to (WgView *self, gint steps, gboolean (*wanted) (WgView *self, gsize index))
{
  gint64 at = self->message, next;

  while ((next = wg_rows_step (self->rows, at, steps)) >= 0 && next != at)
    {
      at = next;
      if (wanted (self, (gsize) at))
        {
          wg_view_select (self, at);
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
wg_view_step_milestone (WgView *self, gint steps)
{
  return step_to (self, steps, is_milestone);
}

gboolean
wg_view_step_finding (WgView *self, gint steps)
{
  if (!step_to (self, steps, has_finding))
    return FALSE;
  wg_view_select_finding (self, wg_view_finding_of (self, (gsize) self->message));
  return TRUE;
}

void
wg_view_step_end (WgView *self, gboolean last)
{
  guint n = wg_rows_n_messages (self->rows);

  wg_view_select (self, n == 0 ? -1 : wg_rows_step (self->rows, -1, last ? -1 : 1));
}

/* --- words -------------------------------------------------------------------------------- */

char *
wg_view_label (WgView *self, gsize index)
{
  const WgStoreMessage *message = wg_store_message (wg_view_store (self), index);
  WgSlice detail = wg_store_detail (wg_view_store (self), message);
  g_autoptr (GString) masked = g_string_new (NULL);
  g_autofree char *shown = NULL;

  if (self->is[WG_VIEW_EAVESDROPPER] && (message->flags & WG_MESSAGE_ENCRYPTED) != 0)
    return g_strdup (_ ("Encrypted"));
  if (self->is[WG_VIEW_REVEALED])
    g_string_append_len (masked, (const char *) detail.data, (gssize) detail.len);
  else
    wg_mask_append (self->mask, masked, (WgSecret) message->type->secret, WG_SLICE_NONE,
                    detail);
  shown = wg_text_dup (wg_slice (masked->str, masked->len));
  if (self->is[WG_VIEW_REDACTED])
    {
      char *other = wg_redact_text (self->redact, shown);
      g_free (shown);
      shown = other;
    }
  if (shown[0] == '\0')
    return g_strdup (message->type->name);
  /* "GET /login" begins with its own name. */
  if (g_str_has_prefix (shown, message->type->name))
    return g_steal_pointer (&shown);
  return g_strdup_printf ("%s %s", message->type->name, shown);
}

WgMask *
wg_view_mask (WgView *self)
{
  return self->is[WG_VIEW_REVEALED] ? NULL : self->mask;
}

char *
wg_view_shown (WgView *self, const char *text)
{
  return self->is[WG_VIEW_REDACTED] ? wg_redact_text (self->redact, text) : g_strdup (text);
}

char *
wg_view_end_text (WgView *self, const WgFindingEnd *end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wg_finding_end_append (text, end);
  return wg_view_shown (self, text->str);
}

char *
wg_view_address (WgView *self, const WgEndpoint *end, guint8 ip_version, gboolean port)
{
  char text[48];

  wg_endpoint_text (end, ip_version, text, sizeof text);
  if (self->is[WG_VIEW_REDACTED])
    g_strlcpy (text, wg_redact_host (self->redact, text), sizeof text);
  if (!port || end->port == 0)
    return g_strdup (text);
  return strchr (text, ':') != NULL ? g_strdup_printf ("[%s]:%u", text, end->port)
                                    : g_strdup_printf ("%s:%u", text, end->port);
}

char *
wg_view_note (WgView *self, guint32 frame)
{
  const char *note = wg_document_note (self->document, frame);
  return note != NULL ? wg_view_shown (self, note) : NULL;
}

char *
wg_view_sentence (WgView *self, gsize index)
{
  const WgStore *store = wg_view_store (self);
  const WgStoreMessage *message = wg_store_message (store, index);
  g_autofree char *label = wg_view_label (self, index), *from = NULL, *to = NULL, *note = NULL;
  g_autoptr (GString) out = g_string_new (NULL), size = g_string_new (NULL);
  gint finding = wg_view_finding_of (self, index);
  guint number = wg_rows_number_of (self->rows, index);

  if (message->conversation >= 0)
    {
      const WgStoreConversation *talk =
          wg_store_conversation (store, (gsize) message->conversation);
      from = wg_view_address (self, message->dir == 0 ? &talk->client : &talk->server,
                              talk->ip_version, FALSE);
      to = wg_view_address (self, message->dir == 0 ? &talk->server : &talk->client,
                            talk->ip_version, FALSE);
    }
  wg_human_bytes (size, atomic_load (&message->len));
  g_string_append_printf (out, _ ("Message %u: "), number);
  if (from != NULL)
    g_string_append_printf (out,
                            message->dir == 0 ? _ ("client %s to server %s, ")
                                              : _ ("server %s to client %s, "),
                            from, to);
  g_string_append_printf (out, "%s, %s", label, size->str);
  if ((message->flags & WG_MESSAGE_OPENED) != 0)
    g_string_append (out, _ (", encrypted on the wire, opened with a key"));
  else if ((message->flags & WG_MESSAGE_ENCRYPTED) != 0)
    g_string_append (out, _ (", encrypted"));
  if (finding >= 0)
    {
      const WgFinding *found = wg_document_finding (self->document, (guint) finding);
      g_string_append_printf (out, _ (", finding %s: %s"),
                              wg_name_of (wg_severity_names, (guint32) found->severity),
                              found->title);
    }
  note = wg_view_note (self, message->frame);
  if (note != NULL)
    g_string_append_printf (out, _ (", note: %s"), note);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gint64
wg_view_encrypted_from (WgView *self, gint64 conversation, guint dir)
{
  const WgStore *store = wg_view_store (self);
  gsize n = wg_store_n_messages (store);

  for (; self->looked < n; self->looked++)
    {
      const WgStoreMessage *message = wg_store_message (store, self->looked);
      gpointer key = GINT_TO_POINTER (message->conversation * 2 + message->dir);

      if ((message->flags & WG_MESSAGE_ENCRYPTED) != 0
          && !g_hash_table_contains (self->encrypted, key))
        g_hash_table_insert (self->encrypted, key, GSIZE_TO_POINTER (self->looked + 1));
    }
  return (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (
             self->encrypted, GINT_TO_POINTER ((gint) conversation * 2 + (gint) dir)))
         - 1;
}
