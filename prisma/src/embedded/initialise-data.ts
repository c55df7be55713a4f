import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseError } from '../database-error.js';
import { temporarySibling } from './atomic-files.js';
import type { Binaries } from './binaries.js';
import type { Place } from './place.js';
import { runProgram } from './run-program.js';
import { rolePassword, SUPERUSER } from './secret.js';
import type { ServerUser } from './server-user.js';

/** The major version of PostgreSQL that wrote the data; undefined when there is none. */
export function majorOfData(dataDir: string): number | undefined {
  if (!existsSync(dataDir)) return undefined;
  return Number.parseInt(readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8'), 10);
}

/**
 * Makes the data folder. It gets its name only when it is complete: a start that is killed half-way leaves nothing
 * that the next one would take for data. Of two at once, one wins and the other uses the winner's.
 */
export async function initialiseData(place: Place, binaries: Binaries, user: ServerUser): Promise<void> {
  const unfinished = temporarySibling(place.dataDir);
  const passwordFile = temporarySibling(path.join(place.folder, 'password'));
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, rolePassword(place.secret, SUPERUSER), { mode: 0o600 });
    if (user.ids) for (const file of [unfinished, passwordFile]) chownSync(file, user.ids.uid, user.ids.gid);
    await initdb(unfinished, passwordFile, binaries, user);
    appendFileSync(path.join(unfinished, 'postgresql.conf'), `\ninclude_if_exists 'kontor.conf'\n`);
    renameSync(unfinished, place.dataDir);
  } catch (error) {
    // Somebody else's folder stands there already (ENOTEMPTY, EEXIST; EPERM on Windows).
    if (!existsSync(path.join(place.dataDir, 'PG_VERSION'))) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function initdb(
  dataDir: string,
  passwordFile: string,
  binaries: Binaries,
  user: ServerUser,
): Promise<void> {
  const { exitCode, output } = await runProgram(binaries, 'initdb', user, [
    ...['-D', dataDir],
    ...['-U', SUPERUSER],
    // Loopback is open to every user of the machine.
    ...['-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
    // The same order of letters on every system.
    ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    '--data-checksums',
  ]);
  if (exitCode !== 0)
    throw new DatabaseError(
      'DATABASE_START_FAILED',
      `initdb ended with exit code ${exitCode}:\n${output.trim()}`,
    );
}
