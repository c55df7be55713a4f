import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ProcessError } from '@kontor/http';
import { artifactHash } from '@kontor/protocol';
import type {
  ReceiveSupergraph,
  SourceLog,
  SourceState,
  SupergraphSource,
  SupergraphVerdict,
} from './source.js';

export interface FileSourceOptions {
  path: string;
  /** A change is read when the file has been left alone for this long. */
  settleMs?: number;
  /** Also look this often: not every file system reports changes. */
  rereadMs?: number;
}

/**
 * A supergraph file, watched. Its folder is what is watched, because tools replace files rather than change them.
 * A half-written file is refused like any other that is not a supergraph; its next change is read again.
 */
export function fileSource({ path, settleMs = 50, rereadMs = 5_000 }: FileSourceOptions): SupergraphSource {
  const file = resolve(path);
  let state: SourceState = { kind: 'waiting', since: new Date(), code: 'GATEWAY_NOT_READY' };
  let lastHash: string | undefined;
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let reading: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** Undefined: the file is as it was. */
  async function offer(receive: ReceiveSupergraph): Promise<SupergraphVerdict | undefined> {
    const sdl = await readSupergraphFile(file);
    const hash = artifactHash(sdl);
    if (hash === lastHash) return undefined;
    lastHash = hash;
    const verdict = await receive({ sdl, hash, origin: `file ${basename(file)}` });
    const since = new Date();
    state =
      verdict.kind === 'refused'
        ? { kind: 'stale', since, code: verdict.code }
        : { kind: 'connected', since };
    return verdict;
  }

  async function reread(receive: ReceiveSupergraph, log: SourceLog): Promise<void> {
    if (closed) return;
    try {
      await offer(receive);
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      lastHash = undefined;
      if (state.kind === 'stale' && state.code === error.code) return;
      log.warn({ code: error.code }, `${error.message} The last one stays in service.`);
      state = { kind: 'stale', since: new Date(), code: error.code };
    }
  }

  /** Undefined on a machine that has no watches left. */
  function watchFolder(log: SourceLog, changed: () => void): FSWatcher | undefined {
    const unwatched = (error: unknown) => {
      log.warn({ err: error }, 'the supergraph file is not watched, only reread now and then');
    };
    try {
      return watch(dirname(file), (_, name) => {
        if (name === null || name === basename(file)) changed();
      }).on('error', unwatched);
    } catch (error) {
      unwatched(error);
      return undefined;
    }
  }

  return {
    name: `file ${basename(file)}`,
    async open(receive, log) {
      const verdict = await offer(receive);
      if (verdict?.kind === 'refused') throw new ProcessError(verdict.code, `${path}: ${verdict.message}`);

      const look = () => {
        reading = reading.then(() => reread(receive, log));
      };
      const changed = () => {
        clearTimeout(timer);
        timer = setTimeout(look, settleMs);
      };
      watcher = watchFolder(log, changed);
      poll = setInterval(look, rereadMs);
    },
    state: () => state,
    async close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(poll);
      watcher?.close();
      await reading;
    },
  };
}

async function readSupergraphFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ProcessError(
      'SUPERGRAPH_FILE_UNREADABLE',
      `The supergraph file ${file} cannot be read (${code}).`,
      {
        cause: error,
      },
    );
  }
}
