import { integerFrom, repeatJob, type Job, type Logger } from '@kontor/subgraph';
import type { Store } from '../store/store.js';

/** How often entries that have had their time are looked for. */
const AUDIT_PRUNE_INTERVAL_MS = 3_600_000;
/** Entries deleted in one transaction. */
const AUDIT_PRUNE_BATCH_MAX = 1_000;
const DAY_MS = 86_400_000;

/** KONTOR_AUDIT_RETENTION_DAYS; 0 keeps everything. Throws ENVIRONMENT_INVALID. */
export const auditRetentionDaysFrom = (env: Readonly<Record<string, string | undefined>>): number =>
  integerFrom(env, 'KONTOR_AUDIT_RETENTION_DAYS', 0);

/** Deletes entries of the audit log that are older than `retentionDays`. */
export function pruneAudit(
  { store, now }: { store: Pick<Store, 'audit'>; now: () => Date },
  log: Logger,
  retentionDays: number,
): Job | undefined {
  if (retentionDays === 0) return undefined;
  return repeatJob(
    { everyMs: AUDIT_PRUNE_INTERVAL_MS, what: 'pruning the audit log', log },
    async (signal) => {
      const before = new Date(now().getTime() - retentionDays * DAY_MS);
      let deleted = AUDIT_PRUNE_BATCH_MAX;
      while (deleted === AUDIT_PRUNE_BATCH_MAX && !signal.aborted)
        deleted = await store.audit.prune(before, AUDIT_PRUNE_BATCH_MAX);
    },
  );
}
