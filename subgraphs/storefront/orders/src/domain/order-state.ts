/**
 * An order's life. What is at work (*) has a time at which the job in jobs/ looks at it next; what is at rest has none.
 *
 *   placeOrder
 *       │             goods reserved and taken
 *       ▼          ┌───────────────────────────────▶ PLACED ──▶ SHIPPED ──▶ DELIVERED
 *    PENDING* ─────┤                                    │
 *                  ├── not enough ──▶ REJECTED          │ cancelOrder
 *                  │                                    ▼
 *                  └── reservation lost, too old, ─▶ CANCELLING* ── goods given back ──▶ CANCELLED
 *                      cancelOrder
 *
 * Every step asks inventory something that may be repeated, then moves the order on one condition: that it still has the
 * status the step began with. So a step may run twice, at once, or again after a crash at any point:
 * - killed before the reservation: the job reserves and takes;
 * - killed after it, or after the goods were taken: asking again answers as the first time;
 * - two at once: one of them moves the order, the other one finds it moved and goes on from there;
 * - given up while another still tries: releasing an id that inventory has not seen yet makes it refuse the reservation.
 */
export type OrderStatus =
  'PENDING' | 'PLACED' | 'SHIPPED' | 'DELIVERED' | 'CANCELLING' | 'CANCELLED' | 'REJECTED';

/** An order that is still not placed after this is given up. Shorter than inventory holds a reservation. */
export const PENDING_LIFE_MS = 5 * 60_000;
/** How long inventory is asked to hold a reservation. */
export const HOLD_SECONDS = 900;

export type Step =
  /** Reserve the goods and take them out of the warehouse. */
  | { kind: 'take goods' }
  /** Stop trying. */
  | { kind: 'give up' }
  /** Release the reservation. */
  | { kind: 'give goods back' }
  /** Nothing is left to do. */
  | { kind: 'rest' };

/** What an order needs next. */
export function nextStep({ status, placedAt }: { status: OrderStatus; placedAt: Date }, now: Date): Step {
  switch (status) {
    case 'PENDING':
      return now.getTime() - placedAt.getTime() > PENDING_LIFE_MS
        ? { kind: 'give up' }
        : { kind: 'take goods' };
    case 'CANCELLING':
      return { kind: 'give goods back' };
    case 'PLACED':
    case 'SHIPPED':
    case 'DELIVERED':
    case 'CANCELLED':
    case 'REJECTED':
      return { kind: 'rest' };
  }
}

export type CancelDecision =
  /** Not sent yet. */
  | { kind: 'cancel'; from: 'PENDING' | 'PLACED' }
  /** Cancelled before: the same answer again. */
  | { kind: 'cancelled' }
  | { kind: 'too late' };

export function decideCancel(status: OrderStatus): CancelDecision {
  switch (status) {
    case 'PENDING':
    case 'PLACED':
      return { kind: 'cancel', from: status };
    case 'CANCELLING':
    case 'CANCELLED':
      return { kind: 'cancelled' };
    case 'SHIPPED':
    case 'DELIVERED':
    case 'REJECTED':
      return { kind: 'too late' };
  }
}

const RETRY_DELAY_MS_MIN = 2_000;
const RETRY_DELAY_MS_MAX = 60_000;

/** How long the job waits after its `attempts`-th look at an order before the next one. */
export const retryDelayMs = (attempts: number): number =>
  Math.min(RETRY_DELAY_MS_MAX, RETRY_DELAY_MS_MIN * 2 ** Math.min(attempts, 10));
