/** The load generator as a process, told what to do by its parent: `node main.ts`. */
import type { LoadOrder, LoadReply } from './protocol.ts';
import { runLoad } from './run-load.ts';

process.on('message', (order: LoadOrder) => void obey(order));
process.on('disconnect', () => process.exit(0));

async function obey(order: LoadOrder): Promise<void> {
  try {
    reply({ kind: 'result', result: await runLoad(order, (at) => reply({ kind: 'window', at })) });
  } catch (error) {
    reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function reply(message: LoadReply): void {
  process.send?.(message);
}
