import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { DatabaseError } from '../database-error.js';

/** Who runs PostgreSQL. It refuses to run as root. */
export interface ServerUser {
  name: string;
  /** Undefined when it is the user of this process. */
  ids: { uid: number; gid: number } | undefined;
}

/** This process's own user; for root `postgres` where there is one, else `nobody`. No user is created. */
export function serverUser(
  uid: number | undefined = process.getuid?.(),
  passwd: () => string = () => readFileSync('/etc/passwd', 'utf8'),
): ServerUser {
  if (uid !== 0) return { name: 'this user', ids: undefined };
  const users = parsePasswd(passwd());
  for (const name of ['postgres', 'nobody']) {
    const ids = users.get(name);
    if (ids && ids.uid !== 0) return { name, ids };
  }
  throw new DatabaseError(
    'DATABASE_START_FAILED',
    'PostgreSQL does not run as root, and this system has neither a user postgres nor a user nobody.',
    { fix: 'Add one of the two users, run Kontor as another user, or set DATABASE_URL.' },
  );
}

function parsePasswd(text: string): Map<string, { uid: number; gid: number }> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name, , uid, gid] = line.split(':');
      return name && uid && gid ? [[name, { uid: Number(uid), gid: Number(gid) }] as const] : [];
    }),
  );
}

/** May the user get into the folder, by the modes of it and of every folder above? */
export function isReachableBy(user: ServerUser, folder: string): boolean {
  const { ids } = user;
  if (!ids) return true;
  let current = realpathSync(folder);
  for (;;) {
    if (!mayEnter(statSync(current), ids)) return false;
    const above = path.dirname(current);
    if (above === current) return true;
    current = above;
  }
}

function mayEnter(
  { mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>,
  user: { uid: number; gid: number },
): boolean {
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
