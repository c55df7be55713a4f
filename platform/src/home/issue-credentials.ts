import { open, rm } from 'node:fs/promises';
import { ProcessError, type Logger } from '@kontor/http';
import type { Identity } from '@kontor/identity';
import { credentialsPath, writeCredentials } from './credentials.js';

/**
 * On the very first start: creates the first organisation and its keys, and writes them to KONTOR_HOME/credentials, their
 * only copy in the clear. Later starts change nothing. A start that is killed between the two steps leaves keys that
 * nobody has: `kontor platform --reissue-keys` makes new ones.
 */
export async function issueCredentials(
  identity: Pick<Identity, 'bootstrap'>,
  home: string,
  platformUrl: string,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  const secrets = await identity.bootstrap();
  if (secrets === undefined) return;
  await writeCredentials(home, { version: 1, platformUrl, ...secrets });
  log.info({ path: credentialsPath(home) }, 'first start: keys created');
}

/**
 * Revokes the keys of the first start and writes new ones. False when there was no first start yet. One at a time: each
 * call ends the keys of the one before, so the file must hold those of the last.
 */
export async function reissueCredentials(
  identity: Pick<Identity, 'reissueBootstrapKeys'>,
  home: string,
  platformUrl: string,
): Promise<boolean> {
  const lock = `${credentialsPath(home)}.reissue`;
  await takeLock(lock);
  try {
    const secrets = await identity.reissueBootstrapKeys();
    if (secrets === undefined) return false;
    await writeCredentials(home, { version: 1, platformUrl, ...secrets });
    return true;
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    throw new ProcessError('KEYS_BEING_REISSUED', `${path} cannot be created: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
