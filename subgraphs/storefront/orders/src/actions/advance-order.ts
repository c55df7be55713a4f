import type { Allocation, InventoryClient } from '../clients/inventory.js';
import type { OrderWithLines } from '../domain/order.js';
import { HOLD_SECONDS, nextStep, retryDelayMs, type OrderStatus } from '../domain/order-state.js';
import type { Move, OrderStore } from '../store/order-store.js';

export interface AdvanceDependencies {
  orders: OrderStore;
  inventory: InventoryClient;
  now: () => Date;
}

/** More than any order needs, so that two that work on one order cannot keep each other busy for ever. */
const STEPS_MAX = 8;

/**
 * Brings an order as far as it goes: to rest, or to where inventory does not answer; then the job tries again later.
 * May be called by anybody at any time; see domain/order-state.ts for why. Returns the order as it is then.
 */
export async function advanceOrder(
  dependencies: AdvanceDependencies,
  order: OrderWithLines,
): Promise<OrderWithLines> {
  const { orders, now } = dependencies;
  let current = order;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const { status } = current;
    const move = await takeStep(dependencies, current);
    if (!move) return current;
    await orders.move(current.id, status, move);
    const moved = await orders.find(current.id);
    if (!moved) throw new Error(`Order "${current.id}" went away at ${now().toISOString()}.`);
    current = moved;
  }
  return current;
}

/** Does what the order needs next and says where that brings it; undefined when it stays where it is. */
async function takeStep(dependencies: AdvanceDependencies, order: OrderWithLines): Promise<Move | undefined> {
  const at = dependencies.now();
  const step = nextStep(order, at);
  switch (step.kind) {
    case 'rest':
      return undefined;
    case 'give up':
      return toCancelling(at);
    case 'take goods':
      return takeGoods(dependencies, order, at);
    case 'give goods back': {
      const answer = await dependencies.inventory.release(order.id);
      return answer.kind === 'answered' ? { to: 'CANCELLED' } : undefined;
    }
  }
}

/** The order's id is the reservation's: whoever asks again asks for the same. */
async function takeGoods(
  { inventory }: AdvanceDependencies,
  { id, lines }: OrderWithLines,
  at: Date,
): Promise<Move | undefined> {
  const reserved = await inventory.reserve(id, lines, HOLD_SECONDS);
  if (reserved.kind !== 'answered') return undefined;
  switch (reserved.data.kind) {
    case 'short':
      return { to: 'REJECTED', at, shortage: reserved.data.lines };
    case 'lost':
      return toCancelling(at);
    case 'held': {
      // A shop that takes payment would do so here, between holding the goods and taking them.
      const confirmed = await inventory.confirm(id);
      if (confirmed.kind !== 'answered') return undefined;
      return confirmed.data.kind === 'taken'
        ? { to: 'PLACED', shipsFrom: byProduct(confirmed.data.allocations) }
        : toCancelling(at);
    }
  }
}

/** The job takes over if giving the goods back does not succeed at once. */
export const toCancelling = (at: Date): Move => ({
  to: 'CANCELLING',
  at,
  nextAttemptAt: new Date(at.getTime() + retryDelayMs(0)),
});

const byProduct = (allocations: readonly Allocation[]) =>
  [...Map.groupBy(allocations, ({ productId }) => productId)].map(([productId, pieces]) => ({
    productId,
    warehouseCodes: pieces.map(({ warehouseCode }) => warehouseCode),
  }));

/** At work, so that the job must look at it again? */
export const isAtWork = (status: OrderStatus): boolean => status === 'PENDING' || status === 'CANCELLING';
