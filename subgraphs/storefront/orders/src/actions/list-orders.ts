import { paginate, type Connection, type PageArguments } from '@kontor/subgraph';
import type { Context } from '../context.js';
import type { Order } from '../domain/order.js';
import type { OrderStatus } from '../domain/order-state.js';

/** Orders, latest first. Throws INPUT_INVALID and CURSOR_INVALID. */
export const listOrders = (
  { orders }: Context,
  { status: given, ...page }: PageArguments & { status?: OrderStatus | null | undefined },
): Promise<Connection<Order>> => {
  const status = given ?? undefined;
  return paginate(page, {
    cursor: { shape: ['date', 'string'], of: ({ placedAt, id }) => [placedAt, id] },
    load: ({ take, after }) => orders.list({ status, take, after }),
    count: () => orders.count(status),
  });
};
