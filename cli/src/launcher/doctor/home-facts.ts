import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HomeFacts } from './facts.js';

/** Files that hold secrets, below KONTOR_HOME. */
const SECRET_FILES = [
  'credentials',
  'actor-signing-key',
  'database-url',
  'database-server.json',
  'postgres/secret',
];

export function gatherHome(home: string): HomeFacts {
  const stat = statSync(home, { throwIfNoEntry: false });
  return {
    path: home,
    exists: stat?.isDirectory() ?? false,
    mode: stat ? modeOf(stat.mode) : null,
    writable: isWritable(home),
    secrets: SECRET_FILES.map((name) => {
      const file = join(home, name);
      const secret = statSync(file, { throwIfNoEntry: false });
      return { file, exists: secret !== undefined, mode: secret && hasModes ? modeOf(secret.mode) : null };
    }),
  };
}

const hasModes = process.platform !== 'win32';

const modeOf = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
