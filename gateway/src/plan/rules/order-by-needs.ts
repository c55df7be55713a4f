import { broughtBy, readBy } from '../brought.js';
import type { PlannedFetch } from '../fetch-graph.js';

/**
 * A fetch waits for those that bring what it looks at, and for no other: the planner's sequences are coarser.
 * A mutation keeps every step of its order.
 */
export function orderByNeeds(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  if (fetches.some(({ kind }) => kind === 'mutation')) return fetches;
  const brought = new Map(fetches.map((fetch) => [fetch.id, broughtBy(fetch)]));
  return fetches.map((fetch) => {
    // What is above an entity may come from any of them.
    if (fetch.context.length > 0) return fetch;
    const reads = [...readBy(fetch)];
    const needed = [...fetch.after].filter((id) => reads.some((place) => brought.get(id)?.has(place)));
    return { ...fetch, after: new Set(needed) };
  });
}
