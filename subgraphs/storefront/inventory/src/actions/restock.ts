import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { findDeliveryProblem } from '../domain/input-rules.js';
import type { StockLevel } from '../domain/stock.js';
import { findStockLevel } from './find-stock-level.js';

export interface RestockInput {
  deliveryNumber: string;
  productId: string;
  warehouseCode: string;
  quantity: number;
}

/** Books goods in, once per delivery. Throws INPUT_INVALID, WAREHOUSE_NOT_FOUND, DELIVERY_CONFLICT. */
export async function restock(context: Context, input: RestockInput): Promise<StockLevel> {
  const { stores, loaders, now } = context;
  const { productId, warehouseCode, quantity } = input;
  const problem = findDeliveryProblem(input);
  if (problem) throw codedError('INPUT_INVALID', problem);
  if (!(await loaders.warehouseByCode.load(warehouseCode)))
    throw codedError('WAREHOUSE_NOT_FOUND', `There is no warehouse "${warehouseCode}".`);

  const number = input.deliveryNumber.trim();
  const isNew = await stores.deliveries.book({ number, productId, warehouseCode, quantity, bookedAt: now() });
  if (!isNew) {
    const booked = await stores.deliveries.find({ number, productId, warehouseCode });
    if (booked?.quantity !== quantity)
      throw codedError(
        'DELIVERY_CONFLICT',
        `Delivery "${number}" was booked before with a quantity of ${booked?.quantity}, not ${quantity}.`,
      );
  }
  loaders.stockLevelsByProduct.clear(productId);
  const level = await findStockLevel(context, { productId, warehouseCode });
  if (!level) throw new Error(`Delivery "${number}" is booked, its stock level is not.`);
  return level;
}
