import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseImage } from '../copy/database-image.js';
import type { CopyLimits } from '../copy/copy-limits.js';
import { type CopyProgress, writeImage, type WrittenTables } from '../copy/write-image.js';
import { ensureDomainDatabase } from '../domains/domain-environment.js';
import { withClient, withDatabase } from '../server/connect.js';
import { removeFolder, temporarySibling } from './atomic-files.js';
import type { EmbeddedHome } from './embedded-home.js';
import { initialiseData } from './initialise-data.js';
import { type Place, rememberPlace } from './place.js';
import { type RunningServer, startServer, stopServer } from './run-server.js';

export interface ReplacedData {
  dataDir: string;
  /** What was there before, left as it was; undefined when nothing was. */
  previous: string | undefined;
}

/**
 * Makes new data beside the present one and then changes over in one step:
 *
 *   initdb under another name -> start -> `fill` -> stop -> name -> KONTOR_HOME/postgres/server.json points to it
 *
 * Whenever it is killed, the home is with the old data or with the new, whole; what was unfinished is removed by the
 * next start. The present server must not run, and the home be held by nobody else.
 */
export async function replaceData(
  { place, user, programs }: EmbeddedHome,
  fill: (server: RunningServer & { secret: string }) => Promise<void>,
): Promise<ReplacedData> {
  const binaries = programs();
  const unfinished: Place = { ...place, dataDir: temporarySibling(nextData(place)), port: undefined };
  await initialiseData(unfinished, binaries, user);
  try {
    const server = await startServer(unfinished, binaries, user);
    try {
      await fill({ ...server, secret: place.secret });
    } finally {
      // Its shutdown writes everything to the disk.
      await stopServer(unfinished, binaries, user);
    }
    const previous = existsSync(place.dataDir) ? place.dataDir : undefined;
    const dataDir = nextData(place);
    renameSync(unfinished.dataDir, dataDir);
    rememberPlace({ ...place, dataDir }, place.port ?? server.port);
    return { dataDir, previous };
  } catch (error) {
    removeFolder(unfinished.dataDir);
    throw error;
  }
}

/** `data` where there is none, else `data-20261125-013000`. */
function nextData({ folder }: Place): string {
  const first = path.join(folder, 'data');
  return existsSync(first) ? `${first}-${stamp()}` : first;
}

/** `20261125-013000`, UTC: for names of what is kept aside. */
export const stamp = (): string =>
  new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

/** Runs the work on one database and tells of it. */
export type AroundDatabase = (
  name: string,
  work: (note: (progress: CopyProgress) => void) => Promise<WrittenTables>,
) => Promise<WrittenTables>;

/** Writes a database with its role on an embedded server, and compares it. */
export async function writeDomainDatabase(
  server: RunningServer & { secret: string },
  image: DatabaseImage,
  limits: CopyLimits,
  around: AroundDatabase,
): Promise<WrittenTables> {
  return around(image.name, async (onProgress) => {
    await withClient(server.url, (client) => ensureDomainDatabase(client, server, image.name));
    return withClient(withDatabase(server.url, image.name), (client) =>
      writeImage({ image, client, limits, owner: image.name, onProgress }),
    );
  });
}
