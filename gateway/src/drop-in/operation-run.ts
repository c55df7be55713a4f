import type { OperationDefinitionNode } from 'graphql';
import type { ExplainedOperation, FetchSubgraph, SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import type { HeadersOf } from '../subgraph-client/request-headers.js';
import type { AnswerRemarks, SubgraphClient } from '../subgraph-client/subgraph-client.js';
import type { GatewayLogger, IncomingRequest } from './apollo-types.js';
import { askDataSource } from './ask-data-source.js';
import { readCacheHint } from './cache-hint.js';
import type { DataSources } from './data-sources.js';
import type { KontorGatewayValues } from './options.js';
import { planTraceOf, readSubgraphTrace, type FetchTrace } from './query-plan-trace.js';
import { isRecord } from '../is-record.js';

export interface RunParts {
  readonly client: SubgraphClient;
  readonly sources: DataSources;
  readonly values: KontorGatewayValues;
  readonly logger: GatewayLogger;
}

export interface OperationRun {
  readonly fetchSubgraph: FetchSubgraph;
  /** After the last fetch: tells Apollo Server's plugins what they ask for. */
  end(): void;
}

/** The header by which subgraphs are asked for a trace of their own. */
export const TRACE_HEADERS = { 'apollo-federation-include-trace': 'ftv1' };

/** The fetches of one request, with what Apollo Server's plugins want to know of them. */
export function createOperationRun(
  incoming: IncomingRequest,
  operation: OperationDefinitionNode,
  headersOf: HeadersOf,
  requestId: string,
  explained: ExplainedOperation | undefined,
  { client, sources, values, logger }: RunParts,
): OperationRun {
  const { metrics, overallCachePolicy } = incoming;
  const captures = metrics.captureTraces === true;
  const traces = new Map<number, FetchTrace>();
  const limits = values.subgraphs;

  const timeoutMsOf = (subgraph: string): number =>
    (Object.hasOwn(limits.fetchTimeoutMsOf, subgraph) ? limits.fetchTimeoutMsOf[subgraph] : undefined) ??
    limits.fetchTimeoutMs;

  function pathOf(fetch: SubgraphFetch): readonly string[] {
    const id = explained?.requestOf(fetch)?.id;
    const [path] = explained?.plan.fetches.find((planned) => planned.id === id)?.paths ?? [];
    return path?.split('.') ?? [];
  }

  async function ask(
    fetch: SubgraphFetch,
    signal: AbortSignal,
    onRemarks: (remarks: Pick<AnswerRemarks, 'extensions'>) => void,
  ): Promise<SubgraphAnswer> {
    const { subgraph, url } = fetch;
    const source = sources.customOf(subgraph, url);
    const headers = headersOf(subgraph);
    if (source)
      return askDataSource(fetch, {
        source,
        incoming,
        headers: headers.record,
        path: pathOf(fetch),
        timeoutMs: timeoutMsOf(subgraph),
        showUncodedErrors: limits.showUncodedErrors,
        logger,
        onRemarks,
      });
    return client.fetch(
      fetch,
      {
        headers,
        requestId,
        onRemarks(remarks) {
          if (values.honorSubgraphCacheControlHeader)
            overallCachePolicy?.restrict(readCacheHint(remarks.cacheControl));
          onRemarks(remarks);
        },
      },
      signal,
    );
  }

  return {
    async fetchSubgraph(fetch, signal) {
      const sentAt = new Date();
      const sentOffsetNs = captures ? nanosecondsSince(metrics.startHrTime) : undefined;
      let extensions: unknown;
      const answer = await ask(fetch, signal, (remarks) => (extensions = remarks.extensions));
      const ftv1 = isRecord(extensions) ? extensions['ftv1'] : undefined;
      if (answer.kind === 'answered' && answer.errors.length > 0 && ftv1 === undefined)
        (metrics.nonFtv1ErrorPaths ??= []).push(
          ...answer.errors.map(({ path }) => ({ subgraph: fetch.subgraph, path })),
        );
      const id = captures ? explained?.requestOf(fetch)?.id : undefined;
      if (id !== undefined) {
        const receivedAt = new Date();
        const trace = await readSubgraphTrace(ftv1, ROOT_TYPES[operation.operation]);
        traces.set(id, { sentAt, sentOffsetNs, receivedAt, trace });
      }
      return answer;
    },
    end() {
      // The instance of Apollo's class that it is declared to be is only ever encoded, and the encoder takes plain objects.
      if (captures && explained && explained.plan.fetches.length > 0)
        metrics.queryPlanTrace = planTraceOf(explained.plan, traces) as NonNullable<
          typeof metrics.queryPlanTrace
        >;
    },
  };
}

/** As every supergraph names them. */
const ROOT_TYPES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

function nanosecondsSince(start: [number, number] | undefined): number | undefined {
  if (!start) return undefined;
  const [seconds, nanoseconds] = process.hrtime(start);
  return seconds * 1e9 + nanoseconds;
}
