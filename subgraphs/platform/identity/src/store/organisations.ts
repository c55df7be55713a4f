import type { CursorValues } from '@kontor/subgraph';
import type { OrganisationRecord } from '../domain/records.js';
import type { Database } from './database.js';

export type OrganisationCursor = CursorValues<readonly ['date', 'string']>;

export function organisationStore(db: Database) {
  return {
    findMany: (ids: readonly string[]): Promise<OrganisationRecord[]> =>
      db.organisation.findMany({ where: { id: { in: [...ids] } } }),

    findBySlug: (slug: string): Promise<OrganisationRecord | null> =>
      db.organisation.findUnique({ where: { slug } }),

    /** Oldest first; all of them when `ids` is null. */
    page: (
      ids: readonly string[] | null,
      { take, after }: { take: number; after: OrganisationCursor | null },
    ) =>
      db.organisation.findMany({
        where: {
          ...(ids && { id: { in: [...ids] } }),
          ...(after && {
            OR: [{ createdAt: { gt: after[0] } }, { createdAt: after[0], id: { gt: after[1] } }],
          }),
        },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take,
      }) satisfies Promise<OrganisationRecord[]>,

    count: (): Promise<number> => db.organisation.count(),

    create: (record: OrganisationRecord): Promise<OrganisationRecord> =>
      db.organisation.create({ data: record }),
  };
}

export type OrganisationStore = ReturnType<typeof organisationStore>;
