import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ProcessError, type Logger } from '@kontor/http';
import { createPrivateFile, isReadableByOthers, readIfThere } from './private-file.js';

const SIGNING_KEY_FILE = 'actor-signing-key';
const SIGNING_KEY_BYTES = 32;

/**
 * The key that actor headers are signed with: KONTOR_ACTOR_SIGNING_KEY (for processes on several machines), else the file
 * `actor-signing-key` of KONTOR_HOME, created if absent. Throws ENVIRONMENT_INVALID or HOME_NOT_WRITABLE.
 */
export async function loadSigningKey(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  log: Pick<Logger, 'warn'>,
): Promise<Uint8Array> {
  const given = env['KONTOR_ACTOR_SIGNING_KEY'];
  if (given) return decode(given, 'KONTOR_ACTOR_SIGNING_KEY');
  const path = join(home, SIGNING_KEY_FILE);
  // Read before it is made: a start that is killed while it makes one leaves a file behind.
  const text =
    (await readIfThere(path)) ??
    (await createPrivateFile(path, `${randomBytes(SIGNING_KEY_BYTES).toString('base64url')}\n`));
  if (await isReadableByOthers(path))
    log.warn({ path }, 'others may read the actor signing key, and sign as anybody with it: chmod 600');
  return decode(text, path);
}

function decode(text: string, place: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length === SIGNING_KEY_BYTES) return key;
  throw new ProcessError(
    'ENVIRONMENT_INVALID',
    `${place} holds no actor signing key: ${SIGNING_KEY_BYTES} random bytes as base64url.`,
  );
}
