import type { Trace } from '@apollo/usage-reporting-protobuf';
import type { DescribedFetch, PlanDescription } from '../plan/describe-program.js';

/** A plan with its timings, in the form of Apollo's reports: plain objects of its types, which its encoder takes. */
export type PlanTrace = Trace.IQueryPlanNode;

export interface FetchTrace {
  readonly sentAt: Date;
  /** Nanoseconds since the request began; undefined where Apollo Server did not say when. */
  readonly sentOffsetNs: number | undefined;
  readonly receivedAt: Date;
  /** The subgraph's own trace; 'unreadable': it sent something that is none. */
  readonly trace: Trace | 'unreadable' | undefined;
}

/**
 * Waves one after the other, and the fetches of one wave beside each other: a compiled plan has no other order. A fetch
 * that is for several places is told at the first of them.
 */
export function planTraceOf({ fetches }: PlanDescription, sent: ReadonlyMap<number, FetchTrace>): PlanTrace {
  const waves = Map.groupBy(fetches, ({ wave }) => wave);
  const nodes = [...waves.keys()]
    .toSorted((a, b) => a - b)
    .map((wave) => waveOf(waves.get(wave) ?? [], sent));
  return together('sequence', nodes);
}

const waveOf = (fetches: readonly DescribedFetch[], sent: ReadonlyMap<number, FetchTrace>): PlanTrace =>
  together(
    'parallel',
    fetches.map((fetch) => atPlace(fetch, { fetch: nodeOf(fetch, sent.get(fetch.id)) })),
  );

function together(kind: 'sequence' | 'parallel', nodes: readonly PlanTrace[]): PlanTrace {
  const [only, ...others] = nodes;
  return only && others.length === 0 ? only : { [kind]: { nodes: [...nodes] } };
}

function atPlace({ paths }: DescribedFetch, node: PlanTrace): PlanTrace {
  const [path] = paths;
  if (path === undefined) return node;
  return { flatten: { responsePath: path.split('.').map((fieldName) => ({ fieldName })), node } };
}

/** Without times: it was not sent. */
function nodeOf({ subgraph }: DescribedFetch, sent: FetchTrace | undefined): Trace.QueryPlanNode.IFetchNode {
  if (!sent) return { serviceName: subgraph };
  const { sentAt, sentOffsetNs, receivedAt, trace } = sent;
  return {
    serviceName: subgraph,
    traceParsingFailed: trace === 'unreadable',
    ...(trace && trace !== 'unreadable' && { trace }),
    ...(sentOffsetNs !== undefined && { sentTimeOffset: sentOffsetNs }),
    sentTime: timestamp(sentAt),
    receivedTime: timestamp(receivedAt),
  };
}

const timestamp = (at: Date) => {
  const ms = at.getTime();
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 };
};

/** The trace that a subgraph sent along. Its root type has its own name in there, and that of the graph in reports. */
export async function readSubgraphTrace(ftv1: unknown, rootType: string): Promise<FetchTrace['trace']> {
  if (typeof ftv1 !== 'string' || ftv1 === '') return undefined;
  const { Trace: traces } = await import('@apollo/usage-reporting-protobuf');
  try {
    const trace = traces.decode(Buffer.from(ftv1, 'base64'));
    for (const child of trace.root?.child ?? []) child.parentType = rootType;
    return trace;
  } catch {
    return 'unreadable';
  }
}
