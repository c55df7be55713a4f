import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { DatabaseImage } from '../copy/database-image.js';
import { DatabaseError } from '../database-error.js';
import { PART_BYTES, partEntry } from './backup-format.js';
import { type ArchiveEntry, damaged, readArchive } from './read-archive.js';
import type { StoredDatabase, VerifiedBackup } from './verify-backup.js';

const decompress = promisify(zstdDecompress);

/** The databases of a backup, one after the other; each must be written before the next one is asked for. */
export async function* storedImages({ file, databases }: VerifiedBackup): AsyncGenerator<DatabaseImage> {
  const entries = readArchive(file);
  try {
    for (const [index, database] of databases.entries()) yield imageOf(file, entries, index, database);
  } finally {
    await entries.return(undefined);
  }
}

function imageOf(
  file: string,
  entries: AsyncGenerator<ArchiveEntry>,
  index: number,
  { image, digests, parts }: StoredDatabase,
): DatabaseImage {
  const digest: DatabaseImage['digest'] = ({ name }) => {
    const known = digests[name];
    return known
      ? Promise.resolve(known)
      : Promise.reject(damaged(file, `it does not say how many rows ${name} has`));
  };
  return {
    ...image,
    digest,
    rows(table) {
      const number = image.tables.indexOf(table);
      return Promise.resolve(Readable.from(partsOf(file, entries, index, number, parts[number] ?? 0)));
    },
  };
}

async function* partsOf(
  file: string,
  entries: AsyncGenerator<ArchiveEntry>,
  database: number,
  table: number,
  parts: number,
): AsyncGenerator<Buffer> {
  for (let part = 0; part < parts; part += 1)
    yield await unpack(file, await entryNamed(file, entries, partEntry(database, table, part)));
}

/** The file was verified a moment before; that it changed since is noticed all the same. */
async function entryNamed(
  file: string,
  entries: AsyncGenerator<ArchiveEntry>,
  name: string,
): Promise<ArchiveEntry> {
  for (;;) {
    const { done, value } = await entries.next();
    if (done) throw damaged(file, `${name} is missing`);
    if (value.name === name) return value;
    if (value.name.endsWith('.zst')) throw damaged(file, `${value.name} is where ${name} should be`);
  }
}

async function unpack(file: string, { name, content }: ArchiveEntry): Promise<Buffer> {
  try {
    return await decompress(content, { maxOutputLength: PART_BYTES });
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw damaged(file, `${name} cannot be unpacked`, error);
  }
}
