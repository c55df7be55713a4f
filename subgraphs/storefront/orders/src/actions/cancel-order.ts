import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import type { OrderWithLines } from '../domain/order.js';
import { decideCancel } from '../domain/order-state.js';
import { advanceOrder, toCancelling } from './advance-order.js';

/** Cancels an order that has not been sent, and gives its goods back. Throws ORDER_NOT_FOUND, ORDER_NOT_CANCELLABLE. */
export async function cancelOrder(context: Context, id: string): Promise<OrderWithLines> {
  const { orders, clients, now } = context;
  const order = await find(context, id);
  const decision = decideCancel(order.status);
  switch (decision.kind) {
    case 'cancelled':
      return order;
    case 'too late':
      throw codedError(
        'ORDER_NOT_CANCELLABLE',
        `This order is ${order.status}; it cannot be cancelled any more.`,
        {
          status: order.status,
        },
      );
    case 'cancel': {
      await orders.move(id, decision.from, toCancelling(now()));
      const moved = await find(context, id);
      // It may have moved on in between: then decide again, on what it is now.
      if (decideCancel(moved.status).kind !== 'cancelled') return cancelOrder(context, id);
      return advanceOrder({ orders, inventory: clients.inventory, now }, moved);
    }
  }
}

async function find({ orders }: Context, id: string): Promise<OrderWithLines> {
  const order = await orders.find(id);
  if (!order) throw codedError('ORDER_NOT_FOUND', `There is no order "${id}".`);
  return order;
}
