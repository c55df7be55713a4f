import { createLogger, ProcessError } from '@kontor/http';
import type { PlatformConfig } from './config.js';
import { prepareDatabases } from './databases.js';
import { credentialsPath } from './home/credentials.js';
import { reissueCredentials } from './home/issue-credentials.js';
import { loadSigningKey } from './home/signing-key.js';

/**
 * The way back after KONTOR_HOME/credentials was lost: revokes the keys that the first start made and writes new ones.
 * Works beside a running platform. Returns the path of the file. Throws coded errors.
 */
export async function reissueKeys(config: PlatformConfig): Promise<{ path: string }> {
  const log = createLogger({ name: 'platform', level: 'warn' });
  const [signingKey, databases] = await Promise.all([
    loadSigningKey(config.home, config.env, log),
    prepareDatabases(['identity'], config.env, log),
  ]);
  const { createIdentity } = await import('@kontor/identity');
  const identity = createIdentity({ databaseUrl: databases('identity'), signingKey, log });
  try {
    const platformUrl = config.publicUrl ?? `http://127.0.0.1:${config.port}`;
    if (await reissueCredentials(identity, config.home, platformUrl))
      return { path: credentialsPath(config.home) };
  } finally {
    await identity.close();
  }
  throw new ProcessError(
    'PLATFORM_NOT_STARTED_YET',
    'This database has no keys yet: the platform was never started on it.',
  );
}
