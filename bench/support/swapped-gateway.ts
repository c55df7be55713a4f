// A gateway process of its own, whose heap can be asked for: `node --expose-gc swapped-gateway.ts SUPERGRAPH_FILE`.
import { startGateway } from '@kontor/gateway';
import { writeHeapSnapshot } from 'node:v8';
import { collectedMemory } from './collected-memory.ts';

export type Question =
  { kind: 'memory' } | { kind: 'hash' } | { kind: 'snapshot'; file: string } | { kind: 'stop' };
export type Reply =
  { url: string } | { heapUsed: number; rss: number } | { hash: string | null } | { written: string };

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
      return reply(await collectedMemory());
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
