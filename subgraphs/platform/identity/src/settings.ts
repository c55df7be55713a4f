import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProcessError } from '@kontor/http';

/** What identity needs to know when it runs alone. */
type Environment = Readonly<Record<string, string | undefined>>;

const SIGNING_KEY_BYTES = 32;
const SIGNING_KEY_FILE = 'actor-signing-key';
const DEFAULT_PORT = 4011;
const PORT_MAX = 65_535;

/**
 * The key that actor headers are signed with: KONTOR_ACTOR_SIGNING_KEY, else the file `actor-signing-key` in
 * KONTOR_HOME; 32 bytes as base64url. Throws ENVIRONMENT_INVALID when there is none.
 */
export function signingKeyFrom(env: Environment): Uint8Array {
  const file = join(resolve(env['KONTOR_HOME'] || '.kontor'), SIGNING_KEY_FILE);
  const text = env['KONTOR_ACTOR_SIGNING_KEY'] || readIfThere(file);
  const key = Buffer.from(text?.trim() ?? '', 'base64url');
  if (key.length === SIGNING_KEY_BYTES) return key;
  throw new ProcessError(
    'ENVIRONMENT_INVALID',
    `Neither KONTOR_ACTOR_SIGNING_KEY nor ${file} holds an actor signing key: ${SIGNING_KEY_BYTES} bytes as base64url.`,
  );
}

export function portFrom(env: Environment): number {
  const port = Number(env['PORT'] || DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return port;
  throw new ProcessError('ENVIRONMENT_INVALID', `PORT is "${env['PORT']}", which is not a port.`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
