import { FIRST_ORDER_MS, LAST_DAY_MS, momentBetween } from './calendar.js';
import { SAMPLE_COUNTS } from './counts.js';
import { createDraw, type Draw } from './draw.js';
import { sampleId } from './ids.js';
import { homeWarehouse } from './stock.js';
import { drawProduct, drawUser } from './popularity.js';
import { productAddedAt, productId, productPriceMinor, productSku } from './products.js';
import { userId, usersRegisteredBy } from './users.js';

export type SampleOrderStatus = 'PLACED' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

export interface SampleOrderLine {
  productId: string;
  sku: string;
  quantity: number;
  /** The product's list price, in cents. */
  unitPriceMinor: number;
  /** Codes of the warehouses it ships from. */
  shipsFrom: string[];
}

export interface SampleOrder {
  id: string;
  /** 1 for the oldest order, one more for each that followed. */
  serial: number;
  buyerId: string;
  status: SampleOrderStatus;
  placedAt: Date;
  closedAt: Date | null;
  lines: SampleOrderLine[];
}

/** The latest orders are not sent yet, those before them are under way. */
const PLACED_ORDERS = 600;
const SHIPPED_ORDERS = 400;
const HOUR_MS = 3_600_000;

/** Order `index` of `SAMPLE_COUNTS.orders`, oldest first. */
export function orderAt(index: number): SampleOrder {
  const draw = createDraw('order', index);
  const status = statusOf(index, draw);
  const placedAt = momentBetween(FIRST_ORDER_MS, LAST_DAY_MS, (index + draw.unit()) / SAMPLE_COUNTS.orders);
  return {
    id: sampleId('ord', index),
    serial: index + 1,
    buyerId: userId(drawUser(draw, usersRegisteredBy(placedAt.getTime()))),
    status,
    placedAt,
    closedAt: status === 'CANCELLED' ? new Date(placedAt.getTime() + draw.integer(1, 20) * HOUR_MS) : null,
    lines: linesOf(draw, placedAt),
  };
}

export function* orders(): Generator<SampleOrder> {
  for (let index = 0; index < SAMPLE_COUNTS.orders; index++) yield orderAt(index);
}

/** Orders whose goods were taken but not sent: inventory keeps a reservation for each. */
export function* placedOrders(): Generator<SampleOrder> {
  for (let index = SAMPLE_COUNTS.orders - PLACED_ORDERS; index < SAMPLE_COUNTS.orders; index++) {
    yield orderAt(index);
  }
}

function statusOf(index: number, draw: Draw): SampleOrderStatus {
  const cancelled = draw.chance(0.04);
  if (index >= SAMPLE_COUNTS.orders - PLACED_ORDERS) return 'PLACED';
  if (index >= SAMPLE_COUNTS.orders - PLACED_ORDERS - SHIPPED_ORDERS) return 'SHIPPED';
  return cancelled ? 'CANCELLED' : 'DELIVERED';
}

function linesOf(draw: Draw, placedAt: Date): SampleOrderLine[] {
  const wanted = draw.pickWeighted([
    [1, 40],
    [2, 28],
    [3, 17],
    [4, 10],
    [5, 5],
  ] as const);
  const chosen = new Set<number>();
  while (chosen.size < wanted) {
    const product = drawProduct(draw);
    if (productAddedAt(product) <= placedAt) chosen.add(product);
  }
  return [...chosen].map((product) => ({
    productId: productId(product),
    sku: productSku(product),
    quantity: draw.pickWeighted([
      [1, 76],
      [2, 17],
      [3, 4],
      [4, 3],
    ] as const),
    unitPriceMinor: productPriceMinor(product),
    shipsFrom: [homeWarehouse(product).code],
  }));
}
