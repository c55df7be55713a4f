import { areOfOneKind, isEntityFetch, wavesOf, type PlannedFetch } from '../fetch-graph.js';

/**
 * What nobody waits for may be asked for in a later wave, if the same subgraph is asked for entities there anyway: it
 * joins that request, and the answer as a whole is ready no later. It is put after whatever the other is after.
 */
export function delayLeaves(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  const waves = wavesOf(fetches);
  const waveOf = ({ id }: PlannedFetch): number => waves.get(id) ?? 0;
  const awaited = new Set(fetches.flatMap(({ after }) => [...after]));
  return fetches.map((leaf) => {
    if (!isEntityFetch(leaf) || awaited.has(leaf.id)) return leaf;
    const [latest] = fetches
      .filter((other) => isEntityFetch(other) && areOfOneKind(leaf, other) && waveOf(other) > waveOf(leaf))
      .toSorted((a, b) => waveOf(b) - waveOf(a));
    return latest ? { ...leaf, after: new Set([...leaf.after, ...latest.after]) } : leaf;
  });
}
