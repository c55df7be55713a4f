import { escapeIdentifier, type Client } from 'pg';

/** A digest of every row of every table of the platform, by database and table. */
export type Records = ReadonlyMap<string, ReadonlySet<string>>;

/** Notes that are no loss: when a key was last used, and how many changes of a variant were asked for. */
const NOTES = new Set(['last_used_at', 'revision']);

/** Tables that a refused publish writes to, and should: it can be looked up why. Nothing in them goes or changes. */
const JOURNALS = new Set(['launches', 'subgraph_versions', 'audit_entries']);

export async function readRecords(clients: readonly Client[]): Promise<Records> {
  const records = new Map<string, Set<string>>();
  for (const [database, client] of clients.entries()) {
    const { rows: tables } = await client.query<{ name: string; columns: string[] }>(
      `SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
         FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1`,
    );
    for (const { name, columns } of tables) {
      const kept = columns.filter((column) => !NOTES.has(column)).map(escapeIdentifier);
      const { rows } = await client.query<{ text: string }>(
        `SELECT md5(ROW(${kept.join(', ')})::text) AS text FROM ${escapeIdentifier(name)}`,
      );
      records.set(`${database}.${name}`, new Set(rows.map(({ text }) => text)));
    }
  }
  return records;
}

/** What is gone, changed, or was written by somebody who was refused; empty when nothing was lost. */
export function lossesBetween(before: Records, after: Records): string[] {
  return [...before].flatMap(([table, rows]) => {
    const now = after.get(table) ?? new Set();
    const gone = [...rows].filter((row) => !now.has(row)).length;
    const written = now.size - (rows.size - gone);
    return [
      ...(gone > 0 ? [`${table}: ${gone} rows are gone or changed`] : []),
      ...(written > 0 && !JOURNALS.has(table.replace(/^\d+\./, ''))
        ? [`${table}: ${written} rows were written`]
        : []),
    ];
  });
}
