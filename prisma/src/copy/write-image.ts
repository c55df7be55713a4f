import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeIdentifier, type Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import { applyObjects } from './apply-objects.js';
import { compareCatalogues } from './catalogue/compare.js';
import { readCatalogue } from './catalogue/read-catalogue.js';
import type { CopyLimits } from './copy-limits.js';
import type { DatabaseImage, TableDigest } from './database-image.js';
import { digestTable, rowsIn, setSequences } from './rows.js';
import { prepareSession, useEmptyPath, useOrdinaryPath } from './session.js';

/** Told now and then while rows are written. */
export interface CopyProgress {
  database: string;
  /** The table at work, as PostgreSQL writes its name. */
  table: string;
  /** Rows' text of this database so far. */
  bytes: number;
}

export interface ImageToWrite {
  image: DatabaseImage;
  /** Connected to the empty database that is to become like the image. */
  client: Client;
  limits: CopyLimits;
  /** A role that is to own everything; the connection is then a superuser's. Default: the connection's own role. */
  owner?: string;
  onProgress?: (progress: CopyProgress) => void;
  /** Run in the same transaction, after everything was found equal. */
  beforeCommit?: (client: Client) => Promise<void>;
}

/** Rows written, by table. */
export type WrittenTables = ReadonlyMap<string, TableDigest>;

/**
 * Makes a database like the image, in ONE transaction: when it ends, everything is there and was compared row by row and
 * object by object; whatever goes wrong before, a kill included, leaves the database as empty as it was.
 *
 *   types, functions, tables -> rows -> sequences -> keys, indexes, checks, triggers -> compare rows -> compare catalogue
 *
 * Throws COPY_REFUSED when the server does not take something, COPY_MISMATCH when the two sides differ afterwards.
 */
export async function writeImage(work: ImageToWrite): Promise<WrittenTables> {
  const { image, client, limits, owner } = work;
  await prepareSession(client, limits);
  await client.query('BEGIN');
  try {
    const become = async (): Promise<void> => {
      if (owner !== undefined) await client.query(`SET LOCAL ROLE ${escapeIdentifier(owner)}`);
    };
    await become();
    await useOrdinaryPath(client);
    const asSuperuser = owner === undefined ? undefined : { become };
    await applyObjects(client, inPhase(image, 'before-rows'), image.name, asSuperuser);
    await useEmptyPath(client);
    await writeRows(work);
    await setSequences(client, image.sequences);
    await useOrdinaryPath(client);
    await applyObjects(client, inPhase(image, 'after-rows'), image.name, asSuperuser);
    await useEmptyPath(client);
    // Who owns a table may still be kept from its rows by a policy; the superuser is not.
    if (owner !== undefined) await client.query('RESET ROLE');
    const written = await requireEqual(image, client);
    await work.beforeCommit?.(client);
    await client.query('COMMIT');
    // Without statistics the first queries would be planned blindly.
    await client.query('ANALYZE');
    return written;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error instanceof DatabaseError ? error : refused(image.name, error);
  }
}

const inPhase = ({ schema }: DatabaseImage, phase: 'before-rows' | 'after-rows') =>
  schema.filter((object) => object.phase === phase);

async function writeRows({ image, client, onProgress = () => {} }: ImageToWrite): Promise<void> {
  let bytes = 0;
  for (const table of image.tables) {
    onProgress({ database: image.name, table: table.name, bytes });
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        onProgress({ database: image.name, table: table.name, bytes });
        done(null, chunk);
      },
    });
    try {
      await pipeline(await image.rows(table), counted, rowsIn(client, table));
    } catch (error) {
      throw error instanceof DatabaseError ? error : refused(`${image.name}, table ${table.name}`, error);
    }
  }
}

/** Rows first, then the catalogue; on any difference nothing stays. */
async function requireEqual(image: DatabaseImage, client: Client): Promise<WrittenTables> {
  const written = new Map<string, TableDigest>();
  const differences: string[] = [];
  for (const table of image.tables) {
    const [wanted, found] = [await image.digest(table), await digestTable(client, table)];
    written.set(table.name, found);
    if (wanted.rows !== found.rows)
      differences.push(`${table.name} has ${wanted.rows} rows here and ${found.rows} there`);
    else if (wanted.sum !== found.sum) differences.push(`rows of ${table.name} are different`);
  }
  differences.push(...compareCatalogues(image.schema, await readCatalogue(client)));
  if (differences.length > 0) throw mismatch(image.name, differences);
  return written;
}

const NAMED_MAX = 10;

export function mismatch(database: string, differences: readonly string[]): DatabaseError {
  const more = differences.length > NAMED_MAX ? `; and ${differences.length - NAMED_MAX} more` : '';
  return new DatabaseError(
    'COPY_MISMATCH',
    `The copy of ${database} is not like the original: ${differences.slice(0, NAMED_MAX).join('; ')}${more}.`,
  );
}

function refused(what: string, error: unknown): DatabaseError {
  const { message, code, detail } = error as { message?: string; code?: string; detail?: string };
  const said = [message ?? String(error), code && `(SQLSTATE ${code})`, detail].filter(Boolean).join(' ');
  return new DatabaseError('COPY_REFUSED', `${what}: ${said}`, { cause: error });
}
