import { access, link, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { CopyLimits } from '../copy/copy-limits.js';
import type { TableDigest, TableName } from '../copy/database-image.js';
import { openSnapshot, type Snapshot } from '../copy/open-snapshot.js';
import type { CopyProgress } from '../copy/write-image.js';
import { DatabaseError } from '../database-error.js';
import { temporarySibling } from '../embedded/atomic-files.js';
import { type ArchiveWriter, createArchive } from './archive-writer.js';
import {
  BACKUP_VERSION,
  type BackupHeader,
  type DatabaseSummary,
  digestsEntry,
  HEADER_ENTRY,
  HOME_FOLDER,
  imageEntry,
  PART_BYTES,
  partEntry,
  type StoredImage,
} from './backup-format.js';

const compress = promisify(zstdCompress);

export interface BackupOrder {
  /** Absolute; appears only when it is complete. */
  file: string;
  /** Replace a file of that name. */
  overwrite: boolean;
  databases: readonly { name: string; url: string }[];
  /** Absolute paths of files of KONTOR_HOME; those that do not exist are left out. */
  homeFiles: readonly string[];
  kontorVersion: string;
  postgresVersion: string;
  limits: CopyLimits;
  /** Wraps the work on one database; for progress. */
  onDatabase?: <T extends DatabaseSummary>(
    name: string,
    work: (note: (progress: CopyProgress) => void) => Promise<T>,
  ) => Promise<T>;
}

export interface BackupReport {
  file: string;
  bytes: number;
  databases: DatabaseSummary[];
  homeFiles: string[];
  remarks: string[];
}

/**
 * Writes a backup while everything runs. All databases are held at (nearly) the same moment, each consistent in itself.
 * Throws BACKUP_FILE_EXISTS, BACKUP_FILE_NOT_WRITABLE, COPY_UNSUPPORTED, DATABASE_*; then there is no file.
 */
export async function writeBackup(order: BackupOrder): Promise<BackupReport> {
  await refuseExisting(order);
  const snapshots: Snapshot[] = [];
  try {
    for (const { name, url } of order.databases) snapshots.push(await openSnapshot(url, name, order.limits));
    return await writeFileOf(order, snapshots);
  } catch (error) {
    throw nameFileError(order.file, error);
  } finally {
    await Promise.all(snapshots.map((snapshot) => snapshot.close().catch(() => {})));
  }
}

async function writeFileOf(order: BackupOrder, snapshots: readonly Snapshot[]): Promise<BackupReport> {
  const unfinished = temporarySibling(order.file);
  const archive = await createArchive(unfinished);
  try {
    await archive.addJson(HEADER_ENTRY, headerOf(order));
    const homeFiles = await addHomeFiles(archive, order.homeFiles);
    const databases: DatabaseSummary[] = [];
    const around = order.onDatabase ?? ((_name, work) => work(() => {}));
    for (const [index, snapshot] of snapshots.entries())
      databases.push(await around(snapshot.name, (note) => addDatabase(archive, index, snapshot, note)));
    const { bytes } = await archive.finish();
    await giveName(unfinished, order);
    const remarks = snapshots.flatMap((snapshot) => snapshot.remarks);
    return { file: order.file, bytes, databases, homeFiles, remarks };
  } catch (error) {
    await archive.abort();
    throw error;
  }
}

const headerOf = ({ kontorVersion, postgresVersion }: BackupOrder): BackupHeader => ({
  format: 'kontor-backup',
  version: BACKUP_VERSION,
  createdAt: new Date().toISOString(),
  kontorVersion,
  postgresVersion,
});

async function addHomeFiles(archive: ArchiveWriter, files: readonly string[]): Promise<string[]> {
  const added: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (bytes === undefined) continue;
    await archive.add(`${HOME_FOLDER}${path.basename(file)}`, bytes);
    added.push(path.basename(file));
  }
  return added;
}

async function addDatabase(
  archive: ArchiveWriter,
  index: number,
  snapshot: Snapshot,
  note: (progress: CopyProgress) => void,
): Promise<DatabaseSummary> {
  const { name, schema, tables, sequences } = snapshot;
  await archive.addJson(imageEntry(index), { name, schema, tables, sequences } satisfies StoredImage);
  const digests: Record<string, TableDigest> = Object.create(null) as Record<string, TableDigest>;
  let [bytes, read, rows] = [0, 0, 0];
  for (const [number, table] of tables.entries()) {
    for await (const part of partsOf(snapshot, table)) {
      read += part.bytes.length;
      note({ database: name, table: table.name, bytes: read });
      const packed = await compress(part.bytes);
      bytes += packed.length;
      await archive.add(partEntry(index, number, part.number), packed);
    }
    const digest = await snapshot.digest(table);
    digests[table.name] = digest;
    rows += digest.rows;
  }
  await archive.addJson(digestsEntry(index), digests);
  return { name, tables: tables.length, rows, bytes };
}

/** The rows of a table in pieces of PART_BYTES, the last one shorter; a cut may go through a row. */
async function* partsOf(
  snapshot: Snapshot,
  table: TableName,
): AsyncGenerator<{ number: number; bytes: Buffer }> {
  let [pending, size, number]: [Buffer[], number, number] = [[], 0, 0];
  for await (const chunk of (await snapshot.rows(table)) as AsyncIterable<Buffer>) {
    pending.push(chunk);
    size += chunk.length;
    while (size >= PART_BYTES) {
      const all = Buffer.concat(pending);
      yield { number: number++, bytes: all.subarray(0, PART_BYTES) };
      [pending, size] = [[all.subarray(PART_BYTES)], size - PART_BYTES];
    }
  }
  if (size > 0) yield { number, bytes: Buffer.concat(pending) };
}

async function refuseExisting({ file, overwrite }: BackupOrder): Promise<void> {
  if (overwrite) return;
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw fileExists(file);
}

/** A hard link fails where the name is taken: nobody's file is overwritten, however late it came. */
async function giveName(unfinished: string, { file, overwrite }: BackupOrder): Promise<void> {
  if (overwrite) return rename(unfinished, file);
  await link(unfinished, file);
  await rm(unfinished);
}

const fileExists = (file: string): DatabaseError =>
  new DatabaseError('BACKUP_FILE_EXISTS', `${file} exists already.`);

const FILE_ERRORS = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EISDIR',
  'EFBIG',
]);

function nameFileError(file: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof DatabaseError || code === undefined) return error;
  if (code === 'EEXIST') return fileExists(file);
  if (!FILE_ERRORS.has(code)) return error;
  return new DatabaseError('BACKUP_FILE_NOT_WRITABLE', `${file} cannot be written: ${message}`, {
    cause: error,
  });
}
