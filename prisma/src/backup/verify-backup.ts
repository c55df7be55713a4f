import * as z from 'zod';
import { DatabaseError } from '../database-error.js';
import {
  BACKUP_VERSION,
  type BackupHeader,
  type DatabaseSummary,
  digestsEntry,
  type EntryRecord,
  HEADER_ENTRY,
  HOME_FOLDER,
  imageEntry,
  MANIFEST_ENTRY,
  partEntry,
  type StoredDigests,
  type StoredImage,
} from './backup-format.js';
import { type ArchiveEntry, damaged, readArchive } from './read-archive.js';

/** A backup that was read from end to end and found whole. */
export interface VerifiedBackup {
  file: string;
  header: BackupHeader;
  /** Files for KONTOR_HOME, by name. */
  homeFiles: ReadonlyMap<string, Buffer>;
  databases: readonly StoredDatabase[];
}

export interface StoredDatabase {
  image: StoredImage;
  digests: StoredDigests;
  /** How many parts each table's rows are in, in the order of the tables. */
  parts: readonly number[];
  summary: DatabaseSummary;
}

const headerSchema = z.object({
  format: z.literal('kontor-backup'),
  version: z.int(),
  createdAt: z.string(),
  kontorVersion: z.string(),
  postgresVersion: z.string(),
});

const imageSchema = z.object({
  name: z.string().min(1),
  schema: z.array(
    z.object({
      name: z.string(),
      phase: z.enum(['before-rows', 'after-rows']),
      statements: z.array(z.string()),
      likeness: z.string(),
    }),
  ),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), lastValue: z.string(), isCalled: z.boolean() })),
});

const digestsSchema = z.record(z.string(), z.object({ rows: z.int(), sum: z.string() }));

const manifestSchema = z.object({
  entries: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
});

/**
 * Reads the whole file and compares every entry with the manifest. Changes nothing.
 * Throws BACKUP_FOREIGN, BACKUP_VERSION_UNSUPPORTED, BACKUP_DAMAGED, BACKUP_FILE_UNREADABLE.
 */
export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  const seen: EntryRecord[] = [];
  const kept = new Map<string, Buffer>();
  let header: BackupHeader | undefined;
  let manifest: Buffer | undefined;
  for await (const entry of entriesOf(file)) {
    if (manifest) throw damaged(file, `${entry.name} follows its end`);
    if (!header) header = readHeader(file, entry);
    if (entry.name === MANIFEST_ENTRY) manifest = entry.content;
    else {
      seen.push({ name: entry.name, bytes: entry.bytes, sha256: entry.sha256 });
      if (entry.name.endsWith('.json') || entry.name.startsWith(HOME_FOLDER))
        kept.set(entry.name, entry.content);
    }
  }
  if (!header) throw foreign(file);
  if (!manifest) throw damaged(file, 'its end is missing');
  requireManifest(file, parse(file, manifestSchema, MANIFEST_ENTRY, manifest).entries, seen);
  const homeFiles = new Map(
    [...kept]
      .filter(([name]) => name.startsWith(HOME_FOLDER))
      .map(([name, content]) => [name.slice(HOME_FOLDER.length), content]),
  );
  return { file, header, homeFiles, databases: databasesOf(file, kept, seen) };
}

/** Before the header is read, whatever cannot be read as a tar file is simply not one of ours. */
async function* entriesOf(file: string): AsyncGenerator<ArchiveEntry> {
  let first = true;
  try {
    for await (const entry of readArchive(file)) {
      first = false;
      yield entry;
    }
  } catch (error) {
    if (first && error instanceof DatabaseError && error.code === 'BACKUP_DAMAGED')
      throw foreign(file, error);
    throw error;
  }
}

function readHeader(file: string, { name, content }: ArchiveEntry): BackupHeader {
  if (name !== HEADER_ENTRY) throw foreign(file);
  const header = headerSchema.safeParse(json(content));
  if (!header.success) throw foreign(file);
  if (header.data.version === BACKUP_VERSION) return header.data;
  throw new DatabaseError(
    'BACKUP_VERSION_UNSUPPORTED',
    `${file} is a backup of form ${header.data.version}, made by Kontor ${header.data.kontorVersion}; this one reads form ${BACKUP_VERSION}.`,
  );
}

const foreign = (file: string, cause?: unknown): DatabaseError =>
  new DatabaseError('BACKUP_FOREIGN', `${file} is not a backup of Kontor.`, { cause });

function requireManifest(file: string, listed: readonly EntryRecord[], seen: readonly EntryRecord[]): void {
  for (const [index, entry] of listed.entries()) {
    const found = seen[index];
    if (found?.name !== entry.name) throw damaged(file, `${entry.name} is missing`);
    if (found.bytes !== entry.bytes || found.sha256 !== entry.sha256)
      throw damaged(file, `${entry.name} has changed`);
  }
  if (seen.length > listed.length) throw damaged(file, `${seen[listed.length]?.name} is not in its list`);
}

function databasesOf(
  file: string,
  kept: ReadonlyMap<string, Buffer>,
  seen: readonly EntryRecord[],
): StoredDatabase[] {
  const sizes = new Map(seen.map(({ name, bytes }) => [name, bytes]));
  const databases: StoredDatabase[] = [];
  for (let index = 0; kept.has(imageEntry(index)); index += 1) {
    const image = parse(file, imageSchema, imageEntry(index), kept.get(imageEntry(index)));
    const digests = parse(file, digestsSchema, digestsEntry(index), kept.get(digestsEntry(index)));
    const parts = image.tables.map((_table, table) => countParts(sizes, index, table));
    databases.push({ image, digests, parts, summary: summaryOf(image, digests, sizes, index, parts) });
  }
  return databases;
}

function countParts(sizes: ReadonlyMap<string, number>, database: number, table: number): number {
  let parts = 0;
  while (sizes.has(partEntry(database, table, parts))) parts += 1;
  return parts;
}

const summaryOf = (
  { name, tables }: StoredImage,
  digests: StoredDigests,
  sizes: ReadonlyMap<string, number>,
  database: number,
  parts: readonly number[],
): DatabaseSummary => ({
  name,
  tables: tables.length,
  rows: Object.values(digests).reduce((sum, { rows }) => sum + rows, 0),
  bytes: parts.reduce(
    (sum, count, table) =>
      sum +
      Array.from({ length: count }, (_, part) => sizes.get(partEntry(database, table, part)) ?? 0).reduce(
        (a, b) => a + b,
        0,
      ),
    0,
  ),
});

function parse<T>(file: string, schema: z.ZodType<T>, name: string, content: Buffer | undefined): T {
  const parsed = content && schema.safeParse(json(content));
  if (parsed?.success) return parsed.data;
  throw damaged(file, `${name} ${content ? 'makes no sense' : 'is missing'}`);
}

function json(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}
