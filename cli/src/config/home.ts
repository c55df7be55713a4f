import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Credentials, credentialsSchema } from '@kontor/protocol';
import { couldNotRun } from '../failure.js';
import type { Io } from '../io.js';

const DEFAULT_HOME = '.kontor';

/** The absolute path of KONTOR_HOME: flag, environment, else `.kontor` in the working directory. */
export const kontorHome = (io: Pick<Io, 'env' | 'cwd'>, flag?: string): string =>
  resolve(io.cwd, flag ?? (io.env['KONTOR_HOME'] || DEFAULT_HOME));

export const credentialsPath = (home: string): string => join(home, 'credentials');

/** The keys of the first start; undefined when this home has none. Throws a CliFailure when they cannot be used. */
export async function readCredentials(home: string): Promise<Credentials | undefined> {
  const path = credentialsPath(home);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw couldNotRun('CREDENTIALS_INVALID', `${path} cannot be read: ${(error as Error).message}.`);
  }
  const credentials = credentialsSchema.safeParse(parseJson(text));
  if (!credentials.success)
    throw couldNotRun('CREDENTIALS_INVALID', `${path} does not hold credentials of version 1.`);
  return credentials.data;
}

const isAbsent = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
