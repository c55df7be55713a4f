import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Surface } from './row.js';
import { ROWS } from './rows/index.js';
import { runRow } from './run-row.js';
import { renderCosts, type Cost } from './costs.js';
import { startWorld, type World } from './world/world.js';

/**
 * The refusal suite: whatever is sent, a clear coded error comes back in bounded time and memory, nothing is lost, and
 * others notice nothing. A row is one line in rows/; this file only runs them.
 */
let world: World;
const costs: Cost[] = [];

beforeAll(async () => {
  world = await startWorld();
}, 120_000);

afterAll(async () => {
  process.stdout.write(renderCosts(costs, ROWS.length));
  await world?.stop();
}, 60_000);

it('names each row once', () => {
  const names = ROWS.map(({ surface, name }) => `${surface}: ${name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each([...new Set(ROWS.map(({ surface }) => surface))])('the %s', (surface: Surface) => {
  it.each(ROWS.filter((row) => row.surface === surface))(
    'refuses or bears: $name',
    async (row) => {
      const { wrongs, seen } = await runRow(world, row);
      costs.push({ row, seen });
      expect(wrongs).toEqual([]);
      // For a busy machine; each row has limits of its own.
    },
    120_000,
  );
});
