import { codedError, type Answer } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { isSameRequest, wasPlaced, type OrderWithLines, type WantedLine } from '../domain/order.js';
import { findRequestProblem, priceLines } from '../domain/order-rules.js';
import { advanceOrder } from './advance-order.js';

export interface PlaceOrderInput {
  idempotencyKey: string;
  buyerId: string;
  lines: readonly WantedLine[];
}

/** How long the request that places an order has it for itself before the job takes care of it. */
export const REQUEST_LEASE_MS = 15_000;

/**
 * Orders goods, all lines or none; the same key with the same content is the same order.
 * Throws INPUT_INVALID, USER_NOT_FOUND, PRODUCT_NOT_FOUND, OUT_OF_STOCK, IDEMPOTENCY_KEY_REUSED, ORDER_NOT_COMPLETED,
 * UPSTREAM_UNAVAILABLE.
 */
export async function placeOrder(context: Context, input: PlaceOrderInput): Promise<OrderWithLines> {
  const problem = findRequestProblem(input);
  if (problem) throw codedError('INPUT_INVALID', problem);

  const order = (await findRepeated(context, input)) ?? (await createOrder(context, input));
  const { orders, clients, now } = context;
  return answerFor(await advanceOrder({ orders, inventory: clients.inventory, now }, order));
}

/** The order that this request made when it came before. */
async function findRepeated(
  { orders }: Context,
  { buyerId, idempotencyKey, lines }: PlaceOrderInput,
): Promise<OrderWithLines | null> {
  const order = await orders.findByKey({ buyerId, idempotencyKey });
  if (order && !isSameRequest(order, lines))
    throw codedError(
      'IDEMPOTENCY_KEY_REUSED',
      'This idempotency key belongs to another purchase. Choose a new key for each one.',
    );
  return order;
}

async function createOrder(context: Context, input: PlaceOrderInput): Promise<OrderWithLines> {
  const { orders, clients, now, newId } = context;
  const { buyerId, idempotencyKey, lines } = input;
  const [buyerExists, quotes] = await Promise.all([
    clients.accounts.exists(buyerId).then(dataOf),
    clients.products.quote(lines.map(({ productId }) => productId)).then(dataOf),
  ]);
  if (!buyerExists) throw codedError('USER_NOT_FOUND', `There is no user "${buyerId}".`);

  const priced = priceLines(lines, quotes);
  switch (priced.kind) {
    case 'not found':
      throw codedError('PRODUCT_NOT_FOUND', `There is no product "${priced.productId}".`, {
        productId: priced.productId,
      });
    case 'invalid':
      throw codedError('INPUT_INVALID', priced.problem);
    case 'priced': {
      const placedAt = now();
      const created = await orders.create({
        id: newId(),
        buyerId,
        idempotencyKey,
        totalMinor: priced.totalMinor,
        currency: priced.currency,
        lines: priced.lines,
        placedAt,
        nextAttemptAt: new Date(placedAt.getTime() + REQUEST_LEASE_MS),
      });
      // Null: the same request came twice at once, and the other one was first.
      const order = created ?? (await findRepeated(context, input));
      if (!order) throw new Error('An order with this key exists, and cannot be found.');
      return order;
    }
  }
}

function answerFor(order: OrderWithLines): OrderWithLines {
  switch (order.status) {
    case 'PLACED':
    case 'SHIPPED':
    case 'DELIVERED':
      return order;
    case 'CANCELLING':
    case 'CANCELLED':
      if (wasPlaced(order)) return order;
      throw codedError(
        'ORDER_NOT_COMPLETED',
        'The order could not be completed in time; nothing was bought. Order again with a new idempotency key.',
      );
    case 'REJECTED':
      throw codedError('OUT_OF_STOCK', 'There is not enough in stock; nothing was bought.', {
        lines: order.shortage ?? [],
      });
    case 'PENDING':
      throw codedError(
        'UPSTREAM_UNAVAILABLE',
        'Stock does not answer. The order may still go through: repeat the request with the same idempotency key.',
      );
  }
}

function dataOf<T>(answer: Answer<T>): T {
  if (answer.kind === 'answered') return answer.data;
  throw codedError(
    'UPSTREAM_UNAVAILABLE',
    'Another part of the shop does not answer, so nothing was ordered. Repeat the request in a moment.',
  );
}
