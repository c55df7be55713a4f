import type { ExecutionResult } from 'graphql';
import type { FetchSubgraph } from '../../../gateway/src/engine/engine.js';
import {
  compareFetchFaults,
  compareFieldFaults,
  compareFieldFaultsInParts,
} from '../compare/compare-faults.js';
import { compareWithoutFaults } from '../compare/compare.js';
import { misplacedNulls } from '../compare/null-placement.js';
import type { Operation } from '../operations/operation.js';
import type { Answer, Circumstances, Witness } from '../witnesses/witness.js';
import { faultyFetch, NO_FAULTS, type Faults } from '../world/faults.js';
import { createJournal } from '../world/journal.js';
import { labelsOf } from '../world/labels.js';
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
  | { readonly kind: 'right'; readonly hotPath?: true }
  /** The engine says that it does not answer this. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'wrong'; readonly findings: readonly string[]; readonly answer: Answer };

const REFUSALS: ReadonlySet<string> = new Set(['OPERATION_TOO_COMPLEX', 'GATEWAY_PLANNING_TIMEOUT']);

/** One operation, and what goes wrong while it runs. */
export interface Trial {
  readonly operation: Operation;
  readonly faults: Faults;
  /** Of the faults, and of the labels of `@override`. */
  readonly seed: string;
}

/** The right answer, as far as it is known. */
export interface Expected {
  readonly faultFree: ExecutionResult;
  /** With the field faults. */
  readonly result: ExecutionResult;
  /** Of objects of abstract types, by their place. */
  readonly types: ReadonlyMap<string, string>;
  /** The places of values of custom scalars: anything may be there. */
  readonly scalars: ReadonlySet<string>;
  /** Response names at the root; not those of introspection. */
  readonly rootFields: ReadonlySet<string>;
}

export async function expectedAnswer(
  { world }: Court,
  { operation, faults }: Pick<Trial, 'operation' | 'faults'>,
): Promise<Expected> {
  const notes = {
    types: new Map<string, string>(),
    scalars: new Set<string>(),
    rootFields: new Set<string>(),
  };
  const faultFree = await answerAsMonolith(world.api, world.universe, operation, NO_FAULTS, notes);
  const result =
    faults === NO_FAULTS ? faultFree : await answerAsMonolith(world.api, world.universe, operation, faults);
  return { faultFree, result, ...notes };
}

export async function judge(
  court: Court,
  witness: Witness,
  { operation, faults, seed }: Trial,
  expected: Expected,
): Promise<Verdict> {
  const labelHolds = labelsOf(seed);
  const journal = createJournal(faults, labelHolds);
  const plainFetch: FetchSubgraph = (fetch) => {
    const subgraph = court.subgraphs.get(fetch.subgraph);
    if (!subgraph) throw new Error(`no subgraph ${fetch.subgraph}`);
    return subgraph(fetch, journal);
  };
  const fetchSubgraph = faults === NO_FAULTS ? plainFetch : faultyFetch(plainFetch, faults.ofFetch, seed);
  const circumstances: Circumstances = {
    isOverridden: (label) => labelHolds(label) ?? false,
    startOver: () => void (journal.mutations = 0),
  };
  const answer = await witness.answer(operation, fetchSubgraph, circumstances).catch(thrown);
  const refusal = answer.errors.find(({ code }) => REFUSALS.has(code));
  if (refusal && answer.data === undefined) return { kind: 'refused', code: refusal.code };
  const findings = [
    ...(await findingsOf(court, witness, operation, faults, expected, answer, journal.refusals)),
    ...(answer.findings ?? []),
  ];
  if (findings.length === 0) return { kind: 'right', ...(answer.hotPath === true && { hotPath: true }) };
  return { kind: 'wrong', findings, answer };
}

async function findingsOf(
  { world }: Court,
  { inParts }: Witness,
  operation: Operation,
  faults: Faults,
  { faultFree, result, types, scalars, rootFields }: Expected,
  answer: Answer,
  refusals: readonly string[],
): Promise<readonly string[]> {
  if (faults === NO_FAULTS) return compareWithoutFaults(result, answer, refusals, inParts);
  const misplaced = await misplacedNulls(world.api, operation, answer.data, types, inParts);
  if (!faults.ofFetch && !inParts) return compareFieldFaults(result, answer, refusals);
  if (!faults.ofFetch) {
    const unrisen = await answerAsMonolith(world.nullableApi, world.universe, operation, faults);
    // What introspection says is the schema's that clients see.
    const own = Object.entries(unrisen.data ?? {}).filter(([name]) => rootFields.has(name));
    const data = { ...faultFree.data, ...Object.fromEntries(own) };
    return [...misplaced, ...compareFieldFaultsInParts({ ...unrisen, data }, result, answer, refusals)];
  }
  return [...misplaced, ...compareFetchFaults(faultFree, answer, faults.ofFetch.kind, scalars, inParts)];
}

const thrown = (error: unknown): Answer => ({
  data: undefined,
  errors: [{ message: `thrown: ${String(error)}`, path: undefined, code: 'THROWN' }],
});
