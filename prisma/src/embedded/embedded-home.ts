import { statSync } from 'node:fs';
import { DatabaseError } from '../database-error.js';
import { type Binaries, findPackage, prepareBinaries } from './binaries.js';
import { type Hold, holdServer } from './holders.js';
import { isRefusal, OPEN_FOLDERS, openFolder, openPlace, type Place } from './place.js';
import { serverUser, type ServerUser } from './server-user.js';

/** Everything about the embedded server of one home but whether it runs. */
export interface EmbeddedHome {
  /** KONTOR_HOME */
  home: string;
  place: Place;
  user: ServerUser;
  /** Prepares PostgreSQL's programs: those of this Kontor, or those in another folder of a package. */
  programs(packageFolder?: string): Binaries;
}

export interface HomeToOpen {
  home: string;
  /** Where to put programs and data that `home` is too closed for. */
  openFolders?: readonly string[];
  onProgress?: (step: string) => void;
  /** Go on although the data that the home remembers is gone; it is about to be replaced. */
  mayBeLost?: boolean;
}

/** Finds or makes the place. Throws HOME_NOT_WRITABLE, DATABASE_DATA_MISSING, DATABASE_SECRET_MISSING. */
export function openEmbeddedHome({
  home,
  openFolders = OPEN_FOLDERS,
  onProgress = () => {},
  mayBeLost = false,
}: HomeToOpen): EmbeddedHome {
  const own = serverUser();
  const onMoved = (folder: string): void =>
    onProgress(
      `PostgreSQL does not run as root, and its user ${own.name} cannot get into ${home}: its data is in ${folder}`,
    );
  const place = openPlace(home, own, openFolders, onMoved, mayBeLost);
  const user = ownerOf(place.dataDir) ?? own;
  return {
    home,
    place,
    user,
    programs: (packageFolder = findPackage()) =>
      prepareBinaries(packageFolder, user, () => copyTarget(place, user, openFolders, onProgress)),
  };
}

/** Runs `work` with the refusals of the system named: HOME_NOT_WRITABLE. */
export async function namingRefusals<T>(home: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseError || !isRefusal(error)) throw error;
    throw new DatabaseError('HOME_NOT_WRITABLE', `${home} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Holds the server of a home for work that suffers nobody beside it. Throws HOME_IN_USE. */
export function holdAlone({ home, place }: EmbeddedHome): Hold {
  const hold = holdServer(place.homeFolder);
  const others = hold.others();
  if (others.length === 0) return hold;
  hold.release();
  throw inUse(home, others);
}

export const inUse = (home: string, pids: readonly number[]): DatabaseError =>
  new DatabaseError(
    'HOME_IN_USE',
    `The embedded database of ${home} is in use (by process ${pids.join(', ')}).`,
    { fix: 'Stop Kontor first (Ctrl-C where it runs), or wait until the other command is done.' },
  );

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
