import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  createRegistryClient,
  registrySource,
  type RegistryClient,
  type RegistryTimers,
  type SupergraphSource,
} from '@kontor/gateway';
import type { TestDatabase } from '@kontor/testkit';
import {
  actor,
  createGraph,
  registryDatabase,
  sdlOf,
  startFakeIdentity,
  startRegistry,
  until,
  type FakeIdentity,
  type RunningRegistry,
} from './registry-harness.js';

jest.setTimeout(120_000);

const GATEWAYS = 200;
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let identity: FakeIdentity;
let registry: RunningRegistry;
let fleet: Gateway[];
const time = virtualTime();
/** While true no question reaches the platform, and each fails at once: an hour of refused connections costs no time. */
let down = false;
let asked: Asked[] = [];

interface Asked {
  /** The virtual second. */
  second: number;
  held: boolean;
  /** Pending while it is held. */
  answer: string;
}

interface Gateway {
  source: SupergraphSource;
  lines: string[];
  received: string[];
  /** A question of this one is held by the platform. */
  isHeld(): boolean;
}

beforeAll(async () => {
  database = await registryDatabase();
  identity = await startFakeIdentity();
  registry = await startRegistry({ databaseUrl: database.url, identityUrl: identity.url });
  await createGraph(registry, 'shop');
  await publish('');
  const key = identity.addKey(actor({ id: 'gateway', permissions: ['supergraph:read'] }));
  fleet = Array.from({ length: GATEWAYS }, () => createGateway(key));
});
afterAll(async () => {
  await Promise.all((fleet ?? []).map(({ source }) => source.close()));
  await registry?.stop();
  await identity?.stop();
  await database?.drop();
});

const publish = async (extra: string) => {
  const routingUrl = 'http://127.0.0.1:9/graphql';
  const answer = await registry.publish({
    ref: 'shop',
    name: 'products',
    sdl: sdlOf('products', extra),
    routingUrl,
  });
  expect(answer.data.publishSubgraph.launch.status).toBe('COMPLETED');
};

function createGateway(apiKey: string): Gateway {
  const lines: string[] = [];
  const received: string[] = [];
  let held = false;
  const options = { platformUrl: registry.url, ref: 'shop@current', apiKey };
  const real = createRegistryClient({
    ...options,
    ref: { graph: 'shop', variant: 'current' },
    answerTimeoutMs: 60_000,
    supergraphBytesMax: 1_000_000,
  });
  const client: RegistryClient = {
    async ask(knownHash, waitMs, signal) {
      const one: Asked = { second: Math.floor(time.nowMs() / 1_000), held: waitMs > 0, answer: 'pending' };
      asked.push(one);
      held = one.held && !down;
      const answer = down
        ? ({ kind: 'failed', code: 'PLATFORM_UNREACHABLE', message: 'nobody there' } as const)
        : await real.ask(knownHash, waitMs, signal);
      held = false;
      one.answer = answer.kind;
      return answer;
    },
    close: () => real.close(),
  };
  const source = registrySource(options, { client, timers: time.timers });
  const log = { info() {}, warn: (_: object, line: string) => void lines.push(line), error() {} };
  const opened = source.open(async ({ hash }) => {
    received.push(hash);
    return { kind: 'serving' };
  }, log);
  void opened;
  return { source, lines, received, isHeld: () => held };
}

/** Everybody sleeps, or waits for an answer that the platform holds back. */
const settled = () =>
  until('every gateway sleeps or is held', async () => {
    await nextTurn();
    return time.sleepers() + fleet.filter(({ isHeld }) => isHeld()).length === GATEWAYS;
  });

async function pass(ms: number): Promise<void> {
  const end = time.nowMs() + ms;
  await settled();
  while (time.wakeNext(end)) await settled();
}

const busiestSecond = (): number => {
  const perSecond = new Map<number, number>();
  for (const { second } of asked) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  return Math.max(...perSecond.values());
};
const kinds = () => new Set(fleet.map(({ source }) => source.state().kind));

describe(`${GATEWAYS} gateways and a platform that is down for an hour`, () => {
  it('in touch: each is held', async () => {
    await pass(1_000);
    expect(kinds()).toEqual(new Set(['connected']));
    expect(fleet.every(({ isHeld, received }) => isHeld() && received.length === 1)).toBe(true);
  });

  it('meanwhile they ask at a bounded rate, know since when they are out of touch, and say so now and then', async () => {
    // The held questions break off, as they do when the process at the other end dies.
    down = true;
    const downSince = time.nowMs();
    await registry.stop();
    asked = [];
    await pass(HOUR_MS);
    expect(kinds()).toEqual(new Set(['stale']));
    for (const { source, lines } of fleet) {
      expect(source.state().since.getTime() - downSince).toBeLessThan(1_000);
      expect(lines.length).toBeGreaterThanOrEqual(11);
      expect(lines.length).toBeLessThanOrEqual(13);
    }
    expect(asked.length).toBeLessThan((GATEWAYS * HOUR_MS) / 7_500);
    expect(new Set(asked.map(({ answer }) => answer))).toEqual(new Set(['failed']));
  });

  it('back again: each asks once, for a 304, then is held; never many in one second', async () => {
    await reopen();
    asked = [];
    down = false;
    await pass(20_000);
    expect(kinds()).toEqual(new Set(['connected']));
    const quick = asked.filter(({ held }) => !held);
    expect(quick.map(({ answer }) => answer)).toEqual(Array(GATEWAYS).fill('unchanged'));
    expect(asked).toHaveLength(2 * GATEWAYS);
    expect(busiestSecond()).toBeLessThanOrEqual(GATEWAYS / 3);
    process.stdout.write(
      `${asked.length} questions within ${spanS()} s, at most ${busiestSecond()} in one\n`,
    );
    expect(fleet.every(({ received }) => received.length === 1)).toBe(true);
  });

  it('and hear of the next publish at once, each once', async () => {
    asked = [];
    await publish('later: Int');
    await until('all have it', async () => fleet.every(({ received }) => received.length === 2));
    await pass(1_000);
    expect(new Set(fleet.map(({ received }) => received[1])).size).toBe(1);
    expect(asked).toHaveLength(GATEWAYS);
    expect(fleet.every(({ isHeld }) => isHeld())).toBe(true);
  });
});

const spanS = (): number =>
  Math.max(...asked.map((one) => one.second)) - Math.min(...asked.map((one) => one.second));

/** The platform comes back where it was. */
async function reopen(): Promise<void> {
  const port = Number(new URL(registry.url).port);
  registry = await startRegistry({ databaseUrl: database.url, identityUrl: identity.url, port });
}

/** Time that passes when the test says so, and the same chance at each run. */
function virtualTime() {
  let nowMs = 0;
  let seed = 1;
  const sleeping = new Set<{ at: number; wake: () => void }>();
  const timers: RegistryTimers = {
    now: () => new Date(nowMs),
    random: () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: nowMs + ms, wake };
        function wake(): void {
          sleeping.delete(sleeper);
          signal.removeEventListener('abort', wake);
          resolve();
        }
        sleeping.add(sleeper);
        signal.addEventListener('abort', wake);
      }),
  };
  return {
    timers,
    nowMs: () => nowMs,
    sleepers: () => sleeping.size,
    /** Whoever is to wake next wakes, and it is that late; false, and it is `end`, when nobody is until then. */
    wakeNext(end: number): boolean {
      let next: { at: number; wake: () => void } | undefined;
      for (const sleeper of sleeping) if (!next || sleeper.at < next.at) next = sleeper;
      nowMs = next && next.at <= end ? next.at : end;
      if (!next || next.at > end) return false;
      next.wake();
      return true;
    },
  };
}
