import type { AuditFilter, NewAuditEntry } from '@kontor/protocol';
import type { CursorValues } from '@kontor/subgraph';
import type { AuditEntryRecord } from '../domain/records.js';
import type { AuditEntry, Prisma } from './generated/client.js';
import type { Database } from './database.js';

export type AuditCursor = CursorValues<readonly ['date', 'string']>;

export function auditStore(db: Database) {
  return {
    /** In the transaction of the change that it tells of. */
    record: async (
      { by, target, changes, reasonCodes, ...entry }: NewAuditEntry,
      { id, occurredAt }: { id: string; occurredAt: Date },
    ): Promise<void> => {
      await db.auditEntry.create({
        data: {
          ...entry,
          id,
          occurredAt,
          targetId: target.id,
          targetName: target.name,
          actorId: by.id,
          actorKind: by.kind,
          actorName: by.name,
          keyId: by.keyId,
          requestId: by.requestId,
          changes: changes.map((change) => ({ ...change })),
          reasonCodes: [...reasonCodes],
        },
        select: { id: true },
      });
    },

    /** Newest first. */
    page: async (
      organisationId: string,
      filter: AuditFilter,
      { take, after }: { take: number; after: AuditCursor | null },
    ): Promise<AuditEntryRecord[]> => {
      const rows = await db.auditEntry.findMany({
        where: { AND: [matching(organisationId, filter), after ? behind(after) : {}] },
        orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
        take,
      });
      return rows.map(toRecord);
    },

    count: (organisationId: string, filter: AuditFilter): Promise<number> =>
      db.auditEntry.count({ where: matching(organisationId, filter) }),

    /** Deletes the oldest entries from before a moment, at most `limit`; in a transaction. Returns how many. */
    prune: async (before: Date, limit: number): Promise<number> => {
      await db.$queryRaw`SELECT set_config('kontor.audit_prune_before', ${before.toISOString()}, true)`;
      return db.$executeRaw`
        DELETE FROM audit_entry WHERE id IN (
          SELECT id FROM audit_entry WHERE occurred_at < ${before} ORDER BY occurred_at LIMIT ${limit}
        )`;
    },
  };
}

export type AuditStore = ReturnType<typeof auditStore>;

const matching = (
  organisationId: string,
  { since, until, action, actor }: AuditFilter,
): Prisma.AuditEntryWhereInput => ({
  organisationId,
  ...((since ?? until) && { occurredAt: { ...(since && { gte: since }), ...(until && { lt: until }) } }),
  AND: [
    action === null ? {} : { OR: [{ action }, { action: { startsWith: `${action}.` } }] },
    actor === null ? {} : { OR: [{ actorId: actor }, { actorName: actor }, { keyId: actor }] },
  ],
});

const behind = ([occurredAt, id]: AuditCursor): Prisma.AuditEntryWhereInput => ({
  OR: [{ occurredAt: { lt: occurredAt } }, { occurredAt, id: { lt: id } }],
});

/** The JSON column holds what `record` put there, and nothing else writes it. */
const toRecord = ({ changes, action, actorKind, ...row }: AuditEntry): AuditEntryRecord => ({
  ...row,
  action: action as AuditEntryRecord['action'],
  actorKind: actorKind as AuditEntryRecord['actorKind'],
  changes: changes as unknown as AuditEntryRecord['changes'],
});
