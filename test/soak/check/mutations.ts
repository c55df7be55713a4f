/** How often a mutation may have been executed: an answer says once, an abort says nothing. */
export type Times = 'once' | 'at most once';

/**
 * Compares what clients know of their mutations with what the subgraph counted, by token. Pure. Both are of the same
 * stretch of time, at whose end nothing was in flight.
 */
export function judgeMutations(
  known: ReadonlyMap<number, Times>,
  executed: readonly (readonly [token: number, times: number])[],
): string[] {
  const findings: string[] = [];
  const counted = new Map(executed);
  for (const [token, times] of known) {
    const count = counted.get(token) ?? 0;
    if (count > 1) findings.push(`mutation ${token} was executed ${count} times`);
    if (count === 0 && times === 'once') findings.push(`mutation ${token} was answered, but never executed`);
  }
  for (const token of counted.keys())
    if (!known.has(token)) findings.push(`mutation ${token} was executed after its time`);
  return findings;
}
