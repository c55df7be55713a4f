import type { StockLevel, Warehouse } from '../domain/stock.js';
import type { PrismaClient } from './generated/client.js';

export interface StockLevelStore {
  /** The levels of many products, each product's by warehouse code. */
  ofProducts(ids: readonly string[]): Promise<StockLevel[]>;
  /** Levels with so few available, fewest first, behind `after`. */
  listLow(page: {
    availableAtMost: number;
    take: number;
    after: readonly [available: number, productId: string, warehouseCode: string] | null;
  }): Promise<StockLevel[]>;
  countLow(availableAtMost: number): Promise<number>;
  warehousesByCodes(codes: readonly string[]): Promise<Warehouse[]>;
  warehouses(): Promise<Warehouse[]>;
}

const INT_MIN = -2_147_483_648;

export const createStockLevelStore = (prisma: PrismaClient): StockLevelStore => ({
  ofProducts: (ids) =>
    prisma.stockLevel.findMany({
      where: { productId: { in: [...ids] } },
      orderBy: [{ productId: 'asc' }, { warehouseCode: 'asc' }],
    }),
  // The expression is that of the index in the migration `checks`.
  listLow: ({ availableAtMost, take, after }) => prisma.$queryRaw<StockLevel[]>`
    SELECT product_id AS "productId", warehouse_code AS "warehouseCode", on_hand AS "onHand", reserved
    FROM stock_levels
    WHERE on_hand - reserved <= ${availableAtMost}::int
      AND (on_hand - reserved, product_id, warehouse_code)
        > (${after?.[0] ?? INT_MIN}::int, ${after?.[1] ?? ''}, ${after?.[2] ?? ''})
    ORDER BY on_hand - reserved, product_id, warehouse_code
    LIMIT ${take}`,
  countLow: async (availableAtMost) => {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM stock_levels WHERE on_hand - reserved <= ${availableAtMost}::int`;
    return row?.count ?? 0;
  },
  warehousesByCodes: (codes) => prisma.warehouse.findMany({ where: { code: { in: [...codes] } } }),
  warehouses: () => prisma.warehouse.findMany({ orderBy: { code: 'asc' } }),
});
