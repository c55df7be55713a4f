import type { Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import { connect } from '../server/connect.js';
import { readCatalogue } from './catalogue/read-catalogue.js';
import { findForeignGrants, findUnsupported } from './catalogue/unsupported.js';
import type { CopyLimits } from './copy-limits.js';
import type { DatabaseImage } from './database-image.js';
import { digestTable, listTables, readSequences, rowsOut } from './rows.js';
import { prepareSession } from './session.js';

/** A database of a server, held still for a reader while others go on writing. */
export interface Snapshot extends DatabaseImage {
  /** What is not copied and should be known. */
  remarks: readonly string[];
  /** Changes of the schema wait until then; changes of rows never do. */
  close(): Promise<void>;
}

/**
 * Opens the database at `url` as of now: one REPEATABLE READ, with every table held against changes of its definition.
 * Throws COPY_UNSUPPORTED when it has what a copy would lose, and DATABASE_*.
 */
export async function openSnapshot(url: string, name: string, limits: CopyLimits): Promise<Snapshot> {
  const client = await connect(url);
  try {
    await prepareSession(client, limits);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = await listTables(client);
    for (const { name: table } of tables) await client.query(`LOCK TABLE ${table} IN ACCESS SHARE MODE`);
    await refuseUnsupported(client, name);
    const schema = await readCatalogue(client);
    const grants = await findForeignGrants(client);
    return {
      name,
      schema,
      tables,
      remarks: grants.map((what) => `${name}: rights of other roles on ${what} are not copied`),
      // After the snapshot was taken: they know none, and so are never behind its rows.
      sequences: await readSequences(client),
      rows: (table) => Promise.resolve(rowsOut(client, table)),
      digest: (table) => digestTable(client, table),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

const NAMED_MAX = 10;

async function refuseUnsupported(client: Client, database: string): Promise<void> {
  const found = await findUnsupported(client);
  if (found.length === 0) return;
  const more = found.length > NAMED_MAX ? ` and ${found.length - NAMED_MAX} more` : '';
  throw new DatabaseError(
    'COPY_UNSUPPORTED',
    `The database ${database} has what a copy would lose: ${found.slice(0, NAMED_MAX).join(', ')}${more}.`,
  );
}
