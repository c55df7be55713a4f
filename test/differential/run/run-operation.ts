import type { ExecutionResult } from 'graphql';
import type { FetchSubgraph } from '../../../gateway/src/engine/engine.js';
import { compareWithoutFaults } from '../compare/compare.js';
import type { Operation } from '../operations/operation.js';
import type { Answer, Witness } from '../witnesses/witness.js';
import { createJournal } from '../world/journal.js';
import { answerAsMonolith } from '../world/monolith.js';
import { createStrictSubgraph, type StrictSubgraph } from '../world/strict-subgraph.js';
import type { World } from '../world/world.js';

/** A world with who answers from it. */
export interface Court {
  readonly world: World;
  readonly subgraphs: ReadonlyMap<string, StrictSubgraph>;
  readonly witnesses: readonly Witness[];
}

export const createCourt = (world: World, witnesses: readonly Witness[]): Court => ({
  world,
  witnesses,
  subgraphs: new Map(
    [...world.subgraphs.values()].map((model) => [model.name, createStrictSubgraph(model, world)]),
  ),
});

export type Verdict =
  | { readonly kind: 'right' }
  /** The engine says that it does not answer this. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'wrong'; readonly findings: readonly string[]; readonly answer: Answer };

const REFUSALS: ReadonlySet<string> = new Set(['OPERATION_TOO_COMPLEX', 'GATEWAY_PLANNING_TIMEOUT']);

export const expectedAnswer = ({ world }: Court, operation: Operation): Promise<ExecutionResult> =>
  answerAsMonolith(world.api, world.universe, operation);

export async function judge(
  court: Court,
  witness: Witness,
  operation: Operation,
  expected: ExecutionResult,
): Promise<Verdict> {
  const journal = createJournal();
  const fetchSubgraph: FetchSubgraph = (fetch) => {
    const subgraph = court.subgraphs.get(fetch.subgraph);
    if (!subgraph) throw new Error(`no subgraph ${fetch.subgraph}`);
    return subgraph(fetch, journal);
  };
  const answer = await witness.answer(operation, fetchSubgraph).catch(thrown);
  const refusal = answer.errors.find(({ code }) => REFUSALS.has(code));
  if (refusal && answer.data === undefined) return { kind: 'refused', code: refusal.code };
  const findings = compareWithoutFaults(expected, answer, journal.refusals);
  return findings.length === 0 ? { kind: 'right' } : { kind: 'wrong', findings, answer };
}

const thrown = (error: unknown): Answer => ({
  data: undefined,
  errors: [{ message: `thrown: ${String(error)}`, path: undefined, code: 'THROWN' }],
});
