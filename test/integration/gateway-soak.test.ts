import { expect, it, jest } from '@jest/globals';
import { EXCHANGE_KINDS } from '../soak/plan/exchange.js';
import { soak } from '../soak/run/soak.js';

// Whole processes, and timeouts that are waited for.
jest.setTimeout(180_000);

it('a gateway as it ships holds under everything at once: `npm run test:soak` in small', async () => {
  const tally = await soak({
    seed: 1,
    exchanges: 2_400,
    connections: 10,
    swapEveryMs: 200,
    restartEveryMs: 1_000,
    checkpointEvery: 1_200,
  });
  expect(tally.violations).toEqual([]);
  expect(tally.exchanges).toBe(2_400);
  expect(tally.swaps).toBeGreaterThan(0);
  expect(tally.restarts).toBeGreaterThan(0);
  expect(EXCHANGE_KINDS.filter((kind) => tally.byKind[kind] === 0)).toEqual([]);
});
