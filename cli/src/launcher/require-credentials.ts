import { PLATFORM_DOMAINS } from '@kontor/database';
import type { Credentials } from '@kontor/protocol';
import { credentialsPath, readCredentials } from '../config/home.js';
import { couldNotRun } from '../failure.js';
import { needsEmbeddedServer } from './database.js';
import type { StartPlan } from './plan.js';
import type { Reporter } from './reporter.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The keys that the first start wrote down. When they are nowhere (it was killed before it had written them, or the file
 * was deleted) and identity's database is the embedded one, new ones are made: that database is part of this home, so
 * nobody else lives on the old ones. A database elsewhere may have keys in other homes too; there it takes an order.
 * Throws API_KEY_MISSING, CREDENTIALS_INVALID and what reissuing throws.
 */
export async function requireCredentials(
  plan: StartPlan,
  { env, databaseUrls }: { env: Env; databaseUrls: Env },
  reporter: Reporter,
): Promise<Credentials> {
  const path = credentialsPath(plan.home);
  const credentials = await readCredentials(plan.home);
  if (credentials) return credentials;
  if (!needsEmbeddedServer(identityDomain, env))
    throw couldNotRun(
      'API_KEY_MISSING',
      `The platform is up, but ${path} does not exist.`,
      'Bring the file back, or end its keys and make new ones with the same settings: `kontor platform --reissue-keys`.',
    );
  reporter.line(`  ${path} is missing: its keys are ended, and new ones made`);
  const { readPlatformConfig, reissueKeys } = await import('@kontor/platform');
  const flags = { home: plan.home, port: plan.platformPort };
  await reissueKeys(readPlatformConfig(flags, { ...env, ...databaseUrls }, plan.folder));
  const made = await readCredentials(plan.home);
  if (made) return made;
  throw new Error(`${path} was written and is not there`);
}

const identityDomain = PLATFORM_DOMAINS.filter(({ id }) => id.domain === 'identity');
