import { join } from 'node:path';
import { type Credentials, credentialsSchema } from '@kontor/protocol';
import { readIfThere, writePrivateFile } from './private-file.js';

export const credentialsPath = (home: string): string => join(home, 'credentials');

export const writeCredentials = (home: string, credentials: Credentials): Promise<void> =>
  writePrivateFile(credentialsPath(home), `${JSON.stringify(credentials, null, 2)}\n`);

/** Undefined when there are none, or none that can be read as such. */
export async function readCredentials(home: string): Promise<Credentials | undefined> {
  const text = await readIfThere(credentialsPath(home));
  if (text === undefined) return undefined;
  try {
    return credentialsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
