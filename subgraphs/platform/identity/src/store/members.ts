import { isUniqueViolation, type CursorValues } from '@kontor/subgraph';
import type { Role } from '@kontor/protocol';
import type { MemberRecord } from '../domain/records.js';
import { Prisma } from './generated/client.js';
import type { Database } from './database.js';

export type MemberCursor = CursorValues<readonly ['date', 'string']>;

export function memberStore(db: Database) {
  return {
    findMany: (ids: readonly string[]): Promise<MemberRecord[]> =>
      db.member.findMany({ where: { id: { in: [...ids] } } }),

    /** Of each of these actors, its place in each of these organisations, removed ones included. */
    findPlaces: (organisationIds: readonly string[], actorIds: readonly string[]): Promise<MemberRecord[]> =>
      db.member.findMany({
        where: { organisationId: { in: [...organisationIds] }, actorId: { in: [...actorIds] } },
      }),

    isEmailTaken: async (organisationId: string, email: string): Promise<boolean> =>
      (await db.member.count({ where: { organisationId, activeEmail: email.toLowerCase() } })) > 0,

    countOwners: (organisationId: string): Promise<number> =>
      db.member.count({ where: { organisationId, role: 'OWNER', removedAt: null } }),

    /** The active owner that joined first. */
    findFirstOwner: (organisationId: string): Promise<MemberRecord | null> =>
      db.member.findFirst({
        where: { organisationId, role: 'OWNER', removedAt: null },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      }),

    /** Of each organisation the next `take` active members behind `after`, oldest first; one statement for all. */
    pages: (
      organisationIds: readonly string[],
      { take, after }: { take: number; after: MemberCursor | null },
    ): Promise<MemberRecord[]> => db.$queryRaw<MemberRecord[]>`
      SELECT page.id, page.organisation_id AS "organisationId", page.actor_id AS "actorId", page.role::text AS role,
             page.email, page.created_at AS "createdAt", page.removed_at AS "removedAt"
      FROM unnest(${[...organisationIds]}::text[]) WITH ORDINALITY AS wanted(id, place)
      CROSS JOIN LATERAL (
        SELECT * FROM member
        WHERE member.organisation_id = wanted.id AND member.removed_at IS NULL
          ${after ? Prisma.sql`AND (member.created_at, member.id) > (${after[0]}, ${after[1]})` : Prisma.empty}
        ORDER BY member.created_at, member.id
        LIMIT ${take}
      ) AS page
      ORDER BY wanted.place, page.created_at, page.id`,

    countActive: async (
      organisationIds: readonly string[],
    ): Promise<{ organisationId: string; count: number }[]> => {
      const groups = await db.member.groupBy({
        by: ['organisationId'],
        where: { organisationId: { in: [...organisationIds] }, removedAt: null },
        _count: { _all: true },
      });
      return groups.map(({ organisationId, _count }) => ({ organisationId, count: _count._all }));
    },

    create: (member: Omit<MemberRecord, 'removedAt'>): Promise<MemberRecord> =>
      db.member.create({ data: { ...member, activeEmail: member.email?.toLowerCase() ?? null } }),

    changeRole: (id: string, role: Role): Promise<MemberRecord> =>
      db.member.update({ where: { id }, data: { role } }),

    remove: (id: string, removedAt: Date): Promise<MemberRecord> =>
      db.member.update({ where: { id }, data: { removedAt, activeEmail: null } }),
  };
}

export type MemberStore = ReturnType<typeof memberStore>;

/** Two added the same address at the same moment. */
export const isEmailViolation = (error: unknown): boolean =>
  isUniqueViolation(error, 'organisation_id', 'active_email');
