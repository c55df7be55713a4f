import type { Brand } from '../domain/catalogue.js';
import type { PrismaClient } from './generated/client.js';

export interface BrandStore {
  byIds(ids: readonly string[]): Promise<Brand[]>;
  /** By name, which is unique, behind `after`. */
  list(page: { take: number; after: readonly [name: string] | null }): Promise<Brand[]>;
  count(): Promise<number>;
}

export const createBrandStore = (prisma: PrismaClient): BrandStore => ({
  byIds: (ids) => prisma.brand.findMany({ where: { id: { in: [...ids] } } }),
  list: ({ take, after }) =>
    prisma.brand.findMany({
      where: after ? { name: { gt: after[0] } } : {},
      orderBy: { name: 'asc' },
      take,
    }),
  count: () => prisma.brand.count(),
});
