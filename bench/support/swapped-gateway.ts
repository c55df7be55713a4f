// A gateway process of its own, whose heap can be asked for: `node --expose-gc swapped-gateway.ts SUPERGRAPH_FILE`.
import { startGateway } from '@kontor/gateway';
import { setTimeout as delay } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';

export type Question =
  { kind: 'memory' } | { kind: 'hash' } | { kind: 'snapshot'; file: string } | { kind: 'stop' };
export type Reply =
  { url: string } | { heapUsed: number; rss: number } | { hash: string | null } | { written: string };

/** Finalizers and timers that let go of something run between two collections. */
const COLLECTIONS = 4;
const PAUSE_MS = 250;

const gateway = await startGateway({
  supergraph: process.argv[2] ?? '',
  port: 0,
  logLevel: 'error',
  accessLog: false,
});
reply({ url: gateway.url });

process.on('message', (question: Question) => void answer(question));

async function answer(question: Question): Promise<void> {
  switch (question.kind) {
    case 'hash':
      return reply({ hash: gateway.status().supergraphHash });
    case 'memory':
      for (let n = 0; n < COLLECTIONS; n++) {
        await delay(PAUSE_MS);
        globalThis.gc?.();
      }
      return reply(process.memoryUsage());
    case 'snapshot':
      return reply({ written: writeHeapSnapshot(question.file) });
    case 'stop':
      await gateway.close();
      process.exit(0);
  }
}

function reply(message: Reply): void {
  process.send?.(message);
}
