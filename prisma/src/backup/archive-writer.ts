import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createTarPacker } from 'modern-tar';
import { type BackupManifest, type EntryRecord, MANIFEST_ENTRY } from './backup-format.js';

/** Writes a tar file entry by entry, and last of all the list of them. */
export interface ArchiveWriter {
  add(name: string, bytes: Uint8Array): Promise<void>;
  addJson(name: string, value: unknown): Promise<void>;
  /** After it the file is complete and on the disk. */
  finish(): Promise<{ bytes: number }>;
  /** Ends and removes the file. */
  abort(): Promise<void>;
}

/** The file must not exist; only its owner can read it. */
export async function createArchive(path: string): Promise<ArchiveWriter> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const { readable, controller } = createTarPacker();
  const written = pipeline(Readable.fromWeb(readable as ReadableStream), file);
  // Waited for in finish(); until then whoever adds an entry hears of it.
  written.catch(() => {});
  const entries: EntryRecord[] = [];
  const mtime = new Date();

  const add = async (name: string, bytes: Uint8Array): Promise<void> => {
    entries.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    const entry = controller.add({ name, size: bytes.length, mode: 0o600, mtime }).getWriter();
    if (bytes.length > 0) await entry.write(bytes);
    await entry.close();
  };
  const addJson = (name: string, value: unknown): Promise<void> =>
    add(name, new TextEncoder().encode(`${JSON.stringify(value)}\n`));

  return {
    add,
    addJson,
    async finish() {
      await addJson(MANIFEST_ENTRY, { entries: [...entries] } satisfies BackupManifest);
      controller.finalize();
      await written;
      await flush(path);
      return { bytes: file.bytesWritten };
    },
    async abort() {
      controller.error(new Error('the backup was given up'));
      await written.catch(() => {});
      await rm(path, { force: true });
    },
  };
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
