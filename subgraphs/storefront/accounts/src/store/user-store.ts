import { isUniqueViolation } from '@kontor/subgraph';
import { toPrefixQuery } from '../domain/search-terms.js';
import type { Profile, User } from '../domain/user.js';
import { Prisma, type PrismaClient } from './generated/client.js';

/** A write, or the unique column that refused it. */
export type WriteResult = { kind: 'written'; user: User } | { kind: 'taken'; column: 'handle' | 'email' };

export interface UserStore {
  byIds(ids: readonly string[]): Promise<User[]>;
  byHandles(handles: readonly string[]): Promise<User[]>;
  /** By name, then id, behind `after`. */
  list(page: { take: number; after: readonly [name: string, id: string] | null }): Promise<User[]>;
  count(): Promise<number>;
  /** The same, of users with words that begin with all these terms, which are letters and digits only. */
  find(search: {
    terms: readonly string[];
    take: number;
    after: readonly [name: string, id: string] | null;
  }): Promise<User[]>;
  countFound(terms: readonly string[]): Promise<number>;
  create(user: User): Promise<WriteResult>;
  /** Null when there is no such user. */
  update(id: string, profile: Partial<Profile>): Promise<WriteResult | null>;
}

export const createUserStore = (prisma: PrismaClient): UserStore => ({
  byIds: (ids) => prisma.user.findMany({ where: { id: { in: [...ids] } } }),
  byHandles: (handles) => prisma.user.findMany({ where: { handle: { in: [...handles] } } }),
  list: ({ take, after }) =>
    prisma.user.findMany({
      // The first condition alone bounds the walk through the index; the second takes away what comes before.
      where: after
        ? { name: { gte: after[0] }, OR: [{ name: { gt: after[0] } }, { id: { gt: after[1] } }] }
        : {},
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take,
    }),
  count: () => prisma.user.count(),
  find: ({ terms, take, after }) => prisma.$queryRaw<User[]>`
    SELECT id, handle, name, email, country, tier::text AS tier, registered_at AS "registeredAt"
    FROM users
    WHERE ${matches(terms)} AND (name, id) > (${after?.[0] ?? ''}, ${after?.[1] ?? ''})
    ORDER BY name, id
    LIMIT ${take}`,
  countFound: async (terms) => {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM users WHERE ${matches(terms)}`;
    return row?.count ?? 0;
  },
  create: (data) => orTaken(() => prisma.user.create({ data })),
  update: async (id, data) => {
    const exists = await prisma.user.count({ where: { id } });
    return exists === 0 ? null : orTaken(() => prisma.user.update({ where: { id }, data }));
  },
});

/** The expression is that of the index in the migration `search`. */
const matches = (terms: readonly string[]): Prisma.Sql => Prisma.sql`
  to_tsvector('simple', name || ' ' || translate(handle, '.-', '  ')) @@ to_tsquery('simple', ${toPrefixQuery(terms)})`;

async function orTaken(write: () => Promise<User>): Promise<WriteResult> {
  try {
    return { kind: 'written', user: await write() };
  } catch (error) {
    if (isUniqueViolation(error, 'handle')) return { kind: 'taken', column: 'handle' };
    if (isUniqueViolation(error, 'email')) return { kind: 'taken', column: 'email' };
    throw error;
  }
}
