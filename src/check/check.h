#pragma once

#include "capture/packet.h"
#include "check/compare.h"
#include "crypto/trust.h"
#include "model/finding.h"
#include "net/control.h"
#include "net/segment.h"
#include "stream/flow.h"

/**
 * WgCheck: judges one capture while it is read. A sink that hands every record on to another
 * sink, looks at it in passing, and gives it the findings at the end, as records of
 * #wg_finding_type in the order of their first packets, and one of #wg_summary_type.
 */
typedef struct WgCheck WgCheck;

/**
 * WgCheckOptions:
 * @min_severity: what is less is left out
 * @only: ids, ended by %NULL; no others are given. May be %NULL
 * @verify_ns: when certificates are judged, in nanoseconds since 1970; G_MININT64: when they
 * were captured
 * @trust: what chains are held against; %NULL: nothing. Borrowed, not const: it reads as it
 * goes
 * @compare: the other capture of two, or %NULL; borrowed too
 */
typedef struct
{
  WgSeverity min_severity;
  char **only;
  gint64 verify_ns;
  WgTrust *trust;
  WgCompare *compare;
} WgCheckOptions;

/* What a server earned. @grade: %NULL where too little was visible; @worst: the finding that
 * holds it down, %NULL where none does; @at_best: something about it could not be seen. */
typedef struct
{
  WgFindingEnd server;
  WgSlice name;
  const char *grade;
  const char *worst;
  gboolean at_best;
} WgServerGrade;

/* What the capture cannot show: neither passed nor failed. */
typedef struct
{
  WgFindingEnd server;
  const char *what; /* "certificate" */
  const char *why;
  guint64 count;
} WgNotVisible;

typedef struct
{
  struct
  {
    guint64 critical, high, medium, low, info;
  } findings;
  const char *grade;  /* of the worst server; %NULL where none has one */
  WgList servers;     /* WgServerGrade */
  WgList not_visible; /* WgNotVisible */
  guint64 left_out;   /* findings past the ceiling */
} WgSummary;

extern const WgRecordType wg_summary_type;

/* @options is borrowed until the check is freed; @target for as long. */
WgCheck *wg_check_new (const WgCheckOptions *options, WgSink *target);
void wg_check_free (WgCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgCheck, wg_check_free)

WgSink *wg_check_sink (WgCheck *check);

/* Begins or ends something, or has flags that nobody needs: what the straight road is not. */
static inline gboolean
wg_check_is_odd (guint8 tcp_flags)
{
  return (tcp_flags & (WG_TCP_FIN | WG_TCP_SYN | WG_TCP_RST | WG_TCP_ACK)) != WG_TCP_ACK;
}

/* What the session reads, in its order. A packet comes before what is in it. wg_check_flow() is
 * called before the records and notes of a flow, unless the ones before were of the same; a
 * flow is over after them. */
void wg_check_packet (WgCheck *check, const WgPacket *packet);
/* No packet is being worked on any more. */
void wg_check_packets_over (WgCheck *check);
void wg_check_control (WgCheck *check, const WgPacket *packet, const WgControl *control);
void wg_check_flow (WgCheck *check, const WgFlow *flow);
/* Only segments of which wg_check_is_odd() is true; before the flow takes it. @dir sent it. */
void wg_check_segment (WgCheck *check,
                       const WgFlow *flow,
                       guint dir,
                       const WgPacket *packet,
                       const WgSegment *segment);
void wg_check_flow_over (WgCheck *check, const WgFlow *flow);

/* The capture is over: judges what needs all of it and gives the findings to the target. */
void wg_check_finish (WgCheck *check);

/* Of what was given, after wg_check_finish(). */
guint64 wg_check_n_findings (const WgCheck *check, WgSeverity severity);
