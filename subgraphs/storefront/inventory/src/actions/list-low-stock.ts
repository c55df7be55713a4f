import { codedError, paginate, type Connection, type PageArguments } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { availableIn, type StockLevel } from '../domain/stock.js';

/** What runs low, fewest available first. Throws INPUT_INVALID and CURSOR_INVALID. */
export const listLowStock = (
  { stores: { stockLevels } }: Context,
  { availableAtMost, ...page }: PageArguments & { availableAtMost: number },
): Promise<Connection<StockLevel>> =>
  paginate(page, {
    cursor: {
      shape: ['number', 'string', 'string'],
      of: (level) => [availableIn(level), level.productId, level.warehouseCode],
    },
    load: ({ take, after }) => {
      // A cursor's number may be any number; a quantity is what fits into its column.
      if (after && (after[0] | 0) !== after[0])
        throw codedError('CURSOR_INVALID', 'This cursor does not come from this list.');
      return stockLevels.listLow({ availableAtMost, take, after });
    },
    count: () => stockLevels.countLow(availableAtMost),
  });
