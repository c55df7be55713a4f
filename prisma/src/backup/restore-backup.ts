import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { CopyLimits } from '../copy/copy-limits.js';
import { DatabaseError } from '../database-error.js';
import { writeAtomically } from '../embedded/atomic-files.js';
import {
  type EmbeddedHome,
  holdAlone,
  type HomeToOpen,
  namingRefusals,
  openEmbeddedHome,
} from '../embedded/embedded-home.js';
import { type AroundDatabase, replaceData, stamp, writeDomainDatabase } from '../embedded/replace-data.js';
import { stopServer } from '../embedded/run-server.js';
import { serverOfHomeFile } from '../move/server-of-home.js';
import { storedImages } from './stored-images.js';
import type { VerifiedBackup } from './verify-backup.js';

/** Files of KONTOR_HOME that a backup holds; nothing else is taken from one. */
export const BACKED_UP_HOME_FILES = ['credentials', 'actor-signing-key'] as const;

export interface RestoreOrder extends Pick<HomeToOpen, 'home' | 'openFolders' | 'onProgress'> {
  backup: VerifiedBackup;
  /** Put the backup in the place of what is there; that is kept aside. */
  replace: boolean;
  limits: CopyLimits;
  onDatabase?: AroundDatabase;
}

export interface RestoreReport {
  dataDir: string;
  homeFiles: string[];
  /** Paths of what was there before. */
  keptAside: string[];
}

/**
 * Makes the embedded database of a home from a backup, and compares every row with what was counted when it was made.
 * Until then the home stays as it was, whatever happens. Nothing may run on it.
 * Throws RESTORE_WOULD_REPLACE, HOME_IN_USE, BACKUP_DAMAGED, COPY_*, DATABASE_*.
 */
export const restoreBackup = (order: RestoreOrder): Promise<RestoreReport> =>
  namingRefusals(order.home, () => restoreInto(order));

async function restoreInto(order: RestoreOrder): Promise<RestoreReport> {
  const { backup, replace, limits } = order;
  if (!replace) refuseFilled(order.home);
  const embedded = openEmbeddedHome({ ...order, mayBeLost: true });
  const hold = holdAlone(embedded);
  try {
    if (!replace && existsSync(embedded.place.dataDir)) throw wouldReplace(embedded.place.dataDir);
    await stopLeftover(embedded);
    const around: AroundDatabase = order.onDatabase ?? ((_name, work) => work(() => {}));
    const { dataDir, previous } = await replaceData(embedded, async (server) => {
      for await (const image of storedImages(backup))
        await writeDomainDatabase(server, image, limits, around);
    });
    const files = restoreHomeFiles(order.home, backup);
    return {
      dataDir,
      homeFiles: files.written,
      keptAside: [...(previous ? [previous] : []), ...files.keptAside],
    };
  } finally {
    hold.release();
  }
}

/** What would be lost, by name; empty when the home is free for a backup. Changes nothing. */
export const filledWith = (home: string): string[] =>
  [
    path.join(home, 'postgres', 'server.json'),
    path.join(home, 'postgres', 'data'),
    serverOfHomeFile(home),
  ].filter((file) => existsSync(file));

function refuseFilled(home: string): void {
  const [first] = filledWith(home);
  if (first !== undefined) throw wouldReplace(first);
}

const wouldReplace = (what: string): DatabaseError =>
  new DatabaseError('RESTORE_WOULD_REPLACE', `There is a database already (${what}).`);

/** The server of a launcher that was killed. */
async function stopLeftover({ place, user, programs }: EmbeddedHome): Promise<void> {
  if (existsSync(place.dataDir)) await stopServer(place, programs(), user);
}

/** Also takes the home back from another server, if it was moved to one: the restored database is the one in use. */
function restoreHomeFiles(
  home: string,
  { homeFiles }: VerifiedBackup,
): { written: string[]; keptAside: string[] } {
  const keptAside: string[] = [];
  const putAside = (file: string): void => {
    if (!existsSync(file)) return;
    const aside = `${file}.before-${stamp()}`;
    renameSync(file, aside);
    keptAside.push(aside);
  };
  putAside(serverOfHomeFile(home));
  const written = BACKED_UP_HOME_FILES.filter((name) => homeFiles.has(name));
  for (const name of written) {
    const file = path.join(home, name);
    putAside(file);
    writeAtomically(file, homeFiles.get(name)?.toString('utf8') ?? '');
  }
  return { written, keptAside };
}
