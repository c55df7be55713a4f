import type { AuditFilter } from '@kontor/protocol';
import type { CursorValues } from '@kontor/subgraph';
import type { NewGraphAuditEntry } from '../domain/audit.js';
import type { AuditEntry, Prisma, PrismaClient } from './generated/client.js';
import type { AuditEntryRecord } from './records.js';
import { isUuid } from './uuid.js';

export type Audit = ReturnType<typeof createAudit>;
export type AuditCursor = CursorValues<readonly ['date', 'string']>;

export interface AuditScope {
  readonly organisationId: string;
  /** Null: of every graph. */
  readonly graphName: string | null;
  readonly filter: AuditFilter;
}

export function createAudit(prisma: PrismaClient) {
  return {
    /** Newest first. */
    async page(
      scope: AuditScope,
      { take, after }: { take: number; after: AuditCursor | null },
    ): Promise<AuditEntryRecord[]> {
      const rows = await prisma.auditEntry.findMany({
        where: { AND: [matching(scope), after ? behind(after) : {}] },
        orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
        take,
      });
      return rows.map(toRecord);
    },

    count: (scope: AuditScope): Promise<number> => prisma.auditEntry.count({ where: matching(scope) }),

    /** Deletes the oldest entries from before a moment, at most `limit`. Returns how many. */
    prune: (before: Date, limit: number): Promise<number> =>
      prisma.$transaction(async (transaction) => {
        await transaction.$queryRaw`select set_config('kontor.audit_prune_before', ${before.toISOString()}, true)`;
        return transaction.$executeRaw`
          delete from audit_entries where id in (
            select id from audit_entries where occurred_at < ${before} order by occurred_at limit ${limit}
          )`;
      }),
  };
}

/** In the transaction of the change that it tells of. */
export async function recordAudit(
  transaction: Prisma.TransactionClient,
  { by, target, changes, reasonCodes, ...entry }: NewGraphAuditEntry,
): Promise<void> {
  await transaction.auditEntry.create({
    data: {
      ...entry,
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
}

const matching = ({
  organisationId,
  graphName,
  filter: { since, until, action, actor },
}: AuditScope): Prisma.AuditEntryWhereInput => ({
  organisationId,
  ...(graphName === null ? {} : { graphName }),
  ...((since ?? until) && { occurredAt: { ...(since && { gte: since }), ...(until && { lt: until }) } }),
  AND: [
    action === null ? {} : { OR: [{ action }, { action: { startsWith: `${action}.` } }] },
    actor === null ? {} : { OR: [{ actorId: actor }, { actorName: actor }, { keyId: actor }] },
  ],
});

/** A cursor of another list may hold what is no id: nothing is behind it. */
const behind = ([occurredAt, id]: AuditCursor): Prisma.AuditEntryWhereInput => ({
  OR: [{ occurredAt: { lt: occurredAt } }, ...(isUuid(id) ? [{ occurredAt, id: { lt: id } }] : [])],
});

/** The JSON column holds what `recordAudit` put there, and nothing else writes it. */
const toRecord = ({ changes, action, actorKind, ...row }: AuditEntry): AuditEntryRecord => ({
  ...row,
  action: action as AuditEntryRecord['action'],
  actorKind: actorKind as AuditEntryRecord['actorKind'],
  changes: changes as unknown as AuditEntryRecord['changes'],
});
