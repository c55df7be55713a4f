import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { artifactHash } from '@kontor/protocol';
import type { Supergraph } from '../engine/engine.js';

/**
 * The last supergraph that was served, on disk: what a restart serves while the platform is down. One file, so that it
 * is replaced as a whole: a comment line with the variant and the hash, then the supergraph.
 */
export interface LastGoodCopy {
  /** Undefined when there is none, it was damaged, or it is of another variant. Throws when it exists and cannot be read. */
  read(): Promise<Supergraph | undefined>;
  write(supergraph: Supergraph): Promise<void>;
}

const HEADER = /^# kontor last good copy of (\S+) (sha256-[0-9a-f]{64})\n/;

/** @param ref `graph@variant` */
export function lastGoodCopy(file: string, ref: string): LastGoodCopy {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      const [header, writtenFor, hash] = HEADER.exec(text) ?? [];
      if (header === undefined || hash === undefined || writtenFor !== ref) return undefined;
      const sdl = text.slice(header.length);
      return artifactHash(sdl) === hash ? { sdl, hash } : undefined;
    },
    async write({ sdl, hash }) {
      const partial = `${file}.${process.pid}.partial`;
      await mkdir(dirname(file), { recursive: true });
      try {
        // `flush`: after a power cut the new name must not stand for an empty file.
        await writeFile(partial, `# kontor last good copy of ${ref} ${hash}\n${sdl}`, {
          mode: 0o600,
          flush: true,
        });
        await rename(partial, file);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
  };
}
