import {
  areOfOneKind,
  isEntityFetch,
  joinOperations,
  replace,
  wavesOf,
  type PlannedFetch,
} from '../fetch-graph.js';

/**
 * Fetches of one wave that ask one subgraph for entities become one request, each under an alias of its own:
 *
 *   { _e0: _entities(representations: $r0) { … }  _e1: _entities(representations: $r1) { … } }
 */
export function joinByAlias(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  const waves = wavesOf(fetches);
  const entityFetches = fetches.filter(isEntityFetch);
  for (const [index, one] of entityFetches.entries()) {
    const others = entityFetches
      .slice(index + 1)
      .filter((other) => waves.get(one.id) === waves.get(other.id) && areOfOneKind(one, other));
    if (others.length === 0) continue;
    const joined = {
      ...one,
      ...joinOperations(one, others),
      content: {
        kind: 'entities' as const,
        parts: [one, ...others].flatMap(({ content }) => content.parts),
      },
    };
    return joinByAlias(replace(fetches, new Set([one, ...others].map(({ id }) => id)), joined));
  }
  return fetches;
}
