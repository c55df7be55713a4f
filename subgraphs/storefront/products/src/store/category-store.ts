import type { Category } from '../domain/catalogue.js';
import type { PrismaClient } from './generated/client.js';

export interface CategoryStore {
  byIds(ids: readonly string[]): Promise<Category[]>;
  bySlugs(slugs: readonly string[]): Promise<Category[]>;
  /** By name, then id, behind `after`. */
  list(page: { take: number; after: readonly [name: string, id: string] | null }): Promise<Category[]>;
  count(): Promise<number>;
}

export const createCategoryStore = (prisma: PrismaClient): CategoryStore => ({
  byIds: (ids) => prisma.category.findMany({ where: { id: { in: [...ids] } } }),
  bySlugs: (slugs) => prisma.category.findMany({ where: { slug: { in: [...slugs] } } }),
  list: ({ take, after }) =>
    prisma.category.findMany({
      where: after
        ? { name: { gte: after[0] }, OR: [{ name: { gt: after[0] } }, { id: { gt: after[1] } }] }
        : {},
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take,
    }),
  count: () => prisma.category.count(),
});
