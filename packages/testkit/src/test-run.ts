import { createHash } from 'node:crypto';
import os from 'node:os';

/** The server that database tests run on; Jest's globalSetup sets it when nobody else has. */
export const TEST_SERVER_VARIABLE = 'KONTOR_TEST_SERVER_URL';
/** The process whose run it is: Jest's workers create databases in its name. */
export const TEST_RUN_VARIABLE = 'KONTOR_TEST_RUN';

/** `<host>_<pid>`: several machines may test on one server, and a run that was killed must be told from a live one. */
export const ownRun = (): string => `${hostHash()}_${process.pid}`;

/** `kontor_test_<host>_<pid>_`: begins the name of every database of this run. */
export const runPrefix = (): string => `kontor_test_${process.env[TEST_RUN_VARIABLE] ?? ownRun()}_`;

const NAME = /^kontor_test_([0-9a-f]{6})_(\d+)_/;

/** Was the database made by a run on this machine that no longer lives? Pure but for what `isAlive` asks. */
export function isLeftover(database: string, isAlive: (pid: number) => boolean, host = hostHash()): boolean {
  const [, itsHost, pid] = NAME.exec(database) ?? [];
  return itsHost === host && pid !== undefined && !isAlive(Number(pid));
}

export const hostHash = (): string => createHash('sha256').update(os.hostname()).digest('hex').slice(0, 6);
