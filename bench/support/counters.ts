export interface Counters {
  queries: number;
  requests: number;
}

/** What each subgraph has counted since its start; they count with KONTOR_COUNT_SQL=true. */
export async function readCounters(ports: ReadonlyMap<string, number>): Promise<Map<string, Counters>> {
  const entries = await Promise.all(
    [...ports].map(async ([name, port]): Promise<[string, Counters]> => {
      const response = await fetch(`http://127.0.0.1:${port}/debug/sql-queries`);
      if (!response.ok) throw new Error(`${name} does not count SQL: HTTP ${response.status}`);
      return [name, (await response.json()) as Counters];
    }),
  );
  return new Map(entries);
}
