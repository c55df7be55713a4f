import { describe, expect, it } from '@jest/globals';
import { createCourt, expectedAnswer, judge } from '../differential/run/run-operation.js';
import { operationOf } from '../differential/operations/operation.js';
import { createWitnesses } from '../differential/witnesses/witnesses.js';
import { NO_FAULTS } from '../differential/world/faults.js';
import { createWorld } from '../differential/world/world.js';
import { LINK } from './scenario.js';
import { SCENARIOS } from './scenarios.js';

describe('a gateway', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const world = createWorld({
      name: scenario.name,
      subgraphs: Object.entries(scenario.subgraphs).map(([name, sdl]) => ({ name, sdl: LINK + sdl })),
    });
    const court = createCourt(world, await createWitnesses(['compiled', 'interpreter'], world));
    const operation = operationOf(scenario.operation, scenario.variables ?? {});
    const trial = { operation, faults: NO_FAULTS, seed: '' };
    const right = await expectedAnswer(court, trial);
    expect(JSON.parse(JSON.stringify(right.result))).toEqual({ data: scenario.expected });
    for (const witness of court.witnesses) {
      const verdict = await judge(court, witness, trial, right);
      expect({ witness: witness.name, verdict }).toEqual({
        witness: witness.name,
        verdict: { kind: 'right' },
      });
    }
  });
});
