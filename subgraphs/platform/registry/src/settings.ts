import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProcessError } from '@kontor/http';
import { booleanFrom } from '@kontor/subgraph';

/** What the registry needs to know when it runs alone. */
type Environment = Readonly<Record<string, string | undefined>>;

const SIGNING_KEY_BYTES = 32;
const SIGNING_KEY_FILE = 'actor-signing-key';

/**
 * The key that actor headers are signed with: KONTOR_ACTOR_SIGNING_KEY, else the file `actor-signing-key` in
 * KONTOR_HOME; 32 bytes as base64url. Throws ENVIRONMENT_INVALID when there is none.
 */
export function signingKeyFrom(env: Environment): Uint8Array {
  const file = join(resolve(env['KONTOR_HOME'] || '.kontor'), SIGNING_KEY_FILE);
  const text = env['KONTOR_ACTOR_SIGNING_KEY'] || readIfThere(file);
  if (!text)
    throw new ProcessError(
      'ENVIRONMENT_INVALID',
      `KONTOR_ACTOR_SIGNING_KEY is not set, and ${file} is not there.`,
    );
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== SIGNING_KEY_BYTES)
    throw new ProcessError(
      'ENVIRONMENT_INVALID',
      `The actor signing key has ${key.length} bytes; expected ${SIGNING_KEY_BYTES}, as base64url.`,
    );
  return key;
}

/** Where identity answers, such as `http://127.0.0.1:4001/subgraphs/identity`. Throws ENVIRONMENT_INVALID. */
export function identityUrlFrom(env: Environment): string {
  const text = env['KONTOR_IDENTITY_URL'];
  const url = text ? URL.parse(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new ProcessError(
    'ENVIRONMENT_INVALID',
    text
      ? 'KONTOR_IDENTITY_URL is not an http or https URL.'
      : 'KONTOR_IDENTITY_URL is not set; it says where identity answers.',
  );
}

/** May routing URLs point to private addresses? Throws ENVIRONMENT_INVALID. */
export const privateRoutingUrlsFrom = (env: Environment): boolean =>
  booleanFrom(env, 'KONTOR_PRIVATE_ROUTING_URLS', true);

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
