import { DEAD } from '../differential/world/faults.js';
import type { SpoiltAnswer } from './scenario.js';

/** Nobody is there. */
export const dead: SpoiltAnswer = { kind: 'dead', spoil: () => DEAD };

/** Nothing is there, and the error about it names a place that is not. */
export const failedElsewhere: SpoiltAnswer = {
  kind: 'refusing',
  spoil: () => ({
    kind: 'answered',
    data: null,
    errors: [{ message: 'refused', path: ['constructor', 'x'], extensions: { code: 'SUBGRAPH_ERROR' } }],
  }),
};

/** All entities are null, each because of a field of it that may not be. */
export const failedInside = (field: string): SpoiltAnswer => ({
  kind: 'refusing',
  spoil(answer) {
    const [name, entities] = Object.entries((answer.kind === 'answered' && answer.data) || {})[0] ?? [];
    if (answer.kind !== 'answered' || name === undefined || !Array.isArray(entities)) return answer;
    const errors = entities.map((_, index) => ({
      message: 'refused',
      path: [name, index, field],
      extensions: { code: 'SUBGRAPH_ERROR' },
    }));
    return { ...answer, data: { ...answer.data, [name]: entities.map(() => null) }, errors };
  },
});

/** The first entity is null, and an error says why. */
export const withoutFirstEntity: SpoiltAnswer = {
  kind: 'refusing',
  spoil(answer) {
    const [name, entities] = Object.entries((answer.kind === 'answered' && answer.data) || {})[0] ?? [];
    if (answer.kind !== 'answered' || name === undefined || !Array.isArray(entities)) return answer;
    const refused = { message: 'refused', path: [name, 0], extensions: { code: 'SUBGRAPH_ERROR' } };
    const [, ...others] = entities as readonly unknown[];
    return { ...answer, data: { ...answer.data, [name]: [null, ...others] }, errors: [refused] };
  },
};

/** At these response names, whatever the lists on the way: an object in place of a list, a list in place of anything else. */
export const mistyped = (place: string): SpoiltAnswer => ({
  kind: 'wrong-type',
  spoil: (answer) =>
    answer.kind === 'answered' && answer.data
      ? { ...answer, data: at(answer.data, place.split('.')) as Record<string, unknown> }
      : answer,
});

function at(value: unknown, place: readonly string[]): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return Array.isArray(value) ? { wrong: true } : [[{ wrong: true }]];
  if (Array.isArray(value)) return value.map((element) => at(element, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === step ? at(inner, rest) : inner]),
  );
}
