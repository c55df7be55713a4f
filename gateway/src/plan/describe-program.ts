import { parse, print } from 'graphql';
import type { EntityStep, FetchStep, Places, Program, RequestTemplate } from './program.js';
import type { TreeNames } from './tree-names.js';

/** What a program will do, for people and programs that ask: plain data. */
export interface PlanDescription {
  readonly fetches: readonly DescribedFetch[];
}

export interface DescribedFetch {
  /** From 1, each after those that it waits for. */
  readonly id: number;
  /** From 1: fetches of one wave can be on their way at the same time. */
  readonly wave: number;
  readonly after: readonly number[];
  readonly subgraph: string;
  readonly kind: 'query' | 'mutation';
  /** Of the objects that it is for, by response names; '@' is each element of a list. Empty: for the root. */
  readonly paths: readonly string[];
  /** `$name` or `!$name`: all of them must be true, or it is left out. */
  readonly conditions: readonly string[];
  readonly query: string;
}

export interface DescribedRequest {
  readonly id: number;
  /** Variables of its query that hold representations. */
  readonly representationVariables: readonly string[];
}

export interface ProgramDescription {
  readonly plan: PlanDescription;
  /** Which fetch a request belongs to. */
  readonly requests: ReadonlyMap<RequestTemplate, DescribedRequest>;
}

export function describeProgram({ fetches }: Program, names: TreeNames): ProgramDescription {
  const after = fetches.map((_, index) =>
    fetches.flatMap(({ awaitedBy }, other) => (awaitedBy.includes(index) ? [other] : [])),
  );
  const waves: number[] = [];
  for (const before of after) waves.push(1 + Math.max(0, ...before.map((other) => waves[other] ?? 0)));
  const requests = new Map<RequestTemplate, DescribedRequest>();
  fetches.forEach(({ request, content }, index) => {
    const id = index + 1;
    if (content.kind === 'root') return void requests.set(request, { id, representationVariables: [] });
    const { parts, apart } = content;
    requests.set(request, { id, representationVariables: parts.map(variableOf) });
    if (apart) requests.set(apart.request, { id, representationVariables: apart.parts.map(variableOf) });
  });
  return {
    requests,
    plan: {
      fetches: fetches.map((step, index) => ({
        id: index + 1,
        wave: waves[index] ?? 1,
        after: (after[index] ?? []).map((other) => other + 1),
        subgraph: step.request.subgraph,
        kind: step.request.operationKind,
        paths: placesOf(step).flatMap((places) => pathsOf(places, names)),
        conditions: step.conditions.map(({ variable, value }) => `${value ? '' : '!'}$${variable}`),
        query: print(parse(step.request.query, { noLocation: true })),
      })),
    },
  };
}

const placesOf = ({ content }: FetchStep): readonly Places[] =>
  content.kind === 'root' ? [content.places] : content.parts.map(({ places }) => places);

const pathsOf = ({ paths }: Places, names: TreeNames): string[] =>
  paths.filter((path) => path.length > 0).map((path) => path.map((name) => names.clientName(name)).join('.'));

/** `"representations":` -> `representations` */
const variableOf = ({ variableStart }: EntityStep['parts'][number]): string =>
  JSON.parse(variableStart.slice(0, -1)) as string;
