import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createTarDecoder } from 'modern-tar';
import { DatabaseError } from '../database-error.js';
import { ENTRY_BYTES_MAX, type EntryRecord } from './backup-format.js';

export interface ArchiveEntry extends EntryRecord {
  content: Buffer;
}

/** The entries of a tar file, one in memory at a time. Throws BACKUP_DAMAGED and BACKUP_FILE_UNREADABLE. */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const file = createReadStream(path);
  const entries = (Readable.toWeb(file) as ReadableStream<Uint8Array>).pipeThrough(
    createTarDecoder({ strict: true }) as never,
  ) as ReadableStream<{ header: { name: string; size: number }; body: ReadableStream<Uint8Array> }>;
  try {
    for await (const { header, body } of entries) {
      if (header.size > ENTRY_BYTES_MAX) throw damaged(path, `${header.name} claims ${header.size} bytes`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const content = Buffer.concat(chunks);
      if (content.length !== header.size) throw damaged(path, `it ends within ${header.name}`);
      const sha256 = createHash('sha256').update(content).digest('hex');
      yield { name: header.name, bytes: content.length, sha256, content };
    }
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    // The system names its errors; the reader of tar files does not.
    if (code === undefined) throw damaged(path, message, error);
    throw new DatabaseError('BACKUP_FILE_UNREADABLE', `${path} cannot be read: ${message}`, { cause: error });
  } finally {
    file.destroy();
  }
}

export const damaged = (path: string, why: string, cause?: unknown): DatabaseError =>
  new DatabaseError('BACKUP_DAMAGED', `${path} is damaged: ${why}.`, { cause });
