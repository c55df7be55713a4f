import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseError } from '../database-error.js';
import { SILENT, type DatabaseLog } from '../log.js';
import { writeAtomically } from './atomic-files.js';
import { findPackage, prepareBinaries, type Binaries } from './binaries.js';
import { holdServer } from './holders.js';
import { hasData, initialiseData } from './initialise-data.js';
import { isRefusal, OPEN_FOLDERS, openFolder, openPlace, rememberPlace, type Place } from './place.js';
import { findRunning, startServer, stopServer, type RunningServer } from './run-server.js';
import { serverUser, type ServerUser } from './server-user.js';

export interface EmbeddedPostgres extends RunningServer {
  dataDir: string;
  /** The server was running already. */
  reused: boolean;
  /** Passwords of the domains' roles follow from it; see `domainEnvironment`. */
  secret: string;
  logFile: string;
  /**
   * Lets go of the server. The last holder stops it: it goes on as long as another live process has launched (or
   * reused) it on the same home. Idempotent.
   */
  stop(): Promise<void>;
}

export interface EmbeddedLaunch {
  /** KONTOR_HOME; created if absent. */
  home: string;
  log?: DatabaseLog;
  /** Told one sentence before each step that takes a while, and where things are put when not in `home`. */
  onProgress?: (step: string) => void;
  /** Where to put programs and data that `home` is too closed for. */
  openFolders?: readonly string[];
}

/**
 * Starts the PostgreSQL that comes with Kontor on its data in `home`, or reuses the one that runs there.
 *
 *   place -> programs -> already running? -> data of our major? else initdb -> start -> remember
 *
 * It listens on the loopback only, at a port that is chosen once and kept while it is free, and asks everybody for a
 * password. It is no child of this process and survives it. Several launchers at once end up with one server. Whatever
 * an earlier start left when it was killed is cleared away.
 *
 * Writes `home/database-url` (0600), the superuser's URL. Throws HOME_NOT_WRITABLE, EMBEDDED_POSTGRES_*, DATABASE_*.
 */
export async function launchEmbeddedPostgres(launch: EmbeddedLaunch): Promise<EmbeddedPostgres> {
  try {
    return await launchOn(launch);
  } catch (error) {
    if (error instanceof DatabaseError || !isRefusal(error)) throw error;
    throw new DatabaseError(
      'HOME_NOT_WRITABLE',
      `${launch.home} cannot be used: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

async function launchOn({
  home,
  log = SILENT,
  onProgress = () => {},
  openFolders = OPEN_FOLDERS,
}: EmbeddedLaunch): Promise<EmbeddedPostgres> {
  const { place, user } = openHomePlace(home, openFolders, onProgress);
  const hold = holdServer(place.homeFolder);
  try {
    const binaries = prepareBinaries(findPackage(), user, () =>
      copyTarget(place, user, openFolders, onProgress),
    );
    const found = await findRunning(place);
    const server = found ?? (await start(place, binaries, user, onProgress));
    rememberPlace(place, server.port);
    writeAtomically(path.join(home, 'database-url'), `${server.url}\n`);
    const { dataDir, logFile, secret } = place;
    log.info(
      { ...server, url: undefined, dataDir, reused: found !== undefined },
      'Embedded PostgreSQL ready',
    );
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      if (hold.release()) await stopServer(place, binaries, user);
    };
    return {
      ...server,
      dataDir,
      logFile,
      secret,
      reused: found !== undefined,
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** Stops the server of `home` whoever uses it; false when none runs. For clearing up after a launcher that was killed. */
export async function stopEmbeddedPostgres({
  home,
  openFolders = OPEN_FOLDERS,
}: Pick<EmbeddedLaunch, 'home' | 'openFolders'>): Promise<boolean> {
  if (!statSync(path.join(home, 'postgres'), { throwIfNoEntry: false })) return false;
  const { place, user } = openHomePlace(home, openFolders, () => {});
  if (!(await findRunning(place))) return false;
  const binaries = prepareBinaries(findPackage(), user, () => copyTarget(place, user, openFolders, () => {}));
  await stopServer(place, binaries, user);
  return true;
}

async function start(
  place: Place,
  binaries: Binaries,
  user: ServerUser,
  onProgress: (step: string) => void,
): Promise<RunningServer> {
  if (!hasData(place.dataDir)) {
    onProgress(`Creating the embedded database (PostgreSQL ${binaries.version}) in ${place.dataDir}`);
    await initialiseData(place, binaries, user);
  }
  onProgress(`Starting the embedded PostgreSQL ${binaries.version}`);
  return startServer(place, binaries, user);
}

function openHomePlace(
  home: string,
  openFolders: readonly string[],
  onProgress: (step: string) => void,
): { place: Place; user: ServerUser } {
  const user = serverUser();
  const place = openPlace(home, user, openFolders, (folder) =>
    onProgress(
      `PostgreSQL does not run as root, and its user ${user.name} cannot get into ${home}: its data is in ${folder}`,
    ),
  );
  return { place, user: ownerOf(place.dataDir) ?? user };
}

/** Data that is there already goes on belonging to whom it belongs, when we are root and may choose. */
function ownerOf(dataDir: string): ServerUser | undefined {
  const stats = statSync(dataDir, { throwIfNoEntry: false });
  if (process.getuid?.() !== 0 || !stats || stats.uid === 0) return undefined;
  return { name: `with id ${stats.uid}`, ids: { uid: stats.uid, gid: stats.gid } };
}

/** Root's copy serves every home; any other user's belongs to the home. */
function copyTarget(
  place: Place,
  user: ServerUser,
  openFolders: readonly string[],
  onProgress: (step: string) => void,
): string {
  const folder = user.ids ? openFolder(user, openFolders) : place.homeFolder;
  onProgress(`PostgreSQL's programs cannot be used where npm put them: they are in ${folder}`);
  return folder;
}
