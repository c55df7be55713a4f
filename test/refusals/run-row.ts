import { judge, type Seen } from './judge.js';
import { DEFAULT_ROW_LIMITS, type Outcome, type Row } from './row.js';
import { startOthers } from './world/others.js';
import type { World } from './world/world.js';

/** Carries one row out, while others ask on, and tells what is wrong; and what it cost, for the table at the end. */
export async function runRow(world: World, row: Row): Promise<{ wrongs: string[]; seen: Seen }> {
  const limits = { ...DEFAULT_ROW_LIMITS, ...row.limits };
  const attacked = world.process(row.surface);
  const memory = await world.remember(row.surface);
  const before = await attacked.read();
  const others = startOthers(world.healthyQuestion(row.surface));
  const { outcome, outcomeMs } = await timed(() => row.act(world), limits.outcomeMsMax);
  world.fragile.behave(undefined);
  const report = await others.finish();
  const reading = attacked.isAlive() ? await attacked.read() : before;
  const seen: Seen = {
    outcome,
    outcomeMs,
    isAlive: attacked.isAlive(),
    reading,
    growthBytes: Math.max(0, reading.peakRssBytes - before.rssBytes),
    others: report,
    losses: await memory.losses(),
  };
  return { wrongs: judge(row.expected, limits, seen), seen };
}

/** What does not come to an end in time ends here, so that the next row can begin. */
async function timed(
  act: () => Promise<Outcome>,
  limitMs: number,
): Promise<{ outcome: Outcome; outcomeMs: number }> {
  const startedAtMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no outcome within ${limitMs} ms`)), limitMs * 1.5);
  });
  try {
    const outcome = await Promise.race([act(), late]);
    return { outcome, outcomeMs: performance.now() - startedAtMs };
  } finally {
    clearTimeout(timer);
  }
}
