/**
 * Loaded into the gateway's process before its own code (`node --expose-gc --import probe.ts …`), so that a soak can ask what
 * the process holds. The gateway itself runs as it ships.
 */
import { collectedMemory } from '../../../bench/support/collected-memory.ts';

export interface Held {
  readonly heapUsed: number;
  readonly rss: number;
  /** Open sockets, timers and the like, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

process.on(
  'message',
  (question: { kind: 'held'; isCollected: boolean }) => void answer(question.isCollected),
);
// Without its parent there is nobody to stop it.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone must not keep the process alive.
process.channel?.unref();

async function answer(isCollected: boolean): Promise<void> {
  const { heapUsed, rss } = isCollected ? await collectedMemory() : process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  process.send?.({ heapUsed, rss, resources } satisfies Held);
}
