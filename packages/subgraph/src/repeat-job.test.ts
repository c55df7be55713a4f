import { describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '@kontor/http';
import { repeatJob } from './repeat-job.js';

const warn = jest.fn();
const log = { warn } as unknown as Logger;

/** Resolves when the job has run so often. */
function countedRuns(wanted: number, fail = false) {
  let runs = 0;
  let reached: () => void;
  const done = new Promise<void>((resolve) => (reached = resolve));
  const run = async () => {
    runs += 1;
    if (runs === wanted) reached();
    if (fail) throw new Error('no');
  };
  return { run, done, runs: () => runs };
}

describe('a repeated job', () => {
  it('runs at once and again, and no more once stopped', async () => {
    const { run, done, runs } = countedRuns(3);
    const job = repeatJob({ everyMs: 1, what: 'counting', log }, run);
    await done;
    await job.stop();
    const before = runs();
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs()).toBe(before);
  });

  it('goes on after a failure, and says so', async () => {
    const { run, done } = countedRuns(2, true);
    const job = repeatJob({ everyMs: 1, what: 'failing', log }, run);
    await done;
    await job.stop();
    expect(warn).toHaveBeenCalledWith({ err: expect.any(Error) }, 'failing failed, will be tried again');
  });

  it('waits for the run under way, which hears of it', async () => {
    let ended = false;
    const job = repeatJob({ everyMs: 1, what: 'waiting', log }, async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended = true;
    });
    await job.stop();
    expect(ended).toBe(true);
  });
});
