import { beforeAll, describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { composeOf } from '../../../test/support/gateway/shop.js';
import type { SupergraphVerdict } from '../supergraph/source.js';
import { createCoordinator } from './coordinator.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { WorkerProcess } from './worker-process.js';

type Behaviour = 'willing' | 'unable' | 'dies while it prepares' | 'fails to swap';

const REFUSED: SupergraphVerdict = { kind: 'refused', code: 'SUPERGRAPH_INVALID', message: 'not with me' };

/** The other side of a worker's channel, without a process behind it. */
function workerThatIs(behaviour: () => Behaviour, number = 1) {
  const heard: string[] = [];
  const listeners = new Set<(message: FromWorker) => void>();
  let end: (how: string) => void = () => undefined;
  let isEnded = false;
  const ended = new Promise<string>((resolve) => {
    end = (how) => {
      isEnded = true;
      resolve(how);
    };
  });
  const say = (message: FromWorker): void => {
    for (const listener of [...listeners]) listener(message);
  };
  const heed = (message: ToWorker): void => {
    if (message.kind === 'traffic') say({ kind: 'traffic', traffic: { total: 0, operations: [] } });
    if (message.kind === 'prepare') {
      const { id, hash } = message.offer;
      heard.push(`prepare ${hash.slice(-4)}`);
      if (behaviour() === 'unable') say({ kind: 'verdict', id, verdict: REFUSED });
      else if (behaviour() === 'dies while it prepares') end('SIGKILL');
      else say({ kind: 'prepared', id });
    }
    if (message.kind === 'decide') {
      heard.push(message.commit ? 'commit' : 'withdraw');
      const verdict = behaviour() === 'fails to swap' ? REFUSED : ({ kind: 'serving' } as const);
      if (message.commit) say({ kind: 'verdict', id: message.id, verdict });
    }
  };
  const worker: WorkerProcess = {
    number,
    pid: undefined,
    ended,
    isEnded: () => isEnded,
    send: (message) => queueMicrotask(() => heed(message)),
    hand: () => undefined,
    onMessage: (listener) => void listeners.add(listener),
    async hear<T>(pick: (message: FromWorker) => T | undefined) {
      const { promise, resolve } = Promise.withResolvers<T | undefined>();
      const listener = (message: FromWorker): void => {
        const picked = pick(message);
        if (picked !== undefined) resolve(picked);
      };
      listeners.add(listener);
      const picked = await Promise.race([promise, ended.then(() => undefined)]);
      listeners.delete(listener);
      return picked;
    },
    kill: () => end('SIGKILL'),
  };
  return { worker, heard, isEnded: () => isEnded };
}

describe('one supergraph for all workers', () => {
  let offers: { sdl: string; hash: string; origin: string }[] = [];
  beforeAll(() => {
    offers = ['first', 'second'].map((field) => {
      const sdl = composeOf([
        { name: 'a', url: 'http://127.0.0.1:1/', sdl: `type Query { ${field}: String }` },
      ]);
      return { sdl, hash: artifactHash(sdl), origin: field };
    });
  });
  const offer = (index: number) => offers[index] ?? { sdl: '', hash: '', origin: '' };
  const short = (index: number) => offer(index).hash.slice(-4);

  const coordinate = () =>
    createCoordinator({
      plans: undefined,
      limits: { trafficShare: 1, operationsMax: 10, warmUpMs: 1_000, supergraphBytesMax: 1_000_000 },
      onHint: () => undefined,
      onDefect: (_, error) => {
        throw error;
      },
      onVerdict: () => undefined,
    });

  it('is prepared by all before any is told to serve it', async () => {
    const coordinator = coordinate();
    const [a, b] = [workerThatIs(() => 'willing'), workerThatIs(() => 'willing', 2)];
    expect(await coordinator.join(a.worker)).toBe(true);
    expect(await coordinator.join(b.worker)).toBe(true);
    expect(await coordinator.offer(offer(0))).toEqual({ kind: 'serving' });
    expect(await coordinator.offer(offer(0))).toEqual({ kind: 'unchanged' });
    expect([a.heard, b.heard]).toEqual([
      [`prepare ${short(0)}`, 'commit'],
      [`prepare ${short(0)}`, 'commit'],
    ]);
  });

  it('stays as it was for all when one cannot load the new one', async () => {
    const coordinator = coordinate();
    let behaviour: Behaviour = 'willing';
    const [a, b] = [workerThatIs(() => 'willing'), workerThatIs(() => behaviour, 2)];
    await coordinator.join(a.worker);
    await coordinator.join(b.worker);
    await coordinator.offer(offer(0));
    behaviour = 'unable';
    expect(await coordinator.offer(offer(1))).toEqual(REFUSED);
    expect(a.heard.slice(2)).toEqual([`prepare ${short(1)}`, 'withdraw']);
    expect(coordinator.currentHash()).toBe(offer(0).hash);
    expect([a.isEnded(), b.isEnded()]).toEqual([false, false]);
  });

  it('goes on without one that dies meanwhile, but not without all', async () => {
    const coordinator = coordinate();
    let behaviour: Behaviour = 'willing';
    const [a, b] = [workerThatIs(() => behaviour), workerThatIs(() => 'dies while it prepares', 2)];
    await coordinator.join(a.worker);
    await coordinator.join(b.worker);
    expect(await coordinator.offer(offer(0))).toEqual({ kind: 'serving' });
    behaviour = 'dies while it prepares';
    expect(await coordinator.offer(offer(1))).toMatchObject({ kind: 'refused', code: 'INTERNAL_ERROR' });
    expect(coordinator.currentHash()).toBe(offer(0).hash);
  });

  it('ends a worker that does not swap: it must not serve an old one', async () => {
    const coordinator = coordinate();
    const [a, b] = [workerThatIs(() => 'willing'), workerThatIs(() => 'fails to swap', 2)];
    await coordinator.join(a.worker);
    await coordinator.join(b.worker);
    expect(await coordinator.offer(offer(0))).toEqual({ kind: 'serving' });
    expect([a.isEnded(), b.isEnded()]).toEqual([false, true]);
  });

  it('is given to a worker before it has joined, in turn with what comes', async () => {
    const coordinator = coordinate();
    const [a, late] = [workerThatIs(() => 'willing'), workerThatIs(() => 'willing', 2)];
    await coordinator.join(a.worker);
    const [verdict, joined, next] = await Promise.all([
      coordinator.offer(offer(0)),
      coordinator.join(late.worker),
      coordinator.offer(offer(1)),
    ]);
    expect([verdict, joined, next]).toEqual([{ kind: 'serving' }, true, { kind: 'serving' }]);
    expect(late.heard).toEqual([`prepare ${short(0)}`, 'commit', `prepare ${short(1)}`, 'commit']);
  });

  it('keeps out a worker that cannot load it', async () => {
    const coordinator = coordinate();
    await coordinator.join(workerThatIs(() => 'willing').worker);
    await coordinator.offer(offer(0));
    const unfit = workerThatIs(() => 'unable', 2);
    expect(await coordinator.join(unfit.worker)).toBe(false);
    expect(unfit.isEnded()).toBe(true);
  });
});
