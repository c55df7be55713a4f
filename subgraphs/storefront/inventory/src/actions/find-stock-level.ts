import type { Context } from '../context.js';
import type { StockLevel } from '../domain/stock.js';

/** One product in one warehouse; null when it has never been there. */
export async function findStockLevel(
  { loaders }: Context,
  { productId, warehouseCode }: Pick<StockLevel, 'productId' | 'warehouseCode'>,
): Promise<StockLevel | null> {
  const levels = await loaders.stockLevelsByProduct.load(productId);
  return levels.find((level) => level.warehouseCode === warehouseCode) ?? null;
}
