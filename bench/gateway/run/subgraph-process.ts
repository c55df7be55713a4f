import { once } from 'node:events';
import path from 'node:path';
import type { SubgraphCounters, SubgraphOrder, SubgraphReply } from '../subgraphs/protocol.ts';
import { urlsOf, type SubgraphUrls } from '../world/supergraph.ts';
import { Child } from './child.ts';

export interface SubgraphProcess {
  readonly urls: SubgraphUrls;
  /** Sets what is counted back to nothing. */
  reset(delayMs: number): Promise<void>;
  count(): Promise<SubgraphCounters>;
  stop(): Promise<void>;
}

export async function startSubgraphs(cores: string, logFile: string): Promise<SubgraphProcess> {
  const child = Child.fork(path.join(import.meta.dirname, '../subgraphs/main.ts'), { cores, logFile });
  const next = async (): Promise<SubgraphReply> => {
    const [reply] = (await once(child.process, 'message')) as [SubgraphReply];
    return reply;
  };
  const ready = await next();
  if (ready.kind !== 'ready') throw new Error('the subgraphs did not start');
  const ask = async (order: SubgraphOrder): Promise<SubgraphCounters> => {
    const reply = next();
    child.process.send(order);
    const counters = await reply;
    if (counters.kind !== 'counters') throw new Error('the subgraphs do not count');
    return counters;
  };
  return {
    urls: urlsOf(ready.ports),
    reset: async (delayMs) => void (await ask({ kind: 'reset', delayMs })),
    count: () => ask({ kind: 'count' }),
    stop: () => child.stop(),
  };
}
