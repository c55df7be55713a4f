import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Moment } from '../support/kill/moments.js';
import { createRig, type Rig } from '../support/kill/rig.js';
import { runMoment } from '../support/kill/run-moment.js';
import { START_TIMEOUT_MS } from '../support/kontor/start-kontor.js';

/** One moment of each kind, each on another target: `npm run test:kill` draws a hundred, and prints the table. */
const SAMPLE: readonly Moment[] = [
  { number: 1, target: 'platform', kind: 'publish', at: 0.4 },
  { number: 2, target: 'database', kind: 'launch', at: 0.5 },
  { number: 3, target: 'gateway', kind: 'delivery', at: 0.1 },
  { number: 4, target: 'all', kind: 'seed', at: 0.5 },
  { number: 5, target: 'everything', kind: 'migration', at: 0.3 },
];

let rig: Rig;
beforeAll(async () => {
  rig = await createRig(join(process.env['KONTOR_E2E_FOLDER'] ?? '', 'killed'));
  rig.begin();
  await rig.up();
}, START_TIMEOUT_MS);

afterAll(() => rig.stop(), 30_000);

it.each(SAMPLE)(
  'kill -9 of $target during $kind: what was acknowledged is there, nothing is half, nobody helps',
  async (moment) => {
    const { violations, recoveryMs, publishes, complete } = await runMoment(rig, moment);
    process.stdout.write(`back after ${recoveryMs.toFixed(0)} ms\n`);
    expect(violations).toEqual([]);
    // The moment was about something.
    expect(publishes.length > 0 || complete === true).toBe(true);
  },
  120_000,
);
