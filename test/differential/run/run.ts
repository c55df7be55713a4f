import { randomOperation } from '../operations/random-operation.js';
import type { Operation } from '../operations/operation.js';
import { reduce } from '../reduce.js';
import type { Answer, Witness } from '../witnesses/witness.js';
import type { World } from '../world/world.js';
import { createFaults, NO_FAULTS } from '../world/faults.js';
import { createCourt, expectedAnswer, judge, type Court, type Trial, type Verdict } from './run-operation.js';

export interface RunOptions {
  readonly seed: number;
  readonly operations: number;
  /** The first operation to ask, where an earlier run left off. */
  readonly from: number;
  /** How many smaller operations are tried for one disagreement. */
  readonly reduceAttemptsMax: number;
  /** Do things go wrong? */
  readonly faults: boolean;
}

/** One operation that a witness got wrong. */
export interface Disagreement {
  readonly witness: string;
  readonly supergraph: string;
  /** Which of the run's operations it was. */
  readonly index: number;
  /** Which went wrong on purpose. */
  readonly faults: string | undefined;
  readonly findings: readonly string[];
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly expected: { readonly data: unknown; readonly errors: number };
  readonly received: Answer;
}

export interface Tally {
  readonly operations: number;
  readonly right: number;
  readonly refused: number;
  readonly wrong: number;
  /** Of those right: answered before Apollo Server's pipeline. */
  readonly hotPath: number;
}

export interface Report {
  readonly seed: number;
  readonly supergraphs: readonly string[];
  readonly witnesses: Readonly<Record<string, Tally>>;
  readonly disagreements: readonly Disagreement[];
}

export interface Subject {
  readonly world: World;
  readonly witnesses: readonly Witness[];
}

/** Operation `i` goes to supergraph `i` modulo their number, so each run has seen all of them. */
export async function run(
  subjects: readonly Subject[],
  options: RunOptions,
  onOperation: (done: number, report: Report) => void = () => {},
  before?: Report,
): Promise<Report> {
  const courts = subjects.map(({ world, witnesses }) => createCourt(world, witnesses));
  const tallies = new Map<string, Tally>(Object.entries(before?.witnesses ?? {}));
  const disagreements: Disagreement[] = [...(before?.disagreements ?? [])];
  const report = (): Report => ({
    seed: options.seed,
    supergraphs: courts.map(({ world }) => world.name),
    witnesses: Object.fromEntries(tallies),
    disagreements,
  });
  for (let index = options.from; index < options.operations; index++) {
    const court = courts[index % courts.length];
    if (!court) throw new Error('no supergraph to ask');
    const operation = randomOperation(court.world.api, `${options.seed} ${court.world.name} ${index}`);
    const faultSeed = `${options.seed} ${index}`;
    const faults = options.faults ? createFaults(faultSeed, court.world) : NO_FAULTS;
    const trial: Trial = { operation, faults, seed: faultSeed };
    const expected = await expectedAnswer(court, trial);
    for (const witness of court.witnesses) {
      const verdict = await judge(court, witness, trial, expected);
      tallies.set(witness.name, counted(tallies.get(witness.name), verdict));
      if (verdict.kind === 'wrong')
        disagreements.push(await describe(court, witness, trial, verdict, index, options.reduceAttemptsMax));
    }
    onOperation(index + 1, report());
  }
  return report();
}

const NOTHING: Tally = { operations: 0, right: 0, refused: 0, wrong: 0, hotPath: 0 };

const counted = (tally = NOTHING, verdict: Verdict): Tally => ({
  ...tally,
  operations: tally.operations + 1,
  [verdict.kind]: tally[verdict.kind] + 1,
  hotPath: tally.hotPath + (verdict.kind === 'right' && verdict.hotPath ? 1 : 0),
});

type WrongVerdict = Extract<Verdict, { kind: 'wrong' }>;

async function describe(
  court: Court,
  witness: Witness,
  trial: Trial,
  first: WrongVerdict,
  index: number,
  attemptsMax: number,
): Promise<Disagreement> {
  const judged = async (one: Operation) => {
    const smaller = { ...trial, operation: one };
    const expected = await expectedAnswer(court, smaller);
    return { expected: expected.result, verdict: await judge(court, witness, smaller, expected) };
  };
  const fails = async (one: Operation): Promise<boolean> => (await judged(one)).verdict.kind === 'wrong';
  const smallest = await reduce(trial.operation, court.world.api, fails, attemptsMax);
  const { expected, verdict } = await judged(smallest);
  // Wrong once and never again is worth a look, too.
  const wrong = verdict.kind === 'wrong' ? verdict : { ...first, findings: ['only once', ...first.findings] };
  return {
    witness: witness.name,
    supergraph: court.world.name,
    index,
    faults: trial.faults.ofFetch?.kind ?? (trial.faults === NO_FAULTS ? undefined : 'fields'),
    findings: wrong.findings,
    operation: smallest.source,
    variables: smallest.variables,
    expected: { data: expected.data, errors: expected.errors?.length ?? 0 },
    received: wrong.answer,
  };
}
