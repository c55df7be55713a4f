import type { PrismaClient, Sprocket } from './generated/client.js';

export type SprocketRow = Sprocket;

/** Where a page begins: behind this row, latest first. */
export type After = readonly [createdAt: Date, id: string] | null;

export interface SprocketStore {
  byIds(ids: readonly string[]): Promise<SprocketRow[]>;
  list(page: { take: number; after: After }): Promise<SprocketRow[]>;
  count(): Promise<number>;
  create(row: SprocketRow): Promise<SprocketRow>;
}

export const createSprocketStore = (prisma: PrismaClient): SprocketStore => ({
  byIds: (ids) => prisma.sprocket.findMany({ where: { id: { in: [...ids] } } }),
  list: ({ take, after }) =>
    prisma.sprocket.findMany({
      ...(after && {
        // The first condition bounds the walk through the index; the second takes away what comes before.
        where: {
          createdAt: { lte: after[0] },
          OR: [{ createdAt: { lt: after[0] } }, { id: { lt: after[1] } }],
        },
      }),
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    }),
  count: () => prisma.sprocket.count(),
  create: (data) => prisma.sprocket.create({ data }),
});
