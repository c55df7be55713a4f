import { describe, expect, it } from '@jest/globals';
import { createCourt, expectedAnswer, judge } from '../differential/run/run-operation.js';
import { operationOf } from '../differential/operations/operation.js';
import { createWitnesses } from '../differential/witnesses/witnesses.js';
import type { Answer, Witness } from '../differential/witnesses/witness.js';
import { NO_FAULTS, type Faults } from '../differential/world/faults.js';
import { createWorld } from '../differential/world/world.js';
import { LINK, type ScenarioFaults } from './scenario.js';
import { SCENARIOS } from './scenarios.js';

describe('a gateway', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const world = createWorld({
      name: scenario.name,
      subgraphs: Object.entries(scenario.subgraphs).map(([name, sdl]) => ({ name, sdl: LINK + sdl })),
    });
    const answers = new Map<string, Answer>();
    const witnesses = await createWitnesses(['compiled', 'interpreter', 'deferred'], world);
    const court = createCourt(
      world,
      witnesses.map((witness) => listening(witness, answers)),
    );
    const operation = operationOf(scenario.operation, scenario.variables ?? {});
    const faults = scenario.faults ? faultsOf(scenario.faults) : NO_FAULTS;
    const trial = { operation, faults, seed: '' };
    const right = await expectedAnswer(court, trial);
    for (const witness of court.witnesses) {
      const verdict = await judge(court, witness, trial, right);
      if (scenario.remains) {
        // When it is right at last, it does not remain.
        if (witness.name === 'compiled') expect(verdict.kind).toBe('wrong');
        continue;
      }
      expect({ witness: witness.name, verdict }).toEqual({
        witness: witness.name,
        verdict: { kind: 'right' },
      });
    }
    const { data, errors = [] } = answers.get('compiled') ?? {};
    expect(JSON.parse(JSON.stringify(data))).toEqual(scenario.expected);
    expect(errors.map(({ path, code }) => ({ path, code }))).toEqual(scenario.errors ?? []);
  });
});

const listening = (witness: Witness, answers: Map<string, Answer>): Witness => ({
  ...witness,
  async answer(operation, fetchSubgraph, circumstances) {
    const answer = await witness.answer(operation, fetchSubgraph, circumstances);
    answers.set(witness.name, answer);
    return answer;
  },
});

function faultsOf({ fields = [], answers = {} }: ScenarioFaults): Faults {
  const [spoilt] = Object.values(answers);
  return {
    ofField: ({ type }, field) => (fields.includes(`${type}.${field}`) ? 'error' : undefined),
    ofFetch: spoilt && {
      kind: spoilt.kind,
      spoil: (answer, { subgraph }) => answers[subgraph]?.spoil(answer) ?? answer,
    },
  };
}
