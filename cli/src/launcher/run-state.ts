import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { couldNotRun } from '../failure.js';
import { identify, isAlive } from './process-identity.js';

/**
 * `KONTOR_HOME/run/`: who runs here. `launcher.json` is both the lock that keeps a second launcher out and the record
 * that `kontor doctor` and the next start read; a launcher that was killed leaves it, and its dead pid says so.
 */
const identitySchema = z.object({ pid: z.int(), born: z.string().nullable() });

const runStateSchema = z.object({
  version: z.literal(1),
  launcher: identitySchema,
  startedAt: z.string(),
  graph: z.string().nullable(),
  gatewayUrl: z.string().nullable(),
  platformUrl: z.string().nullable(),
  /** In the order in which they are stopped. */
  processes: z.array(identitySchema.extend({ name: z.string(), port: z.int().nullable() })),
});

export type RunState = z.infer<typeof runStateSchema>;
export type ProcessRecord = RunState['processes'][number];

const statePath = (runFolder: string): string => join(runFolder, 'launcher.json');

/** The record of the launcher that runs, or last ran, on this home. Undefined when there is none, or it was cut short. */
export const readRunState = (runFolder: string): RunState | undefined => readState(statePath(runFolder));

export interface RunRecord {
  /** What the launcher before left behind; undefined when it ended in order. */
  readonly before: RunState | undefined;
  /** Replaces the record; readers see the old or the new one whole. */
  write(state: Omit<RunState, 'version' | 'launcher' | 'startedAt'>): void;
  release(): void;
}

/** Makes this process the launcher of the home. Throws HOME_IN_USE while another one lives. */
export function takeHome(home: string, runFolder: string): RunRecord {
  const path = statePath(runFolder);
  const own = { version: 1, launcher: identify(process.pid), startedAt: new Date().toISOString() } as const;
  const empty: RunState = { ...own, graph: null, gatewayUrl: null, platformUrl: null, processes: [] };
  const draft = `${path}.${process.pid}`;
  const before = claim(home, path, draft, JSON.stringify(empty));
  return {
    before,
    write(state) {
      writeFileSync(draft, JSON.stringify({ ...own, ...state } satisfies RunState), { mode: 0o600 });
      renameSync(draft, path);
    },
    release: () => rmSync(path, { force: true }),
  };
}

const CLAIMS_MAX = 20;

/**
 * A hard link is made whole or not at all, and fails when the name is taken: of two launchers, one gets it. A dead
 * launcher's record is moved away first; whoever moved a living one by mistake (it was claimed a moment before) puts it back.
 */
function claim(home: string, path: string, draft: string, content: string): RunState | undefined {
  writeFileSync(draft, content, { mode: 0o600 });
  let before: RunState | undefined;
  try {
    for (let attempt = 0; attempt < CLAIMS_MAX; attempt += 1) {
      if (tryLink(draft, path)) return before;
      const holder = readState(path);
      if (holder && isAlive(holder.launcher)) throw inUse(home, holder);
      before = holder ?? before;
      const aside = `${draft}.stale`;
      if (!tryRename(path, aside)) continue;
      const moved = readState(aside);
      if (moved && isAlive(moved.launcher)) tryLink(aside, path);
      rmSync(aside, { force: true });
    }
    throw inUse(home, readState(path));
  } finally {
    rmSync(draft, { force: true });
  }
}

const readState = (path: string): RunState | undefined => {
  try {
    return runStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
};

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

const inUse = (home: string, holder: RunState | undefined): Error =>
  couldNotRun(
    'HOME_IN_USE',
    holder
      ? `A \`kontor start\` runs on ${home} since ${holder.startedAt} (pid ${holder.launcher.pid}${holder.gatewayUrl ? `, ${holder.gatewayUrl}` : ''}).`
      : `Another \`kontor start\` is taking ${home} at this moment.`,
  );
