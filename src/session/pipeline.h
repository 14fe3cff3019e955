#pragma once

#include "dissect/engine.h"
#include "net/net.h"
#include "session/fill.h"
#include "session/session.h"
#include "session/tell.h"

/* From packets to records: what reading a capture and looking at a part of it again have in
 * common. Not for other rooms. */

/* What conversations take over from each other is told to the store. */
typedef struct
{
  WgLender base;
  WgStore *store;
  guint64 first;
} WgPipelineLender;

/**
 * WgPipeline:
 * @options: of these the store, the check, the flow and tree callbacks and the like are used
 * @check: or %NULL
 * @checked: the flow that it works on, or %NULL
 * @part: that of the packet being worked on, for the store
 * @tell: its store is %NULL where nobody takes messages
 */
typedef struct
{
  const WgSessionOptions *options;
  WgEngine engine;
  WgNet *net;
  WgFlowTable *flows;
  WgTcpShared tcp;
  WgCheck *check;
  const WgFlow *checked;
  WgFillPart part;
  WgTell tell;
  WgPipelineLender lender;
} WgPipeline;

/* @pipeline must not move. @options, @sink and @secrets are borrowed. */
void wg_pipeline_init (WgPipeline *pipeline,
                       const WgSessionOptions *options,
                       WgSink *sink,
                       WgWant wants,
                       const WgSecrets *secrets);
void wg_pipeline_packet (WgPipeline *pipeline, const WgPacket *packet);
/* No packet is to come. How many flows there were. */
guint64 wg_pipeline_end_flows (WgPipeline *pipeline);
void wg_pipeline_clear (WgPipeline *pipeline);
