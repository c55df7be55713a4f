import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../kontor/ask.js';
import { isRunning } from '../kontor/processes.js';
import { until } from '../kontor/until.js';
import { servedHash, violationsOf } from './invariants.js';
import type { Moment } from './moments.js';
import type { Rig } from './rig.js';
import { killAll, pidsOf, SUPERVISED } from './targets.js';
import { BEGIN, type Outcome } from './under-way.js';

export interface MomentResult extends Moment, Outcome {
  /** From the kill until everything answers again. */
  readonly recoveryMs: number;
  readonly violations: readonly string[];
}

/** Begins what the moment is about, kills, waits until all is back without a hand, and looks what is left. */
export async function runMoment(rig: Rig, moment: Moment): Promise<MomentResult> {
  await makeRoom(rig);
  const underWay = await BEGIN[moment.kind](rig, moment.target);
  const watch = watchServed(rig);
  try {
    await delay(moment.at * underWay.windowMs);
    const pids = [...pidsOf(moment.target, rig.kontor), ...underWay.pids];
    const killedAt = performance.now();
    killAll(pids);
    if (moment.target === 'everything') {
      await rig.kontor.command.exited;
      rig.begin();
      await rig.up();
    }
    await isBack(rig, pids);
    const recoveryMs = performance.now() - killedAt;
    const outcome = await underWay.outcome();
    const violations = await violationsOf(rig, watch.seen);
    return { ...moment, ...outcome, recoveryMs, violations: [...violations, ...judge(outcome)] };
  } finally {
    await watch.stop();
  }
}

const judge = ({ publishes, complete }: Outcome): string[] => [
  ...publishes.flatMap((fate) => (fate === 'lost' || fate === 'half' ? [`a publish is ${fate}`] : [])),
  ...(complete === false ? ['it is not complete, or not once'] : []),
];

/** A launcher gives up what ends too often within a minute, and it is right: such a rig starts over. */
const STARTS_MAX = 3;

async function makeRoom(rig: Rig): Promise<void> {
  if (SUPERVISED.every((name) => rig.recentStarts(name) <= STARTS_MAX)) return;
  await rig.stop();
  rig.begin();
  await rig.up();
}

const BACK_TIMEOUT_MS = 90_000;
const EXAMPLE = '{ products(first: 1) { totalCount } }';

async function isBack({ kontor }: Rig, killed: readonly number[]): Promise<void> {
  const runsAnew = (name: string): boolean =>
    kontor
      .processes()
      .some((process) => process.name === name && isRunning(process.pid) && !killed.includes(process.pid));
  await until(
    'everything is back',
    async () =>
      SUPERVISED.every(runsAnew) &&
      (await isReady(kontor.platformUrl)) &&
      (await answersExample(kontor.graphqlUrl)),
    BACK_TIMEOUT_MS,
  ).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}\n${kontor.output().slice(-2_000)}`);
  });
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

const answersExample = (url: string): Promise<boolean> =>
  ask(url, EXAMPLE).then(
    ({ status, errors }) => status === 200 && errors.length === 0,
    () => false,
  );

const LOOK_MS = 25;

/** Looks again and again which supergraph is served. */
function watchServed(rig: Rig): { readonly seen: ReadonlySet<string>; stop(): Promise<void> } {
  const seen = new Set<string>();
  let watching = true;
  const watched = (async () => {
    while (watching) {
      const hash = await servedHash(rig);
      if (hash !== undefined) seen.add(hash);
      await delay(LOOK_MS);
    }
  })();
  return {
    seen,
    stop() {
      watching = false;
      return watched;
    },
  };
}
