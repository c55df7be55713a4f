import type { ReceivedSpan } from './span.js';

/** A span with those that it caused, in the order in which they began. */
export interface TraceNode {
  readonly span: ReceivedSpan;
  readonly children: readonly TraceNode[];
}

/** The spans of one trace as trees; a span whose parent has not come is the root of one. */
export function buildTraceTree(spans: readonly ReceivedSpan[]): TraceNode[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const byParent = Map.groupBy(spans, ({ parentSpanId }) =>
    parentSpanId !== undefined && known.has(parentSpanId) ? parentSpanId : undefined,
  );
  const below = (parent: string | undefined): TraceNode[] =>
    (byParent.get(parent) ?? [])
      .toSorted((a, b) => Number(a.startNs - b.startNs))
      .map((span) => ({ span, children: below(span.spanId) }));
  return below(undefined);
}

/**
 * Has all of a trace come that began below `parentSpanId`? A process sends a span after those below it, so what is to be
 * waited for is the first span, and for each call that was answered, whoever answered it.
 */
export function isTraceWhole(spans: readonly ReceivedSpan[], parentSpanId: string | undefined): boolean {
  const [root, ...others] = buildTraceTree(spans);
  if (!root || others.length > 0 || root.span.parentSpanId !== parentSpanId) return false;
  const parents = new Set(spans.map((span) => span.parentSpanId));
  return spans.every(({ spanId, kind, attributes }) => {
    const wasAnswered = kind === 'client' && attributes['http.response.status_code'] !== undefined;
    return !wasAnswered || parents.has(spanId);
  });
}

/**
 * One line per span: who, what, how long, and how it ended.
 *
 *     gateway    POST /graphql                     41.0 ms  200
 *     gateway    └─ query Products                 39.8 ms
 *     gateway       └─ POST /graphql → products     8.1 ms  200
 */
export function formatTraceTree(spans: readonly ReceivedSpan[]): string[] {
  const lines = buildTraceTree(spans).flatMap((node) => linesOf(node, '', ''));
  const width = (column: 'service' | 'what' | 'took'): number =>
    Math.max(0, ...lines.map((line) => line[column].length));
  const [service, what, took] = [width('service'), width('what'), width('took')];
  return lines.map((line) =>
    `${line.service.padEnd(service)}  ${line.what.padEnd(what)}  ${line.took.padStart(took)}  ${line.outcome}`.trimEnd(),
  );
}

interface Line {
  readonly service: string;
  readonly what: string;
  readonly took: string;
  readonly outcome: string;
}

function linesOf({ span, children }: TraceNode, branch: string, indent: string): Line[] {
  const own: Line = {
    service: span.service,
    what: `${branch}${whatOf(span)}`,
    took: `${(Number(span.endNs - span.startNs) / 1e6).toFixed(1)} ms`,
    outcome: outcomeOf(span),
  };
  const events = span.events.map(({ name, attributes }): Line => ({
    service: '',
    what: `${indent}${children.length > 0 ? '│' : ' '}  · ${name}`,
    took: '',
    outcome: String(attributes['error.type'] ?? ''),
  }));
  return [
    own,
    ...events,
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return linesOf(child, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
    }),
  ];
}

function whatOf({ name, attributes }: ReceivedSpan): string {
  const subgraph = attributes['kontor.subgraph.name'];
  return typeof subgraph === 'string' ? `${name} → ${subgraph}` : name;
}

function outcomeOf({ attributes, failed }: ReceivedSpan): string {
  const status = attributes['http.response.status_code'];
  const error = attributes['error.type'];
  const parts = [status, error === undefined || String(error) === String(status) ? undefined : error];
  const known = parts.filter((part) => part !== undefined).join(' ');
  return known || (failed ? 'failed' : '');
}
