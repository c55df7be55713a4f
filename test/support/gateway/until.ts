import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waits for a condition, not for a time; `what` names it when it does not come true. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > endsAt) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await nextTurn();
  }
}
