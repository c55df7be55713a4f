import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { quietEnvironment, root } from '../../support/kontor/command.js';
import type { SubgraphAccount, SubgraphOrder, SubgraphReply } from '../subgraphs/protocol.js';
import type { SubgraphName } from '../world/shapes.js';

export interface SubgraphProcess {
  readonly ports: Readonly<Record<SubgraphName, number>>;
  /** Requests without an answer whose connection is open. */
  inFlight(): Promise<number>;
  account(): Promise<SubgraphAccount>;
  restart(name: SubgraphName, downMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSubgraphProcess(): Promise<SubgraphProcess> {
  const loader = join(root, 'test/support/run-typescript.mjs');
  const main = join(import.meta.dirname, '../subgraphs/main.ts');
  const child = spawn(process.execPath, ['--import', loader, main], {
    env: quietEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  /** Replies come one at a time and in order; orders wait for those before them. */
  let last: Promise<unknown> = Promise.resolve();
  const next = async (): Promise<SubgraphReply> => {
    const [reply] = (await Promise.race([
      once(child, 'message'),
      exited.then(() => Promise.reject(new Error('the process of the subgraphs has ended'))),
    ])) as [SubgraphReply];
    return reply;
  };
  const ask = (order: SubgraphOrder): Promise<SubgraphReply> => {
    const reply = last.then(() => {
      child.send(order);
      return next();
    });
    last = reply.catch(() => undefined);
    return reply;
  };
  const ready = await next();
  if (ready.kind !== 'ready') throw new Error('the subgraphs did not start');
  return {
    ports: ready.ports,
    async inFlight() {
      const reply = await ask({ kind: 'inFlight' });
      if (reply.kind !== 'inFlight') throw new Error('the subgraphs do not say what is in flight');
      return reply.count;
    },
    async account() {
      const reply = await ask({ kind: 'account' });
      if (reply.kind !== 'account') throw new Error('the subgraphs do not account for what they did');
      return reply.account;
    },
    restart: async (name, downMs) => void (await ask({ kind: 'restart', name, downMs })),
    async stop() {
      child.kill();
      await exited;
    },
  };
}
