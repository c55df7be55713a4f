import path from 'node:path';
import type { LoadOrder, LoadReply, LoadResult } from '../load/protocol.ts';
import { Child } from './child.ts';

export interface LoadProcess {
  run(order: LoadOrder, onWindow?: (at: number) => void): Promise<LoadResult>;
  stop(): Promise<void>;
}

export function startLoad(cores: string, logFile: string): LoadProcess {
  const child = Child.fork(path.join(import.meta.dirname, '../load/main.ts'), { cores, logFile });
  return {
    run: (order, onWindow) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          child.process.off('message', hear);
          child.process.off('exit', lost);
          settle();
        };
        const hear = (reply: LoadReply): void => {
          switch (reply.kind) {
            case 'window':
              return onWindow?.(reply.at);
            case 'result':
              return end(() => resolve(reply.result));
            case 'failed':
              return end(() => reject(new Error(reply.message)));
          }
        };
        const lost = () => end(() => reject(new Error(`the load generator ended: ${child.ended}`)));
        child.process.on('message', hear);
        child.process.on('exit', lost);
        child.process.send(order);
      }),
    stop: () => child.stop(),
  };
}
