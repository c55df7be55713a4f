import type {
  ExplainedOperation,
  FetchSubgraph,
  LoadedSupergraph,
  ParsedOperation,
  SubgraphAnswer,
  SubgraphFetch,
} from '../engine/engine.js';
import { printPlan } from '../plan/print-plan.js';
import type { PlanDescription } from '../plan/describe-program.js';

/** What `extensions.explain` holds. Times are milliseconds, counted from the moment when the plan was there. */
export interface Explanation {
  readonly supergraphHash: string;
  /** Until the plan was there: little when it was known. */
  readonly planningMs: number;
  /** Null: there is none, or the engine does not tell. */
  readonly plan: PlanDescription | null;
  readonly planText: string | null;
  readonly fetches: readonly ExplainedFetch[];
}

export interface ExplainedFetch {
  /** Of the plan; null where the engine does not tell. */
  readonly id: number | null;
  readonly subgraph: string;
  readonly paths: readonly string[];
  readonly startedAtMs: number;
  readonly tookMs: number;
  /** Entities that were asked for. */
  readonly representations: number;
  readonly requestBytes: number;
  /** Of its data, as JSON. */
  readonly responseBytes: number;
  /** Another request in flight asked for the same, and this one got its answer. */
  readonly shared: boolean;
  /** The code of the failure, when it brought nothing. */
  readonly failed: string | null;
  /** Errors beside its data. */
  readonly errors: number;
}

export interface ExecutionExplainer {
  /** The way to subgraphs, observed. */
  readonly fetchSubgraph: FetchSubgraph;
  /** What happened so far. */
  explanation(): Explanation;
}

/** Plans the operation, unless it is known, and observes its fetches. */
export async function explainExecution(
  loaded: LoadedSupergraph,
  operation: ParsedOperation,
  fetchSubgraph: FetchSubgraph,
): Promise<ExecutionExplainer> {
  const askedAt = performance.now();
  const explained = await loaded.explain?.(operation);
  const plannedAt = performance.now();
  const fetches: ExplainedFetch[] = [];
  return {
    async fetchSubgraph(fetch, signal) {
      const startedAt = performance.now();
      const answer = await fetchSubgraph(fetch, signal);
      fetches.push(describe(fetch, answer, explained, startedAt - plannedAt, performance.now() - startedAt));
      return answer;
    },
    explanation: () => ({
      supergraphHash: loaded.hash,
      planningMs: round(plannedAt - askedAt),
      plan: explained?.plan ?? null,
      planText: explained ? printPlan(explained.plan) : null,
      fetches: fetches.toSorted((a, b) => a.startedAtMs - b.startedAtMs),
    }),
  };
}

function describe(
  fetch: SubgraphFetch,
  answer: SubgraphAnswer,
  explained: ExplainedOperation | undefined,
  startedAtMs: number,
  tookMs: number,
): ExplainedFetch {
  const planned = explained?.requestOf(fetch);
  const { variables } = fetch;
  const counts = (planned?.representationVariables ?? ['representations']).map((name) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return Array.isArray(value) ? value.length : 0;
  });
  return {
    id: planned?.id ?? null,
    subgraph: fetch.subgraph,
    paths: explained?.plan.fetches.find(({ id }) => id === planned?.id)?.paths ?? [],
    startedAtMs: round(startedAtMs),
    tookMs: round(tookMs),
    representations: counts.reduce((sum, count) => sum + count, 0),
    requestBytes: Buffer.byteLength(fetch.body ?? JSON.stringify(bodyOf(fetch))),
    ...outcomeOf(answer),
  };
}

const bodyOf = ({ query, operationName, variables }: SubgraphFetch) => ({ query, operationName, variables });

function outcomeOf(
  answer: SubgraphAnswer,
): Pick<ExplainedFetch, 'responseBytes' | 'shared' | 'failed' | 'errors'> {
  switch (answer.kind) {
    case 'failed':
      return { responseBytes: 0, shared: false, failed: answer.error.extensions.code, errors: 0 };
    case 'answered':
      return {
        responseBytes: Buffer.byteLength(JSON.stringify(answer.data)),
        shared: answer.shared === true,
        failed: null,
        errors: answer.errors.length,
      };
  }
}

/** To hundredths: what is beyond is noise. */
const round = (ms: number): number => Math.round(ms * 100) / 100;
