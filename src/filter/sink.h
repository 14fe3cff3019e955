#pragma once

#include "filter/filter.h"
#include "model/finding.h"
#include "stream/flow.h"

/**
 * WgFilterSink: hands on the records that a filter lets pass, the conversations of which it let
 * one pass, or which pass themselves, and notes and findings of these. A record has the fields
 * of its conversation besides its own: addresses, ports, stream. The summary counts the
 * findings that are left; grades are those of the whole capture.
 *
 * wg_filter_sink_flow() may be called on another thread than the sink.
 */
typedef struct WgFilterSink WgFilterSink;

/* Both are borrowed. */
WgFilterSink *wg_filter_sink_new (const WgFilter *filter, WgSink *target);
void wg_filter_sink_free (WgFilterSink *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFilterSink, wg_filter_sink_free)

WgSink *wg_filter_sink (WgFilterSink *filter);

/* A conversation begins: before its first record reaches the sink. */
void wg_filter_sink_flow (WgFilterSink *filter, const WgFlow *flow);

/* Forgets the capture, and begins with the next. */
void wg_filter_sink_reset (WgFilterSink *filter);

/* Findings of @severity of this capture that were let pass. */
guint64 wg_filter_sink_n_findings (const WgFilterSink *filter, WgSeverity severity);
