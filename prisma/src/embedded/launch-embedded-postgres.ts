import { statSync } from 'node:fs';
import path from 'node:path';
import { SILENT, type DatabaseLog } from '../log.js';
import { writeAtomically } from './atomic-files.js';
import { POSTGRES_MAJOR } from './binaries.js';
import {
  type EmbeddedHome,
  type HomeToOpen,
  inUse,
  namingRefusals,
  openEmbeddedHome,
} from './embedded-home.js';
import { type Hold, holdServer } from './holders.js';
import { initialiseData, majorOfData } from './initialise-data.js';
import { rememberPlace } from './place.js';
import { findRunning, startServer, stopServer, type RunningServer } from './run-server.js';
import { DEFAULT_UPGRADE_LIMITS, type UpgradeLimits } from './upgrade/upgrade-limits.js';
import { upgradeData } from './upgrade/upgrade-data.js';

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

export interface EmbeddedLaunch extends Pick<HomeToOpen, 'home' | 'openFolders'> {
  log?: DatabaseLog;
  /** Told one sentence before each step that takes a while, and where things are put when not in `home`. */
  onProgress?: (step: string) => void;
  /** For data of an older major version, which is moved first. */
  upgradeLimits?: UpgradeLimits;
}

/**
 * Starts the PostgreSQL that comes with Kontor on its data in `home`, or reuses the one that runs there.
 *
 *   place -> programs -> already running? -> data of our major? else initdb, or move it -> start -> remember
 *
 * It listens on the loopback only, at a port that is chosen once and kept while it is free, and asks everybody for a
 * password. It is no child of this process and survives it. Several launchers at once end up with one server. Whatever
 * an earlier start left when it was killed is cleared away.
 *
 * Writes `home/database-url` (0600), the superuser's URL. Throws HOME_NOT_WRITABLE, EMBEDDED_POSTGRES_*, DATABASE_*.
 */
export const launchEmbeddedPostgres = (launch: EmbeddedLaunch): Promise<EmbeddedPostgres> =>
  namingRefusals(launch.home, () => launchOn(launch));

async function launchOn(launch: EmbeddedLaunch): Promise<EmbeddedPostgres> {
  const { home, log = SILENT } = launch;
  const embedded = openEmbeddedHome(launch);
  const hold = holdServer(embedded.place.homeFolder);
  try {
    const found = await findUsable(embedded, hold);
    const server = found ?? (await start(embedded, hold, launch));
    // Moving older data has changed the place.
    const { place } = openEmbeddedHome({ ...launch, onProgress: () => {} });
    rememberPlace(place, server.port);
    writeAtomically(path.join(home, 'database-url'), `${server.url}\n`);
    const { dataDir, logFile, secret } = place;
    log.info(
      { ...server, url: undefined, dataDir, reused: found !== undefined },
      'Embedded PostgreSQL ready',
    );
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      if (hold.release()) await stopServer(place, embedded.programs(), embedded.user);
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
export async function stopEmbeddedPostgres(
  toOpen: Pick<EmbeddedLaunch, 'home' | 'openFolders'>,
): Promise<boolean> {
  if (!statSync(path.join(toOpen.home, 'postgres'), { throwIfNoEntry: false })) return false;
  const { place, user, programs } = openEmbeddedHome(toOpen);
  if (!(await findRunning(place))) return false;
  await stopServer(place, programs(), user);
  return true;
}

/**
 * The server that runs, if it is one for everybody. One of an older major, or one that was held for a copy, is stopped
 * when nobody uses it any more. Throws HOME_IN_USE while a copy is being made.
 */
async function findUsable(
  { home, place, user, programs }: EmbeddedHome,
  hold: Hold,
): Promise<RunningServer | undefined> {
  const found = await findRunning(place);
  const ordinary = found && !found.private;
  if (!found || (ordinary && Number.parseInt(found.version, 10) === POSTGRES_MAJOR)) return found;
  const others = hold.others();
  if (others.length > 0 && ordinary) return found;
  if (others.length > 0) throw inUse(home, others);
  await stopServer(place, programs(), user);
  return undefined;
}

async function start(
  embedded: EmbeddedHome,
  hold: Hold,
  { onProgress = () => {}, upgradeLimits = DEFAULT_UPGRADE_LIMITS }: EmbeddedLaunch,
): Promise<RunningServer> {
  const { place, user } = embedded;
  const major = majorOfData(place.dataDir);
  let { dataDir } = place;
  if (major !== undefined && major !== POSTGRES_MAJOR) {
    const others = hold.others();
    if (others.length > 0) throw inUse(embedded.home, others);
    dataDir = (await upgradeData(embedded, major, upgradeLimits, onProgress)).dataDir;
  }
  const binaries = embedded.programs();
  if (major === undefined) {
    onProgress(`Creating the embedded database (PostgreSQL ${binaries.version}) in ${dataDir}`);
    await initialiseData(place, binaries, user);
  }
  onProgress(`Starting the embedded PostgreSQL ${binaries.version}`);
  return startServer({ ...place, dataDir }, binaries, user);
}
