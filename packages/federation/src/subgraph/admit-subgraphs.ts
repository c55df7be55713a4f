import { GraphQLError, Source, parse } from 'graphql';
import { countDocument, type DocumentLimits } from '@kontor/operation';
import { ERROR_CODES, isGraphName, type ErrorCode } from '@kontor/protocol';
import { SUBGRAPHS_MAX, SUBGRAPH_LIMITS } from '../limits.js';
import type { CompositionProblem, SchemaLocation } from '../problem.js';
import { viewSchema } from '../schema/schema-view.js';
import type { Subgraph, SubgraphInput } from './subgraph.js';

export type Admission =
  | { readonly kind: 'admitted'; readonly subgraphs: readonly Subgraph[] }
  | { readonly kind: 'refused'; readonly problems: readonly CompositionProblem[] };

/** Names, limits and syntax, in this order: what fails here never reaches the composer. Sorted by name. */
export function admitSubgraphs(inputs: readonly SubgraphInput[]): Admission {
  if (inputs.length > SUBGRAPHS_MAX)
    return refuse([
      problem(
        'SUBGRAPHS_TOO_MANY',
        `There are ${inputs.length} subgraphs; at most ${SUBGRAPHS_MAX} compose.`,
        [],
      ),
    ]);
  const sorted = inputs.toSorted((a, b) => compareNames(a.name, b.name));
  const problems = sorted.flatMap((input, i) => [...nameProblems(input, sorted[i - 1])]);
  const subgraphs: Subgraph[] = [];
  for (const input of sorted) {
    const result = readSubgraph(input);
    if ('code' in result) problems.push(result);
    else subgraphs.push(result);
  }
  return problems.length > 0 ? refuse(problems) : { kind: 'admitted', subgraphs };
}

const VIOLATION_CODES = {
  bytesMax: 'SUBGRAPH_TOO_LARGE',
  tokensMax: 'SUBGRAPH_TOO_MANY_TOKENS',
  depthMax: 'SUBGRAPH_TOO_DEEP',
} as const satisfies Record<keyof DocumentLimits, ErrorCode>;

/** By code unit: the same on every machine, whatever its locale. */
const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function* nameProblems(
  { name }: SubgraphInput,
  previous: SubgraphInput | undefined,
): Generator<CompositionProblem> {
  if (!isGraphName(name))
    yield problem('INVALID_SUBGRAPH_NAME', `${JSON.stringify(name)} is not a name for a subgraph.`, [
      at(name),
    ]);
  if (previous?.name === name)
    yield problem('SUBGRAPH_NAME_DUPLICATE', `Two subgraphs are named ${JSON.stringify(name)}.`, [at(name)]);
}

function readSubgraph(input: SubgraphInput): Subgraph | CompositionProblem {
  const count = countDocument(input.sdl, SUBGRAPH_LIMITS);
  if (count.kind === 'exceeded')
    return problem(VIOLATION_CODES[count.limit], `[${input.name}] ${count.message}`, [at(input.name)]);
  const source = new Source(input.sdl, input.name);
  try {
    return { ...input, source, ...viewSchema(parse(source)) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return problem('INVALID_GRAPHQL', `[${input.name}] ${error.message}`, [at(input.name, error)]);
  }
}

function at(subgraph: string, error?: GraphQLError): SchemaLocation {
  const { line = null, column = null } = error?.locations?.[0] ?? {};
  return { subgraph, line, column, coordinate: null, derived: false };
}

const problem = (
  code: ErrorCode,
  message: string,
  locations: readonly SchemaLocation[],
): CompositionProblem => ({ code, message, fix: ERROR_CODES[code].fix, locations });

const refuse = (problems: readonly CompositionProblem[]): Admission => ({ kind: 'refused', problems });
